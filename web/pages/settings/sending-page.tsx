import {
  Badge,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { MAIL_PROVIDERS } from '../../../src/contract/sending.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import {
  changeSending,
  checkDomain,
  createDkimKey,
  type DomainCheckState,
  type SendingState,
  sendingSettings,
} from '../../api/sending.ts'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'
import { SettingsForm } from './settings-form.tsx'

const PROVIDER_NAMES = {
  ses: 'Amazon SES',
  sendgrid: 'SendGrid',
  postmark: 'Postmark',
  mailgun: 'Mailgun',
} as const satisfies Record<(typeof MAIL_PROVIDERS)[number], string>
const CHANNELS = ['email', 'sms', 'whatsapp'] as const
const LINE_MAX = 150
const HOURS_MAX = 720
const RECORDS = ['spf', 'dkim', 'dmarc'] as const
const FINDING_COLORS = {
  good: 'petrol',
  'only-watches': 'yellow',
  'not-made': 'gray',
  unknown: 'gray',
  missing: 'red',
  several: 'red',
  different: 'red',
  'too-open': 'red',
  broken: 'red',
} as const satisfies Record<DomainCheckState['spf']['finding'], string>

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(sendingSettings(params.accountId ?? ''))
  return null
}

export function Component() {
  const account = useAccount()
  const { data } = useSuspenseQuery(sendingSettings(account.id))
  return (
    <Stack gap="lg">
      <Domain settings={data} />
      <Sender settings={data} />
      <Rest settings={data} />
      <Tracking settings={data} />
      <Reports settings={data} />
    </Stack>
  )
}

function Sender({ settings }: { settings: SendingState }) {
  const { t } = useTranslation()
  const account = useAccount()
  return (
    <SettingsForm
      title={t('sending.sender')}
      hint={t('sending.senderHint')}
      save={(typed) =>
        changeSending(account.id, {
          from_name: typed.from_name || null,
          from_email: typed.from_email || null,
          reply_to_email: typed.reply_to_email || null,
        })
      }
      fields={(errors, isRefused) => (
        <>
          <TextInput
            name="from_name"
            label={t('sending.fromName')}
            defaultValue={settings.from_name ?? ''}
            maxLength={LINE_MAX}
            readOnly={isRefused}
            error={errors.from_name}
          />
          <TextInput
            name="from_email"
            type="email"
            label={t('sending.fromEmail')}
            defaultValue={settings.from_email ?? ''}
            readOnly={isRefused}
            error={errors.from_email}
          />
          <TextInput
            name="reply_to_email"
            type="email"
            label={t('sending.replyTo')}
            defaultValue={settings.reply_to_email ?? ''}
            readOnly={isRefused}
            error={errors.reply_to_email}
          />
        </>
      )}
    />
  )
}

