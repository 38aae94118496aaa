import { findAccount } from '../account/accounts.sql.ts'
import { isTimeZone } from '../contract/values.ts'
import { contentsByIds, updateContent } from '../message/message-contents.sql.ts'
import { MESSAGES_QUEUED_MAX, queueMessages } from '../message/queue-messages.action.ts'
import { findMetricsNamed } from '../metric/metrics.sql.ts'
import { nowIn } from '../platform/clock.ts'
import { inAccount, inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/time.ts'
import { groupsByIds } from '../segment/groups.sql.ts'
import { isFlipDue } from '../segment/segments-due.sql.ts'
import { holdsOf } from './audience-holds.action.ts'
import {
  type Audience,
  type CampaignMessage,
  type Hold,
  isQuestion,
  isRunning,
  TEST_DEFAULTS,
  unionOf,
  winnerOf,
} from './campaign.ts'
import {
  countVariations,
  messagesAtWork,
  saveCampaignMessage,
  takeCampaignMessage,
  type VariationRow,
  variationsOfCampaigns,
} from './campaign-messages.sql.ts'
import { pathOf } from './path-of.action.ts'
import {
  drawLots,
  dropRecipients,
  type Elsewhere,
  firstDue,
  openMessages,
  openTimes,
  queuePage,
  queueRecipients,
  readPage,
  takeRecipients,
} from './recipients.sql.ts'
import { dueOf, HOUR_WITHOUT_OPENS, isSpread, throttleAllowance, usualHour } from './send-plan.ts'

/** Profiles of one transaction when all are due at one time: the database does it alone. */
const PAGE_MAX = 50_000
/** The same when each is due at a time of its own. */
const SPREAD_PAGE_MAX = 5_000
/** Recipients that one transaction hands to sending. */
const RELEASE_MAX = Math.min(1_000, MESSAGES_QUEUED_MAX)
/** What of one message waits for sending: few, so that a pause or a change reaches the rest. */
const AHEAD_MAX = 3_000
/** After so long a standstill a campaign asks before it goes on: the news may be old. */
export const OVERDUE_MS = 6 * HOUR_MS
/** How many of their latest opens tell when somebody reads mail. */
const OPENS_OF_PERSON = 20
/** The same for those who never opened one: what the shop's other readers do. */
const OPENS_OF_ACCOUNT = 2_000
/** After this a campaign lets others go on. */
const TURN_MS = 2 * SECOND_MS

/**
 * Move campaigns on: determine recipients, hand those that are due to sending, choose winners. Any
 * number of processes may do so at once; a crash at any moment loses and repeats nothing, because each
 * step and how far it has come are one transaction.
 *
 * @param only the account; null: all of them
 * @returns how many steps were taken; 0: nothing is to be done now
 */
export async function advanceCampaigns(
  { sql }: { sql: Sql },
  only: string | null = null,
  signal?: AbortSignal,
): Promise<number> {
  const work = await inEveryAccount(sql, (tx) => messagesAtWork(tx, new Date(), only))
  let steps = 0
  const failures: unknown[] = []
  for (const { accountId, messageId } of work) {
    const endsAt = performance.now() + TURN_MS
    try {
      while (!signal?.aborted && performance.now() < endsAt) {
        if (!(await takeStep(sql, accountId, messageId))) break
        steps += 1
      }
    } catch (error) {
      // One that fails does not keep others from going on.
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return steps
}

/** @returns whether another step may follow at once */
function takeStep(sql: Sql, accountId: string, messageId: string): Promise<boolean> {
  return inAccount(sql, accountId, async (tx) => {
    const message = await takeCampaignMessage(tx, accountId, messageId)
    if (!message || !isRunning(message.status) || message.isPaused) return false
    const now = await nowIn(tx, accountId)
    const startsAt = message.resolvedAt ? message.sendAt : message.resolveAt
    if (!startsAt || startsAt > now) return false
    const path = await pathOf(tx, accountId, message)
    const variations = await variationsOfCampaigns(tx, accountId, [message.campaignId])
    const step: Step = {
      tx,
      accountId,
      message,
      ...path,
      variations: variations.filter((one) => one.messageId === messageId),
      now,
    }
    const hold = await holdOf(step)
    if (hold) {
      await keepHold(step, hold)
      return false
    }
    const free = { ...step, message: { ...message, hold: null } }
    if (message.resolvedAt) return release(free)
    // Who leaves a segment by the passing of time has left it before anybody is counted.
    const { included, excluded } = unionOf([step.audience, ...step.before])
    const groupIds = [...included, ...excluded]
    return (await isFlipDue(tx, accountId, groupIds, now)) ? false : resolve(free)
  })
}

interface Step {
  tx: Tx
  accountId: string
  message: CampaignMessage
  audience: Audience
  /** Audiences of the same campaign that go before this one. */
  before: readonly Audience[]
  elsewhere: Elsewhere | null
  variations: readonly VariationRow[]
  now: Date
}

function save(
  { tx, accountId, message, now }: Step,
  changes: Partial<CampaignMessage>,
): Promise<void> {
  return saveCampaignMessage(tx, accountId, { ...message, ...changes, updatedAt: now })
}

// — What holds it up

async function holdOf(step: Step): Promise<Omit<Hold, 'since'> | null> {
  const { tx, accountId, audience, before, message } = step
  // What a person is asked is not taken back by the passing of time.
  if (message.hold && isQuestion(message.hold)) return message.hold
  const asked = message.resolvedAt ? [audience] : [audience, ...before]
  const [first] = await holdsOf(tx, accountId, unionOf(asked))
  return first ?? overdueHold(step)
}

/**
 * A campaign that should have gone on long ago, and did not because the server stood still. The clock
 * of a sandbox account jumps when it is told to: there nothing is overdue.
 */
async function overdueHold(step: Step): Promise<Omit<Hold, 'since'> | null> {
  const { tx, accountId, message, now } = step
  if (Math.abs(Date.now() - now.getTime()) > MINUTE_MS) return null
  const dueAt = message.resolvedAt ? await dueAtOf(step) : message.resolveAt
  const active = message.activeAt?.getTime() ?? 0
  const late = dueAt === null ? 0 : now.getTime() - Math.max(dueAt.getTime(), active)
  if (late <= OVERDUE_MS) return null
  const open = await openMessages(tx, accountId, message, 1)
  if (open > 0) return null
  const hours = Math.floor(late / HOUR_MS)
  return {
    reason: 'overdue',
    groupId: null,
    detail: `It should have gone on ${hours} hours ago. Confirm that it is still wanted.`,
  }
}

async function dueAtOf({ tx, accountId, message }: Step): Promise<Date | null> {
  const { messageId, winnerId, winnerAt } = message
  const next = await firstDue(tx, accountId, messageId, false)
  return next ?? (winnerId === null ? winnerAt : firstDue(tx, accountId, messageId, true))
}

/** Written once, so that waiting costs nothing. */
async function keepHold(step: Step, hold: Omit<Hold, 'since'>): Promise<void> {
  const { message, now } = step
  const known = message.hold
  if (known?.reason === hold.reason && known.groupId === hold.groupId) return
  await save(step, {
    hold: { ...hold, since: now.toISOString() },
    ...(message.resolvedAt ? {} : { status: 'Queued without Recipients' }),
  })
}

// — Recipients

async function resolve(step: Step): Promise<boolean> {
  const { tx, accountId, message, audience, elsewhere, now } = step
  const isEarly = message.sendAt !== null && message.sendAt > now
  const spread = isSpread(message.strategy)
  const page = {
    audience,
    elsewhere,
    channel: message.channel,
    after: message.resolveAfter,
    limit: spread ? SPREAD_PAGE_MAX : PAGE_MAX,
  }
  const dueAt = message.sendAt ?? now
  const count = spread
    ? await queueSpread(step, page)
    : await queuePage(tx, accountId, message.messageId, page, dueAt)
  const counted: CampaignMessage = {
    ...message,
    recipients: message.recipients + count.recipients,
    excluded: message.excluded + count.excluded,
    unreachable: message.unreachable + count.unreachable,
    resolveAfter: count.last ?? message.resolveAfter,
    activeAt: now,
  }
  if (count.looked === page.limit) {
    const status = isEarly && message.recipientsWhen === 'at-schedule'
    await save(
      { ...step, message: counted },
      { status: status ? 'Preparing to schedule' : 'Adding Recipients' },
    )
    return true
  }
  await endResolving({ ...step, message: counted }, isEarly)
  return true
}

async function queueSpread(step: Step, page: Parameters<typeof readPage>[2]) {
  const { tx, accountId, message, now } = step
  const account = await findAccount(tx, accountId)
  const zoneOfAccount = account?.timezone ?? 'UTC'
  const isSmart = message.strategy.method === 'smart_send_time'
  const [metric] = isSmart ? await findMetricsNamed(tx, accountId, ['Opened Email']) : []
  const metricId = metric?.metricId ?? null
  const { listeners, ...count } = await readPage(tx, accountId, page, {
    metricId,
    limit: OPENS_OF_PERSON,
  })
  const opens = metricId ? await openTimes(tx, accountId, metricId, OPENS_OF_ACCOUNT) : []
  const hourOfAccount = usualHour(opens, zoneOfAccount) ?? HOUR_WITHOUT_OPENS
  const zones = new Map<string, string>()
  const zoneOf = (said: string | null) => {
    const name = said ?? zoneOfAccount
    const known = zones.get(name) ?? (isTimeZone(name) ? name : zoneOfAccount)
    zones.set(name, known)
    return known
  }
  const sendAt = message.sendAt ?? now
  const recipients = listeners.map(({ profileId, zone, opens: own }) => {
    const known = zoneOf(zone)
    const hour = usualHour(own, known) ?? hourOfAccount
    return { profileId, dueAt: dueOf(message.strategy, { zone: known, hour }, { now, sendAt }) }
  })
  const queued = await queueRecipients(tx, accountId, message.messageId, recipients)
  return { ...count, recipients: queued }
}

async function endResolving(step: Step, isEarly: boolean): Promise<void> {
  const { tx, accountId, message, variations, now } = step
  if (message.recipients === 0) {
    await save(step, { status: 'Cancelled: No Recipients', resolvedAt: now })
    return
  }
  if (variations.length > 1) {
    const share = message.testShare ?? TEST_DEFAULTS.share
    await drawLots(tx, accountId, message.messageId, {
      pool: Math.ceil((message.recipients * share) / 100),
      variations: variations.length,
    })
  }
  await sayGroup(step)
  await save(step, { status: isEarly ? 'Scheduled' : sendingStatus(message), resolvedAt: now })
}

/** Links may say which list or segment somebody got it as a member of: the first one stands for all. */
async function sayGroup({ tx, accountId, audience, variations, now }: Step): Promise<void> {
  const groups = await groupsByIds(tx, accountId, audience.included.slice(0, 1))
  const ids = variations.map((one) => one.variationId)
  for (const { groupId: id, name } of groups) {
    for (const { contentId, options } of await contentsByIds(tx, accountId, ids)) {
      await updateContent(tx, accountId, contentId, {
        options: { ...options, group: { id, name } },
        now,
      })
    }
  }
}

function sendingStatus({ strategy }: CampaignMessage) {
  return isSpread(strategy) ? 'Sending Segments' : 'Sending'
}

// — Sending

async function release(step: Step): Promise<boolean> {
  const { tx, accountId, message, now } = step
  const { messageId, winnerId, strategy } = message
  const open = await openMessages(tx, accountId, message, AHEAD_MAX)
  const allowed =
    strategy.method === 'throttled' && message.sendAt
      ? throttleAllowance(message, strategy.throttle_percentage, { now, sendAt: message.sendAt })
      : RELEASE_MAX
  const limit = Math.min(RELEASE_MAX, AHEAD_MAX - open, allowed)
  const take = (isRest: boolean) =>
    limit <= 0 ? [] : takeRecipients(tx, accountId, messageId, { now, isRest, limit })
  const own = await take(false)
  const taken = own.length > 0 || winnerId === null ? own : await take(true)
  if (taken.length > 0) {
    await queueFor(step, taken)
    await save(step, {
      released: message.released + taken.length,
      activeAt: now,
      status: sendingStatus(message),
    })
    return taken.length === limit
  }
  if (await firstDue(tx, accountId, messageId, false)) {
    await clearHold(step)
    return false
  }
  return endPart(step, open)
}

/** Who is held no longer is shown so, even when nobody is due. */
async function clearHold(step: Step): Promise<void> {
  const { message } = step
  const status = sendingStatus(message)
  const isBegun = message.released > 0
  if (isBegun && message.status !== status) await save(step, { status })
}

async function queueFor(
  { tx, accountId, message, audience, variations, now }: Step,
  taken: readonly { profileId: string | null; variation: number | null }[],
): Promise<void> {
  const listIds = await listsOf(tx, accountId, audience)
  const [first] = variations
  const winner = variations.find((one) => one.variationId === message.winnerId) ?? first
  const isTest = variations.length > 1
  const messages = taken.flatMap(({ profileId, variation }) => {
    const said = (variation === null ? winner : variations[variation]) ?? first
    if (!said || profileId === null) return []
    const { campaignId, messageId, run } = message
    return [
      {
        profileId,
        contentId: said.variationId,
        dedupeKey: `campaign ${messageId} ${run} ${profileId}`,
        dueAt: now,
        now,
        eventId: null,
        flowStart: null,
        listIds,
        source: {
          kind: 'campaign' as const,
          campaignId,
          campaignMessageId: messageId,
          variationId: isTest ? said.variationId : null,
        },
      },
    ]
  })
  await queueMessages(tx, accountId, messages)
}

/** Who left all lists that it goes to gets nothing; a segment is nothing one leaves by wish. */
async function listsOf(tx: Tx, accountId: string, { included }: Audience): Promise<string[]> {
  const groups = await groupsByIds(tx, accountId, included)
  const isAllLists = groups.every((one) => one.kind === 'list')
  return isAllLists ? groups.map((one) => one.groupId) : []
}

/** Nobody waits any more but, perhaps, for a winner. */
async function endPart(step: Step, open: number): Promise<boolean> {
  const { tx, accountId, message, variations, now } = step
  const { campaignId, messageId, winnerId } = message
  const isRestWaiting = (await firstDue(tx, accountId, messageId, true)) !== null
  if (!isRestWaiting) {
    if (open > 0) return false
    await save(step, { status: 'Sent' })
    return false
  }
  if (winnerId !== null) return false
  const afterMinutes = message.winnerAfterMinutes ?? TEST_DEFAULTS.afterMinutes
  if (message.winnerAt === null) {
    const winnerAt = new Date(now.getTime() + afterMinutes * MINUTE_MS)
    await save(step, { winnerAt, status: 'Variations Sent' })
    return false
  }
  if (message.winnerAt > now || open > 0) return false
  const counted = await countVariations(tx, accountId, campaignId)
  const isOwn = ({ contentId }: { contentId: string }) =>
    variations.some((one) => one.variationId === contentId)
  const counts = counted.filter(isOwn)
  if (counts.length > 0 && counts.every((one) => one.recipients === 0 && one.smartSkipped > 0)) {
    await dropRecipients(tx, accountId, messageId)
    await save(step, { status: 'Cancelled: Smart Sending' })
    return false
  }
  const results = variations.map(({ variationId }) => {
    const {
      taken = 0,
      opened = 0,
      clicked = 0,
    } = counts.find((one) => one.contentId === variationId) ?? {}
    return { variationId, taken, opened, clicked }
  })
  const metric = message.winnerMetric ?? TEST_DEFAULTS.metric
  await save(step, { winnerId: winnerOf(results, metric), status: 'Sending', activeAt: now })
  return true
}
