import type { SendStrategy } from '../contract/campaigns.ts'
import { contentsByIds } from '../message/message-contents.sql.ts'
import { cancelMessages } from '../message/messages.sql.ts'
import { conflict, invalidDetail, Problem, type ProblemDetail, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { holdsOf } from './audience-holds.action.ts'
import {
  type CampaignMessage,
  isCancelled,
  isQuestion,
  isRunning,
  leadOf,
  unionOf,
} from './campaign.ts'
import { type Editing, locked, lockedMessage, note } from './campaign-editing.action.ts'
import { saveCampaignMessage } from './campaign-messages.sql.ts'
import { pathOf } from './path-of.action.ts'
import { freshRun, isPast, NOT_RESOLVED } from './plan-anew.action.ts'
import { dropRecipients, takeBack } from './recipients.sql.ts'
import { refuseImpossible } from './refuse-impossible.action.ts'
import { setArchived } from './save-campaign.action.ts'
import { existingRow } from './save-message.action.ts'
import { variationsOfMessage } from './save-variation.action.ts'
import { isOver } from './send-plan.ts'

/**
 * Send the messages of a campaign that are drafts, each as its strategy says.
 * @throws Problem 404; 409 when none is a draft; 400 with everything that is missing
 */
export function sendCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const { campaign, messages } = await locked(tx, accountId, campaignId)
    const drafts = messages.filter((one) => one.status === 'Draft')
    const first = leadOf(messages)
    if (first && drafts.length === 0) throw notDraft(first)
    const at = { whole: '/data/id', time: '/data/attributes/send_strategy' }
    const details = first
      ? []
      : [invalidDetail(at.whole, 'The campaign has no message.', 'Create one.')]
    for (const draft of drafts) {
      details.push(...(await missingIn(tx, accountId, draft, { ...at, now })))
    }
    if (details.length > 0) throw new Problem(400, details)
    for (const draft of drafts) await schedule(tx, accountId, draft, now)
    await note(tx, editing, 'campaign.sent', campaign, { strategy: first?.strategy.method })
  })
}

/**
 * Send one message of a campaign with a strategy of its own.
 * @throws Problem 404; 409 when it is not a draft; 400 with everything that is missing
 */
export function sendMessage(
  sql: Sql,
  accountId: string,
  messageId: string,
  strategy: SendStrategy,
  { at, ...editing }: Editing & { at: { whole: string; time: string; method: string } },
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const found = await existingRow(tx, accountId, messageId)
    const { campaign, message } = await lockedMessage(tx, accountId, found)
    if (message.status !== 'Draft') throw notDraft(message)
    const planned = { ...message, strategy }
    await refuseImpossible(tx, accountId, planned, at.method)
    const details = await missingIn(tx, accountId, planned, { ...at, now })
    if (details.length > 0) throw new Problem(400, details)
    await schedule(tx, accountId, planned, now)
    await note(tx, editing, 'campaign.sent', campaign, { strategy: strategy.method })
  })
}

function notDraft({ status }: CampaignMessage): Problem {
  return conflict(
    'campaign_not_draft',
    `The campaign is ${quote(status)}; only drafts are sent.`,
    isRunning(status) ? 'Revert its send job first.' : 'Clone it, and send the clone.',
  )
}

function schedule(tx: Tx, accountId: string, message: CampaignMessage, now: Date): Promise<void> {
  return saveCampaignMessage(tx, accountId, {
    ...message,
    ...freshRun(message, now),
    run: message.run + 1,
    scheduledAt: now,
    updatedAt: now,
  })
}

/** What a message lacks: said all at once. */
async function missingIn(
  tx: Tx,
  accountId: string,
  message: CampaignMessage,
  { whole, time, now }: { whole: string; time: string; now: Date },
): Promise<ProblemDetail[]> {
  const details: ProblemDetail[] = []
  const missing = (detail: string, fix: string) => details.push(invalidDetail(whole, detail, fix))
  const { audience, before } = await pathOf(tx, accountId, message)
  if (audience.included.length === 0) {
    missing('The campaign is for nobody.', 'Include a list or a segment.')
  }
  for (const { reason, detail } of await holdsOf(tx, accountId, unionOf([audience, ...before]))) {
    // What is being built will be there; what is switched off or gone will not by itself.
    if (reason === 'segment-inactive') missing(detail, 'Switch the segment on, or take it out.')
    if (reason === 'group-missing') missing(detail, 'Take it out of the audiences.')
  }
  const variations = await variationsOfMessage(tx, accountId, message)
  const contents = await contentsByIds(
    tx,
    accountId,
    variations.map((one) => one.variationId),
  )
  for (const { variationId, name } of variations) {
    const content = contents.find((one) => one.contentId === variationId)
    const whose = variations.length > 1 ? `The variation ${quote(name)}` : 'The message'
    if (message.channel !== 'email') {
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
  if (isOver(message.strategy, now)) details.push(...isPast(time).details)
  return details
}

/** Messages of a campaign that somebody does something with: all of them, or one. */
export type Some = { campaignId: string } | { messageId: string }

/**
 * Cancel what is at work of a campaign for good: whoever has not got it does not get it.
 * @throws Problem 404; 409 when there is nothing to cancel
 */
export function cancelCampaign(
  sql: Sql,
  accountId: string,
  some: Some,
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const { campaign, running } = await atWork(tx, accountId, some)
    for (const message of running) {
      const { campaignId, messageId } = message
      await dropRecipients(tx, accountId, messageId)
      await cancelMessages(tx, accountId, { campaignId, campaignMessageId: messageId }, now)
      await saveCampaignMessage(tx, accountId, {
        ...message,
        status: 'Cancelled',
        hold: null,
        isPaused: false,
        updatedAt: now,
      })
    }
    await note(tx, editing, 'campaign.cancelled', campaign)
  })
}

