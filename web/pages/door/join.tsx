import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { PASSWORD_LENGTH_MIN } from '../../../src/contract/accounts.ts'
import { acceptInvitation } from '../../api/session.ts'
import { PasswordField } from '../../fields/password.tsx'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { paths } from '../../paths.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Door } from './door.tsx'

export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const token = search.get('token')
  const join = useMutation({
    mutationFn: acceptInvitation,
    onSuccess: () => navigate(paths.home()),
  })
  const errors = fieldErrors(join.error)
  if (!token) {
    return (
      <Door title={t('door.joinTitle')}>
        <Text>{t('door.joinNoToken')}</Text>
      </Door>
    )
  }
  return (
    <Door title={t('door.joinTitle')} lead={t('door.joinLead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const { name = '', password = '' } = typedInto(event.currentTarget)
          join.mutate({ token, name, password })
        }}
      >
        <Stack gap="md">
          <ProblemNotice problem={join.error} />
          <TextInput
            name="name"
            label={t('fields.yourName')}
            autoComplete="name"
            required
            maxLength={200}
            error={errors.name}
          />
          <PasswordField
            name="password"
            label={t('fields.newPassword')}
            description={t('fields.passwordHint', { count: PASSWORD_LENGTH_MIN })}
            autoComplete="new-password"
            minLength={PASSWORD_LENGTH_MIN}
            required
            error={errors.password}
          />
          <Button type="submit" size="md" fullWidth loading={join.isPending}>
            {t('door.join')}
          </Button>
        </Stack>
      </form>
    </Door>
  )
}
