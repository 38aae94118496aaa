import { Anchor, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../../account.ts'
import { type MessageState, messageWords } from '../../api/sending.ts'
import { paths } from '../../paths.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Moment } from '../../ui/moment.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { skipReasonWords } from '../../words/skip-reasons.ts'
import { MailTabs } from './mail-tabs.tsx'
import { MessageBadge } from './message-badge.tsx'

const STEPS = [
  'due_at',
  'attempted_at',
  'sent_at',
  'delivered_at',
  'opened_at',
  'clicked_at',
  'bounced_at',
  'unsubscribed_at',
  'complained_at',
] as const

/** One message of a flow or campaign: why it was written, what became of it, what it said. */
export function MessageDialog(props: { message: MessageState; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { message } = props
  const { data: words, error } = useQuery(messageWords(account.id, message.id))
  const title = message.subject ?? message.name ?? t('outbox.message')
  const reason = message.skip_reason && skipReasonWords(message.skip_reason, i18n.language)
  const why = [reason, message.detail].filter((part) => part !== null)
  return (
    <Dialog opened onClose={props.onClose} size="xl" title={title}>
      <Stack gap="md">
        <KeyValues
          items={[
            { key: 'why', label: t('sending.cause'), value: <Cause of={message} /> },
            { key: 'state', label: t('outbox.state'), value: <MessageBadge message={message} /> },
            ...(why.length > 0
              ? [{ key: 'reason', label: t('sending.reason'), value: why.join(' · ') }]
              : []),
            { key: 'from', label: t('outbox.from'), value: words?.from },
            { key: 'to', label: t('outbox.to'), value: message.to },
            ...STEPS.flatMap((step) => {
              const at = message[step]
              return at
                ? [
                    {
                      key: step,
                      label: t(`sending.${step}`),
                      value: <Moment at={at} zone={account.timezone} />,
                    },
                  ]
                : []
            }),
          ]}
        />
        <ProblemNotice problem={error} />
        {words && (words.html !== null || words.text !== null) ? (
          <MailTabs
            title={title}
            html={words.html}
            text={words.text}
            headers={words.headers}
            facts={[
              {
                key: 'purpose',
                label: t('outbox.purpose'),
                value: t(`outbox.purpose_${message.purpose}`),
              },
              { key: 'attempts', label: t('outbox.attempts'), value: String(message.attempts) },
              { key: 'provider', label: t('outbox.provider'), value: words.provider_reply },
            ]}
          />
        ) : null}
      </Stack>
    </Dialog>
  )
}

/** The flow or campaign that wrote it. */
function Cause({ of }: { of: MessageState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const words = t(`sending.source_${of.source}`)
  const to = of.flow_id
    ? paths.flow(account.id, of.flow_id)
    : of.campaign_id && paths.campaign(account.id, of.campaign_id)
  if (!to) return words
  return (
    <Anchor component={Link} to={to} size="sm">
      {words}
    </Anchor>
  )
}
