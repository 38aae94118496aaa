import type { BlockOf, TablePart } from '../contract/blocks.ts'
import { borderOf, fontOf, paddingOf, styleAttribute } from './css.ts'
import {
  alignment,
  type BlockPlace,
  classAttribute,
  colorAt,
  picture,
  type Rules,
  showOnClass,
  showOnRules,
  stackClass,
  TABLE,
  withoutEmpty,
} from './html-parts.ts'

/** Two cells side by side; on phones under each other unless the block says otherwise. */
export function splitHtml(block: BlockOf<'split'>, place: BlockPlace): string {
  const { styles } = block.data
  const parts = block.subblocks ?? []
  if (parts.length === 0) return ''
  const widths = percents(styles.column_widths, parts.length)
  const gap = Math.max(0, styles.padding_in_between ?? 0)
  const cells = parts.map((part, at) => {
    const share = widths[at] ?? 100 / parts.length
    const width = Math.floor((place.width * share) / 100) - gap
    const rules = at === 0 || gap === 0 ? {} : { 'padding-left': `${gap}px` }
    return (
      `<td class="p-col" width="${share}%" valign="top"${styleAttribute(rules)}>` +
      `${cellHtml(part, { ...place, width: Math.max(1, width) })}</td>`
    )
  })
  const name = stackClass(styles.mobile_stack_order)
  return `${TABLE}><tr${name}>${cells.join('')}</tr></table>`
}

/** A table of cells, its row repeated for a list when it is dynamic. */
export function tableHtml(block: BlockOf<'table'>, place: BlockPlace): string {
  const { properties, styles } = block.data
  const columns = properties.num_columns ?? 1
  const parts = block.subblocks ?? []
  const rows = (of: readonly TablePart[], isHeader: boolean) => {
    const all: string[] = []
    for (let at = 0; at < of.length; at += columns) {
      const cells = of
        .slice(at, at + columns)
        .map((part) => tableCell(part, block, place, isHeader))
      all.push(`<tr>${cells.join('')}</tr>`)
    }
    return all.join('')
  }
  const headers: readonly TablePart[] = parts.filter((part) => part.type === 'table_header')
  const fallbacks: readonly TablePart[] = parts.filter((part) =>
    part.type.startsWith('table_fallback_'),
  )
  const body = parts.filter((part) => !headers.includes(part) && !fallbacks.includes(part))
  const head = properties.show_headers ? rows(headers, true) : ''
  const look = styleAttribute(
    { background: colorAt(styles, 'table_background_color') },
    borderOf(styles, 'block_border'),
  )
  const repeat = properties.dynamic ? properties.row_content_repeat : null
  const empty = properties.show_fallback_content ? rows(fallbacks, false) : ''
  const filled = repeat
    ? `{% for ${repeat.item_alias} in ${repeat.repeat_for} %}${rows(body, false)}{% empty %}${empty}{% endfor %}`
    : rows(body, false)
  return head + filled === '' ? '' : `${TABLE}${look}>${head}${filled}</table>`
}

function tableCell(
  part: TablePart,
  { data: { styles } }: BlockOf<'table'>,
  place: BlockPlace,
  isHeader: boolean,
): string {
  const rules: Rules = {
    ...place.text,
    ...withoutEmpty(fontOf(styles, isHeader ? 'header_' : 'table_')),
    ...paddingOf(styles, 'cell_padding', 4),
    ...borderOf(styles, 'cell_horizontal_border', 'border-bottom'),
    ...borderOf(styles, 'cell_vertical_border', 'border-right'),
    background: isHeader ? colorAt(styles, 'header_background_color') : undefined,
    'text-align': part.type.endsWith('html')
      ? alignment(styles.table_text_align)
      : alignment(cellAlign(part), alignment(styles.table_text_align)),
  }
  const tag = isHeader ? 'th' : 'td'
  const share = /^\d{1,3}%$/.test(part.table_column_width ?? '')
    ? ` width="${part.table_column_width}"`
    : ''
  const name = classAttribute(showOnClass(part.show_on))
  const valign = styles.cell_vertical_align ?? 'top'
  return (
    `<${tag}${name}${share} valign="${valign}"${styleAttribute(rules, showOnRules(part.show_on))}>` +
    `${insideOf(part, place)}</${tag}>`
  )
}

function cellAlign(part: TablePart): string | null | undefined {
  return part.cell_text_align
}

function cellHtml(part: TablePart, place: BlockPlace): string {
  const rules = {
    ...place.text,
    ...('font_size' in part ? withoutEmpty(fontOf(part)) : {}),
    'text-align': alignment(part.cell_text_align),
  }
  const name = classAttribute('p-copy', showOnClass(part.show_on))
  const style = styleAttribute(rules, showOnRules(part.show_on))
  return `<div${name}${style}>${insideOf(part, place)}</div>`
}

/** Texts of cells are HTML from the editor, as those of text blocks are. */
function insideOf(part: TablePart, place: BlockPlace): string {
  switch (part.type) {
    case 'table_image':
    case 'table_fallback_image':
      return picture({
        src: part.src,
        alt: part.alt_text,
        href: part.href,
        width: Math.min(part.image_width ?? part.width ?? place.width, place.width),
      })
    case 'table_text':
    case 'table_header':
    case 'table_html':
    case 'table_fallback_text':
    case 'table_fallback_html':
      return part.content ?? ''
  }
}

function percents(text: string | null | undefined, count: number): number[] {
  const shares = (text ?? '').split(',').map((one) => Number.parseFloat(one))
  const isWhole = shares.length === count && shares.every((one) => one > 0 && one <= 100)
  return isWhole ? shares : Array.from({ length: count }, () => Math.floor(100 / count))
}
