import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  FILE_START,
  type FileRow,
  type OpenFile,
  ROW_BYTES_MAX,
  readFirstRow,
  readRows,
} from './file-rows.ts'
import type { FileShape } from './file-shape.ts'

const csv: FileShape = { format: 'csv', encoding: 'utf-8', delimiter: ',', hasHeader: true }
const jsonl: FileShape = { ...csv, format: 'jsonl' }

function inChunks(content: Uint8Array, size: number): OpenFile {
  return async function* (from) {
    for (let at = from; at < content.length; at += size) yield content.subarray(at, at + size)
  }
}

async function all(
  content: string | Uint8Array,
  options: { shape?: FileShape; columns?: string[]; from?: typeof FILE_START; chunk?: number } = {},
): Promise<FileRow[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const { shape = csv, columns = ['a', 'b'], from = FILE_START, chunk = 7 } = options
  const rows: FileRow[] = []
  for await (const group of readRows(inChunks(bytes, chunk), shape, columns, from)) {
    rows.push(...group)
  }
  return rows
}

/** `1:x|y` for a row, `2!code` for a refused one, `3-` for a blank one. */
function brief({ rowNumber, content }: FileRow): string {
  if (content === null) return `${rowNumber}-`
  if (content.is === 'refused') return `${rowNumber}!${content.refusal.code}`
  return `${rowNumber}:${[...content.values.values()].map(String).join('|')}`
}

describe('CSV', () => {
  test('quotes, doubled quotes, delimiters and line breaks inside quotes', async () => {
    const rows = await all('1,"x, ""y""\r\nz"\r\n2,b\n')
    expect(rows.map(brief)).toEqual(['1:1|x, "y"\r\nz', '2:2|b'])
  })

  test('a byte order mark and a missing last line break are nothing special', async () => {
    expect((await all('\ufeffa,b\n1,2')).map(brief)).toEqual(['1:a|b', '2:1|2'])
  })

  test('a row with too few or too many cells is refused, empty cells at the end are dropped', async () => {
    const rows = await all('1\n1,2,3\n1,2,,\n4,5\n')
    expect(rows.map(brief)).toEqual(['1!wrong-cell-count', '2!wrong-cell-count', '3:1|2', '4:4|5'])
    expect(rows[1]?.cells).toEqual(['1', '2', '3'])
  })

  test('blank rows keep their number and are neither read nor refused', async () => {
    expect((await all('1,2\n\n , \n3,4\n')).map(brief)).toEqual(['1:1|2', '2-', '3-', '4:3|4'])
  })

  test('a quote inside an unquoted cell is a quote', async () => {
    expect((await all('1,12" ruler\n2,"b"\n')).map(brief)).toEqual(['1:1|12" ruler', '2:2|b'])
  })

  test('a quote that is not closed costs its own line only', async () => {
    const rows = await all('1,a\n2,"open\n3,"c"\n4,d\n')
    expect(rows.map(brief)).toEqual(['1:1|a', '2!broken-row', '3:3|c', '4:4|d'])
    expect(rows[1]?.cells).toEqual(['2,"open'])
  })

  test('so does one that swallows the rest of a large file', async () => {
    const filler = `9,${'x'.repeat(1_000)}\n`.repeat(1_000)
    const rows = await all(`1,a\n2,"open\n${filler}4,d\n`, { chunk: 65_536 })
    expect(rows).toHaveLength(1_003)
    expect(rows.filter((row) => brief(row).includes('!')).map(brief)).toEqual(['2!broken-row'])
  })

  test('a line beyond the limit is refused, the next one is read', async () => {
    const rows = await all(`1,${'x'.repeat(ROW_BYTES_MAX + 1)}\n2,b\n`, { chunk: 65_536 })
    expect(rows.map(brief)).toEqual(['1!broken-row', '2:2|b'])
  })

  test('bytes that are not UTF-8 refuse the row, not the file', async () => {
    const rows = await all(Buffer.from('1,\xe4\n2,b\n', 'latin1'))
    expect(rows.map(brief)).toEqual(['1!not-text', '2:2|b'])
    const shape: FileShape = { ...csv, encoding: 'windows-1252', delimiter: ';' }
    const western = await all(Buffer.from('1;\xe4\x80\n', 'latin1'), { shape })
    expect(western.map(brief)).toEqual(['1:1|ä€'])
  })

  test('a NUL refuses the row', async () => {
    expect((await all('1,a\u0000\n')).map(brief)).toEqual(['1!not-text'])
  })

  test('the first row that is not blank names the columns', async () => {
    const first = await readFirstRow(inChunks(Buffer.from('\n\r\nid,"na\nme"\r\n1,2\n'), 3), csv)
    expect(first).toEqual({ cells: ['id', 'na\nme'], end: { bytes: 15, rowNumber: 3 } })
    expect(await readFirstRow(inChunks(Buffer.from(''), 3), csv)).toBeUndefined()
  })
})

describe('JSON Lines', () => {
  test('one object a line; nested values are named by their path', async () => {
    const [row] = await all('{"id":1,"to":{"city":"Köln"},"tags":["x"]}\r\n', { shape: jsonl })
    expect(row?.content).toEqual({
      is: 'row',
      values: new Map<string, unknown>([
        ['id', 1],
        ['to', { city: 'Köln' }],
        ['to.city', 'Köln'],
        ['tags', ['x']],
      ]),
    })
  })

  test('what is not an object is refused with its line', async () => {
    const rows = await all('{"a":1}\n{"a":\n\n[1]\n{"a":"\\u0000"}\n{"a":2}', { shape: jsonl })
    expect(rows.map((row) => brief(row))).toEqual([
      '1:1',
      '2!broken-row',
      '3-',
      '4!broken-row',
      '5!broken-row',
      '6:2',
    ])
    expect(rows[1]?.cells).toEqual(['{"a":'])
  })
})

// Small alphabets, so that quotes, line breaks and delimiters meet.
const cell = fc
  .array(fc.constantFrom('a', 'ä', '€', '"', ',', '\n', '\r\n', ' ', '0'), { maxLength: 6 })
  .map((parts) => parts.join(''))
const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 })

function written(cells: readonly string[], lineEnd: string): string {
  const quoted = cells.map((text) =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
  )
  return quoted.join(',') + lineEnd
}

test('what was written is read, in chunks of any size and from any row on', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 40 }),
      async (rows, lineEnd, chunk) => {
        const content = rows.map((cells) => written(cells, lineEnd)).join('')
        const read = await all(content, { chunk })
        expect(read.map((row) => row.cells)).toEqual(rows)
        expect(read.at(-1)?.endsAt).toBe(Buffer.byteLength(content))
        for (const [at, { endsAt, rowNumber }] of read.entries()) {
          const rest = await all(content, { chunk, from: { bytes: endsAt, rowNumber } })
          expect(rest).toEqual(read.slice(at + 1))
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('whatever the bytes are, every line is accounted for and nothing throws', async () => {
  const bytes = fc
    .array(fc.constantFrom('a', '"', '""', ',', '\n', '\r\n', 'é', '\ufeff'), { maxLength: 30 })
    .map((parts) => Buffer.from(parts.join('')))
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 9 }), async (content, chunk) => {
      const read = await all(content, { chunk })
      for (const [at, row] of read.entries()) expect(row.rowNumber).toBe(at + 1)
      // A byte order mark alone is no row.
      const isEmpty = content.toString().replace('\ufeff', '') === ''
      expect(read.at(-1)?.endsAt ?? 0).toBe(isEmpty ? 0 : content.length)
    }),
    { numRuns: 300 },
  )
})
