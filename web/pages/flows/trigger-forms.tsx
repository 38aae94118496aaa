import { Checkbox, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type {
  LowInventoryTrigger,
  PriceDropTrigger,
  PropertyDateTrigger,
} from '../../../src/contract/flows.ts'

const RECURRENCES = ['never', 'weekly', 'monthly', 'annually'] as const
const AHEAD_UNITS = ['days', 'weeks', 'months'] as const

export function DateTriggerForm(props: {
  trigger: PropertyDateTrigger
  onChange: (trigger: PropertyDateTrigger) => void
}) {
  const { t } = useTranslation()
  const { trigger, onChange } = props
  return (
    <Stack gap="md">
      <TextInput
        label={t('flows.dateProperty')}
        description={t('flows.datePropertyHint')}
        value={trigger.date_profile_property}
        onChange={(event) =>
          onChange({ ...trigger, date_profile_property: event.currentTarget.value })
        }
      />
      <Group align="flex-end" gap="xs">
        <NumberInput
          label={t('flows.beforeDate')}
          w={110}
          min={0}
          max={1_000}
          allowDecimal={false}
          value={trigger.timedelta_value_before_date}
          onChange={(value) =>
            onChange({
              ...trigger,
              timedelta_value_before_date: Math.max(0, Math.round(Number(value)) || 0),
            })
          }
        />
        <Select
          aria-label={t('flows.unit')}
          w={140}
          allowDeselect={false}
          value={trigger.timedelta_unit_before_date}
          data={AHEAD_UNITS.map((unit) => ({ value: unit, label: t(`flows.ahead_${unit}`) }))}
          onChange={(value) => {
            const unit = AHEAD_UNITS.find((one) => one === value)
            if (unit) onChange({ ...trigger, timedelta_unit_before_date: unit })
          }}
        />
        <TextInput
          type="time"
          label={t('flows.atTime')}
          w={130}
          value={trigger.trigger_time.slice(0, 5)}
          onChange={(event) =>
            onChange({ ...trigger, trigger_time: `${event.currentTarget.value || '09:00'}:00` })
          }
        />
      </Group>
      <Select
        label={t('flows.recurs')}
        allowDeselect={false}
        value={trigger.recurrence_frequency}
        data={RECURRENCES.map((one) => ({ value: one, label: t(`flows.recurs_${one}`) }))}
        onChange={(value) => {
          const every = RECURRENCES.find((one) => one === value)
          if (every) onChange({ ...trigger, recurrence_frequency: every })
        }}
      />
    </Stack>
  )
}

type ProductTrigger = PriceDropTrigger | LowInventoryTrigger

export function ProductTriggerForm(props: {
  trigger: ProductTrigger
  onChange: (trigger: ProductTrigger) => void
}) {
  const { t } = useTranslation()
  const { trigger, onChange } = props
  const days = (value: string | number) =>
    Math.min(365, Math.max(1, Math.round(Number(value)) || 1))
  return (
    <Stack gap="md">
      {trigger.type === 'price-drop' ? (
        <Group align="flex-end" gap="xs">
          <NumberInput
            label={t('flows.dropsBy')}
            w={120}
            min={0}
            value={trigger.price_drop_amount_value}
            onChange={(value) =>
              onChange({ ...trigger, price_drop_amount_value: Math.max(0, Number(value) || 0) })
            }
          />
          <Select
            aria-label={t('flows.unit')}
            w={160}
            allowDeselect={false}
            value={trigger.price_drop_amount_unit}
            data={(['percent', 'currency'] as const).map((one) => ({
              value: one,
              label: t(`flows.drop_${one}`),
            }))}
            onChange={(value) =>
              onChange({
                ...trigger,
                price_drop_amount_unit: value === 'percent' ? 'percent' : 'currency',
              })
            }
          />
        </Group>
      ) : (
        <Group align="flex-end" gap="xs">
          <NumberInput
            label={t('flows.stockFallsTo')}
            w={160}
            min={0}
            allowDecimal={false}
            value={trigger.inventory_count}
            onChange={(value) =>
              onChange({ ...trigger, inventory_count: Math.max(0, Math.round(Number(value)) || 0) })
            }
          />
          <Select
            label={t('flows.stockOf')}
            w={200}
            allowDeselect={false}
            value={trigger.product_level}
            data={(['product', 'variant'] as const).map((one) => ({
              value: one,
              label: t(`flows.level_${one}`),
            }))}
            onChange={(value) =>
              onChange({ ...trigger, product_level: value === 'variant' ? 'variant' : 'product' })
            }
          />
        </Group>
      )}
      <Stack gap={6}>
        <Text size="sm" fw={550}>
          {t('flows.audience')}
        </Text>
        <Audience trigger={trigger} onChange={onChange} />
      </Stack>
      <NumberInput
        label={t('flows.pastDays')}
        w={120}
        min={1}
        max={365}
        allowDecimal={false}
        value={trigger.timeframe_days}
        onChange={(value) => onChange({ ...trigger, timeframe_days: days(value) })}
      />
    </Stack>
  )
}

function Audience(props: { trigger: ProductTrigger; onChange: (trigger: ProductTrigger) => void }) {
  const { t } = useTranslation()
  const { trigger, onChange } = props
  if (trigger.type === 'price-drop') {
    return (['viewed', 'checkout-started'] as const).map((one) => (
      <Checkbox
        key={one}
        label={t(`flows.audience_${one}`)}
        checked={trigger.audience.includes(one)}
        onChange={(event) =>
          onChange({
            ...trigger,
            audience: event.currentTarget.checked
              ? [...trigger.audience, one]
              : trigger.audience.filter((other) => other !== one),
          })
        }
      />
    ))
  }
  return (['viewed', 'added-to-cart', 'checkout-started'] as const).map((one) => (
    <Checkbox
      key={one}
      label={t(`flows.audience_${one}`)}
      checked={trigger.audience.includes(one)}
      onChange={(event) =>
        onChange({
          ...trigger,
          audience: event.currentTarget.checked
            ? [...trigger.audience, one]
            : trigger.audience.filter((other) => other !== one),
        })
      }
    />
  ))
}
