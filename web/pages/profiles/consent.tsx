import { Badge, Group, Stack, Text } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { ProfileDetails } from '../../api/profiles.ts'
import { KeyValues } from '../../ui/key-values.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'

const Permission = z.object({
  consent: z.string().catch('NEVER_SUBSCRIBED'),
  consent_timestamp: z.string().nullish(),
  method: z.string().nullish(),
  suppression: z.array(z.object({ reason: z.string() })).nullish(),
})
type Permission = z.infer<typeof Permission>

const CHANNELS = ['email', 'sms', 'whatsapp', 'mobile_push'] as const
const PURPOSES = ['marketing', 'transactional', 'conversational'] as const
const KNOWN = ['SUBSCRIBED', 'UNSUBSCRIBED', 'NEVER_SUBSCRIBED'] as const
const REASONS = [
  'HARD_BOUNCE',
  'INVALID_EMAIL',
  'SPAM_COMPLAINT',
  'UNSUBSCRIBE',
  'USER_SUPPRESSED',
] as const
const COLORS = { SUBSCRIBED: 'petrol', UNSUBSCRIBED: 'red', NEVER_SUBSCRIBED: 'gray' } as const

/** What the person has allowed, and apart from it, what keeps us from sending. */
export function Consent(props: { account: { timezone: string }; profile: ProfileDetails }) {
  const { t } = useTranslation()
  const permissions = permissionsOf(props.profile.subscriptions)
  const said = permissions.filter(({ permission }) => hasSaid(permission))
  const silent = CHANNELS.filter(
    (channel) =>
      permissions.some((each) => each.channel === channel) &&
      !said.some((each) => each.channel === channel),
  )
  const rows = said.map(({ channel, purpose, permission }) => ({
    key: `${channel} ${purpose}`,
    label: (
      <>
        {t(`profile.channel_${channel}`)}
        <Text size="xs" c="dimmed">
          {t(`profile.purpose_${purpose}`)}
        </Text>
      </>
    ),
    value: <PermissionState permission={permission} zone={props.account.timezone} />,
  }))
  const rest = {
    key: 'silent',
    label: t('profile.consent_NEVER_SUBSCRIBED'),
    value: silent.map((channel) => t(`profile.channel_${channel}`)).join(', '),
  }
  return (
    <Panel title={t('profile.consent')} hint={t('profile.consentHint')}>
      {permissions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('profile.noConsent')}
        </Text>
      ) : (
        <KeyValues items={silent.length > 0 ? [...rows, rest] : rows} />
      )}
    </Panel>
  )
}

/** Whether the person, or a mailbox, has ever told us anything here. */
function hasSaid({ consent, suppression }: Permission): boolean {
  return consent !== 'NEVER_SUBSCRIBED' || (suppression ?? []).length > 0
}

function PermissionState(props: { permission: Permission; zone: string }) {
  const { t } = useTranslation()
  const { consent, consent_timestamp: at, method, suppression } = props.permission
  const known = KNOWN.find((each) => each === consent)
  return (
    <Stack gap={4}>
      <Group gap={6}>
        <Badge color={known ? COLORS[known] : 'gray'}>
          {known ? t(`profile.consent_${known}`) : consent}
        </Badge>
        {(suppression ?? []).map(({ reason }) => (
          <Badge key={reason} color="red">
            {t('profile.suppressed', { reason: reasonWords(t, reason) })}
          </Badge>
        ))}
      </Group>
      {at ? (
        <Text size="xs" c="dimmed">
          <Moment at={at} zone={props.zone} />
          {method ? ` · ${method.toLowerCase().replaceAll('_', ' ')}` : ''}
        </Text>
      ) : null}
    </Stack>
  )
}

function reasonWords(t: TFunction, reason: string): string {
  const known = REASONS.find((each) => each === reason)
  return known ? t(`profile.reason_${known}`) : reason
}

function permissionsOf(subscriptions: ProfileDetails['subscriptions']) {
  return CHANNELS.flatMap((channel) => {
    const purposes = subscriptions?.[channel]
    if (typeof purposes !== 'object' || purposes === null) return []
    const byPurpose = new Map(Object.entries(purposes))
    return PURPOSES.flatMap((purpose) => {
      const parsed = Permission.safeParse(byPurpose.get(purpose))
      return parsed.success ? [{ channel, purpose, permission: parsed.data }] : []
    })
  })
}
