import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FlowAction, FlowDefinition } from '../contract/flows.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'
import type { EventFact, Facts } from '../segment/facts.ts'
import { linkFaults } from './check-flow.ts'
import { type Candidate, decideEntry, latenessLimit } from './decide-entry.ts'
import { decideWalk, type Passage, variationFor } from './decide-walk.ts'
import type { Flow } from './flow.ts'
import { nameActions } from './name-actions.ts'

const TEN = new Date('2026-11-22T10:00:00Z')
const later = (ms: number) => new Date(TEN.getTime() + ms)

const facts: Facts = {
  profileId: '00000000-0000-0000-0000-000000000001',
  fields: {},
  location: {},
  properties: {},
  subscriptions: {},
  createdAt: TEN,
  updatedAt: TEN,
  firstActiveAt: null,
  lastActiveAt: null,
  groups: new Map(),
  events: [],
}

function flowOf(actions: object[], more: object = {}): Flow {
  const definition = FlowDefinition.parse({
    triggers: [{ type: 'metric', id: 'MetRec', trigger_filter: null }],
    profile_filter: null,
    entry_action_id: (actions[0] as { id: string } | undefined)?.id ?? null,
    actions,
    ...more,
  })
  const { actions: parsed, ...rules } = definition
  const stored = parsed.map((action) => ({
    actionId: action.id ?? '',
    action,
    sinceVersion: 1,
    createdAt: TEN,
    updatedAt: TEN,
    isDeleted: false,
  }))
  return {
    flowId: 'Flow01',
    status: 'live',
    version: 1,
    resumedAt: null,
    runningSince: null,
    rules,
    actions: new Map(stored.map((one) => [one.actionId, one])),
  }
}

const email = (id: string, next: string | null = null, message: object = {}) => ({
  id,
  type: 'send-email',
  links: { next },
  data: { status: 'live', message: { id: `content-${id}`, ...message } },
})
const delay = (id: string, data: object, next: string | null) => ({
  id,
  type: 'time-delay',
  links: { next },
  data,
})

function passage(more: Partial<Passage> = {}): Passage {
  return {
    profileId: facts.profileId,
    flowStart: TEN,
    trigger: null,
    entries: [],
    version: 1,
    actionId: 'first',
    isWaiting: false,
    waitsSince: null,
    context: {},
    taken: new Set(),
    ...more,
  }
}

const walk = (flow: Flow, more: Partial<Passage> = {}, now = TEN, own: Facts | undefined = facts) =>
  decideWalk(flow, passage(more), own, { now, timezone: 'Europe/Berlin' })

describe('a walk', () => {
  test('goes to the first pause and says until when', () => {
    const flow = flowOf([delay('first', { unit: 'hours', value: 2 }, 'mail'), email('mail')])
    expect(walk(flow)).toMatchObject({
      steps: [],
      effects: [],
      position: { at: 'action', actionId: 'first', isWaiting: true, dueAt: later(2 * HOUR_MS) },
    })
  })

  test('does nobody wait for what is switched off', () => {
    const draft = email('mail')
    draft.data.status = 'draft'
    const flow = flowOf([delay('first', { unit: 'hours', value: 2 }, 'mail'), draft])
    expect(walk(flow).position).toEqual({ at: 'end', reason: 'nothing-live-ahead' })
  })

  test('ends for a profile that is gone', () => {
    const gone = decideWalk(flowOf([email('first')]), passage(), undefined, {
      now: TEN,
      timezone: 'UTC',
    })
    expect(gone).toMatchObject({ effects: [], position: { reason: 'profile-deleted' } })
  })

  test('takes no action twice, whatever was drawn since', () => {
    const flow = flowOf([email('first', 'second'), email('second')])
    const { effects } = walk(flow, { taken: new Set(['first']) })
    expect(effects.map((effect) => effect.actionId)).toEqual(['second'])
  })

  test('who waited in front of a new split goes its first way without being asked', () => {
    const never = {
      condition_groups: [
        {
          conditions: [
            {
              type: 'profile-property',
              property: 'Tier',
              filter: { type: 'existence', operator: 'is-set' },
            },
          ],
        },
      ],
    }
    const flow = flowOf([
      delay('first', { unit: 'hours', value: 2 }, 'ask'),
      {
        id: 'ask',
        type: 'conditional-split',
        links: { next_if_true: 'yes', next_if_false: 'no' },
        data: { profile_filter: never },
      },
      email('yes'),
      email('no'),
    ])
    const asked = walk(flow, { isWaiting: true }, later(2 * HOUR_MS))
    expect(asked.effects.map((effect) => effect.actionId)).toEqual(['no'])
    const ask = flow.actions.get('ask')
    const edited = {
      ...flow,
      actions: new Map(flow.actions).set('ask', { ...ask, sinceVersion: 2 } as typeof ask & object),
    }
    const inserted = walk(edited, { isWaiting: true }, later(2 * HOUR_MS))
    expect(inserted.effects.map((effect) => effect.actionId)).toEqual(['yes'])
  })

  test('what cannot be run is passed, and says so', () => {
    const flow = flowOf([{ id: 'first', type: 'code', links: { next: 'mail' } }, email('mail')])
    expect(walk(flow)).toMatchObject({
      steps: [{ outcome: 'not-run' }, { outcome: 'queued' }],
      effects: [{ actionId: 'mail' }],
    })
  })
})

