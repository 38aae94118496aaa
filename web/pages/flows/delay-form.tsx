import { Checkbox, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type FlowActionOf, type TimeDelay, WEEKDAYS } from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import { metricList } from '../../api/metrics.ts'
import { useFormats } from '../../ui/format.ts'
import { metricOptions } from './metric-options.ts'

const UNITS = ['minutes', 'hours', 'days'] as const
type Unit = (typeof UNITS)[number]
/** A Monday, to call the days of the week by their names. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000

function Duration(props: {
  value: number
  unit: Unit
  min: number
  onChange: (duration: { value: number; unit: Unit }) => void
}) {
  const { t } = useTranslation()
  const { value, unit } = props
  return (
    <Group gap="xs" align="flex-end">
      <NumberInput
        label={t('flows.duration')}
        w={120}
        min={props.min}
        allowDecimal={false}
        value={value}
        onChange={(next) =>
          props.onChange({ value: Math.max(props.min, Math.round(Number(next)) || 0), unit })
        }
      />
      <Select
        aria-label={t('flows.unit')}
        w={140}
        allowDeselect={false}
        value={unit}
        data={UNITS.map((one) => ({ value: one, label: t(`flows.unit_${one}`) }))}
        onChange={(next) =>
          props.onChange({ value, unit: UNITS.find((one) => one === next) ?? unit })
        }
      />
    </Group>
  )
}

/** "Wait 2 days, then until 15:00 on a Monday or Tuesday, by the recipient's clock" */
export function DelayForm(props: { delay: TimeDelay; onChange: (delay: TimeDelay) => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { delay, onChange } = props
  const days = delay.delay_until_weekdays ?? []
  const isCalendar = delay.unit === 'days'
  return (
    <Stack gap="md">
      <Duration
        value={delay.value}
        unit={delay.unit}
        min={0}
        onChange={({ value, unit }) =>
          onChange({
            ...delay,
            value,
            unit,
            // Hours and minutes are exact; only days end at a time of day.
            delay_until_time: unit === 'days' ? delay.delay_until_time : null,
            secondary_value: unit === 'hours' ? delay.secondary_value : null,
          })
        }
      />
      {delay.unit === 'hours' ? (
        <NumberInput
          label={t('flows.andMinutes')}
          w={120}
          min={0}
          max={59}
          allowDecimal={false}
          value={delay.secondary_value ?? 0}
          onChange={(value) =>
            onChange({ ...delay, secondary_value: Math.round(Number(value)) || null })
          }
        />
      ) : null}
      {isCalendar ? (
        <TextInput
          type="time"
          label={t('flows.untilTime')}
          description={t('flows.untilTimeHint')}
          value={(delay.delay_until_time ?? '').slice(0, 5)}
          onChange={(event) =>
            onChange({
              ...delay,
              delay_until_time: event.currentTarget.value
                ? `${event.currentTarget.value}:00`
                : null,
            })
          }
        />
      ) : null}
      <Checkbox.Group
        label={t('flows.onlyOn')}
        description={t('flows.onlyOnHint')}
        value={days}
        onChange={(values) => {
          const chosen = WEEKDAYS.filter((day) => values.includes(day))
          onChange({ ...delay, delay_until_weekdays: chosen.length > 0 ? chosen : null })
        }}
      >
        <Group gap="xs" mt={6}>
          {WEEKDAYS.map((day, at) => (
            <Checkbox
              key={day}
              value={day}
              label={new Intl.DateTimeFormat(formats.locale, {
                weekday: 'short',
                timeZone: 'UTC',
              }).format(MONDAY + at * DAY_MS)}
            />
          ))}
        </Group>
      </Checkbox.Group>
      {isCalendar || days.length > 0 ? (
        <Select
          label={t('flows.clock')}
          allowDeselect={false}
          value={delay.timezone}
          data={[
            { value: 'profile', label: t('flows.clockOfPerson') },
            { value: account.timezone, label: t('flows.clockOfShop', { zone: account.timezone }) },
            ...(['profile', account.timezone].includes(delay.timezone)
              ? []
              : [{ value: delay.timezone, label: delay.timezone }]),
          ]}
          onChange={(timezone) => timezone && onChange({ ...delay, timezone })}
        />
      ) : null}
    </Stack>
  )
}

type Wait = FlowActionOf<'wait-until-event'>

export function WaitForm(props: { action: Wait; onChange: (action: Wait) => void }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { action, onChange } = props
  const { data: metrics = [] } = useQuery(metricList(account.id, {}))
  return (
    <Stack gap="md">
      <Select
        label={t('flows.waitMetric')}
        searchable
        value={action.data.metric_id || null}
        data={metricOptions(metrics, i18n.language)}
        onChange={(id) =>
          onChange({
            ...action,
            data: { ...action.data, metric_id: id ?? '', metric_filters: null },
          })
        }
      />
      <Duration
        value={action.data.value}
        unit={action.data.unit}
        min={1}
        onChange={(duration) => onChange({ ...action, data: { ...action.data, ...duration } })}
      />
    </Stack>
  )
}
