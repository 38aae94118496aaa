import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ConsentChangeState, consentChanges } from '../../api/consent.ts'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'

/** Rows that are shown before somebody asks for all. */
const FIRST_ROWS = 5

const COLORS = {
  subscribe: 'petrol',
  unsubscribe: 'red',
  suppress: 'red',
  unsuppress: 'gray',
} as const
const STORED_AS = { email: 'email', sms: 'sms', whatsapp: 'whatsapp', push: 'mobile_push' } as const

/** Who allowed what, when, and by which way: what a shop must be able to show. */
export function ConsentHistory(props: {
  account: { id: string; timezone: string }
  profileId: string
}) {
  const { t } = useTranslation()
  const { account, profileId } = props
  const [showsAll, setShowsAll] = useState(false)
  const { data } = useQuery(consentChanges(account.id, profileId))
  const rows = showsAll ? data : data?.slice(0, FIRST_ROWS)
  return (
    <Panel title={t('consent.history')} hint={t('consent.historyHint')}>
      {!data ? <Skeleton height={60} /> : null}
      {data?.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('consent.noHistory')}
        </Text>
      ) : null}
      <Stack gap="md" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {rows?.map((change) => (
          <Change key={change.id} change={change} zone={account.timezone} />
        ))}
      </Stack>
      {data && data.length > FIRST_ROWS && !showsAll ? (
        <Button variant="subtle" mt="sm" onClick={() => setShowsAll(true)}>
          {t('consent.showAll', { count: data.length })}
        </Button>
      ) : null}
    </Panel>
  )
}

function Change({ change, zone }: { change: ConsentChangeState; zone: string }) {
  const { t } = useTranslation()
  const how = [
    t('consent.by', { method: change.method.replaceAll('_', ' ') }),
    change.custom_method_detail ?? change.method_detail,
    change.double_optin ? t('consent.confirmed') : null,
    change.historical_import ? t('consent.historical') : null,
    change.list_id ? t('consent.ofList', { list: change.list_id }) : null,
    change.address,
    change.ip ? t('consent.from', { ip: change.ip }) : null,
  ].filter((part) => part !== null)
  return (
    <li>
      <Group gap={6}>
        <Badge color={COLORS[change.kind]}>{t(`consent.kind_${change.kind}`)}</Badge>
        <Text size="sm">
          {t(`profile.channel_${STORED_AS[change.channel]}`)} · {t(`consent.topic_${change.topic}`)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" mt={2} style={{ overflowWrap: 'anywhere' }}>
        <Moment at={change.consented_at} zone={zone} /> · {how.join(' · ')}
      </Text>
    </li>
  )
}
