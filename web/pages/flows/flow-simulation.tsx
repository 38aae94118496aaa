import { Alert, Group, NumberInput, Progress, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BACKTEST_DAYS_MAX } from '../../../src/contract/flow-simulations.ts'
import type { FlowDefinition } from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import {
  type BacktestState,
  backtest,
  backtests,
  isOpen,
  type PassagePreview,
  passagePreview,
  startBacktest,
} from '../../api/flow-simulations.ts'
import { profileSearch } from '../../api/profiles.ts'
import { Person } from '../../people/person.tsx'
import { Act } from '../../ui/act.tsx'
import { Chart } from '../../ui/chart.tsx'
import { Moment } from '../../ui/moment.tsx'
import { profileName } from '../../ui/names.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Stat, Stats } from '../../ui/stat.tsx'
import { nameOf } from './flow-edits.ts'
import { outcomeWords, refusalWords, stepSummary, stepTitle } from './step-words.ts'
import { useFlowNaming } from './use-flow-naming.ts'
import './flow-simulation.css'
import { skipReasonWords } from '../../words/skip-reasons.ts'

const DAYS = 30
const PICKED = 8
const SHOWN = 20

interface SimulationProps {
  flowId: string
  /** As it is drawn, saved or not. */
  definition: FlowDefinition
}

/** What the flow would have done in the past, and what it would do with one person. */
export function FlowSimulation(props: SimulationProps) {
  return (
    <Stack gap="lg">
      <Backtest {...props} />
      <OneWay {...props} />
    </Stack>
  )
}

function Backtest({ flowId, definition }: SimulationProps) {
  const { t } = useTranslation()
  const account = useAccount()
  const [days, setDays] = useState(DAYS)
  const [chosen, setChosen] = useState<string | null>(null)
  const earlier = useQuery(backtests(account.id, flowId))
  const id = chosen ?? earlier.data?.[0]?.id ?? null
  const { data: found } = useQuery({ ...backtest(account.id, id ?? ''), enabled: id !== null })
  const start = useMutation({
    mutationFn: () => startBacktest(account.id, flowId, { days, definition }),
    onSuccess: setChosen,
  })
  const isRunning = isOpen(found?.status)
  return (
    <Panel
      title={t('flows.backtest')}
      hint={t('flows.backtestHint')}
      action={
        <Group gap="xs" align="flex-end">
          <NumberInput
            label={t('flows.pastDays')}
            size="xs"
            w={110}
            min={1}
            max={BACKTEST_DAYS_MAX}
            allowDecimal={false}
            value={days}
            onChange={(value) =>
              setDays(Math.min(BACKTEST_DAYS_MAX, Math.max(1, Math.round(Number(value)) || 1)))
            }
          />
          <Act
            size="xs"
            refusal={isRunning ? t('flows.backtestRuns') : undefined}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t('flows.runBacktest')}
          </Act>
        </Group>
      }
    >
      <Stack gap="md">
        <ProblemNotice problem={start.error} />
        {isRunning && found ? (
          <Progress
            aria-label={t('flows.backtestRuns')}
            value={found.total ? (found.done / found.total) * 100 : 5}
            animated
          />
        ) : null}
        {found?.status === 'failed' ? (
          <Alert color="red" variant="light">
            {t('flows.backtestFailed')}
          </Alert>
        ) : null}
        {found?.result ? <Result found={found} definition={definition} /> : null}
        {!found && !start.isPending ? (
          <Text size="sm" c="dimmed">
            {t('flows.noBacktest')}
          </Text>
        ) : null}
      </Stack>
    </Panel>
  )
}

function Result({ found, definition }: { found: BacktestState; definition: FlowDefinition }) {
  const { t, i18n } = useTranslation()
  const { result } = found
  if (!result) return null
  const number = new Intl.NumberFormat(i18n.language)
  const refused = Object.values(result.refusals).reduce((sum, count) => sum + count, 0)
  const skipped = Object.values(result.skips).reduce((sum, count) => sum + count, 0)
  return (
    <Stack gap="lg">
      {result.is_limited ? (
        <Alert color="apricot" variant="light">
          {t('flows.backtestLimited')}
        </Alert>
      ) : null}
      <Stats>
        <Stat
          label={t('flows.wouldEnter')}
          value={number.format(result.entered)}
          note={t('flows.inEarnest', { count: result.live.entered })}
        />
        <Stat
          label={t('flows.wouldMail')}
          value={number.format(result.mailed)}
          note={t('flows.inEarnest', { count: result.live.mailed })}
        />
        <Stat
          label={t('flows.wouldSkip')}
          value={number.format(skipped)}
          note={countsText(result.skips)}
        />
        <Stat
          label={t('flows.wouldRefuse')}
          value={number.format(refused)}
          note={Object.entries(result.refusals)
            .map(([reason, count]) => `${refusalWords(reason, t)}: ${count}`)
            .join(', ')}
        />
      </Stats>
      {result.days.length > 0 ? (
        <Chart
          description={t('flows.backtestChart')}
          labels={result.days.map(({ day }) => day)}
          series={[
            {
              name: t('flows.wouldMail'),
              role: 'main',
              values: result.days.map(({ mailed }) => mailed),
            },
            {
              name: t('flows.mailedInEarnest'),
              role: 'before',
              values: result.days.map(({ live_mailed: mailed }) => mailed),
            },
          ]}
          format={(value) => number.format(value)}
          height={220}
        />
      ) : null}
      <Funnel result={result} definition={definition} />
      <Examples found={found} definition={definition} />
    </Stack>
  )
}

