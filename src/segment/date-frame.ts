import type { DateFilter, EventFrame, FlowStartFrame } from '../contract/conditions.ts'
import { parseInstant } from '../contract/filter.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'
import { anniversaryIn, type Day, dayOf, partsOf, startOfDay } from './calendar.ts'
import type { DateValue } from './date-value.ts'
import type { Moment } from './facts.ts'

/**
 * Frames of time. Windows roll with `now` and are half open: the last N is `(now − N, now]`, at least
 * N ago is `≤ now − N`, a to b ago is `(now − b, now − a]`, the next N is `(now, now + N]`; before and
 * after are strict, a static range is `[start, end)`. A day is 24 hours.
 */
const UNIT_MS = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS } as const

/** The bounds within which an instant is in a frame, in ms: after `from`, up to and with `to`. */
interface Bounds {
  after: number
  upTo: number
}

/** Whether an event of this time is in the frame. Events of the future only count without a window. */
export function isEventInFrame(
  frame: EventFrame | FlowStartFrame,
  at: Date,
  moment: Moment,
): boolean {
  switch (frame.operator) {
    case 'alltime':
      return true
    case 'flow-start':
      return moment.flow !== undefined && at >= moment.flow.start
    case 'before':
    case 'after':
    case 'between-static':
      return isInFrame(frame, { kind: 'instant', at }, moment)
    case 'in-the-next':
    case 'anniversary-next':
    case 'anniversary-last':
    case 'in-the-last':
    case 'at-least':
    case 'between':
      // Event times are read in UTC, whatever the account's zone.
      return at <= moment.now && isInFrame(frame, { kind: 'instant', at }, inUtc(moment))
  }
}

/**
 * The first instant after `now` at which the answer of `isEventInFrame` may be another one, or null:
 * never again.
 */
export function nextEventFlip(
  frame: EventFrame | FlowStartFrame,
  at: Date,
  moment: Moment,
): Date | null {
  if (frame.operator === 'alltime' || frame.operator === 'flow-start') return null
  if (['before', 'after', 'between-static'].includes(frame.operator)) return null
  const flip = nextFlip(frame, { kind: 'instant', at }, inUtc(moment))
  if (at <= moment.now) return flip
  return flip !== null && flip < at ? flip : at
}

function inUtc({ now }: Moment): Moment {
  return { now, timezone: 'UTC' }
}

export function isInFrame(frame: DateFilter, value: DateValue, moment: Moment): boolean {
  switch (frame.operator) {
    case 'before':
    case 'after':
    case 'between-static':
      return isInStatic(frame, value, moment.timezone)
    case 'in-the-last':
    case 'in-the-next':
    case 'at-least':
    case 'between':
      return value.kind === 'day' && !countsHours(frame)
        ? isWithin(dayBounds(frame, dayOf(moment.now, moment.timezone)), value.day)
        : isWithin(
            instantBounds(frame, moment.now.getTime()),
            instantOf(value, moment.timezone).getTime(),
          )
    case 'anniversary':
    case 'anniversary-month':
    case 'calendar-month':
    case 'anniversary-last':
    case 'anniversary-next':
      return isInCalendar(
        frame,
        dayOfValue(value, moment.timezone),
        dayOf(moment.now, moment.timezone),
      )
  }
}

/** The first instant after `now` at which the answer of `isInFrame` may be another one, or null. */
export function nextFlip(frame: DateFilter, value: DateValue, moment: Moment): Date | null {
  const { now, timezone } = moment
  switch (frame.operator) {
    case 'before':
    case 'after':
    case 'between-static':
    case 'calendar-month':
      return null
    case 'in-the-last':
    case 'in-the-next':
    case 'at-least':
    case 'between':
      return value.kind === 'day' && !countsHours(frame)
        ? firstDayAfter(daysOfChange(frame, value.day), now, timezone)
        : firstAfter(instantsOfChange(frame, instantOf(value, timezone).getTime()), now)
    case 'anniversary-month':
      return startOfNextMonth(now, timezone)
    case 'anniversary':
    case 'anniversary-last':
    case 'anniversary-next':
      return firstDayAfter(
        anniversaries(dayOfValue(value, timezone), dayOf(now, timezone)).flatMap((day) =>
          daysAround(frame, day),
        ),
        now,
        timezone,
      )
  }
}

type Rolling = Extract<
  DateFilter,
  { operator: 'in-the-last' | 'in-the-next' | 'at-least' | 'between' }
>
type Static = Extract<DateFilter, { operator: 'before' | 'after' | 'between-static' }>
type Yearly = Extract<
  DateFilter,
  {
    operator:
      | 'anniversary'
      | 'anniversary-month'
      | 'calendar-month'
      | 'anniversary-last'
      | 'anniversary-next'
  }
>

function isWithin({ after, upTo }: Bounds, value: number): boolean {
  return value > after && value <= upTo
}

function instantBounds(frame: Rolling, now: number): Bounds {
  const unit = UNIT_MS[frame.unit]
  switch (frame.operator) {
    case 'in-the-last':
      return { after: now - frame.quantity * unit, upTo: now }
    case 'in-the-next':
      return { after: now, upTo: now + frame.quantity * unit }
    case 'at-least':
      return { after: -Infinity, upTo: now - frame.quantity * unit }
    case 'between':
      return { after: now - frame.end * unit, upTo: now - frame.start * unit }
  }
}

