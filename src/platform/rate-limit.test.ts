import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RateLimiter } from './rate-limit.ts'

const START_MS = Date.UTC(2026, 0, 1)
/** As the hosted API publishes them. */
const PUBLISHED = {
  XS: { burst: 1, steady: 15 },
  S: { burst: 3, steady: 60 },
  M: { burst: 10, steady: 150 },
  L: { burst: 75, steady: 750 },
  XL: { burst: 350, steady: 3_500 },
} as const

const calls = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b'),
    waitMs: fc.oneof(
      { weight: 4, arbitrary: fc.nat(300) },
      fc.constantFrom(0, 0, 999, 1_000, 5_000, 60_000),
    ),
  }),
  { minLength: 1, maxLength: 120 },
)

test('calls are counted in seconds and minutes of the clock, each key for itself', () => {
  fc.assert(
    fc.property(calls, fc.constantFrom('XS' as const, 'S' as const, 'M' as const), (all, tier) => {
      const { burst, steady } = PUBLISHED[tier]
      const limiter = new RateLimiter('klaviyo')
      const allowed = new Map<string, number>()
      const count = (window: string) => allowed.get(window) ?? 0
      const verdicts: unknown[] = []
      const expected: unknown[] = []
      let nowMs = START_MS
      for (const { key, waitMs } of all) {
        nowMs += waitMs
        const second = `${key} s${Math.floor(nowMs / 1_000)}`
        const minute = `${key} m${Math.floor(nowMs / 60_000)}`
        const mayPass = count(second) < burst && count(minute) < steady
        const verdict = limiter.count(key, tier, nowMs)
        if (mayPass) {
          allowed.set(second, count(second) + 1)
          allowed.set(minute, count(minute) + 1)
        }
        verdicts.push({ ...verdict, isSoon: (verdict?.resetSeconds ?? 99) <= 60 })
        expected.push({
          allowed: mayPass,
          limit: steady,
          remaining: steady - count(minute),
          resetSeconds: expect.any(Number),
          isSoon: true,
        })
      }
      expect(verdicts).toEqual(expected)
    }),
  )
})

test('who waits as long as a refusal says is let through', () => {
  fc.assert(
    fc.property(fc.nat(59_999), fc.integer({ min: 1, max: 200 }), (offsetMs, count) => {
      const limiter = new RateLimiter('klaviyo')
      let nowMs = START_MS + offsetMs
      let waitedMs = 0
      for (let at = 0; at < count; at += 1) {
        const verdict = limiter.count('a', 'S', nowMs)
        if (verdict?.allowed) continue
        nowMs += (verdict?.resetSeconds ?? 0) * 1_000
        waitedMs += (verdict?.resetSeconds ?? 0) * 1_000
        expect(limiter.count('a', 'S', nowMs)?.allowed).toBe(true)
      }
      expect(waitedMs).toBeLessThanOrEqual(Math.ceil(count / 60) * 60_000 + count * 1_000)
    }),
  )
})

test.each(Object.entries(PUBLISHED))('tier %s allows its burst', (tier, { burst }) => {
  const limiter = new RateLimiter('klaviyo')
  const verdicts = Array.from(
    { length: burst + 1 },
    () => limiter.count('a', tier as keyof typeof PUBLISHED, START_MS)?.allowed,
  )
  expect(verdicts).toEqual([...Array(burst).fill(true), false])
})

test('a clock that jumps back counts on', () => {
  const limiter = new RateLimiter('klaviyo')
  limiter.count('a', 'XS', START_MS)
  expect(limiter.count('a', 'XS', START_MS - 3_600_000)?.allowed).toBe(true)
  expect(limiter.count('a', 'XS', START_MS - 3_600_000)?.allowed).toBe(false)
})

test('limits that are off count nothing; generous ones are wider than the published', () => {
  const off = new RateLimiter('off')
  const generous = new RateLimiter('generous')
  for (let at = 0; at < 50; at += 1) {
    expect(off.count('a', 'XS', START_MS)).toBeUndefined()
    expect(generous.count('a', 'XS', START_MS)?.allowed).toBe(true)
  }
})

test('callers without end are forgotten, the oldest first', () => {
  const limiter = new RateLimiter('klaviyo')
  limiter.count('first', 'XS', START_MS)
  const strangers = (from: number, count: number) => {
    for (let at = from; at < from + count; at += 1) limiter.count(`stranger ${at}`, 'XS', START_MS)
  }
  strangers(0, 9_999)
  expect(limiter.count('first', 'XS', START_MS)?.allowed).toBe(false)
  strangers(10_000, 1)
  expect(limiter.count('first', 'XS', START_MS)?.allowed).toBe(true)
  strangers(20_000, 30_000)
  // What is kept has no public door; that it does not grow is the point.
  const windows: unknown = Reflect.get(limiter, 'windows')
  expect(windows instanceof Map && windows.size).toBe(10_000)
})
