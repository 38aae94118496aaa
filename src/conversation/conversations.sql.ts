import type { Channel } from '../contract/agent-words.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { Conversation, ConversationState, EpisodeState } from './conversation.ts'

/** Columns of a `ConversationState`, of `conversations c`. */
export function stateColumns(tx: Tx): Fragment {
  return tx`
    c.conversation_id as "conversationId", c.profile_id as "profileId", c.channel, c.address,
    c.verified_by as "verifiedBy", c.status, c.status_at as "statusAt", c.language, c.subject,
    c.page, c.episode, c.turns, c.last_position as "lastPosition",
    c.last_shopper_position as "lastShopperPosition", c.answered_position as "answeredPosition",
    c.team_read_position as "teamReadPosition", c.last_line_at as "lastLineAt",
    c.last_author as "lastAuthor", c.offer, c.memory, c.due_at as "dueAt",
    c.assignee_id as "assigneeId", c.snoozed_until as "snoozedUntil", c.skills,
    c.product_ids as "productIds", c.escalation_reason as "escalationReason",
    c.has_knowledge_gap as "hasKnowledgeGap", c.created_at as "createdAt"`
}

/** Columns of an `EpisodeState`, of `conversation_episodes e`. */
export function episodeColumns(tx: Tx): Fragment {
  return tx`
    e.episode, e.started_at as "startedAt", e.first_position as "firstPosition",
    e.start_recorded_at as "startRecordedAt", e.initial_skill as "initialSkill",
    e.last_skill as "lastSkill", e.standing, e.answers, e.replies,
    e.followed_up_at as "followedUpAt", e.outcome, e.ended_at as "endedAt",
    e.resolution_type as "resolutionType", e.escalation_reason as "escalationReason",
    e.escalation_category as "escalationCategory", e.rule_id as "ruleId",
    e.handoff_mode as "handoffMode", e.caused_by as "causedBy"`
}

/**
 * A conversation with its latest episode, locked until the transaction ends: whoever wants to
 * change it waits, so that two never speak at once.
 */
