import { z } from 'zod'

/** Spans of whole days of the account's zone, by their names in the public API. */
export const TIMEFRAME_KEYS = [
  'last_12_months',
  'last_30_days',
  'last_365_days',
  'last_3_months',
  'last_7_days',
  'last_90_days',
  'last_month',
  'last_week',
  'last_year',
  'this_month',
  'this_week',
  'this_year',
  'today',
  'yesterday',
] as const

/** A name, or start and end: wall times of the account's zone, whatever offset they carry. The end is excluded. */
export const Timeframe = z.union([
  z.strictObject({ key: z.enum(TIMEFRAME_KEYS) }),
  z.strictObject({ start: z.string().max(64), end: z.string().max(64) }),
])

export const REPORT_INTERVALS = ['hourly', 'daily', 'weekly', 'monthly'] as const

const Day = z.iso
  .date('must be a calendar date such as 2026-01-31')
  .refine((day) => day >= '1990-01-01' && day <= '2999-12-31', {
    error: 'must lie between 1990-01-01 and 2999-12-31',
  })
/** Days of the account's time zone, both included; the last 30 days when absent. */
export const dayRange = { start: Day.optional(), end: Day.optional() }
