import { SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ProfileDetails } from '../api/profiles.ts'

const PERSON = ['first_name', 'last_name', 'organization', 'title'] as const
const PLACE = ['address1', 'address2', 'zip', 'city', 'region', 'country'] as const

/** The built-in fields of a profile, shared by creating and editing one. */
export function ProfileFields(props: { profile?: ProfileDetails; errors: Record<string, string> }) {
  const { t } = useTranslation()
  const { profile, errors } = props
  return (
    <Stack gap="sm">
      <TextInput
        name="email"
        type="email"
        label={t('fields.email')}
        defaultValue={profile?.email ?? ''}
        error={errors.email}
        data-autofocus
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          name="phone_number"
          type="tel"
          label={t('fields.phone_number')}
          description={t('fields.phoneHint')}
          placeholder="+49 30 901820"
          defaultValue={profile?.phone_number ?? ''}
          error={errors.phone_number}
        />
        <TextInput
          name="external_id"
          label={t('fields.external_id')}
          description={t('fields.externalIdHint')}
          defaultValue={profile?.external_id ?? ''}
          error={errors.external_id}
        />
        {PERSON.map((field) => (
          <TextInput
            key={field}
            name={field}
            label={t(`fields.${field}`)}
            defaultValue={profile?.[field] ?? ''}
            error={errors[field]}
          />
        ))}
        <TextInput
          name="locale"
          label={t('fields.locale')}
          placeholder="de-DE"
          defaultValue={profile?.locale ?? ''}
          error={errors.locale}
        />
        {PLACE.map((field) => (
          <TextInput
            key={field}
            name={`location.${field}`}
            label={t(`fields.${field}`)}
            defaultValue={profile?.location[field] ?? ''}
            error={errors[field]}
          />
        ))}
      </SimpleGrid>
    </Stack>
  )
}

/** Only what was changed is sent: an emptied field clears, an untouched one stays as it is. */
export function changedFields(
  typed: Record<string, string>,
  profile?: ProfileDetails,
): Record<string, unknown> {
  const fields = ['email', 'phone_number', 'external_id', ...PERSON, 'locale'] as const
  const changed: Record<string, unknown> = {}
  for (const field of fields) {
    const value = typed[field] || null
    if (value !== (profile?.[field] ?? null)) changed[field] = value
  }
  const place: Record<string, unknown> = {}
  for (const field of PLACE) {
    const value = typed[`location.${field}`] || null
    if (value !== (profile?.location[field] ?? null)) place[field] = value
  }
  return Object.keys(place).length > 0 ? { ...changed, location: place } : changed
}
