import { Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { accountSettings, changeAccount } from '../../api/settings.ts'
import { CurrencyField } from '../../fields/currency.tsx'
import { TimeZoneField } from '../../fields/time-zone.tsx'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { Act } from '../../ui/act.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(accountSettings(params.accountId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useSuspenseQuery(accountSettings(account.id))
  const refusal = useRefusal('accounts:write')
  const change = useMutation({
    mutationFn: (typed: Record<string, string>) =>
      changeAccount(account.id, {
        name: typed.name ?? data.name,
        timezone: typed.timezone ?? data.timezone,
        currency: typed.currency ?? data.currency,
      }),
    onSuccess: () => done(t('common.saved')),
  })
  const errors = fieldErrors(change.error)
  return (
    <Stack gap="lg">
      <Panel title={t('settings.shop')}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            change.mutate(typedInto(event.currentTarget))
          }}
        >
          <Stack gap="md" maw={480}>
            <ProblemNotice problem={change.error} />
            <TextInput
              name="name"
              label={t('fields.shopName')}
              defaultValue={data.name}
              required
              maxLength={200}
              readOnly={Boolean(refusal)}
              error={errors.name}
            />
            <TimeZoneField
              initial={data.timezone}
              error={errors.timezone}
              disabled={Boolean(refusal)}
            />
            <CurrencyField
              initial={data.currency}
              error={errors.currency}
              disabled={Boolean(refusal)}
            />
            <Group>
              <Act type="submit" refusal={refusal} loading={change.isPending}>
                {t('common.save')}
              </Act>
            </Group>
          </Stack>
        </form>
      </Panel>
      <Panel title={t('settings.forDevelopers')}>
        <KeyValues
          items={[
            {
              key: 'id',
              label: t('settings.companyId'),
              value: (
                <Group gap={4}>
                  {account.id}
                  <CopyButton text={account.id} label={t('common.copy')} />
                </Group>
              ),
            },
            {
              key: 'kind',
              label: t('settings.kind'),
              value: data.is_sandbox ? t('shell.sandbox') : t('settings.production'),
            },
          ]}
        />
      </Panel>
    </Stack>
  )
}
