import {
  Group,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  Tooltip,
} from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { type Interval, MEASUREMENTS } from '../../../src/contract/metrics.ts'
import { type Aggregate, metricAggregate, metricProperties } from '../../api/metrics.ts'
import type { AccountSummary } from '../../api/session.ts'
import { Chart } from '../../ui/chart.tsx'
import type { ChartSeries } from '../../ui/chart-series.ts'
import { useClockNow } from '../../ui/clock.ts'
import { DayRange } from '../../ui/day-range.tsx'
import { type Formats, useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Proven } from '../../ui/proven.tsx'
import { daysBetween, startOfDay } from '../../ui/zone.ts'
import { propertyLabel } from '../../words/properties.ts'
import { intervalAt } from '../reports/interval-at.ts'
import { useOpenProof } from '../reports/use-open-proof.ts'
import {
  type ChartQuestion,
  HOURLY_DAYS_MAX,
  instantsOf,
  RANGES,
  readQuestion,
} from './chart-question.ts'

const CHART_HEIGHT = 300
/** More groups than these cannot be told apart; the rest is added up. */
const GROUPS_MAX = 7

export function MetricChart(props: { account: AccountSummary; metricId: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { account, metricId } = props
  const now = useClockNow()
  const [search] = useSearchParams()
  const ask = useAsk()
  const openProof = useOpenProof()
  const question = readQuestion(search, account.timezone, now())
  const asked = { ...question, timezone: account.timezone }
  const main = useQuery({
    ...metricAggregate(account.id, metricId, {
      measurement: asked.measurement,
      interval: asked.interval,
      by: asked.by,
      timezone: asked.timezone,
      ...instantsOf(question, account.timezone),
    }),
    placeholderData: keepPreviousData,
  })
  const before = useQuery({
    ...metricAggregate(account.id, metricId, {
      measurement: asked.measurement,
      interval: asked.interval,
      by: null,
      timezone: asked.timezone,
      ...instantsOf(question, account.timezone, 1),
    }),
    enabled: question.compare,
    placeholderData: keepPreviousData,
  })
  const isMoney = question.measurement === 'sum_value'
  const format = isMoney
    ? (value: number) => formats.money(value, account.currency)
    : formats.number
  const span = (back: number) => {
    const { from, until } = instantsOf(question, account.timezone, back)
    return { from: from.toISOString(), until: until.toISOString() }
  }
  const prove = (narrowed: { from: string; until: string; group?: string }) =>
    openProof({
      kind: 'metric',
      metric_id: metricId,
      measurement: question.measurement,
      ...(question.by ? { group_by: question.by } : {}),
      ...narrowed,
    })
  const series = main.data
    ? seriesOf(main.data, question.compare ? before.data : undefined, {
        question,
        t,
        onOpen: (dates, { back, point, group }) =>
          prove({
            ...intervalAt({ ...span(back), dates }, point),
            ...(group === undefined ? {} : { group }),
          }),
      })
    : []
  const total = totalOf(main.data, question)
  return (
    <Panel
      title={t(`metric.measure_${question.measurement}`)}
      action={<MeasureChoice question={question} ask={ask} />}
      hint={
        <>
          {formats.day(startOfDay(question.first, account.timezone), account.timezone)} –{' '}
          {formats.day(startOfDay(question.last, account.timezone), account.timezone)}
          {total === null ? null : (
            <Text span fw={600} c="var(--mantine-color-text)" ml="sm" className="number">
              <Proven
                name={t(`metric.measure_${question.measurement}`)}
                shown={format(total)}
                onOpen={() => prove(span(0))}
              />
            </Text>
          )}
        </>
      }
    >
      <Stack gap="md">
        <Controls account={account} metricId={metricId} question={question} ask={ask} />
        {main.error ? (
          <ProblemNotice problem={main.error} onRetry={() => void main.refetch()} />
        ) : main.data ? (
          <Chart
            height={CHART_HEIGHT}
            labels={main.data.dates.map((at) =>
              labelOf(at, question.interval, formats, account.timezone),
            )}
            series={series}
            format={format}
            {...(isMoney ? { axisFormat: formats.compact } : {})}
            description={t('metric.chartDescription', {
              measure: t(`metric.measure_${question.measurement}`),
              first: question.first,
              last: question.last,
            })}
          />
        ) : (
          <Skeleton height={CHART_HEIGHT} radius="md" />
        )}
        <Text size="xs" c="dimmed">
          {t('metric.chartNote', { zone: account.timezone })}
          {question.measurement === 'unique' ? ` ${t('metric.uniqueNote')}` : ''}
          {question.by ? ` ${t('metric.groupNote')}` : ''}
        </Text>
      </Stack>
    </Panel>
  )
}

function MeasureChoice(props: { question: ChartQuestion; ask: Ask }) {
  const { t } = useTranslation()
  return (
    <SegmentedControl
      aria-label={t('metric.measure')}
      value={props.question.measurement}
      data={MEASUREMENTS.map((measure) => ({
        value: measure,
        label: t(`metric.short_${measure}`),
      }))}
      onChange={(measure) => props.ask({ measure })}
    />
  )
}

function Controls(props: {
  account: AccountSummary
  metricId: string
  question: ChartQuestion
  ask: Ask
}) {
  const { t, i18n } = useTranslation()
  const { account, metricId, question, ask } = props
  const { data: properties = [] } = useQuery(metricProperties(account.id, metricId))
  const hourly = daysBetween(question.first, question.last) <= HOURLY_DAYS_MAX

  return (
    <Group gap="sm" align="flex-end">
      <Select
        label={t('metric.range')}
        w={170}
        allowDeselect={false}
        value={question.range}
        data={RANGES.map((range) => ({ value: range, label: t(`metric.range_${range}`) }))}
        onChange={(range) =>
          ask(
            range === 'custom'
              ? { range, from: question.first, to: question.last, interval: null }
              : { range, from: null, to: null, interval: null },
          )
        }
      />
      {question.range === 'custom' ? (
        <DayRange
          first={question.first}
          last={question.last}
          onChange={(from, to) => ask({ from, to })}
        />
      ) : null}
      <Select
        label={t('metric.interval')}
        w={120}
        allowDeselect={false}
        value={question.interval}
        data={(['hour', 'day', 'week', 'month'] as const).map((interval) => ({
          value: interval,
          label: t(`metric.interval_${interval}`),
          disabled: interval === 'hour' && !hourly,
        }))}
        onChange={(interval) => ask({ interval })}
      />
      <Select
        label={t('metric.groupBy')}
        placeholder={t('metric.noGroups')}
        w={200}
        clearable
        searchable
        value={question.by}
        data={properties.map(({ property }) => ({
          value: property,
          label: propertyLabel(property, i18n.language),
        }))}
        onChange={(by) => ask({ by })}
      />
      <Tooltip label={t('metric.compareRefused')} disabled={!question.by}>
        <Switch
          label={t('metric.compare')}
          checked={question.compare}
          disabled={Boolean(question.by)}
          {...(question.by ? { 'aria-description': t('metric.compareRefused') } : {})}
          onChange={(event) => ask({ compare: event.currentTarget.checked ? '1' : null })}
          mb={8}
        />
      </Tooltip>
    </Group>
  )
}

/** Change the question in the address; null takes a part of it away. */
type Ask = (change: Record<string, string | null>) => void

/**
 * The address follows a change a moment later. A second change made in between builds on the first,
 * which the address alone does not know yet.
 */
function useAsk(): Ask {
  const [search, setSearch] = useSearchParams()
  const asked = useRef(search)
  useEffect(() => {
    asked.current = search
  }, [search])
  return (change) => {
    const next = new URLSearchParams(asked.current)
    for (const [name, value] of Object.entries(change)) {
      if (value === null) next.delete(name)
      else next.set(name, value)
    }
    asked.current = next
    setSearch(next, { replace: true, preventScrollReset: true })
  }
}

function seriesOf(
  main: Aggregate,
  before: Aggregate | undefined,
  {
    question,
    t,
    onOpen,
  }: {
    question: ChartQuestion
    t: TFunction
    /** A point of one of the series; `back`: of the span so many spans earlier. */
    onOpen: (dates: readonly string[], of: { group?: string; back: number; point: number }) => void
  },
): ChartSeries[] {
  const { measurement } = question
  const rows = main.data.map((row) => ({
    name: row.dimensions.join(', '),
    values: row.measurements[measurement] ?? [],
  }))
  const opening =
    (dates: readonly string[], of: { group?: string; back: number }) => (point: number) =>
      onOpen(dates, { ...of, point })
  if (!question.by) {
    const values = rows[0]?.values ?? main.dates.map(() => 0)
    const name = t(`metric.short_${measurement}`)
    const now: ChartSeries = {
      name,
      values,
      role: 'main',
      onOpen: opening(main.dates, { back: 0 }),
    }
    const earlier = before?.data[0]?.measurements[measurement]
    if (!before || !earlier) return [now]
    const past = t('metric.periodBefore')
    const onOpenPast = opening(before.dates, { back: 1 })
    return [now, { name: past, values: earlier, role: 'before', onOpen: onOpenPast }]
  }
  const ordered = rows
    .filter((row) => sum(row.values) > 0)
    .toSorted((a, b) => sum(b.values) - sum(a.values))
  const shown = ordered.slice(0, GROUPS_MAX).map((row): ChartSeries => {
    const name = row.name || t('metric.notSet')
    const onOpenPoint = opening(main.dates, { group: row.name, back: 0 })
    return { ...row, name, role: 'group', onOpen: onOpenPoint }
  })
  const rest = ordered.slice(GROUPS_MAX)
  if (rest.length === 0) return shown
  const values = main.dates.map((_, index) => sum(rest.map((row) => row.values[index] ?? 0)))
  return [
    ...shown,
    { name: t('metric.otherGroups', { count: rest.length }), values, role: 'group' },
  ]
}

/**
 * Unique profiles of several days do not add up to those of the span, and an event whose property is
 * a list is in several groups at once: then no total is better than a wrong one.
 */
function totalOf(aggregate: Aggregate | undefined, question: ChartQuestion): number | null {
  if (!aggregate || question.by || question.measurement === 'unique') return null
  return sum(aggregate.data.flatMap((row) => row.measurements[question.measurement] ?? []))
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function labelOf(at: string, interval: Interval, formats: Formats, zone: string): string {
  const options: Record<Interval, Intl.DateTimeFormatOptions> = {
    hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    day: { day: 'numeric', month: 'short' },
    week: { day: 'numeric', month: 'short', year: '2-digit' },
    month: { month: 'short', year: 'numeric' },
  }
  return new Intl.DateTimeFormat(formats.locale, { ...options[interval], timeZone: zone }).format(
    new Date(at),
  )
}
