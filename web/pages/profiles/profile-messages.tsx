import { Badge, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type MessageState, messagesOf } from '../../api/sending.ts'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

const COLORS = {
  queued: 'blue',
  sending: 'blue',
  sent: 'teal',
  delivered: 'teal',
  kept: 'gray',
  skipped: 'gray',
  cancelled: 'gray',
  bounced: 'red',
  failed: 'red',
  uncertain: 'orange',
} as const satisfies Record<MessageState['state'], string>

/** What was written to a person: why, what became of it, and why something was not sent. */
export function ProfileMessages(props: {
  account: { id: string; timezone: string }
  profileId: string
}) {
  const { t } = useTranslation()
  const { account, profileId } = props
  const { data, error } = useQuery(messagesOf(account.id, profileId))
  return (
    <Panel title={t('sending.messages')} hint={t('sending.messagesHint')}>
      <ProblemNotice problem={error} />
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('sending.noMessages')}
        </Text>
      ) : null}
      <Stack gap="md" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {data?.map((message) => (
          <Message key={message.id} message={message} zone={account.timezone} />
        ))}
      </Stack>
    </Panel>
  )
}

const STEPS = [
  ['opened_at', 'opened'],
  ['clicked_at', 'clicked'],
  ['unsubscribed_at', 'unsubscribed'],
  ['complained_at', 'complained'],
] as const

function Message({ message, zone }: { message: MessageState; zone: string }) {
  const { t } = useTranslation()
  const why = [message.skip_reason, message.detail].filter((part) => part !== null)
  return (
    <li>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="start">
        <Stack gap={0} miw={0}>
          <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
            {message.subject ?? message.name ?? t('outbox.message')}
          </Text>
          <Text size="xs" c="dimmed">
            {message.channel === 'email'
              ? t('outbox.mails')
              : t(`outbox.channel_${message.channel}`)}
            {' · '}
            {t(`sending.source_${message.source}`)}
            {' · '}
            <Moment at={message.sent_at ?? message.finished_at ?? message.due_at} zone={zone} />
          </Text>
        </Stack>
        <Badge variant="light" color={COLORS[message.state]} style={{ flex: 'none' }}>
          {t(`sending.state_${message.state}`)}
        </Badge>
      </Group>
      {why.length > 0 ? (
        <Text size="xs" c="dimmed">
          {why.join(' · ')}
        </Text>
      ) : null}
      {STEPS.map(([field, word]) => {
        const at = message[field]
        return at ? (
          <Text key={field} size="xs">
            {t(`sending.${word}`)} <Moment at={at} zone={zone} />
          </Text>
        ) : null
      })}
    </li>
  )
}
