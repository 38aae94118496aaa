import { Alert, Anchor, Badge, Group, Loader, Menu, Stack, TagsInput, Text } from '@mantine/core'
import { IconArrowLeft, IconDots } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AGENT_METRIC_NAMES } from '../../../src/contract/metric-names.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type ConversationChange,
  changeConversation,
  conversation,
  conversationLines,
  conversationTurns,
  type InboxState,
  returnToAgent,
  takeOver,
} from '../../api/conversations.ts'
import { me } from '../../api/session.ts'
import { EventFeed, FeedEmpty } from '../../feed/event-feed.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { useClockNow } from '../../ui/clock.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { failed } from '../../ui/toast.ts'
import { Composer } from './composer.tsx'
import { Line } from './line.tsx'
import { reasonWords } from './reason-words.ts'
import { shopperName } from './shopper-name.ts'

const HOUR_MS = 3_600_000
const SNOOZES = { hours: 3, tomorrow: 24, week: 168 } as const

/** The transcript, what can be done about it, and the shopper beside it. */
export function OpenConversation(props: { id: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data, error } = useQuery(conversation(account.id, props.id))
  if (error) {
    return (
      <div className="inbox-middle" style={{ padding: '1rem' }}>
        <ProblemNotice problem={error} />
      </div>
    )
  }
  if (!data) {
    return (
      <div className="inbox-middle" style={{ padding: '1rem' }}>
        <Loader size="sm" aria-label={t('common.loading')} />
      </div>
    )
  }
  return (
    <>
      <section className="inbox-middle" aria-label={t('conversations.transcript')}>
        <Head state={data} />
        <Transcript state={data} />
        <Composer state={data} />
      </section>
      <aside className="inbox-side" aria-label={t('conversations.shopper')}>
        <Shopper state={data} />
      </aside>
    </>
  )
}

