import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moveClock } from './test-clock.ts'

const wall = new Date('2026-03-01T12:00:00.500Z')
const at = (text: string) => new Date(text)

describe('a sandbox clock', () => {
  test('that follows the wall clock is put forward from there', () => {
    expect(moveClock(null, at('2026-03-08T12:00:00Z'), wall)).toEqual({
      do: 'move',
      to: at('2026-03-08T12:00:00Z'),
    })
  })

  test('does not go back, and says where it stands', () => {
    const stands = at('2026-03-08T12:00:00Z')
    expect(moveClock(stands, at('2026-03-08T11:59:59Z'), wall)).toEqual({
      do: 'refuse',
      reason: 'backwards',
      stands,
    })
  })

  test('stays at the fraction of the second that it shows', () => {
    expect(moveClock(null, at('2026-03-01T12:00:00Z'), wall)).toEqual({ do: 'move', to: wall })
  })

  test('goes five years ahead of the wall clock, and no further', () => {
    expect(moveClock(null, at('2031-03-01T12:00:00.500Z'), wall).do).toBe('move')
    expect(moveClock(null, at('2031-03-01T12:00:01Z'), wall)).toEqual({
      do: 'refuse',
      reason: 'too-far',
      latest: at('2031-03-01T12:00:00.500Z'),
    })
  })

  test('never goes back, whatever it is asked', () => {
    const instant = fc.date({ min: at('2020-01-01'), max: at('2040-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(instant, instant, instant, (clockAt, to, now) => {
        const move = moveClock(clockAt, to, now)
        return move.do === 'refuse' || move.to >= clockAt
      }),
    )
  })
})
