import { expect, test } from 'vitest'
import { openingsText, readOpenings } from './office-hours-text.ts'

test('hours are read as people type them, and written the same each time', () => {
  expect(readOpenings('9-17')).toEqual([['09:00', '17:00']])
  expect(readOpenings('9.30 – 12:00, 13 bis 24')).toEqual([
    ['09:30', '12:00'],
    ['13:00', '24:00'],
  ])
  expect(readOpenings(' ')).toEqual([])
  const day = [
    ['09:00', '12:00'],
    ['13:00', '17:30'],
  ]
  expect(readOpenings(openingsText(day))).toEqual(day)
})

test.each(['nine', '9', '17-9', '9-25', '9-17-18', '24:30-24:40', '9-9'])(
  '%s is no opening',
  (text) => expect(readOpenings(text)).toBeUndefined(),
)
