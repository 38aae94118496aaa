import { expect, test } from 'vitest'
import { differenceOf } from './difference.ts'

const at = new Date('2026-06-01T12:00:00Z')
const sooner = new Date('2026-06-02T12:00:00Z')
const later = new Date('2026-06-03T12:00:00Z')
const found = (matches: boolean, nextFlip: Date | null = null) => ({
  segmentId: 'SegAaa',
  profileId: 'p',
  at,
  matches,
  nextFlip,
})

test('nothing is written where all is as it is kept', () => {
  expect(differenceOf(found(false), undefined)).toBeUndefined()
  expect(differenceOf(found(true), { isMember: true, flipAt: null })).toBeUndefined()
  expect(differenceOf(found(true, later), { isMember: true, flipAt: later })).toBeUndefined()
})

test('who matches joins, and who does not any more leaves', () => {
  expect(differenceOf(found(true), undefined)).toMatchObject({ kind: 'joined', flip: null })
  const kept = { isMember: true, flipAt: null }
  expect(differenceOf(found(false), kept)).toMatchObject({ kind: 'left', flip: null })
})

test('an early look stays where it is, and a past one moves', () => {
  const keeps = (flipAt: Date) => ({ isMember: true, flipAt })
  expect(differenceOf(found(true, later), keeps(sooner))).toBeUndefined()
  expect(differenceOf(found(true, sooner), keeps(later))).toMatchObject({ kind: null, flip: 'set' })
  expect(differenceOf(found(true, later), keeps(at))).toMatchObject({ kind: null, flip: 'set' })
  expect(differenceOf(found(true), keeps(later))).toMatchObject({ kind: null, flip: 'end' })
})
