import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Condition,
  Definition,
  type EventValueFilter,
  type ProfileValueFilter,
} from '../contract/conditions.ts'
import { anEventFrame, anInstant, NOON } from './definition-arbitraries.ts'
import { evaluate, nextChange } from './evaluate.ts'
import type { EventFact, Facts } from './facts.ts'
import { passes } from './value-test.ts'

const MOMENT = { now: NOON, timezone: 'Europe/Berlin' }
const DAY = 86_400_000

function facts(change: Partial<Facts> = {}): Facts {
  return {
    profileId: 'p',
    fields: { email: 'ada@example.test' },
    location: {},
    properties: {},
    subscriptions: {},
    createdAt: NOON,
    updatedAt: NOON,
    firstActiveAt: null,
    lastActiveAt: null,
    groups: new Map(),
    events: [],
    ...change,
  }
}

let eventNumber = 0
function event(metricId: string, daysAgo: number, change: Partial<EventFact> = {}): EventFact {
  eventNumber += 1
  const at = new Date(NOON.getTime() - daysAgo * DAY)
  return { eventId: String(eventNumber), metricId, at, value: null, properties: {}, ...change }
}

/** A definition with these groups, checked by the contract as any other. */
function definition(...groups: object[][]): Definition {
  return Definition.parse({ condition_groups: groups.map((conditions) => ({ conditions })) })
}

function matches(groups: object[][], who: Facts): boolean {
  return evaluate(definition(...groups), who, MOMENT).matches
}

function counted(
  metric: string,
  operator: string,
  value: number,
  more: Record<string, unknown> = {},
) {
  return {
    type: 'profile-metric',
    metric_id: metric,
    measurement: 'count',
    measurement_filter: { type: 'numeric', operator, value },
    timeframe_filter: { type: 'date', operator: 'alltime' },
    ...more,
  }
}

const passesOf = (filter: ProfileValueFilter | EventValueFilter, value: unknown) =>
  passes(filter, value, MOMENT)

