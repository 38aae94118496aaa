import {
  ActionIcon,
  Checkbox,
  Group,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  ALERT_RECIPIENTS_MAX,
  type FlowActionOf,
  type FlowEmail,
  type FlowInternalAlert,
  type FlowWhatsApp,
  VARIATIONS_MAX,
} from '../../../src/contract/flows.ts'
import { isEmail } from '../../../src/contract/values.ts'
import { useAccount } from '../../account.ts'
import { webhookKey } from '../../api/flow-simulations.ts'
import { Act } from '../../ui/act.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FilterEditor, GUARD_KINDS, TRIGGER_KINDS } from './filter-editor.tsx'

/** What signs the calls, for whoever is called. */
export function WebhookKey() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: key } = useQuery(webhookKey(account.id))
  if (!key) return null
  return (
    <TextInput
      label={t('flows.webhookKey')}
      description={t('flows.webhookKeyHint')}
      readOnly
      value={key}
      rightSection={<CopyButton text={key} label={t('flows.webhookKey')} />}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  )
}

export function WhatsAppForm(props: {
  message: FlowWhatsApp
  metricId: string | null
  onChange: (message: FlowWhatsApp) => void
}) {
  const { t } = useTranslation()
  const { message, onChange } = props
  return (
    <Stack gap="md">
      <Textarea
        label={t('flows.text')}
        description={t('flows.textHint')}
        autosize
        minRows={3}
        maxLength={4_096}
        value={message.body ?? ''}
        onChange={(event) => onChange({ ...message, body: event.currentTarget.value })}
      />
      <Checkbox
        label={t('flows.smartSending')}
        checked={message.smart_sending_enabled}
        onChange={(event) =>
          onChange({ ...message, smart_sending_enabled: event.currentTarget.checked })
        }
      />
      <Checkbox
        label={t('flows.transactional')}
        checked={message.transactional}
        onChange={(event) => onChange({ ...message, transactional: event.currentTarget.checked })}
      />
      <div>
        <Text size="sm" fw={550} mb="xs">
          {t('flows.additionalFilters')}
        </Text>
        <FilterEditor
          filter={message.additional_filters}
          kinds={GUARD_KINDS}
          metricId={props.metricId}
          onChange={(additional_filters) => onChange({ ...message, additional_filters })}
        />
      </div>
    </Stack>
  )
}

export function AlertForm(props: {
  alert: FlowInternalAlert
  onChange: (alert: FlowInternalAlert) => void
}) {
  const { t } = useTranslation()
  const { alert, onChange } = props
  const wrong = alert.to_emails.filter((one) => !isEmail(one))
  return (
    <Stack gap="md">
      <TagsInput
        label={t('flows.alertTo')}
        description={t('flows.alertToHint', { count: ALERT_RECIPIENTS_MAX })}
        maxTags={ALERT_RECIPIENTS_MAX}
        value={alert.to_emails}
        error={wrong.length > 0 ? t('flows.notAnEmail', { email: wrong[0] ?? '' }) : null}
        onChange={(to_emails) => onChange({ ...alert, to_emails })}
      />
      <TextInput
        label={t('flows.subject')}
        value={alert.subject_line ?? ''}
        onChange={(event) =>
          onChange({ ...alert, subject_line: event.currentTarget.value || null })
        }
      />
    </Stack>
  )
}

type TriggerSplit = FlowActionOf<'trigger-split'>

