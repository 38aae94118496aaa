import { Tooltip, UnstyledButton } from '@mantine/core'
import {
  IconAddressBook,
  IconArrowsSplit2,
  IconChartHistogram,
  IconFileImport,
  IconHome,
  IconMailCheck,
  IconMessageChatbot,
  IconMessages,
  IconPhoto,
  IconReportAnalytics,
  IconReportSearch,
  IconSettings,
  IconShoppingBagHeart,
  IconSpeakerphone,
  IconTemplate,
  IconTicket,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Permission } from '../../../src/contract/permissions.ts'
import { useRefusal } from '../../account.ts'
import { paths } from '../../paths.ts'
import './navigation.css'

export interface Destination {
  key:
    | 'home'
    | 'messages'
    | 'deliverability'
    | 'ledger'
    | 'customReports'
    | 'agent'
    | 'conversations'
    | 'metrics'
    | 'profiles'
    | 'groups'
    | 'imports'
    | 'campaigns'
    | 'flows'
    | 'templates'
    | 'images'
    | 'coupons'
    | 'settings'
  group: 'start' | 'service' | 'analytics' | 'audience' | 'marketing' | 'content' | null
  to: (account: string) => string
  /** Where its pages lie that are not below `to`. */
  alsoAt?: readonly ((account: string) => string)[]
  /** Without it the page could only say no. */
  needs: Permission
  icon: ComponentType<{ size: number; stroke: number; 'aria-hidden': true }>
}

/** Every page that can be gone to from everywhere: the navigation and the palette show these. */
export const destinations: Destination[] = [
  { key: 'home', group: 'start', to: paths.account, needs: 'metrics:read', icon: IconHome },
  {
    key: 'agent',
    group: 'service',
    to: paths.agent,
    needs: 'agents:read',
    icon: IconMessageChatbot,
  },
  {
    key: 'conversations',
    group: 'service',
    to: paths.conversations,
    needs: 'conversations:read',
    icon: IconMessages,
  },
  {
    key: 'metrics',
    group: 'analytics',
    to: paths.metrics,
    needs: 'metrics:read',
    icon: IconChartHistogram,
  },
  {
    key: 'messages',
    group: 'analytics',
    to: paths.messageReports,
    needs: 'metrics:read',
    icon: IconReportAnalytics,
  },
  {
    key: 'customReports',
    group: 'analytics',
    to: paths.customReports,
    needs: 'metrics:read',
    icon: IconReportSearch,
  },
  {
    key: 'deliverability',
    group: 'analytics',
    to: paths.deliverability,
    needs: 'metrics:read',
    icon: IconMailCheck,
  },
  {
    key: 'ledger',
    group: 'analytics',
    to: paths.ledger,
    needs: 'agents:read',
    icon: IconShoppingBagHeart,
  },
  {
    key: 'profiles',
    group: 'audience',
    to: paths.profiles,
    needs: 'profiles:read',
    icon: IconAddressBook,
  },
  {
    key: 'groups',
    group: 'audience',
    to: paths.groups,
    alsoAt: [(account) => paths.segment(account, ''), (account) => paths.list(account, '')],
    needs: 'segments:read',
    icon: IconUsersGroup,
  },
  {
    key: 'imports',
    group: 'audience',
    to: paths.imports,
    needs: 'imports:read',
    icon: IconFileImport,
  },
  {
    key: 'campaigns',
    group: 'marketing',
    to: paths.campaigns,
    needs: 'campaigns:read',
    icon: IconSpeakerphone,
  },
  {
    key: 'flows',
    group: 'marketing',
    to: paths.flows,
    needs: 'flows:read',
    icon: IconArrowsSplit2,
  },
  {
    key: 'templates',
    group: 'content',
    to: paths.templates,
    needs: 'templates:read',
    icon: IconTemplate,
  },
  {
    key: 'images',
    group: 'content',
    to: paths.images,
    needs: 'images:read',
    icon: IconPhoto,
  },
  {
    key: 'coupons',
    group: 'content',
    to: paths.coupons,
    needs: 'coupons:read',
    icon: IconTicket,
  },
  { key: 'settings', group: null, to: paths.settings, needs: 'accounts:read', icon: IconSettings },
]

const groups = ['start', 'service', 'analytics', 'audience', 'marketing', 'content'] as const

export function Navigation(props: { account: string; onGo: () => void }) {
  const { t } = useTranslation()
  const ordered = groups
    .map((group) => ({ group, items: destinations.filter((each) => each.group === group) }))
    .filter(({ items }) => items.length > 0)
  return (
    <nav aria-label={t('nav.label')} className="navigation">
      {ordered.map(({ group, items }) => (
        <div key={group} className="navigation-group">
          {group === 'start' ? null : <p className="navigation-heading">{t(`nav.${group}`)}</p>}
          {items.map((item) => (
            <Item key={item.key} item={item} {...props} />
          ))}
        </div>
      ))}
      <div className="navigation-group navigation-last">
        {destinations
          .filter((each) => each.group === null)
          .map((item) => (
            <Item key={item.key} item={item} {...props} />
          ))}
      </div>
    </nav>
  )
}

function Item(props: { item: Destination; account: string; onGo: () => void }) {
  const { t } = useTranslation()
  const { key, icon: Icon, to, alsoAt = [], needs } = props.item
  const refusal = useRefusal(needs)
  const { pathname } = useLocation()
  const isHere =
    pathname === to(props.account) ||
    (key !== 'home' && [to, ...alsoAt].some((at) => pathname.startsWith(folder(at(props.account)))))
  if (refusal) {
    return (
      <Tooltip label={refusal} position="right">
        <UnstyledButton
          className="navigation-item"
          aria-disabled
          aria-description={refusal}
          onClick={(event) => event.preventDefault()}
        >
          <Icon size={18} stroke={1.6} aria-hidden />
          {t(`nav.${key}`)}
        </UnstyledButton>
      </Tooltip>
    )
  }
  return (
    <Link
      to={to(props.account)}
      aria-current={isHere ? 'page' : undefined}
      onClick={props.onGo}
      className="navigation-item"
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      {t(`nav.${key}`)}
    </Link>
  )
}

function folder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}
