import type {
  MessageChannel,
  MessagePurpose,
  MessageState,
  SkipReason,
} from '../contract/messages.ts'
import type { Db, Tx } from '../platform/sql.ts'
import type { SourceColumns } from './message.ts'

export interface NewMessageRow extends SourceColumns {
  messageId: string
  dedupeKey: string
  profileId: string
  contentId: string
  channel: MessageChannel
  purpose: MessagePurpose
  eventId: string | null
  flowStart: Date | null
  listIds: readonly string[]
  dueAt: Date
  queuedAt: Date
}

/** A message that a worker has leased. */
export interface LeasedMessage extends NewMessageRow {
  /** Tries so far. */
  attempts: number
  /** Of an earlier try; a mail keeps it, so that readers show it once. */
  headerId: string | null
}

/** @returns those that are new, by their dedupe key */
export async function insertMessages(
  tx: Tx,
  accountId: string,
  messages: readonly NewMessageRow[],
): Promise<Map<string, string>> {
  if (messages.length === 0) return new Map()
  const rows = messages.map((one) => ({
    message_id: one.messageId,
    dedupe_key: one.dedupeKey,
    profile_id: one.profileId,
    content_id: one.contentId,
    channel: one.channel,
    purpose: one.purpose,
    event_id: one.eventId,
    flow_start: one.flowStart,
    list_ids: one.listIds,
    source: one.source,
    flow_id: one.flowId,
    action_id: one.actionId,
    enrolment_id: one.enrolmentId,
    campaign_id: one.campaignId,
    campaign_message_id: one.campaignMessageId,
    variation_id: one.variationId,
    due_at: one.dueAt,
    queued_at: one.queuedAt,
  }))
  const inserted = await tx<{ dedupeKey: string; messageId: string }[]>`
    insert into messages (
      account_id, message_id, dedupe_key, profile_id, content_id, channel, purpose, event_id,
      flow_start, list_ids, source, flow_id, action_id, enrolment_id, campaign_id,
      campaign_message_id, variation_id, due_at, queued_at
    )
    select ${accountId}, r.message_id, r.dedupe_key, r.profile_id, r.content_id, r.channel,
           r.purpose, r.event_id, r.flow_start, r.list_ids, r.source, r.flow_id, r.action_id,
           r.enrolment_id, r.campaign_id, r.campaign_message_id, r.variation_id, r.due_at,
           r.queued_at
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      message_id uuid, dedupe_key text, profile_id uuid, content_id text, channel text,
      purpose text, event_id text, flow_start timestamptz, list_ids text[], source text,
      flow_id text, action_id text, enrolment_id text, campaign_id text,
      campaign_message_id text, variation_id text, due_at timestamptz, queued_at timestamptz)
    on conflict (account_id, dedupe_key) do nothing
    returning dedupe_key as "dedupeKey", message_id as "messageId"`
  return new Map(inserted.map((row) => [row.dedupeKey, row.messageId]))
}

export async function messagesOfCauses(
  tx: Tx,
  accountId: string,
  dedupeKeys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx<{ dedupeKey: string; messageId: string }[]>`
    select dedupe_key as "dedupeKey", message_id as "messageId"
    from messages
    where account_id = ${accountId}
      and dedupe_key = any (${[...dedupeKeys]})`
  return new Map(rows.map((row) => [row.dedupeKey, row.messageId]))
}

/** Accounts for which there is something to do. Needs a scope over every account. */
export async function accountsWithMessages(tx: Tx, wallNow: Date): Promise<string[]> {
  const rows = await tx<{ accountId: string }[]>`
    select a.account_id as "accountId"
    from accounts a
    where (
        -- The first by the index, then compared: asked whether there is one, the planner may walk all
        -- that wait.
        select m.due_at
        from messages m
        where m.account_id = a.account_id
          and m.state = 'queued'
          and m.retry_at is null
          and (m.leased_until is null or m.leased_until <= ${wallNow})
        order by m.due_at
        limit 1
      ) <= coalesce(a.clock_at, ${wallNow})
      or exists (
        select
        from messages m
        where m.account_id = a.account_id
          and m.state = 'queued'
          and m.retry_at <= ${wallNow}
          and (m.leased_until is null or m.leased_until <= ${wallNow})
      )
      or exists (
        select
        from messages m
        where m.account_id = a.account_id
          and m.state = 'sending'
          and m.leased_until <= ${wallNow}
      )`
  return rows.map((row) => row.accountId)
}

