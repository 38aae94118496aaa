import { useTranslation } from 'react-i18next'
import { NavLink, Outlet } from 'react-router'
import { useAccount } from '../../account.ts'
import { Page } from '../../ui/page.tsx'
import { settingsPages } from './settings-pages.ts'
import './settings-frame.css'

/** The settings of one account, side by side. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  return (
    <Page title={t('nav.settings')} lead={account.name}>
      <div className="settings-frame">
        <nav aria-label={t('nav.settings')} className="settings-tabs">
          {settingsPages(account.is_sandbox).map(({ key, to }) => (
            <NavLink key={key} to={to(account.id)} className="settings-tab">
              {t(`nav.${key}`)}
            </NavLink>
          ))}
        </nav>
        <Outlet />
      </div>
    </Page>
  )
}