describe('a property that is missing, null or of another type', () => {
  const negative = ['not-equals', 'not-contains', 'not-starts-with', 'not-ends-with'] as const
  test.each([...negative, 'nregex'] as const)('%s does not let it pass', (operator) => {
    const filter: ProfileValueFilter = { type: 'string', operator, value: 'x' }
    expect(passesOf(filter, undefined)).toBe(false)
    expect(passesOf(filter, null)).toBe(false)
    expect(passesOf(filter, 5)).toBe(false)
    expect(passesOf(filter, 'abc')).toBe(true)
  })

  test('passes not-set, and an empty text is set', () => {
    const notSet: ProfileValueFilter = { type: 'existence', operator: 'not-set' }
    expect([undefined, null, '', 0, false].map((value) => passesOf(notSet, value))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('not-in needs a value as well', () => {
    const filter: ProfileValueFilter = { type: 'string', operator: 'not-in', value: ['DE'] }
    expect([undefined, 'DE', 'AT', ['AT']].map((value) => passesOf(filter, value))).toEqual([
      false,
      false,
      true,
      false,
    ])
  })
})

describe('values', () => {
  test('case counts', () => {
    const filter: ProfileValueFilter = { type: 'string', operator: 'equals', value: 'Berlin' }
    expect([passesOf(filter, 'Berlin'), passesOf(filter, 'berlin')]).toEqual([true, false])
  })

  test.each([
    [true, ['True', 1, '1', 'true', 't', 'YES', 'y', true]],
    [false, ['False', 0, '0', 'false', 'F', 'no', 'n', false]],
  ])('what counts as %s', (value, forms) => {
    const filter: ProfileValueFilter = { type: 'boolean', operator: 'equals', value }
    expect(forms.map((form) => passesOf(filter, form))).toEqual(forms.map(() => true))
    expect([null, 'maybe', 2, {}].map((form) => passesOf(filter, form))).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  test('a pattern describes the whole text, in linear time', () => {
    const filter = (value: string): ProfileValueFilter => ({
      type: 'string',
      operator: 'regex',
      value,
    })
    expect(passesOf(filter('A-\\d+'), 'A-12')).toBe(true)
    expect(passesOf(filter('A-\\d+'), 'xA-12')).toBe(false)
    expect(passesOf(filter('(?i)a-\\d+'), 'A-12')).toBe(true)
    const began = performance.now()
    expect(passesOf(filter('(a+)+$'), `${'a'.repeat(5_000)}b`)).toBe(false)
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  test('countries of phone numbers, by letters or calling code', () => {
    const inGermany = (value: string[]): ProfileValueFilter => ({
      type: 'string',
      operator: 'phone-country-code-in',
      value,
    })
    expect(passesOf(inGermany(['DE']), '+4915112345678')).toBe(true)
    expect(passesOf(inGermany(['49']), '+4915112345678')).toBe(true)
    expect(passesOf(inGermany(['AT']), '+4915112345678')).toBe(false)
    expect(passesOf(inGermany(['DE']), 'not a number')).toBe(false)
  })

  test('entries of lists compare as text', () => {
    const any: EventValueFilter = { type: 'list', operator: 'contains-any', value: ['5', 'x'] }
    const none: EventValueFilter = { type: 'list', operator: 'not-contains-any', value: ['5'] }
    expect([passesOf(any, [5]), passesOf(any, ['6']), passesOf(any, '5')]).toEqual([
      true,
      false,
      false,
    ])
    expect([passesOf(none, [5]), passesOf(none, []), passesOf(none, undefined)]).toEqual([
      false,
      true,
      false,
    ])
  })
})

describe('events', () => {
  test('zero times takes in whoever has no event at all', () => {
    const zero = counted('Placed', 'equals', 0)
    expect(matches([[zero]], facts())).toBe(true)
    expect(matches([[zero]], facts({ events: [event('Placed', 1)] }))).toBe(false)
    expect(matches([[counted('Placed', 'less-than', 1)]], facts())).toBe(true)
  })

  test('only events that pass all filters count', () => {
    const condition = counted('Escalated', 'greater-than-or-equal', 1, {
      metric_filters: [
        {
          property: 'Escalation Reason',
          filter: { type: 'string', operator: 'equals', value: 'knowledge_gap' },
        },
        {
          property: 'Tags',
          filter: { type: 'list', operator: 'contains-any', value: ['billing'] },
        },
      ],
    })
    const gap = { 'Escalation Reason': 'knowledge_gap', Tags: ['billing', 'vip'] }
    const other = { 'Escalation Reason': 'knowledge_gap', Tags: ['delivery'] }
    expect(
      matches([[condition]], facts({ events: [event('Escalated', 1, { properties: gap })] })),
    ).toBe(true)
    expect(
      matches([[condition]], facts({ events: [event('Escalated', 1, { properties: other })] })),
    ).toBe(false)
  })

  test('sums add up as decimals do; what has no value adds nothing', () => {
    const sum = counted('Placed', 'equals', 0.3, { measurement: 'sum' })
    const events = [
      event('Placed', 1, { value: 0.1 }),
      event('Placed', 2, { value: 0.2 }),
      event('Placed', 3),
    ]
    expect(matches([[sum]], facts({ events }))).toBe(true)
  })

  test('paths reach into nested data, but not into $extra', () => {
    const bought = (property: string) =>
      counted('Placed', 'equals', 1, {
        metric_filters: [
          { property, filter: { type: 'list', operator: 'contains-any', value: ['MUG'] } },
        ],
      })
    const properties = { Items: [{ SKU: 'MUG' }, { SKU: 'HAT' }], $extra: { SKUs: ['MUG'] } }
    const who = facts({ events: [event('Placed', 1, { properties })] })
    expect(matches([[bought('Items[].SKU')]], who)).toBe(true)
    expect(matches([[bought('$extra.SKUs')]], who)).toBe(false)
    expect(matches([[bought('Items')]], who)).toBe(false)
  })

  test('what never happened after a step, by a funnel', () => {
    const funnel = {
      type: 'profile-metric-funnel',
      timeframe_filter: { type: 'date', operator: 'in-the-last', quantity: 30, unit: 'day' },
      completion_window_seconds: 'DAYS_3',
      steps: [
        { metric_exists: true, metric_id: 'Recommended' },
        { metric_exists: false, metric_id: 'Placed' },
      ],
    }
    const placed = (daysAgo: number) =>
      facts({ events: [event('Recommended', 10), event('Placed', daysAgo)] })
    expect(matches([[funnel]], placed(9))).toBe(false)
    expect(matches([[funnel]], placed(6))).toBe(true) // after the window
    expect(matches([[funnel]], placed(11))).toBe(true) // before the recommendation
    expect(matches([[funnel]], facts({ events: [event('Recommended', 31)] }))).toBe(false)
    const twice = facts({
      events: [event('Recommended', 10), event('Placed', 9), event('Recommended', 5)],
    })
    expect(matches([[funnel]], twice)).toBe(true)
  })

  test('steps of a funnel in order, with something in between that must not be', () => {
    const funnel = {
      type: 'profile-metric-funnel',
      timeframe_filter: { type: 'date', operator: 'in-the-last', quantity: 30, unit: 'day' },
      steps: [
        { metric_exists: true, metric_id: 'A' },
        { metric_exists: false, metric_id: 'B' },
        { metric_exists: true, metric_id: 'C' },
      ],
    }
    const path = (...metrics: string[]) =>
      facts({ events: metrics.map((metric, at) => event(metric, 20 - at)) })
    expect(matches([[funnel]], path('A', 'C'))).toBe(true)
    expect(matches([[funnel]], path('A', 'B', 'C'))).toBe(false)
    expect(matches([[funnel]], path('A', 'B', 'C', 'A', 'C'))).toBe(true)
    expect(matches([[funnel]], path('C', 'A'))).toBe(false)
  })
})

describe('groups, regions, consent', () => {
  test('groups are joined by AND, their conditions by OR', () => {
    const has = counted('A', 'greater-than', 0)
    const city = {
      type: 'profile-property',
      property: "location['city']",
      filter: { type: 'string', operator: 'equals', value: 'Kiel' },
    }
    const who = facts({ events: [event('A', 1)] })
    expect(matches([[has, city]], who)).toBe(true)
    expect(matches([[has], [city]], who)).toBe(false)
    expect(matches([[has], [city]], { ...who, location: { city: 'Kiel' } })).toBe(true)
  })

  test('members of any of the lists, members of none', () => {
    const isIn = (isMember: boolean) => ({
      type: 'profile-group-membership',
      is_member: isMember,
      group_ids: ['L1', 'L2'],
    })
    const member = facts({ groups: new Map([['L2', NOON]]) })
    expect([matches([[isIn(true)]], member), matches([[isIn(false)]], member)]).toEqual([
      true,
      false,
    ])
    expect([matches([[isIn(true)]], facts()), matches([[isIn(false)]], facts())]).toEqual([
      false,
      true,
    ])
  })

  test.each([
    ['DE', true],
    ['Germany', true],
    ['Deutschland', true],
    ['United Kingdom', false],
  ])('%s is in the European Union: %s', (country, expected) => {
    const inside = { type: 'profile-region', in_region: true, region: 'european_union' }
    const outside = { ...inside, in_region: false }
    expect(matches([[inside]], facts({ location: { country } }))).toBe(expected)
    expect(matches([[outside]], facts({ location: { country } }))).toBe(!expected)
    expect(matches([[outside]], facts())).toBe(false)
  })

  test('who never subscribed can receive email; who is suppressed cannot', () => {
    const can = {
      type: 'profile-marketing-consent',
      consent: {
        channel: 'email',
        can_receive_marketing: true,
        consent_status: { subscription: 'any' },
      },
    }
    const bounced = {
      email: {
        marketing: {
          consent: 'SUBSCRIBED',
          suppression: [{ reason: 'HARD_BOUNCE', timestamp: '2026-02-01T00:00:00+00:00' }],
        },
      },
    }
    expect(matches([[can]], facts())).toBe(true)
    expect(matches([[can]], facts({ subscriptions: bounced }))).toBe(false)
    expect(matches([[can]], facts({ fields: { email: null } }))).toBe(false)
  })

  test('predictions are kept and match nobody', () => {
    const condition = {
      type: 'profile-predictive-analytics',
      dimension: 'churn_probability',
      filter: { type: 'numeric', operator: 'less-than', value: 2 },
    }
    const verdict = evaluate(definition([condition]), facts(), MOMENT)
    expect(verdict.matches).toBe(false)
    expect(verdict.groups[0]?.[0]?.isUnanswerable).toBe(true)
  })
})

describe('the next change', () => {
  test('nobody stays in "escalated in the last 7 days" for an eighth day', () => {
    const escalated = counted('Escalated', 'greater-than-or-equal', 1, {
      timeframe_filter: { type: 'date', operator: 'in-the-last', quantity: 7, unit: 'day' },
    })
    const who = facts({ events: [event('Escalated', 1), event('Escalated', 3)] })
    expect(nextChange(definition([escalated]), who, MOMENT)).toEqual({
      at: new Date(NOON.getTime() + 6 * DAY),
      matches: false,
    })
  })

  const aCondition: fc.Arbitrary<Condition> = fc
    .record({
      metric_id: fc.constantFrom('A', 'B'),
      timeframe_filter: anEventFrame,
      operator: fc.constantFrom('equals', 'greater-than', 'less-than', 'not-equals'),
      value: fc.integer({ min: 0, max: 3 }),
    })
    .map(
      ({ metric_id, timeframe_filter, operator, value }) =>
        ({
          type: 'profile-metric',
          metric_id,
          measurement: 'count',
          measurement_filter: { type: 'numeric', operator, value },
          timeframe_filter,
        }) as Condition,
    )
  const aDefinition = fc
    .array(fc.array(aCondition, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
    .map(
      (groups): Definition => ({
        condition_groups: groups.map((conditions) => ({ conditions })),
      }),
    )
  const events = fc.array(
    fc.tuple(fc.constantFrom('A', 'B'), anInstant).map(([metric, at]) => event(metric, 0, { at })),
    { maxLength: 6 },
  )

  test('is exact: until then the answer stays, and then it is the other one', () => {
    fc.assert(
      fc.property(
        aDefinition,
        events,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (what, happened, part) => {
          const who = facts({ events: happened })
          const before = evaluate(what, who, MOMENT).matches
          const change = nextChange(what, who, MOMENT)
          const end = change ? change.at.getTime() - 1 : NOON.getTime() + 600 * DAY
          const within = new Date(Math.floor(NOON.getTime() + (end - NOON.getTime()) * part))
          expect(evaluate(what, who, { ...MOMENT, now: within }).matches).toBe(before)
          if (!change) return
          expect(change.matches).toBe(!before)
          expect(evaluate(what, who, { ...MOMENT, now: change.at }).matches).toBe(!before)
        },
      ),
      { numRuns: 1_500 },
    )
  })
})
