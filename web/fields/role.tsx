import { Select, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ROLES, type Role } from '../../src/contract/permissions.ts'

/** The owner is made by the first start and by handing over, never by choosing. */
const GIVEN = ROLES.filter((role) => role !== 'owner')

export function RoleField(props: {
  label: string
  hideLabel?: boolean
  value: Role
  disabled?: boolean
  onChange: (role: Role) => void
}) {
  const { t } = useTranslation()
  return (
    <Select
      {...(props.hideLabel ? { 'aria-label': props.label } : { label: props.label })}
      value={props.value}
      disabled={props.disabled ?? false}
      allowDeselect={false}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      data={GIVEN.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
      renderOption={({ option }) => {
        const role = GIVEN.find((each) => each === option.value) ?? 'support'
        return (
          <div>
            <Text size="sm">{option.label}</Text>
            <Text size="xs" c="dimmed">
              {t(`roleHints.${role}`)}
            </Text>
          </div>
        )
      }}
      onChange={(value) => {
        const role = GIVEN.find((each) => each === value)
        if (role) props.onChange(role)
      }}
    />
  )
}
