import { Anchor, Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type MembershipState, memberships, segment } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { ExplainDialog } from '../groups/explain-dialog.tsx'

/** The lists and segments of a person, since when, and why. */
export function ProfileGroups(props: {
  account: { id: string; timezone: string }
  profile: { id: string; name: string }
}) {
  const { t } = useTranslation()
  const { account, profile } = props
  const [asked, setAsked] = useState<string | null>(null)
  const { data, error } = useQuery(memberships(account.id, profile.id))
  return (
    <Panel title={t('groups.ofPerson')} hint={t('groups.ofPersonHint')}>
      <ProblemNotice problem={error} />
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('groups.inNothing')}
        </Text>
      ) : null}
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {data?.map((one) => (
          <Membership
            key={one.id}
            account={account}
            membership={one}
            onAsk={() => setAsked(one.id)}
          />
        ))}
      </Stack>
      {asked ? (
        <Explained
          account={account.id}
          segmentId={asked}
          who={profile}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </Panel>
  )
}

function Membership(props: {
  account: { id: string; timezone: string }
  membership: MembershipState
  onAsk: () => void
}) {
  const { t } = useTranslation()
  const { account, membership } = props
  const to =
    membership.kind === 'list'
      ? paths.list(account.id, membership.id)
      : paths.segment(account.id, membership.id)
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="xs" align="start">
      <div>
        <Group gap="xs">
          <Anchor component={Link} to={to} size="sm" fw={500}>
            {membership.name}
          </Anchor>
          {membership.is_active ? null : (
            <Badge size="xs" color="gray">
              {t('groups.switchedOff')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {t(`groups.kind_${membership.kind}`)}
          {' · '}
          <Moment at={membership.joined_group_at} zone={account.timezone} />
        </Text>
      </div>
      {membership.kind === 'segment' ? (
        <Button size="compact-xs" variant="subtle" onClick={props.onAsk}>
          {t('groups.why')}
        </Button>
      ) : null}
    </Group>
  )
}

function Explained(props: {
  account: string
  segmentId: string
  who: { id: string; name: string }
  onClose: () => void
}) {
  const { data } = useQuery(segment(props.account, props.segmentId))
  return data ? <ExplainDialog segment={data} who={props.who} onClose={props.onClose} /> : null
}
