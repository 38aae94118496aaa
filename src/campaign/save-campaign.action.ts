import { type Actor, recordAudit } from '../account/audit.sql.ts'
import { imageUrl } from '../content/image-resource.ts'
import { findImage, type ImageRow, imageNumber } from '../content/images.sql.ts'
import { copyTemplate } from '../content/save-template.action.ts'
import type { MessageDefinition, SendStrategy, TrackingOptions } from '../contract/campaigns.ts'
import { CAMPAIGN_VARIATIONS_MAX } from '../contract/campaigns.ts'
import {
  type ContentRow,
  contentsByIds,
  createContent,
  deleteContent,
  updateContent,
} from '../message/message-contents.sql.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { conflict, invalid, invalidDetail, notFound, Problem, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { groupsByIds } from '../segment/groups.sql.ts'
import { lockTags } from '../tag/save-tag.action.ts'
import { copyTaggings } from '../tag/taggings.sql.ts'
import { type Audience, type Campaign, isEditable, isRunning } from './campaign.ts'
import {
  type CampaignMessageRow,
  deleteVariationRow,
  findCampaignMessage,
  findVariation,
  insertCampaignMessage,
  insertVariation,
  messagesOfCampaigns,
  touchVariation,
  updateCampaignMessageRow,
  type VariationRow,
  variationsOfCampaigns,
} from './campaign-messages.sql.ts'
import {
  audiencesOf,
  deleteCampaignRow,
  findCampaign,
  lockCampaign,
  saveAudience,
  saveCampaign,
} from './campaigns.sql.ts'
import { SMS_OPTIONS, settingsOf, wordsOf } from './message-definition.ts'
import { dropRecipients } from './recipients.sql.ts'
import { isOver, planOf } from './send-plan.ts'

/** Who changes campaigns, and when. */
export interface Editing {
  actor: Actor
  now: Date
  wallNow: Date
  /** As the caller sees us: pictures that go along with texts are found there. */
  origin: string
}

export function editingOf({
  caller,
  now,
  wallNow,
  origin,
}: Omit<Editing, 'actor'> & { caller: Actor }): Editing {
  return { actor: caller, now, wallNow, origin }
}

export interface NewCampaign {
  name: string
  audience: Audience
  strategy: SendStrategy
  hasSmartSending: boolean
  tracking: TrackingOptions
  message: MessageDefinition
  imageId: string | null
}

/** @throws Problem 400 for groups or pictures that do not exist */
export function createCampaign(
  sql: Sql,
  accountId: string,
  wanted: NewCampaign,
  editing: Editing,
): Promise<string> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    await refuseUnknownGroups(tx, accountId, wanted.audience)
    const { audience, message, imageId, ...settings } = wanted
    const campaign: Campaign = {
      ...BLANK,
      ...settings,
      campaignId: newId(now),
      channel: message.channel,
      createdAt: now,
      updatedAt: now,
    }
    const { campaignId } = campaign
    await saveCampaign(tx, accountId, campaign)
    await saveAudience(tx, accountId, campaignId, audience)
    const messageId = newId(now)
    const place = '/data/attributes/campaign-messages/data/0/relationships/image/data/id'
    const label = message.label ?? null
    const image = imageId === null ? null : await existingImage(tx, accountId, imageId, place)
    await insertCampaignMessage(
      tx,
      accountId,
      { messageId, campaignId, label, imageId: image?.imageId ?? null },
      now,
    )
    await insertVariation(
      tx,
      accountId,
      { variationId: messageId, messageId, place: 0, name: 'A' },
      now,
    )
    const { options: given = {}, ...words } = wordsOf(message)
    const { options, ...own } = settingsOf(campaign)
    await createContent(tx, accountId, {
      ...own,
      ...words,
      contentId: messageId,
      channel: message.channel,
      name: label ?? campaign.name,
      options: {
        ...(message.channel === 'sms' ? SMS_OPTIONS : {}),
        ...given,
        ...options,
        ...pictureOf(image, editing),
      },
      now,
    })
    await note(tx, editing, 'campaign.created', campaign)
    return campaignId
  })
}

const BLANK: Omit<
  Campaign,
  'campaignId' | 'name' | 'channel' | 'strategy' | 'createdAt' | 'updatedAt'
