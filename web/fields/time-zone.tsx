import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const zones = Intl.supportedValuesOf('timeZone')
const SHOWN_MAX = 60

export function TimeZoneField(props: {
  initial?: string
  error?: string | undefined
  disabled?: boolean
}) {
  const { t } = useTranslation()
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const initial = props.initial ?? own
  return (
    <Select
      name="timezone"
      label={t('fields.timezone')}
      description={t('fields.timezoneHint')}
      data={zones.includes(initial) ? zones : [initial, ...zones]}
      defaultValue={initial}
      searchable
      allowDeselect={false}
      limit={SHOWN_MAX}
      required
      disabled={props.disabled ?? false}
      error={props.error}
    />
  )
}
