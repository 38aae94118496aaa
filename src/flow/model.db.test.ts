import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { messageServices } from '../../test/message-fixtures.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { changeConsent } from '../consent/change-consent.action.ts'
import { type FlowAction, FlowDefinition } from '../contract/flows.ts'
import { sendMessages } from '../message/send-messages.action.ts'
import { settleFollowers } from '../platform/follower.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { MINUTE_MS } from '../platform/time.ts'
import { deleteProfile } from '../profile/delete-profile.action.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { logChanges } from '../segment/members.sql.ts'
import { addMembers, removeMembers } from '../segment/members-list.sql.ts'
import { advanceRound } from './advance.action.ts'
import { decideReviews } from './decide-reviews.action.ts'
import { aHistory, aPlan, applyEdit, type Deed, PEOPLE } from './flow-arbitraries.ts'
import { type Ask, FlowModel, type Node, type Plan, type World } from './flow-model.ts'
import { actionsOfFlows } from './flows.sql.ts'
import { followFlowEvents } from './follow-events.job.ts'
import { followFlowGroups } from './follow-groups.job.ts'
import { guardFlowSends } from './guard-sends.action.ts'
import { createFlow, replaceDefinition, setStatus } from './save-flow.action.ts'

/** Histories, each of which passes through FLOWS flows at once. */
const RUNS = Number(process.env['FLOW_RUNS'] ?? 7)
const SEED = Number(process.env['FLOW_SEED'] ?? Date.now() % 1_000_000)
const FLOWS = 6
const ACCOUNT = 'AAAAAA'
const LIST = 'ListAA'
const METRICS = { recommend: 'MetRec', order: 'MetOrd' } as const
const BEGIN = new Date('2026-11-22T10:00:00Z')
const { sql } = await testDatabase()
await createRawAccount(
  sql,
  { id: ACCOUNT, isSandbox: true, createdAt: BEGIN },
  [
    { id: METRICS.recommend, name: 'Recommended' },
    { id: METRICS.order, name: 'Ordered' },
  ],
  [],
)
await inAccount(
  sql,
  ACCOUNT,
  (tx) => tx`
    insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
    values (${ACCOUNT}, ${LIST}, 'list', 'VIP', 'single_opt_in', ${BEGIN}, ${BEGIN})`,
)
const deps = {
  sql,
  clock: { now: () => Promise.resolve(now) },
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}
const services = messageServices({ guards: [guardFlowSends] })
let now = BEGIN

// — The same plan as the API writes it

function conditionOf(ask: Ask, flow: number): object {
  const count = (metric_id: string, operator: string, value: number, frame: object) => ({
    type: 'profile-metric',
    metric_id,
    measurement: 'count',
    measurement_filter: { type: 'numeric', operator, value },
    timeframe_filter: { type: 'date', ...frame },
    metric_filters: null,
  })
  const text = (value: string) => ({ type: 'string', operator: 'equals', value })
  switch (ask.ask) {
    case 'ordered since start':
    case 'recommended since start': {
      const metric = METRICS[ask.ask === 'ordered since start' ? 'order' : 'recommend']
      const operator = ask.atLeastOnce ? 'greater-than' : 'equals'
      return count(metric, operator, 0, { operator: 'flow-start' })
    }
    case 'ordered lately':
      return count(METRICS.order, 'greater-than-or-equal', ask.times, {
        operator: 'in-the-last',
        quantity: ask.hours,
        unit: 'hour',
      })
    case 'tier':
      return { type: 'profile-property', property: 'tier', filter: text(ask.is) }
    case 'flow wrote':
      return { type: 'profile-property', property: `flow ${flow}`, filter: text(ask.is) }
    case 'big':
      return { type: 'metric-property', field: 'Size', filter: text('big') }
    case 'not in flow lately':
      return {
        type: 'profile-not-in-flow',
        timeframe_filter: {
          type: 'date',
          operator: 'in-the-last',
          quantity: ask.hours,
          unit: 'hour',
        },
      }
  }
}

function filterOf(ask: Ask | null, flow: number): object | null {
  return ask && { condition_groups: [{ conditions: [conditionOf(ask, flow)] }] }
}

