import {
  Badge,
  Code,
  Group,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type ChannelsState,
  changeChannels,
  changeHandoff,
  changeWebChat,
  channelSettings,
  conversationSettings,
  handoffSettings,
  webChatSettings,
} from '../../api/agent.ts'
import { queryClient } from '../../api/query-client.ts'
import { Act } from '../../ui/act.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'
import { EpisodeRules } from './episode-rules.tsx'
import { HandoffDeliveries } from './handoff-deliveries.tsx'
import { openingsText, readOpenings } from './office-hours-text.ts'

/** A week that begins on a Monday. */
const MONDAY_FIRST = Array.from({ length: 7 }, (_, day) => `2024-01-0${day + 1}T12:00:00Z`)

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(webChatSettings(account)),
    queryClient.ensureQueryData(channelSettings(account)),
    queryClient.ensureQueryData(handoffSettings(account)),
    queryClient.ensureQueryData(conversationSettings(account)),
  ])
  return null
}

/** Where shoppers reach the agent, and where conversations go that a person takes over. */
export function Component() {
  const account = useAccount()
  const { data } = useSuspenseQuery(channelSettings(account.id))
  return (
    <Stack gap="lg">
      <WebChat />
      <TextChannel kind="sms" state={data.sms} />
      <TextChannel kind="whatsapp" state={data.whatsapp} />
      <Email state={data.email} />
      <Handoff />
      <HandoffDeliveries />
      <EpisodeRules />
    </Stack>
  )
}

function WebChat() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { data } = useSuspenseQuery(webChatSettings(account.id))
  const [isOn, setOn] = useState(data.is_on)
  const [origins, setOrigins] = useState(data.allowed_origins)
  const [greeting, setGreeting] = useState(data.greeting)
  const [colour, setColour] = useState(data.colour)
  const save = useMutation({
    mutationFn: () =>
      changeWebChat(account.id, { is_on: isOn, allowed_origins: origins, greeting, colour }),
    onSuccess: () => done(t('common.saved')),
  })
  const script = `<script src="${location.origin}/widget.js" data-company="${account.id}" async></script>`
  return (
    <Panel title={t('conversations.channel_web-chat')} hint={t('agent.webChatHint')}>
      <Stack gap="md">
        <Switch
          label={t('agent.channelOn')}
          checked={isOn}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        <div>
          <Text size="sm" fw={500}>
            {t('agent.script')}
          </Text>
          <Group gap="xs" wrap="nowrap">
            <Code block style={{ flex: 1, overflowX: 'auto' }}>
              {script}
            </Code>
            <CopyButton text={script} label={t('common.copy')} />
          </Group>
        </div>
        <TagsInput
          label={t('agent.origins')}
          description={t('agent.originsHint')}
          placeholder="https://shop.example"
          value={origins}
          onChange={setOrigins}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t('agent.greetingEn')}
            value={greeting.en}
            onChange={(event) => setGreeting({ ...greeting, en: event.currentTarget.value })}
          />
          <TextInput
            label={t('agent.greetingDe')}
            value={greeting.de}
            onChange={(event) => setGreeting({ ...greeting, de: event.currentTarget.value })}
          />
        </Group>
        <TextInput
          type="color"
          label={t('agent.colour')}
          value={colour}
          onChange={(event) => setColour(event.currentTarget.value)}
          w={120}
        />
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end">
          <Act refusal={refusal} loading={save.isPending} onClick={() => save.mutate()}>
            {t('common.save')}
          </Act>
        </Group>
      </Stack>
    </Panel>
  )
}

function TextChannel(props: { kind: 'sms' | 'whatsapp'; state: ChannelsState['sms'] }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { kind, state } = props
  const [isOn, setOn] = useState(state.is_on)
  const [sid, setSid] = useState(state.account_sid ?? '')
  const [token, setToken] = useState('')
  const [sender, setSender] = useState(state.sender ?? '')
  const save = useMutation({
    mutationFn: () =>
      changeChannels(account.id, {
        [kind]: {
          is_on: isOn,
          account_sid: sid.trim() || null,
          sender: sender.trim() || null,
          ...(token.trim() ? { auth_token: token.trim() } : {}),
        },
      }),
    onSuccess: () => {
      setToken('')
      done(t('common.saved'))
    },
  })
  return (
    <Panel
      title={t(`conversations.channel_${kind}`)}
      hint={t('agent.textHint')}
      action={<Missing names={state.missing} />}
    >
      <Stack gap="md">
        <Switch
          label={t('agent.channelOn')}
          checked={isOn}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t('agent.accountSid')}
            value={sid}
            onChange={(event) => setSid(event.currentTarget.value)}
          />
          <TextInput
            label={t('agent.authToken')}
            type="password"
            autoComplete="off"
            placeholder={state.auth_token_hint ? `…${state.auth_token_hint}` : ''}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
          <TextInput
            label={t('agent.sender')}
            placeholder="+4930901820"
            value={sender}
            onChange={(event) => setSender(event.currentTarget.value)}
          />
        </Group>
        <Text size="sm" c="dimmed">
          {t('agent.webhook')} <Code>{state.webhook_url}</Code>
        </Text>
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end">
          <Act refusal={refusal} loading={save.isPending} onClick={() => save.mutate()}>
            {t('common.save')}
          </Act>
        </Group>
      </Stack>
    </Panel>
  )
}

