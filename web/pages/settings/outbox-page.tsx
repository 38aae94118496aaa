import {
  Badge,
  Button,
  Center,
  SegmentedControl,
  Stack,
  Tabs,
  Text,
  TextInput,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import {
  type OutboxMailState,
  type OutboxTextState,
  outboxMails,
  outboxTexts,
} from '../../api/outbox.ts'
import { DataTable, TableFoot, TableSkeleton } from '../../table/data-table.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { framed } from '../content/framed.ts'
import '../content/mail-frame.css'

const SEARCH_REST_MS = 300
const COLORS = {
  queued: 'blue',
  sending: 'blue',
  sent: 'teal',
  kept: 'gray',
  failed: 'red',
  uncertain: 'orange',
} as const satisfies Record<OutboxMailState['state'], string>

/** What left the house, waits, or is kept because there is no provider. */
export function Component() {
  const { t } = useTranslation()
  const [kind, setKind] = useState('mails')
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
          data={[
            { value: 'mails', label: t('outbox.mails') },
            { value: 'texts', label: t('outbox.texts') },
          ]}
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
        {kind === 'mails' ? <Mails to={to} /> : <Texts to={to} />}
      </Stack>
    </Panel>
  )
}

function Mails({ to }: { to: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const mails = useInfiniteQuery(outboxMails(account.id, to))
  const [shown, setShown] = useState<OutboxMailState | null>(null)
  if (mails.error) return <ProblemNotice problem={mails.error} />
  if (!mails.data) return <TableSkeleton label={t('common.loading')} />
  const rows = mails.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) {
    return <EmptyState title={t('outbox.noMails')} body={t('outbox.noMailsBody')} />
  }
  return (
    <>
      <DataTable
        caption={t('outbox.mails')}
        rows={rows}
        columns={[
          {
            key: 'subject',
            header: t('outbox.subject'),
            cell: (mail) => (
              <>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  px={0}
                  onClick={() => setShown(mail)}
                  styles={{ label: { whiteSpace: 'normal', textAlign: 'start' } }}
                >
                  {mail.subject || '–'}
                </Button>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {mail.to}
                </Text>
              </>
            ),
          },
          {
            key: 'state',
            header: t('outbox.state'),
            width: 150,
            cell: (mail) => <State of={mail} />,
          },
          {
            key: 'when',
            header: t('outbox.when'),
            width: 180,
            secondary: true,
            cell: (mail) => <Moment at={mail.created_at} zone={account.timezone} />,
          },
        ]}
      />
      <More query={mails} />
      {shown ? <MailDialog mail={shown} onClose={() => setShown(null)} /> : null}
    </>
  )
}

function Texts({ to }: { to: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const texts = useInfiniteQuery(outboxTexts(account.id, to))
  if (texts.error) return <ProblemNotice problem={texts.error} />
  if (!texts.data) return <TableSkeleton label={t('common.loading')} />
  const rows = texts.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) {
    return <EmptyState title={t('outbox.noTexts')} body={t('outbox.noTextsBody')} />
  }
  return (
    <>
      <DataTable
        caption={t('outbox.texts')}
        rows={rows}
        columns={[
          {
            key: 'message',
            header: t('outbox.message'),
            cell: (text) => (
              <>
                <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                  {text.body}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`outbox.channel_${text.channel}`)} · {text.to}
                </Text>
              </>
            ),
          },
          {
            key: 'state',
            header: t('outbox.state'),
            width: 150,
            cell: (text) => <State of={text} />,
          },
          {
            key: 'when',
            header: t('outbox.when'),
            width: 180,
            secondary: true,
            cell: (text) => <Moment at={text.created_at} zone={account.timezone} />,
          },
        ]}
      />
      <More query={texts} />
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

function More(props: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) {
  const { t } = useTranslation()
  const account = useAccount()
  return (
    <>
      {props.query.hasNextPage ? (
        <Center>
          <Button
            variant="default"
            loading={props.query.isFetchingNextPage}
            onClick={() => void props.query.fetchNextPage()}
          >
            {t('outbox.older')}
          </Button>
        </Center>
      ) : null}
      <TableFoot>{t('common.timesIn', { zone: account.timezone })}</TableFoot>
    </>
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
        <Tabs defaultValue={mail.html ? 'html' : 'text'} keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="html">{t('outbox.asShown')}</Tabs.Tab>
            <Tabs.Tab value="text">{t('outbox.plain')}</Tabs.Tab>
            <Tabs.Tab value="headers">{t('outbox.headers')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="html" pt="md">
            {mail.html ? (
              <div className="mail-frame">
                <iframe
                  title={mail.subject || t('outbox.message')}
                  sandbox=""
                  referrerPolicy="no-referrer"
                  srcDoc={framed(mail.html)}
                />
              </div>
            ) : (
              <Text size="sm">{t('outbox.noHtml')}</Text>
            )}
          </Tabs.Panel>
          <Tabs.Panel value="text" pt="md">
            <pre className="mail-text">{mail.text}</pre>
          </Tabs.Panel>
          <Tabs.Panel value="headers" pt="md">
            <KeyValues
              items={[
                { key: 'id', label: t('outbox.messageId'), value: mail.message_id },
                { key: 'reply', label: t('outbox.replyTo'), value: mail.reply_to },
                {
                  key: 'purpose',
                  label: t('outbox.purpose'),
                  value: t(`outbox.purpose_${mail.purpose}`),
                },
                { key: 'attempts', label: t('outbox.attempts'), value: String(mail.attempts) },
                {
                  key: 'provider',
                  label: t('outbox.provider'),
                  value: mail.failure_detail,
                },
                ...Object.entries(mail.headers).map(([name, value]) => ({
                  key: `header ${name}`,
                  label: name,
                  value,
                })),
              ]}
            />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Dialog>
  )
}
