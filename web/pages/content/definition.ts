import {
  BLOCKS_PER_COLUMN_MAX,
  type Block,
  type COLUMN_LAYOUTS,
  type Column,
  ROWS_PER_SECTION_MAX,
  type Row,
  SECTIONS_MAX,
  type Section,
  type TemplateDefinition,
} from '../../../src/contract/blocks.ts'

/**
 * Changes to a template of blocks: each takes a definition and gives back another, which shares with
 * the first whatever did not change. Keys that nobody here knows stay where they are. A change that
 * is not possible gives back the definition itself.
 */

export type ColumnLayout = (typeof COLUMN_LAYOUTS)[number]

/** Makes an id that nothing else has. */
export type NewId = () => string

/** A gap between the blocks of a column: before the one with this index. */
export interface Spot {
  columnId: string
  index: number
}

export interface Found {
  block: Block
  column: Column
  row: Row
  section: Section
  /** The index of the block in its column. */
  at: number
}

type Node = { id?: string | null | undefined }

/** The same with an id on each section, row, column and block: what has one keeps it, once. */
export function withIds(definition: TemplateDefinition, newId: NewId): TemplateDefinition {
  const seen = new Set<string>()
  function named<T extends Node>(node: T): T {
    if (node.id && !seen.has(node.id)) {
      seen.add(node.id)
      return node
    }
    const id = newId()
    seen.add(id)
    return { ...node, id }
  }
  return mapSections(definition, (section) => {
    const rows =
      section.rows &&
      mapped(section.rows, (row) => {
        const columns =
          row.columns &&
          mapped(row.columns, (column) => {
            const blocks = column.blocks && mapped(column.blocks, named)
            return named(blocks === column.blocks ? column : { ...column, blocks })
          })
        return named(columns === row.columns ? row : { ...row, columns })
      })
    return named(rows === section.rows ? section : { ...section, rows })
  })
}

export function sectionsOf(definition: TemplateDefinition): readonly Section[] {
  return definition.body.sections ?? []
}

/** Every column in the order in which a reader comes to it. */
export function columnsOf(definition: TemplateDefinition): readonly Column[] {
  return sectionsOf(definition).flatMap((section) =>
    (section.rows ?? []).flatMap((row) => row.columns ?? []),
  )
}

export function findBlock(definition: TemplateDefinition, id: string): Found | undefined {
  for (const section of sectionsOf(definition)) {
    for (const row of section.rows ?? []) {
      for (const column of row.columns ?? []) {
        const at = (column.blocks ?? []).findIndex((block) => block.id === id)
        const block = column.blocks?.[at]
        if (block) return { block, column, row, section, at }
      }
    }
  }
  return undefined
}

export function findSection(definition: TemplateDefinition, id: string): Section | undefined {
  return sectionsOf(definition).find((section) => section.id === id)
}

/** The block that a check points to: `/body/sections/0/rows/0/columns/0/blocks/1`, or an id. */
export function blockAt(definition: TemplateDefinition, place: string): Block | undefined {
  const match = /^\/body\/sections\/(\d+)\/rows\/(\d+)\/columns\/(\d+)\/blocks\/(\d+)/.exec(place)
  if (!match) return findBlock(definition, place)?.block
  const [s = 0, r = 0, c = 0, b = 0] = match.slice(1).map(Number)
  return sectionsOf(definition)[s]?.rows?.[r]?.columns?.[c]?.blocks?.[b]
}

export function insertBlock(
  definition: TemplateDefinition,
  { columnId, index }: Spot,
  block: Block,
): TemplateDefinition {
  return mapColumns(definition, (column) => {
    const blocks = column.blocks ?? []
    if (column.id !== columnId || blocks.length >= BLOCKS_PER_COLUMN_MAX) return column
    return { ...column, blocks: blocks.toSpliced(index, 0, block) }
  })
}

export function insertSection(
  definition: TemplateDefinition,
  index: number,
  section: Section,
): TemplateDefinition {
  const sections = sectionsOf(definition)
  if (sections.length >= SECTIONS_MAX) return definition
  return withSections(definition, sections.toSpliced(index, 0, section))
}

/** Into another gap, of its own column or of another one. */
export function moveBlock(
  definition: TemplateDefinition,
  id: string,
  { columnId, index }: Spot,
): TemplateDefinition {
  const found = findBlock(definition, id)
  const target = columnsOf(definition).find((column) => column.id === columnId)
  if (!found || !target) return definition
  const isSame = found.column.id === columnId
  if (!isSame && (target.blocks ?? []).length >= BLOCKS_PER_COLUMN_MAX) return definition
  if (isSame && (index === found.at || index === found.at + 1)) return definition
  const to = isSame && found.at < index ? index - 1 : index
  return insertBlock(removeBlock(definition, id), { columnId, index: to }, found.block)
}

