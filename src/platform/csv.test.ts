import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test('cells are written by their type', () => {
  expect(csvLine(['a', -5, true, null, undefined, ['x', 1], { y: 2 }])).toBe(
    'a,-5,true,,,"[""x"",1]","{""y"":2}"\r\n',
  )
})

test.each(['=1+1', '+49151', '-2+3', '@SUM(A1)', '\tx', '\rx'])('%j cannot run', (text) => {
  expect(csvLine([text])).toMatch(/^"?'/)
})

test('what is read back is what was written, but for the apostrophe', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }),
      (cells) => {
        const [read] = parse(csvLine(cells)) as string[][]
        expect(read).toEqual(cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)))
      },
    ),
  )
})