const countsText = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ')

/** How many came to each step, and what it came to. */
function Funnel(props: {
  result: NonNullable<BacktestState['result']>
  definition: FlowDefinition
}) {
  const { t } = useTranslation()
  const naming = useFlowNaming()
  const { result, definition } = props
  const all = Math.max(1, result.entered)
  return (
    <ul className="funnel" aria-label={t('flows.funnel')}>
      {definition.actions.map((action) => {
        const found = result.steps.find((one) => one.action_id === nameOf(action))
        const reached = found?.reached ?? 0
        const skipped = found?.outcomes['skipped'] ?? 0
        const told = Object.entries(found?.outcomes ?? {})
          .map(([outcome, count]) => `${outcomeWords(outcome, t)}: ${count}`)
          .join(', ')
        return (
          <li key={nameOf(action)}>
            <div className="funnel-head">
              <span>
                {[stepTitle(action, t), stepSummary(action, naming)].filter(Boolean).join(': ')}
              </span>
              <Text component="span" size="sm" c="dimmed">
                {told || '–'}
              </Text>
            </div>
            <div className="funnel-bar" aria-hidden>
              <div
                className="funnel-went"
                style={{ width: `${((reached - skipped) / all) * 100}%` }}
              />
              <div className="funnel-skipped" style={{ width: `${(skipped / all) * 100}%` }} />
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function Examples({ found, definition }: { found: BacktestState; definition: FlowDefinition }) {
  const { t } = useTranslation()
  const account = useAccount()
  const passages = (found.passages ?? []).slice(0, SHOWN)
  if (passages.length === 0) return null
  return (
    <Stack gap="xs">
      <Text fw={550}>{t('flows.backtestExamples')}</Text>
      {passages.map((one) => (
        <div key={`${one.profile_id} ${one.started_at}`}>
          <Person id={one.profile_id} />
          <details>
            <summary>
              <Text component="span" size="sm" c="dimmed">
                <Moment at={one.started_at} zone={account.timezone} /> ·{' '}
                {one.live_mails === null
                  ? t('flows.notInEarnest')
                  : t('flows.liveMails', { count: one.live_mails })}
              </Text>
            </summary>
            <Steps passage={one} definition={definition} />
          </details>
        </div>
      ))}
    </Stack>
  )
}

type Passage = NonNullable<PassagePreview['passage']>

function Steps({ passage, definition }: { passage: Passage; definition: FlowDefinition }) {
  const { t, i18n } = useTranslation()
  const naming = useFlowNaming()
  const account = useAccount()
  const titleOf = (id: string) => {
    const action = definition.actions.find((one) => nameOf(one) === id)
    if (!action) return t('flows.stepGone')
    return [stepTitle(action, t), stepSummary(action, naming)].filter(Boolean).join(': ')
  }
  return (
    <ol className="passage-steps">
      {passage.steps.map((step) => (
        <li key={step.action_id} data-skipped={step.outcome === 'skipped' || undefined}>
          <Text size="sm">
            {titleOf(step.action_id)} – {t(`flows.outcome_${step.outcome}`)}
            {step.reason ? ` (${skipReasonWords(step.reason, i18n.language)})` : ''}
          </Text>
          <Text size="xs" c="dimmed">
            <Moment at={step.at} zone={account.timezone} />
          </Text>
        </li>
      ))}
      <li>
        <Text size="sm">
          {passage.waits_at
            ? t('flows.waitsAt', { step: titleOf(passage.waits_at) })
            : t(`flows.ended_${passage.end_reason ?? 'completed'}`)}
        </Text>
      </li>
    </ol>
  )
}

function OneWay({ flowId, definition }: SimulationProps) {
  const { t } = useTranslation()
  const account = useAccount()
  const [search, setSearch] = useState('')
  const [profileId, setProfileId] = useState<string | null>(null)
  const { data: found } = useQuery(profileSearch(account.id, { search, size: PICKED }))
  const shown = useQuery({
    ...passagePreview(account.id, flowId, { profileId: profileId ?? '', definition }),
    enabled: profileId !== null,
  })
  return (
    <Panel title={t('flows.way')} hint={t('flows.wayHint')}>
      <Stack gap="md">
        <Select
          label={t('flows.person')}
          placeholder={t('flows.choosePerson')}
          searchable
          clearable
          maw={360}
          value={profileId}
          onSearchChange={setSearch}
          filter={({ options }) => options}
          data={(found?.profiles ?? []).map((one) => ({
            value: one.id,
            label: profileName(one, t('profiles.anonymous')),
          }))}
          onChange={setProfileId}
        />
        <ProblemNotice problem={shown.error} />
        {shown.data?.refusal ? (
          <Alert color="apricot" variant="light">
            {t('flows.wouldNotEnter', { reason: t(`flows.refused_${shown.data.refusal}`) })}
          </Alert>
        ) : null}
        {shown.data?.passage ? (
          <Steps passage={shown.data.passage} definition={definition} />
        ) : null}
      </Stack>
    </Panel>
  )
}
