import { ActionIcon, Group, Menu, SegmentedControl, Stack, Switch, Text } from '@mantine/core'
import { IconArchive, IconCopy, IconDots, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useSearchParams } from 'react-router'
import { MESSAGE_CHANNELS } from '../../../src/contract/messages.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type CampaignState,
  campaignList,
  cloneCampaign,
  controlCampaign,
  deleteCampaign,
} from '../../api/campaigns.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { SearchField } from '../../fields/search.tsx'
import { TagFilter } from '../../fields/tags.tsx'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { done, failed } from '../../ui/toast.ts'
import { CampaignCalendar } from './campaign-calendar.tsx'
import { NewCampaign } from './new-campaign.tsx'
import { StatusBadge } from './status-badge.tsx'
import { useStrategyWords } from './strategy-words.ts'

function findOf(search: URLSearchParams) {
  const channel = MESSAGE_CHANNELS.find((one) => one === search.get('channel')) ?? 'email'
  return {
    channel,
    search: search.get('q') ?? '',
    archived: search.get('archived') === '1',
    tag: search.get('tag') ?? '',
  }
}

export async function loader({ params, request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  await queryClient.ensureInfiniteQueryData(
    campaignList(params.accountId ?? '', findOf(searchParams)),
  )
  return null
}

export function Component() {
  const { t } = useTranslation()
  const refusal = useRefusal('campaigns:write')
  const [search, setSearch] = useSearchParams()
  const [creating, setCreating] = useState(false)
  const isCalendar = search.get('view') === 'calendar'
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next, { replace: true })
  }
  const create = (
    <Act leftSection={<IconPlus size={16} />} refusal={refusal} onClick={() => setCreating(true)}>
      {t('campaigns.newCampaign')}
    </Act>
  )
  return (
    <Page title={t('campaigns.title')} lead={t('campaigns.lead')} action={create}>
      <Group mb="md" justify="space-between" gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={t('campaigns.view')}
          value={isCalendar ? 'calendar' : 'list'}
          data={[
            { value: 'list', label: t('campaigns.list') },
            { value: 'calendar', label: t('campaigns.calendar') },
          ]}
          onChange={(value) => set('view', value === 'calendar' ? value : null)}
        />
        {isCalendar ? null : <Filters search={search} set={set} />}
      </Group>
      {isCalendar ? (
        <CampaignCalendar />
      ) : (
        <CampaignTable find={findOf(search)} refusal={refusal} create={create} />
      )}
      <NewCampaign opened={creating} onClose={() => setCreating(false)} />
    </Page>
  )
}

function Filters(props: {
  search: URLSearchParams
  set: (name: string, value: string | null) => void
}) {
  const { t } = useTranslation()
  const { channel, search, archived, tag } = findOf(props.search)
  return (
    <Group gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={t('campaigns.channel')}
        value={channel}
        data={MESSAGE_CHANNELS.map((one) => ({
          value: one,
          label: t(`campaigns.channel_${one}`),
        }))}
        onChange={(value) => props.set('channel', value === 'email' ? null : value)}
      />
      <SearchField
        label={t('campaigns.search')}
        initial={search}
        onSearch={(q) => props.set('q', q || null)}
      />
      <TagFilter value={tag} onChange={(wanted) => props.set('tag', wanted || null)} />
      <Switch
        size="xs"
        label={t('campaigns.archived')}
        checked={archived}
        onChange={(event) => props.set('archived', event.currentTarget.checked ? '1' : null)}
      />
    </Group>
  )
}

