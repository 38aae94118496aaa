import { Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { useAccount } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { accountSettings, changeAccount, type Settings } from '../../api/settings.ts'
import { CurrencyField } from '../../fields/currency.tsx'
import { TimeZoneField } from '../../fields/time-zone.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SettingsForm } from './settings-form.tsx'

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
    <AccountForm
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
    <AccountForm
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
    <AccountForm
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

function AccountForm(props: {
  title: string
  hint?: string
  fields: (errors: Record<string, string>, isRefused: boolean) => ReactNode
  changeOf: (typed: Record<string, string>) => Partial<Settings>
}) {
  const account = useAccount()
  const { changeOf, ...rest } = props
  return <SettingsForm {...rest} save={(typed) => changeAccount(account.id, changeOf(typed))} />
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
