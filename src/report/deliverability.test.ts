import { expect, test } from 'vitest'
import { addCounts, judged, NO_COUNTS } from './deliverability.ts'

const counts = (more: Partial<typeof NO_COUNTS>) => ({ ...NO_COUNTS, ...more })

test('nothing sent is not judged', () => {
  expect(judged(NO_COUNTS).bands).toEqual({
    bounce: 'none',
    spam: 'none',
    unsubscribe: 'none',
    open: 'none',
    click: 'none',
  })
})

test.each([
  [9, 'good'],
  [10, 'fair'],
  [20, 'fair'],
  [21, 'bad'],
] as const)('%i bounces of 1,000 are %s', (bounced, band) => {
  expect(judged(counts({ recipients: 1_000, bounced })).bands.bounce).toBe(band)
})

test('spam beyond one in two thousand is bad, and so are few opens and clicks', () => {
  const sent = { recipients: 10_000, delivered: 10_000 }
  expect(judged(counts({ ...sent, complained: 5 })).bands.spam).toBe('good')
  expect(judged(counts({ ...sent, complained: 6 })).bands.spam).toBe('bad')
  expect(judged(counts({ ...sent, unsubscribed: 101 })).bands.unsubscribe).toBe('bad')
  expect(judged(counts({ ...sent, opened: 2_699, clicked: 79 })).bands).toMatchObject({
    open: 'bad',
    click: 'bad',
  })
})

test('counts add up', () => {
  expect(addCounts(counts({ opened: 1 }), counts({ opened: 2, clicked: 3 }))).toEqual(
    counts({ opened: 3, clicked: 3 }),
  )
})