function CampaignTable(props: {
  find: ReturnType<typeof findOf>
  refusal: string | undefined
  create: React.ReactNode
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const [leaving, setLeaving] = useState<CampaignState | null>(null)
  const list = useSuspenseInfiniteQuery(campaignList(account.id, props.find))
  const campaigns = list.data.pages.flatMap((page) => page.campaigns)
  const remove = useMutation({
    mutationFn: (id: string) => deleteCampaign(account.id, id),
    onSuccess: () => {
      done(t('campaigns.deleted'))
      setLeaving(null)
    },
  })
  const columns = columnsFor(t, account, (campaign) => (
    <Deeds campaign={campaign} refusal={props.refusal} onDelete={() => setLeaving(campaign)} />
  ))
  return (
    <Panel flush>
      {campaigns.length > 0 ? (
        <>
          <DataTable caption={t('campaigns.title')} rows={campaigns} columns={columns} />
          {list.hasNextPage ? (
            <MoreRows of={list} label={t('campaigns.more')} />
          ) : (
            <TableFoot>{t('campaigns.count', { count: campaigns.length })}</TableFoot>
          )}
        </>
      ) : props.find.search || props.find.archived || props.find.tag ? (
        <EmptyState title={t('campaigns.noneFound')} body={t('campaigns.noneFoundBody')} />
      ) : (
        <EmptyState
          title={t('campaigns.empty')}
          body={t('campaigns.emptyBody')}
          action={props.create}
        />
      )}
      <ConfirmDialog
        opened={leaving !== null}
        title={t('campaigns.deleteTitle', { name: leaving?.name ?? '' })}
        body={t('campaigns.deleteBody')}
        action={t('campaigns.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onConfirm={() => leaving && remove.mutate(leaving.id)}
        onClose={() => setLeaving(null)}
      />
    </Panel>
  )
}

function columnsFor(
  t: TFunction,
  account: AccountSummary,
  deeds: (campaign: CampaignState) => React.ReactNode,
): Column<CampaignState>[] {
  return [
    {
      key: 'name',
      header: t('fields.name'),
      cell: (campaign) => (
        <Stack gap={2} align="flex-start" style={{ minWidth: 0 }}>
          <Link
            to={paths.campaign(account.id, campaign.id)}
            className="quiet-link"
            style={{ overflowWrap: 'anywhere' }}
          >
            {campaign.name}
          </Link>
          <When campaign={campaign} />
        </Stack>
      ),
    },
    {
      key: 'status',
      header: t('campaigns.status'),
      width: 140,
      cell: (campaign) => <StatusBadge campaign={campaign} />,
    },
    {
      key: 'recipients',
      header: t('campaigns.recipients'),
      secondary: true,
      align: 'end',
      width: 150,
      cell: (campaign) => <Recipients campaign={campaign} />,
    },
    {
      key: 'updated',
      header: t('fields.updated'),
      secondary: true,
      align: 'end',
      width: 150,
      cell: (campaign) => (
        <Text span size="sm" c="dimmed">
          <TimeAgo at={campaign.updated_at} zone={account.timezone} />
        </Text>
      ),
    },
    { key: 'deeds', header: '', align: 'end', width: 60, cell: deeds },
  ]
}

function When({ campaign }: { campaign: CampaignState }) {
  const words = useStrategyWords()
  return (
    <Text size="xs" c="dimmed">
      {words(campaign.strategy)}
    </Text>
  )
}

function Recipients({ campaign }: { campaign: CampaignState }) {
  const formats = useFormats()
  const { is_resolved, recipients } = campaign.progress
  return (
    <Text span size="sm" className="number">
      {is_resolved ? formats.number(recipients) : '–'}
    </Text>
  )
}

function Deeds(props: {
  campaign: CampaignState
  refusal: string | undefined
  onDelete: () => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { campaign } = props
  const isDraft = campaign.status === 'Draft'
  const clone = useMutation({
    mutationFn: () =>
      cloneCampaign(account.id, campaign.id, t('campaigns.cloneOf', { name: campaign.name })),
    onSuccess: (id) => navigate(paths.campaign(account.id, id)),
    onError: failed,
  })
  const control = useMutation({
    mutationFn: () =>
      controlCampaign(account.id, campaign.id, campaign.archived ? 'restore' : 'archive'),
    onError: failed,
  })
  const refused = { disabled: Boolean(props.refusal), title: props.refusal }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('campaigns.deedsFor', { name: campaign.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          {...refused}
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => clone.mutate()}
        >
          {t('campaigns.clone')}
        </Menu.Item>
        <Menu.Item
          {...refused}
          leftSection={<IconArchive size={16} aria-hidden />}
          onClick={() => control.mutate()}
        >
          {campaign.archived ? t('campaigns.restore') : t('campaigns.archive')}
        </Menu.Item>
        {isDraft ? (
          <Menu.Item
            {...refused}
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={props.onDelete}
          >
            {t('campaigns.delete')}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
