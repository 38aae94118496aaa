import type { EpisodeOutcome, ResolutionType } from '../contract/agent-words.ts'
import type { FilterTerm, FilterValue } from '../contract/filter.ts'
import { uuidOf } from '../platform/id.ts'
import type { Page } from '../platform/page.ts'
import type { Sort } from '../platform/request-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { ConversationState } from './conversation.ts'
import { stateColumns } from './conversations.sql.ts'
import { ABOVE, type ConversationSearch, RARE_WORD_MAX } from './read-search.sql.ts'

/** A conversation as lists show it. */
export interface ListedConversation extends ConversationState {
  updatedAt: Date
  outcome: EpisodeOutcome | null
  resolutionType: ResolutionType | null
  tags: { name: string; set_by: 'agent' | 'teammate'; set_by_name: string | null }[]
  lastText: string | null
  firstText: string | null
  assigneeName: string | null
  email: string | null
  phoneNumber: string | null
  firstName: string | null
  lastName: string | null
}

export interface ConversationQuestion extends ConversationSearch {
  filter: readonly FilterTerm[]
  /** The person who asks, for `me`. */
  askedBy: string | null
  now: Date
}

function columns(tx: Tx): Fragment {
  return tx`
    ${stateColumns(tx)}, c.updated_at as "updatedAt", e.outcome,
    e.resolution_type as "resolutionType", t.tags, l.text as "lastText", f.text as "firstText",
    u.name as "assigneeName", p.email, p.phone_number as "phoneNumber",
    p.first_name as "firstName", p.last_name as "lastName"`
}

function joins(tx: Tx): Fragment {
  return tx`
    join profiles p on p.account_id = c.account_id and p.profile_id = c.profile_id
    left join users u on u.user_id = c.assignee_id
    left join conversation_episodes e
      on e.account_id = c.account_id
      and e.conversation_id = c.conversation_id
      and e.episode = c.episode
    cross join lateral (
      select coalesce(
        jsonb_agg(
          jsonb_build_object('name', g.tag, 'set_by', g.set_by, 'set_by_name', g.set_by_name)
          order by g.tag
        ),
        '[]'
      ) as tags
      from conversation_tags g
      where g.account_id = c.account_id
        and g.conversation_id = c.conversation_id
        and not g.is_removed
    ) t
    left join lateral (
      select n.text
      from conversation_lines n
      where n.account_id = c.account_id
        and n.conversation_id = c.conversation_id
        and n.kind not in ('note', 'notice')
      order by n.position desc
      limit 1
    ) l on true
    left join conversation_lines f
      on f.account_id = c.account_id
      and f.conversation_id = c.conversation_id
      and f.position = e.first_position
      and f.author = 'shopper'`
}

/**
 * One more than a page of conversations that pass a filter and a search.
 *
 * The page is found in `conversations` alone, in the order of an index; what is shown is joined to
 * its rows.
 */
export function listConversations(
  tx: Tx,
  accountId: string,
  question: ConversationQuestion,
  { sort, page }: { sort: Sort | null; page: Page },
): Promise<ListedConversation[]> {
  const { cursor, size } = page
  const isByCreation = sort?.key === 'created_at'
  const isDescending = (sort?.descending ?? true) !== (cursor?.backwards ?? false)
  const direction = isDescending ? tx`desc` : tx`asc`
  const beyond = isDescending ? tx`<` : tx`>`
  // The id begins with the time of creation.
  const after = !cursor
    ? tx``
    : isByCreation
      ? tx`and c.conversation_id ${beyond} ${cursor.id}::uuid`
      : tx`and (c.last_line_at, c.conversation_id) ${beyond}
           (${new Date(Number(cursor.key))}, ${cursor.id}::uuid)`
  const order = (alias: Fragment) =>
    isByCreation
      ? tx`${alias}.conversation_id ${direction}`
      : tx`${alias}.last_line_at ${direction}, ${alias}.conversation_id ${direction}`
  return tx<ListedConversation[]>`
    with found as materialized (
      select c.*
      from conversations c
      where c.account_id = ${accountId}
        ${conditions(tx, accountId, question)}
        ${after}
      order by ${order(tx`c`)}
      limit ${size + 1}
    )
    select ${columns(tx)}
    from found c
    ${joins(tx)}
    order by ${order(tx`c`)}`
}

