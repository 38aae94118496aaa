import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRecord } from './refused-csv.ts'

test.each([
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+cmd|calc', "'+cmd|calc"],
  ['-2+3', "'-2+3"],
  ['\t=1', '"\'\t=1"'],
  ['-2', '-2'],
  ['+1,234.50', '"+1,234.50"'],
  ['a "b"', '"a ""b"""'],
])('%j is written as %s', (text, written) => {
  expect(csvRecord([text])).toBe(`${written}\r\n`)
})

test('every record is read back as the same cells, but for the apostrophes', () => {
  const cells = fc.array(fc.string({ unit: 'binary-ascii' }), { minLength: 2, maxLength: 5 })
  fc.assert(
    fc.property(cells, (texts) => {
      const [read] = parse(csvRecord(texts), { record_delimiter: '\r\n' })
      const plain = read?.map((cell, at) => (cell === `'${texts[at]}` ? texts[at] : cell))
      expect(plain).toEqual(texts)
    }),
  )
})
