import fc from 'fast-check'
import type { Ask, Node, Plan } from './flow-model.ts'

/** People of a generated history, by number. */
export const PEOPLE = 4

const who = fc.nat({ max: PEOPLE - 1 })
const hours = fc.constantFrom(1, 2, 5, 24)
const tier = fc.constantFrom('gold', 'silver')

const aProfileAsk: fc.Arbitrary<Ask> = fc.oneof(
  fc.record({
    ask: fc.constantFrom('ordered since start' as const, 'recommended since start' as const),
    atLeastOnce: fc.boolean(),
  }),
  fc.record({
    ask: fc.constant('ordered lately' as const),
    hours,
    times: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ ask: fc.constant('tier' as const), is: tier }),
  fc.record({ ask: fc.constant('flow wrote' as const), is: tier }),
)
const anEntryAsk: fc.Arbitrary<Ask> = fc.oneof(
  { weight: 4, arbitrary: aProfileAsk },
  { weight: 1, arbitrary: fc.record({ ask: fc.constant('not in flow lately' as const), hours }) },
)
const aTriggerAsk: fc.Arbitrary<Ask> = fc.constant({ ask: 'big' })
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: null, freq })

const aStatus = fc.constantFrom('live', 'live', 'live', 'draft', 'manual')
const minutes = fc.constantFrom(0, 1, 30, 60, 120, 300, 1_440)

/** A step without its links. */
type Kind = Omit<Extract<Node, object>, 'id' | 'to' | 'since' | 'isDeleted'> & { ways: number }

const aKind = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('email'),
      status: aStatus,
      filter: maybe(aProfileAsk),
      ways: fc.constant(1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('write'),
      status: aStatus,
      value: tier,
      ways: fc.constant(1),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('delay'), minutes, ways: fc.constant(1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('until'),
      days: fc.nat({ max: 2 }),
      hour: fc.nat({ max: 23 }),
      ways: fc.constant(1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait'),
      minutes: fc.constantFrom(1, 60, 300),
      ways: fc.constant(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('split'),
      filter: aProfileAsk,
      ways: fc.constant(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('trigger-split'),
      filter: aTriggerAsk,
      ways: fc.constant(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.oneof(aProfileAsk, aTriggerAsk), { minLength: 1, maxLength: 2 })
      .map((cases) => ({ kind: 'branches', cases, ways: cases.length + 1 })),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('code'), ways: fc.constant(1) }) },
) as unknown as fc.Arbitrary<Kind>

const aSplit = fc.record({
  kind: fc.constant('split'),
  filter: aProfileAsk,
  ways: fc.constant(2),
}) as unknown as fc.Arbitrary<Kind>

/** Where each way leads: so many steps further on, or to the end. Circles cannot come about. */
const aStep = fc.record({
  kind: aKind,
  jumps: fc.array(fc.constantFrom(1, 1, 1, 2, 3, 99), { minLength: 3, maxLength: 3 }),
})

export const aPlan: fc.Arbitrary<Plan> = fc
  .record({
    startedBy: fc.constantFrom('recommend', 'recommend', 'list'),
    triggerFilter: maybe(aTriggerAsk, 1),
    entryFilter: maybe(anEntryAsk),
    exitFilter: maybe(aProfileAsk, 1),
    againAfterHours: fc.constantFrom(0, 0, 1, 24, Number.POSITIVE_INFINITY),
    steps: fc.array(aStep, { minLength: 1, maxLength: 7, size: 'max' }),
  })
  .map(({ steps, ...rules }) => {
    const nameOf = (at: number) => (at < steps.length ? `n${at}` : null)
    const nodes = steps.map(
      ({ kind: { ways, ...kind }, jumps }, at) =>
        ({
          ...kind,
          id: nameOf(at),
          to: Array.from({ length: ways }, (_, way) => nameOf(at + (jumps[way] ?? 1))),
          since: 1,
          isDeleted: false,
        }) as Node,
    )
    return { ...rules, entry: 'n0', nodes } as Plan
  })

/** What somebody does to a flow while people are in it; `at` picks a step. */
export type Edit = { at: number } & (
  | { edit: 'delay'; minutes: number }
  | { edit: 'insert'; kind: Kind }
  | { edit: 'remove' | 'toggle' | 'swap' }
)

const anEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ edit: fc.constant('delay' as const), at: fc.nat({ max: 9 }), minutes }),
  fc.record({
    edit: fc.constant('insert' as const),
    at: fc.nat({ max: 9 }),
    kind: fc.oneof(aKind, aSplit),
  }),
  fc.record({
    edit: fc.constantFrom('remove' as const, 'toggle' as const, 'swap' as const),
    at: fc.nat({ max: 9 }),
  }),
)

