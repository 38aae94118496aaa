import { Badge, Button, Divider, Group, NumberInput, Select, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AnyCondition, CONDITIONS_MAX } from '../../../src/contract/conditions.ts'
import { ConditionFrame, ConditionSentence } from '../groups/condition-editor.tsx'
import { FilterRow, MetricConditionEditor } from '../groups/metric-condition-editor.tsx'
import { emptyCondition, NEW_TYPES } from '../groups/new-condition.ts'

/** What is asked of people: since flows start somewhere, more than segments ask. */
export const GUARD_KINDS = [...NEW_TYPES, 'profile-sample', 'profile-not-sent-email'] as const
export const ENTRY_KINDS = [...GUARD_KINDS, 'profile-not-in-flow'] as const
export const TRIGGER_KINDS = ['metric-property'] as const
export const BRANCH_KINDS = [...GUARD_KINDS, ...TRIGGER_KINDS] as const
type Kind = (typeof ENTRY_KINDS)[number] | (typeof TRIGGER_KINDS)[number]

export interface FilterOf<Each> {
  condition_groups: { conditions: Each[] }[]
}

/**
 * Conditions as sentences: blocks are joined by "and", the conditions within one by "or". No filter
 * at all lets everybody pass.
 */
export function FilterEditor<Each extends AnyCondition>(props: {
  filter: FilterOf<Each> | null
  kinds: readonly (Kind & Each['type'])[]
  /** Of the event that starts the flow, when one does. */
  metricId: string | null
  onChange: (filter: FilterOf<Each> | null) => void
}) {
  const { t } = useTranslation()
  const groups = (props.filter?.condition_groups ?? []).map((group) => group.conditions)
  const count = groups.reduce((sum, group) => sum + group.length, 0)

  function put(next: Each[][]) {
    const kept = next.filter((conditions) => conditions.length > 0)
    const condition_groups = kept.map((conditions) => ({ conditions }))
    props.onChange(condition_groups.length > 0 ? { condition_groups } : null)
  }
  const replace = (g: number, c: number, condition: Each | null) =>
    put(
      groups.map((conditions, at) =>
        at === g
          ? conditions.flatMap((one, index) => (index === c ? (condition ?? []) : [one]))
          : conditions,
      ),
    )
  const add = (kind: Kind) => emptyFlowCondition(kind, props.metricId) as Each
  return (
    <Stack gap="xs">
      {groups.map((conditions, g) => (
        // A block is its place in the sentence.
        <Stack gap="xs" key={g}>
          {g > 0 ? (
            <Divider label={<Badge color="gray">{t('groups.and')}</Badge>} labelPosition="left" />
          ) : null}
          {conditions.map((condition, c) => (
            // A condition is its place in the sentence.
            <div key={c}>
              {c > 0 ? (
                <Text size="xs" fw={600} c="dimmed" mb={4}>
                  {t('groups.or')}
                </Text>
              ) : null}
              <ConditionFrame onRemove={() => replace(g, c, null)}>
                <FlowSentence
                  condition={condition}
                  metricId={props.metricId}
                  // A sentence gives back the kind of condition that it was given.
                  onChange={(changed) => replace(g, c, changed as Each)}
                />
              </ConditionFrame>
            </div>
          ))}
          <AddCondition
            label={t('groups.addOr')}
            kinds={props.kinds}
            isFull={count >= CONDITIONS_MAX}
            isSubtle
            onAdd={(kind) => put(groups.map((own, at) => (at === g ? [...own, add(kind)] : own)))}
          />
        </Stack>
      ))}
      <AddCondition
        label={groups.length > 0 ? t('groups.addAnd') : t('groups.addFirst')}
        kinds={props.kinds}
        isFull={count >= CONDITIONS_MAX}
        onAdd={(kind) => put([...groups, [add(kind)]])}
      />
    </Stack>
  )
}

function emptyFlowCondition(kind: Kind, metricId: string | null): AnyCondition {
  switch (kind) {
    case 'profile-metric':
      return {
        ...emptyCondition(kind),
        type: kind,
        metric_id: '',
        measurement: 'count',
        measurement_filter: { type: 'numeric', operator: 'equals', value: 0 },
        timeframe_filter: { type: 'date', operator: 'flow-start' },
        metric_filters: null,
      }
    case 'profile-sample':
      return { type: kind, percentage: 50 }
    case 'profile-not-sent-email':
    case 'profile-not-in-flow':
      return {
        type: kind,
        timeframe_filter: { type: 'date', operator: 'in-the-last', quantity: 7, unit: 'day' },
      }
    case 'metric-property':
      return {
        type: kind,
        metric_id: metricId,
        field: '',
        filter: { type: 'string', operator: 'equals', value: '' },
      }
    default:
      return emptyCondition(kind)
  }
}

