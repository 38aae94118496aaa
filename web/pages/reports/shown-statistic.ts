import { type MessageStatistic, statisticUnit } from '../../../src/contract/reports.ts'
import type { Formats } from '../../ui/format.ts'
import { shownFigure } from './shown-figure.ts'

/** A statistic as it is read: money, a share, or a count. */
export function shownStatistic(
  name: MessageStatistic,
  value: number,
  words: { formats: Formats; currency: string },
): string {
  return shownFigure({ value, unit: statisticUnit(name) }, words)
}