export type Deed = {
  /** Minutes since the deed before. */
  after: number
  /** What came due meanwhile is done before the deed, or only after it. */
  isLate: boolean
  /** Mail waits until after the next deed. */
  holdsMail: boolean
} & (
  | { do: 'recommend'; who: number; ago: number; isBackfill: boolean; isBig: boolean }
  | { do: 'order'; who: number; ago: number }
  | { do: 'tier'; who: number; tier: string }
  | { do: 'join' | 'leave' | 'silence' | 'delete'; who: number }
  | { do: 'merge'; who: number; into: number }
  | { do: 'status'; status: 'draft' | 'manual' | 'live' | 'paused' | 'resume' }
  | { do: 'edit'; edit: Edit; flow: number }
  | { do: 'review'; decision: 'send' | 'cancel' }
)

const aWhat = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('recommend' as const),
      who,
      ago: fc.constantFrom(0, 0, 0, 0, 10, 90, 500, -30),
      isBackfill: fc.integer({ min: 0, max: 9 }).map((one) => one === 9),
      isBig: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('order' as const),
      who,
      ago: fc.constantFrom(0, 0, 0, 45, 200, -60),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tier' as const), who, tier }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('join' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('leave' as const, 'silence' as const, 'delete' as const),
      who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), who, into: who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      status: fc.constantFrom(
        'draft' as const,
        'manual' as const,
        'live' as const,
        'paused' as const,
        'resume' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      status: fc.constantFrom('paused' as const, 'resume' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      edit: anEdit,
      flow: fc.nat({ max: 9 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('review' as const),
      decision: fc.constantFrom('send' as const, 'cancel' as const),
    }),
  },
)

export const aHistory: fc.Arbitrary<Deed[]> = fc.array(
  fc
    .record({
      after: fc.constantFrom(1, 1, 5, 30, 60, 60, 119, 120, 121, 600, 1_500),
      isLate: fc.integer({ min: 0, max: 3 }).map((one) => one === 3),
      holdsMail: fc.integer({ min: 0, max: 4 }).map((one) => one === 4),
    })
    .chain((when) => aWhat.map((what): Deed => ({ ...when, ...what }))),
  { minLength: 6, maxLength: 18, size: 'max' },
)

/** A changed plan: what the edit did to its nodes. False: there was nothing to change. */
export function applyEdit(plan: Plan, edit: Edit, version: number): boolean {
  const present = plan.nodes.filter((one) => !one.isDeleted)
  const node = present[edit.at % Math.max(present.length, 1)]
  if (!node) return false
  const relink = (from: string, to: string | null) => {
    for (const one of present) one.to = one.to.map((id) => (id === from ? to : id))
    if (plan.entry === from) plan.entry = to
  }
  switch (edit.edit) {
    case 'delay': {
      const delay = present.find((one) => one.kind === 'delay')
      if (delay?.kind !== 'delay') return false
      delay.minutes = edit.minutes
      return true
    }
    case 'toggle': {
      const email = present.find((one) => one.kind === 'email')
      if (email?.kind !== 'email') return false
      email.status = email.status === 'draft' ? 'live' : 'draft'
      return true
    }
    case 'insert': {
      const { ways, ...kind } = edit.kind
      // Right below where people wait it matters most.
      const pause = present.find((one) => ['delay', 'until', 'wait'].includes(one.kind))
      const above = edit.at % 2 === 0 ? (pause ?? node) : node
      const id = `n${plan.nodes.length}`
      const [next = null, ...others] = above.to
      const to = Array.from({ length: ways }, () => next)
      plan.nodes.push({ ...kind, id, to, since: version, isDeleted: false } as Node)
      above.to = [id, ...others]
      return true
    }
    case 'remove': {
      if (present.length === 1) return false
      const [first = null] = node.to
      const next = plan.nodes.find((one) => one.id === first)
      node.isDeleted = true
      relink(node.id, next?.isDeleted ? null : first)
      return true
    }
    case 'swap': {
      const next = present.find((one) => one.id === node.to[0])
      if (!next || node.to.length !== 1 || next.to.length !== 1) return false
      const [beyond = null] = next.to
      // Whatever else led to the second would go round in a circle.
      const isShared = present.some((one) => one !== node && one.to.includes(next.id))
      if (isShared) return false
      relink(node.id, next.id)
      node.to = [beyond]
      next.to = [node.id]
      return true
    }
  }
}
