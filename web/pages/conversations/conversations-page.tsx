import { Badge, Button, Center, Group, Menu, NativeSelect, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import {
  Link,
  type LoaderFunctionArgs,
  useNavigate,
  useParams,
  useSearchParams,
} from 'react-router'
import { BUILT_IN_VIEWS } from '../../../src/contract/conversations.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  conversationList,
  conversationViews,
  exportConversations,
  type InboxQuestion,
  type InboxState,
  useLiveConversations,
  type ViewState,
} from '../../api/conversations.ts'
import { queryClient } from '../../api/query-client.ts'
import { LiveBadge } from '../../feed/live-badge.tsx'
import { SearchField } from '../../fields/search.tsx'
import { paths } from '../../paths.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TimeAgo } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { failed } from '../../ui/toast.ts'
import { filtersIn, narrowedFilter } from './inbox-filter.ts'
import { InboxFilters } from './inbox-filters.tsx'
import { OpenConversation } from './open-conversation.tsx'
import { SaveView } from './save-view.tsx'
import { shopperName } from './shopper-name.ts'
import './inbox.css'
import { MoreRows } from '../../table/more-rows.tsx'

const DEFAULT_VIEW = 'all'

export async function loader({ params, request }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  const views = await queryClient.ensureQueryData(conversationViews(account))
  const question = questionOf(new URL(request.url).searchParams, views)
  await queryClient.ensureInfiniteQueryData(conversationList(account, question))
  return null
}

/** The inbox: what came in, one conversation open beside it, and who it is with. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { conversationId } = useParams()
  const [search, setSearch] = useSearchParams()
  const { data: views } = useSuspenseQuery(conversationViews(account.id))
  const question = questionOf(search, views)
  const list = useSuspenseInfiniteQuery(conversationList(account.id, question))
  const live = useLiveConversations(account.id, conversationId)
  const conversations = list.data.pages.flatMap((page) => page.conversations)
  const place = conversations.findIndex((one) => one.id === conversationId)

  function open(at: number) {
    const next = conversations[at]
    if (next) void navigate(`${paths.conversation(account.id, next.id)}?${search}`)
  }
  useHotkeys([
    ['j', () => open(place + 1)],
    ['k', () => open(Math.max(0, place - 1))],
  ])

  function change(changes: Readonly<Record<string, string>>) {
    const next = new URLSearchParams(search)
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    setSearch(next, { replace: true })
  }
  const isNarrowed = question.search !== '' || filtersIn(search) > 0

  return (
    <Page
      title={t('conversations.title')}
      wide
      action={
        <>
          <LiveBadge state={live} />
          <Button component={Link} to={paths.macros(account.id)} variant="default">
            {t('conversations.macros')}
          </Button>
          <SaveView question={question} isNarrowed={isNarrowed} />
          <ExportMenu question={question} />
        </>
      }
    >
      <Group mb="md" gap="sm">
        <NativeSelect
          aria-label={t('conversations.view')}
          value={viewOf(search, views)?.id ?? ''}
          onChange={(event) => change({ view: event.currentTarget.value })}
          data={views.map((view) => ({
            value: view.id,
            label: `${viewName(view, t)} (${view.count})`,
          }))}
        />
        <SearchField
          label={t('conversations.search')}
          initial={search.get('q') ?? ''}
          onSearch={(text) => change({ q: text })}
        />
        <InboxFilters search={search} onChange={change} />
      </Group>
      <div className="inbox" data-open={conversationId ? '' : undefined}>
        <nav className="inbox-list" aria-label={t('conversations.title')}>
          {conversations.length === 0 ? (
            <EmptyState
              title={t(isNarrowed ? 'conversations.noneFound' : 'conversations.empty')}
              body={t(
                isNarrowed
                  ? 'conversations.noneFoundBody'
                  : account.is_sandbox
                    ? 'conversations.emptySandbox'
                    : 'conversations.emptyBody',
              )}
              action={
                account.is_sandbox && !isNarrowed ? (
                  <Button component="a" href="/demo" target="_blank" rel="noreferrer">
                    {t('conversations.openDemo')}
                  </Button>
                ) : null
              }
            />
          ) : (
            conversations.map((one) => (
              <Item
                key={one.id}
                conversation={one}
                to={`${paths.conversation(account.id, one.id)}?${search}`}
                isOpen={one.id === conversationId}
              />
            ))
          )}
          <MoreRows of={list} label={t('conversations.more')} isSmall />
        </nav>
        {conversationId ? (
          <OpenConversation key={conversationId} id={conversationId} />
        ) : (
          <Center className="inbox-middle" style={{ gridColumn: 'span 2' }}>
            <Text c="dimmed" ta="center" px="lg">
              {t('conversations.choose')}
            </Text>
          </Center>
        )}
      </div>
    </Page>
  )
}

/** That a person will answer is the same in all that wait: what they are about tells them apart. */
function tellingText({ status, last_author, last_text, first_text }: InboxState): string {
  const isWaiting = status === 'routed-to-team' && last_author === 'agent'
  return (isWaiting && first_text) || last_text
}

