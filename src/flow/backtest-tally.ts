import { wallTime } from '../platform/zoned-instant.ts'
import type { SimulatedPassage, Simulation } from './simulate.ts'

/** Passages that are kept to be looked at one by one: those that began last. */
export const PASSAGES_SHOWN_MAX = 200

type Counts = Record<string, number>

/** What the flow did in earnest on one day. */
export interface LiveDay {
  day: string
  entered: number
  mailed: number
}

export interface ShownPassage extends SimulatedPassage {
  /** Messages that the same trigger caused in earnest; null: it did not make anybody enter. */
  liveMails: number | null
}

export interface BacktestResult {
  from: string
  to: string
  isLimited: boolean
  entered: number
  refusals: Counts
  mailed: number
  skips: Counts
  steps: { actionId: string; reached: number; outcomes: Counts; skips: Counts }[]
  ends: Counts
  days: { day: string; entered: number; mailed: number; liveEntered: number; liveMailed: number }[]
  live: { entered: number; mailed: number; skips: Counts }
  /** Triggers that made somebody enter in both, only here, only in earnest. */
  passages: ShownPassage[]
}

interface StepTally {
  reached: number
  outcomes: Counts
  skips: Counts
}

/** Adds up what simulations of many profiles came to. */
export class Tally {
  private readonly timezone: string
  private entered = 0
  private mailed = 0
  private readonly refusals: Counts = {}
  private readonly skips: Counts = {}
  private readonly ends: Counts = {}
  private readonly steps = new Map<string, StepTally>()
  private readonly days = new Map<string, { entered: number; mailed: number }>()
  private shown: ShownPassage[] = []

  constructor(timezone: string) {
    this.timezone = timezone
  }

  /** @param lived messages that were sent in earnest, by what began the passage */
  add({ passages, refusals }: Simulation, lived: ReadonlyMap<string, number>): void {
    for (const { reason } of refusals) count(this.refusals, reason)
    for (const passage of passages) {
      this.entered += 1
      this.dayOf(passage.startedAt).entered += 1
      count(this.ends, passage.end?.reason ?? 'waiting')
      for (const step of passage.steps) this.addStep(step)
      this.shown.push({ ...passage, liveMails: lived.get(passage.triggerKey) ?? null })
    }
    if (this.shown.length <= PASSAGES_SHOWN_MAX * 2) return
    this.shown = latest(this.shown)
  }

  private addStep(step: SimulatedPassage['steps'][number]): void {
    const { actionId, outcome, reason, skipped, isMessage, at } = step
    const tally = this.steps.get(actionId) ?? { reached: 0, outcomes: {}, skips: {} }
    this.steps.set(actionId, tally)
    tally.reached += 1
    const why = reason ?? skipped
    if (why) {
      count(tally.outcomes, 'skipped')
      count(tally.skips, why)
      count(this.skips, why)
      return
    }
    count(tally.outcomes, outcome)
    if (!isMessage) return
    this.mailed += 1
    this.dayOf(at).mailed += 1
  }

  private dayOf(at: Date): { entered: number; mailed: number } {
    const day = wallTime(at, this.timezone).toISOString().slice(0, 10)
    const known = this.days.get(day) ?? { entered: 0, mailed: 0 }
    this.days.set(day, known)
    return known
  }

  result(lived: {
    days: readonly LiveDay[]
    skips: Counts
    window: { from: Date; to: Date }
    isLimited: boolean
  }): BacktestResult {
    const liveDays = new Map(lived.days.map((one) => [one.day, one]))
    const days = [...new Set([...this.days.keys(), ...liveDays.keys()])].toSorted()
    const sum = (what: 'entered' | 'mailed') =>
      lived.days.reduce((total, one) => total + one[what], 0)
    return {
      from: lived.window.from.toISOString(),
      to: lived.window.to.toISOString(),
      isLimited: lived.isLimited,
      entered: this.entered,
      refusals: this.refusals,
      mailed: this.mailed,
      skips: this.skips,
      steps: [...this.steps].map(([actionId, tally]) => ({ actionId, ...tally })),
      ends: this.ends,
      days: days.map((day) => ({
        day,
        entered: this.days.get(day)?.entered ?? 0,
        mailed: this.days.get(day)?.mailed ?? 0,
        liveEntered: liveDays.get(day)?.entered ?? 0,
        liveMailed: liveDays.get(day)?.mailed ?? 0,
      })),
      live: { entered: sum('entered'), mailed: sum('mailed'), skips: lived.skips },
      passages: latest(this.shown),
    }
  }
}

function latest(passages: readonly ShownPassage[]): ShownPassage[] {
  return passages
    .toSorted((a, b) => Number(b.startedAt) - Number(a.startedAt))
    .slice(0, PASSAGES_SHOWN_MAX)
}

function count(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
