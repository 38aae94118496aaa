import { expect, test } from 'vitest'
import { isCertain, winnerOf } from './test-winner.ts'

const count = (variationId: string, sent: number, won: number) => ({ variationId, sent, won })

test('the best rate wins, of equals the first', () => {
  expect(winnerOf([count('a', 100, 10), count('b', 50, 6)])).toBe('b')
  expect(winnerOf([count('a', 100, 10), count('b', 50, 5)])).toBe('a')
  expect(winnerOf([count('a', 0, 0), count('b', 0, 0)])).toBe('a')
  expect(winnerOf([])).toBeNull()
})

test('a winner is certain when chance does not explain it, and enough was sent', () => {
  expect(isCertain([count('a', 1_000, 100), count('b', 1_000, 140)])).toBe(true)
  expect(isCertain([count('a', 1_000, 100), count('b', 1_000, 110)])).toBe(false)
  expect(isCertain([count('a', 50, 0), count('b', 50, 50)])).toBe(false)
  // Better than one of two others is not enough.
  const three = [count('a', 1_000, 100), count('b', 1_000, 140), count('c', 1_000, 138)]
  expect(isCertain(three)).toBe(false)
})