export interface DueMessage {
  messageId: string
  contentId: string
}

export interface MessageLease {
  lease: string
  until: Date
  wallNow: Date
  /** The account's clock. */
  now: Date
  limit: number
}

/**
 * Take what is due for one worker, oldest first. Whoever holds a lease still asks for it again before
 * it sends: see `startSending`.
 */
export async function leaseMessages(
  tx: Tx,
  accountId: string,
  { lease, until, wallNow, now, limit }: MessageLease,
): Promise<DueMessage[]> {
  return tx<DueMessage[]>`
    with
    fresh as (
      select message_id
      from messages
      where account_id = ${accountId}
        and state = 'queued'
        and retry_at is null
        and due_at <= ${now}
        and (leased_until is null or leased_until <= ${wallNow})
      order by due_at, message_id
      limit ${limit}
      for update skip locked
    ),
    again as (
      select message_id
      from messages
      where account_id = ${accountId}
        and state = 'queued'
        and retry_at <= ${wallNow}
        and (leased_until is null or leased_until <= ${wallNow})
      order by retry_at
      limit ${limit}
      for update skip locked
    )
    update messages m
    set lease = ${lease},
        leased_until = ${until}
    where m.account_id = ${accountId}
      -- Not joined: with old statistics the planner would walk the messages of all.
      and m.message_id = any (array(
        select message_id from again
        union all
        select message_id from fresh
        limit ${limit}
      ))
    returning m.message_id as "messageId", m.content_id as "contentId"`
}

/**
 * What somebody was sending when their lease ran out: nobody knows whether it left. What may be repeated
 * is queued again, under the same Message-ID; the rest stays uncertain.
 *
 * @param triesMax after so many tries it is given up
 * @returns how many there were
 */
export async function settleLostSends(
  tx: Tx,
  accountId: string,
  { wallNow, now, triesMax }: { wallNow: Date; now: Date; triesMax: number },
): Promise<number> {
  const mayRepeat = tx`channel = 'email' and purpose = 'transactional' and attempts < ${triesMax}`
  const lost = await tx`
    update messages
    set state = case when ${mayRepeat} then 'queued' else 'uncertain' end,
        detail = 'The worker that was sending it died before the answer came.',
        retry_at = case when ${mayRepeat} then ${wallNow}::timestamptz end,
        finished_at = case when not (${mayRepeat}) then ${now}::timestamptz end,
        lease = null,
        leased_until = null
    where account_id = ${accountId}
      -- Not joined: see leaseMessages.
      and message_id = any (array(
        select m.message_id
        from messages m
        where m.account_id = ${accountId}
          and m.state = 'sending'
          and m.leased_until <= ${wallNow}
        for update skip locked
      ))`
  return lost.count
}

const leasedColumns = (sql: Db) => sql`
  m.message_id as "messageId", m.dedupe_key as "dedupeKey", m.profile_id as "profileId",
  m.content_id as "contentId", m.channel, m.purpose, m.event_id as "eventId",
  m.flow_start as "flowStart", m.list_ids as "listIds", m.source, m.flow_id as "flowId",
  m.action_id as "actionId", m.enrolment_id as "enrolmentId", m.campaign_id as "campaignId",
  m.campaign_message_id as "campaignMessageId", m.variation_id as "variationId",
  m.due_at as "dueAt", m.queued_at as "queuedAt", m.attempts`

/** Those of the messages whose lease is still ours, as they are now. Locks them. */
export function leasedMessages(
  tx: Tx,
  accountId: string,
  messageIds: readonly string[],
  { lease, wallNow }: { lease: string; wallNow: Date },
): Promise<LeasedMessage[]> {
  return tx<LeasedMessage[]>`
    select ${leasedColumns(tx)},
           -- Not joined, and not looked for before the first try: with old statistics the planner would
           -- read the copies of all.
           case
             when m.attempts > 0 then (
               select c.header_id
               from message_copies c
               where c.account_id = m.account_id
                 and c.message_id = m.message_id
             )
           end as "headerId"
    from messages m
    where m.account_id = ${accountId}
      and m.message_id = any (${[...messageIds]}::uuid[])
      and m.state = 'queued'
      and m.lease = ${lease}
      and m.leased_until > ${wallNow}
    order by m.due_at, m.message_id
    for no key update`
}

/**
 * Lock the profiles that messages are for, in the order of their ids, so that two who lock them never
 * wait in a circle.
 *
 * @returns those that are locked; a message may be for another one meanwhile
 */