/** One conversation as lists show it. */
export async function listedConversation(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<ListedConversation | undefined> {
  const [row] = await tx<ListedConversation[]>`
    select ${columns(tx)}
    from conversations c
    ${joins(tx)}
    where c.account_id = ${accountId}
      and c.conversation_id = ${conversationId}`
  return row
}

/** How many conversations pass, counted up to `max`. */
export async function countConversations(
  tx: Tx,
  accountId: string,
  question: ConversationQuestion,
  max: number,
): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*) as count
    from (
      select
      from conversations c
      where c.account_id = ${accountId}
        ${conditions(tx, accountId, question)}
      limit ${max}
    ) passing`
  return row?.count ?? 0
}

function conditions(tx: Tx, accountId: string, question: ConversationQuestion): Fragment {
  const terms = question.filter.reduce<Fragment>(
    (before, term) => tx`${before} and ${condition(tx, accountId, term, question)}`,
    tx``,
  )
  return tx`${terms} ${searching(tx, accountId, question)}`
}

/**
 * Every word must be in the transcript, as a beginning; or the shopper is meant.
 *
 * The rarest word finds the candidates. The others are looked up in each of them: `offset 0` keeps
 * the planner from gathering all conversations with a common word first.
 */
function searching(
  tx: Tx,
  accountId: string,
  { search, words, profileIds }: ConversationQuestion,
): Fragment {
  if (search.trim() === '') return tx``
  const [rarest, ...others] = words.toSorted((a, b) => a.count - b.count)
  const found = !rarest
    ? tx`false`
    : rarest.count < RARE_WORD_MAX
      ? tx`c.conversation_id in (
          select w.conversation_id
          from conversation_words w
          where w.account_id = ${accountId}
            and ${begins(tx, rarest.word)}
        )`
      : hasWord(tx, accountId, rarest.word)
  const said = others.reduce<Fragment>(
    (before, { word }) => tx`${before} and ${hasWord(tx, accountId, word)}`,
    found,
  )
  if (profileIds.length === 0) return tx`and (${said})`
  return tx`and ((${said}) or c.profile_id = any(${[...profileIds]}::uuid[]))`
}

function hasWord(tx: Tx, accountId: string, word: string): Fragment {
  return tx`exists (
    select
    from conversation_words w
    where w.account_id = ${accountId}
      and w.conversation_id = c.conversation_id
      and ${begins(tx, word)}
    offset 0
  )`
}

function begins(tx: Tx, word: string): Fragment {
  return tx`w.word >= ${word} and w.word < ${word + ABOVE}`
}

function condition(
  tx: Tx,
  accountId: string,
  term: FilterTerm,
  { askedBy, now }: ConversationQuestion,
): Fragment {
  const values = valuesOf(term)
  switch (term.field) {
    case 'channel':
      return tx`c.channel = any(${values}::text[])`
    case 'status':
      return tx`c.status = any(${values}::text[])`
    case 'owner':
      return values[0] === 'team'
        ? tx`c.status = 'routed-to-team'`
        : tx`c.status = any(array['open', 'resolved-by-ai', 'closed'])`
    case 'language':
      return tx`c.language = any(${values}::text[])`
    case 'outcome':
    case 'resolution_type':
      return ofEpisode(tx, accountId, term.field, values)
    case 'assignee':
      return assigneeIs(tx, values[0] ?? '', askedBy)
    case 'profile_id': {
      const profileId = uuidOf(values[0] ?? '')
      return profileId === undefined ? tx`false` : tx`c.profile_id = ${profileId}`
    }
    case 'skill':
      return tx`c.skills && ${values}::text[]`
    case 'product':
      return tx`c.product_ids && ${values}::text[]`
    case 'escalation_reason':
      return tx`c.escalation_reason = any(${values}::text[])`
    case 'tag':
      return tx`c.conversation_id in (
        select g.conversation_id
        from conversation_tags g
        where g.account_id = ${accountId}
          and g.tag = any(${values}::text[])
          and not g.is_removed
      )`
    case 'has_knowledge_gap':
      return term.value === true ? tx`c.has_knowledge_gap` : tx`not c.has_knowledge_gap`
    case 'is_unread':
      return tx`(c.last_shopper_position > c.team_read_position) = ${term.value === true}`
    case 'is_snoozed':
      return term.value === true
        ? tx`c.snoozed_until > ${now}`
        : tx`(c.snoozed_until is null or c.snoozed_until <= ${now})`
    case 'created_at':
      return tx`c.created_at ${comparison(tx, term)} ${instantOf(term)}::timestamptz`
    case 'last_line_at':
      return tx`c.last_line_at ${comparison(tx, term)} ${instantOf(term)}::timestamptz`
    default:
      throw new Error(`no condition for the filter ${term.field}`)
  }
}

function ofEpisode(
  tx: Tx,
  accountId: string,
  column: 'outcome' | 'resolution_type',
  values: string[],
): Fragment {
  return tx`exists (
    select
    from conversation_episodes o
    where o.account_id = ${accountId}
      and o.conversation_id = c.conversation_id
      and o.episode = c.episode
      and o.${tx(column)} = any(${values}::text[])
  )`
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function assigneeIs(tx: Tx, who: string, askedBy: string | null): Fragment {
  if (who === 'nobody') return tx`c.assignee_id is null`
  const userId = who === 'me' ? askedBy : who
  if (userId === null || !UUID.test(userId)) return tx`false`
  return tx`c.assignee_id = ${userId}`
}

function comparison(tx: Tx, { operator }: FilterTerm): Fragment {
  switch (operator) {
    case 'greater-than':
      return tx`>`
    case 'greater-or-equal':
      return tx`>=`
    case 'less-than':
      return tx`<`
    default:
      return tx`<=`
  }
}

function valuesOf({ value }: FilterTerm): string[] {
  const values: FilterValue[] = Array.isArray(value) ? value : [value]
  return values.flatMap((one) => (one === null ? [] : [String(one)]))
}

function instantOf({ value }: FilterTerm): Date | null {
  return value instanceof Date ? value : null
}
