import {
  ActionIcon,
  Badge,
  Button,
  Group,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import {
  GUIDANCE_DESCRIPTION_LENGTH_MAX,
  GUIDANCE_ITEMS_MAX,
  GUIDANCE_TITLE_LENGTH_MAX,
  type GuidanceItem,
  TONE_PRESETS,
} from '../../../src/contract/agents.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type AgentState,
  agentSettings,
  type CoverageState,
  changeAgentSettings,
  changeCustomerAgent,
  customerAgent,
  ruleCoverage,
} from '../../api/agent.ts'
import { queryClient } from '../../api/query-client.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(customerAgent(account)),
    queryClient.ensureQueryData(agentSettings(account)),
  ])
  return null
}

/** How the agent speaks, and when it hands over to a person. Holds from the next turn on. */
export function Component() {
  const account = useAccount()
  const { data } = useSuspenseQuery(customerAgent(account.id))
  const { data: settings } = useSuspenseQuery(agentSettings(account.id))
  const { t } = useTranslation()
  return (
    <Stack gap="lg">
      <Voice agent={data} brandSummary={settings.brand_summary} />
      <Items
        title={t('agent.rules')}
        hint={t('agent.rulesHint')}
        example={t('agent.ruleExample')}
        initial={data.escalation_rules}
        field="escalation_rules"
      />
      <Items
        title={t('agent.styles')}
        hint={t('agent.stylesHint')}
        example={t('agent.styleExample')}
        initial={data.communication_styles}
        field="communication_styles"
      />
    </Stack>
  )
}

function Voice(props: { agent: AgentState; brandSummary: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { agent } = props
  const [name, setName] = useState(agent.name ?? '')
  const [preset, setPreset] = useState(agent.tone_of_voice.preset)
  const [instruction, setInstruction] = useState(agent.tone_of_voice.custom_instruction ?? '')
  const [summary, setSummary] = useState(props.brandSummary)
  const save = useMutation({
    mutationFn: async () => {
      await changeCustomerAgent(account.id, {
        name: name.trim() || null,
        tone_of_voice: { preset, custom_instruction: instruction.trim() || null },
      })
      await changeAgentSettings(account.id, { brand_summary: summary.trim() })
    },
    onSuccess: () => done(t('common.saved')),
  })
  return (
    <Panel title={t('agent.voice')} hint={t('agent.voiceHint')}>
      <Stack gap="md">
        <TextInput
          label={t('agent.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          maw={360}
        />
        <Select
          label={t('agent.tone')}
          allowDeselect={false}
          value={preset}
          data={TONE_PRESETS.map((each) => ({ value: each, label: t(`agent.tone_${each}`) }))}
          onChange={(each) => (each ? setPreset(each) : undefined)}
          maw={360}
        />
        {preset === 'custom' ? (
          <Textarea
            label={t('agent.toneInstruction')}
            value={instruction}
            onChange={(event) => setInstruction(event.currentTarget.value)}
            maxLength={1_000}
            autosize
            minRows={2}
          />
        ) : null}
        <Textarea
          label={t('agent.brandSummary')}
          description={t('agent.brandSummaryHint')}
          value={summary}
          onChange={(event) => setSummary(event.currentTarget.value)}
          maxLength={4_000}
          autosize
          minRows={3}
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

/** Up to twenty rules with a title and a description; saving replaces the whole list. */
function Items(props: {
  title: string
  hint: string
  example: string
  initial: GuidanceItem[]
  field: 'escalation_rules' | 'communication_styles'
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const notAllowed = useRefusal('agents:write')
  const [items, setItems] = useState(props.initial)
  const { data: coverage = [] } = useQuery({
    ...ruleCoverage(account.id),
    enabled: props.field === 'escalation_rules',
  })
  const save = useMutation({
    mutationFn: () => changeCustomerAgent(account.id, { [props.field]: items }),
    onSuccess: () => done(t('common.saved')),
  })
  const isWhole = items.every((item) => item.title.trim() && item.description.trim())
  const put = (at: number, change: Partial<GuidanceItem>) =>
    setItems(items.map((item, index) => (index === at ? { ...item, ...change } : item)))
  return (
    <Panel title={props.title} hint={props.hint}>
      <Stack gap="md">
        {items.map((item, at) => (
          // A rule is its place in the list.
          <Paper key={at} withBorder p="sm">
            <Stack gap="xs">
              <Group justify="space-between" wrap="nowrap">
                <TextInput
                  aria-label={t('agent.ruleTitle')}
                  placeholder={t('agent.ruleTitle')}
                  value={item.title}
                  onChange={(event) => put(at, { title: event.currentTarget.value })}
                  maxLength={GUIDANCE_TITLE_LENGTH_MAX}
                  style={{ flex: 1 }}
                />
                <Switch
                  aria-label={t('agent.ruleOn', { title: item.title })}
                  checked={item.status === 'enabled'}
                  onChange={(event) =>
                    put(at, { status: event.currentTarget.checked ? 'enabled' : 'disabled' })
                  }
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('agent.removeRule', { title: item.title })}
                  onClick={() => setItems(items.filter((_, index) => index !== at))}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
              <Textarea
                aria-label={t('agent.ruleDescription')}
                placeholder={props.example}
                value={item.description}
                onChange={(event) => put(at, { description: event.currentTarget.value })}
                maxLength={GUIDANCE_DESCRIPTION_LENGTH_MAX}
                autosize
                minRows={2}
              />
              <Coverage coverage={coverage.find((one) => one.title === item.title)} />
            </Stack>
          </Paper>
        ))}
        <ProblemNotice problem={save.error} />
        <Group justify="space-between">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={items.length >= GUIDANCE_ITEMS_MAX}
            onClick={() => setItems([...items, { title: '', description: '', status: 'enabled' }])}
          >
            {t('agent.addRule', { count: items.length, max: GUIDANCE_ITEMS_MAX })}
          </Button>
          <Act
            refusal={notAllowed ?? (isWhole ? undefined : t('agent.ruleNeeds'))}
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

function Coverage(props: { coverage: CoverageState | undefined }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { coverage } = props
  if (!coverage) return null
  return (
    <div>
      <Group gap="xs">
        <Badge size="xs" color={coverage.verdict === 'matches' ? 'petrol' : 'gray'}>
          {t(`agent.verdict_${coverage.verdict}`)}
        </Badge>
        <Text size="xs" c="dimmed">
          {t('agent.matched', {
            count: coverage.matched,
            number: formats.number(coverage.matched),
          })}
        </Text>
      </Group>
      {coverage.near_misses.slice(0, 3).map((miss) => (
        <Text key={`${miss.conversation_id} ${miss.text}`} size="xs" c="dimmed">
          {t('agent.nearMiss', { text: miss.text, score: formats.percent(miss.score) })}
        </Text>
      ))}
    </div>
  )
}
