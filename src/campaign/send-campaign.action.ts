import { contentsByIds } from '../message/message-contents.sql.ts'
import { cancelMessages } from '../message/messages.sql.ts'
import { conflict, invalidDetail, Problem, type ProblemDetail, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { holdsOf } from './audience-holds.action.ts'
import { type Campaign, isCancelled, isQuestion, isRunning } from './campaign.ts'
import { variationsOfCampaigns } from './campaign-messages.sql.ts'
import { audiencesOf, saveCampaign } from './campaigns.sql.ts'
import { dropRecipients, takeBack } from './recipients.sql.ts'
import { type Editing, freshRun, isPast, locked, note } from './save-campaign.action.ts'
import { isOver } from './send-plan.ts'

/**
 * Send a campaign as its strategy says.
 * @throws Problem 404; 409 when it is not a draft; 400 with everything that is missing
 */
export function sendCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, campaignId)
    if (row.status !== 'Draft') {
      throw conflict(
        'campaign_not_draft',
        `The campaign is ${quote(row.status)}; only drafts are sent.`,
        isRunning(row.status) ? 'Revert its send job first.' : 'Clone it, and send the clone.',
      )
    }
    await refuseIncomplete(tx, accountId, row, now)
    await saveCampaign(tx, accountId, {
      ...row,
      ...freshRun(row, now),
      run: row.run + 1,
      scheduledAt: now,
      updatedAt: now,
    })
    await note(tx, editing, 'campaign.sent', row, { strategy: row.strategy.method })
  })
}

/** What a campaign lacks: said all at once. */
async function refuseIncomplete(
  tx: Tx,
  accountId: string,
  campaign: Campaign,
  now: Date,
): Promise<void> {
  const details: ProblemDetail[] = []
  const missing = (detail: string, fix: string) =>
    details.push(invalidDetail('/data/id', detail, fix))
  const audience = (await audiencesOf(tx, accountId, [campaign.campaignId])).get(
    campaign.campaignId,
  ) ?? { included: [], excluded: [] }
  if (audience.included.length === 0) {
    missing('The campaign is for nobody.', 'Include a list or a segment.')
  }
  for (const { reason, detail } of await holdsOf(tx, accountId, audience)) {
    // What is being built will be there; what is switched off or gone will not by itself.
    if (reason === 'segment-inactive') missing(detail, 'Switch the segment on, or take it out.')
    if (reason === 'group-missing') missing(detail, 'Take it out of the audiences.')
  }
  const variations = await variationsOfCampaigns(tx, accountId, [campaign.campaignId])
  const contents = await contentsByIds(
    tx,
    accountId,
    variations.map((one) => one.variationId),
  )
  for (const { variationId, name } of variations) {
    const content = contents.find((one) => one.contentId === variationId)
    const whose = variations.length > 1 ? `The variation ${quote(name)}` : 'The message'
    if (campaign.channel !== 'email') {
      if (!content?.body?.trim()) missing(`${whose} says nothing.`, 'Give it a body.')
      continue
    }
    if (!content?.subject?.trim()) missing(`${whose} has no subject.`, 'Give it a subject.')
    if (!content || (content.templateId === null && content.html === null)) {
      missing(
        `${whose} has no template.`,
        'Assign one with POST /api/campaign-message-assign-template.',
      )
    }
  }
  if (isOver(campaign.strategy, now)) details.push(...isPast().details)
  if (details.length > 0) throw new Problem(400, details)
}

/**
 * Cancel a campaign for good: whoever has not got it does not get it.
 * @throws Problem 404; 409 when there is nothing to cancel
 */
export function cancelCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const row = await atWork(tx, accountId, campaignId)
    await dropRecipients(tx, accountId, campaignId)
    await cancelMessages(tx, accountId, { campaignId }, now)
    await saveCampaign(tx, accountId, {
      ...row,
      status: 'Cancelled',
      hold: null,
      isPaused: false,
      updatedAt: now,
    })
    await note(tx, editing, 'campaign.cancelled', row)
  })
}

/**
 * Make a campaign a draft again.
 * @throws Problem 404; 409 when it is not scheduled, or somebody may have got it
 */
export function revertCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const row = await atWork(tx, accountId, campaignId)
    if (row.released > 0) {
      throw conflict(
        'campaign_began',
        `The campaign was handed to sending for ${row.released} recipients already.`,
        'Cancel it, or pause it.',
      )
    }
    await dropRecipients(tx, accountId, campaignId)
    await saveCampaign(tx, accountId, {
      ...row,
      status: 'Draft',
      resolveAt: null,
      sendAt: null,
      resolvedAt: null,
      resolveAfter: null,
      recipients: 0,
      unreachable: 0,
      excluded: 0,
      isPaused: false,
      hold: null,
      scheduledAt: null,
      updatedAt: now,
    })
    await note(tx, editing, 'campaign.changed', row, { reverted: true })
  })
}

/** @throws Problem 404; 409 */
async function atWork(tx: Tx, accountId: string, campaignId: string): Promise<Campaign> {
  const row = await locked(tx, accountId, campaignId)
  if (isRunning(row.status)) return row
  const detail = isCancelled(row.status)
    ? 'The campaign is cancelled already.'
    : `The campaign is ${quote(row.status)}; nothing of it waits.`
  throw conflict('campaign_not_running', detail)
}

/**
 * Pause a campaign, let it go on, or confirm that an overdue one is still wanted. What waited for
 * sending goes back to its queue; what is under way arrives.
 *
 * @throws Problem 404; 409 when there is nothing to do
 */
export function controlCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  action: 'pause' | 'resume' | 'confirm' | 'archive' | 'restore',
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, campaignId)
    const save = (changes: Partial<Campaign>) =>
      saveCampaign(tx, accountId, { ...row, ...changes, updatedAt: now })
    switch (action) {
      case 'pause': {
        if (!isRunning(row.status)) throw notRunning(row)
        const variations = await variationsOfCampaigns(tx, accountId, [campaignId])
        const back = await takeBack(tx, accountId, campaignId, {
          wallNow: editing.wallNow,
          contentIds: variations.map((one) => one.variationId),
        })
        await save({ isPaused: true, released: row.released - back, activeAt: now })
        break
      }
      case 'resume':
        if (!row.isPaused) throw conflict('not_paused', 'The campaign is not paused.')
        await save({ isPaused: false, activeAt: now, sendAt: pushedBack(row, now) })
        break
      case 'confirm':
        if (!row.hold || !isQuestion(row.hold)) {
          throw conflict('not_overdue', 'The campaign does not wait for a confirmation.')
        }
        await save({ hold: null, activeAt: now })
        break
      case 'archive':
        if (isRunning(row.status)) {
          throw conflict('campaign_running', 'The campaign is at work.', 'Cancel it first.')
        }
        await save({ archived: true })
        break
      case 'restore':
        await save({ archived: false })
        break
    }
    await note(tx, editing, 'campaign.changed', row, { action })
  })
}

/** The hours of a throttled campaign do not run while it is paused. */
function pushedBack({ strategy, sendAt, activeAt }: Campaign, now: Date): Date | null {
  if (strategy.method !== 'throttled' || !sendAt || !activeAt || activeAt < sendAt) return sendAt
  return new Date(sendAt.getTime() + now.getTime() - activeAt.getTime())
}

function notRunning({ status }: Campaign): Problem {
  return conflict('campaign_not_running', `The campaign is ${quote(status)}; nothing of it waits.`)
}
