/**
 * How profiles pass through a flow, told as simply as possible: in memory, one passage at a time, with
 * plain arrays and no care for speed. Generated tests compare the engine with it. It shares no code
 * with the engine.
 */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Later than this after it happened, an event starts nothing. */
const LATE = 6 * HOUR

// — What there is

export interface Happening {
  key: string
  what: 'recommend' | 'order'
  who: number
  at: number
  heardAt: number
  isBackfill: boolean
  isBig: boolean
}

export interface World {
  now: number
  people: { isGone: boolean; tier: string | null; isSilent: boolean; inList: boolean }[]
  happenings: Happening[]
}

/** A question that filters and splits ask. */
export type Ask =
  | { ask: 'ordered since start' | 'recommended since start'; atLeastOnce: boolean }
  | { ask: 'ordered lately'; hours: number; times: number }
  | { ask: 'tier'; is: string }
  | { ask: 'flow wrote'; is: string }
  | { ask: 'big' }
  | { ask: 'not in flow lately'; hours: number }

export type Status = 'draft' | 'manual' | 'live'

/** One step; `to` are its ways out, the first being the one taken when nothing decides. */
export type Node = { id: string; to: (string | null)[]; since: number; isDeleted: boolean } & (
  | { kind: 'email'; status: Status; filter: Ask | null }
  | { kind: 'write'; status: Status; value: string }
  | { kind: 'delay'; minutes: number }
  | { kind: 'until'; days: number; hour: number }
  | { kind: 'wait'; minutes: number }
  | { kind: 'split' | 'trigger-split'; filter: Ask }
  | { kind: 'branches'; cases: Ask[] }
  | { kind: 'code' }
)

export interface Plan {
  startedBy: 'recommend' | 'list'
  triggerFilter: Ask | null
  entryFilter: Ask | null
  exitFilter: Ask | null
  /** 0: always; Infinity: once. */
  againAfterHours: number
  entry: string | null
  nodes: Node[]
}

export interface Passage {
  key: string
  who: number
  start: number
  trigger: Happening | null
  version: number
  /** Null: it is over. */
  at: string | null
  pause: { since: number; end: number } | null
  due: number
  end: string | null
  wrote: boolean
}

export interface Step {
  passage: string
  node: string
  outcome: string
  reason: string | null
  at: number
}

export interface Message {
  passage: string
  node: string
  who: number
  start: number
  trigger: Happening | null
  due: number
  fate: string
}

// — What becomes of it

export class FlowModel {
  readonly world: World
  readonly plan: Plan
  status: Status | 'paused' = 'draft'
  version = 1
  passages: Passage[] = []
  steps: Step[] = []
  messages: Message[] = []
  refusals: { key: string; who: number; reason: string }[] = []
  /** By person: what the flow's own steps wrote. */
  readonly written = new Map<number, string>()
  private resumedAt = 0
  private resumesAs: Status = 'live'

  constructor(world: World, plan: Plan) {
    this.world = world
    this.plan = plan
  }

  // — Changes from outside

  setStatus(status: Status | 'paused' | 'resume'): void {
    const { now } = this.world
    if (this.status === 'paused' && status !== 'paused') this.resumedAt = now
    if (status === 'paused') {
      if (this.status !== 'paused') this.resumesAs = this.status as Status
      this.status = 'paused'
    } else if (status === 'resume') {
      this.status = this.resumesAs
    } else {
      this.status = status
      for (const node of this.present()) if ('status' in node) node.status = status
    }
  }

  /** The nodes were changed: those that came get the new version. */
  edited(): void {
    this.version += 1
  }

  merged(from: number, into: number): void {
    for (const passage of this.passages) if (passage.who === from) passage.who = into
    for (const message of this.messages) if (message.who === from) message.who = into
    for (const refusal of this.refusals) if (refusal.who === from) refusal.who = into
    const value = this.written.get(into) ?? this.written.get(from)
    this.written.delete(from)
    if (value !== undefined) this.written.set(into, value)
  }

  deleted(who: number): void {
    const gone = new Set(this.passages.filter((one) => one.who === who).map((one) => one.key))
    this.passages = this.passages.filter((one) => one.who !== who)
    this.steps = this.steps.filter((one) => !gone.has(one.passage))
    this.refusals = this.refusals.filter((one) => one.who !== who)
    this.written.delete(who)
  }

  review(decision: 'send' | 'cancel'): void {
    for (const step of this.steps) {
      if (step.outcome !== 'needs-review') continue
      step.outcome = decision === 'send' ? 'queued' : 'cancelled'
      const passage = this.passages.find((one) => one.key === step.passage)
      if (decision === 'send' && passage) this.queue(passage, step.node, this.world.now)
    }
  }

  // — What happens by itself

  /** Somebody did something that we have heard of now. */
  heard(one: Happening): void {
    if (one.what === 'order') {
      for (const passage of this.passages) {
        if (passage.who !== one.who || !passage.pause) continue
        if (this.node(passage.at)?.kind !== 'wait') continue
        passage.due = Math.min(passage.due, Math.max(one.at, passage.pause.since))
      }
      return
    }
    if (this.plan.startedBy !== 'recommend' || this.status === 'draft') return
    const start = Math.min(one.at, one.heardAt)
    this.mayEnter({ key: one.key, who: one.who, start, trigger: one, heardAt: one.heardAt })
  }

