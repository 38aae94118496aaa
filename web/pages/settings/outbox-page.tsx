import { Badge, Button, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import {
  type OutboxMailState,
  type OutboxTextState,
  outboxMails,
  outboxTexts,
} from '../../api/outbox.ts'
import { allMessages, type MessageState } from '../../api/sending.ts'
import { DataTable, TableFoot, TableSkeleton } from '../../table/data-table.tsx'
import { MoreRows, type PagedList } from '../../table/more-rows.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { skipReasonWords } from '../../words/skip-reasons.ts'
import { MailTabs } from '../messages/mail-tabs.tsx'
import { MessageBadge } from '../messages/message-badge.tsx'
import { MessageDialog } from '../messages/message-dialog.tsx'

const SEARCH_REST_MS = 300
const COLORS = {
  queued: 'blue',
  sending: 'blue',
  sent: 'petrol',
  kept: 'gray',
  failed: 'red',
  uncertain: 'apricot',
} as const satisfies Record<OutboxMailState['state'], string>

const KINDS = ['messages', 'mails', 'texts'] as const
type Kind = (typeof KINDS)[number]

/** What left the house, waits, or is kept because there is no provider. */
export function Component() {
  const { t } = useTranslation()
  const [kind, setKind] = useState<Kind>('messages')
  const [typed, setTyped] = useState('')
  const [to] = useDebouncedValue(typed.trim(), SEARCH_REST_MS)
  return (
    <Panel
      title={t('nav.outbox')}
      hint={t('outbox.hint')}
      action={
        <SegmentedControl
          aria-label={t('nav.outbox')}
          size="xs"
          value={kind}
          onChange={setKind}
          data={KINDS.map((value) => ({ value, label: t(`outbox.${value}`) }))}
        />
      }
    >
      <Stack gap="md">
        <TextInput
          aria-label={t('outbox.toHint')}
          placeholder={t('outbox.toHint')}
          maw={360}
          value={typed}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
        />
        {kind === 'messages' ? <Messages to={to} /> : null}
        {kind === 'mails' ? <Mails to={to} /> : null}
        {kind === 'texts' ? <Texts to={to} /> : null}
      </Stack>
    </Panel>
  )
}

function Messages({ to }: { to: string }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const query = useInfiniteQuery(allMessages(account.id, to))
  const [shown, setShown] = useState<MessageState | null>(null)
  return (
    <>
      <Rows
        query={query}
        caption={t('outbox.messages')}
        empty={<EmptyState title={t('outbox.noMessages')} body={t('outbox.noMessagesBody')} />}
        said={(message) => (
          <Said
            words={message.subject ?? message.name}
            to={[message.to, t(`sending.source_${message.source}`)]}
            onShow={() => setShown(message)}
          />
        )}
        state={(message) => (
          <Stack gap={2}>
            <MessageBadge message={message} />
            {message.skip_reason ? (
              <Text size="xs" c="dimmed">
                {skipReasonWords(message.skip_reason, i18n.language)}
              </Text>
            ) : null}
          </Stack>
        )}
        when={(message) => message.sent_at ?? message.finished_at ?? message.due_at}
      />
      {shown ? <MessageDialog message={shown} onClose={() => setShown(null)} /> : null}
    </>
  )
}

function Mails({ to }: { to: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const query = useInfiniteQuery(outboxMails(account.id, to))
  const [shown, setShown] = useState<OutboxMailState | null>(null)
  return (
    <>
      <Rows
        query={query}
        caption={t('outbox.mails')}
        empty={<EmptyState title={t('outbox.noMails')} body={t('outbox.noMailsBody')} />}
        said={(mail) => <Said words={mail.subject} to={[mail.to]} onShow={() => setShown(mail)} />}
        state={(mail) => <State of={mail} />}
        when={(mail) => mail.created_at}
      />
      {shown ? <MailDialog mail={shown} onClose={() => setShown(null)} /> : null}
    </>
  )
}

function Texts({ to }: { to: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const query = useInfiniteQuery(outboxTexts(account.id, to))
  return (
    <Rows
      query={query}
      caption={t('outbox.texts')}
      empty={<EmptyState title={t('outbox.noTexts')} body={t('outbox.noTextsBody')} />}
      said={(text) => (
        <>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {text.body}
          </Text>
          <Text size="xs" c="dimmed">
            {t(`outbox.channel_${text.channel}`)} · {text.to}
          </Text>
        </>
      )}
      state={(text) => <State of={text} />}
      when={(text) => text.created_at}
    />
  )
}

/** What a mail is called, which opens it, and to whom it is. */
function Said(props: { words: string | null; to: (string | null)[]; onShow: () => void }) {
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        px={0}
        onClick={props.onShow}
        styles={{ label: { whiteSpace: 'normal', textAlign: 'start' } }}
      >
        {props.words || '–'}
      </Button>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {props.to.filter((part) => part !== null).join(' · ')}
      </Text>
    </>
  )
}

interface RowsProps<Row> {
  query: PagedList & {
    data: { pages: { rows: Row[] }[] } | undefined
    error: Error | null
  }
  caption: string
  empty: ReactNode
  said: (row: Row) => ReactNode
  state: (row: Row) => ReactNode
  when: (row: Row) => string
}

/** What mails, texts and messages look like in a list. */
function Rows<Row extends { id: string }>(props: RowsProps<Row>) {
  const { t } = useTranslation()
  const account = useAccount()
  const { query } = props
  if (query.error) return <ProblemNotice problem={query.error} />
  if (!query.data) return <TableSkeleton label={t('common.loading')} />
  const rows = query.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return props.empty
  return (
    <>
      <DataTable
        caption={props.caption}
        rows={rows}
        columns={[
          { key: 'message', header: t('outbox.message'), cell: props.said },
          { key: 'state', header: t('outbox.state'), width: 150, cell: props.state },
          {
            key: 'when',
            header: t('outbox.when'),
            width: 180,
            secondary: true,
            cell: (row) => <Moment at={props.when(row)} zone={account.timezone} />,
          },
        ]}
      />
      <MoreRows of={query} label={t('outbox.older')} />
      <TableFoot>{t('common.timesIn', { zone: account.timezone })}</TableFoot>
    </>
  )
}

function State({ of }: { of: OutboxMailState | OutboxTextState }) {
  const { t } = useTranslation()
  return (
    <Stack gap={2}>
      <Badge variant="light" color={COLORS[of.state]}>
        {t(`outbox.state_${of.state}`)}
      </Badge>
      {of.failure ? (
        <Text size="xs" c="dimmed">
          {t(`outbox.failure_${of.failure}`)}
        </Text>
      ) : null}
    </Stack>
  )
}

/** One mail, as it looks, as text, and what a mail program sees of it. */
function MailDialog({ mail, onClose }: { mail: OutboxMailState; onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const from = mail.from_name ? `${mail.from_name} <${mail.from ?? ''}>` : mail.from
  return (
    <Dialog opened onClose={onClose} size="xl" title={mail.subject || t('outbox.message')}>
      <Stack gap="md">
        <KeyValues
          items={[
            { key: 'from', label: t('outbox.from'), value: from },
            { key: 'to', label: t('outbox.to'), value: mail.to },
            { key: 'state', label: t('outbox.state'), value: <State of={mail} /> },
            {
              key: 'when',
              label: t('outbox.when'),
              value: <Moment at={mail.finished_at ?? mail.created_at} zone={account.timezone} />,
            },
          ]}
        />
        <MailTabs
          title={mail.subject || t('outbox.message')}
          html={mail.html}
          text={mail.text}
          headers={mail.headers}
          facts={[
            { key: 'id', label: t('outbox.messageId'), value: mail.message_id },
            { key: 'reply', label: t('outbox.replyTo'), value: mail.reply_to },
            {
              key: 'purpose',
              label: t('outbox.purpose'),
              value: t(`outbox.purpose_${mail.purpose}`),
            },
            { key: 'attempts', label: t('outbox.attempts'), value: String(mail.attempts) },
            { key: 'provider', label: t('outbox.provider'), value: mail.failure_detail },
          ]}
        />
      </Stack>
    </Dialog>
  )
}