/** When an instant enters and leaves the window, in ms. */
function instantsOfChange(frame: Rolling, at: number): number[] {
  const unit = UNIT_MS[frame.unit]
  switch (frame.operator) {
    case 'in-the-last':
      return [at, at + frame.quantity * unit]
    case 'in-the-next':
      return [at - frame.quantity * unit, at]
    case 'at-least':
      return [at + frame.quantity * unit]
    case 'between':
      return [at + frame.start * unit, at + frame.end * unit]
  }
}

/** Calendar dates compare as dates: the boundary day belongs to "in the last", not to "at least". */
function dayBounds(frame: Rolling, today: Day): Bounds {
  const days = daysOf(frame)
  switch (frame.operator) {
    case 'in-the-last':
      return { after: today - days(frame.quantity) - 1, upTo: today }
    case 'in-the-next':
      return { after: today - 1, upTo: today + days(frame.quantity) }
    case 'at-least':
      return { after: -Infinity, upTo: today - days(frame.quantity) - 1 }
    case 'between':
      return { after: today - days(frame.end), upTo: today - days(frame.start) }
  }
}

function daysOfChange(frame: Rolling, day: Day): Day[] {
  const days = daysOf(frame)
  switch (frame.operator) {
    case 'in-the-last':
      return [day, day + days(frame.quantity) + 1]
    case 'in-the-next':
      return [day - days(frame.quantity), day + 1]
    case 'at-least':
      return [day + days(frame.quantity) + 1]
    case 'between':
      return [day + days(frame.start), day + days(frame.end)]
  }
}

/** A window of hours can only be laid over the instant at which the date begins. */
function countsHours(frame: Rolling): boolean {
  return frame.unit === 'hour'
}

function daysOf(frame: { unit: 'hour' | 'day' | 'week' }): (quantity: number) => number {
  return (quantity) => Math.floor((quantity * UNIT_MS[frame.unit]) / DAY_MS)
}

function isInStatic(frame: Static, value: DateValue, timezone: string): boolean {
  const known = (text: string): number => {
    const at = parseInstant(text)
    if (!at) throw new Error(`the contract let the date ${text} pass`)
    return value.kind === 'day' ? dayOf(at, timezone) : at.getTime()
  }
  const own = value.kind === 'day' ? value.day : value.at.getTime()
  switch (frame.operator) {
    case 'before':
      return own < known(frame.date)
    case 'after':
      return own > known(frame.date)
    case 'between-static':
      return own >= known(frame.start) && own < known(frame.end)
  }
}

function isInCalendar(frame: Yearly, day: Day, today: Day): boolean {
  switch (frame.operator) {
    case 'calendar-month':
      return partsOf(day).month === frame.value
    case 'anniversary-month':
      return partsOf(day).month === partsOf(today).month
    case 'anniversary':
    case 'anniversary-last':
    case 'anniversary-next': {
      const { before, after } = reach(frame)
      return anniversaries(day, today).some(
        (each) => each >= today - before && each <= today + after,
      )
    }
  }
}

/** How many days ago, and ahead, an anniversary still counts; today always does. */
function reach(frame: Extract<Yearly, { operator: `anniversary${string}` }>) {
  switch (frame.operator) {
    case 'anniversary-last':
      return { before: daysOf(frame)(frame.quantity), after: 0 }
    case 'anniversary-next':
      return { before: 0, after: daysOf(frame)(frame.quantity) }
    case 'anniversary':
    case 'anniversary-month':
      return { before: 0, after: 0 }
  }
}

function daysAround(
  frame: Extract<Yearly, { operator: `anniversary${string}` }>,
  day: Day,
): [Day, Day] {
  const { before, after } = reach(frame)
  return [day - after, day + before + 1]
}

/** Those close to today; windows longer than a year contain one whenever it is. */
function anniversaries(day: Day, today: Day): Day[] {
  const { year } = partsOf(today)
  return [year - 2, year - 1, year, year + 1, year + 2].map((each) => anniversaryIn(each, day))
}

function dayOfValue(value: DateValue, timezone: string): Day {
  return value.kind === 'day' ? value.day : dayOf(value.at, timezone)
}

function instantOf(value: DateValue, timezone: string): Date {
  return value.kind === 'day' ? startOfDay(value.day, timezone) : value.at
}

/** Dates that the language can say: beyond them nothing changes any more. */
const LAST_INSTANT = 8.64e15

function firstAfter(instants: readonly number[], now: Date): Date | null {
  const coming = instants.filter((at) => at > now.getTime() && at <= LAST_INSTANT)
  return coming.length > 0 ? new Date(Math.min(...coming)) : null
}

function firstDayAfter(days: readonly Day[], now: Date, timezone: string): Date | null {
  const today = dayOf(now, timezone)
  const coming = days.filter((day) => day > today && day * DAY_MS < LAST_INSTANT - DAY_MS)
  return coming.length > 0 ? startOfDay(Math.min(...coming), timezone) : null
}

function startOfNextMonth(now: Date, timezone: string): Date {
  const today = dayOf(now, timezone)
  let day = today + 1
  while (partsOf(day).day !== 1) day += 1
  return startOfDay(day, timezone)
}
