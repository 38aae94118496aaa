import type { CSSProperties } from 'react'
import type { Block, Section, TemplateDefinition } from '../../../src/contract/blocks.ts'
import { type Fields, fieldsOf, looksOf, numberAt, textAt } from './block-fields.ts'

/** How a block looks on the canvas, from the same keys that the mail is made of. */

const TEXT_DEFAULT: CSSProperties = {
  color: '#222222',
  fontFamily: 'Arial, Helvetica, sans-serif',
  fontSize: 16,
  lineHeight: 1.4,
}

export function font(styles: Fields, prefix = ''): CSSProperties {
  const color = textAt(styles, `${prefix}font_color`) || textAt(styles, `${prefix}color`)
  return withoutEmpty({
    color,
    fontFamily: textAt(styles, `${prefix}font_family`),
    fontSize: numberAt(styles, `${prefix}font_size`),
    fontStyle: textAt(styles, `${prefix}font_style`),
    fontWeight: textAt(styles, `${prefix}font_weight`),
    letterSpacing: numberAt(styles, `${prefix}letter_spacing`),
    lineHeight: numberAt(styles, `${prefix}line_height`),
    textDecoration: textAt(styles, `${prefix}text_decoration`),
  })
}

export function padding(styles: Fields, prefix: string, otherwise = 0): CSSProperties {
  const side = (name: string) => Math.max(0, numberAt(styles, `${prefix}_${name}`) ?? otherwise)
  return { padding: `${side('top')}px ${side('right')}px ${side('bottom')}px ${side('left')}px` }
}

export function border(styles: Fields, prefix: string): CSSProperties {
  const width = numberAt(styles, `${prefix}_width`)
  const style = textAt(styles, `${prefix}_style`) || 'solid'
  if (!width || width < 0 || style === 'none') return {}
  return { border: `${width}px ${style} ${textAt(styles, `${prefix}_color`) || '#cccccc'}` }
}

export function alignOf(styles: Fields, name: string, otherwise: 'left' | 'center' = 'center') {
  const value = textAt(styles, name)
  return value === 'left' || value === 'center' || value === 'right' ? value : otherwise
}

export function blockBox(block: Block): CSSProperties {
  const styles = fieldsOf(block, 'styles')
  return {
    ...padding(styles, 'block_padding'),
    ...withoutEmpty({ background: textAt(styles, 'block_background_color') }),
  }
}

export function sectionBox(section: Section): CSSProperties {
  const styles = fieldsOf(section, 'styles')
  const image = textAt(styles, 'background_url')
  return {
    ...padding(styles, 'inner_padding'),
    ...border(styles, 'border'),
    ...withoutEmpty({
      backgroundColor: textAt(styles, 'background_color') || textAt(styles, 'content_color'),
      backgroundImage: /^https?:[^'"()\s]+$/.test(image) ? `url('${image}')` : '',
      backgroundSize: textAt(styles, 'background_format'),
    }),
  }
}

export function textLook(definition: TemplateDefinition): CSSProperties {
  const styles = looksOf(definition, 'text-styles')
  return {
    ...TEXT_DEFAULT,
    ...font(styles),
    ...withoutEmpty({ textAlign: textAt(styles, 'text_align') }),
  }
}

const HEADINGS = [
  ['h1', 'heading-1-styles', 32],
  ['h2', 'heading-2-styles', 26],
  ['h3', 'heading-3-styles', 22],
  ['h4', 'heading-4-styles', 18],
] as const

/** Looks of headings and links as variables that the style sheet of the canvas reads. */
export function headingVariables(definition: TemplateDefinition): CSSProperties {
  const variables: Record<string, string | number> = {}
  for (const [name, type, size] of HEADINGS) {
    const styles = looksOf(definition, type)
    variables[`--${name}-size`] = `${numberAt(styles, 'font_size') ?? size}px`
    variables[`--${name}-color`] = textAt(styles, 'color') || 'inherit'
    variables[`--${name}-weight`] = textAt(styles, 'font_weight') || 'bold'
    variables[`--${name}-margin`] = `${numberAt(styles, 'margin_bottom') ?? 12}px`
  }
  variables['--link-color'] = textAt(looksOf(definition, 'link-styles'), 'color') || 'inherit'
  return variables as CSSProperties
}

/** Percents of the columns, by a layout such as `2-columns-33%-67%`. */
export function sharesOf(layout: string | null | undefined, count: number): number[] {
  const named = [...(layout ?? '').matchAll(/(\d+)%/g)].map((match) => Number(match[1]))
  return named.length === count ? named : Array.from({ length: count }, () => 100 / count)
}

function withoutEmpty(rules: Record<string, unknown>): CSSProperties {
  return Object.fromEntries(
    Object.entries(rules).filter(([, value]) => value !== '' && value !== undefined),
  )
}
