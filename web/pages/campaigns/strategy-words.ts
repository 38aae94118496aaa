import { useTranslation } from 'react-i18next'
import type { SendStrategy } from '../../../src/contract/campaigns.ts'
import { useAccount } from '../../account.ts'
import { useFormats } from '../../ui/format.ts'

/** When a campaign is sent, in a sentence. */
export function useStrategyWords(): (strategy: SendStrategy) => string {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const at = (text: string) => formats.dayAndTime(withZone(text), account.timezone)
  return (strategy) => {
    switch (strategy.method) {
      case 'immediate':
        return t('campaigns.whenAtOnce')
      case 'static':
        return strategy.options?.is_local
          ? t('campaigns.whenLocal', { at: formats.dayAndTime(wallOf(strategy.datetime), 'UTC') })
          : t('campaigns.whenAt', { at: at(strategy.datetime) })
      case 'throttled':
        return t('campaigns.whenPortions', {
          at: at(strategy.datetime),
          percent: strategy.throttle_percentage,
        })
      case 'smart_send_time':
        return t('campaigns.whenSmart', { day: formats.day(`${strategy.date}T00:00Z`, 'UTC') })
    }
  }
}

/** A time without an offset is in UTC. */
function withZone(text: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`
}

/** What clocks show, read as if it were UTC. */
export function wallOf(text: string): string {
  return `${text.replace(/(Z|[+-]\d\d:?\d\d)$/, '')}Z`
}

/** The instant at which a campaign goes out first, or the day of it; null: no time is set. */
export function plannedAt(strategy: SendStrategy): { at: string; isWall: boolean } | null {
  switch (strategy.method) {
    case 'immediate':
      return null
    case 'smart_send_time':
      return { at: `${strategy.date}T00:00:00Z`, isWall: true }
    case 'throttled':
      return { at: withZone(strategy.datetime), isWall: false }
    case 'static':
      return strategy.options?.is_local
        ? { at: wallOf(strategy.datetime), isWall: true }
        : { at: withZone(strategy.datetime), isWall: false }
  }
}

/** Clocks that are furthest behind UTC. */
const LAST_ZONE_MS = 12 * 3_600_000
const DAY_MS = 24 * 3_600_000

/** Whether the time of a strategy has passed for everybody: then it is refused. */
export function isOver(strategy: SendStrategy, now: Date): boolean {
  const planned = plannedAt(strategy)
  if (!planned) return false
  const lasts = strategy.method === 'smart_send_time' ? DAY_MS : 0
  const until = Date.parse(planned.at) + lasts + (planned.isWall ? LAST_ZONE_MS : 0)
  return until < now.getTime()
}