/** Into a section of its own, before the section with this index. */
export function moveBlockToSection(
  definition: TemplateDefinition,
  id: string,
  index: number,
  newId: NewId,
): TemplateDefinition {
  const found = findBlock(definition, id)
  if (!found || sectionsOf(definition).length >= SECTIONS_MAX) return definition
  const section = newSection('1-column-full-width', newId, [found.block])
  return insertSection(removeBlock(definition, id), index, section)
}

/** One place up or down; past the edge of its column into the column before or after. */
export function nudgeBlock(
  definition: TemplateDefinition,
  id: string,
  by: 'up' | 'down',
): TemplateDefinition {
  const found = findBlock(definition, id)
  const columnId = found?.column.id
  if (!found || !columnId) return definition
  const isEdge = by === 'up' ? found.at === 0 : found.at === (found.column.blocks ?? []).length - 1
  if (!isEdge) {
    return moveBlock(definition, id, { columnId, index: by === 'up' ? found.at - 1 : found.at + 2 })
  }
  const columns = columnsOf(definition)
  const at = columns.findIndex((column) => column.id === columnId)
  const next = columns[by === 'up' ? at - 1 : at + 1]
  if (!next?.id) return definition
  const index = by === 'up' ? (next.blocks ?? []).length : 0
  return moveBlock(definition, id, { columnId: next.id, index })
}

export function nudgeSection(
  definition: TemplateDefinition,
  id: string,
  by: 'up' | 'down',
): TemplateDefinition {
  const from = sectionsOf(definition).findIndex((section) => section.id === id)
  return moveSection(definition, id, by === 'up' ? from - 1 : from + 2)
}

/** Into the gap before the section with this index. */
export function moveSection(
  definition: TemplateDefinition,
  id: string,
  index: number,
): TemplateDefinition {
  const sections = sectionsOf(definition)
  const from = sections.findIndex((section) => section.id === id)
  const section = sections[from]
  if (!section || index < 0 || index > sections.length) return definition
  if (index === from || index === from + 1) return definition
  const to = from < index ? index - 1 : index
  return withSections(definition, sections.toSpliced(from, 1).toSpliced(to, 0, section))
}

export function removeBlock(definition: TemplateDefinition, id: string): TemplateDefinition {
  return mapColumns(definition, (column) => {
    const blocks = column.blocks ?? []
    const kept = blocks.filter((block) => block.id !== id)
    return kept.length === blocks.length ? column : { ...column, blocks: kept }
  })
}

export function removeSection(definition: TemplateDefinition, id: string): TemplateDefinition {
  const sections = sectionsOf(definition)
  const kept = sections.filter((section) => section.id !== id)
  return kept.length === sections.length ? definition : withSections(definition, kept)
}

/** A copy right after it, with ids of its own. */
export function copyBlock(
  definition: TemplateDefinition,
  id: string,
  newId: NewId,
): TemplateDefinition {
  const found = findBlock(definition, id)
  if (!found?.column.id) return definition
  const spot = { columnId: found.column.id, index: found.at + 1 }
  return insertBlock(definition, spot, freshBlock(found.block, newId))
}

export function copySection(
  definition: TemplateDefinition,
  id: string,
  newId: NewId,
): TemplateDefinition {
  const at = sectionsOf(definition).findIndex((section) => section.id === id)
  const section = sectionsOf(definition)[at]
  if (!section) return definition
  const rows = section.rows?.map((row) => ({
    ...fresh(row, newId),
    columns: row.columns?.map((column) => ({
      ...fresh(column, newId),
      blocks: column.blocks?.map((block) => freshBlock(block, newId)),
    })),
  }))
  return insertSection(definition, at + 1, { ...fresh(section, newId), rows })
}

export function changeBlock(
  definition: TemplateDefinition,
  id: string,
  change: (block: Block) => Block,
): TemplateDefinition {
  return mapColumns(definition, (column) => {
    const blocks =
      column.blocks && mapped(column.blocks, (block) => (block.id === id ? change(block) : block))
    return blocks === column.blocks ? column : { ...column, blocks }
  })
}

export function changeSection(
  definition: TemplateDefinition,
  id: string,
  change: (section: Section) => Section,
): TemplateDefinition {
  return mapSections(definition, (section) => (section.id === id ? change(section) : section))
}

/** Other columns for a row. Blocks of columns that go move to the end of the last that stays. */
export function changeLayout(
  definition: TemplateDefinition,
  rowId: string,
  layout: ColumnLayout,
  newId: NewId,
): TemplateDefinition {
  return mapRows(definition, (row) => (row.id === rowId ? [withLayout(row, layout, newId)] : [row]))
}