  joined(who: number, key: string): void {
    if (this.plan.startedBy !== 'list' || this.status === 'draft') return
    const { now } = this.world
    this.mayEnter({ key, who, start: now, trigger: null, heardAt: now })
  }

  private mayEnter(one: {
    key: string
    who: number
    start: number
    trigger: Happening | null
    heardAt: number
  }): void {
    const passage: Passage = {
      ...one,
      version: this.version,
      at: this.plan.entry,
      pause: null,
      due: one.start,
      end: null,
      wrote: false,
    }
    const reason = this.whyNot(passage, one.heardAt)
    if (reason === null) this.passages.push(passage)
    else if (reason !== 'profile-deleted') {
      this.refusals.push({ key: one.key, who: one.who, reason })
    }
  }

  private whyNot(passage: Passage, heardAt: number): string | null {
    const { plan, world } = this
    const { who, start, trigger } = passage
    if (trigger?.isBackfill) return 'backfill'
    const first = this.follow(plan.entry)
    const firstDelay =
      first?.kind === 'delay'
        ? first.minutes * MINUTE
        : first?.kind === 'until'
          ? first.days * DAY
          : 0
    if (heardAt - start > Math.max(LATE, firstDelay)) return 'late'
    if (!this.leadsToSomethingOn(plan.entry)) return 'nothing-live'
    if (world.people[who]?.isGone) return 'profile-deleted'
    if (plan.triggerFilter && !this.holds(plan.triggerFilter, passage, world.now)) {
      return 'trigger-filter'
    }
    const before = this.passages.filter((one) => one.who === who).map((one) => one.start)
    const isTooSoon = before.some((at) => start - at < plan.againAfterHours * HOUR)
    if (isTooSoon) return 're-entry'
    if (plan.entryFilter && !this.holds(plan.entryFilter, passage, world.now)) {
      return 'profile-filter'
    }
    return null
  }

  /** Everything that is due, in the order in which it is. */
  settle(): void {
    if (this.status === 'paused') return
    for (;;) {
      const [next] = this.passages
        .filter((one) => one.at !== null && one.due <= this.world.now)
        .toSorted((a, b) => a.due - b.due)
      if (!next) return
      this.goOn(next, Math.max(next.due, this.resumedAt))
    }
  }

  private goOn(passage: Passage, now: number): void {
    const note = (node: Node, outcome: string, reason: string | null = null) =>
      this.steps.push({ passage: passage.key, node: node.id, outcome, reason, at: now })
    const finish = (reason: string) => {
      passage.at = null
      passage.pause = null
      passage.end = reason
    }
    const knownVersion = passage.version
    passage.version = this.version
    let at = passage.at
    let isRightBehindPause = false
    const paused = passage.pause && this.node(passage.at)
    if (passage.pause && paused) {
      at = paused.to[0] ?? null
      let outcome = 'waited'
      if (paused.kind === 'wait') {
        const { since, end } = passage.pause
        const happened = this.world.happenings.some(
          (one) =>
            one.what === 'order' &&
            one.who === passage.who &&
            one.at >= since &&
            one.at <= Math.min(now, end),
        )
        if (!happened && now < end) {
          passage.due = end
          return
        }
        outcome = happened ? 'yes' : 'no'
        at = paused.to[happened ? 0 : 1] ?? null
      }
      if (!paused.isDeleted) note(paused, outcome)
      passage.pause = null
      isRightBehindPause = true
    }
    for (;;) {
      const node = this.follow(at)
      if (!node) return finish('completed')
      const first = node.to[0] ?? null
      if (this.steps.some((one) => one.passage === passage.key && one.node === node.id)) {
        at = first
        continue
      }
      if (this.plan.exitFilter && this.holds(this.plan.exitFilter, passage, now)) {
        return finish('exit-filter')
      }
      const isInserted = isRightBehindPause && node.since > knownVersion
      isRightBehindPause = false
      const isSplit =
        node.kind === 'split' || node.kind === 'trigger-split' || node.kind === 'branches'
      if (isInserted && isSplit) {
        note(node, node.kind === 'branches' ? 'branch' : 'yes')
        at = first
        continue
      }
      switch (node.kind) {
        case 'code':
          note(node, 'not-run')
          at = first
          break
        case 'split':
        case 'trigger-split': {
          const isSo = this.holds(node.filter, passage, now)
          note(node, isSo ? 'yes' : 'no')
          at = node.to[isSo ? 0 : 1] ?? null
          break
        }
        case 'branches': {
          const place = node.cases.findIndex((one) => this.holds(one, passage, now))
          note(node, 'branch')
          at = node.to[place < 0 ? node.cases.length : place] ?? null
          break
        }
        case 'delay':
        case 'until':
        case 'wait': {
          if (!node.to.some((to) => this.leadsToSomethingOn(to)))
            return finish('nothing-live-ahead')
          const end = endOf(node, now)
          if (node.kind === 'wait' || end > now) {
            passage.at = node.id
            passage.pause = { since: now, end }
            passage.due = node.kind === 'wait' ? now : end
            return
          }
          note(node, 'waited')
          at = first
          break
        }
        case 'email':
        case 'write': {
          at = first
          if (node.status === 'draft') break
          const reason = this.whySkipped(passage, node, now)
          if (reason) note(node, 'skipped', reason)
          else if (node.kind === 'write') {
            note(node, 'done')
            this.written.set(passage.who, node.value)
            // Goes on at the same time, after whatever else is due then.
            if (!this.follow(at)) return finish('completed')
            passage.at = at
            passage.due = now
            return
          } else if (node.status === 'manual') note(node, 'needs-review')
          else {
            note(node, 'queued')
            this.queue(passage, node.id, now)
          }
          break
        }
      }
    }
  }

