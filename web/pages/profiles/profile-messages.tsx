import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type MessageState, messagesOf } from '../../api/sending.ts'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { skipReasonWords } from '../../words/skip-reasons.ts'
import { MessageBadge } from '../messages/message-badge.tsx'
import { MessageDialog } from '../messages/message-dialog.tsx'

/** What was written to a person: why, what became of it, and why something was not sent. */
export function ProfileMessages(props: {
  account: { id: string; timezone: string }
  profileId: string
}) {
  const { t } = useTranslation()
  const { account, profileId } = props
  const { data, error } = useQuery(messagesOf(account.id, profileId))
  const [shown, setShown] = useState<MessageState | null>(null)
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
          <Message
            key={message.id}
            message={message}
            zone={account.timezone}
            onShow={() => setShown(message)}
          />
        ))}
      </Stack>
      {shown ? <MessageDialog message={shown} onClose={() => setShown(null)} /> : null}
    </Panel>
  )
}

const STEPS = ['opened_at', 'clicked_at', 'unsubscribed_at', 'complained_at'] as const

function Message(props: { message: MessageState; zone: string; onShow: () => void }) {
  const { t, i18n } = useTranslation()
  const { message, zone } = props
  const reason = message.skip_reason && skipReasonWords(message.skip_reason, i18n.language)
  const why = [reason, message.detail].filter((part) => part !== null)
  return (
    <li>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="start">
        <Stack gap={0} miw={0}>
          <Button
            variant="subtle"
            size="compact-sm"
            px={0}
            onClick={props.onShow}
            styles={{ inner: { justifyContent: 'start' }, label: { whiteSpace: 'normal' } }}
          >
            {message.subject ?? message.name ?? t('outbox.message')}
          </Button>
          <Text size="xs" c="dimmed">
            {t(`outbox.channel_${message.channel}`)}
            {' · '}
            {t(`sending.source_${message.source}`)}
            {' · '}
            <Moment at={message.sent_at ?? message.finished_at ?? message.due_at} zone={zone} />
          </Text>
        </Stack>
        <MessageBadge message={message} />
      </Group>
      {why.length > 0 ? (
        <Text size="xs" c="dimmed">
          {why.join(' · ')}
        </Text>
      ) : null}
      {STEPS.map((step) => {
        const at = message[step]
        return at ? (
          <Text key={step} size="xs">
            {t(`sending.${step}`)} <Moment at={at} zone={zone} />
          </Text>
        ) : null
      })}
    </li>
  )
}