function FlowSentence(props: {
  condition: AnyCondition
  metricId: string | null
  onChange: (condition: AnyCondition) => void
}) {
  const { t } = useTranslation()
  const { condition, onChange } = props
  switch (condition.type) {
    case 'profile-metric':
      return <MetricConditionEditor condition={condition} onChange={onChange} inFlow />
    case 'profile-sample':
      return (
        <>
          <Text size="sm">{t('flows.sampleOf')}</Text>
          <NumberInput
            aria-label={t('flows.samplePercent')}
            w={100}
            min={0}
            max={100}
            suffix=" %"
            value={condition.percentage}
            onChange={(value) =>
              onChange({ ...condition, percentage: Math.round(Number(value)) || 0 })
            }
          />
        </>
      )
    case 'profile-not-sent-email':
    case 'profile-not-sent-sms':
    case 'profile-not-sent-push':
    case 'profile-not-in-flow':
      return (
        <>
          <Text size="sm">{t(`flows.${condition.type}`)}</Text>
          <SinceFrame
            days={
              condition.timeframe_filter.operator === 'in-the-last'
                ? condition.timeframe_filter.quantity
                : null
            }
            onChange={(days) =>
              onChange({
                ...condition,
                timeframe_filter:
                  days === null
                    ? { type: 'date', operator: 'alltime' }
                    : { type: 'date', operator: 'in-the-last', quantity: days, unit: 'day' },
              })
            }
          />
        </>
      )
    case 'metric-property':
      return (
        <FilterRow
          metricId={condition.metric_id ?? props.metricId ?? ''}
          filter={{ property: condition.field, filter: condition.filter }}
          onChange={({ property, filter }) => onChange({ ...condition, field: property, filter })}
        />
      )
    case 'price-drop-property':
    case 'low-inventory-property':
    case 'custom-object-trigger-property':
    case 'custom-object-property':
      return (
        <Text size="sm" c="dimmed">
          {t('groups.onlyJson', { type: condition.type })}
        </Text>
      )
    default:
      return <ConditionSentence condition={condition} onChange={onChange} />
  }
}

function SinceFrame(props: { days: number | null; onChange: (days: number | null) => void }) {
  const { t } = useTranslation()
  const { days } = props
  return (
    <>
      <Select
        aria-label={t('groups.frame')}
        w={160}
        allowDeselect={false}
        value={days === null ? 'alltime' : 'in-the-last'}
        data={(['in-the-last', 'alltime'] as const).map((each) => ({
          value: each,
          label: t(`groups.frameName_${each}`),
        }))}
        onChange={(value) => props.onChange(value === 'alltime' ? null : 7)}
      />
      {days === null ? null : (
        <>
          <NumberInput
            aria-label={t('groups.frameQuantity')}
            w={80}
            min={0}
            value={days}
            onChange={(value) => props.onChange(Math.round(Number(value)) || 0)}
          />
          <Text size="sm">{t('groups.unitName_day')}</Text>
        </>
      )}
    </>
  )
}

function AddCondition(props: {
  label: string
  kinds: readonly Kind[]
  isFull: boolean
  isSubtle?: boolean
  onAdd: (kind: Kind) => void
}) {
  const { t } = useTranslation()
  const [choosing, setChoosing] = useState(false)
  const [only, ...others] = props.kinds
  if (choosing) {
    return (
      <Select
        aria-label={props.label}
        placeholder={t('groups.chooseType')}
        data={props.kinds.map((kind) => ({ value: kind, label: t(`flows.new_${kind}`) }))}
        onChange={(kind) => {
          setChoosing(false)
          const found = props.kinds.find((one) => one === kind)
          if (found) props.onAdd(found)
        }}
        onDropdownClose={() => setChoosing(false)}
        defaultDropdownOpened
        ref={(input) => input?.focus()}
      />
    )
  }
  return (
    <Group>
      <Button
        size="xs"
        variant={props.isSubtle ? 'subtle' : 'default'}
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={props.isFull}
        title={props.isFull ? t('groups.full', { count: CONDITIONS_MAX }) : undefined}
        onClick={() => (only && others.length === 0 ? props.onAdd(only) : setChoosing(true))}
      >
        {props.label}
      </Button>
    </Group>
  )
}