type Stored = ReadonlyMap<string, FlowAction>

function actionOf(node: Node, flow: number, stored: Stored): object {
  const known = stored.get(node.id)
  const link = (at: number) => {
    const to = node.to[at] ?? null
    return to === null ? null : (stored.get(to)?.id ?? to)
  }
  const names = known ? { id: known.id } : { temporary_id: node.id }
  const links = { next: link(0) }
  const both = { next_if_true: link(0), next_if_false: link(1) }
  switch (node.kind) {
    case 'email': {
      const message = known?.type === 'send-email' ? known.data.message : { name: node.id }
      return {
        ...names,
        type: 'send-email',
        links,
        data: {
          status: node.status,
          message: {
            ...message,
            smart_sending_enabled: false,
            additional_filters: filterOf(node.filter, flow),
          },
        },
      }
    }
    case 'write':
      return {
        ...names,
        type: 'update-profile',
        links,
        data: {
          status: node.status,
          profile_operations: [
            {
              operator: 'update',
              property_type: 'string',
              property_key: `flow ${flow}`,
              property_value: node.value,
            },
          ],
        },
      }
    case 'delay':
      return {
        ...names,
        type: 'time-delay',
        links,
        data: { unit: 'minutes', value: node.minutes },
      }
    case 'until': {
      const time = `${String(node.hour).padStart(2, '0')}:00:00`
      const data = { unit: 'days', value: node.days, delay_until_time: time }
      return { ...names, type: 'time-delay', links, data }
    }
    case 'wait':
      return {
        ...names,
        type: 'wait-until-event',
        links: both,
        data: { metric_id: METRICS.order, unit: 'minutes', value: node.minutes },
      }
    case 'split':
      return {
        ...names,
        type: 'conditional-split',
        links: both,
        data: { profile_filter: filterOf(node.filter, flow) },
      }
    case 'trigger-split':
      return {
        ...names,
        type: 'trigger-split',
        links: both,
        data: {
          trigger_filter: filterOf(node.filter, flow),
          trigger_id: METRICS.recommend,
          trigger_type: 'metric',
        },
      }
    case 'branches':
      return {
        ...names,
        type: 'multi-branch-split',
        data: {
          name: 'branches',
          branches: node.to.map((_, at) => ({
            branch_id: String(at),
            order: at,
            is_else: at === node.cases.length,
            branch_filter: filterOf(node.cases[at] ?? null, flow),
            links: { next: link(at) },
          })),
        },
      }
    case 'code':
      return { ...names, type: 'code', links, data: null }
  }
}

function definitionOf(plan: Plan, flow: number, stored: Stored): FlowDefinition {
  const isOnce = plan.againAfterHours === Number.POSITIVE_INFINITY
  const entry = plan.entry === null ? undefined : stored.get(plan.entry)?.id
  return FlowDefinition.parse({
    triggers: [
      plan.startedBy === 'list'
        ? { type: 'list', id: LIST }
        : {
            type: 'metric',
            id: METRICS.recommend,
            trigger_filter: filterOf(plan.triggerFilter, flow),
          },
    ],
    profile_filter: filterOf(plan.entryFilter, flow),
    exit_filter: filterOf(plan.exitFilter, flow),
    reentry_criteria: isOnce
      ? { duration: 1, unit: 'alltime' }
      : plan.againAfterHours === 0
        ? { duration: 0, unit: 'alltime' }
        : { duration: plan.againAfterHours, unit: 'hour' },
    entry_action_id: entry ?? plan.entry,
    actions: plan.nodes.filter((one) => !one.isDeleted).map((node) => actionOf(node, flow, stored)),
  })
}

// — Both, side by side

interface Twin {
  flowId: string
  model: FlowModel
  /** Node → its action, deleted ones as well. */
  stored: Map<string, FlowAction>
}

class Story {
  readonly people: string[] = Array.from({ length: PEOPLE }, () => randomUUID())
  readonly world: World = {
    now: now.getTime(),
    people: this.people.map(() => ({
      isGone: false,
      tier: null,
      isSilent: false,
      inList: false,
    })),
    happenings: [],
  }
  twins: Twin[] = []
  /** Position of an event in the log → its key. */
  readonly keys = new Map<string, string>()
  readonly workers: number

