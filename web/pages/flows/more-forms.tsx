import {
  Checkbox,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FlowActionOf, FlowWhatsApp } from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import { webhookKey } from '../../api/flow-simulations.ts'
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
