import { Alert, Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FlowDefinition, FlowTrigger } from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import { groupList } from '../../api/groups.ts'
import { metricList } from '../../api/metrics.ts'
import { Panel } from '../../ui/panel.tsx'
import { ENTRY_KINDS, FilterEditor, GUARD_KINDS, TRIGGER_KINDS } from './filter-editor.tsx'
import { metricOptions } from './metric-options.ts'
import { DateTriggerForm, ProductTriggerForm } from './trigger-forms.tsx'

const KINDS = ['metric', 'list', 'segment', 'date', 'price-drop', 'low-inventory'] as const
const REENTRY = ['always', 'never', 'after'] as const
const UNITS = ['hour', 'day', 'week'] as const

/** What starts the flow, who may enter, how often, and what makes people leave. */
export function TriggerPanel(props: {
  definition: FlowDefinition
  /** The kind of a trigger that is saved stays. */
  savedKind: FlowTrigger['type'] | undefined
  notes: readonly string[]
  onChange: (definition: FlowDefinition, about?: string) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { definition, onChange, savedKind } = props
  const [trigger] = definition.triggers
  const metricId = trigger?.type === 'metric' ? trigger.id : null
  const isOther = trigger?.type === 'date' && trigger.date_field_type !== 'profile-property'
  return (
    <Panel
      title={t('flows.trigger')}
      action={
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={props.onClose}
        >
          {t('common.close')}
        </Button>
      }
    >
      <Stack gap="md">
        {props.notes.map((note) => (
          <Alert key={note} color="apricot" variant="light" p="xs">
            {note}
          </Alert>
        ))}
        {isOther ? (
          <Text size="sm" c="dimmed">
            {t('flows.onlyJson')}
          </Text>
        ) : (
          <>
            <Select
              label={t('flows.startsWhen')}
              description={savedKind ? t('flows.kindStays') : undefined}
              allowDeselect={false}
              disabled={savedKind !== undefined}
              value={trigger?.type ?? null}
              placeholder={t('flows.chooseTrigger')}
              data={KINDS.map((kind) => ({ value: kind, label: t(`flows.starts_${kind}`) }))}
              onChange={(value) => {
                const kind = KINDS.find((one) => one === value)
                if (kind) onChange({ ...definition, triggers: [emptyTrigger(kind)] })
              }}
            />
            {trigger?.type === 'metric' ? (
              <MetricTrigger
                trigger={trigger}
                onChange={(next) => onChange({ ...definition, triggers: [next] }, 'trigger')}
              />
            ) : trigger?.type === 'list' || trigger?.type === 'segment' ? (
              <GroupTrigger
                kind={trigger.type}
                id={trigger.id}
                onChange={(id) => onChange({ ...definition, triggers: [{ ...trigger, id }] })}
              />
            ) : trigger?.type === 'date' && trigger.date_field_type === 'profile-property' ? (
              <DateTriggerForm
                trigger={trigger}
                onChange={(next) => onChange({ ...definition, triggers: [next] }, 'trigger')}
              />
            ) : trigger?.type === 'price-drop' || trigger?.type === 'low-inventory' ? (
              <ProductTriggerForm
                trigger={trigger}
                onChange={(next) => onChange({ ...definition, triggers: [next] }, 'trigger')}
              />
            ) : null}
          </>
        )}
        <div>
          <Text size="sm" fw={550}>
            {t('flows.profileFilter')}
          </Text>
          <Text size="xs" c="dimmed" mb="xs">
            {t('flows.profileFilterHint')}
          </Text>
          <FilterEditor
            filter={definition.profile_filter}
            kinds={ENTRY_KINDS}
            metricId={metricId}
            onChange={(profile_filter) => onChange({ ...definition, profile_filter }, 'filter')}
          />
        </div>
        <Reentry definition={definition} onChange={onChange} />
        <div>
          <Text size="sm" fw={550}>
            {t('flows.exitFilter')}
          </Text>
          <Text size="xs" c="dimmed" mb="xs">
            {t('flows.exitFilterHint')}
          </Text>
          <FilterEditor
            filter={definition.exit_filter ?? null}
            kinds={GUARD_KINDS}
            metricId={metricId}
            onChange={(exit_filter) => onChange({ ...definition, exit_filter }, 'exit')}
          />
        </div>
      </Stack>
    </Panel>
  )
}

function emptyTrigger(kind: (typeof KINDS)[number]): FlowTrigger {
  switch (kind) {
    case 'metric':
      return { type: kind, id: null, trigger_filter: null }
    case 'list':
    case 'segment':
      return { type: kind, id: null }
    case 'date':
      return {
        type: kind,
        date_field_type: 'profile-property',
        date_profile_property: 'Birthday',
        timedelta_unit_before_date: 'days',
        timedelta_value_before_date: 0,
        recurrence_frequency: 'annually',
        timezone: 'profile',
        trigger_time: '09:00:00',
        trigger_days: null,
      }
    case 'price-drop':
      return {
        type: kind,
        trigger_filter: null,
        price_drop_amount_value: 10,
        price_drop_amount_unit: 'percent',
        audience: ['viewed'],
        timeframe_days: 30,
        currency_type: 'usd',
      }
    case 'low-inventory':
      return {
        type: kind,
        trigger_filter: null,
        product_level: 'variant',
        inventory_count: 5,
        audience: ['viewed', 'added-to-cart'],
        timeframe_days: 30,
      }
  }
}

type Metric = Extract<FlowTrigger, { type: 'metric' }>

function MetricTrigger(props: { trigger: Metric; onChange: (trigger: Metric) => void }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { trigger } = props
  const { data: metrics = [] } = useQuery(metricList(account.id, {}))
  return (
    <>
      <Select
        label={t('flows.triggerMetric')}
        placeholder={t('flows.chooseMetric')}
        searchable
        value={trigger.id}
        data={metricOptions(metrics, i18n.language)}
        onChange={(id) => props.onChange({ ...trigger, id, trigger_filter: null })}
      />
      {trigger.id ? (
        <div>
          <Text size="sm" fw={550}>
            {t('flows.triggerFilter')}
          </Text>
          <Text size="xs" c="dimmed" mb="xs">
            {t('flows.triggerFilterHint')}
          </Text>
          <FilterEditor
            filter={trigger.trigger_filter}
            kinds={TRIGGER_KINDS}
            metricId={trigger.id}
            onChange={(trigger_filter) => props.onChange({ ...trigger, trigger_filter })}
          />
        </div>
      ) : null}
    </>
  )
}

function GroupTrigger(props: {
  kind: 'list' | 'segment'
  id: string | null
  onChange: (id: string | null) => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: groups = [] } = useQuery(groupList(account.id, { kind: props.kind, search: '' }))
  return (
    <Select
      label={t(`flows.trigger_${props.kind}`)}
      placeholder={t('flows.chooseGroup')}
      searchable
      value={props.id}
      data={groups.map((group) => ({ value: group.id, label: group.name }))}
      nothingFoundMessage={t('flows.noGroups')}
      onChange={props.onChange}
    />
  )
}

function Reentry(props: {
  definition: FlowDefinition
  onChange: (definition: FlowDefinition, about?: string) => void
}) {
  const { t } = useTranslation()
  const { definition, onChange } = props
  const criteria = definition.reentry_criteria
  const unit = UNITS.find((one) => one === criteria?.unit)
  // Who joins a list or segment enters once, unless something else is said.
  const isOnce = ['list', 'segment'].includes(definition.triggers[0]?.type ?? '')
  const isAlways = criteria ? criteria.unit === 'alltime' && criteria.duration === 0 : !isOnce
  const kind = criteria && unit ? 'after' : isAlways ? 'always' : 'never'
  return (
    <Stack gap="xs">
      <Select
        label={t('flows.reentry')}
        allowDeselect={false}
        value={kind}
        data={REENTRY.map((one) => ({ value: one, label: t(`flows.reentry_${one}`) }))}
        onChange={(value) => {
          const reentry_criteria =
            value === 'after'
              ? { duration: 1, unit: 'day' as const }
              : { duration: value === 'never' ? 1 : 0, unit: 'alltime' as const }
          onChange({ ...definition, reentry_criteria })
        }}
      />
      {criteria && unit ? (
        <Group gap="xs">
          <NumberInput
            aria-label={t('flows.reentryAmount')}
            w={100}
            min={1}
            allowDecimal={false}
            value={criteria.duration}
            onChange={(value) => {
              const duration = Math.max(1, Math.round(Number(value)) || 1)
              onChange({ ...definition, reentry_criteria: { duration, unit } }, 'reentry')
            }}
          />
          <Select
            aria-label={t('flows.unit')}
            w={150}
            allowDeselect={false}
            value={unit}
            data={UNITS.map((one) => ({ value: one, label: t(`groups.unitName_${one}`) }))}
            onChange={(value) => {
              const next = UNITS.find((one) => one === value) ?? unit
              const { duration } = criteria
              onChange({ ...definition, reentry_criteria: { duration, unit: next } })
            }}
          />
        </Group>
      ) : null}
    </Stack>
  )
}