  private whySkipped(
    passage: Passage,
    node: Extract<Node, { kind: 'email' | 'write' }>,
    now: number,
  ): string | null {
    const { entryFilter } = this.plan
    if (entryFilter && !this.holds(entryFilter, passage, now)) {
      return node.kind === 'write' ? 'Fails Flow Conditions' : 'Fails Flow Filters'
    }
    if (this.hasLeft(passage.who)) return 'Person No Longer in List'
    if (node.kind === 'email' && node.filter && !this.holds(node.filter, passage, now)) {
      return 'Fails Additional Filters'
    }
    return null
  }

  private queue({ key, who, start, trigger }: Passage, node: string, due: number): void {
    this.messages.push({ passage: key, node, who, start, trigger, due, fate: 'queued' })
  }

  /** The last look at each message, by the clock of now. */
  send(): void {
    for (const message of this.messages) {
      if (message.fate === 'queued') message.fate = this.fateOf(message) ?? 'went out'
    }
  }

  private fateOf(message: Message): string | null {
    const { world, plan } = this
    const { who } = message
    if (world.people[who]?.isGone) return 'Person Deleted'
    const node = this.node(message.node)
    if (node?.kind !== 'email' || node.isDeleted) return 'Action Deleted'
    if (node.status === 'draft') return 'Email Cancelled'
    if (this.hasLeft(who)) return 'Person No Longer in List'
    const asked = { key: message.passage, who, start: message.start, trigger: message.trigger }
    if (plan.entryFilter && !this.holds(plan.entryFilter, asked, world.now)) {
      return 'Fails Flow Filters'
    }
    if (node.filter && !this.holdsOutside(node.filter, message)) return 'Fails Additional Filters'
    return world.people[who]?.isSilent ? 'Person Suppressed' : null
  }

  /** Filters of messages are asked about this passage, as all others. */
  private holdsOutside(filter: Ask, { passage, who, start, trigger }: Message): boolean {
    return this.holds(filter, { key: passage, who, start, trigger }, this.world.now)
  }

  // — Questions

  private hasLeft(who: number): boolean {
    return this.plan.startedBy === 'list' && !this.world.people[who]?.inList
  }

  private holds(
    filter: Ask,
    passage: { key: string; who: number; start: number; trigger: Happening | null },
    now: number,
  ): boolean {
    const { who, start, trigger } = passage
    const own = this.world.happenings.filter((one) => one.who === who && one !== trigger)
    const did = (what: Happening['what']) => own.filter((one) => one.what === what)
    switch (filter.ask) {
      case 'ordered since start':
        return did('order').some(({ at }) => at >= start) === filter.atLeastOnce
      case 'recommended since start':
        return did('recommend').some(({ at }) => at >= start) === filter.atLeastOnce
      case 'ordered lately': {
        const after = now - filter.hours * HOUR
        return did('order').filter(({ at }) => at > after && at <= now).length >= filter.times
      }
      case 'tier':
        return this.world.people[who]?.tier === filter.is
      case 'flow wrote':
        return this.written.get(who) === filter.is
      case 'big':
        return trigger?.isBig ?? false
      case 'not in flow lately': {
        const after = now - filter.hours * HOUR
        return !this.passages.some(
          (one) =>
            one.key !== passage.key && one.who === who && one.start > after && one.start <= now,
        )
      }
    }
  }

  node(id: string | null): Node | undefined {
    return this.plan.nodes.find((one) => one.id === id)
  }

  present(): Node[] {
    return this.plan.nodes.filter((one) => !one.isDeleted)
  }

  /** Where a link leads by now: past what was deleted, along first ways. */
  follow(id: string | null): Node | undefined {
    const node = this.node(id)
    return node?.isDeleted ? this.follow(node.to[0] ?? null) : node
  }

  private leadsToSomethingOn(id: string | null): boolean {
    const node = this.follow(id)
    if (!node) return false
    if ('status' in node && node.status !== 'draft') return true
    return node.to.some((to) => this.leadsToSomethingOn(to))
  }
}

function endOf(node: Node, now: number): number {
  if (node.kind !== 'until') return now + ('minutes' in node ? node.minutes : 0) * MINUTE
  const end = Math.floor(now / DAY) * DAY + node.days * DAY + node.hour * HOUR
  return end < now ? end + DAY : end
}