> = {
  status: 'Draft',
  archived: false,
  hasSmartSending: true,
  tracking: {},
  recipientsWhen: 'at-send',
  testShare: null,
  winnerMetric: null,
  winnerAfterMinutes: null,
  winnerId: null,
  winnerAt: null,
  run: 0,
  resolveAt: null,
  sendAt: null,
  resolvedAt: null,
  resolveAfter: null,
  recipients: 0,
  unreachable: 0,
  excluded: 0,
  released: 0,
  isPaused: false,
  hold: null,
  activeAt: null,
  scheduledAt: null,
}

export interface CampaignChanges {
  name?: string | undefined
  audience?: Partial<Audience> | undefined
  strategy?: SendStrategy | undefined
  hasSmartSending?: boolean | undefined
  tracking?: TrackingOptions | undefined
  test?: {
    testShare?: number | undefined
    winnerMetric?: Campaign['winnerMetric'] | undefined
    winnerAfterMinutes?: number | undefined
    recipientsWhen?: Campaign['recipientsWhen'] | undefined
  }
}

/**
 * Change a campaign that nobody has got yet. One that is scheduled is planned anew.
 * @throws Problem 404; 409 when it is being sent or was; 400 for groups that do not exist
 */
export function changeCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  changes: CampaignChanges,
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const row = await editable(tx, accountId, campaignId)
    const known = await audienceOf(tx, accountId, campaignId)
    const audience = {
      included: changes.audience?.included ?? known.included,
      excluded: changes.audience?.excluded ?? known.excluded,
    }
    if (changes.audience) await refuseUnknownGroups(tx, accountId, audience)
    const campaign: Campaign = {
      ...row,
      ...testOf(row, changes.test),
      name: changes.name ?? row.name,
      strategy: changes.strategy ?? row.strategy,
      hasSmartSending: changes.hasSmartSending ?? row.hasSmartSending,
      tracking: changes.tracking ?? row.tracking,
      updatedAt: now,
    }
    await refuseImpossible(tx, accountId, campaign)
    await saveCampaign(tx, accountId, await replanned(tx, accountId, campaign, editing))
    if (changes.audience) await saveAudience(tx, accountId, campaignId, audience)
    await refreshContents(tx, accountId, campaign, now)
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

function testOf(row: Campaign, test: CampaignChanges['test'] = {}) {
  return {
    testShare: test.testShare ?? row.testShare,
    winnerMetric: test.winnerMetric ?? row.winnerMetric,
    winnerAfterMinutes: test.winnerAfterMinutes ?? row.winnerAfterMinutes,
    recipientsWhen: test.recipientsWhen ?? row.recipientsWhen,
  }
}

/** Recipients that were determined for another time or audience are determined again. */
async function replanned(
  tx: Tx,
  accountId: string,
  campaign: Campaign,
  { now }: Editing,
): Promise<Campaign> {
  if (!isRunning(campaign.status)) return campaign
  if (isOver(campaign.strategy, now)) throw isPast()
  await dropRecipients(tx, accountId, campaign.campaignId)
  return { ...campaign, ...freshRun(campaign, now) }
}

/** Where a run begins. */
export function freshRun(campaign: Campaign, now: Date): Partial<Campaign> {
  const plan = planOf(campaign.strategy, now)
  const isEarly = campaign.recipientsWhen === 'at-schedule'
  return {
    status: plan.sendAt > now ? 'Scheduled' : 'Preparing to send',
    resolveAt: isEarly ? now : plan.resolveAt,
    sendAt: plan.sendAt,
    resolvedAt: null,
    resolveAfter: null,
    recipients: 0,
    unreachable: 0,
    excluded: 0,
    released: 0,
    winnerId: null,
    winnerAt: null,
    isPaused: false,
    hold: null,
    activeAt: now,
  }
}

export function isPast(): Problem {
  return invalid(
    '/data/attributes/send_strategy',
    'The time at which the campaign is to be sent has passed.',
    'Choose a time to come, or send it immediately.',
  )
}

