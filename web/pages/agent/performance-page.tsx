import { Badge, Button, Group, Progress, Select, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { CHANNELS, type Channel } from '../../../src/contract/agent-words.ts'
import { PERFORMANCE_GROUPINGS, type PerformanceGrouping } from '../../../src/contract/agents.ts'
import type { FigureName } from '../../../src/contract/figures.ts'
import { useAccount } from '../../account.ts'
import { agentPerformance, type PerformanceState } from '../../api/agent.ts'
import { knowledgeGaps } from '../../api/knowledge.ts'
import { agentPage } from '../../paths.ts'
import { DataTable, TableFoot } from '../../table/data-table.tsx'
import { Chart } from '../../ui/chart.tsx'
import { useClockNow } from '../../ui/clock.ts'
import { DayRange } from '../../ui/day-range.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Proven } from '../../ui/proven.tsx'
import { Stat, Stats } from '../../ui/stat.tsx'
import { addDays, dayIn, startOfDay } from '../../ui/zone.ts'
import { shownFigure } from '../reports/shown-figure.ts'
import { useOpenProof } from '../reports/use-open-proof.ts'
import { useGroupName } from './use-group-name.ts'

const RANGES = ['7', '30', '90', 'custom'] as const
/** The groups that are too small for a line of their own, added together. */
const OTHER_GROUPS = 'other'
const SKILL_HEADERS = {
  skill_turns: 'turns',
  skill_conversations: 'conversations',
  skill_resolution_rate: 'resolutionRate',
} as const
type SkillFigure = keyof typeof SKILL_HEADERS

/** The number whose proof is asked for. */
interface Proof {
  figure: FigureName
  /** Of one group. */
  of?: { group_by: PerformanceGrouping; group: string }
  /** Of one day of the time that is chosen. */
  day?: string
}

/** What the agent achieved: six figures with their proof, outcomes, conversations by day, skills. */
export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const groupName = useGroupName({ asksSkills: true })
  const now = useClockNow()
  const [range, setRange] = useState<(typeof RANGES)[number]>('30')
  const [own, setOwn] = useState({ start: '', end: '' })
  const [channel, setChannel] = useState<Channel | null>(null)
  const [groupBy, setGroupBy] = useState<PerformanceGrouping>('channel')
  const openProof = useOpenProof()
  const today = dayIn(account.timezone, now())
  const { start, end } =
    range === 'custom' ? own : { start: addDays(today, 1 - Number(range)), end: today }
  const { data, error, refetch } = useQuery({
    ...agentPerformance(account.id, {
      start,
      end,
      channel,
      group_by: groupBy,
    }),
    placeholderData: keepPreviousData,
  })
  const open = ({ day, of, figure }: Proof) =>
    openProof({
      kind: 'figure',
      figure,
      start: day ?? data?.window.start ?? start,
      end: day ?? data?.window.end ?? end,
      ...(channel ? { channel } : {}),
      ...of,
    })
  function ofSkill({ skill }: { skill: string }, figure: SkillFigure, shown: string) {
    const name = `${groupName(skill, 'skill')}: ${t(`agent.${SKILL_HEADERS[figure]}`)}`
    const of = { group_by: 'skill' as const, group: skill }
    return <Proven name={name} shown={shown} onOpen={() => open({ figure, of })} />
  }
  return (
    <Stack gap="lg">
      <Group gap="sm" align="flex-end">
        <Select
          aria-label={t('agent.range')}
          w={180}
          allowDeselect={false}
          value={range}
          data={RANGES.map((days) => ({ value: days, label: t(`agent.range_${days}`) }))}
          onChange={(days) => {
            if (!days) return
            setOwn({ start, end })
            setRange(days)
          }}
        />
        {range === 'custom' ? (
          <DayRange
            first={start}
            last={end}
            onChange={(first, last) => setOwn({ start: first, end: last })}
          />
        ) : null}
        <Select
          aria-label={t('agent.channel')}
          placeholder={t('agent.allChannels')}
          w={180}
          clearable
          value={channel}
          data={CHANNELS.map((each) => ({
            value: each,
            label: t(`conversations.channel_${each}`),
          }))}
          onChange={setChannel}
        />
      </Group>
      {error ? <ProblemNotice problem={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <Stats>
            {data.figures.map((figure) => (
              <Figure
                key={figure.name}
                figure={figure}
                currency={data.currency}
                onOpen={() => open({ figure: figure.name })}
              />
            ))}
          </Stats>
          <Outcomes state={data} onOpen={open} />
          <Panel
            title={t('agent.started')}
            hint={t('common.daysIn', { zone: data.window.timezone })}
            action={
              <Select
                aria-label={t('agent.groupBy')}
                w={150}
                allowDeselect={false}
                value={groupBy}
                data={PERFORMANCE_GROUPINGS.map((each) => ({
                  value: each,
                  label: t(`agent.by_${each}`),
                }))}
                onChange={(each) => (each ? setGroupBy(each) : undefined)}
              />
            }
          >
            <Chart
              height={260}
              labels={data.series.days.map((day) =>
                formats.day(startOfDay(day, account.timezone), account.timezone),
              )}
              series={data.series.groups.map((group) => ({
                name:
                  group.key === OTHER_GROUPS
                    ? t('agent.otherGroups')
                    : groupName(group.key, data.series.group_by),
                values: group.counts,
                role: 'group' as const,
                ...(group.key === OTHER_GROUPS
                  ? {}
                  : {
                      onOpen: (nth: number) => {
                        const day = data.series.days[nth]
                        const { group_by: by } = data.series
                        open({
                          figure: 'started',
                          of: { group_by: by, group: group.key },
                          ...(day ? { day } : {}),
                        })
                      },
                    }),
              }))}
              format={formats.number}
              description={t('agent.started')}
            />
          </Panel>
          <Panel title={t('agent.skills')} flush>
            {data.skills.length === 0 ? (
              <EmptyState title={t('agent.noTurns')} body={t('agent.noTurnsBody')} />
            ) : (
              <>
                <DataTable
                  caption={t('agent.skills')}
                  rows={data.skills.map((skill) => ({ id: skill.skill, ...skill }))}
                  columns={[
                    {
                      key: 'skill',
                      header: t('agent.skill'),
                      cell: (one) => groupName(one.skill, 'skill'),
                    },
                    {
                      key: 'volume',
                      header: t('agent.turns'),
                      align: 'end',
                      cell: (one) => ofSkill(one, 'skill_turns', formats.number(one.volume)),
                    },
                    {
                      key: 'conversations',
                      header: t('agent.conversations'),
                      align: 'end',
                      secondary: true,
                      cell: (one) =>
                        ofSkill(one, 'skill_conversations', formats.number(one.conversations)),
                    },
                    {
                      key: 'rate',
                      header: t('agent.resolutionRate'),
                      align: 'end',
                      cell: (one) =>
                        ofSkill(
                          one,
                          'skill_resolution_rate',
                          shownFigure(
                            { value: one.resolution_rate, unit: 'ratio' },
                            { formats, currency: data.currency },
                          ),
                        ),
                    },
                  ]}
                />
                <TableFoot>{t('agent.skillsNote')}</TableFoot>
              </>
            )}
          </Panel>
          <TopGaps />
        </>
      ) : null}
    </Stack>
  )
}

