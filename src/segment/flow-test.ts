import { createHash } from 'node:crypto'
import type { EventFrame, TriggerPropertyCondition } from '../contract/conditions.ts'
import { isEventInFrame, nextEventFlip } from './date-frame.ts'
import type { Moment } from './facts.ts'
import { eventValue } from './property-path.ts'
import { nextFlipOf, passes } from './value-test.ts'

/** What only flows ask: of what began a passage, of what came before it, and of chance. */

/** Whether nothing happened within a frame. */
export function testSince(frame: EventFrame, instants: readonly Date[], moment: Moment) {
  const flips = instants.flatMap((at) => nextEventFlip(frame, at, moment) ?? [])
  return {
    holds: !instants.some((at) => isEventInFrame(frame, at, moment)),
    nextFlip: flips.length > 0 ? new Date(Math.min(...flips.map(Number))) : null,
  }
}

/** Of the event that the flow began with; without one nothing holds. */
export function testTriggerProperty(condition: TriggerPropertyCondition, moment: Moment) {
  const trigger = moment.flow?.trigger
  if (!trigger || (condition.metric_id && condition.metric_id !== trigger.metricId)) {
    return { holds: false, nextFlip: null }
  }
  const value = eventValue(trigger, condition.field)
  return {
    value,
    holds: passes(condition.filter, value, moment),
    nextFlip: nextFlipOf(condition.filter, value, moment),
  }
}

const HASH_RANGE = 2 ** 32

/**
 * A number from 0 up to, not including, 1, the same every time for a profile and a key, and spread
 * evenly over profiles.
 */
export function drawnFor(profileId: string, key: string): number {
  const digest = createHash('sha256').update(`${key} ${profileId}`).digest()
  return digest.readUInt32BE(0) / HASH_RANGE
}

/** @param percentage 0: nobody, 100: everybody */
export function isInSample(profileId: string, key: string, percentage: number): boolean {
  return drawnFor(profileId, key) * 100 < percentage
}