  constructor(workers: number) {
    this.workers = workers
  }

  async begin(plans: readonly Plan[]): Promise<void> {
    await inEveryAccount(sql, async (tx) => {
      await tx`truncate events, flows, messages, message_contents, group_members, group_changes,
                        profile_changes, consent_changes, profiles cascade`
      await tx`delete from follower_cursors`
    })
    await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`
        insert into profiles (account_id, profile_id, created_at, updated_at)
        select ${ACCOUNT}, p, ${BEGIN}, ${BEGIN} from unnest(${this.people}::uuid[]) as p`,
    )
    now = BEGIN
    await this.moveClock()
    for (const [at, plan] of plans.entries()) {
      const statuses = plan.nodes.map((node) => ('status' in node ? node.status : null))
      const model = new FlowModel(this.world, plan)
      const definition = definitionOf(plan, at, new Map())
      const { flowId } = await createFlow(
        sql,
        ACCOUNT,
        { name: `Flow ${at}`, definition },
        editing(),
      )
      const twin: Twin = { flowId, model, stored: new Map() }
      await this.learnActions(twin)
      await setStatus(sql, ACCOUNT, flowId, 'live', editing())
      model.setStatus('live')
      // Going live switches all steps on; those that were to be drafts are switched off again.
      for (const [place, status] of statuses.entries()) {
        const node = plan.nodes[place]
        if (node && 'status' in node && status) node.status = status
      }
      this.twins.push(twin)
      await this.saveEdit(twin)
    }
  }

  /** Write the model's plan as it is now. */
  private async saveEdit(twin: Twin): Promise<void> {
    const { model, flowId, stored } = twin
    const definition = definitionOf(model.plan, this.twins.indexOf(twin), stored)
    await replaceDefinition(sql, ACCOUNT, flowId, { definition }, editing())
    model.edited()
    await this.learnActions(twin)
  }

  private async learnActions({ flowId, model, stored }: Twin): Promise<void> {
    const rows = await inAccount(sql, ACCOUNT, (tx) => actionsOfFlows(tx, ACCOUNT, [flowId]))
    const present = rows.filter((row) => !row.isDeleted)
    for (const [at, node] of model.present().entries()) {
      const action = present[at]?.action
      if (action) stored.set(node.id, action)
    }
  }

  private async moveClock(): Promise<void> {
    this.world.now = now.getTime()
    await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`update accounts set clock_at = ${now} where account_id = ${ACCOUNT}`,
    )
  }

  private async settle(): Promise<void> {
    const followers = [followFlowEvents, followFlowGroups]
    const together = (work: () => Promise<unknown>) =>
      Promise.all(Array.from({ length: this.workers }, work))
    await together(() => settleFollowers(sql, followers, deps))
    for (let done = 1; done > 0; ) {
      const counts = (await together(() => advanceRound(deps))) as number[]
      done = counts.reduce((sum, count) => sum + count, 0)
    }
    for (const { model } of this.twins) model.settle()
  }

  async play(deed: Deed): Promise<void> {
    now = new Date(now.getTime() + deed.after * MINUTE_MS)
    await this.moveClock()
    if (!deed.isLate) await this.settle()
    await this.carryOut(deed)
    await this.settle()
    if (deed.holdsMail) return
    await sendMessages({ sql, services })
    for (const { model } of this.twins) model.send()
  }

  private async carryOut(deed: Deed): Promise<void> {
    const { world, people, twins } = this
    const person = 'who' in deed ? world.people[deed.who] : undefined
    const profileId = 'who' in deed ? (people[deed.who] ?? '') : ''
    if (person?.isGone) return
    const within = <T>(work: Parameters<typeof inAccount<T>>[2]) => inAccount(sql, ACCOUNT, work)
    switch (deed.do) {
      case 'recommend':
      case 'order': {
        const key = `e${world.happenings.length}`
        const at = now.getTime() - deed.ago * MINUTE_MS
        const happening = {
          key,
          what: deed.do,
          who: deed.who,
          at,
          heardAt: now.getTime(),
          isBackfill: 'isBackfill' in deed && deed.isBackfill,
          isBig: 'isBig' in deed && deed.isBig,
        }
        world.happenings.push(happening)
        const [eventId] = await insertRawEvents(sql, ACCOUNT, [
          {
            metricId: METRICS[deed.do],
            profileId,
            occurredAt: new Date(at),
            recordedAt: now,
            isBackfill: happening.isBackfill,
            properties: { Size: happening.isBig ? 'big' : 'small' },
          },
        ])
        this.keys.set(String(eventId), key)
        for (const { model } of twins) model.heard(happening)
        return
      }
      case 'tier':
        if (person) person.tier = deed.tier
        await within(
          (tx) => tx`
            update profiles set properties = properties || ${JSON.stringify({ tier: deed.tier })}::text::jsonb
            where account_id = ${ACCOUNT} and profile_id = ${profileId}`,
        )
        return
      case 'join': {
        if (!person || person.inList) return
        person.inList = true
        await within(async (tx) => {
          await addMembers(tx, ACCOUNT, LIST, [profileId], now)
          const change = { groupId: LIST, profileId, kind: 'joined' as const, at: now }
          await logChanges(tx, ACCOUNT, [change], 'data')
        })
        for (const { model } of twins) model.joined(deed.who, `j${now.getTime()}`)
        return
      }
      case 'leave':
        if (!person?.inList) return
        person.inList = false
        await within(async (tx) => {
          await removeMembers(tx, ACCOUNT, LIST, [profileId])
          const change = { groupId: LIST, profileId, kind: 'left' as const, at: now }
          await logChanges(tx, ACCOUNT, [change], 'data')
        })
        return
      case 'silence':
        if (person) person.isSilent = true
        await within((tx) =>
          changeConsent(
            tx,
            ACCOUNT,
            [{ profileId, channel: 'email', kind: 'suppress', method: 'api' }],
            { now },
          ),
        )
        return
      case 'delete':
        if (person) Object.assign(person, { isGone: true, inList: false })
        await within((tx) => deleteProfile(tx, ACCOUNT, profileId, now))
        for (const { model } of twins) model.deleted(deed.who)
        return
      case 'merge': {
        const into = world.people[deed.into]
        if (!person || !into || into.isGone || deed.into === deed.who) return
        const destination = people[deed.into] ?? ''
        await within((tx) =>
          mergeProfiles(tx, ACCOUNT, { source: profileId, destination, mergedBy: 'a test' }, now),
        )
        for (const one of world.happenings) if (one.who === deed.who) one.who = deed.into
        into.tier ??= person.tier
        into.isSilent ||= person.isSilent
        into.inList ||= person.inList
        Object.assign(person, { isGone: true, inList: false })
        for (const { model } of twins) model.merged(deed.who, deed.into)
        return
      }
      case 'status':
        for (const { model, flowId } of twins) {
          const isPaused = model.status === 'paused'
          if (deed.status === 'resume' && !isPaused) continue
          if (deed.status === 'paused' && (isPaused || model.status === 'draft')) continue
          await setStatus(sql, ACCOUNT, flowId, deed.status, editing())
          model.setStatus(deed.status)
        }
        return
      case 'edit': {
        const twin = twins[deed.flow % twins.length]
        if (twin && applyEdit(twin.model.plan, deed.edit, twin.model.version + 1)) {
          await this.saveEdit(twin)
        }
        return
      }
      case 'review':
        for (const { model, flowId } of twins) {
          const all = { decision: deed.decision, reviews: null, actionId: null }
          await decideReviews(sql, ACCOUNT, flowId, all, now)
          model.review(deed.decision)
        }
    }
  }

  // — What both say, in the same words

  async compare(): Promise<void> {
    await sendMessages({ sql, services })
    for (const twin of this.twins) {
      twin.model.send()
      const [engine, duplicates] = await this.told(twin)
      // Shown with what differs, so that it can be played again.
      const { plan: played } = twin.model
      expect({ played, ...engine }).toEqual({ played, ...this.expected(twin) })
      expect(duplicates).toBe(0)
    }
  }

  private expected({ model }: Twin): Told {
    const nodeOf = (id: string | null) => model.follow(id)?.id ?? id
    const time = (ms: number) => new Date(ms).toISOString()
    return {
      passages: model.passages
        .map((one) =>
          [
            one.key,
            one.who,
            time(one.start),
            one.end ?? `at ${one.at} until ${time(one.due)}`,
          ].join(' '),
        )
        .toSorted(),
      steps: model.steps
        .map((one) => [one.passage, one.node, one.outcome, one.reason, time(one.at)].join(' '))
        .toSorted(),
      messages: model.messages
        .map((one) =>
          [one.passage, nodeOf(one.node) && one.node, time(one.due), one.fate].join(' '),
        )
        .toSorted(),
      refusals: model.refusals.map((one) => [one.key, one.who, one.reason].join(' ')).toSorted(),
    }
  }

  private async told({ flowId, stored }: Twin): Promise<[Told, number]> {
    const nodes = new Map([...stored].map(([node, action]) => [action.id, node]))
    const who = new Map<string, number>(this.people.map((id, at) => [id, at]))
    const keyOf = ({ key, startedAt }: Row) =>
      this.keys.get(key.replace('event:', '')) ?? `j${startedAt?.getTime()}`
    return inAccount(sql, ACCOUNT, async (tx) => {
      const passages = await tx<Row[]>`
        select e.enrolment_id as id, e.trigger_key as key, c.changed_at as "startedAt",
               e.profile_id as "profileId", e.flow_start as start, e.action_id as "actionId",
               e.due_at as due, e.end_reason as reason
        from flow_enrolments e
        left join group_changes c on e.trigger_key = 'joined:' || c.change_id
        where e.flow_id = ${flowId}`
      const steps = await tx<Row[]>`
        select s.enrolment_id as id, s.action_id as "actionId", s.outcome, s.reason,
               s.taken_at as due
        from flow_steps s where s.flow_id = ${flowId}`
      const messages = await tx<Row[]>`
        select coalesce(m.event_id, '') as key, m.action_id as "actionId", m.due_at as due,
               m.state as outcome, m.skip_reason as reason, m.flow_start as "startedAt"
        from messages m
        where m.flow_id = ${flowId}`
      const refusals = await tx<Row[]>`
        select r.trigger_key as key, r.profile_id as "profileId", r.reason,
               c.changed_at as "startedAt"
        from flow_refusals r
        left join group_changes c on r.trigger_key = 'joined:' || c.change_id
        where r.flow_id = ${flowId}`
      const [flow] = await tx<{ duplicates: number }[]>`
        select duplicates from flows where flow_id = ${flowId}`
      const keys = new Map(passages.map((row) => [row.id, keyOf(row)]))
      const told = {
        passages: passages.map((row) =>
          [
            keyOf(row),
            who.get(row.profileId),
            row.start.toISOString(),
            row.reason ?? `at ${nodes.get(row.actionId)} until ${row.due.toISOString()}`,
          ].join(' '),
        ),
        steps: steps.map((row) =>
          [
            keys.get(row.id),
            nodes.get(row.actionId),
            row.outcome,
            row.reason,
            row.due.toISOString(),
          ].join(' '),
        ),
        messages: messages.map((row) =>
          [
            keyOf(row),
            nodes.get(row.actionId),
            row.due.toISOString(),
            fateOf(row.outcome, row.reason),
          ].join(' '),
        ),
        refusals: refusals.map((row) => [keyOf(row), who.get(row.profileId), row.reason].join(' ')),
      }
      return [
        {
          passages: told.passages.toSorted(),
          steps: told.steps.toSorted(),
          messages: told.messages.toSorted(),
          refusals: told.refusals.toSorted(),
        },
        flow?.duplicates ?? -1,
      ]
    })
  }
}

