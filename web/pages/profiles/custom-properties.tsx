import { Button, Text, UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRefusal } from '../../account.ts'
import type { ProfileDetails } from '../../api/profiles.ts'
import { type EditedProperty, PropertyDialog } from '../../forms/profile-property.tsx'
import { editable } from '../../forms/property-value.ts'
import { Act } from '../../ui/act.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Panel } from '../../ui/panel.tsx'

const SHOWN_MAX = 15

export function CustomProperties(props: { account: string; profile: ProfileDetails }) {
  const { t } = useTranslation()
  const refusal = useRefusal('profiles:write')
  const [edited, setEdited] = useState<EditedProperty | null>(null)
  const [all, setAll] = useState(false)
  const { account, profile } = props
  const entries = Object.entries(profile.properties).toSorted(([a], [b]) => a.localeCompare(b))
  const shown = all ? entries : entries.slice(0, SHOWN_MAX)
  return (
    <Panel
      title={t('profile.properties')}
      action={
        <Act
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          refusal={refusal}
          onClick={() => setEdited({ property: null, value: '' })}
        >
          {t('profile.addProperty')}
        </Act>
      }
    >
      {entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('profile.noProperties')}
        </Text>
      ) : (
        <KeyValues
          items={shown.map(([property, value]) => ({
            key: property,
            label: property,
            value: refusal ? (
              editable(value)
            ) : (
              <UnstyledButton
                className="editable"
                title={t('profile.editProperty', { property })}
                onClick={() => setEdited({ property, value })}
              >
                {editable(value) || '–'}
              </UnstyledButton>
            ),
          }))}
        />
      )}
      {entries.length > shown.length ? (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setAll(true)}>
          {t('profile.allProperties', { count: entries.length })}
        </Button>
      ) : null}
      <PropertyDialog
        account={account}
        profileId={profile.id}
        edited={edited}
        onClose={() => setEdited(null)}
      />
    </Panel>
  )
}