/** @throws Problem 400 for what does not go together */
async function refuseImpossible(tx: Tx, accountId: string, campaign: Campaign): Promise<void> {
  const { strategy, testShare, campaignId, channel } = campaign
  const pointer = '/data/attributes/send_strategy/method'
  if (strategy.method === 'smart_send_time' && channel !== 'email') {
    throw invalid(pointer, 'Only email has a smart send time: only mails are opened.')
  }
  const variations = await variationsOfCampaigns(tx, accountId, [campaignId])
  if (variations.length < 2) return
  if (strategy.method === 'throttled') {
    throw invalid(
      pointer,
      'A campaign with variations cannot be throttled.',
      'Take the variations away, or choose another strategy.',
    )
  }
  const isAtOwnTimes =
    strategy.method === 'smart_send_time' ||
    (strategy.method === 'static' && strategy.options?.is_local === true)
  if (isAtOwnTimes && (testShare ?? 0) < 100) {
    throw invalid(
      pointer,
      'A winner cannot be chosen while others still wait for their own time of day.',
      'Set test_share to 100, or choose a time that is the same for all.',
    )
  }
}

/**
 * Delete a campaign that nobody got.
 * @throws Problem 404; 409 when it is being sent or was
 */
export function deleteCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, campaignId)
    if (isRunning(row.status) || row.released > 0) {
      throw conflict(
        'campaign_sent',
        `The campaign is ${quote(row.status)}; only those that nobody got are deleted.`,
        isRunning(row.status) ? 'Cancel or revert its send job first.' : 'Archive it instead.',
      )
    }
    const variations = await variationsOfCampaigns(tx, accountId, [campaignId])
    for (const { variationId } of variations) await deleteContent(tx, accountId, variationId)
    await dropRecipients(tx, accountId, campaignId)
    await deleteCampaignRow(tx, accountId, campaignId)
    await note(tx, editing, 'campaign.deleted', row)
  })
}

/** A draft like another campaign, with its tags. @throws Problem 404 */
export function cloneCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  name: string | null,
  editing: Editing,
): Promise<string> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    await lockTags(tx, accountId)
    const original = await findCampaign(tx, accountId, campaignId)
    if (!original) throw notFound('campaign', campaignId)
    const campaign: Campaign = {
      ...BLANK,
      campaignId: newId(now),
      name: name ?? `Clone of ${original.name}`.slice(0, 255),
      channel: original.channel,
      strategy: original.strategy,
      hasSmartSending: original.hasSmartSending,
      tracking: original.tracking,
      recipientsWhen: original.recipientsWhen,
      testShare: original.testShare,
      winnerMetric: original.winnerMetric,
      winnerAfterMinutes: original.winnerAfterMinutes,
      createdAt: now,
      updatedAt: now,
    }
    await saveCampaign(tx, accountId, campaign)
    const audience = await audienceOf(tx, accountId, campaignId)
    await saveAudience(tx, accountId, campaign.campaignId, audience)
    const variations = await variationsOfCampaigns(tx, accountId, [campaignId])
    for (const { messageId: oldId, label, imageId } of await messagesOfCampaigns(tx, accountId, [
      campaignId,
    ])) {
      const messageId = newId(now)
      const message = { messageId, campaignId: campaign.campaignId, label, imageId }
      await insertCampaignMessage(tx, accountId, message, now)
      for (const { variationId: from, place, name: called } of variations) {
        const variationId = from === oldId ? messageId : newId(now)
        await insertVariation(tx, accountId, { variationId, messageId, place, name: called }, now)
        await copyContent(tx, accountId, { from, to: variationId, campaign, now })
      }
    }
    await copyTaggings(tx, accountId, 'campaign', { from: campaignId, to: campaign.campaignId })
    await note(tx, editing, 'campaign.created', campaign)
    return campaign.campaignId
  })
}

async function copyContent(
  tx: Tx,
  accountId: string,
  { from, to, campaign, now }: { from: string; to: string; campaign: Campaign; now: Date },
): Promise<void> {
  const content = await contentOf(tx, accountId, from)
  const { options, ...own } = settingsOf(campaign)
  const { templateId } = content
  const copy =
    templateId === null
      ? null
      : await copyTemplate(tx, accountId, templateId, { isLibrary: false, now })
  await createContent(tx, accountId, {
    ...content,
    ...own,
    options: { ...content.options, ...options },
    templateId: copy?.templateId ?? null,
    contentId: to,
    now,
  })
}

// — What it says

/**
 * Change what a message or a variation says. Messages that wait say the new.
 * @throws Problem 404; 409 when the campaign is over; 400 for another channel
 */
