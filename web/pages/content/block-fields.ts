import type {
  Block,
  BlockOf,
  Section,
  TemplateDefinition,
  TemplateStyle,
} from '../../../src/contract/blocks.ts'

/** Values of a block by their names. Blocks are open: any of them may hold keys of others. */
export type Fields = Readonly<Record<string, unknown>>

type Place = 'styles' | 'properties' | 'display_options'

export function fieldsOf(of: Block | Section, place: Place): Fields {
  const data: Fields = of.data
  const fields = data[place]
  return typeof fields === 'object' && fields !== null ? (fields as Fields) : {}
}

export function contentOf(block: Block): string {
  const data: Fields = block.data
  return typeof data['content'] === 'string' ? data['content'] : ''
}

/** The same with another value. Undefined takes the key away. */
export function withField<T extends Block | Section>(
  of: T,
  place: Place,
  name: string,
  value: unknown,
): T {
  const { [name]: _, ...others } = fieldsOf(of, place)
  const fields = value === undefined ? others : { ...others, [name]: value }
  return { ...of, data: { ...of.data, [place]: fields } }
}

export function withContent<T extends Block>(block: T, content: string): T {
  return { ...block, data: { ...block.data, content } }
}

export type WithParts = BlockOf<'header'> | BlockOf<'social'> | BlockOf<'product'>

export function partsOf(block: WithParts): readonly Fields[] {
  return block.subblocks ?? []
}

export function withParts<T extends Block>(block: T, subblocks: readonly Fields[]): T {
  return { ...block, subblocks }
}

type StyleType = TemplateStyle['style_type']

export function looksOf(definition: TemplateDefinition, type: StyleType): Fields {
  return definition.styles.find((style) => style.style_type === type)?.styles ?? {}
}

/** One of the looks that the whole template shares. */
export function withLook(
  definition: TemplateDefinition,
  type: StyleType,
  name: string,
  value: unknown,
): TemplateDefinition {
  const styles = definition.styles.map((style) => {
    if (style.style_type !== type) return style
    const own: Fields = style.styles
    const { [name]: _, ...others } = own
    const next = value === undefined ? others : { ...others, [name]: value }
    return { ...style, styles: next } as TemplateStyle
  })
  return { ...definition, styles }
}

export function withBodyStyle(
  definition: TemplateDefinition,
  name: 'background_color' | 'width',
  value: string | number | undefined,
): TemplateDefinition {
  const { body } = definition
  return { ...definition, body: { ...body, styles: { ...body.styles, [name]: value ?? null } } }
}

export function textAt(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

export function numberAt(fields: Fields, name: string): number | undefined {
  const value = fields[name]
  return typeof value === 'number' ? value : undefined
}

/** True or false as it is written, or what absence means. */
export function flagAt(fields: Fields, name: string, otherwise: boolean): boolean {
  const value = fields[name]
  return typeof value === 'boolean' ? value : otherwise
}

const WORDS_MAX = 40

/** A few words by which a block is known, in a list or to a screen reader. */
export function gist(block: Block): string {
  const { alt_text: alt, feed, coupon } = fieldsOf(block, 'properties')
  const text = contentOf(block).replace(/<[^>]*>/g, ' ') || [alt, feed, coupon].find(isText) || ''
  const plain = text.replace(/\s+/g, ' ').trim()
  return plain.length > WORDS_MAX ? `${plain.slice(0, WORDS_MAX).trim()}…` : plain
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
