import type { MessageDefinition, SendStrategy, TrackingOptions } from '../contract/campaigns.ts'
import { conflict, notFound } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { lockTags } from '../tag/save-tag.action.ts'
import { copyTaggings } from '../tag/taggings.sql.ts'
import { audiencesOfCampaigns } from './audiences.sql.ts'
import { type Audience, type Campaign, type CampaignMessage, isRunning } from './campaign.ts'
import {
  type Editing,
  locked,
  newId,
  note,
  refuseUneditable,
  refuseUsed,
} from './campaign-editing.action.ts'
import { messagesOfCampaigns } from './campaign-messages.sql.ts'
import { deleteCampaignRow, findCampaign, saveCampaign } from './campaigns.sql.ts'
import { wordsOf } from './message-definition.ts'
import { addAudience, insertAudience, saveChanged } from './save-audience.action.ts'
import { addMessage, copyMessage, dropWords, saveSettings } from './save-message.action.ts'
import { STABLE_WORDS_AT } from './words.ts'

/** Names of campaigns as they are kept. */
const NAME_CHARACTERS_MAX = 255

/** Where requests of the stable shape say who gets it. */
const AUDIENCES_AT = '/data/attributes/audiences'

/** A campaign of one audience and one message, as the stable shape says it. */
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
  { name, audience, message, imageId, ...settings }: NewCampaign,
  editing: Editing,
): Promise<string> {
  return inAccount(sql, accountId, async (tx) => {
    const campaign = await insertCampaign(tx, accountId, { name }, editing)
    const named = { ...audience, name: null, priority: null, at: AUDIENCES_AT }
    const { audienceId } = await addAudience(tx, accountId, campaign, named, editing)
    const image = '/data/attributes/campaign-messages/data/0/relationships/image/data/id'
    const words = { content: wordsOf(message), imageId }
    await addMessage(
      tx,
      accountId,
      { campaign, messages: [] },
      {
        ...settings,
        audienceId,
        label: message.label ?? null,
        channel: message.channel,
        variations: [{ words, at: { ...STABLE_WORDS_AT, image } }],
      },
      editing,
    )
    await note(tx, editing, 'campaign.created', campaign)
    return campaign.campaignId
  })
}

/** A campaign without anything to send. */
export async function insertCampaign(
  tx: Tx,
  accountId: string,
  wanted: Pick<Campaign, 'name'> & Partial<Campaign>,
  { now }: Pick<Editing, 'now'>,
): Promise<Campaign> {
  const campaign: Campaign = {
    archived: false,
    builder: 'wizard',
    color: null,
    description: null,
    ...wanted,
    campaignId: newId(now),
    createdAt: now,
    updatedAt: now,
  }
  await saveCampaign(tx, accountId, campaign)
  return campaign
}

export interface CampaignChanges {
  name?: string | undefined
  audience?: Partial<Audience> | undefined
  strategy?: SendStrategy | undefined
  hasSmartSending?: boolean | undefined
  tracking?: TrackingOptions | undefined
  test?: {
    testShare?: number | undefined
    winnerMetric?: CampaignMessage['winnerMetric'] | undefined
    winnerAfterMinutes?: number | undefined
    recipientsWhen?: CampaignMessage['recipientsWhen'] | undefined
  }
}

