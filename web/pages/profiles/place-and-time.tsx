import { useTranslation } from 'react-i18next'
import type { ProfileDetails } from '../../api/profiles.ts'
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'

const PERSON = ['organization', 'title', 'locale'] as const
const PLACE = ['address1', 'address2', 'zip', 'city', 'region', 'country', 'timezone'] as const

export function PlaceAndTime(props: { account: { timezone: string }; profile: ProfileDetails }) {
  const { t } = useTranslation()
  const { account, profile } = props
  const items: KeyValue[] = [
    ...PERSON.map((field) => ({ key: field, label: t(`fields.${field}`), value: profile[field] })),
    ...PLACE.map((field) => ({
      key: field,
      label: t(`fields.${field}`),
      value: profile.location[field],
    })),
  ].filter((item) => item.value)
  return (
    <Panel title={t('profile.details')}>
      <KeyValues
        items={[
          ...items,
          {
            key: 'created',
            label: t('fields.created'),
            value: <Moment at={profile.created} zone={account.timezone} />,
          },
          {
            key: 'updated',
            label: t('fields.updated'),
            value: <Moment at={profile.updated} zone={account.timezone} />,
          },
        ]}
      />
    </Panel>
  )
}
