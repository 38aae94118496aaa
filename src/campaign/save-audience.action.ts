import { CAMPAIGN_AUDIENCES_MAX } from '../contract/campaigns.ts'
import { conflict, invalidDetail, notFound, Problem, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { groupsByIds } from '../segment/groups.sql.ts'
import {
  audiencesByIds,
  audiencesOfCampaigns,
  deleteAudienceRow,
  saveAudience,
} from './audiences.sql.ts'
import type { Audience, Campaign, CampaignAudience } from './campaign.ts'
import { type Editing, locked, newId, note, refuseUneditable } from './campaign-editing.action.ts'
import { saveCampaignMessage } from './campaign-messages.sql.ts'
import { saveCampaign } from './campaigns.sql.ts'
import { replanned } from './plan-anew.action.ts'

export type NewAudience = Audience & { name: string | null; priority: number | null }

export interface AudienceChanges {
  name?: string | null | undefined
  priority?: number | null | undefined
  included?: readonly string[] | undefined
  excluded?: readonly string[] | undefined
}

/** One more audience of a campaign. @throws Problem 400 for groups that do not exist; 409 */
export async function addAudience(
  tx: Tx,
  accountId: string,
  campaign: Pick<Campaign, 'campaignId'>,
  { at, ...wanted }: NewAudience & { at: string },
  editing: Pick<Editing, 'now'>,
): Promise<CampaignAudience> {
  await refuseUnknownGroups(tx, accountId, wanted, at)
  return insertAudience(tx, accountId, campaign, wanted, editing)
}

/** The same with groups that may be gone: they hold up whatever is to be sent. @throws Problem 409 */
export async function insertAudience(
  tx: Tx,
  accountId: string,
  { campaignId }: Pick<Campaign, 'campaignId'>,
  { name, priority, included, excluded }: NewAudience,
  { now }: Pick<Editing, 'now'>,
): Promise<CampaignAudience> {
  const others = await audiencesOfCampaigns(tx, accountId, [campaignId])
  if (others.length >= CAMPAIGN_AUDIENCES_MAX) {
    throw conflict(
      'too_many_audiences',
      `A campaign has at most ${CAMPAIGN_AUDIENCES_MAX} audiences.`,
    )
  }
  const audience: CampaignAudience = {
    audienceId: newId(now),
    campaignId,
    place: Math.max(-1, ...others.map((one) => one.place)) + 1,
    name,
    priority,
    included: [...new Set(included)],
    excluded: [...new Set(excluded)],
    createdAt: now,
    updatedAt: now,
  }
  await saveAudience(tx, accountId, audience)
  return audience
}

/**
 * Change an audience for which nobody was sent to yet. Its messages that are scheduled are planned anew.
 * @throws Problem 404; 409 when one of its messages is being sent or was; 400 for unknown groups
 */
export function changeAudience(
  sql: Sql,
  accountId: string,
  audienceId: string,
  changes: AudienceChanges,
  editing: Editing & { at: string },
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const known = await existingAudience(tx, accountId, audienceId)
    const { campaign, messages } = await locked(tx, accountId, known.campaignId)
    const own = messages.filter((one) => one.audienceId === audienceId)
    refuseUneditable(own)
    await saveChanged(tx, accountId, known, changes, editing)
    for (const message of own) {
      const anew = await replanned(tx, accountId, message, editing.now)
      await saveCampaignMessage(tx, accountId, { ...anew, updatedAt: editing.now })
    }
    await saveCampaign(tx, accountId, { ...campaign, updatedAt: editing.now })
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

/** The same without its messages. */
export async function saveChanged(
  tx: Tx,
  accountId: string,
  known: CampaignAudience,
  { name, priority, included, excluded }: AudienceChanges,
  { at, now }: { at: string; now: Date },
): Promise<void> {
  const audience = {
    ...known,
    name: name === undefined ? known.name : name,
    priority: priority === undefined ? known.priority : priority,
    included: [...new Set(included ?? known.included)],
    excluded: [...new Set(excluded ?? known.excluded)],
    updatedAt: now,
  }
  if (included || excluded) await refuseUnknownGroups(tx, accountId, audience, at)
  await saveAudience(tx, accountId, audience)
}

/** One more audience of a campaign that is there. @throws Problem 404, 400, 409 */
export function createAudience(
  sql: Sql,
  accountId: string,
  campaignId: string,
  wanted: NewAudience & { at: string },
  editing: Editing,
): Promise<string> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const { campaign } = await locked(tx, accountId, campaignId)
    const { audienceId } = await addAudience(tx, accountId, campaign, wanted, editing)
    await saveCampaign(tx, accountId, { ...campaign, updatedAt: now })
    await note(tx, editing, 'campaign.changed', campaign)
    return audienceId
  })
}

/** An audience like another one, of the same campaign unless another is named. @throws Problem 404, 409 */
export function cloneAudience(
  sql: Sql,
  accountId: string,
  audienceId: string,
  { name, campaignId }: { name: string | null; campaignId: string | null },
  editing: Editing,
): Promise<string> {
  const { now } = editing
  return inAccount(sql, accountId, async (tx) => {
    const original = await existingAudience(tx, accountId, audienceId)
    const { campaign } = await locked(tx, accountId, campaignId ?? original.campaignId)
    const wanted = { ...original, name: name ?? original.name }
    const copy = await insertAudience(tx, accountId, campaign, wanted, editing)
    await saveCampaign(tx, accountId, { ...campaign, updatedAt: now })
    await note(tx, editing, 'campaign.changed', campaign)
    return copy.audienceId
  })
}

/** @throws Problem 404; 409 while a message has it */
export function deleteAudience(
  sql: Sql,
  accountId: string,
  audienceId: string,
  editing: Editing,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const audience = await existingAudience(tx, accountId, audienceId)
    const { campaign, messages } = await locked(tx, accountId, audience.campaignId)
    const own = messages.filter((one) => one.audienceId === audienceId)
    if (own.length > 0) {
      throw conflict(
        'audience_used',
        `The audience is that of ${own.length} messages, the first being ${quote(own[0]?.messageId)}.`,
        'Delete these messages first.',
      )
    }
    await deleteAudienceRow(tx, accountId, audienceId)
    await saveCampaign(tx, accountId, { ...campaign, updatedAt: editing.now })
    await note(tx, editing, 'campaign.changed', campaign)
  })
}

/** @throws Problem 404 */
export async function existingAudience(
  tx: Tx,
  accountId: string,
  audienceId: string,
): Promise<CampaignAudience> {
  const [audience] = await audiencesByIds(tx, accountId, [audienceId])
  if (!audience) throw notFound('campaign-audience', audienceId)
  return audience
}

async function refuseUnknownGroups(
  tx: Tx,
  accountId: string,
  audience: Audience,
  at: string,
): Promise<void> {
  const ids = [...audience.included, ...audience.excluded]
  const known = new Set((await groupsByIds(tx, accountId, ids)).map((row) => row.groupId))
  const problems = (['included', 'excluded'] as const).flatMap((side) =>
    audience[side].flatMap((groupId, place) =>
      known.has(groupId)
        ? []
        : [
            invalidDetail(
              `${at}/${side}/${place}`,
              `A list or segment with id ${quote(groupId)} does not exist.`,
              'Use an id from GET /api/lists or GET /api/segments.',
            ),
          ],
    ),
  )
  if (problems.length > 0) throw new Problem(400, problems)
}