test('an A/B test gives a profile the same each time, and weights count', () => {
  const action = FlowAction.parse({
    id: 'test',
    type: 'ab-test',
    data: {
      experiment_status: 'live',
      main_action: email('main'),
      current_experiment: {
        id: 'exp',
        variations: [email('a'), email('b')],
        allocations: { a: 30, b: 70 },
      },
    },
  }) as Extract<FlowAction, { type: 'ab-test' }>
  const drawn = Array.from({ length: 2_000 }, (_, at) => variationFor(action, `p${at}`).variation)
  expect(drawn).toEqual(
    Array.from({ length: 2_000 }, (_, at) => variationFor(action, `p${at}`).variation),
  )
  const share = drawn.filter((one) => one === 'a').length / drawn.length
  expect(share).toBeGreaterThan(0.26)
  expect(share).toBeLessThan(0.34)
})

describe('who enters', () => {
  const flow = flowOf([delay('first', { unit: 'hours', value: 2 }, 'mail'), email('mail')])
  const trigger: EventFact = {
    eventId: '1',
    metricId: 'MetRec',
    at: TEN,
    value: null,
    properties: { Tags: ['billing'] },
  }
  const candidate = (more: Partial<Candidate> = {}): Candidate => ({
    profileId: facts.profileId,
    triggerKey: 'event:1',
    at: TEN,
    heardAt: TEN,
    isBackfill: false,
    trigger,
    ...more,
  })
  const decide = (own: Flow, more: Partial<Candidate> = {}, entries: Date[] = []) => {
    const entry = decideEntry(own, candidate(more), facts, { entries, now: TEN, timezone: 'UTC' })
    return entry.enters ? 'enters' : entry.reason
  }

  test('not what was recorded later than six hours, or than the first delay', () => {
    expect(decide(flow, { heardAt: later(6 * HOUR_MS) })).toBe('enters')
    expect(decide(flow, { heardAt: later(6 * HOUR_MS + 1_000) })).toBe('late')
    const slow = flowOf([delay('first', { unit: 'days', value: 3 }, 'mail'), email('mail')])
    expect(latenessLimit(slow)).toBe(3 * DAY_MS)
    const confirmation = flowOf([email('first', null, { transactional: true })])
    expect(latenessLimit(confirmation)).toBe(7 * DAY_MS)
    expect(decide(flow, { isBackfill: true })).toBe('backfill')
  })

  test('only what passes the trigger filter', () => {
    const asking = (value: string) =>
      flowOf([email('first')], {
        triggers: [
          {
            type: 'metric',
            id: 'MetRec',
            trigger_filter: {
              condition_groups: [
                {
                  conditions: [
                    {
                      type: 'metric-property',
                      metric_id: 'MetRec',
                      field: 'Tags',
                      filter: { type: 'list', operator: 'contains', value },
                    },
                  ],
                },
              ],
            },
          },
        ],
      })
    expect(decide(asking('billing'))).toBe('enters')
    expect(decide(asking('returns'))).toBe('trigger-filter')
  })

  test.each([
    [{ duration: 0, unit: 'alltime' }, 0, 'enters'],
    [{ duration: 1, unit: 'alltime' }, 900 * DAY_MS, 're-entry'],
    [{ duration: 1, unit: 'day' }, DAY_MS - 1_000, 're-entry'],
    [{ duration: 1, unit: 'day' }, DAY_MS, 'enters'],
  ])('again by %j, %d ms after the last time: %s', (criteria, agoMs, expected) => {
    const own = flowOf([email('first')], { reentry_criteria: criteria })
    expect(decide(own, {}, [later(-agoMs)])).toBe(expected)
  })
})

test('a definition that leads in a circle is refused; one that does not is not', () => {
  const link = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null })
  fc.assert(
    fc.property(fc.array(link, { minLength: 6, maxLength: 6 }), (links) => {
      const definition = FlowDefinition.parse({
        triggers: [],
        entry_action_id: 'a0',
        actions: links.map((to, at) =>
          delay(`a${at}`, { value: 1 }, to === null ? null : `a${to}`),
        ),
      })
      const runsOn = links.some((_, start) => {
        let at: number | null = start
        for (let steps = 0; at !== null && steps <= 6; steps += 1) at = links[at] ?? null
        return at !== null
      })
      expect(linkFaults(definition).length > 0).toBe(runsOn)
    }),
  )
})

test('temporary ids become ids, and links follow', () => {
  let next = 0
  const named = nameActions(
    FlowDefinition.parse({
      triggers: [],
      entry_action_id: 'wait',
      actions: [
        { ...delay('', { value: 1 }, 'mail'), id: null, temporary_id: 'wait' },
        { ...email('', null), id: null, temporary_id: 'mail' },
      ],
    }),
    new Set(),
    () => `id${next++}`,
  )
  expect(named).toMatchObject({
    entry_action_id: 'id0',
    actions: [
      { id: 'id0', temporary_id: null, links: { next: 'id1' } },
      { id: 'id1', temporary_id: null, links: { next: null } },
    ],
  })
})