/**
 * Change a campaign that nobody has got yet, and all its messages. Those that are scheduled are planned
 * anew.
 * @throws Problem 404; 409 when it is being sent or was, or has several audiences; 400 for groups that
 *   do not exist
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
    const { campaign: known, messages } = await locked(tx, accountId, campaignId)
    refuseUneditable(messages)
    const campaign = { ...known, name: changes.name ?? known.name, updatedAt: now }
    await saveCampaign(tx, accountId, campaign)
    if (changes.audience) await changeOnlyAudience(tx, accountId, campaign, changes.audience, now)
    for (const row of messages) {
      const message = {
        ...row,
        ...testOf(row, changes.test),
        strategy: changes.strategy ?? row.strategy,
        hasSmartSending: changes.hasSmartSending ?? row.hasSmartSending,
        tracking: changes.tracking ?? row.tracking,
      }
      await saveSettings(tx, accountId, { campaign, message }, now)
    }
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

function testOf(row: CampaignMessage, test: CampaignChanges['test'] = {}) {
  return {
    testShare: test.testShare ?? row.testShare,
    winnerMetric: test.winnerMetric ?? row.winnerMetric,
    winnerAfterMinutes: test.winnerAfterMinutes ?? row.winnerAfterMinutes,
    recipientsWhen: test.recipientsWhen ?? row.recipientsWhen,
  }
}

/** @throws Problem 409 when there are several */
async function changeOnlyAudience(
  tx: Tx,
  accountId: string,
  campaign: Campaign,
  changes: Partial<Audience>,
  now: Date,
): Promise<void> {
  const [only, ...others] = await audiencesOfCampaigns(tx, accountId, [campaign.campaignId])
  if (others.length > 0) {
    throw conflict(
      'several_audiences',
      `The campaign has ${others.length + 1} audiences, and this does not say which.`,
      'Change one with PATCH /api/campaign-audiences/{id}.',
    )
  }
  const at = AUDIENCES_AT
  if (only) return saveChanged(tx, accountId, only, changes, { at, now })
  const wanted = { included: [], excluded: [], ...changes, name: null, priority: null, at }
  await addAudience(tx, accountId, campaign, wanted, { now })
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
    const { campaign, messages } = await locked(tx, accountId, campaignId)
    refuseUsed(messages)
    for (const message of messages) await dropWords(tx, accountId, message)
    await deleteCampaignRow(tx, accountId, campaignId)
    await note(tx, editing, 'campaign.deleted', campaign)
  })
}

/** A draft like another campaign, with its tags. @throws Problem 404 */
export function cloneCampaign(
  sql: Sql,
  accountId: string,
  campaignId: string,
  nameOf: (original: string) => string,
  editing: Editing,
): Promise<string> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    await lockTags(tx, accountId)
    const original = await findCampaign(tx, accountId, campaignId)
    if (!original) throw notFound('campaign', campaignId)
    const { builder, color, description } = original
    const name = nameOf(original.name).slice(0, NAME_CHARACTERS_MAX)
    const wanted = { name, builder, color, description }
    const campaign = await insertCampaign(tx, accountId, wanted, editing)
    const copies = new Map<string, string>()
    for (const audience of await audiencesOfCampaigns(tx, accountId, [campaignId])) {
      const { audienceId } = await insertAudience(tx, accountId, campaign, audience, editing)
      copies.set(audience.audienceId, audienceId)
    }
    const messages: CampaignMessage[] = []
    for (const from of await messagesOfCampaigns(tx, accountId, [campaignId])) {
      const to = { audienceId: copies.get(from.audienceId) ?? '', label: from.label }
      messages.push(await copyMessage(tx, accountId, { campaign, messages }, { from, to }, now))
    }
    await copyTaggings(tx, accountId, 'campaign', { from: campaignId, to: campaign.campaignId })
    await note(tx, editing, 'campaign.created', campaign)
    return campaign.campaignId
  })
}

/**
 * Put a campaign away, or back.
 * @throws Problem 404; 409 while a message of it is at work
 */
export function setArchived(
  sql: Sql,
  accountId: string,
  campaignId: string,
  archived: boolean,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const { campaign, messages } = await locked(tx, accountId, campaignId)
    if (archived && messages.some(({ status }) => isRunning(status))) throw stillRunning()
    await saveCampaign(tx, accountId, { ...campaign, archived, updatedAt: editing.now })
    const action = archived ? 'archive' : 'restore'
    await note(tx, editing, 'campaign.changed', campaign, { action })
  })
}

export function stillRunning() {
  return conflict('campaign_running', 'The campaign is at work.', 'Cancel it first.')
}
