import {
  IconBuildingStore,
  IconClockPlay,
  IconHistory,
  IconKey,
  IconMailCheck,
  IconMailCog,
  IconSend,
  IconTags,
  IconTargetArrow,
  IconUser,
  IconUsers,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { paths } from '../../paths.ts'

export interface SettingsPage {
  key:
    | 'account'
    | 'consent'
    | 'sending'
    | 'outbox'
    | 'attribution'
    | 'tags'
    | 'me'
    | 'people'
    | 'apiKeys'
    | 'clock'
    | 'audit'
  to: (account: string) => string
  icon: ComponentType<{ size: number; stroke: number; 'aria-hidden': true }>
}

const pages: SettingsPage[] = [
  { key: 'account', to: paths.accountSettings, icon: IconBuildingStore },
  { key: 'consent', to: paths.consent, icon: IconMailCheck },
  { key: 'sending', to: paths.sending, icon: IconMailCog },
  { key: 'outbox', to: paths.outbox, icon: IconSend },
  { key: 'attribution', to: paths.attribution, icon: IconTargetArrow },
  { key: 'tags', to: paths.tags, icon: IconTags },
  { key: 'me', to: paths.mySettings, icon: IconUser },
  { key: 'people', to: paths.people, icon: IconUsers },
  { key: 'apiKeys', to: paths.apiKeys, icon: IconKey },
  { key: 'clock', to: paths.clock, icon: IconClockPlay },
  { key: 'audit', to: paths.audit, icon: IconHistory },
]

/** Only a sandbox has a clock that can be moved. */
export function settingsPages(isSandbox: boolean): SettingsPage[] {
  return pages.filter((page) => page.key !== 'clock' || isSandbox)
}
