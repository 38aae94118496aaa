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
import { campaignMessagesByIds } from './campaign-messages.sql.ts'

type CampaignMessage = QueuedMessage & {
  source: Extract<QueuedMessage['source'], { kind: 'campaign' }>
}

/**
 * Which messages of campaigns must not go after all: the campaign is gone or cancelled, the person
 * left its audience or came into what it excludes. Excluded segments are asked by their definition, so
 * that what happened a moment ago counts.
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
  const messageIds = [...new Set(own.map((message) => message.source.campaignMessageId))]
  const rows = await campaignMessagesByIds(tx, accountId, messageIds)
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
  for (const { messageId, profileId, source } of own) {
    const message = messages.get(source.campaignMessageId)
    const audience = message && audiences.get(message.audienceId)
    const reason =
      !message || !audience
        ? 'Action Deleted'
        : isCancelled(message.status)
          ? 'Email Cancelled'
          : refusalOf(audience, people.get(profileId), { groups, definitions, moment })
    if (reason) refused.set(messageId, reason)
  }
  return refused
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
