import {
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  type CustomReportDefinition,
  REPORT_OPERATORS,
  REPORT_TESTS_MAX,
  REPORTED_METRICS_MAX,
  type ReportTest,
} from '../../../src/contract/custom-reports.ts'
import { INTERVALS, MEASUREMENTS } from '../../../src/contract/metrics.ts'
import { TIMEFRAME_KEYS } from '../../../src/contract/timeframe.ts'
import { useAccount } from '../../account.ts'
import { type MetricSummary, metricProperties } from '../../api/metrics.ts'
import { useClockNow } from '../../ui/clock.ts'
import { DayRange } from '../../ui/day-range.tsx'
import { addDays, dayIn } from '../../ui/zone.ts'
import { propertyLabel } from '../../words/properties.ts'
import { metricOptions } from '../flows/metric-options.ts'

const SHOWN_AS = ['line', 'bar', 'table'] as const
const CUSTOM = 'custom'
const DAYS_AT_FIRST = 30

interface Editing {
  definition: CustomReportDefinition
  metrics: readonly MetricSummary[]
  onChange: (next: CustomReportDefinition) => void
}

/** What a report shows: metrics, time, group, filters. */
export function ReportDefinitionForm(props: Editing) {
  const { t } = useTranslation()
  const { definition, onChange } = props
  return (
    <Stack gap="md">
      <Metrics {...props} />
      <Group gap="sm" align="flex-end">
        <Time {...props} />
        <Select
          label={t('customReports.interval')}
          w={130}
          allowDeselect={false}
          value={definition.interval}
          data={INTERVALS.map((one) => ({ value: one, label: t(`customReports.interval_${one}`) }))}
          onChange={(value) => {
            const interval = INTERVALS.find((one) => one === value)
            if (interval) onChange({ ...definition, interval })
          }}
        />
        <GroupBy {...props} />
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('customReports.shownAs')}
          </Text>
          <SegmentedControl
            aria-label={t('customReports.shownAs')}
            value={definition.shown_as}
            data={SHOWN_AS.map((one) => ({ value: one, label: t(`customReports.shown_${one}`) }))}
            onChange={(value) => {
              const shown = SHOWN_AS.find((one) => one === value)
              if (shown) onChange({ ...definition, shown_as: shown })
            }}
          />
        </div>
      </Group>
      <Filters {...props} />
    </Stack>
  )
}

function Metrics({ definition, metrics, onChange }: Editing) {
  const { t, i18n } = useTranslation()
  const rows = definition.metrics
  const options = metricOptions(metrics, i18n.language)
  const change = (at: number, part: Partial<(typeof rows)[number]>) =>
    onChange({
      ...definition,
      metrics: rows.map((one, nth) => (nth === at ? { ...one, ...part } : one)),
    })
  const add = () => {
    const other = metrics.find((one) => !rows.some((row) => row.metric_id === one.id)) ?? metrics[0]
    if (!other) return
    const row = { metric_id: other.id, measurement: 'count' as const }
    onChange({ ...definition, metrics: [...rows, row] })
  }
  return (
    <Stack gap="xs" align="flex-start">
      {rows.map((row, at) => (
        // A metric may be there twice, measured in two ways.
        <Group key={at} gap="xs">
          <Select
            aria-label={t('customReports.metricNth', { nth: at + 1 })}
            w={300}
            searchable
            allowDeselect={false}
            value={row.metric_id}
            data={options}
            onChange={(id) => id && change(at, { metric_id: id })}
          />
          <Select
            aria-label={t('customReports.measurementNth', { nth: at + 1 })}
            w={150}
            allowDeselect={false}
            value={row.measurement}
            data={MEASUREMENTS.map((one) => ({
              value: one,
              label: t(`customReports.measure_${one}`),
            }))}
            onChange={(value) => {
              const measurement = MEASUREMENTS.find((one) => one === value)
              if (measurement) change(at, { measurement })
            }}
          />
          {rows.length > 1 ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('customReports.removeMetric', { nth: at + 1 })}
              onClick={() =>
                onChange({ ...definition, metrics: rows.filter((_, nth) => nth !== at) })
              }
            >
              <IconX size={16} />
            </ActionIcon>
          ) : null}
        </Group>
      ))}
      {rows.length < REPORTED_METRICS_MAX ? (
        <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} />} onClick={add}>
          {t('customReports.addMetric')}
        </Button>
      ) : null}
    </Stack>
  )
}

