import { Button, Group, Stack, Switch, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { createAccount, type NewAccount } from '../api/session.ts'
import { CurrencyField } from '../fields/currency.tsx'
import { TimeZoneField } from '../fields/time-zone.tsx'
import { paths } from '../paths.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { fieldErrors, typedInto } from './form-data.ts'

export function NewAccountForm(props: { onDone: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const create = useMutation({
    mutationFn: (account: NewAccount) => createAccount(account),
    onSuccess: (id) => {
      props.onDone()
      void navigate(paths.account(id))
    },
  })
  const errors = fieldErrors(create.error)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const typed = typedInto(event.currentTarget)
        create.mutate({
          name: typed.name ?? '',
          timezone: typed.timezone ?? '',
          currency: typed.currency ?? '',
          is_sandbox: typed.is_sandbox === 'on',
        })
      }}
    >
      <Stack gap="md">
        <ProblemNotice problem={create.error} />
        <TextInput
          name="name"
          label={t('fields.shopName')}
          required
          maxLength={200}
          data-autofocus
          error={errors.name}
        />
        <TimeZoneField error={errors.timezone} />
        <CurrencyField error={errors.currency} />
        <Switch
          name="is_sandbox"
          label={t('fields.sandbox')}
          description={t('shell.sandboxHint')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t('shell.createAccount')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
