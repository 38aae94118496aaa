import { Badge, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CHANNELS, type Channel } from '../../../src/contract/agent-words.ts'
import type { AgentToolVariable } from '../../../src/contract/agents.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { type ToolState, type ToolTestState, tryTool } from '../../api/agent-tools.ts'
import { profileSearch } from '../../api/profiles.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { JsonView } from '../../ui/json-view.tsx'
import { profileName } from '../../ui/names.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { bodyOf } from './tool-draft.ts'

/** Profiles that are offered to try a tool for. */
const PROFILES_SHOWN = 20

/** Call a tool as the agent would, for a shopper of one's choice, and see what went over the wire. */
export function TryTool(props: { tool: ToolState; isChanged: boolean }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { tool } = props
  const [typed, setTyped] = useState<Record<string, string>>({})
  const [json, setJson] = useState('{}')
  const [profile, setProfile] = useState<string | null>(null)
  const [channel, setChannel] = useState<Channel>('web-chat')
  const dynamic =
    tool.details.type === 'custom'
      ? tool.details.variables.filter((one) => one.source === 'dynamic')
      : null
  const input = dynamic ? inputOf(dynamic, typed) : (bodyOf(json) ?? undefined)
  const call = useMutation({
    mutationFn: (given: Record<string, unknown>) =>
      tryTool(account.id, tool.id, { input: given, profile_id: profile, channel }),
  })
  const lacking = dynamic?.find((one) => one.required && !typed[one.name]?.trim())
  const why =
    refusal ??
    (props.isChanged
      ? t('tools.saveFirst')
      : lacking
        ? t('tools.fillIn', { name: lacking.name })
        : input
          ? undefined
          : t('tools.bodyWrong'))
  return (
    <Panel title={t('tools.try')} hint={t('tools.tryHint')}>
      <form
        aria-label={t('tools.try')}
        onSubmit={(event) => {
          event.preventDefault()
          if (input && !why) call.mutate(input)
        }}
      >
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Shopper value={profile} onChange={setProfile} />
            <Select
              label={t('agent.channel')}
              allowDeselect={false}
              value={channel}
              data={CHANNELS.map((each) => ({
                value: each,
                label: t(`conversations.channel_${each}`),
              }))}
              onChange={(each) => (each ? setChannel(each) : undefined)}
            />
            {dynamic?.map((one) => (
              <TextInput
                key={one.name}
                label={one.name}
                description={one.description}
                value={typed[one.name] ?? ''}
                onChange={(event) => {
                  const { value } = event.currentTarget
                  setTyped((before) => ({ ...before, [one.name]: value }))
                }}
                withAsterisk={one.required}
              />
            ))}
          </SimpleGrid>
          {dynamic ? null : (
            <Textarea
              label={t('tools.input')}
              value={json}
              onChange={(event) => setJson(event.currentTarget.value)}
              error={bodyOf(json) === undefined ? t('tools.bodyWrong') : null}
              autosize
              minRows={2}
              spellCheck={false}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            />
          )}
          <ProblemNotice problem={call.error} />
          <Group justify="flex-end">
            <Act type="submit" refusal={why} loading={call.isPending}>
              {t('tools.tryNow')}
            </Act>
          </Group>
          {call.data ? <Outcome outcome={call.data} isBuiltIn={dynamic === null} /> : null}
        </Stack>
      </form>
    </Panel>
  )
}

/** Typed texts as the variables want them; the server says what does not fit. */
function inputOf(
  variables: readonly AgentToolVariable[],
  typed: Record<string, string>,
): Record<string, unknown> {
  const given = variables.flatMap(({ name, type }) => {
    const text = typed[name]?.trim()
    return text ? [[name, valueOf(text, type)] as const] : []
  })
  return Object.fromEntries(given)
}

function valueOf(text: string, type: AgentToolVariable['type']): unknown {
  if (type === 'number' && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

function Shopper(props: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null)
  const wanted = search === chosen?.label ? '' : search
  const { data } = useQuery(profileSearch(account.id, { search: wanted, size: PROFILES_SHOWN }))
  const found = (data?.profiles ?? []).map((one) => ({
    value: one.id,
    label: profileName(one, t('agent.anonymous')),
  }))
  const others = found.filter((one) => one.value !== chosen?.value)
  return (
    <Select
      label={t('tools.shopper')}
      description={t('tools.shopperHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={t('tools.nobody')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('common.clear') }}
      nothingFoundMessage={t('tools.nobodyFound')}
      filter={({ options }) => options}
      value={props.value}
      data={chosen ? [chosen, ...others] : found}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id) => {
        setChosen(found.find((one) => one.value === id) ?? null)
        props.onChange(id)
      }}
    />
  )
}

function Outcome(props: { outcome: ToolTestState; isBuiltIn: boolean }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { outcome } = props
  const { request } = outcome
  const failure = outcome.is_error ? messageOf(outcome.output) : null
  return (
    <Stack gap="sm" component="output" aria-label={t('tools.outcome')}>
      <Group gap="xs">
        <Badge color={outcome.is_error ? 'red' : 'petrol'}>
          {t(outcome.is_error ? 'tools.failed' : 'tools.worked')}
        </Badge>
        <Text size="sm" className="number">
          {t('tools.ms', { ms: formats.number(outcome.took_ms) })}
        </Text>
        {failure ? (
          <Text size="sm" lang="en">
            {failure}
          </Text>
        ) : null}
      </Group>
      {request ? (
        <>
          <Text size="sm" fw={500}>
            {t('tools.sent')}
          </Text>
          <JsonView
            label={t('tools.sent')}
            value={{
              method: request.method,
              url: request.url,
              headers: request.headers,
              ...(request.body === null ? {} : { body: jsonOr(request.body) }),
            }}
          />
        </>
      ) : props.isBuiltIn ? null : (
        <Text size="sm" c="dimmed">
          {t('tools.notSent')}
        </Text>
      )}
      <Text size="sm" fw={500}>
        {t('tools.answer')}
      </Text>
      <JsonView label={t('tools.answer')} value={outcome.output} />
    </Stack>
  )
}

function messageOf(output: unknown): string | null {
  if (typeof output !== 'object' || output === null || !('message' in output)) return null
  return typeof output.message === 'string' ? output.message : null
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
