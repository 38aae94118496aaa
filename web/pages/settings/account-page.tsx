import { Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { accountSettings, changeAccount, type Settings } from '../../api/settings.ts'
import { CurrencyField } from '../../fields/currency.tsx'
import { TimeZoneField } from '../../fields/time-zone.tsx'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { Act } from '../../ui/act.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

const LINE_MAX = 200
const ADDRESS = ['address1', 'address2', 'zip', 'city', 'region', 'country'] as const

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(accountSettings(params.accountId ?? ''))
  return null
}

export function Component() {
  const account = useAccount()
  const { data } = useSuspenseQuery(accountSettings(account.id))
  return (
    <Stack gap="lg">
      <Shop settings={data} />
      <Sender settings={data} />
      <PostalAddress settings={data} />
      <ForDevelopers id={account.id} isSandbox={data.is_sandbox} />
    </Stack>
  )
}

function Shop({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  return (
    <SettingsForm
      title={t('settings.shop')}
      changeOf={(typed) => ({
        name: typed.name ?? settings.name,
        website_url: typed.website_url || null,
        timezone: typed.timezone ?? settings.timezone,
        currency: typed.currency ?? settings.currency,
        locale: typed.locale || settings.locale,
      })}
      fields={(errors, isRefused) => (
        <>
          <TextInput
            name="name"
            label={t('fields.shopName')}
            defaultValue={settings.name}
            required
            maxLength={LINE_MAX}
            readOnly={isRefused}
            error={errors.name}
          />
          <TextInput
            name="website_url"
            type="url"
            label={t('settings.website')}
            placeholder="https://example.com"
            defaultValue={settings.website_url ?? ''}
            readOnly={isRefused}
            error={errors.website_url}
          />
          <TimeZoneField initial={settings.timezone} error={errors.timezone} disabled={isRefused} />
          <CurrencyField initial={settings.currency} error={errors.currency} disabled={isRefused} />
          <TextInput
            name="locale"
            label={t('fields.locale')}
            description={t('settings.localeHint')}
            placeholder="de-DE"
            defaultValue={settings.locale}
            required
            readOnly={isRefused}
            error={errors.locale}
          />
        </>
      )}
    />
  )
}

function Sender({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  return (
    <SettingsForm
      title={t('settings.sender')}
      hint={t('settings.senderHint')}
      changeOf={(typed) => ({
        default_sender_name: typed.default_sender_name ?? '',
        default_sender_email: typed.default_sender_email ?? '',
      })}
      fields={(errors, isRefused) => (
        <>
          <TextInput
            name="default_sender_name"
            label={t('fields.name')}
            defaultValue={settings.default_sender_name}
            maxLength={LINE_MAX}
            readOnly={isRefused}
            error={errors.default_sender_name}
          />
          <TextInput
            name="default_sender_email"
            type="email"
            label={t('fields.email')}
            defaultValue={settings.default_sender_email}
            readOnly={isRefused}
            error={errors.default_sender_email}
          />
        </>
      )}
    />
  )
}

function PostalAddress({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  const { street_address: address } = settings
  return (
    <SettingsForm
      title={t('settings.postalAddress')}
      hint={t('settings.postalAddressHint')}
      changeOf={(typed) => ({
        organization_name: typed.organization_name ?? '',
        street_address: {
          address1: typed.address1 ?? '',
          address2: typed.address2 ?? '',
          zip: typed.zip ?? '',
          city: typed.city ?? '',
          region: typed.region ?? '',
          country: typed.country ?? '',
        },
      })}
      fields={(errors, isRefused) => (
        <>
          <TextInput
            name="organization_name"
            label={t('fields.organization')}
            defaultValue={settings.organization_name}
            maxLength={LINE_MAX}
            readOnly={isRefused}
            error={errors.organization_name}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            {ADDRESS.map((field) => (
              <TextInput
                key={field}
                name={field}
                label={t(`fields.${field}`)}
                defaultValue={address[field]}
                maxLength={LINE_MAX}
                readOnly={isRefused}
                error={errors[field]}
              />
            ))}
          </SimpleGrid>
        </>
      )}
    />
  )
}

/** One group of settings: it is saved by itself, and says itself what was wrong. */
function SettingsForm(props: {
  title: string
  hint?: string
  fields: (errors: Record<string, string>, isRefused: boolean) => ReactNode
  changeOf: (typed: Record<string, string>) => Partial<Settings>
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('accounts:write')
  const change = useMutation({
    mutationFn: (typed: Record<string, string>) => changeAccount(account.id, props.changeOf(typed)),
    onSuccess: () => done(t('common.saved')),
  })
  return (
    <Panel title={props.title} hint={props.hint}>
      <form
        aria-label={props.title}
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(typedInto(event.currentTarget))
        }}
      >
        <Stack gap="md" maw={480}>
          <ProblemNotice problem={change.error} />
          {props.fields(fieldErrors(change.error), Boolean(refusal))}
          <Group>
            <Act type="submit" refusal={refusal} loading={change.isPending}>
              {t('common.save')}
            </Act>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function ForDevelopers({ id, isSandbox }: { id: string; isSandbox: boolean }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('settings.forDevelopers')}>
      <KeyValues
        items={[
          {
            key: 'id',
            label: t('settings.companyId'),
            value: (
              <Group gap={4}>
                {id}
                <CopyButton text={id} label={t('common.copy')} />
              </Group>
            ),
          },
          {
            key: 'kind',
            label: t('settings.kind'),
            value: isSandbox ? t('shell.sandbox') : t('settings.production'),
          },
        ]}
      />
    </Panel>
  )
}
