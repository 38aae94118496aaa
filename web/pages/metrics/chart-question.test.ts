import { describe, expect, test } from 'vitest'
import { instantsOf, readQuestion } from './chart-question.ts'

const zone = 'Europe/Berlin'
const now = new Date('2026-11-25T23:30:00Z') // already the 26th in Berlin

function asked(search: string) {
  return readQuestion(new URLSearchParams(search), zone, now)
}

describe('the question of a chart', () => {
  test('is about the last 30 days, today included, when nothing is said', () => {
    expect(asked('')).toEqual({
      range: '30',
      first: '2026-10-28',
      last: '2026-11-26',
      interval: 'day',
      measurement: 'count',
      by: null,
      compare: false,
    })
  })

  test('takes both days of an own period, in either order', () => {
    expect(asked('range=custom&from=2026-11-09&to=2026-11-01')).toMatchObject({
      first: '2026-11-01',
      last: '2026-11-09',
    })
  })

  test('is never longer than the API answers, and ignores what is no day', () => {
    expect(asked('range=custom&from=2020-01-01&to=2026-11-26').first).toBe('2025-11-27')
    expect(asked('range=custom&from=yesterday&to=2026-13-45')).toMatchObject({
      first: '2026-10-28',
      last: '2026-11-26',
    })
  })

  test('does not chart months by the hour', () => {
    expect(asked('range=90&interval=hour').interval).toBe('day')
    expect(asked('range=7&interval=hour').interval).toBe('hour')
  })

  test('groups are not compared with the period before', () => {
    expect(asked('compare=1').compare).toBe(true)
    expect(asked('compare=1&by=Channel').compare).toBe(false)
  })
})

describe('its instants', () => {
  test('reach from the first midnight to the one after the last day', () => {
    const { from, until } = instantsOf(asked('range=7'), zone)
    expect([from.toISOString(), until.toISOString()]).toEqual([
      '2026-11-19T23:00:00.000Z',
      '2026-11-26T23:00:00.000Z',
    ])
  })

  test('of the period before end where the period begins', () => {
    const question = asked('range=7')
    expect(instantsOf(question, zone, 1).until).toEqual(instantsOf(question, zone).from)
  })
})
