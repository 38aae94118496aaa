import type { Block, TemplateDefinition } from '../../../src/contract/blocks.ts'
import type { Brand } from '../../../src/contract/brand.ts'
import { fieldsOf, looksOf, numberAt, textAt, withField, withLook } from './block-fields.ts'
import { changeBlock, changeSection, columnsOf, sectionsOf } from './definition.ts'

const HEADINGS = [
  'heading-1-styles',
  'heading-2-styles',
  'heading-3-styles',
  'heading-4-styles',
] as const

/** A template in the looks of the account, its buttons too. */
export function withBrand(definition: TemplateDefinition, brand: Brand): TemplateDefinition {
  const { colors } = brand
  const { body } = definition
  let next: TemplateDefinition = {
    ...definition,
    body: { ...body, styles: { ...body.styles, background_color: colors.background } },
  }
  next = withLook(next, 'base-styles', 'content_background_color', colors.content)
  next = withLook(next, 'text-styles', 'color', colors.text)
  next = withLook(next, 'text-styles', 'font_family', brand.font_family)
  next = withLook(next, 'link-styles', 'color', colors.link)
  for (const type of HEADINGS) next = withLook(next, type, 'color', colors.heading)
  // Sections that were as what lies behind the mail stay so.
  for (const { id, data } of sectionsOf(next)) {
    if (!id || data.styles.background_color !== body.styles.background_color) continue
    next = changeSection(next, id, (own) =>
      withField(own, 'styles', 'background_color', colors.background),
    )
  }
  for (const block of blocksOf(next)) {
    if (block.id) next = changeBlock(next, block.id, (own) => withBrandButton(own, brand))
  }
  return next
}

/** What a template says about the looks of the account; undefined where it says nothing clear. */
export function brandOf(definition: TemplateDefinition): BrandChange {
  const text = looksOf(definition, 'text-styles')
  const button = blocksOf(definition).find(({ type }) => type === 'button')
  const styles = button ? fieldsOf(button, 'styles') : {}
  const colors = {
    background: definition.body.styles.background_color ?? '',
    content: textAt(looksOf(definition, 'base-styles'), 'content_background_color'),
    text: textAt(text, 'color'),
    heading: textAt(looksOf(definition, 'heading-1-styles'), 'color'),
    link: textAt(looksOf(definition, 'link-styles'), 'color'),
    button: textAt(styles, 'background_color'),
    button_text: textAt(styles, 'color'),
  }
  const font = textAt(text, 'font_family')
  const radius = numberAt(styles, 'border_radius')
  return {
    colors: Object.fromEntries(Object.entries(colors).filter(([, value]) => COLOR.test(value))),
    ...(font ? { font_family: font } : {}),
    ...(radius === undefined ? {} : { border_radius: radius }),
  }
}

export interface BrandChange {
  colors: Partial<Brand['colors']>
  font_family?: string
  border_radius?: number
}

const COLOR = /^#[0-9a-fA-F]{6}$/

function withBrandButton(block: Block, { colors, border_radius: radius }: Brand): Block {
  if (block.type !== 'button' && block.type !== 'product') return block
  const isButton = block.type === 'button'
  const looks = isButton
    ? { background_color: colors.button, color: colors.button_text, border_radius: radius }
    : {
        button_background_color: colors.button,
        button_font_color: colors.button_text,
        button_border_radius: radius,
      }
  return Object.entries(looks).reduce<Block>(
    (own, [name, value]) => withField(own, 'styles', name, value),
    block,
  )
}

function blocksOf(definition: TemplateDefinition): Block[] {
  return columnsOf(definition).flatMap((column) => column.blocks ?? [])
}