function Head(props: { state: InboxState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const now = useClockNow()
  const refusal = useRefusal('conversations:write')
  const { data: person } = useQuery(me)
  const { state } = props
  const change = useMutation({
    mutationFn: (wanted: ConversationChange) => changeConversation(account.id, state.id, wanted),
    onError: failed,
  })
  const own = useMutation({
    mutationFn: () =>
      state.owner === 'agent'
        ? takeOver(account.id, state.id)
        : returnToAgent(account.id, state.id),
    onError: failed,
  })
  return (
    <header className="inbox-head">
      <Group justify="space-between" gap="xs">
        <Stack gap={2} style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Link to={paths.conversations(account.id)} className="quiet-link back-link">
              <IconArrowLeft size={14} aria-label={t('conversations.title')} />
            </Link>
            <Text fw={600} truncate>
              {shopperName(state) || t('conversations.visitor')}
            </Text>
            <Badge color={state.status === 'routed-to-team' ? 'apricot' : 'gray'}>
              {t(`conversations.status_${state.status}`)}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed">
            {t(`conversations.channel_${state.channel}`)} ·{' '}
            {t(`conversations.owner_${state.owner}`)}
            {state.escalation_reason ? ` · ${reasonWords(state.escalation_reason, t)}` : ''}
          </Text>
        </Stack>
        <Group gap="xs">
          <Act
            size="xs"
            refusal={refusal}
            loading={own.isPending}
            variant={state.owner === 'agent' ? 'filled' : 'default'}
            onClick={() => own.mutate()}
          >
            {t(state.owner === 'agent' ? 'conversations.takeOver' : 'conversations.giveBack')}
          </Act>
          <Menu position="bottom-end">
            <Menu.Target>
              <Act size="xs" variant="default" aria-label={t('common.more')} refusal={refusal}>
                <IconDots size={16} aria-hidden />
              </Act>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() =>
                  change.mutate({ assignee_id: state.assignee ? null : (person?.id ?? null) })
                }
              >
                {t(state.assignee ? 'conversations.unassign' : 'conversations.assignMe')}
              </Menu.Item>
              <Menu.Divider />
              {(Object.keys(SNOOZES) as (keyof typeof SNOOZES)[]).map((name) => (
                <Menu.Item
                  key={name}
                  onClick={() =>
                    change.mutate({
                      snoozed_until: new Date(
                        now().getTime() + SNOOZES[name] * HOUR_MS,
                      ).toISOString(),
                    })
                  }
                >
                  {t(`conversations.snooze_${name}`)}
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item
                color="red"
                disabled={state.status === 'closed'}
                onClick={() => change.mutate({ status: 'closed' })}
              >
                {t('conversations.close')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
    </header>
  )
}

function Transcript(props: { state: InboxState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('conversations:write')
  const mayTrace = useRefusal('agents:read') === undefined
  const { state } = props
  const { data: lines } = useQuery(conversationLines(account.id, state.id))
  const { data: turns = [] } = useQuery({
    ...conversationTurns(account.id, state.id),
    enabled: mayTrace,
  })
  const end = useRef<HTMLDivElement>(null)
  const last = lines?.at(-1)?.position ?? 0
  // Whoever looks at the newest line has read it, and wants to see it.
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
    if (last > 0 && state.is_unread && !refusal) {
      void changeConversation(account.id, state.id, { read_position: last }).catch(() => {})
    }
  }, [account.id, last, refusal, state.id, state.is_unread])
  const byTurn = new Map(turns.map((turn) => [turn.turn, turn]))
  if (!lines) return <Loader m="md" size="sm" aria-label={t('common.loading')} />
  return (
    <div className="transcript" role="log" aria-live="polite">
      {lines.map((line) => (
        <Line
          key={line.id}
          line={line}
          turn={line.turn === null ? undefined : byTurn.get(line.turn)}
        />
      ))}
      {state.is_handoff_offered ? (
        <Alert variant="light" color="apricot">
          {t('conversations.offered')}
        </Alert>
      ) : null}
      <div ref={end} />
    </div>
  )
}

function Shopper(props: { state: InboxState }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('conversations:write')
  const { state } = props
  const byAgent = state.tags
    .filter((one) => one.set_by === 'agent')
    .map((one) => one.name)
    .join(', ')
  const tag = useMutation({
    mutationFn: (tags: string[]) => changeConversation(account.id, state.id, { tags }),
    onError: failed,
  })
  return (
    <Stack gap="md">
      <div>
        <Text fw={600}>{shopperName(state) || t('conversations.visitor')}</Text>
        {state.shopper.email ? <Text size="sm">{state.shopper.email}</Text> : null}
        {state.shopper.phone_number ? <Text size="sm">{state.shopper.phone_number}</Text> : null}
        <Text size="xs" c="dimmed">
          {state.verified_by
            ? t(`conversations.verified_${state.verified_by}`)
            : t('conversations.notVerified')}
        </Text>
        {state.profileId ? (
          <Anchor component={Link} to={paths.profile(account.id, state.profileId)} size="sm">
            {t('conversations.openProfile')}
          </Anchor>
        ) : null}
      </div>
      {state.page ? (
        <div>
          <Text size="xs" c="dimmed">
            {t('conversations.looksAt')}
          </Text>
          <Anchor href={state.page.url} target="_blank" rel="noreferrer noopener" size="sm">
            {state.page.title || state.page.url}
          </Anchor>
        </div>
      ) : null}
      <TagsInput
        label={t('conversations.tags')}
        description={byAgent === '' ? null : t('conversations.tagsHint', { tags: byAgent })}
        value={state.tags.map((one) => one.name)}
        onChange={(tags) => tag.mutate(tags)}
        disabled={Boolean(refusal)}
        size="xs"
      />
      <div>
        <Text size="xs" c="dimmed">
          {t('conversations.began')}
        </Text>
        <Text size="sm">
          <TimeAgo at={state.created_at} zone={account.timezone} />
        </Text>
      </div>
      {state.profileId ? (
        <div>
          <Text size="xs" c="dimmed" mb={4}>
            {t('conversations.lastEvents')}
          </Text>
          <EventFeed
            account={account}
            scope={{ profile: state.profileId }}
            subject={(event) => <Text size="sm">{ownMetric(event.metricName, i18n.language)}</Text>}
            empty={<FeedEmpty>{t('conversations.noEvents')}</FeedEmpty>}
          />
        </div>
      ) : null}
    </Stack>
  )
}

/** The four metrics of the agent have names in both languages, as on their own pages. */
function ownMetric(name: string | null, language: string): string | null {
  const known = Object.values(AGENT_METRIC_NAMES).find(({ en }) => en === name)
  return known && language.startsWith('de') ? known.de : name
}