/**
 * Make what is at work of a campaign a draft again.
 * @throws Problem 404; 409 when it is not scheduled, or somebody may have got it
 */
export function revertCampaign(
  sql: Sql,
  accountId: string,
  some: Some,
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const { campaign, running } = await atWork(tx, accountId, some)
    const begun = running.find((one) => one.released > 0)
    if (begun) {
      throw conflict(
        'campaign_began',
        `The campaign was handed to sending for ${begun.released} recipients already.`,
        'Cancel it, or pause it.',
      )
    }
    for (const message of running) {
      await dropRecipients(tx, accountId, message.messageId)
      await saveCampaignMessage(tx, accountId, {
        ...message,
        ...NOT_RESOLVED,
        status: 'Draft',
        resolveAt: null,
        sendAt: null,
        isPaused: false,
        hold: null,
        scheduledAt: null,
        updatedAt: now,
      })
    }
    await note(tx, editing, 'campaign.changed', campaign, { reverted: true })
  })
}

/** @throws Problem 404; 409 */
async function atWork(tx: Tx, accountId: string, some: Some) {
  const campaignId =
    'campaignId' in some
      ? some.campaignId
      : (await existingRow(tx, accountId, some.messageId)).campaignId
  const { campaign, messages } = await locked(tx, accountId, campaignId)
  const meant =
    'campaignId' in some ? messages : messages.filter((one) => one.messageId === some.messageId)
  const running = meant.filter((one) => isRunning(one.status))
  if (running.length > 0) return { campaign, running }
  throw notRunning(leadOf(meant))
}

/**
 * Pause a campaign, let it go on, or confirm that an overdue one is still wanted: all messages of it
 * that this can be done with. What waited for sending goes back to its queue; what is under way arrives.
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
  if (action === 'archive' || action === 'restore') {
    return setArchived(sql, accountId, campaignId, action === 'archive', editing)
  }
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const { campaign, messages } = await locked(tx, accountId, campaignId)
    const meant = messages.filter((one) => CAN[action](one))
    if (meant.length === 0) throw nothingTo(action, leadOf(messages))
    for (const message of meant) {
      const changes =
        action === 'pause'
          ? await paused(tx, accountId, message, editing)
          : action === 'resume'
            ? { isPaused: false, activeAt: now, sendAt: pushedBack(message, now) }
            : { hold: null, activeAt: now }
      await saveCampaignMessage(tx, accountId, { ...message, ...changes, updatedAt: now })
    }
    await note(tx, editing, 'campaign.changed', campaign, { action })
  })
}

type Control = 'pause' | 'resume' | 'confirm'

const CAN: Record<Control, (message: CampaignMessage) => boolean> = {
  pause: ({ status }) => isRunning(status),
  resume: ({ isPaused }) => isPaused,
  confirm: ({ hold }) => hold !== null && isQuestion(hold),
}

function nothingTo(action: Control, lead: CampaignMessage | undefined): Problem {
  switch (action) {
    case 'pause':
      return notRunning(lead)
    case 'resume':
      return conflict('not_paused', 'The campaign is not paused.')
    case 'confirm':
      return conflict('not_overdue', 'The campaign does not wait for a confirmation.')
  }
}

async function paused(
  tx: Tx,
  accountId: string,
  message: CampaignMessage,
  { now, wallNow }: Editing,
): Promise<Partial<CampaignMessage>> {
  const variations = await variationsOfMessage(tx, accountId, message)
  const back = await takeBack(tx, accountId, message, {
    wallNow,
    contentIds: variations.map((one) => one.variationId),
  })
  return { isPaused: true, released: message.released - back, activeAt: now }
}

/** The hours of a throttled campaign do not run while it is paused. */
function pushedBack({ strategy, sendAt, activeAt }: CampaignMessage, now: Date): Date | null {
  if (strategy.method !== 'throttled' || !sendAt || !activeAt || activeAt < sendAt) return sendAt
  return new Date(sendAt.getTime() + now.getTime() - activeAt.getTime())
}

function notRunning(lead: CampaignMessage | undefined): Problem {
  const status = lead?.status ?? 'Draft'
  const detail = isCancelled(status)
    ? 'The campaign is cancelled already.'
    : `The campaign is ${quote(status)}; nothing of it waits.`
  return conflict('campaign_not_running', detail)
}
