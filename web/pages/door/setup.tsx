import { Button, Code, Fieldset, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Trans, useTranslation } from 'react-i18next'
import { redirect, useNavigate, useSearchParams } from 'react-router'
import { PASSWORD_LENGTH_MIN } from '../../../src/contract/accounts.ts'
import { queryClient } from '../../api/query-client.ts'
import { createOwner, installation } from '../../api/session.ts'
import { CurrencyField } from '../../fields/currency.tsx'
import { PasswordField } from '../../fields/password.tsx'
import { TimeZoneField } from '../../fields/time-zone.tsx'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { paths } from '../../paths.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Door } from './door.tsx'

export async function loader() {
  const { data } = await queryClient.ensureQueryData(installation)
  if (!data.attributes.needs_owner) throw redirect(paths.signIn())
  return null
}

export function Component() {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const token = search.get('token')
  const create = useMutation({
    mutationFn: createOwner,
    onSuccess: () => navigate(paths.home()),
  })
  const errors = fieldErrors(create.error)
  if (!token) {
    return (
      <Door title={t('door.setupTitle')} lead={t('door.setupNoToken')}>
        <Text size="sm">
          <Trans i18nKey="door.setupWhere" components={{ code: <Code /> }} />
        </Text>
      </Door>
    )
  }
  return (
    <Door title={t('door.setupTitle')} lead={t('door.setupLead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const typed = typedInto(event.currentTarget)
          create.mutate({
            token,
            account_name: typed.account_name ?? '',
            name: typed.name ?? '',
            email: typed.email ?? '',
            password: typed.password ?? '',
            timezone: typed.timezone ?? '',
            currency: typed.currency ?? '',
            locale: i18n.language,
          })
        }}
      >
        <Stack gap="lg">
          <ProblemNotice problem={create.error} />
          <Fieldset variant="unstyled" legend={t('door.yourShop')}>
            <Stack gap="sm">
              <TextInput
                name="account_name"
                label={t('fields.shopName')}
                required
                maxLength={200}
                error={errors.account_name}
              />
              <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" style={{ alignItems: 'end' }}>
                <TimeZoneField error={errors.timezone} />
                <CurrencyField error={errors.currency} />
              </SimpleGrid>
            </Stack>
          </Fieldset>
          <Fieldset variant="unstyled" legend={t('door.you')}>
            <Stack gap="sm">
              <TextInput
                name="name"
                label={t('fields.yourName')}
                autoComplete="name"
                required
                maxLength={200}
                error={errors.name}
              />
              <TextInput
                name="email"
                type="email"
                label={t('fields.email')}
                autoComplete="username"
                required
                error={errors.email}
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
            </Stack>
          </Fieldset>
          <Button type="submit" size="md" fullWidth loading={create.isPending}>
            {t('door.start')}
          </Button>
        </Stack>
      </form>
    </Door>
  )
}