interface Told {
  passages: string[]
  steps: string[]
  messages: string[]
  refusals: string[]
}

interface Row {
  id: string
  key: string
  startedAt: Date | null
  profileId: string
  start: Date
  actionId: string
  due: Date
  outcome: string
  reason: string | null
}

/** Nobody here has an address: who comes as far as that has passed everything else. */
function fateOf(state: string, reason: string | null): string {
  return reason === 'Missing Email' ? 'went out' : (reason ?? state)
}

function editing() {
  const actor = { kind: 'user' as const, accountId: ACCOUNT, actorId: null, actorName: 'Ada' }
  return { actor, now, wallNow: now }
}

async function agree(plans: readonly Plan[], history: readonly Deed[], workers: number) {
  const story = new Story(workers)
  // What is planned is changed while it is played.
  await story.begin(structuredClone(plans) as Plan[])
  for (const deed of history) await story.play(deed)
  await story.compare()
}

// — What chance seldom brings together

const plan = (steps: readonly object[], rules: Partial<Plan> = {}): Plan => ({
  startedBy: 'recommend',
  triggerFilter: null,
  entryFilter: null,
  exitFilter: null,
  againAfterHours: 0,
  entry: 'n0',
  nodes: steps.map(
    (step, at) =>
      ({
        to: [at + 1 < steps.length ? `n${at + 1}` : null],
        id: `n${at}`,
        since: 1,
        isDeleted: false,
        ...step,
      }) as Node,
  ),
  ...rules,
})
const then = (after: number, what: object): Deed =>
  ({ after, isLate: false, holdsMail: false, ...what }) as Deed