export function changeWords(
  sql: Sql,
  accountId: string,
  of: { contentId: string; noun: 'campaign-message' | 'campaign-variation' },
  changes: {
    definition?: MessageDefinition | undefined
    name?: string | undefined
    templateId?: string | undefined
    imageId?: string | undefined
  },
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const { campaign, variation, message } = await changeable(tx, accountId, of)
    const { definition, name, templateId, imageId } = changes
    const content = await contentOf(tx, accountId, variation.variationId)
    if (definition && definition.channel !== content.channel) {
      throw invalid(
        '/data/attributes/definition/channel',
        `The message goes by ${content.channel}; it cannot go by ${definition.channel}.`,
        'Create another campaign for another channel.',
      )
    }
    const isFirst = variation.variationId === message.messageId
    const label = definition?.label === undefined ? message.label : (definition.label ?? null)
    const pointer = '/data/relationships/image/data/id'
    const image =
      imageId === undefined ? null : await existingImage(tx, accountId, imageId, pointer)
    const { options = {}, ...words } = definition ? wordsOf(definition) : {}
    const changed = { ...content.options, ...options, ...pictureOf(image, editing) }
    await updateContent(tx, accountId, variation.variationId, {
      ...words,
      options: changed,
      ...(isFirst ? { name: label ?? campaign.name } : {}),
      ...(templateId === undefined
        ? {}
        : { templateId: await ownCopy(tx, accountId, templateId, now) }),
      now,
    })
    if (isFirst) {
      const { messageId } = message
      const isSamePicture = (changed.imageUrl ?? null) === (content.options.imageUrl ?? null)
      const number = image?.imageId ?? (isSamePicture ? message.imageId : null)
      await updateCampaignMessageRow(tx, accountId, { messageId, label, imageId: number }, now)
    }
    await touchVariation(tx, accountId, variation.variationId, name ?? null, now)
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

async function ownCopy(tx: Tx, accountId: string, templateId: string, now: Date): Promise<string> {
  const copy = await copyTemplate(tx, accountId, templateId, { isLibrary: false, now })
  if (copy) return copy.templateId
  throw invalid(
    '/data/relationships/template/data/id',
    `A template with id ${quote(templateId)} does not exist.`,
    'Use an id from GET /api/templates.',
  )
}

/** @throws Problem 404; 409 when there are too many or the campaign began; 400 when it is throttled */
export function createVariation(
  sql: Sql,
  accountId: string,
  messageId: string,
  name: string | undefined,
  editing: Editing,
): Promise<string> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const message = await findCampaignMessage(tx, accountId, messageId)
    if (!message) throw notFound('campaign-message', messageId)
    const campaign = await editable(tx, accountId, message.campaignId)
    const all = await variationsOfCampaigns(tx, accountId, [campaign.campaignId])
    if (all.length >= CAMPAIGN_VARIATIONS_MAX) {
      throw conflict(
        'too_many_variations',
        `A message has at most ${CAMPAIGN_VARIATIONS_MAX} variations.`,
      )
    }
    const variationId = newId(now)
    const place = all.length
    const called = name ?? String.fromCharCode('A'.charCodeAt(0) + place)
    await insertVariation(tx, accountId, { variationId, messageId, place, name: called }, now)
    await copyContent(tx, accountId, { from: messageId, to: variationId, campaign, now })
    await refuseImpossible(tx, accountId, campaign)
    await note(tx, editing, 'campaign.changed', campaign)
    return variationId
  })
}

