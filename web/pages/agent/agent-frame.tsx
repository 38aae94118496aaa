import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useLocation } from 'react-router'
import { useAccount } from '../../account.ts'
import { AGENT_PAGES, agentPage } from '../../paths.ts'
import { Page } from '../../ui/page.tsx'
import '../settings/settings-frame.css'

/** Everything about the agent of the account, side by side. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { pathname } = useLocation()
  const current = AGENT_PAGES.find((page) =>
    `${pathname}/`.startsWith(`${agentPage(account.id, page)}/`),
  )
  const title = t('agent.title')
  return (
    <Page
      title={title}
      tabTitle={current ? `${t(`agent.page_${current}`)} · ${title}` : title}
      lead={t('agent.lead')}
      wide
    >
      <div className="settings-frame">
        <nav aria-label={title} className="settings-tabs">
          {AGENT_PAGES.map((page) => (
            <NavLink key={page} to={agentPage(account.id, page)} className="settings-tab">
              {t(`agent.page_${page}`)}
            </NavLink>
          ))}
        </nav>
        <Outlet />
      </div>
    </Page>
  )
}