export async function lockProfilesOf(
  tx: Tx,
  accountId: string,
  messageIds: readonly string[],
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    select p.profile_id as "profileId"
    from profiles p
    where p.account_id = ${accountId}
      and p.profile_id = any (array(
        select m.profile_id
        from messages m
        where m.account_id = ${accountId}
          and m.message_id = any (${[...messageIds]}::uuid[])
      ))
    order by p.profile_id
    for no key update`
  return rows.map((row) => row.profileId)
}

/** What was decided about a leased message. */
export interface DecidedMessage {
  messageId: string
  state: 'sending' | 'queued' | 'skipped'
  purpose: MessagePurpose
  skipReason: SkipReason | null
  detail: string | null
  /** Of one that waits; null leaves it. */
  dueAt: Date | null
  /** Of one that is sent: others of its channel are skipped until then. */
  smartUntil: Date | null
  /** Of one that is sent; they outlive the copy, because reports count them: the domain of a mail. */
  toDomain: string | null
  /** As how many texts it counts. */
  textParts: number | null
}

/** Write down what was decided about messages that are locked. What is to be sent stays leased. */
export async function writeDecisions(
  tx: Tx,
  accountId: string,
  decided: readonly DecidedMessage[],
  at: { lease: string; until: Date; now: Date },
): Promise<void> {
  const rows = decided.map((one) => ({
    message_id: one.messageId,
    state: one.state,
    purpose: one.purpose,
    skip_reason: one.skipReason,
    detail: one.detail,
    due_at: one.dueAt,
    smart_until: one.smartUntil,
    to_domain: one.toDomain,
    text_parts: one.textParts,
  }))
  await tx`
    update messages m
    set state = r.state,
        purpose = r.purpose,
        skip_reason = r.skip_reason,
        detail = r.detail,
        due_at = coalesce(r.due_at, m.due_at),
        retry_at = null,
        lease = case when r.state = 'sending' then m.lease end,
        leased_until = case when r.state = 'sending' then ${at.until}::timestamptz end,
        attempts = m.attempts + (r.state = 'sending')::int,
        attempted_at = case when r.state = 'sending' then ${at.now} else m.attempted_at end,
        smart_until = case when r.state = 'sending' then r.smart_until else m.smart_until end,
        to_domain = coalesce(r.to_domain, m.to_domain),
        text_parts = coalesce(r.text_parts, m.text_parts),
        finished_at = case when r.state = 'skipped' then ${at.now}::timestamptz end
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      message_id uuid, state text, purpose text, skip_reason text, detail text,
      due_at timestamptz, smart_until timestamptz, to_domain text, text_parts smallint)
    where m.account_id = ${accountId}
      and m.message_id = any (${decided.map((one) => one.messageId)}::uuid[])
      and m.message_id = r.message_id
      and m.lease = ${at.lease}`
}

/** Let go of what is not to be decided now. */
export async function releaseMessages(
  tx: Tx,
  accountId: string,
  messageIds: readonly string[],
  lease: string,
): Promise<void> {
  await tx`
    update messages
    set lease = null,
        leased_until = null
    where account_id = ${accountId}
      and message_id = any (${[...messageIds]}::uuid[])
      and state = 'queued'
      and lease = ${lease}`
}

/** How a try ended. */
export interface EndedMessage {
  messageId: string
  state: MessageState
  detail: string | null
  /** Of one that is tried again: wall clock. */
  retryAt: Date | null
  providerId: string | null
  /** What the provider said. */
  reply: string | null
}

/** A refusal may name the person, so it is kept with the copy: see `noteReplies`. */
function replyHere({ state, reply }: EndedMessage): string | null {
  return isKeptWithCopy({ state, reply }) ? null : reply
}

/** Whether what a provider said belongs to what is forgotten with the person. */
export function isKeptWithCopy({ state, reply }: Pick<EndedMessage, 'state' | 'reply'>): boolean {
  return reply !== null && (state !== 'sent' || reply.includes('@'))
}

/**
 * Write down how tries ended. What another worker has taken over is missing in the answer, and so is
 * what a report of the provider has already taken further.
 */
export async function writeEnds(
  tx: Tx,
  accountId: string,
  ended: readonly EndedMessage[],
  { lease, now }: { lease: string; now: Date },
): Promise<LeasedMessage[]> {
  const rows = ended.map((one) => ({
    message_id: one.messageId,
    state: one.state,
    detail: one.detail,
    retry_at: one.retryAt,
    provider_id: one.providerId,
    provider_reply: replyHere(one),
  }))
  return tx<LeasedMessage[]>`
    update messages m
    set state = case
          -- The provider's report was faster than its answer.
          when r.state = 'sent' and m.bounced_at is not null then 'bounced'
          when r.state = 'sent' and m.delivered_at is not null then 'delivered'
          else r.state
        end,
        detail = r.detail,
        retry_at = r.retry_at,
        lease = null,
        leased_until = null,
        provider_id = coalesce(r.provider_id, m.provider_id),
        provider_reply = r.provider_reply,
        sent_at = case when r.state in ('sent', 'kept') then ${now} else m.sent_at end,
        bounced_at = case when r.state = 'bounced' then ${now} else m.bounced_at end,
        finished_at = case when r.state <> 'queued' then ${now}::timestamptz end
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      message_id uuid, state text, detail text, retry_at timestamptz, provider_id text,
      provider_reply text)
    where m.account_id = ${accountId}
      and m.message_id = any (${ended.map((one) => one.messageId)}::uuid[])
      and m.message_id = r.message_id
      and m.state = 'sending'
      and m.lease = ${lease}
    returning ${leasedColumns(tx)}`
}

export interface Countdown {
  profileId: string
  channel: MessageChannel
  /** Which started it: a message does not wait for itself when it is tried again. */
  messageId: string
  until: Date
}

/** The countdown that the latest message to each person on each channel started. */
export async function latestAttempts(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<Countdown[]> {
  return tx<Countdown[]>`
    select distinct on (m.profile_id, m.channel)
           m.profile_id as "profileId", m.channel, m.message_id as "messageId",
           m.smart_until as until
    from messages m
    where m.account_id = ${accountId}
      and m.profile_id = any (${[...profileIds]}::uuid[])
      and m.attempted_at is not null
      and m.smart_until is not null
    order by m.profile_id, m.channel, m.attempted_at desc`
}

/** When people were sent marketing since an instant, over all channels. */
export function marketingSince(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
  since: Date,
): Promise<{ profileId: string; messageId: string; at: Date }[]> {
  return tx<{ profileId: string; messageId: string; at: Date }[]>`
    select m.profile_id as "profileId", m.message_id as "messageId", m.attempted_at as at
    from messages m
    where m.account_id = ${accountId}
      and m.profile_id = any (${[...profileIds]}::uuid[])
      and m.attempted_at > ${since}
      and m.purpose = 'marketing'`
}

/** People who were sent one of these contents by the same campaign, as `profile content`. */
export async function alreadySent(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
  contentIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx<{ key: string; messageId: string }[]>`
    select m.profile_id || ' ' || m.content_id as key, m.message_id as "messageId"
    from messages m
    where m.account_id = ${accountId}
      and m.profile_id = any (${[...profileIds]}::uuid[])
      and m.content_id = any (${[...contentIds]})
      and m.source = 'campaign'
      and m.attempted_at is not null`
  return new Map(rows.map((row) => [row.key, row.messageId]))
}

/** Take back what waits: nothing of it is sent, unless a worker has it already. */
export async function cancelMessages(
  tx: Tx,
  accountId: string,
  of: {
    flowId?: string
    actionId?: string
    enrolmentId?: string
    campaignId?: string
    campaignMessageId?: string
  },
  now: Date,
): Promise<number> {
  const wanted = [
    of.flowId === undefined ? null : tx`and flow_id = ${of.flowId}`,
    of.actionId === undefined ? null : tx`and action_id = ${of.actionId}`,
    of.enrolmentId === undefined ? null : tx`and enrolment_id = ${of.enrolmentId}`,
    of.campaignId === undefined ? null : tx`and campaign_id = ${of.campaignId}`,
    of.campaignMessageId === undefined
      ? null
      : tx`and campaign_message_id = ${of.campaignMessageId}`,
  ].filter((part) => part !== null)
  if (wanted.length === 0) throw new RangeError('say whose messages are to be cancelled')
  const cancelled = await tx`
    update messages
    set state = 'cancelled',
        lease = null,
        leased_until = null,
        finished_at = ${now}
    where account_id = ${accountId}
      and state = 'queued'
      ${wanted}`
  return cancelled.count
}

/** Keep profiles from being merged or deleted until the transaction ends; others may still change them. */
export async function keepProfiles(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<void> {
  await tx`
    select
    from profiles
    where account_id = ${accountId}
      and profile_id = any (${[...profileIds]}::uuid[])
    order by profile_id
    for key share`
}
