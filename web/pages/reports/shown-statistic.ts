import type { MessageStatistic } from '../../../src/contract/reports.ts'
import type { Formats } from '../../ui/format.ts'

const MONEY: ReadonlySet<MessageStatistic> = new Set([
  'average_order_value',
  'conversion_value',
  'revenue_per_recipient',
  'text_message_spend',
])

/** A statistic as it is read: money, a share, or a count. */
export function shownStatistic(
  name: MessageStatistic,
  value: number,
  { formats, currency }: { formats: Formats; currency: string },
): string {
  if (MONEY.has(name)) return formats.money(value, currency)
  return name.endsWith('_rate') ? formats.percent(value) : formats.number(value)
}