function Email(props: { state: ChannelsState['email'] }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { state } = props
  const [isOn, setOn] = useState(state.is_on)
  const [address, setAddress] = useState(state.support_address ?? '')
  const [name, setName] = useState(state.sender_name ?? '')
  const save = useMutation({
    mutationFn: () =>
      changeChannels(account.id, {
        email: {
          is_on: isOn,
          support_address: address.trim() || null,
          sender_name: name.trim() || null,
        },
      }),
    onSuccess: () => done(t('common.saved')),
  })
  return (
    <Panel
      title={t('conversations.channel_email')}
      hint={t(state.outgoing === 'kept' ? 'agent.mailKept' : 'agent.mailSent')}
      action={<Missing names={state.missing} />}
    >
      <Stack gap="md">
        <Switch
          label={t('agent.channelOn')}
          checked={isOn}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t('agent.supportAddress')}
            type="email"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <TextInput
            label={t('agent.senderName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Group>
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end">
          <Act refusal={refusal} loading={save.isPending} onClick={() => save.mutate()}>
            {t('common.save')}
          </Act>
        </Group>
      </Stack>
    </Panel>
  )
}

function Handoff() {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' })
  const refusal = useRefusal('agents:write')
  const { data } = useSuspenseQuery(handoffSettings(account.id))
  const [webhook, setWebhook] = useState(data.webhook_url ?? '')
  const [desk, setDesk] = useState(data.desk_email ?? '')
  const [closed, setClosed] = useState(data.closed_message)
  const [hasHours, setHasHours] = useState(data.office_hours !== null)
  const [days, setDays] = useState(() =>
    MONDAY_FIRST.map((_, day) => openingsText(data.office_hours?.[day] ?? [])),
  )
  const hours = days.map(readOpenings)
  const isReadable = !hasHours || hours.every((day) => day !== undefined)
  const save = useMutation({
    mutationFn: () =>
      changeHandoff(account.id, {
        webhook_url: webhook.trim() || null,
        desk_email: desk.trim() || null,
        office_hours: hasHours ? hours : null,
        closed_message: { en: closed.en?.trim() || null, de: closed.de?.trim() || null },
      }),
    onSuccess: () => done(t('common.saved')),
  })
  return (
    <Panel title={t('agent.handoff')} hint={t('agent.handoffHint')}>
      <Stack gap="md">
        <Group grow align="flex-start">
          <TextInput
            label={t('agent.handoffWebhook')}
            type="url"
            value={webhook}
            onChange={(event) => setWebhook(event.currentTarget.value)}
          />
          <TextInput
            label={t('agent.deskEmail')}
            type="email"
            value={desk}
            onChange={(event) => setDesk(event.currentTarget.value)}
          />
        </Group>
        <Switch
          label={t('agent.hours')}
          description={t('agent.hoursHint', { zone: data.timezone })}
          checked={hasHours}
          onChange={(event) => setHasHours(event.currentTarget.checked)}
        />
        {hasHours ? (
          <SimpleGrid cols={{ base: 2, sm: 4, lg: 7 }} spacing="sm">
            {MONDAY_FIRST.map((name, day) => (
              <TextInput
                key={name}
                size="xs"
                label={weekday.format(new Date(name))}
                placeholder={t('agent.hoursClosed')}
                value={days[day] ?? ''}
                error={hours[day] ? null : t('agent.hoursExample')}
                onChange={(event) =>
                  setDays(days.map((one, at) => (at === day ? event.currentTarget.value : one)))
                }
              />
            ))}
          </SimpleGrid>
        ) : null}
        <Group grow align="flex-start">
          <TextInput
            label={t('agent.closedEn')}
            value={closed.en ?? ''}
            onChange={(event) => setClosed({ ...closed, en: event.currentTarget.value })}
          />
          <TextInput
            label={t('agent.closedDe')}
            value={closed.de ?? ''}
            onChange={(event) => setClosed({ ...closed, de: event.currentTarget.value })}
          />
        </Group>
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end">
          <Act
            refusal={refusal ?? (isReadable ? undefined : t('agent.hoursExample'))}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('common.save')}
          </Act>
        </Group>
      </Stack>
    </Panel>
  )
}

function Missing({ names }: { names: string[] }) {
  const { t } = useTranslation()
  if (names.length === 0) return <Badge color="petrol">{t('agent.ready')}</Badge>
  const what = names.map((name) => t(`agent.needs_${name}`, { defaultValue: name })).join(', ')
  return <Badge color="gray">{t('agent.missing', { what })}</Badge>
}
