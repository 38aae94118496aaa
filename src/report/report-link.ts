import type { z } from 'zod'
import type { REPORT_LINK } from '../contract/reports.ts'
import { invalidParameter } from '../platform/problem.ts'
import { isoSeconds } from '../platform/time.ts'
import { wallTime } from '../platform/zoned-instant.ts'
import type { Timeframe } from '../segment/timeframe.ts'

type Link = z.output<z.ZodObject<typeof REPORT_LINK>>

/** The question in a link. @throws Problem 400 for neither or both of key and start with end */
export function questionOfLink(link: Link): {
  report: Link['report']
  timeframe: Timeframe
  conversionMetricId: string
  filter: string | null
} {
  return {
    report: link.report,
    timeframe: timeframeOf(link),
    conversionMetricId: link.conversion_metric_id,
    filter: link.where ?? null,
  }
}

/** The link of the same question later: names such as last_30_days move on, what is written out stays. */
export function fixedLink(
  link: Link,
  { from, until, zone }: { from: Date; until: Date; zone: string },
): Record<string, string> {
  return {
    report: link.report,
    start: isoSeconds(wallTime(from, zone)).slice(0, 19),
    end: isoSeconds(wallTime(until, zone)).slice(0, 19),
    conversion_metric_id: link.conversion_metric_id,
    ...(link.where ? { where: link.where } : {}),
  }
}

function timeframeOf({ key, start, end }: Link): Timeframe {
  if (key && !start && !end) return { key }
  if (!key && start && end) return { start, end }
  throw invalidParameter('key', 'Send a key such as last_30_days, or start and end.')
}
