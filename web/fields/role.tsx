import { Select, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ROLES, type Role } from '../../src/contract/permissions.ts'

export function RoleField(props: {
  label: string
  hideLabel?: boolean
  value: Role
  disabled?: boolean
  /** Only the owner can make somebody else the owner. */
  withOwner?: boolean
  onChange: (role: Role) => void
}) {
  const { t } = useTranslation()
  const given = ROLES.filter((role) => role !== 'owner' || props.withOwner)
  return (
    <Select
      {...(props.hideLabel ? { 'aria-label': props.label } : { label: props.label })}
      value={props.value}
      w={props.hideLabel ? { base: 132, xs: 200 } : '100%'}
      disabled={props.disabled ?? false}
      allowDeselect={false}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      data={given.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
      renderOption={({ option }) => {
        const role = given.find((each) => each === option.value) ?? 'support'
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
        const role = given.find((each) => each === value)
        if (role) props.onChange(role)
      }}
    />
  )
}
