import { NewEvent } from '../contract/events.ts'
import { ProfileUpsert } from '../contract/profiles.ts'
import type { EventToRecord } from '../event/new-event.ts'
import { readEvent } from '../event/new-event.ts'
import { Problem } from '../platform/problem.ts'
import { bodyProblem } from '../platform/request-body.ts'
import { identifiersOf } from '../profile/identifiers.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { readProfileInput } from '../profile/profile-input.ts'
import type { Values } from './file-rows.ts'
import { HISTORY_AFTER_MS } from './read-event.ts'
import { sentProfile } from './read-profile.ts'
import { Refused } from './refusal.ts'

/** Whether a line of JSON is an event or profile as the API takes it, alone or inside `data`. */
export function isApiShape(values: Values, kind: 'event' | 'profile'): boolean {
  const sent = resourceOf(values)
  return sent['type'] === kind && typeof sent['attributes'] === 'object'
}

/** @throws Refused when the API would refuse it */
export function apiEvent(values: Values, now: Date): EventToRecord {
  const parsed = NewEvent.safeParse(resourceOf(values))
  if (!parsed.success) throw asRefused(bodyProblem(parsed.error, resourceOf(values)))
  const { profile, ...attributes } = parsed.data.attributes
  if (!attributes.time) {
    throw new Refused('no-time', 'The event has no time.', 'Add attributes.time in ISO 8601.')
  }
  const input = sentProfile(() => readProfileInput(profile.data, '', 'event'))
  if (identifiersOf(input.identifiers).length === 0 && input.id === undefined) throw noIdentifier()
  const isHistory = now.getTime() - attributes.time.getTime() > HISTORY_AFTER_MS
  try {
    const facts = readEvent(attributes, now, '')
    return { ...facts, isBackfill: facts.isBackfill || isHistory, profile: input }
  } catch (error) {
    throw error instanceof Problem ? asRefused(error) : error
  }
}

/** @throws Refused when the API would refuse it */
export function apiProfile(values: Values): ProfileInput {
  const parsed = ProfileUpsert.safeParse(resourceOf(values))
  if (!parsed.success) throw asRefused(bodyProblem(parsed.error, resourceOf(values)))
  const input = sentProfile(() => readProfileInput(parsed.data, '', 'api'))
  if (identifiersOf(input.identifiers).length === 0 && input.id === undefined) throw noIdentifier()
  return input
}

function noIdentifier(): Refused {
  return new Refused(
    'no-profile',
    'The line names nobody.',
    'Add email, phone_number, external_id or anonymous_id.',
  )
}

function resourceOf(values: Values): Record<string, unknown> {
  const data = values.get('data')
  if (typeof data === 'object' && data !== null) return Object.fromEntries(Object.entries(data))
  // The paths of nested values are for mappings; only these keys are the resource.
  const keys = ['type', 'id', 'attributes', 'meta'].filter((key) => values.has(key))
  return Object.fromEntries(keys.map((key) => [key, values.get(key)]))
}

function asRefused(problem: Problem): Refused {
  const [detail] = problem.details
  return new Refused(
    'not-acceptable',
    problem.details.map((one) => one.detail).join(' '),
    detail?.fix ?? 'Send the line as the API takes it.',
  )
}