export function TriggerSplitForm(props: {
  action: TriggerSplit
  metricId: string | null
  onChange: (action: TriggerSplit) => void
}) {
  const { t } = useTranslation()
  const { action } = props
  return (
    <div>
      <Text size="sm" fw={550}>
        {t('flows.conditions')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {t('flows.triggerFilterHint')}
      </Text>
      <FilterEditor
        filter={action.data.trigger_filter}
        kinds={TRIGGER_KINDS}
        metricId={props.metricId}
        onChange={(trigger_filter) =>
          props.onChange({
            ...action,
            data: { ...action.data, trigger_filter, trigger_id: props.metricId ?? '' },
          })
        }
      />
    </div>
  )
}

type Countdown = FlowActionOf<'countdown-delay'>
const AHEAD_UNITS = ['days', 'weeks', 'months'] as const

export function CountdownForm(props: { action: Countdown; onChange: (action: Countdown) => void }) {
  const { t } = useTranslation()
  const { action, onChange } = props
  const put = (part: Partial<Countdown['data']>) =>
    onChange({ ...action, data: { ...action.data, ...part } })
  return (
    <Group align="flex-end" gap="xs">
      <NumberInput
        label={t('flows.beforeDate')}
        w={110}
        min={0}
        max={1_000}
        allowDecimal={false}
        value={action.data.value}
        onChange={(value) => put({ value: Math.max(0, Math.round(Number(value)) || 0) })}
      />
      <Select
        aria-label={t('flows.unit')}
        w={140}
        allowDeselect={false}
        value={action.data.unit}
        data={AHEAD_UNITS.map((unit) => ({ value: unit, label: t(`flows.ahead_${unit}`) }))}
        onChange={(value) => {
          const unit = AHEAD_UNITS.find((one) => one === value)
          if (unit) put({ unit })
        }}
      />
      <TextInput
        type="time"
        label={t('flows.atTime')}
        w={130}
        value={action.data.delay_until_time?.slice(0, 5) ?? ''}
        onChange={(event) =>
          put({
            delay_until_time: event.currentTarget.value ? `${event.currentTarget.value}:00` : null,
          })
        }
      />
    </Group>
  )
}

type TargetDate = FlowActionOf<'target-date'>

export function TargetDateForm(props: {
  action: TargetDate
  onChange: (action: TargetDate) => void
}) {
  const { t } = useTranslation()
  const { action, onChange } = props
  return (
    <TextInput
      type="time"
      label={t('flows.atTime')}
      w={130}
      value={action.data.target_time.slice(0, 5)}
      onChange={(event) =>
        onChange({
          ...action,
          data: { ...action.data, target_time: `${event.currentTarget.value || '00:00'}:00` },
        })
      }
    />
  )
}

type AbTest = FlowActionOf<'ab-test'>
type Tested = AbTest['data']['main_action']
const WINNER_METRICS = ['unique-opens', 'unique-clicks', 'unique-placed-orders'] as const

/** Variations of one email: subjects, and how many get each. */
export function AbTestForm(props: { action: AbTest; onChange: (action: AbTest) => void }) {
  const { t } = useTranslation()
  const { action, onChange } = props
  const { main_action: main, current_experiment: experiment } = action.data
  const variations = experiment?.variations ?? []
  const put = (next: Tested[], more: object = {}) =>
    onChange({
      ...action,
      data: {
        ...action.data,
        experiment_status: next.length > 1 ? 'live' : 'draft',
        current_experiment: {
          id: experiment?.id ?? null,
          name: experiment?.name ?? null,
          variations: next,
          allocations: experiment?.allocations ?? null,
          started: experiment?.started ?? null,
          winner_metric: experiment?.winner_metric ?? 'unique-clicks',
          automatic_winner_selection_settings:
            experiment?.automatic_winner_selection_settings ?? null,
          ...more,
        },
      },
    })
  const nameOf = (one: Tested) => one.id ?? one.temporary_id ?? ''
  const isFull = variations.length >= VARIATIONS_MAX
  const shared: FlowEmail | null = main.type === 'send-email' ? main.data.message : null
  return (
    <Stack gap="md">
      {shared ? (
        <TextInput
          label={t('flows.mainSubject')}
          value={shared.subject_line ?? ''}
          onChange={(event) =>
            onChange({
              ...action,
              data: {
                ...action.data,
                main_action: withSubject(main, event.currentTarget.value),
              },
            })
          }
        />
      ) : null}
      {variations.map((one, at) => (
        <Group key={nameOf(one)} align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            label={t('flows.variation', { number: at + 1 })}
            value={subjectOf(one)}
            onChange={(event) => {
              const changed = withSubject(one, event.currentTarget.value)
              put(variations.map((other, index) => (index === at ? changed : other)))
            }}
          />
          <ActionIcon
            size={36}
            variant="subtle"
            color="gray"
            aria-label={t('flows.removeVariation', { number: at + 1 })}
            onClick={() => put(variations.filter((_, index) => index !== at))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Act
        size="xs"
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        refusal={isFull ? t('flows.full', { count: VARIATIONS_MAX }) : undefined}
        onClick={() =>
          put([...variations, { ...newVariation(main), temporary_id: freeName(variations) }])
        }
      >
        {t('flows.addVariation')}
      </Act>
      <Select
        label={t('flows.winnerMetric')}
        allowDeselect={false}
        value={experiment?.winner_metric ?? 'unique-clicks'}
        data={WINNER_METRICS.map((one) => ({ value: one, label: t(`flows.winner_${one}`) }))}
        onChange={(winner_metric) => put([...variations], { winner_metric })}
      />
    </Stack>
  )
}

function freeName(variations: readonly Tested[]): string {
  const taken = new Set(variations.map((one) => one.temporary_id))
  let number = variations.length + 1
  while (taken.has(`variation-${number}`)) number += 1
  return `variation-${number}`
}

/** The same message as another one that is saved on its own. */
function newVariation(main: Tested): Tested {
  return main.type === 'send-email'
    ? { ...main, id: null, data: { ...main.data, message: { ...main.data.message, id: null } } }
    : { ...main, id: null, data: { ...main.data, message: { ...main.data.message, id: null } } }
}

function subjectOf(one: Tested): string {
  return one.type === 'send-email' ? (one.data.message.subject_line ?? '') : one.data.message.body
}

function withSubject(one: Tested, text: string): Tested {
  return one.type === 'send-email'
    ? {
        ...one,
        data: { ...one.data, message: { ...one.data.message, subject_line: text || null } },
      }
    : { ...one, data: { ...one.data, message: { ...one.data.message, body: text } } }
}