/** Gaps that are listed here; the page of knowledge has all of them. */
const GAPS_SHOWN = 5

function TopGaps() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useQuery(knowledgeGaps(account.id))
  if (!data) return null
  const open = data.filter((gap) => gap.state === 'open').slice(0, GAPS_SHOWN)
  return (
    <Panel
      title={t('agent.gaps')}
      hint={t('agent.gapsHint')}
      action={
        <Button
          component={Link}
          to={agentPage(account.id, 'knowledge')}
          size="xs"
          variant="default"
        >
          {t('agent.gapsFill')}
        </Button>
      }
    >
      {open.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('agent.gapsNone')}
        </Text>
      ) : (
        <Stack gap="xs">
          {open.map((gap) => (
            <Group key={gap.id} justify="space-between" wrap="nowrap">
              <Text size="sm" truncate>
                {gap.sample_questions[0]}
              </Text>
              <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
                {t('agent.gapAsked', { count: gap.questions })}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Panel>
  )
}

/** A number that opens its proof. */
function Figure(props: {
  figure: PerformanceState['figures'][number]
  currency: string
  onOpen: () => void
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { figure, currency, onOpen } = props
  const shown = shownFigure(figure, { formats, currency })
  return <Stat label={t(`agent.figure_${figure.name}`)} value={shown} onOpen={onOpen} />
}

const OUTCOMES = [
  ['confirmed', 'petrol'],
  ['assumed', 'petrol.3'],
  ['procedure_complete', 'petrol.7'],
  ['escalated', 'apricot'],
  ['abandoned', 'gray.5'],
  ['closed', 'gray.7'],
  ['open', 'blue'],
] as const

function Outcomes(props: { state: PerformanceState; onOpen: (proof: Proof) => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { outcomes } = props.state
  const total = OUTCOMES.reduce((sum, [name]) => sum + outcomes[name], 0)
  return (
    <Panel title={t('agent.outcomes')} hint={t('agent.outcomesHint')}>
      <Progress.Root size={18}>
        {OUTCOMES.map(([name, color]) =>
          outcomes[name] > 0 ? (
            <Progress.Section
              key={name}
              value={(outcomes[name] / Math.max(1, total)) * 100}
              color={color}
              aria-label={t(`agent.outcome_${name}`)}
            />
          ) : null,
        )}
      </Progress.Root>
      <Group gap="xs" mt="sm">
        {OUTCOMES.map(([name, color]) => (
          <Badge key={name} color={color} variant="dot">
            {t(`agent.outcome_${name}`)}:{' '}
            <Proven
              name={t(`agent.outcome_${name}`)}
              shown={formats.number(outcomes[name])}
              onOpen={() => props.onOpen({ figure: `outcome_${name}` })}
            />
          </Badge>
        ))}
      </Group>
    </Panel>
  )
}