export async function lockConversation(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<Conversation | undefined> {
  const locked = tx<ConversationState[]>`
    select ${stateColumns(tx)}
    from conversations c
    where c.account_id = ${accountId}
      and c.conversation_id = ${conversationId}
    for update`
  return together(locked, latestEpisode(tx, accountId, conversationId))
}

/** As `lockConversation`, without waiting for anybody. */
export async function findConversation(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<Conversation | undefined> {
  const found = tx<ConversationState[]>`
    select ${stateColumns(tx)}
    from conversations c
    where c.account_id = ${accountId}
      and c.conversation_id = ${conversationId}`
  return together(found, latestEpisode(tx, accountId, conversationId))
}

function latestEpisode(tx: Tx, accountId: string, conversationId: string) {
  return tx<EpisodeState[]>`
    select ${episodeColumns(tx)}
    from conversation_episodes e
    where e.account_id = ${accountId}
      and e.conversation_id = ${conversationId}
    order by e.episode desc
    limit 1`
}

/** Both leave in one packet, and run one after the other: the second sees what the lock waited for. */
async function together(
  first: PromiseLike<ConversationState[]>,
  second: PromiseLike<EpisodeState[]>,
): Promise<Conversation | undefined> {
  const [[conversation], [episode]] = await Promise.all([first, second])
  return conversation && { conversation, episode: episode ?? null }
}

/** All episodes of a conversation, first to last. */
export function listEpisodes(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<EpisodeState[]> {
  return tx<EpisodeState[]>`
    select ${episodeColumns(tx)}
    from conversation_episodes e
    where e.account_id = ${accountId}
      and e.conversation_id = ${conversationId}
    order by e.episode`
}

/** Let one transaction at a time look for, and begin, the conversation of one shopper. */
export async function lockShopper(
  tx: Tx,
  accountId: string,
  channel: Channel,
  shopper: string,
): Promise<void> {
  const key = `conversation ${accountId} ${channel} ${shopper}`
  await tx`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`
}

/** The newest conversation of somebody on a channel: by address, or by profile on web chat. */
export async function newestConversation(
  tx: Tx,
  accountId: string,
  channel: Channel,
  shopper: { address: string | null; profileId: string },
): Promise<string | undefined> {
  const whose =
    shopper.address === null
      ? tx`profile_id = ${shopper.profileId}`
      : tx`address = ${shopper.address}`
  const [row] = await tx<{ conversationId: string }[]>`
    select conversation_id as "conversationId"
    from conversations
    where account_id = ${accountId}
      and channel = ${channel}
      and ${whose}
    order by conversation_id desc
    limit 1`
  return row?.conversationId
}

/** Write a conversation that the transaction has locked, or that is new. */
export async function saveConversation(
  tx: Tx,
  accountId: string,
  state: ConversationState,
  now: Date,
): Promise<void> {
  const row = {
    account_id: accountId,
    conversation_id: state.conversationId,
    profile_id: state.profileId,
    channel: state.channel,
    address: state.address,
    verified_by: state.verifiedBy,
    status: state.status,
    status_at: state.statusAt,
    language: state.language,
    subject: state.subject,
    page: state.page,
    episode: state.episode,
    turns: state.turns,
    last_position: state.lastPosition,
    last_shopper_position: state.lastShopperPosition,
    answered_position: state.answeredPosition,
    team_read_position: state.teamReadPosition,
    last_line_at: state.lastLineAt,
    last_author: state.lastAuthor,
    offer: state.offer,
    memory: state.memory,
    due_at: state.dueAt,
    assignee_id: state.assigneeId,
    snoozed_until: state.snoozedUntil,
    skills: state.skills,
    product_ids: state.productIds,
    escalation_reason: state.escalationReason,
    has_knowledge_gap: state.hasKnowledgeGap,
    created_at: state.createdAt,
    updated_at: now,
  }
  await tx`
    insert into conversations
    select * from jsonb_populate_record(null::conversations, ${JSON.stringify(row)}::text::jsonb)
    on conflict (account_id, conversation_id) do update
    set profile_id = excluded.profile_id, address = excluded.address,
        verified_by = excluded.verified_by, status = excluded.status,
        status_at = excluded.status_at, language = excluded.language, subject = excluded.subject,
        page = excluded.page, episode = excluded.episode, turns = excluded.turns,
        last_position = excluded.last_position,
        last_shopper_position = excluded.last_shopper_position,
        answered_position = excluded.answered_position,
        team_read_position = excluded.team_read_position, last_line_at = excluded.last_line_at,
        last_author = excluded.last_author, offer = excluded.offer, memory = excluded.memory,
        due_at = excluded.due_at, assignee_id = excluded.assignee_id,
        snoozed_until = excluded.snoozed_until, skills = excluded.skills,
        product_ids = excluded.product_ids, escalation_reason = excluded.escalation_reason,
        has_knowledge_gap = excluded.has_knowledge_gap, updated_at = excluded.updated_at`
}

export async function saveEpisode(
  tx: Tx,
  accountId: string,
  conversationId: string,
  state: EpisodeState,
): Promise<void> {
  const row = {
    account_id: accountId,
    conversation_id: conversationId,
    episode: state.episode,
    started_at: state.startedAt,
    first_position: state.firstPosition,
    start_recorded_at: state.startRecordedAt,
    initial_skill: state.initialSkill,
    last_skill: state.lastSkill,
    standing: state.standing,
    answers: state.answers,
    replies: state.replies,
    followed_up_at: state.followedUpAt,
    outcome: state.outcome,
    ended_at: state.endedAt,
    resolution_type: state.resolutionType,
    escalation_reason: state.escalationReason,
    escalation_category: state.escalationCategory,
    rule_id: state.ruleId,
    handoff_mode: state.handoffMode,
    caused_by: state.causedBy,
  }
  await tx`
    insert into conversation_episodes
    select * from jsonb_populate_record(null::conversation_episodes, ${JSON.stringify(row)}::text::jsonb)
    on conflict (account_id, conversation_id, episode) do update
    set start_recorded_at = excluded.start_recorded_at, initial_skill = excluded.initial_skill,
        last_skill = excluded.last_skill, standing = excluded.standing, answers = excluded.answers,
        replies = excluded.replies, followed_up_at = excluded.followed_up_at,
        outcome = excluded.outcome, ended_at = excluded.ended_at,
        resolution_type = excluded.resolution_type,
        escalation_reason = excluded.escalation_reason,
        escalation_category = excluded.escalation_category, rule_id = excluded.rule_id,
        handoff_mode = excluded.handoff_mode, caused_by = excluded.caused_by`
}

/** Channel of `conversationChanges`; the payload is `accountId:conversationId`. */
export const CONVERSATION_CHANNEL = 'parley_conversation'

/** Tell every process that a conversation changed, when the transaction commits. */
export async function notifyConversation(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<void> {
  await tx`select pg_notify(${CONVERSATION_CHANNEL}, ${`${accountId}:${conversationId}`})`
}
