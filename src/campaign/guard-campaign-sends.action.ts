import { Definition } from '../contract/conditions.ts'
import type { SkipReason } from '../contract/messages.ts'
import type { QueuedMessage } from '../message/message.ts'
import type { Tx } from '../platform/sql.ts'
import { evaluate } from '../segment/evaluate.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import type { Facts, Moment } from '../segment/facts.ts'
import { type GroupRow, groupsByIds } from '../segment/groups.sql.ts'
import { allNeeds, type Needs, needsOf } from '../segment/needs.ts'
import { timezoneOf } from '../segment/segments-due.sql.ts'
import { audiencesByIds } from './audiences.sql.ts'
import { type Audience, isCancelled } from './campaign.ts'
import { messagesOfCampaigns } from './campaign-messages.sql.ts'
import { attemptsOfCampaigns } from './recipients.sql.ts'

type CampaignMessage = QueuedMessage & {
  source: Extract<QueuedMessage['source'], { kind: 'campaign' }>
}

/**
 * Which messages of campaigns must not go after all: the campaign is gone or cancelled, the person
 * left its audience or came into what it excludes, or it reached them already as somebody they were
 * merged with. Excluded segments are asked by their definition, so that what happened a moment ago counts.
 */
export async function guardCampaignSends(
  tx: Tx,
  accountId: string,
  due: readonly QueuedMessage[],
  now: Date,
): Promise<Map<string, SkipReason>> {
  const own = due.filter((one): one is CampaignMessage => one.source.kind === 'campaign')
  const refused = new Map<string, SkipReason>()
  if (own.length === 0) return refused
  const campaignIds = [...new Set(own.map((message) => message.source.campaignId))]
  const rows = await messagesOfCampaigns(tx, accountId, campaignIds)
  const messages = new Map(rows.map((row) => [row.messageId, row]))
  const audienceIds = [...new Set(rows.map((row) => row.audienceId))]
  const found = await audiencesByIds(tx, accountId, audienceIds)
  const audiences = new Map(found.map((one) => [one.audienceId, one]))
  const timezone = await timezoneOf(tx, accountId)
  const groupIds = [...audiences.values()].flatMap((one) => [...one.included, ...one.excluded])
  const groups = new Map(
    (await groupsByIds(tx, accountId, groupIds)).map((row) => [row.groupId, row]),
  )
  const excludedIds = new Set([...audiences.values()].flatMap((one) => [...one.excluded]))
  const definitions = new Map(
    [...excludedIds].flatMap((id) => {
      const definition = definitionOf(groups.get(id))
      return definition ? [[id, definition] as const] : []
    }),
  )
  const membership: Needs = {
    metrics: new Map(),
    groups: new Set(groupIds),
    profile: false,
    activity: false,
  }
  const needs = allNeeds([membership, ...[...definitions.values()].map(needsOf)])
  const profileIds = [...new Set(own.map((message) => message.profileId))]
  const people = await loadFacts(tx, accountId, profileIds, needs)
  const moment = { now, timezone }
  const audienceOf = (id: string) => messages.get(id)?.audienceId
  const attempts: Attempt[] = await attemptsBefore(tx, accountId, own, rows)
  for (const { messageId, profileId, source } of own) {
    const attempt = { messageId, profileId, ...source }
    const message = messages.get(source.campaignMessageId)
    const audience = message && audiences.get(message.audienceId)
    const reason =
      !message || !audience
        ? 'Action Deleted'
        : isCancelled(message.status)
          ? 'Email Cancelled'
          : attempts.some((before) => isTwice(attempt, before, audienceOf))
            ? 'Duplicate Email'
            : refusalOf(audience, people.get(profileId), { groups, definitions, moment })
    if (reason) refused.set(messageId, reason)
    else attempts.push(attempt)
  }
  return refused
}

interface Attempt {
  messageId: string
  profileId: string
  campaignId: string
  campaignMessageId: string
}

/** What may stand in the way of others; whoever got the very same words is known to all that is sent. */
async function attemptsBefore(
  tx: Tx,
  accountId: string,
  own: readonly CampaignMessage[],
  rows: readonly { campaignId: string; audienceId: string }[],
): Promise<Attempt[]> {
  const audiences = Map.groupBy(rows, (row) => row.campaignId)
  const isWatched = ({ source }: CampaignMessage) => {
    const ids = audiences.get(source.campaignId)?.map((row) => row.audienceId)
    return source.variationId !== null || new Set(ids).size > 1
  }
  const watched = own.filter(isWatched)
  if (watched.length === 0) return []
  return attemptsOfCampaigns(tx, accountId, {
    campaignIds: [...new Set(watched.map((one) => one.source.campaignId))],
    profileIds: [...new Set(watched.map((one) => one.profileId))],
  })
}

/**
 * Two people were determined, in two audiences or for one message, and merged since: they are one person
 * who gets the messages of one audience, and each of them once.
 */
function isTwice(
  one: Attempt,
  before: Attempt,
  audienceOf: (campaignMessageId: string) => string | undefined,
): boolean {
  if (one.profileId !== before.profileId || one.campaignId !== before.campaignId) return false
  if (one.messageId === before.messageId) return false
  const isSame = one.campaignMessageId === before.campaignMessageId
  return isSame || audienceOf(one.campaignMessageId) !== audienceOf(before.campaignMessageId)
}

interface Known {
  groups: ReadonlyMap<string, GroupRow>
  definitions: ReadonlyMap<string, Definition>
  moment: Moment
}

function refusalOf(
  { included, excluded }: Audience,
  person: Facts | undefined,
  { groups, definitions, moment }: Known,
): SkipReason | null {
  if (!person) return 'Person Deleted'
  const isExcluded = excluded.some((id) => {
    const definition = definitions.get(id)
    // What is gone cannot be asked, and so lets nobody through.
    if (!groups.has(id)) return true
    return definition ? evaluate(definition, person, moment).matches : person.groups.has(id)
  })
  if (isExcluded) return 'Person in Excluded Audience'
  return included.some((id) => person.groups.has(id)) ? null : 'Person No Longer in List'
}

function definitionOf(group: GroupRow | undefined): Definition | undefined {
  if (group?.kind !== 'segment') return undefined
  return Definition.parse(group.definition)
}
