import type { z } from 'zod'
import type {
  BetaMessageDefinition,
  CampaignDefinition,
  createCampaignBeta,
  VariationDefinition,
} from '../contract/campaigns-beta.ts'
import type { MessageChannel } from '../contract/messages.ts'
import { invalid, quote } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { messageChangesOf, wordsOfDetails } from './beta-definition.ts'
import { type CampaignMessage, isRunning, NEW_MESSAGE } from './campaign.ts'
import { type Editing, locked, note, refuseUneditable } from './campaign-editing.action.ts'
import { saveCampaign } from './campaigns.sql.ts'
import { addAudience } from './save-audience.action.ts'
import { insertCampaign, stillRunning } from './save-campaign.action.ts'
import { addMessage, type NewMessage, saveSettings } from './save-message.action.ts'
import type { Words, WordsAt } from './words.ts'

/** Of a campaign that is given none. */
const UNNAMED = 'Untitled campaign'

type Wanted = z.output<NonNullable<(typeof createCampaignBeta)['body']>>['data']['attributes']

/**
 * Create a campaign with its audiences and messages, all of it or nothing.
 * @throws Problem 400 for temporary ids that do not fit, groups, templates and pictures that do not
 *   exist, and channels that differ within a message
 */
export function createWholeCampaign(
  sql: Sql,
  accountId: string,
  { definition, audiences, messages }: Wanted,
  editing: Editing,
): Promise<string> {
  return inAccount(sql, accountId, async (tx) => {
    const { name, builder, archived, color, description } = definition
    const campaign = await insertCampaign(
      tx,
      accountId,
      {
        name: name ?? UNNAMED,
        builder: builder ?? 'wizard',
        archived: archived ?? false,
        color: color ?? null,
        description: description ?? null,
      },
      editing,
    )
    const ids = new Map<string, string>()
    for (const [place, wanted] of (audiences ?? []).entries()) {
      const at = `/data/attributes/audiences/${place}`
      if (ids.has(wanted.temporary_id)) {
        throw invalid(
          `${at}/temporary_id`,
          `The temporary id ${quote(wanted.temporary_id)} is that of another audience.`,
        )
      }
      const { name, included, excluded } = wanted
      const audience = await addAudience(
        tx,
        accountId,
        campaign,
        {
          name: name ?? null,
          priority: null,
          included: included ?? [],
          excluded: excluded ?? [],
          at,
        },
        editing,
      )
      ids.set(wanted.temporary_id, audience.audienceId)
    }
    const made: CampaignMessage[] = []
    for (const [place, wanted] of (messages ?? []).entries()) {
      const at = `/data/attributes/messages/${place}`
      const audienceId = ids.get(wanted.audience_temporary_id)
      if (audienceId === undefined) {
        throw invalid(
          `${at}/audience_temporary_id`,
          `No audience of the document has the temporary id ${quote(wanted.audience_temporary_id)}.`,
          'Say the audience in attributes.audiences.',
        )
      }
      const throttling = wanted.throttling_type
      const said = {
        audienceId,
        label: wanted.name ?? null,
        hasSmartSending: throttling ? throttling !== 'NONE' : NEW_MESSAGE.hasSmartSending,
        tracking:
          typeof wanted.is_add_utm === 'boolean' ? { add_tracking_params: wanted.is_add_utm } : {},
        ...variationsOf(wanted.variations, `${at}/variations`),
      }
      const whole = { campaign, messages: made }
      const message = { strategy: NEW_MESSAGE.strategy, ...said }
      made.push(await addMessage(tx, accountId, whole, message, editing))
    }
    await note(tx, editing, 'campaign.created', campaign)
    return campaign.campaignId
  })
}

/** A message as `POST /api/campaign-messages` says it. @throws Problem 400 */
export function newMessageOf(
  definition: BetaMessageDefinition,
  variations: readonly { definition: VariationDefinition }[] | null | undefined,
  audienceId: string,
): NewMessage {
  const { label, hasSmartSending, tracking } = messageChangesOf(definition, {})
  return {
    audienceId,
    label: label ?? null,
    strategy: NEW_MESSAGE.strategy,
    hasSmartSending: hasSmartSending ?? NEW_MESSAGE.hasSmartSending,
    tracking,
    ...variationsOf(variations, '/data/attributes/variations'),
  }
}

/** What a message says, and by which channel; without a word it is an empty mail. */
function variationsOf(
  given: readonly { definition: VariationDefinition }[] | null | undefined,
  at: string,
): Pick<NewMessage, 'channel' | 'variations'> {
  const said = given?.length ? given : [{ definition: {} }]
  const variations = said.map(({ definition }, place) => ({
    words: wordsOfVariation(definition),
    at: wordsAt(`${at}/${place}/definition`),
  }))
  const channel = variations.find(({ words }) => words.channel)?.words.channel ?? 'email'
  for (const { words, at: where } of variations) refuseOtherChannel(words, channel, where)
  return { channel, variations }
}

/** @throws Problem 400 */
function refuseOtherChannel({ channel }: Words, expected: MessageChannel, at: WordsAt): void {
  if (channel === undefined || channel === expected) return
  throw invalid(
    at.channel,
    `The message goes by ${expected}; a variation of it cannot go by ${channel}.`,
    'Create another message for another channel.',
  )
}

export function wordsOfVariation({ name, details }: VariationDefinition): Words {
  return { name: name ?? undefined, ...(details ? wordsOfDetails(details) : {}) }
}

/** Where a definition of a variation says what. */
export function wordsAt(definition: string): WordsAt {
  const details = `${definition}/details`
  return {
    channel: `${details}/channel`,
    template: `${details}/template_id`,
    image: `${details}/mms_static_image_asset_id`,
  }
}

/**
 * Change what a campaign is called, how it looks, and whether it is put away.
 * @throws Problem 404; 409 for a new name of one that is being sent or was, and to put one away that is
 *   at work
 */
export function changeAppearance(
  sql: Sql,
  accountId: string,
  campaignId: string,
  definition: CampaignDefinition,
  editing: Editing,
): Promise<void> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const { campaign: known, messages } = await locked(tx, accountId, campaignId)
    const { color, description } = definition
    const campaign = {
      ...known,
      name: definition.name ?? known.name,
      builder: definition.builder ?? known.builder,
      archived: definition.archived ?? known.archived,
      color: color === undefined ? known.color : color,
      description: description === undefined ? known.description : description,
      updatedAt: now,
    }
    const isPutAway = campaign.archived && !known.archived
    if (isPutAway && messages.some(({ status }) => isRunning(status))) throw stillRunning()
    await saveCampaign(tx, accountId, campaign)
    if (campaign.name !== known.name) {
      refuseUneditable(messages)
      for (const message of messages) await saveSettings(tx, accountId, { campaign, message }, now)
    }
    await note(tx, editing, 'campaign.changed', campaign)
  })
}