function Rest({ settings }: { settings: SendingState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { quiet_hours: quiet, frequency_cap: cap } = settings
  const [isExcluding, setExcluding] = useState(settings.excludes_open_problems)
  return (
    <SettingsForm
      title={t('sending.rest')}
      hint={t('sending.restHint')}
      save={(typed) =>
        changeSending(account.id, {
          smart_sending_hours: Object.fromEntries(
            CHANNELS.map((channel) => [channel, Number(typed[`hours_${channel}`])]),
          ),
          quiet_hours:
            typed.quiet_from || typed.quiet_until
              ? { from: typed.quiet_from, until: typed.quiet_until }
              : null,
          frequency_cap:
            typed.cap_messages || typed.cap_days
              ? { messages: Number(typed.cap_messages), days: Number(typed.cap_days) }
              : null,
          excludes_open_problems: isExcluding,
        })
      }
      fields={(errors, isRefused) => (
        <>
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
            {CHANNELS.map((channel) => (
              <NumberInput
                key={channel}
                name={`hours_${channel}`}
                label={t(`sending.hours_${channel}`)}
                min={0}
                max={HOURS_MAX}
                allowDecimal={false}
                defaultValue={settings.smart_sending_hours[channel]}
                readOnly={isRefused}
                error={errors[channel]}
              />
            ))}
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <TextInput
              name="quiet_from"
              type="time"
              label={t('sending.quietFrom')}
              description={t('sending.quietHint')}
              defaultValue={quiet?.from ?? ''}
              readOnly={isRefused}
              error={errors.from}
            />
            <TextInput
              name="quiet_until"
              type="time"
              label={t('sending.quietUntil')}
              description={'\u00a0'}
              defaultValue={quiet?.until ?? ''}
              readOnly={isRefused}
              error={errors.until}
            />
            <NumberInput
              name="cap_messages"
              label={t('sending.capMessages')}
              description={t('sending.capHint')}
              min={1}
              max={100}
              allowDecimal={false}
              defaultValue={cap?.messages ?? ''}
              readOnly={isRefused}
              error={errors.messages}
            />
            <NumberInput
              name="cap_days"
              label={t('sending.capDays')}
              description={'\u00a0'}
              min={1}
              max={90}
              allowDecimal={false}
              defaultValue={cap?.days ?? ''}
              readOnly={isRefused}
              error={errors.days}
            />
          </SimpleGrid>
          <Switch
            label={t('sending.excludesProblems')}
            description={t('sending.excludesProblemsHint')}
            checked={isExcluding}
            disabled={isRefused}
            onChange={(event) => setExcluding(event.currentTarget.checked)}
          />
        </>
      )}
    />
  )
}

function Tracking({ settings }: { settings: SendingState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [opens, setOpens] = useState(settings.tracks_opens)
  const [clicks, setClicks] = useState(settings.tracks_clicks)
  return (
    <SettingsForm
      title={t('sending.tracking')}
      hint={t('sending.trackingHint')}
      save={() => changeSending(account.id, { tracks_opens: opens, tracks_clicks: clicks })}
      fields={(_errors, isRefused) => (
        <>
          <Switch
            label={t('sending.tracksOpens')}
            checked={opens}
            disabled={isRefused}
            onChange={({ currentTarget: { checked } }) => setOpens(checked)}
          />
          <Switch
            label={t('sending.tracksClicks')}
            checked={clicks}
            disabled={isRefused}
            onChange={({ currentTarget: { checked } }) => setClicks(checked)}
          />
        </>
      )}
    />
  )
}

const KEY_LENGTH_MAX = 2_000

/** Where providers of mail post bounces and complaints, and what their posts are checked with. */
function Reports({ settings }: { settings: SendingState }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(settings.provider ?? MAIL_PROVIDERS[0])
  const shown = settings.mail_reports.find(({ provider }) => provider === chosen)
  return (
    <Panel title={t('sending.reports')} hint={t('sending.reportsHint')}>
      <Stack gap="md">
        <SegmentedControl
          aria-label={t('sending.reportsOf')}
          size="xs"
          style={{ alignSelf: 'start' }}
          value={chosen}
          onChange={setChosen}
          data={MAIL_PROVIDERS.map((value) => ({ value, label: PROVIDER_NAMES[value] }))}
        />
        {shown ? <ReportsOf key={chosen} of={shown} /> : null}
      </Stack>
    </Panel>
  )
}

function ReportsOf({ of }: { of: SendingState['mail_reports'][number] }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('accounts:write')
  const { provider } = of
  const [key, setKey] = useState('')
  const change = useMutation({
    mutationFn: (wanted: string | null) =>
      changeSending(account.id, { mail_report_keys: { [provider]: wanted } }),
    onSuccess: () => {
      setKey('')
      done(t('common.saved'))
    },
  })
  return (
    <Stack gap="md">
      <Text size="sm">{t(`sending.steps_${provider}`)}</Text>
      <KeyValues
        items={[
          { key: 'url', label: t('sending.reportUrl'), value: <Copied text={of.url} /> },
          {
            key: 'key',
            label: t(`sending.key_${provider}`),
            value: of.key_hint ? `… ${of.key_hint}` : t('sending.noReportKey'),
          },
          {
            key: 'last',
            label: t('sending.lastReport'),
            value: of.last_report_at ? (
              <Moment at={of.last_report_at} zone={account.timezone} />
            ) : null,
          },
        ]}
      />
      <form
        aria-label={PROVIDER_NAMES[provider]}
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(key)
        }}
      >
        <Group align="end" gap="sm">
          <TextInput
            label={of.key_hint ? t('sending.newReportKey') : t(`sending.key_${provider}`)}
            value={key}
            required
            maxLength={KEY_LENGTH_MAX}
            autoComplete="off"
            spellCheck={false}
            flex={1}
            miw={220}
            maw={480}
            onChange={({ currentTarget: { value } }) => setKey(value)}
          />
          <Act type="submit" refusal={refusal} loading={change.isPending}>
            {t('common.save')}
          </Act>
          {of.key_hint ? (
            <Act
              variant="default"
              refusal={refusal}
              loading={change.isPending}
              onClick={() => change.mutate(null)}
            >
              {t('sending.dropReportKey')}
            </Act>
          ) : null}
        </Group>
      </form>
      <ProblemNotice problem={change.error} />
    </Stack>
  )
}

