import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Two days, both included; a field that is emptied keeps the day it had. */
export function DayRange(props: {
  first: string
  last: string
  onChange: (first: string, last: string) => void
}) {
  const { t } = useTranslation()
  const { first, last, onChange } = props
  return (
    <>
      <TextInput
        type="date"
        label={t('common.firstDay')}
        value={first}
        max={last}
        onChange={({ currentTarget: { value } }) => value && onChange(value, last)}
      />
      <TextInput
        type="date"
        label={t('common.lastDay')}
        value={last}
        min={first}
        onChange={({ currentTarget: { value } }) => value && onChange(first, value)}
      />
    </>
  )
}
