import { imageUrl } from '../content/image-resource.ts'
import { findImage, type ImageRow, imageNumber } from '../content/images.sql.ts'
import { copyTemplate } from '../content/save-template.action.ts'
import { CAMPAIGN_VARIATIONS_MAX } from '../contract/campaigns.ts'
import {
  type ContentRow,
  contentsByIds,
  createContent,
  deleteContent,
  updateContent,
} from '../message/message-contents.sql.ts'
import { conflict, invalid, notFound, type Problem, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { type Campaign, type CampaignMessage, isRunning } from './campaign.ts'
import {
  type Editing,
  lockedMessage,
  newId,
  note,
  refuseUneditable,
  tooLate,
} from './campaign-editing.action.ts'
import {
  deleteVariationRow,
  findVariation,
  insertVariation,
  saveCampaignMessage,
  updateVariationRow,
  type VariationRow,
  variationsOfCampaigns,
} from './campaign-messages.sql.ts'
import { SMS_OPTIONS, settingsOf } from './message-definition.ts'
import { refuseImpossible } from './refuse-impossible.action.ts'
import type { Words, WordsAt } from './words.ts'

type Whole = { campaign: Campaign; message: CampaignMessage }

/** One more way to say a message, which exists; the first has the id of the message. @throws Problem 400 */
export async function addVariation(
  tx: Tx,
  accountId: string,
  { campaign, message }: Whole,
  { place, words, at }: { place: number; words: Words; at: WordsAt },
  editing: Editing,
): Promise<string> {
  const { now } = editing
  const { messageId, channel } = message
  const variationId = place === 0 ? messageId : newId(now)
  const image = words.imageId ? await existingImage(tx, accountId, words.imageId, at.image) : null
  await insertVariation(
    tx,
    accountId,
    {
      variationId,
      messageId,
      place,
      name: words.name ?? letterOf(place),
      imageId: image?.imageId ?? null,
    },
    now,
  )
  const { options: given = {}, ...said } = words.content ?? {}
  const { options, ...own } = settingsOf(campaign, message)
  await createContent(tx, accountId, {
    ...own,
    ...said,
    contentId: variationId,
    channel,
    name: message.label ?? campaign.name,
    options: {
      ...(channel === 'sms' ? SMS_OPTIONS : {}),
      ...given,
      ...options,
      ...pictureOf(image, editing),
    },
    templateId: words.templateId
      ? await ownCopy(tx, accountId, words.templateId, { at: at.template, now })
      : null,
    now,
  })
  return variationId
}

/** What variations are called unless they have a name: A, B, C. */
function letterOf(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place)
}

/**
 * Change what a message or a variation says. Messages that wait say the new.
 * @throws Problem 404; 409 when the campaign is over; 400 for another channel
 */
export function changeWords(
  sql: Sql,
  accountId: string,
  of: { contentId: string; noun: 'campaign-message' | 'campaign-variation' },
  words: Words,
  { at, ...editing }: Editing & { at: WordsAt },
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const { campaign, variation, message } = await changeable(tx, accountId, of)
    const { name, templateId, imageId } = words
    const content = await contentOf(tx, accountId, variation.variationId)
    if (words.channel && words.channel !== content.channel) {
      throw invalid(
        at.channel,
        `The message goes by ${content.channel}; it cannot go by ${words.channel}.`,
        'Create another message for another channel.',
      )
    }
    const isFirst = variation.variationId === message.messageId
    const label = words.label === undefined || !isFirst ? message.label : words.label
    const image = imageId ? await existingImage(tx, accountId, imageId, at.image) : null
    const { options = {}, ...said } = words.content ?? {}
    const changed = {
      ...content.options,
      ...options,
      ...(imageId === null ? { imageUrl: null } : pictureOf(image, editing)),
    }
    const isSamePicture = (changed.imageUrl ?? null) === (content.options.imageUrl ?? null)
    await updateContent(tx, accountId, variation.variationId, {
      ...said,
      options: changed,
      name: label ?? campaign.name,
      ...(templateId === undefined || templateId === content.templateId
        ? {}
        : { templateId: await templateOf(tx, accountId, templateId, { at: at.template, now }) }),
      now,
    })
    await updateVariationRow(
      tx,
      accountId,
      {
        variationId: variation.variationId,
        name: name ?? variation.name,
        imageId: image?.imageId ?? (isSamePicture ? variation.imageId : null),
      },
      now,
    )
    await saveCampaignMessage(tx, accountId, { ...message, label, updatedAt: now })
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

async function templateOf(
  tx: Tx,
  accountId: string,
  templateId: string | null,
  how: { at: string; now: Date },
): Promise<string | null> {
  return templateId === null ? null : ownCopy(tx, accountId, templateId, how)
}

async function ownCopy(
  tx: Tx,
  accountId: string,
  templateId: string,
  { at, now }: { at: string; now: Date },
): Promise<string> {
  const copy = await copyTemplate(tx, accountId, templateId, { isLibrary: false, now })
  if (copy) return copy.templateId
  throw invalid(
    at,
    `A template with id ${quote(templateId)} does not exist.`,
    'Use an id from GET /api/templates.',
  )
}

/**
 * One more variation of a message: with words of its own, or else a copy of the first.
 * @throws Problem 404; 409 when there are too many or the campaign began; 400 when it is throttled,
 *   or a template or picture does not exist
 */
export function createVariation(
  sql: Sql,
  accountId: string,
  messageId: string,
  { name, own }: { name?: string | undefined; own?: { words: Words; at: WordsAt } },
  editing: Editing,
): Promise<string> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const first = await findVariation(tx, accountId, messageId)
    if (first?.messageId !== messageId) throw notFound('campaign-message', messageId)
    const { campaign, message } = await lockedMessage(tx, accountId, first)
    refuseUneditable([message])
    const place = (await variationsOfMessage(tx, accountId, message)).length
    if (place >= CAMPAIGN_VARIATIONS_MAX) throw tooManyVariations()
    const whole = { campaign, message }
    const variationId = own
      ? await addVariation(tx, accountId, whole, { place, ...own }, editing)
      : await copyVariation(tx, accountId, whole, { from: first, place, name, now })
    await refuseImpossible(tx, accountId, message)
    await saveCampaignMessage(tx, accountId, { ...message, updatedAt: now })
    await note(tx, editing, 'campaign.changed', campaign)
    return variationId
  })
}