/** What others can find out about mails of the domain, and what to do about it. */
function Domain({ settings }: { settings: SendingState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('accounts:write')
  const { dkim } = settings
  const [domain, setDomain] = useState(dkim?.domain ?? settings.from_email?.split('@')[1] ?? '')
  const [asksAgain, setAsksAgain] = useState(false)
  const check = useMutation({ mutationFn: () => checkDomain(account.id, domain.trim()) })
  const create = useMutation({
    mutationFn: () => createDkimKey(account.id, domain.trim()),
    onSuccess: () => {
      setAsksAgain(false)
      done(t('common.saved'))
    },
  })
  return (
    <Panel title={t('sending.domain')} hint={t('sending.domainHint')}>
      <Stack gap="md">
        <Text size="sm">{t(`sending.${settings.outgoing}`)}</Text>
        <form
          aria-label={t('sending.domain')}
          onSubmit={(event) => {
            event.preventDefault()
            check.mutate()
          }}
        >
          <Group align="end" gap="sm">
            <TextInput
              label={t('sending.domainName')}
              placeholder="shop.example"
              value={domain}
              required
              onChange={({ currentTarget: { value } }) => setDomain(value)}
            />
            <Button type="submit" variant="default" loading={check.isPending}>
              {t('sending.check')}
            </Button>
            <Act
              variant="default"
              refusal={refusal}
              loading={create.isPending}
              onClick={() => (dkim ? setAsksAgain(true) : create.mutate())}
            >
              {dkim ? t('sending.remake') : t('sending.makeKey')}
            </Act>
          </Group>
        </form>
        <ProblemNotice problem={check.error ?? create.error} />
        {dkim ? (
          <Stack gap="xs">
            <Text size="sm">{t('sending.keyHint')}</Text>
            <KeyValues
              items={[
                {
                  key: 'name',
                  label: t('sending.recordName'),
                  value: <Copied text={dkim.record_name} />,
                },
                {
                  key: 'value',
                  label: t('sending.recordValue'),
                  value: <Copied text={dkim.record_value} />,
                },
              ]}
            />
          </Stack>
        ) : null}
        {check.data ? <Findings check={check.data} /> : null}
      </Stack>
      <ConfirmDialog
        opened={asksAgain}
        onClose={() => setAsksAgain(false)}
        title={t('sending.remake')}
        body={t('sending.remakeBody')}
        action={t('sending.remake')}
        busy={create.isPending}
        problem={create.error}
        onConfirm={() => create.mutate()}
      />
    </Panel>
  )
}

function Copied({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <Group gap={4} wrap="nowrap" align="start">
      <span style={{ overflowWrap: 'anywhere' }}>{text}</span>
      <CopyButton text={text} label={t('common.copy')} />
    </Group>
  )
}

function Findings({ check }: { check: DomainCheckState }) {
  const { t } = useTranslation()
  return (
    <KeyValues
      items={RECORDS.map((kind) => {
        const { finding, record, name } = check[kind]
        return {
          key: kind,
          label: kind.toUpperCase(),
          value: (
            <Stack gap={2} align="start">
              <Badge variant="light" color={FINDING_COLORS[finding]}>
                {t(`sending.finding_${finding}`)}
              </Badge>
              <span>{t(`sending.advice_${finding}`)}</span>
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {name}
                {record ? `: ${record}` : ''}
              </Text>
            </Stack>
          ),
        }
      })}
    />
  )
}
