import { expect, test } from 'vitest'
import { TemplateDefinition } from '../../../src/contract/blocks.ts'
import {
  blockAt,
  changeBlock,
  changeLayout,
  columnsOf,
  copyBlock,
  copySection,
  findBlock,
  insertBlock,
  moveBlock,
  moveBlockToSection,
  moveSection,
  nudgeBlock,
  nudgeSection,
  removeBlock,
  removeSection,
  sectionsOf,
  withIds,
  wrapInColumns,
} from './definition.ts'
import { emptyDefinition, newBlock, PALETTE, textBlock } from './new-block.ts'
import { READY_MADE, readyMade } from './ready-made.ts'

/** Ids in a row: 1, 2, 3, … */
function counting(from = 100) {
  let last = from
  return () => String(last++)
}

const WORDS = { text: 'Hello', button: 'Look', shop: 'Shop', coupon: 'For you' }

/** Two sections: one column with a, b, c; two columns with d, and e. */
function sample(): TemplateDefinition {
  const column = (id: string, ...blocks: string[]) => ({
    id,
    blocks: blocks.map((block) => textBlock(block, `<p>${block}</p>`)),
  })
  const section = (id: string, layout: string, ...columns: ReturnType<typeof column>[]) => ({
    id,
    content_type: 'section' as const,
    type: 'section' as const,
    data: { properties: {}, display_options: {}, styles: {} },
    rows: [{ id: `${id}-row`, data: { styles: { column_layout: layout } }, columns }],
  })
  const empty = emptyDefinition(counting())
  return TemplateDefinition.parse({
    ...empty,
    body: {
      ...empty.body,
      sections: [
        section('s1', '1-column-full-width', column('c1', 'a', 'b', 'c')),
        section('s2', '2-columns-equal-width', column('c2', 'd'), column('c3', 'e')),
      ],
    },
  })
}

/** Ids of the blocks, column by column: `abc d e`. */
function order(definition: TemplateDefinition): string {
  return columnsOf(definition)
    .map((column) => (column.blocks ?? []).map((block) => block.id).join(''))
    .join(' ')
}

test('a block goes into the gap it is dropped on', () => {
  const block = textBlock('x', 'x')
  expect(order(insertBlock(sample(), { columnId: 'c1', index: 1 }, block))).toBe('axbc d e')
  expect(order(insertBlock(sample(), { columnId: 'c3', index: 1 }, block))).toBe('abc d ex')
})

test('a block moves within its column and to another one', () => {
  expect(order(moveBlock(sample(), 'a', { columnId: 'c1', index: 3 }))).toBe('bca d e')
  expect(order(moveBlock(sample(), 'c', { columnId: 'c1', index: 0 }))).toBe('cab d e')
  expect(order(moveBlock(sample(), 'b', { columnId: 'c3', index: 0 }))).toBe('ac d be')
})

test('a block that is dropped where it lies changes nothing at all', () => {
  const definition = sample()
  expect(moveBlock(definition, 'b', { columnId: 'c1', index: 1 })).toBe(definition)
  expect(moveBlock(definition, 'b', { columnId: 'c1', index: 2 })).toBe(definition)
  expect(moveBlock(definition, 'b', { columnId: 'gone', index: 0 })).toBe(definition)
})

test('up and down lead through every column, and end at the ends', () => {
  const definition = sample()
  expect(order(nudgeBlock(definition, 'b', 'up'))).toBe('bac d e')
  expect(order(nudgeBlock(definition, 'b', 'down'))).toBe('acb d e')
  expect(order(nudgeBlock(definition, 'c', 'down'))).toBe('ab cd e')
  expect(order(nudgeBlock(definition, 'd', 'up'))).toBe('abcd  e')
  expect(nudgeBlock(definition, 'a', 'up')).toBe(definition)
  expect(nudgeBlock(definition, 'e', 'down')).toBe(definition)
})

test('a block that is dropped between sections gets one of its own', () => {
  const moved = moveBlockToSection(sample(), 'b', 1, counting())
  expect(order(moved)).toBe('ac b d e')
  expect(sectionsOf(moved)).toHaveLength(3)
})

