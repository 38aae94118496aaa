import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  type EventFrame,
  type FlowMetricCondition,
  type FlowStartFrame,
  METRIC_FILTERS_MAX,
  type MetricFilter,
  type NumericFilter,
} from '../../../src/contract/conditions.ts'
import { useAccount } from '../../account.ts'
import { metricList, metricProperties, propertyValues } from '../../api/metrics.ts'
import { metricName } from '../../ui/names.ts'
import { propertyLabel } from '../../words/properties.ts'

type Amount = NumericFilter['operator'] | 'zero'
const AMOUNTS: readonly Amount[] = [
  'greater-than-or-equal',
  'zero',
  'equals',
  'less-than-or-equal',
  'greater-than',
  'less-than',
  'not-equals',
]
const FRAMES = [
  'alltime',
  'in-the-last',
  'at-least',
  'between',
  'after',
  'before',
  'between-static',
] as const
const FLOW_FRAMES = ['flow-start', ...FRAMES] as const
type Frame = (typeof FLOW_FRAMES)[number]

/** "Did [Placed Order] [at least] [1] times [in the last] [30] [days], where …" */
export function MetricConditionEditor(props: {
  condition: FlowMetricCondition
  onChange: (condition: FlowMetricCondition) => void
  /** Whether the time since somebody entered the flow can be asked. */
  inFlow?: boolean
}) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { condition, onChange } = props
  const { data: metrics = [] } = useQuery(metricList(account.id, {}))
  const asked = condition.measurement_filter
  const amount: Amount = asked.operator === 'equals' && asked.value === 0 ? 'zero' : asked.operator
  const filters = condition.metric_filters ?? []
  const putFilters = (next: MetricFilter[]) =>
    onChange({ ...condition, metric_filters: next.length > 0 ? next : null })
  return (
    <Stack gap="xs" w="100%">
      <Group gap="xs">
        <Text size="sm">{t('groups.did')}</Text>
        <Select
          aria-label={t('groups.metric')}
          placeholder={t('groups.chooseMetric')}
          searchable
          w={320}
          value={condition.metric_id || null}
          data={metrics.map((metric) => ({
            value: metric.id,
            label: metricName(metric, i18n.language),
          }))}
          onChange={(id) => onChange({ ...condition, metric_id: id ?? '', metric_filters: null })}
        />
        <Select
          aria-label={t('groups.measurement')}
          w={120}
          allowDeselect={false}
          value={condition.measurement}
          data={[
            { value: 'count', label: t('groups.times') },
            { value: 'sum', label: t('groups.value') },
          ]}
          onChange={(measurement) =>
            measurement ? onChange({ ...condition, measurement }) : undefined
          }
        />
        <Select
          aria-label={t('groups.amount')}
          w={150}
          allowDeselect={false}
          value={amount}
          data={AMOUNTS.map((each) => ({ value: each, label: t(`groups.amount_${each}`) }))}
          onChange={(next) => {
            if (!next) return
            const operator = next === 'zero' ? 'equals' : next
            const value = next === 'zero' ? 0 : asked.value || 1
            onChange({ ...condition, measurement_filter: { type: 'numeric', operator, value } })
          }}
        />
        {amount === 'zero' ? null : (
          <NumberInput
            aria-label={t('groups.amountValue')}
            w={90}
            value={asked.value}
            onChange={(value) =>
              onChange({
                ...condition,
                measurement_filter: { ...asked, value: Number(value) || 0 },
              })
            }
          />
        )}
      </Group>
      <FrameChoice
        frame={condition.timeframe_filter}
        inFlow={props.inFlow ?? false}
        onChange={(timeframe_filter) => onChange({ ...condition, timeframe_filter })}
      />
      {filters.map((filter, at) => (
        <FilterRow
          // A filter is its place in the list.
          key={at}
          metricId={condition.metric_id}
          filter={filter}
          onChange={(next) => putFilters(filters.map((one, index) => (index === at ? next : one)))}
          onRemove={() => putFilters(filters.filter((_, index) => index !== at))}
        />
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        w="fit-content"
        leftSection={<IconFilter size={13} aria-hidden />}
        disabled={condition.metric_id === '' || filters.length >= METRIC_FILTERS_MAX}
        title={condition.metric_id === '' ? t('groups.metricFirst') : undefined}
        onClick={() =>
          putFilters([
            ...filters,
            { property: '', filter: { type: 'string', operator: 'equals', value: '' } },
          ])
        }
      >
        {t('groups.addFilter')}
      </Button>
    </Stack>
  )
}

type AnyFrame = EventFrame | FlowStartFrame

function FrameChoice(props: {
  frame: AnyFrame
  inFlow: boolean
  onChange: (frame: AnyFrame) => void
}) {
  const { t } = useTranslation()
  const { frame, onChange } = props
  const units = (['hour', 'day', 'week'] as const).map((unit) => ({
    value: unit,
    label: t(`groups.unitName_${unit}`),
  }))
  return (
    <Group gap="xs">
      <Select
        aria-label={t('groups.frame')}
        w={210}
        allowDeselect={false}
        value={frame.operator}
        data={(props.inFlow ? FLOW_FRAMES : FRAMES).map((each) => ({
          value: each,
          label: t(`groups.frameName_${each}`),
        }))}
        onChange={(operator) => (operator ? onChange(newFrame(operator as Frame)) : undefined)}
      />
      {'quantity' in frame ? (
        <>
          <NumberInput
            aria-label={t('groups.frameQuantity')}
            w={90}
            min={0}
            value={frame.quantity}
            onChange={(value) => onChange({ ...frame, quantity: Math.round(Number(value)) || 0 })}
          />
          <Select
            aria-label={t('groups.unit')}
            w={120}
            allowDeselect={false}
            value={frame.unit}
            data={units}
            onChange={(unit) => (unit ? onChange({ ...frame, unit }) : undefined)}
          />
        </>
      ) : null}
      {frame.operator === 'between' ? (
        <>
          <NumberInput
            aria-label={t('groups.frameStart')}
            w={80}
            min={0}
            value={frame.start}
            onChange={(value) => onChange({ ...frame, start: Math.round(Number(value)) || 0 })}
          />
          <Text size="sm">{t('groups.to')}</Text>
          <NumberInput
            aria-label={t('groups.frameEnd')}
            w={80}
            min={0}
            value={frame.end}
            onChange={(value) => onChange({ ...frame, end: Math.round(Number(value)) || 0 })}
          />
          <Select
            aria-label={t('groups.unit')}
            w={120}
            allowDeselect={false}
            value={frame.unit}
            data={units}
            onChange={(unit) => (unit ? onChange({ ...frame, unit }) : undefined)}
          />
          <Text size="sm">{t('groups.ago')}</Text>
        </>
      ) : null}
      {'date' in frame ? (
        <TextInput
          type="date"
          aria-label={t('groups.frameDate')}
          value={frame.date.slice(0, 10)}
          onChange={(event) => onChange({ ...frame, date: midnight(event.currentTarget.value) })}
        />
      ) : null}
      {frame.operator === 'between-static' ? (
        <>
          <TextInput
            type="date"
            aria-label={t('groups.frameFrom')}
            value={frame.start.slice(0, 10)}
            onChange={(event) => onChange({ ...frame, start: midnight(event.currentTarget.value) })}
          />
          <TextInput
            type="date"
            aria-label={t('groups.frameUntil')}
            value={frame.end.slice(0, 10)}
            onChange={(event) => onChange({ ...frame, end: midnight(event.currentTarget.value) })}
          />
        </>
      ) : null}
    </Group>
  )
}

function midnight(day: string): string {
  return `${day || new Date().toISOString().slice(0, 10)}T00:00:00Z`
}

function newFrame(operator: Frame): AnyFrame {
  const today = midnight('')
  switch (operator) {
    case 'alltime':
    case 'flow-start':
      return { type: 'date', operator }
    case 'in-the-last':
    case 'at-least':
      return { type: 'date', operator, quantity: 30, unit: 'day' }
    case 'between':
      return { type: 'date', operator, start: 30, end: 90, unit: 'day' }
    case 'before':
    case 'after':
      return { type: 'date', operator, date: today }
    case 'between-static':
      return { type: 'date', operator, start: today, end: today }
  }
}

const TESTS = [
  'equals',
  'not-equals',
  'contains',
  'not-contains',
  'starts-with',
  'ends-with',
  'is-set',
  'not-set',
] as const
const NUMBER_TESTS = [
  'number-equals',
  'greater-than',
  'greater-than-or-equal',
  'less-than',
  'less-than-or-equal',
] as const
const LIST_TESTS = ['contains-any', 'not-contains-any'] as const
type Test = (typeof TESTS)[number] | (typeof NUMBER_TESTS)[number] | (typeof LIST_TESTS)[number]

/** "where [Colour] [is] [red]" */
export function FilterRow(props: {
  metricId: string
  filter: MetricFilter
  onChange: (filter: MetricFilter) => void
  /** Absent where something around it takes it out. */
  onRemove?: () => void
}) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { metricId, filter, onChange } = props
  const { data: properties = [] } = useQuery({
    ...metricProperties(account.id, metricId),
    enabled: metricId !== '',
  })
  const { data: values } = useQuery({
    ...propertyValues(account.id, metricId, filter.property),
    enabled: metricId !== '' && filter.property !== '',
  })
  const property = properties.find((one) => one.property === filter.property)
  const test = testOf(filter)
  const value = 'value' in filter.filter ? [filter.filter.value].flat().join(', ') : ''
  return (
    <Group gap="xs" pl="md">
      <Text size="sm" c="dimmed">
        {t('groups.where')}
      </Text>
      <Select
        aria-label={t('groups.property')}
        placeholder={t('groups.chooseProperty')}
        searchable
        w={200}
        value={filter.property || null}
        data={properties.map((one) => ({
          value: one.property,
          label: propertyLabel(one.property, i18n.language),
        }))}
        onChange={(name) => {
          const type = properties.find((one) => one.property === name)?.inferred_type
          onChange({ property: name ?? '', filter: newTest(startOf(type), '') })
        }}
      />
      <Select
        aria-label={t('groups.test')}
        w={170}
        allowDeselect={false}
        value={test}
        data={testsFor(property?.inferred_type).map((each) => ({
          value: each,
          label: t(`groups.test_${each}`),
        }))}
        onChange={(next) =>
          next ? onChange({ ...filter, filter: newTest(next as Test, value) }) : undefined
        }
      />
      {test === 'is-set' || test === 'not-set' ? null : (
        <Autocomplete
          aria-label={t('groups.filterValue')}
          w={200}
          value={value}
          data={[...new Set((values ?? []).map((one) => String(one.value)))]}
          onChange={(text) => onChange({ ...filter, filter: newTest(test, text) })}
        />
      )}
      {props.onRemove ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('groups.removeFilter')}
          onClick={props.onRemove}
        >
          <IconX size={15} />
        </ActionIcon>
      ) : null}
    </Group>
  )
}

