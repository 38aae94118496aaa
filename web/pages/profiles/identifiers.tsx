import { Badge, Group, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { profileIdentifiers } from '../../api/profiles.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Panel } from '../../ui/panel.tsx'

export function Identifiers(props: { account: { id: string }; profileId: string }) {
  const { t } = useTranslation()
  const { account, profileId } = props
  const { data } = useQuery(profileIdentifiers(account.id, profileId))
  return (
    <Panel title={t('profile.identifiers')} hint={t('profile.identifiersHint')}>
      {data ? (
        <KeyValues
          items={[
            { key: 'id', label: t('profile.id'), value: <Copyable text={profileId} /> },
            ...data.map((each) => ({
              key: each.id,
              label: t(`profile.identifier_${each.kind}`),
              value: (
                <Group gap={6}>
                  <Copyable text={each.value} />
                  {each.is_primary && each.kind === 'email' ? (
                    <Badge size="xs">{t('profile.primary')}</Badge>
                  ) : null}
                </Group>
              ),
            })),
          ]}
        />
      ) : (
        <Skeleton height={80} />
      )}
    </Panel>
  )
}

function Copyable(props: { text: string }) {
  const { t } = useTranslation()
  return (
    <Group gap={4} wrap="nowrap">
      <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
        {props.text}
      </Text>
      <CopyButton text={props.text} label={t('common.copy')} />
    </Group>
  )
}
