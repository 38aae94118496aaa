import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useLocation } from 'react-router'
import { useAccount } from '../../account.ts'
import { Page } from '../../ui/page.tsx'
import { settingsPages } from './settings-pages.ts'
import './settings-frame.css'

/** The settings of one account, side by side. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { pathname } = useLocation()
  const pages = settingsPages(account.is_sandbox)
  const current = pages.find((page) => page.to(account.id) === pathname)
  const title = t('nav.settings')
  return (
    <Page
      title={title}
      tabTitle={current ? `${t(`nav.${current.key}`)} · ${title}` : title}
      lead={account.name}
    >
      <div className="settings-frame">
        <nav aria-label={t('nav.settings')} className="settings-tabs">
          {pages.map(({ key, to }) => (
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