function Time({ definition, onChange }: Editing) {
  const { t } = useTranslation()
  const account = useAccount()
  const now = useClockNow()
  const { timeframe } = definition
  const today = () => dayIn(account.timezone, now())
  const days = (first: string, last: string) =>
    onChange({
      ...definition,
      timeframe: { start: `${first}T00:00:00`, end: `${addDays(last, 1)}T00:00:00` },
    })
  const first = 'key' in timeframe ? '' : timeframe.start.slice(0, 10)
  const last = 'key' in timeframe ? '' : addDays(timeframe.end.slice(0, 10), -1)
  return (
    <>
      <Select
        label={t('customReports.time')}
        w={190}
        allowDeselect={false}
        value={'key' in timeframe ? timeframe.key : CUSTOM}
        data={[
          ...TIMEFRAME_KEYS.map((key) => ({ value: key, label: t(`customReports.time_${key}`) })),
          { value: CUSTOM, label: t('customReports.time_custom') },
        ]}
        onChange={(value) => {
          const key = TIMEFRAME_KEYS.find((one) => one === value)
          if (key) onChange({ ...definition, timeframe: { key } })
          else days(addDays(today(), -DAYS_AT_FIRST), today())
        }}
      />
      {'key' in timeframe ? null : <DayRange first={first} last={last} onChange={days} />}
    </>
  )
}

function GroupBy(props: Editing) {
  const { t } = useTranslation()
  const { definition, onChange } = props
  const properties = useProperties(definition)
  return (
    <Select
      label={t('customReports.groupBy')}
      placeholder={t('customReports.noGroup')}
      w={200}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('customReports.noGroup') }}
      value={definition.group_by}
      data={withOwn(properties, definition.group_by)}
      onChange={(group_by) => onChange({ ...definition, group_by })}
    />
  )
}

function Filters(props: Editing) {
  const { t } = useTranslation()
  const { definition, onChange } = props
  const { filters } = definition
  const properties = useProperties(definition)
  const set = (next: ReportTest[]) => onChange({ ...definition, filters: next })
  const change = (at: number, part: Partial<ReportTest>) =>
    set(filters.map((one, nth) => (nth === at ? { ...one, ...part } : one)))
  return (
    <Stack gap="xs" align="flex-start">
      {filters.length > 0 ? (
        <Text size="sm" fw={600}>
          {t('customReports.filters')}
        </Text>
      ) : null}
      {filters.map((filter, at) => (
        // A filter is its place.
        <Group key={at} gap="xs">
          <Select
            aria-label={t('customReports.propertyNth', { nth: at + 1 })}
            w={220}
            searchable
            allowDeselect={false}
            value={filter.property}
            data={withOwn(properties, filter.property)}
            onChange={(property) => property && change(at, { property })}
          />
          <Select
            aria-label={t('customReports.operatorNth', { nth: at + 1 })}
            w={160}
            allowDeselect={false}
            value={filter.operator}
            data={REPORT_OPERATORS.map((one) => ({
              value: one,
              label: t(`customReports.operator_${one}`),
            }))}
            onChange={(value) => {
              const operator = REPORT_OPERATORS.find((one) => one === value)
              if (operator) change(at, { operator, value: valueFor(operator, filter.value) })
            }}
          />
          {filter.operator === 'has' ? null : (
            <TextInput
              aria-label={t('customReports.valueNth', { nth: at + 1 })}
              w={180}
              value={String(filter.value ?? '')}
              onChange={(event) =>
                change(at, { value: valueFor(filter.operator, event.currentTarget.value) })
              }
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('customReports.removeFilter', { nth: at + 1 })}
            onClick={() => set(filters.filter((_, nth) => nth !== at))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      {filters.length < REPORT_TESTS_MAX && properties[0] ? (
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            const property = properties[0]?.value ?? ''
            set([...filters, { property, operator: 'equals', value: '' }])
          }}
        >
          {t('customReports.addFilter')}
        </Button>
      ) : null}
    </Stack>
  )
}

/** Sizes are compared as numbers; what is not one is compared as it is typed. */
function valueFor(
  operator: ReportTest['operator'],
  value: ReportTest['value'],
): ReportTest['value'] {
  if (operator === 'has') return null
  const text = String(value ?? '')
  const isSize = operator === 'less-than' || operator === 'greater-than'
  return isSize && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

/** The properties of all metrics of a report, each once. */
function useProperties(definition: CustomReportDefinition) {
  const { i18n } = useTranslation()
  const account = useAccount()
  const ids = [...new Set(definition.metrics.map((one) => one.metric_id))]
  const found = useQueries({ queries: ids.map((id) => metricProperties(account.id, id)) })
  const names = new Set(found.flatMap(({ data = [] }) => data.map((one) => one.property)))
  return [...names].map((value) => ({ value, label: propertyLabel(value, i18n.language) }))
}

/** What is chosen stays there, also where no metric has it any more. */
function withOwn(options: readonly { value: string; label: string }[], own: string | null) {
  const isThere = own === null || options.some((one) => one.value === own)
  return isThere ? [...options] : [...options, { value: own, label: own }]
}
