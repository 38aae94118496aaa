import type { FlowActionOf } from '../contract/flows.ts'

type AbTest = FlowActionOf<'ab-test'>

/** How a variation did. */
export interface VariationCount {
  variationId: string
  sent: number
  /** Of those, who did what the test compares by. */
  won: number
}

/** Fewer messages than this say nothing about a variation. */
const SENT_MIN = 100
/** Two-sided, 95 per cent. */
const CERTAIN_Z = 1.96

/** The variation with the best rate; of equals the first. Null: there are none. */
export function winnerOf(counts: readonly VariationCount[]): string | null {
  const [first, ...others] = counts
  if (!first) return null
  return others.reduce((best, one) => (rateOf(one) > rateOf(best) ? one : best), first).variationId
}

/** Whether the best variation is better than each other one by more than chance explains. */
export function isCertain(counts: readonly VariationCount[]): boolean {
  if (counts.length < 2 || counts.some(({ sent }) => sent < SENT_MIN)) return false
  const id = winnerOf(counts)
  const best = counts.find(({ variationId }) => variationId === id)
  return counts.every((one) => one === best || (best && zOf(best, one) >= CERTAIN_Z))
}

function rateOf({ sent, won }: VariationCount): number {
  return sent === 0 ? 0 : won / sent
}

/** How many standard errors two rates are apart. */
function zOf(a: VariationCount, b: VariationCount): number {
  const pooled = (a.won + b.won) / (a.sent + b.sent)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.sent + 1 / b.sent))
  return error === 0 ? 0 : (rateOf(a) - rateOf(b)) / error
}

/** Whether a test ends by itself at an instant. */
export function endsNow({ data }: AbTest, counts: readonly VariationCount[], now: Date): boolean {
  const settings = data.current_experiment?.automatic_winner_selection_settings
  if (data.experiment_status !== 'live' || !settings?.enabled) return false
  const end = settings.automatic_end_date
  if (end !== null && Date.parse(end) <= now.getTime()) return true
  return settings.automatic_end_statistical_certainty && isCertain(counts)
}

/** The test when it is over: from now on everybody gets what the winner says. */
export function endedTest(action: AbTest, winnerId: string | null): AbTest {
  const winner = action.data.current_experiment?.variations.find((one) => one.id === winnerId)
  return {
    ...action,
    data: {
      ...action.data,
      experiment_status: 'completed',
      main_action: winner
        ? { ...winner, links: action.data.main_action.links }
        : action.data.main_action,
    },
  }
}
