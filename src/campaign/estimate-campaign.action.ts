import type { MessageChannel } from '../contract/messages.ts'
import { enqueue } from '../platform/job.ts'
import { notFound } from '../platform/problem.ts'
import { inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { type AudienceHold, holdsOf } from './audience-holds.action.ts'
import type { Audience } from './campaign.ts'
import { ESTIMATE_CAMPAIGN } from './campaign-jobs.ts'
import { messagesOfCampaigns } from './campaign-messages.sql.ts'
import { findCampaign } from './campaigns.sql.ts'
import { type AudienceCount, countAudience, countOverlap, saveEstimate } from './estimate.sql.ts'
import { pathOf } from './path-of.action.ts'

/** Longest that counting an audience may take while somebody looks. */
const COUNT_MS_MAX = 15_000

export interface AudienceEstimate extends AudienceCount {
  groups: { groupId: string; isExcluded: boolean; members: number; overlap: number }[]
  holds: AudienceHold[]
}

/** Who an audience would reach now, and how its groups overlap. */
export function estimateAudience(
  sql: Sql,
  accountId: string,
  channel: MessageChannel,
  audience: Audience,
): Promise<AudienceEstimate> {
  return readInAccount(sql, accountId, async (tx) => {
    await tx`select set_config('statement_timeout', ${String(COUNT_MS_MAX)}, true)`
    const count = await countAudience(tx, accountId, channel, audience)
    const groups: AudienceEstimate['groups'] = []
    for (const groupId of audience.included) {
      const others = audience.included.filter((id) => id !== groupId)
      const counted = await countOverlap(tx, accountId, groupId, others)
      groups.push({ groupId, isExcluded: false, ...counted })
    }
    for (const groupId of audience.excluded) {
      const counted = await countOverlap(tx, accountId, groupId, audience.included)
      groups.push({ groupId, isExcluded: true, ...counted })
    }
    return { ...count, groups, holds: await holdsOf(tx, accountId, audience) }
  })
}

/** @throws Problem 404 */
export function queueEstimate(
  sql: Sql,
  accountId: string,
  campaignId: string,
  now: Date,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    if (!(await findCampaign(tx, accountId, campaignId))) throw notFound('campaign', campaignId)
    await saveEstimate(tx, accountId, campaignId, { status: 'queued', recipients: null }, now)
    await enqueue(tx, ESTIMATE_CAMPAIGN, { accountId, campaignId })
  })
}

/** Count who would get the messages of a campaign: those of several audiences for each message. */
export function estimateCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  now: Date,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const campaign = await findCampaign(tx, accountId, campaignId)
    if (!campaign) return
    let recipients = 0
    for (const message of await messagesOfCampaigns(tx, accountId, [campaignId])) {
      const { audience, elsewhere } = await pathOf(tx, accountId, message)
      const count = await countAudience(tx, accountId, message.channel, audience, elsewhere)
      recipients += count.recipients
    }
    await saveEstimate(tx, accountId, campaignId, { status: 'complete', recipients }, now)
  })
}
