import { ActionIcon, Avatar, Grid, Group, Menu, Stack, Text } from '@mantine/core'
import { IconArrowLeft, IconArrowMerge, IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { useLiveEvents } from '../../api/event-stream.ts'
import type { FeedEvent } from '../../api/events.ts'
import { metricList } from '../../api/metrics.ts'
import { profile } from '../../api/profiles.ts'
import { queryClient } from '../../api/query-client.ts'
import { EventFeed, FeedEmpty } from '../../feed/event-feed.tsx'
import { LiveBadge } from '../../feed/live-badge.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { TimeAgo } from '../../ui/moment.tsx'
import { metricName, profileName } from '../../ui/names.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Consent } from './consent.tsx'
import { ConsentHistory } from './consent-history.tsx'
import { CustomProperties } from './custom-properties.tsx'
import { DeleteProfile } from './delete-profile.tsx'
import { EditProfile } from './edit-profile.tsx'
import { Identifiers } from './identifiers.tsx'
import { MergeProfile } from './merge-profile.tsx'
import { PlaceAndTime } from './place-and-time.tsx'
import { ProfileGroups } from './profile-groups.tsx'
import { ProfileMessages } from './profile-messages.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(profile(params.accountId ?? '', params.profileId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { profileId = '' } = useParams()
  const { data } = useSuspenseQuery(profile(account.id, profileId))
  const live = useLiveEvents(account.id, { profile: data.id })
  const name = profileName(data, t('profiles.anonymous'))
  return (
    <Page
      title={name}
      wide
      above={
        <Link to={paths.profiles(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('profiles.title')}
        </Link>
      }
      lead={
        <Group gap="sm" mt={4}>
          <Avatar size={34} radius="xl" name={name} color="initials" aria-hidden />
          <div>
            <Text size="sm">{data.email ?? data.phone_number ?? t('profile.noAddress')}</Text>
            <Text size="xs" c="dimmed">
              {data.activity?.first_active && data.activity.last_active ? (
                <>
                  {t('profile.firstActive')}{' '}
                  <TimeAgo at={data.activity.first_active} zone={account.timezone} />
                  {' · '}
                  {t('profile.lastActive')}{' '}
                  <TimeAgo at={data.activity.last_active} zone={account.timezone} />
                </>
              ) : (
                t('profile.neverSeen')
              )}
            </Text>
          </div>
        </Group>
      }
      action={<Deeds profileId={data.id} />}
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Panel
            title={t('profile.timeline')}
            hint={t('common.timesIn', { zone: account.timezone })}
            action={<LiveBadge state={live.state} />}
          >
            <EventFeed
              account={account}
              scope={{ profile: data.id }}
              subject={(event) => <MetricSubject account={account.id} event={event} />}
              empty={<FeedEmpty>{t('profile.noEvents')}</FeedEmpty>}
            />
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <Consent account={account} profile={data} />
            <ProfileGroups account={account} profile={{ id: data.id, name }} />
            <ProfileMessages account={account} profileId={data.id} />
            <ConsentHistory account={account} profileId={data.id} />
            <Identifiers account={account} profileId={data.id} />
            <CustomProperties account={account.id} profile={data} />
            <PlaceAndTime account={account} profile={data} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  )
}

function Deeds(props: { profileId: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useSuspenseQuery(profile(account.id, props.profileId))
  const editRefusal = useRefusal('profiles:write')
  const deleteRefusal = useRefusal('data-privacy:write')
  const [open, setOpen] = useState<'edit' | 'merge' | 'delete' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Act
        variant="default"
        leftSection={<IconPencil size={16} />}
        refusal={editRefusal}
        onClick={() => setOpen('edit')}
      >
        {t('profile.edit')}
      </Act>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('common.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconArrowMerge size={16} />}
            disabled={Boolean(editRefusal)}
            title={editRefusal}
            onClick={() => setOpen('merge')}
          >
            {t('profile.merge')}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            disabled={Boolean(deleteRefusal)}
            title={deleteRefusal}
            onClick={() => setOpen('delete')}
          >
            {t('profile.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EditProfile account={account.id} profile={data} opened={open === 'edit'} onClose={close} />
      <MergeProfile account={account} profile={data} opened={open === 'merge'} onClose={close} />
      <DeleteProfile account={account} profile={data} opened={open === 'delete'} onClose={close} />
    </>
  )
}

/** What happened, as a way to the metric, under its name in the reader's language. */
function MetricSubject(props: { account: string; event: FeedEvent }) {
  const { i18n } = useTranslation()
  const { account, event } = props
  const { data: metrics = [] } = useQuery(metricList(account, {}))
  const known = metrics.find((each) => each.id === event.metricId)
  const name = known ? metricName(known, i18n.language) : (event.metricName ?? event.metricId)
  if (!event.metricId) return <span>{name}</span>
  return (
    <Link to={paths.metric(account, event.metricId)} className="quiet-link">
      {name}
    </Link>
  )
}
