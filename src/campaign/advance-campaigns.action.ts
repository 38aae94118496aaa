import { findAccount } from '../account/accounts.sql.ts'
import { isTimeZone } from '../contract/values.ts'
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
  type Campaign,
  type Hold,
  isQuestion,
  isRunning,
  TEST_DEFAULTS,
  winnerOf,
} from './campaign.ts'
import {
  countVariations,
  type VariationRow,
  variationsOfCampaigns,
} from './campaign-messages.sql.ts'
import { audiencesOf, campaignsAtWork, saveCampaign, takeCampaign } from './campaigns.sql.ts'
import {
  drawLots,
  dropRecipients,
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
/** Messages of one campaign that wait for sending: few, so that a pause or a change reaches the rest. */
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
  const work = await inEveryAccount(sql, (tx) => campaignsAtWork(tx, new Date(), only))
  let steps = 0
  const failures: unknown[] = []
  for (const { accountId, campaignId } of work) {
    const endsAt = performance.now() + TURN_MS
    try {
      while (!signal?.aborted && performance.now() < endsAt) {
        if (!(await takeStep(sql, accountId, campaignId))) break
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
function takeStep(sql: Sql, accountId: string, campaignId: string): Promise<boolean> {
  return inAccount(sql, accountId, async (tx) => {
    const campaign = await takeCampaign(tx, accountId, campaignId)
    if (!campaign || !isRunning(campaign.status) || campaign.isPaused) return false
    const now = await nowIn(tx, accountId)
    const startsAt = campaign.resolvedAt ? campaign.sendAt : campaign.resolveAt
    if (!startsAt || startsAt > now) return false
    const audience = (await audiencesOf(tx, accountId, [campaignId])).get(campaignId)
    const step: Step = {
      tx,
      accountId,
      campaign,
      audience: audience ?? { included: [], excluded: [] },
      variations: await variationsOfCampaigns(tx, accountId, [campaignId]),
      now,
    }
    const hold = await holdOf(step)
    if (hold) {
      await keepHold(step, hold)
      return false
    }
    const free = { ...step, campaign: { ...campaign, hold: null } }
    if (campaign.resolvedAt) return release(free)
    // Who leaves a segment by the passing of time has left it before anybody is counted.
    const groupIds = [...step.audience.included, ...step.audience.excluded]
    return (await isFlipDue(tx, accountId, groupIds, now)) ? false : resolve(free)
  })
}

interface Step {
  tx: Tx
  accountId: string
  campaign: Campaign
  audience: Audience
  variations: readonly VariationRow[]
  now: Date
}

function save({ tx, accountId, campaign, now }: Step, changes: Partial<Campaign>): Promise<void> {
  return saveCampaign(tx, accountId, { ...campaign, ...changes, updatedAt: now })
}

// — What holds it up

async function holdOf(step: Step): Promise<Omit<Hold, 'since'> | null> {
  const { tx, accountId, audience, campaign } = step
  // What a person is asked is not taken back by the passing of time.
  if (campaign.hold && isQuestion(campaign.hold)) return campaign.hold
  const [first] = await holdsOf(tx, accountId, audience)
  return first ?? overdueHold(step)
}

/**
 * A campaign that should have gone on long ago, and did not because the server stood still. The clock
 * of a sandbox account jumps when it is told to: there nothing is overdue.
 */
async function overdueHold(step: Step): Promise<Omit<Hold, 'since'> | null> {
  const { tx, accountId, campaign, now } = step
  if (Math.abs(Date.now() - now.getTime()) > MINUTE_MS) return null
  const dueAt = campaign.resolvedAt ? await dueAtOf(step) : campaign.resolveAt
  const active = campaign.activeAt?.getTime() ?? 0
  const late = dueAt === null ? 0 : now.getTime() - Math.max(dueAt.getTime(), active)
  if (late <= OVERDUE_MS) return null
  const open = await openMessages(tx, accountId, campaign.campaignId, 1)
  if (open > 0) return null
  const hours = Math.floor(late / HOUR_MS)
  return {
    reason: 'overdue',
    groupId: null,
    detail: `It should have gone on ${hours} hours ago. Confirm that it is still wanted.`,
  }
}

async function dueAtOf({ tx, accountId, campaign }: Step): Promise<Date | null> {
  const { campaignId, winnerId, winnerAt } = campaign
  const next = await firstDue(tx, accountId, campaignId, false)
  return next ?? (winnerId === null ? winnerAt : firstDue(tx, accountId, campaignId, true))
}

/** Written once, so that waiting costs nothing. */
async function keepHold(step: Step, hold: Omit<Hold, 'since'>): Promise<void> {
  const { campaign, now } = step
  const known = campaign.hold
  if (known?.reason === hold.reason && known.groupId === hold.groupId) return
  await save(step, {
    hold: { ...hold, since: now.toISOString() },
    ...(campaign.resolvedAt ? {} : { status: 'Queued without Recipients' }),
  })
}

// — Recipients

async function resolve(step: Step): Promise<boolean> {
  const { tx, accountId, campaign, audience, now } = step
  const isEarly = campaign.sendAt !== null && campaign.sendAt > now
  const spread = isSpread(campaign.strategy)
  const page = {
    audience,
    channel: campaign.channel,
    after: campaign.resolveAfter,
    limit: spread ? SPREAD_PAGE_MAX : PAGE_MAX,
  }
  const dueAt = campaign.sendAt ?? now
  const count = spread
    ? await queueSpread(step, page)
    : await queuePage(tx, accountId, campaign.campaignId, page, dueAt)
  const counted: Campaign = {
    ...campaign,
    recipients: campaign.recipients + count.recipients,
    excluded: campaign.excluded + count.excluded,
    unreachable: campaign.unreachable + count.unreachable,
    resolveAfter: count.last ?? campaign.resolveAfter,
    activeAt: now,
  }
  if (count.looked === page.limit) {
    const status = isEarly && campaign.recipientsWhen === 'at-schedule'
    await save(
      { ...step, campaign: counted },
      { status: status ? 'Preparing to schedule' : 'Adding Recipients' },
    )
    return true
  }
  await endResolving({ ...step, campaign: counted }, isEarly)
  return true
}

async function queueSpread(step: Step, page: Parameters<typeof readPage>[2]) {
  const { tx, accountId, campaign, now } = step
  const account = await findAccount(tx, accountId)
  const zoneOfAccount = account?.timezone ?? 'UTC'
  const isSmart = campaign.strategy.method === 'smart_send_time'
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
  const sendAt = campaign.sendAt ?? now
  const recipients = listeners.map(({ profileId, zone, opens: own }) => {
    const known = zoneOf(zone)
    const hour = usualHour(own, known) ?? hourOfAccount
    return { profileId, dueAt: dueOf(campaign.strategy, { zone: known, hour }, { now, sendAt }) }
  })
  const queued = await queueRecipients(tx, accountId, campaign.campaignId, recipients)
  return { ...count, recipients: queued }
}

async function endResolving(step: Step, isEarly: boolean): Promise<void> {
  const { tx, accountId, campaign, variations, now } = step
  if (campaign.recipients === 0) {
    await save(step, { status: 'Cancelled: No Recipients', resolvedAt: now })
    return
  }
  if (variations.length > 1) {
    const share = campaign.testShare ?? TEST_DEFAULTS.share
    await drawLots(tx, accountId, campaign.campaignId, {
      pool: Math.ceil((campaign.recipients * share) / 100),
      variations: variations.length,
    })
  }
  await save(step, { status: isEarly ? 'Scheduled' : sendingStatus(campaign), resolvedAt: now })
}

function sendingStatus({ strategy }: Campaign) {
  return isSpread(strategy) ? 'Sending Segments' : 'Sending'
}

// — Sending

async function release(step: Step): Promise<boolean> {
  const { tx, accountId, campaign, now } = step
  const { campaignId, winnerId, strategy } = campaign
  const open = await openMessages(tx, accountId, campaignId, AHEAD_MAX)
  const allowed =
    strategy.method === 'throttled' && campaign.sendAt
      ? throttleAllowance(campaign, strategy.throttle_percentage, { now, sendAt: campaign.sendAt })
      : RELEASE_MAX
  const limit = Math.min(RELEASE_MAX, AHEAD_MAX - open, allowed)
  const take = (isRest: boolean) =>
    limit <= 0 ? [] : takeRecipients(tx, accountId, campaignId, { now, isRest, limit })
  const own = await take(false)
  const taken = own.length > 0 || winnerId === null ? own : await take(true)
  if (taken.length > 0) {
    await queueFor(step, taken)
    await save(step, {
      released: campaign.released + taken.length,
      activeAt: now,
      status: sendingStatus(campaign),
    })
    return taken.length === limit
  }
  if (await firstDue(tx, accountId, campaignId, false)) {
    await clearHold(step)
    return false
  }
  return endPart(step, open)
}

/** Who is held no longer is shown so, even when nobody is due. */
async function clearHold(step: Step): Promise<void> {
  const { campaign } = step
  const status = sendingStatus(campaign)
  const isBegun = campaign.released > 0
  if (isBegun && campaign.status !== status) await save(step, { status })
}

async function queueFor(
  { tx, accountId, campaign, audience, variations, now }: Step,
  taken: readonly { profileId: string | null; variation: number | null }[],
): Promise<void> {
  const listIds = await listsOf(tx, accountId, audience)
  const [first] = variations
  const winner = variations.find((one) => one.variationId === campaign.winnerId) ?? first
  const isTest = variations.length > 1
  const messages = taken.flatMap(({ profileId, variation }) => {
    const said = (variation === null ? winner : variations[variation]) ?? first
    if (!said || profileId === null) return []
    const { campaignId, run } = campaign
    return [
      {
        profileId,
        contentId: said.variationId,
        dedupeKey: `campaign ${campaignId} ${run} ${profileId}`,
        dueAt: now,
        now,
        eventId: null,
        flowStart: null,
        listIds,
        source: {
          kind: 'campaign' as const,
          campaignId,
          campaignMessageId: said.messageId,
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
  const { tx, accountId, campaign, variations, now } = step
  const { campaignId, winnerId } = campaign
  const isRestWaiting = (await firstDue(tx, accountId, campaignId, true)) !== null
  if (!isRestWaiting) {
    if (open > 0) return false
    await save(step, { status: 'Sent' })
    return false
  }
  if (winnerId !== null) return false
  const afterMinutes = campaign.winnerAfterMinutes ?? TEST_DEFAULTS.afterMinutes
  if (campaign.winnerAt === null) {
    const winnerAt = new Date(now.getTime() + afterMinutes * MINUTE_MS)
    await save(step, { winnerAt, status: 'Variations Sent' })
    return false
  }
  if (campaign.winnerAt > now || open > 0) return false
  const counts = await countVariations(tx, accountId, campaignId)
  if (counts.length > 0 && counts.every((one) => one.recipients === 0 && one.smartSkipped > 0)) {
    await dropRecipients(tx, accountId, campaignId)
    await save(step, { status: 'Cancelled: Smart Sending' })
    return false
  }
  const results = variations.map(({ variationId }) => {
    const {
      delivered = 0,
      opened = 0,
      clicked = 0,
    } = counts.find((one) => one.contentId === variationId) ?? {}
    return { variationId, delivered, opened, clicked }
  })
  const metric = campaign.winnerMetric ?? TEST_DEFAULTS.metric
  await save(step, { winnerId: winnerOf(results, metric), status: 'Sending', activeAt: now })
  return true
}
