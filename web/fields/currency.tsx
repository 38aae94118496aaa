import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const SHOWN_MAX = 40

export function CurrencyField(props: {
  initial?: string
  error?: string | undefined
  disabled?: boolean
}) {
  const { t, i18n } = useTranslation()
  const names = new Intl.DisplayNames(i18n.language, { type: 'currency' })
  return (
    <Select
      name="currency"
      label={t('fields.currency')}
      data={Intl.supportedValuesOf('currency').map((code) => ({
        value: code,
        label: `${code} · ${names.of(code) ?? code}`,
      }))}
      defaultValue={props.initial ?? 'EUR'}
      searchable
      allowDeselect={false}
      limit={SHOWN_MAX}
      required
      disabled={props.disabled ?? false}
      error={props.error}
    />
  )
}