/** @throws Problem 404; 409 for the first variation, or when the campaign began */
export function deleteVariation(
  sql: Sql,
  accountId: string,
  variationId: string,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const variation = await findVariation(tx, accountId, variationId)
    if (!variation) throw notFound('campaign-variation', variationId)
    const campaign = await editable(tx, accountId, variation.campaignId)
    if (variation.variationId === variation.messageId) {
      throw conflict(
        'first_variation',
        'The first variation is the message itself.',
        'Delete the campaign, or change what the message says.',
      )
    }
    await deleteVariationRow(tx, accountId, variation)
    await deleteContent(tx, accountId, variationId)
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

async function changeable(
  tx: Tx,
  accountId: string,
  { contentId, noun }: { contentId: string; noun: string },
): Promise<{ campaign: Campaign; variation: VariationRow; message: CampaignMessageRow }> {
  const variation = await findVariation(tx, accountId, contentId)
  const message = variation && (await findCampaignMessage(tx, accountId, variation.messageId))
  const isOther = noun === 'campaign-message' && variation?.messageId !== contentId
  if (!variation || !message || isOther) throw notFound(noun, contentId)
  const campaign = await locked(tx, accountId, variation.campaignId)
  if (campaign.status !== 'Draft' && !isRunning(campaign.status)) throw tooLate(campaign)
  return { campaign, variation, message }
}

/** Settings of a campaign reach all of its contents. */
async function refreshContents(
  tx: Tx,
  accountId: string,
  campaign: Campaign,
  now: Date,
): Promise<void> {
  const messages = await messagesOfCampaigns(tx, accountId, [campaign.campaignId])
  const variations = await variationsOfCampaigns(tx, accountId, [campaign.campaignId])
  const { options, ...own } = settingsOf(campaign)
  for (const { variationId, messageId } of variations) {
    const label = messages.find((one) => one.messageId === messageId)?.label
    const content = await contentOf(tx, accountId, variationId)
    await updateContent(tx, accountId, variationId, {
      ...own,
      name: label ?? campaign.name,
      options: { ...content.options, ...options },
      now,
    })
  }
}

async function contentOf(tx: Tx, accountId: string, contentId: string): Promise<ContentRow> {
  const [content] = await contentsByIds(tx, accountId, [contentId])
  if (!content) throw notFound('campaign-message', contentId)
  return content
}

/** @throws Problem 400 */
async function existingImage(
  tx: Tx,
  accountId: string,
  imageId: string,
  pointer: string,
): Promise<ImageRow> {
  const number = imageNumber(imageId)
  const image = number === undefined ? undefined : await findImage(tx, accountId, number)
  if (image) return image
  throw invalid(
    pointer,
    `An image with id ${quote(imageId)} does not exist.`,
    'Use an id from GET /api/images.',
  )
}

function pictureOf(image: ImageRow | null, { actor, origin }: Editing) {
  return image ? { imageUrl: imageUrl(image, { caller: actor, origin }) } : {}
}

// — Shared

function newId(now: Date): string {
  return ulidOf(newUlidUuid(now))
}

async function audienceOf(tx: Tx, accountId: string, campaignId: string): Promise<Audience> {
  const found = await audiencesOf(tx, accountId, [campaignId])
  return found.get(campaignId) ?? { included: [], excluded: [] }
}

async function refuseUnknownGroups(tx: Tx, accountId: string, audience: Audience): Promise<void> {
  const ids = [...audience.included, ...audience.excluded]
  const known = new Set((await groupsByIds(tx, accountId, ids)).map((row) => row.groupId))
  const problems = (['included', 'excluded'] as const).flatMap((side) =>
    audience[side].flatMap((groupId, place) =>
      known.has(groupId)
        ? []
        : [
            invalidDetail(
              `/data/attributes/audiences/${side}/${place}`,
              `A list or segment with id ${quote(groupId)} does not exist.`,
              'Use an id from GET /api/lists or GET /api/segments.',
            ),
          ],
    ),
  )
  if (problems.length > 0) throw new Problem(400, problems)
}

/** @throws Problem 404; 409 when it is not to be changed any more */
async function editable(tx: Tx, accountId: string, campaignId: string): Promise<Campaign> {
  const row = await locked(tx, accountId, campaignId)
  if (!isEditable(row)) throw tooLate(row)
  return row
}

function tooLate({ status }: Campaign): Problem {
  return conflict(
    'campaign_not_editable',
    `The campaign is ${quote(status)}; drafts and scheduled campaigns can be changed.`,
    'Clone it, and change the clone.',
  )
}

/** @throws Problem 404 */
export async function locked(tx: Tx, accountId: string, campaignId: string): Promise<Campaign> {
  const row = await lockCampaign(tx, accountId, campaignId)
  if (!row) throw notFound('campaign', campaignId)
  return row
}

export async function note(
  tx: Tx,
  { actor, wallNow }: Editing,
  action:
    | 'campaign.created'
    | 'campaign.changed'
    | 'campaign.deleted'
    | 'campaign.sent'
    | 'campaign.cancelled',
  { name }: Campaign,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await recordAudit(tx, actor, wallNow, { action, subject: name, detail })
}
