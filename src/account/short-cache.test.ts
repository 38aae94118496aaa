import { expect, test } from 'vitest'
import { ShortCache } from './short-cache.ts'

test('a burst asks once, and the answer is asked for again when it is old or forgotten', async () => {
  const cache = new ShortCache<number>({ sizeMax: 2, freshMs: 2_000 })
  let asked = 0
  const load = async () => ++asked
  expect(await Promise.all([cache.get('a', 0, load), cache.get('a', 1_999, load)])).toEqual([1, 1])
  expect(await cache.get('a', 2_000, load)).toBe(2)
  cache.clear()
  expect(await cache.get('a', 2_001, load)).toBe(3)
})

test('beyond its size the oldest goes', async () => {
  const cache = new ShortCache<string>({ sizeMax: 2, freshMs: 2_000 })
  for (const key of ['a', 'b', 'c']) await cache.get(key, 0, async () => 'first')
  expect(await cache.get('c', 0, async () => 'again')).toBe('first')
  expect(await cache.get('a', 0, async () => 'again')).toBe('again')
})

test('a failure is not kept', async () => {
  const cache = new ShortCache<string>({ sizeMax: 2, freshMs: 2_000 })
  await expect(cache.get('a', 0, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await cache.get('a', 0, async () => 'back')).toBe('back')
})