function tooManyVariations(): Problem {
  return conflict(
    'too_many_variations',
    `A message has at most ${CAMPAIGN_VARIATIONS_MAX} variations.`,
  )
}

/** A copy of a variation, with a copy of its template, of a message that exists. */
export async function copyVariation(
  tx: Tx,
  accountId: string,
  { campaign, message }: Whole,
  {
    from,
    place,
    name,
    now,
  }: { from: VariationRow; place: number; name?: string | undefined; now: Date },
): Promise<string> {
  const { messageId } = message
  const variationId = place === 0 ? messageId : newId(now)
  const called = name ?? (from.messageId === messageId ? letterOf(place) : from.name)
  const { imageId } = from
  await insertVariation(
    tx,
    accountId,
    { variationId, messageId, place, name: called, imageId },
    now,
  )
  const content = await contentOf(tx, accountId, from.variationId)
  const { options, ...own } = settingsOf(campaign, message)
  const { templateId } = content
  const copy =
    templateId === null
      ? null
      : await copyTemplate(tx, accountId, templateId, { isLibrary: false, now })
  await createContent(tx, accountId, {
    ...content,
    ...own,
    name: message.label ?? campaign.name,
    options: { ...content.options, ...options },
    templateId: copy?.templateId ?? null,
    contentId: variationId,
    now,
  })
  return variationId
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
    const { campaign, message } = await lockedMessage(tx, accountId, variation)
    refuseUneditable([message])
    if (variation.variationId === variation.messageId) {
      throw conflict(
        'first_variation',
        'The first variation is the message itself.',
        'Delete the message or the campaign, or change what the message says.',
      )
    }
    await deleteVariationRow(tx, accountId, variation)
    await deleteContent(tx, accountId, variationId)
    await saveCampaignMessage(tx, accountId, { ...message, updatedAt: editing.now })
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

/** Settings of a campaign and of a message reach all that the message says. */
export async function refreshContents(
  tx: Tx,
  accountId: string,
  { campaign, message }: Whole,
  now: Date,
): Promise<void> {
  const { options, ...own } = settingsOf(campaign, message)
  for (const { variationId } of await variationsOfMessage(tx, accountId, message)) {
    const content = await contentOf(tx, accountId, variationId)
    await updateContent(tx, accountId, variationId, {
      ...own,
      name: message.label ?? campaign.name,
      options: { ...content.options, ...options },
      now,
    })
  }
}

export async function variationsOfMessage(
  tx: Tx,
  accountId: string,
  { campaignId, messageId }: Pick<CampaignMessage, 'campaignId' | 'messageId'>,
): Promise<VariationRow[]> {
  const all = await variationsOfCampaigns(tx, accountId, [campaignId])
  return all.filter((one) => one.messageId === messageId)
}

async function changeable(
  tx: Tx,
  accountId: string,
  { contentId, noun }: { contentId: string; noun: string },
): Promise<Whole & { variation: VariationRow }> {
  const variation = await findVariation(tx, accountId, contentId)
  const isOther = noun === 'campaign-message' && variation?.messageId !== contentId
  if (!variation || isOther) throw notFound(noun, contentId)
  const { campaign, message } = await lockedMessage(tx, accountId, variation)
  if (message.status !== 'Draft' && !isRunning(message.status)) throw tooLate(message)
  return { campaign, variation, message }
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