test('sections change places, are copied and go', () => {
  const definition = sample()
  expect(order(nudgeSection(definition, 's1', 'down'))).toBe('d e abc')
  expect(order(moveSection(definition, 's2', 0))).toBe('d e abc')
  expect(nudgeSection(definition, 's1', 'up')).toBe(definition)
  expect(nudgeSection(definition, 's2', 'down')).toBe(definition)
  expect(order(removeSection(definition, 's1'))).toBe('d e')
  const copied = copySection(definition, 's2', counting())
  const ids = columnsOf(copied).map((column) => column.id)
  expect(new Set(ids).size).toBe(5)
})

test('a copy has ids of its own and what the block said', () => {
  const copied = copyBlock(sample(), 'b', counting(900))
  expect(order(copied)).toBe('ab900c d e')
  expect(findBlock(copied, '900')?.block.data).toEqual(findBlock(copied, 'b')?.block.data)
})

test('a block that goes takes nothing with it', () => {
  const definition = sample()
  expect(order(removeBlock(definition, 'd'))).toBe('abc  e')
  expect(removeBlock(definition, 'gone')).toBe(definition)
})

test('wrapping a block in columns leaves its neighbours in place', () => {
  const wrapped = wrapInColumns(sample(), 'b', '2-columns-equal-width', counting())
  expect(order(wrapped)).toBe('a b  c d e')
  expect(sectionsOf(wrapped)[0]?.rows).toHaveLength(3)
  expect(order(wrapInColumns(sample(), 'a', '3-columns-equal-width', counting()))).toBe(
    'a   bc d e',
  )
  const ids = columnsOf(wrapped).map((column) => column.id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('columns inside of columns do not exist', () => {
  const definition = sample()
  expect(wrapInColumns(definition, 'd', '2-columns-equal-width', counting())).toBe(definition)
})

test('fewer columns keep every block, more columns are empty', () => {
  const row = 's2-row'
  const one = changeLayout(sample(), row, '1-column-full-width', counting())
  expect(order(one)).toBe('abc de')
  expect(order(changeLayout(sample(), row, '4-columns-equal-width', counting()))).toBe('abc d e  ')
})

test('what did not change is the same object, and unknown keys stay', () => {
  const known = sample()
  const definition = { ...known, made_with: 'something else' }
  const [section] = sectionsOf(definition)
  const changed = changeBlock(definition, 'd', (block) => ({ ...block, novelty: 1 }))
  expect(sectionsOf(changed)[0]).toBe(section)
  expect(changed).toMatchObject({ made_with: 'something else' })
  expect(findBlock(changed, 'd')?.block).toMatchObject({ novelty: 1, type: 'text' })
  expect(findBlock(definition, 'd')?.block).not.toHaveProperty('novelty')
})

test('ids are given to what has none or shares one; the rest keeps its own', () => {
  const definition = sample()
  expect(withIds(definition, counting())).toBe(definition)
  const twice = insertBlock(definition, { columnId: 'c3', index: 1 }, textBlock('a', 'again'))
  expect(order(withIds(twice, counting(700)))).toBe('abc d e700')
  const [section] = sectionsOf(definition)
  const nameless = TemplateDefinition.parse({
    ...definition,
    body: { ...definition.body, sections: [{ ...section, id: undefined, rows: null }] },
  })
  expect(sectionsOf(withIds(nameless, counting(700)))[0]).toMatchObject({ id: '700', rows: null })
})

test('a finding leads to its block', () => {
  expect(blockAt(sample(), '/body/sections/1/rows/0/columns/1/blocks/0')?.id).toBe('e')
  expect(blockAt(sample(), 'c')?.id).toBe('c')
  expect(blockAt(sample(), '/body/sections/9/rows/0/columns/1/blocks/0')).toBeUndefined()
})

test('every block of the palette and every ready-made mail is one that the API takes', () => {
  const empty = emptyDefinition(counting())
  for (const type of PALETTE) {
    const block = newBlock(type, WORDS, counting())
    const definition = moveBlockToSection(
      insertBlock(sample(), { columnId: 'c1', index: 0 }, block),
      block.id ?? '',
      0,
      counting(300),
    )
    expect(TemplateDefinition.safeParse(definition).error).toBeUndefined()
  }
  expect(TemplateDefinition.safeParse(empty).success).toBe(true)
  for (const kind of READY_MADE) {
    for (const language of ['en', 'de'] as const) {
      const made = readyMade(kind, language, counting())
      expect(TemplateDefinition.safeParse(made).error).toBeUndefined()
      expect(JSON.stringify(made)).toContain('{% unsubscribe')
    }
  }
})
