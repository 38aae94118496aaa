import { Badge, Button, Group, Menu, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconChevronDown, IconPlus, IconStarFilled } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useSearchParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { type GroupKind, type GroupSummary, groupList } from '../../api/groups.ts'
import { metricList } from '../../api/metrics.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { SearchField } from '../../fields/search.tsx'
import { TagFilter } from '../../fields/tags.tsx'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { type Formats, useFormats } from '../../ui/format.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { NewList } from './new-list.tsx'
import { RECIPES, recipeDefinition } from './recipes.ts'

export async function loader({ params, request }: LoaderFunctionArgs) {
  const search = new URL(request.url).searchParams
  await queryClient.ensureQueryData(groupList(params.accountId ?? '', wanted(search)))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const [search, setSearch] = useSearchParams()
  const find = wanted(search)
  const { data: groups } = useSuspenseQuery(groupList(account.id, find))
  const isNarrowed = find.kind !== null || find.search !== '' || find.tag !== ''

  function change(name: 'q' | 'kind' | 'tag', value: string) {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next, { replace: true })
  }

  return (
    <Page title={t('groups.title')} lead={t('groups.lead')} action={<NewGroup />}>
      <Group mb="md" gap="sm">
        <SearchField
          label={t('groups.search')}
          initial={find.search}
          onSearch={(text) => change('q', text)}
        />
        <SegmentedControl
          aria-label={t('groups.kind')}
          value={find.kind ?? ''}
          onChange={(kind) => change('kind', kind)}
          data={[
            { value: '', label: t('groups.all') },
            { value: 'segment', label: t('groups.segments') },
            { value: 'list', label: t('groups.lists') },
          ]}
        />
        <TagFilter value={find.tag} onChange={(tag) => change('tag', tag)} />
      </Group>
      <Panel flush>
        {groups.length > 0 ? (
          <>
            <DataTable
              caption={t('groups.title')}
              rows={groups}
              columns={columnsFor(t, formats, account)}
              linked
            />
            <TableFoot>{t('groups.count', { count: groups.length })}</TableFoot>
          </>
        ) : isNarrowed ? (
          <EmptyState title={t('groups.noneFound')} body={t('groups.noneFoundBody')} />
        ) : (
          <EmptyState
            title={t('groups.empty')}
            body={t('groups.emptyBody')}
            action={<Recipes label={t('groups.startWith')} />}
          />
        )}
      </Panel>
    </Page>
  )
}

function NewGroup() {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const segmentRefusal = useRefusal('segments:write')
  const listRefusal = useRefusal('lists:write')
  const [naming, setNaming] = useState(false)
  return (
    <>
      <Act variant="default" refusal={listRefusal} onClick={() => setNaming(true)}>
        {t('groups.newList')}
      </Act>
      {segmentRefusal ? null : <Recipes label={t('groups.readyMade')} />}
      <Act
        leftSection={<IconPlus size={16} />}
        refusal={segmentRefusal}
        onClick={() => void navigate(paths.newSegment(account.id))}
      >
        {t('groups.newSegment')}
      </Act>
      <NewList opened={naming} onClose={() => setNaming(false)} />
    </>
  )
}

/** Ready-made segments; one that needs a metric without any event says so. */
function Recipes(props: { label: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { data: metrics = [] } = useQuery(metricList(account.id, {}))
  return (
    <Menu position="bottom-end" width={360}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
          {props.label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {RECIPES.map((recipe) => {
          const definition = recipeDefinition(recipe, metrics)
          return (
            <Menu.Item
              key={recipe}
              disabled={definition === null}
              onClick={() => void navigate(paths.newSegment(account.id, recipe))}
            >
              <Text size="sm">{t(`groups.recipe_${recipe}`)}</Text>
              <Text size="xs" c="dimmed">
                {definition === null ? t('groups.recipeWaits') : t(`groups.recipeHint_${recipe}`)}
              </Text>
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

function columnsFor(
  t: TFunction,
  formats: Formats,
  account: AccountSummary,
): Column<GroupSummary>[] {
  return [
    {
      key: 'name',
      header: t('fields.name'),
      cell: (group) => (
        <Stack gap={0}>
          <Group gap={6} wrap="nowrap">
            <Link
              to={
                group.kind === 'segment'
                  ? paths.segment(account.id, group.id)
                  : paths.list(account.id, group.id)
              }
              className="quiet-link row-link"
            >
              {group.name}
            </Link>
            {group.is_starred ? (
              <IconStarFilled size={13} color="var(--accent)" aria-label={t('groups.starred')} />
            ) : null}
          </Group>
          <Group gap={6}>
            <Text size="xs" c="dimmed">
              {t(`groups.kind_${group.kind}`)}
            </Text>
            {group.is_processing ? <Badge size="xs">{t('groups.processing')}</Badge> : null}
            {group.is_active ? null : (
              <Badge size="xs" color="gray">
                {t('groups.inactive')}
              </Badge>
            )}
          </Group>
        </Stack>
      ),
    },
    {
      key: 'growth',
      header: t('groups.growth'),
      secondary: true,
      width: 160,
      cell: (group) => (
        <Sparkline
          values={sizes(group)}
          label={t('groups.growthLabel', { number: formats.number(net(group)) })}
        />
      ),
    },
    {
      key: 'size',
      header: t('groups.size'),
      align: 'end',
      width: 120,
      cell: (group) => formats.number(group.profile_count),
    },
    {
      key: 'used',
      header: t('groups.usedBy'),
      secondary: true,
      width: 180,
      cell: (group) =>
        group.used_by.length > 0 ? group.used_by.map((one) => one.name).join(', ') : '–',
    },
    {
      key: 'updated',
      header: t('fields.updated'),
      secondary: true,
      align: 'end',
      width: 150,
      cell: (group) => (
        <Text span size="sm" c="dimmed">
          <TimeAgo at={group.updated} zone={account.timezone} />
        </Text>
      ),
    },
  ]
}

/** The size at the end of each day: today's, walked back. */
function sizes({ profile_count, net_by_day }: GroupSummary): number[] {
  let size = profile_count
  return net_by_day
    .toReversed()
    .map((change) => {
      const atEnd = size
      size -= change
      return Math.max(0, atEnd)
    })
    .toReversed()
}

function net({ net_by_day }: GroupSummary): number {
  return net_by_day.reduce((sum, change) => sum + change, 0)
}

function wanted(search: URLSearchParams): { kind: GroupKind | null; search: string; tag: string } {
  const kind = search.get('kind')
  return {
    kind: kind === 'list' || kind === 'segment' ? kind : null,
    search: search.get('q') ?? '',
    tag: search.get('tag') ?? '',
  }
}