const seen = { do: 'recommend', who: 0, ago: 0, isBackfill: false, isBig: false }
const delay = (minutes: number) => ({ kind: 'delay', minutes })
const mail = { kind: 'email', status: 'live', filter: null }
const wrote = { ask: 'flow wrote', is: 'gold' } as const
const golden = { kind: 'split', filter: { ask: 'tier', is: 'gold' }, ways: 2 }
const idle = { do: 'tier', who: 1, tier: 'gold' }

const rarely: [Plan[], Deed[]][] = [
  // A split is put right below where somebody waits.
  [
    [plan([delay(60), mail])],
    [
      then(1, seen),
      then(5, { do: 'edit', flow: 0, edit: { edit: 'insert', at: 0, kind: golden } }),
      then(120, idle),
    ],
  ],
  // The flow stands still when the time comes.
  [
    [plan([delay(120), mail])],
    [
      then(1, seen),
      then(60, { do: 'status', status: 'paused' }),
      then(120, { do: 'status', status: 'resume' }),
    ],
  ],
  // What one passage writes decides about the next, and both come due together.
  [
    [
      plan([
        delay(60),
        { kind: 'split', filter: wrote, to: ['n2', 'n3'] },
        { ...mail, to: [null] },
        { kind: 'write', status: 'live', value: 'gold' },
      ]),
    ],
    [then(1, seen), then(10, seen), { ...then(600, idle), isLate: true }],
  ],
  // A later entry hides an earlier one that counts.
  [
    [
      plan([delay(300), mail], {
        entryFilter: { ask: 'not in flow lately', hours: 1 },
      }),
    ],
    [then(1, seen), then(245, seen), { ...then(61, seen), isLate: true }],
  ],
]

const plans = (each: fc.Arbitrary<Plan>) => fc.array(each, { minLength: FLOWS, maxLength: FLOWS })

test('the engine does what the model says, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(plans(aPlan), aHistory, (some, history) => agree(some, history, 1)),
    {
      numRuns: RUNS,
      seed: SEED,
      endOnFailure: process.env['FLOW_SHRINK'] === undefined,
      examples: rarely,
    },
  )
}, 3_600_000)

test('two workers at once do the same, and no step twice', async () => {
  // Which of two steps that are due writes first is open between workers.
  const quiet = aPlan.filter(({ nodes }) => nodes.every(({ kind }) => kind !== 'write'))
  const history = aHistory.map((deeds) =>
    deeds.filter((deed) => deed.do !== 'edit' || deed.edit.edit !== 'insert'),
  )
  await fc.assert(
    fc.asyncProperty(plans(quiet), history, (some, deeds) => agree(some, deeds, 2)),
    {
      numRuns: Math.ceil(RUNS / 2),
      seed: SEED,
      endOnFailure: process.env['FLOW_SHRINK'] === undefined,
    },
  )
}, 3_600_000)