function testsFor(type: string | undefined): readonly Test[] {
  if (type === 'number') return [...NUMBER_TESTS, 'is-set', 'not-set']
  if (type === 'list') return [...LIST_TESTS, 'is-set', 'not-set']
  return TESTS
}

function startOf(type: string | undefined): Test {
  return testsFor(type)[0] ?? 'equals'
}

function testOf({ filter }: MetricFilter): Test {
  if (filter.type === 'numeric' && filter.operator === 'equals') return 'number-equals'
  const known = [...TESTS, ...NUMBER_TESTS, ...LIST_TESTS].find((one) => one === filter.operator)
  return known ?? 'equals'
}

function newTest(test: Test, value: string): MetricFilter['filter'] {
  switch (test) {
    case 'is-set':
    case 'not-set':
      return { type: 'existence', operator: test }
    case 'number-equals':
      return { type: 'numeric', operator: 'equals', value: Number(value) || 0 }
    case 'greater-than':
    case 'greater-than-or-equal':
    case 'less-than':
    case 'less-than-or-equal':
      return { type: 'numeric', operator: test, value: Number(value) || 0 }
    case 'contains-any':
    case 'not-contains-any':
      return {
        type: 'list',
        operator: test,
        value: value === '' ? [''] : value.split(',').map((one) => one.trim()),
      }
    default:
      return { type: 'string', operator: test, value }
  }
}
