import { eventIdText, ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { type ConditionVerdict, evaluate, nextChange } from './evaluate.ts'
import { loadFacts } from './facts.sql.ts'
import type { EventFact } from './facts.ts'
import { joinedAt } from './members-list.sql.ts'
import { inDetail, needsOf } from './needs.ts'
import { segmentById, timezoneOf } from './segments-due.sql.ts'

/** Events that an explanation lists of each condition, newest first. */
const EVENTS_SHOWN = 20

/**
 * Why a profile is in a segment or not: each condition with what it rests on, and until when.
 * @throws Problem 404 for the segment or the profile
 */
export async function explainSegment(
  tx: Tx,
  accountId: string,
  segmentId: string,
  profileId: string,
  now: Date,
): Promise<Resource> {
  const segment = await segmentById(tx, accountId, segmentId)
  if (!segment) throw notFound('segment', segmentId)
  const { definition } = segment
  const needs = inDetail(needsOf(definition))
  const facts = (await loadFacts(tx, accountId, [profileId], needs)).get(profileId)
  if (!facts) throw notFound('profile', ulidOf(profileId))
  const moment = { now, timezone: await timezoneOf(tx, accountId) }
  const verdict = evaluate(definition, facts, moment)
  const change = nextChange(definition, facts, moment)
  const joined = await joinedAt(tx, accountId, segmentId, profileId)
  return {
    type: 'segment-explanation',
    id: ulidOf(profileId),
    parentId: segmentId,
    attributes: {
      matches: verdict.matches,
      is_member: joined !== undefined,
      joined_group_at: joined ? isoSeconds(joined) : null,
      next_change: change && { at: isoSeconds(change.at), matches: change.matches },
      groups: verdict.groups.map((conditions, g) =>
        conditions.map((one, c) => ({
          condition: definition.condition_groups[g]?.conditions[c],
          ...explained(one),
        })),
      ),
      as_of: isoSeconds(now),
    },
  }
}

function explained(one: ConditionVerdict) {
  const newest = one.events.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  return {
    holds: one.holds,
    measured: one.measured,
    value: one.value ?? null,
    events: newest.slice(0, EVENTS_SHOWN).map(shown),
    events_counted: one.events.length,
    next_look: one.nextFlip && isoSeconds(one.nextFlip),
    is_unanswerable: one.isUnanswerable,
  }
}

function shown({ eventId, metricId, at, value }: EventFact) {
  return {
    id: eventIdText(BigInt(eventId)),
    metric_id: metricId,
    datetime: isoSeconds(at),
    value,
  }
}
