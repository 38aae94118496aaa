import type { AnyCondition, AnyDefinition } from '../contract/conditions.ts'
import { testConsent, testPermission } from './consent-test.ts'
import { isInFrame, nextFlip } from './date-frame.ts'
import type { EventFact, Facts, Moment } from './facts.ts'
import { isInSample, testSince, testTriggerProperty } from './flow-test.ts'
import { testFunnel } from './funnel.ts'
import { testMetric } from './metric-test.ts'
import { receivedChannelOf } from './needs.ts'
import { profilePath, profileValue } from './property-path.ts'
import { isInRegion } from './region.ts'
import { nextFlipOf, passes } from './value-test.ts'

/** The answer about one condition, with what it rests on. */
export interface ConditionVerdict {
  holds: boolean
  /** The first instant after now at which time alone may change `holds`; null: never. */
  nextFlip: Date | null
  /** The events that were counted, or the way through a funnel. */
  events: readonly EventFact[]
  /** Count or sum of a metric condition. */
  measured: number | null
  /** The value of a property condition. */
  value: unknown
  /** This server has no data of the kind that is asked for: nobody passes. */
  isUnanswerable: boolean
}

export interface Verdict {
  matches: boolean
  /** One list of conditions per group. */
  groups: readonly (readonly ConditionVerdict[])[]
  /** When `matches` must be looked at again if no data changes; null: never. */
  nextFlip: Date | null
}

/**
 * Whether a profile matches a definition at a moment. This is the reference: what the database
 * computes for many profiles at once must agree with it, for every definition and every history.
 */
export function evaluate(definition: AnyDefinition, facts: Facts, moment: Moment): Verdict {
  const groups = definition.condition_groups.map(({ conditions }) =>
    conditions.map((condition) => testCondition(condition, facts, moment)),
  )
  return {
    matches: groups.every((conditions) => conditions.some(({ holds }) => holds)),
    groups,
    nextFlip: flipOfGroups(groups),
  }
}

/** What no passing of time changes decides: one group that stays false, or one condition of a group. */
function flipOfGroups(groups: readonly (readonly ConditionVerdict[])[]): Date | null {
  const staysFalse = groups.some((group) => group.every((one) => !one.holds && !one.nextFlip))
  if (staysFalse) return null
  const flips = groups
    .filter((group) => !group.some((one) => one.holds && !one.nextFlip))
    .flat()
    .flatMap(({ nextFlip: flip }) => flip ?? [])
  return flips.length > 0 ? new Date(Math.min(...flips.map(Number))) : null
}

/** Flips looked at before giving up on a change far ahead. */
const FLIPS_MAX = 1_000

/**
 * When the answer changes next if nothing happens, and to what; null when it stays as it is (or does
 * for the next thousand occasions).
 */
export function nextChange(
  definition: AnyDefinition,
  facts: Facts,
  moment: Moment,
): { at: Date; matches: boolean } | null {
  const { matches, nextFlip } = evaluate(definition, facts, moment)
  let at = nextFlip
  for (let looked = 0; at && looked < FLIPS_MAX; looked += 1) {
    const then = evaluate(definition, facts, { ...moment, now: at })
    if (then.matches !== matches) return { at, matches: then.matches }
    at = then.nextFlip
  }
  return null
}

const NOTHING = { events: [], measured: null, value: null, isUnanswerable: false } as const

function testCondition(condition: AnyCondition, facts: Facts, moment: Moment): ConditionVerdict {
  switch (condition.type) {
    case 'profile-metric': {
      const { counted, ...rest } = testMetric(condition, facts.events, moment)
      return { ...NOTHING, ...rest, events: counted }
    }
    case 'profile-metric-funnel': {
      const { path, ...rest } = testFunnel(condition, facts.events, moment)
      return { ...NOTHING, ...rest, events: path }
    }
    case 'profile-property': {
      const value = profileValue(facts, profilePath(condition.property))
      return {
        ...NOTHING,
        value,
        holds: passes(condition.filter, value, moment),
        nextFlip: nextFlipOf(condition.filter, value, moment),
      }
    }
    case 'profile-group-membership': {
      const joined = condition.group_ids.flatMap((group) => facts.groups.get(group) ?? [])
      if (!condition.is_member) return { ...NOTHING, holds: joined.length === 0, nextFlip: null }
      const frame = condition.timeframe_filter
      if (!frame) return { ...NOTHING, holds: joined.length > 0, nextFlip: null }
      const dates = joined.map((at) => ({ kind: 'instant', at }) as const)
      const flips = dates.flatMap((date) => nextFlip(frame, date, moment) ?? [])
      return {
        ...NOTHING,
        holds: dates.some((date) => isInFrame(frame, date, moment)),
        nextFlip: flips.length > 0 ? new Date(Math.min(...flips.map(Number))) : null,
      }
    }
    case 'profile-region': {
      const { country } = facts.location
      const isKnown = typeof country === 'string' && country.trim() !== ''
      return {
        ...NOTHING,
        value: country,
        holds: isKnown && isInRegion(country, condition.region) === condition.in_region,
        nextFlip: null,
      }
    }
    case 'profile-open-problem': {
      const value = facts.hasOpenProblem ?? false
      return { ...NOTHING, value, holds: value === condition.has_open_problem, nextFlip: null }
    }
    case 'profile-marketing-consent':
      return { ...NOTHING, ...testConsent(condition, facts, moment) }
    case 'profile-permissions':
      return { ...NOTHING, ...testPermission(condition, facts, moment) }
    case 'profile-sample':
      return {
        ...NOTHING,
        holds: isInSample(facts.profileId, moment.flow?.sampleKey ?? '', condition.percentage),
        nextFlip: null,
      }
    case 'profile-not-sent-email':
    case 'profile-not-sent-sms':
    case 'profile-not-sent-push': {
      const channel = receivedChannelOf(condition)
      const received = facts.received?.get(channel) ?? []
      return { ...NOTHING, ...testSince(condition.timeframe_filter, received, moment) }
    }
    case 'profile-not-in-flow':
      return {
        ...NOTHING,
        ...testSince(condition.timeframe_filter, moment.flow?.entries ?? [], moment),
      }
    case 'metric-property':
    case 'price-drop-property':
    case 'low-inventory-property':
      return { ...NOTHING, ...testTriggerProperty(condition, moment) }
    case 'custom-object-property':
    case 'custom-object-trigger-property':
    case 'profile-postal-code-distance':
    case 'profile-predictive-analytics':
    case 'profile-has-custom-object':
      return { ...NOTHING, holds: false, nextFlip: null, isUnanswerable: true }
  }
}