function Item(props: { conversation: InboxState; to: string; isOpen: boolean }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { conversation: one } = props
  return (
    <Link to={props.to} className="inbox-item" aria-current={props.isOpen ? 'page' : undefined}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text
          size="sm"
          fw={one.is_unread ? 650 : 500}
          truncate
          className={one.is_unread ? 'inbox-unread' : ''}
        >
          {shopperName(one) || t('conversations.visitor')}
        </Text>
        <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
          <TimeAgo at={one.last_line_at} zone={account.timezone} />
        </Text>
      </Group>
      <Text size="sm" c="dimmed" lineClamp={2}>
        {tellingText(one)}
      </Text>
      <Group gap={4} mt={4}>
        <Badge size="xs" color={one.status === 'routed-to-team' ? 'apricot' : 'gray'}>
          {t(`conversations.status_${one.status}`)}
        </Badge>
        <Badge size="xs" color="gray" variant="outline">
          {t(`conversations.channel_${one.channel}`)}
        </Badge>
        {one.assignee ? (
          <Badge size="xs" color="gray" variant="outline">
            {one.assignee.name}
          </Badge>
        ) : null}
        {one.has_knowledge_gap ? (
          <Badge size="xs" color="red" variant="light">
            {t('conversations.gap')}
          </Badge>
        ) : null}
      </Group>
    </Link>
  )
}

function ExportMenu(props: { question: InboxQuestion }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('data:export')
  const save = useMutation({
    mutationFn: (wanted: { format: 'csv' | 'jsonl'; is_redacted: boolean }) =>
      exportConversations(account.id, {
        ...wanted,
        filter: props.question.filter,
        search: props.question.search,
      }),
    onError: failed,
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={save.isPending}
          disabled={Boolean(refusal)}
          title={refusal}
        >
          {t('conversations.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save.mutate({ format: 'csv', is_redacted: true })}>
          {t('conversations.exportCsv')}
        </Menu.Item>
        <Menu.Item onClick={() => save.mutate({ format: 'jsonl', is_redacted: true })}>
          {t('conversations.exportJsonl')}
        </Menu.Item>
        <Menu.Item onClick={() => save.mutate({ format: 'jsonl', is_redacted: false })}>
          {t('conversations.exportFull')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function viewOf(search: URLSearchParams, views: readonly ViewState[]): ViewState | undefined {
  const wanted = search.get('view') ?? DEFAULT_VIEW
  return views.find((view) => view.id === wanted) ?? views[0]
}

function viewName(view: ViewState, t: TFunction): string {
  const known = BUILT_IN_VIEWS.find((one) => view.is_built_in && one === view.name)
  return known ? t(`conversations.view_${known}`) : view.name
}

function questionOf(search: URLSearchParams, views: readonly ViewState[]): InboxQuestion {
  const view = viewOf(search, views)
  return {
    filter: narrowedFilter(view?.filter ?? '', search),
    search: search.get('q') ?? view?.search ?? '',
    sort: view?.sort ?? '-last_line_at',
  }
}