/** The block in the first of new columns; what stands around it keeps its place. */
export function wrapInColumns(
  definition: TemplateDefinition,
  blockId: string,
  layout: ColumnLayout,
  newId: NewId,
): TemplateDefinition {
  const found = findBlock(definition, blockId)
  if (!found || !canWrap(found)) return definition
  const { row, column, block, at } = found
  const blocks = column.blocks ?? []
  const part = (own: readonly Block[], isFirst: boolean): Row[] =>
    own.length === 0
      ? []
      : [
          {
            ...(isFirst ? row : fresh(row, newId)),
            columns: [{ ...(isFirst ? column : fresh(column, newId)), blocks: [...own] }],
          },
        ]
  const wrapped = newRow(layout, newId, [block])
  return mapRows(definition, (one) =>
    one.id === row.id
      ? [...part(blocks.slice(0, at), true), wrapped, ...part(blocks.slice(at + 1), at === 0)]
      : [one],
  )
}

/** Columns inside of columns do not exist, and a section holds only so many rows. */
export function canWrap({ row, section }: Found): boolean {
  return (row.columns ?? []).length === 1 && (section.rows ?? []).length + 2 <= ROWS_PER_SECTION_MAX
}

export function newSection(
  layout: ColumnLayout,
  newId: NewId,
  blocks: readonly Block[] = [],
): Section {
  return {
    id: newId(),
    content_type: 'section',
    type: 'section',
    data: { properties: {}, display_options: {}, styles: {} },
    rows: [newRow(layout, newId, blocks)],
  }
}

export function columnsIn(layout: ColumnLayout): number {
  return Number(layout[0])
}

function newRow(layout: ColumnLayout, newId: NewId, blocks: readonly Block[]): Row {
  return {
    id: newId(),
    data: { styles: { column_layout: layout } },
    columns: Array.from({ length: columnsIn(layout) }, (_, at) => ({
      id: newId(),
      data: {},
      blocks: at === 0 ? [...blocks] : [],
    })),
  }
}

function withLayout(row: Row, layout: ColumnLayout, newId: NewId): Row {
  const data = { ...row.data, styles: { ...row.data.styles, column_layout: layout } }
  const count = columnsIn(layout)
  const columns = row.columns ?? []
  const kept = columns.slice(0, count)
  const homeless = columns.slice(count).flatMap((column) => column.blocks ?? [])
  const added = Array.from({ length: Math.max(0, count - kept.length) }, () => ({
    id: newId(),
    data: {},
    blocks: [],
  }))
  const last = kept.at(-1)
  const settled =
    last && homeless.length > 0
      ? [...kept.slice(0, -1), { ...last, blocks: [...(last.blocks ?? []), ...homeless] }]
      : kept
  return { ...row, data, columns: [...settled, ...added] }
}

/** With another id; the number that a server may have given the original goes. */
function fresh<T extends Node & { data_id?: string | null | undefined }>(node: T, newId: NewId): T {
  const { data_id: _, ...rest } = node
  return { ...(rest as T), id: newId() }
}

export function freshBlock(block: Block, newId: NewId): Block {
  const copy = fresh(block, newId)
  if (!('subblocks' in copy) || !Array.isArray(copy.subblocks)) return copy
  const subblocks = copy.subblocks.map((part: Node) => (part.id ? { ...part, id: newId() } : part))
  return { ...copy, subblocks } as Block
}

function withSections(definition: TemplateDefinition, sections: Section[]): TemplateDefinition {
  return { ...definition, body: { ...definition.body, sections } }
}

function mapSections(
  definition: TemplateDefinition,
  change: (section: Section) => Section,
): TemplateDefinition {
  const sections = sectionsOf(definition)
  const next = mapped(sections, change)
  return next === sections ? definition : withSections(definition, [...next])
}

function mapRows(
  definition: TemplateDefinition,
  change: (row: Row) => readonly Row[],
): TemplateDefinition {
  return mapSections(definition, (section) => {
    const rows = section.rows ?? []
    const next = rows.flatMap((row) => [...change(row)])
    const isSame = next.length === rows.length && next.every((row, at) => row === rows[at])
    return isSame ? section : { ...section, rows: next }
  })
}

function mapColumns(
  definition: TemplateDefinition,
  change: (column: Column) => Column,
): TemplateDefinition {
  return mapRows(definition, (row) => {
    const columns = row.columns ?? []
    const next = mapped(columns, change)
    return [next === columns ? row : { ...row, columns: next }]
  })
}

/** `map` that gives back the list itself when nothing changed. */
function mapped<T>(list: T[] | readonly T[], change: (one: T) => T): T[] {
  const next = list.map(change)
  return next.every((one, at) => one === list[at]) ? (list as T[]) : next
}
