import { ActionIcon, Group, Menu, Stack, Text } from '@mantine/core'
import { IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useSearchParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { type FlowSummary, flowList, stepCounts } from '../../api/flows.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { SearchField } from '../../fields/search.tsx'
import { TagFilter } from '../../fields/tags.tsx'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DeleteFlow, RenameFlow } from './flow-deeds.tsx'
import { NewFlow } from './new-flow.tsx'
import { StatusBadge } from './status-badge.tsx'

function findOf(search: URLSearchParams) {
  return { search: search.get('q') ?? '', archived: false, tag: search.get('tag') ?? '' }
}

export async function loader({ params, request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  await queryClient.ensureInfiniteQueryData(flowList(params.accountId ?? '', findOf(searchParams)))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('flows:write')
  const [search, setSearch] = useSearchParams()
  const [creating, setCreating] = useState(false)
  const [renaming, setRenaming] = useState<FlowSummary | null>(null)
  const [leaving, setLeaving] = useState<FlowSummary | null>(null)
  const find = findOf(search)
  const list = useSuspenseInfiniteQuery(flowList(account.id, find))
  const flows = list.data.pages.flatMap((page) => page.flows)
  function set(name: 'q' | 'tag', value: string) {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next, { replace: true })
  }
  const columns = columnsFor(t, account, (flow) => (
    <Deeds
      flow={flow}
      refusal={refusal}
      onRename={() => setRenaming(flow)}
      onDelete={() => setLeaving(flow)}
    />
  ))
  const create = (
    <Act leftSection={<IconPlus size={16} />} refusal={refusal} onClick={() => setCreating(true)}>
      {t('flows.newFlow')}
    </Act>
  )
  return (
    <Page title={t('flows.title')} lead={t('flows.lead')} action={create}>
      <Group mb="md">
        <SearchField
          label={t('flows.search')}
          initial={find.search}
          onSearch={(q) => set('q', q)}
        />
        <TagFilter value={find.tag} onChange={(tag) => set('tag', tag)} />
      </Group>
      <Panel flush>
        {flows.length > 0 ? (
          <>
            <DataTable caption={t('flows.title')} rows={flows} columns={columns} />
            {list.hasNextPage ? (
              <MoreRows of={list} label={t('flows.more')} />
            ) : (
              <TableFoot>{t('flows.flowCount', { count: flows.length })}</TableFoot>
            )}
          </>
        ) : find.search || find.tag ? (
          <EmptyState title={t('flows.noneFound')} body={t('flows.noneFoundBody')} />
        ) : (
          <EmptyState title={t('flows.empty')} body={t('flows.emptyBody')} action={create} />
        )}
      </Panel>
      <NewFlow opened={creating} onClose={() => setCreating(false)} />
      <RenameFlow flow={renaming} onClose={() => setRenaming(null)} />
      <DeleteFlow
        flow={leaving}
        onDeleted={() => setLeaving(null)}
        onClose={() => setLeaving(null)}
      />
    </Page>
  )
}

function columnsFor(
  t: TFunction,
  account: AccountSummary,
  deeds: (flow: FlowSummary) => React.ReactNode,
): Column<FlowSummary>[] {
  return [
    {
      key: 'name',
      header: t('fields.name'),
      cell: (flow) => (
        <Stack gap={2} align="flex-start" style={{ minWidth: 0 }}>
          <Link
            to={paths.flow(account.id, flow.id)}
            className="quiet-link"
            style={{ overflowWrap: 'anywhere' }}
          >
            {flow.name}
          </Link>
          <Text size="xs" c="dimmed">
            {t(`flows.trigger_${flow.trigger_type}`)}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'status',
      header: t('flows.status'),
      width: 120,
      cell: (flow) => <StatusBadge status={flow.status} />,
    },
    {
      key: 'counts',
      header: t('flows.counts'),
      secondary: true,
      align: 'end',
      width: 190,
      cell: (flow) => <Counts flowId={flow.id} />,
    },
    {
      key: 'updated',
      header: t('fields.updated'),
      secondary: true,
      align: 'end',
      width: 150,
      cell: (flow) => (
        <Text span size="sm" c="dimmed">
          <TimeAgo at={flow.updated} zone={account.timezone} />
        </Text>
      ),
    },
    { key: 'deeds', header: '', align: 'end', width: 60, cell: deeds },
  ]
}

function Counts(props: { flowId: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const formats = useFormats()
  const { data } = useQuery({
    ...stepCounts(account.id, props.flowId),
    refetchInterval: LIST_COUNTS_MS,
  })
  if (!data) return <Text span>–</Text>
  const all = [...data.values()]
  const waiting = all.reduce((sum, one) => sum + one.waiting, 0)
  const sent = all.reduce((sum, one) => sum + (one.outcomes.queued ?? 0), 0)
  return (
    <Text span size="sm" className="number">
      {t('flows.waitingAndSent', { waiting: formats.number(waiting), sent: formats.number(sent) })}
    </Text>
  )
}

const LIST_COUNTS_MS = 15_000

function Deeds(props: {
  flow: FlowSummary
  refusal: string | undefined
  onRename: () => void
  onDelete: () => void
}) {
  const { t } = useTranslation()
  const refused = { disabled: Boolean(props.refusal), title: props.refusal }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('flows.deedsFor', { name: props.flow.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          {...refused}
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={props.onRename}
        >
          {t('flows.rename')}
        </Menu.Item>
        <Menu.Item
          {...refused}
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={props.onDelete}
        >
          {t('flows.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
