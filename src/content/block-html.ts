import type { Block, BlockOf } from '../contract/blocks.ts'
import { borderOf, classNames, fontOf, numberAt, paddingOf, pixels, styleAttribute } from './css.ts'
import {
  alignment,
  type BlockPlace,
  button,
  classAttribute,
  colorAt,
  picture,
  type Rules,
  repeated,
  showOnClass,
  showOnRules,
  TABLE,
  withoutEmpty,
} from './html-parts.ts'
import { headerHtml, socialHtml } from './link-bar-html.ts'
import { productHtml } from './product-html.ts'
import { textSource } from './source-text.ts'
import { splitHtml, tableHtml } from './table-html.ts'

/** One block as a row of its own: its inside with its padding, colours, visibility and repetition. */
export function blockHtml(block: Block, place: BlockPlace): string {
  const { display_options: options } = block.data
  if (block.type === 'html') return repeated(shownOn(block.data.content, block), options)
  const styles = block.data.styles
  const inside = insideOf(block, { ...place, width: place.width - sidesOf(styles) })
  if (inside === '') return ''
  const cell = styleAttribute(paddingOf(styles, 'block_padding'), {
    background: colorAt(styles, 'block_background_color'),
  })
  const fill = colorAt(styles, 'block_background_color')
  const row =
    `${TABLE}${blockClass(block)}${styleAttribute(showOnRules(options.show_on))}><tr>` +
    `<td${fill ? ` bgcolor="${fill}"` : ''}${cell}>${inside}</td></tr></table>`
  return repeated(row, options)
}

/** Pixels that the padding takes from what is inside. */
function sidesOf(styles: Readonly<Record<string, unknown>>): number {
  const [left = 0, right = 0] = ['block_padding_left', 'block_padding_right'].map((name) =>
    Math.max(0, numberAt(styles, name) ?? 0),
  )
  return left + right
}

function blockClass(block: Block): string {
  const extra = block.type === 'text' ? classNames(block.data.styles.extra_css_class) : undefined
  return classAttribute(`p-${block.type}`, showOnClass(block.data.display_options.show_on), extra)
}

function shownOn(html: string, block: Block): string {
  const { show_on: showOn } = block.data.display_options
  const name = showOnClass(showOn)
  if (name === undefined) return html
  return `<div class="${name}"${styleAttribute(showOnRules(showOn))}>${html}</div>`
}

function insideOf(block: Exclude<Block, { type: 'html' }>, place: BlockPlace): string {
  switch (block.type) {
    case 'text':
      return textHtml(block, place)
    case 'image':
      return imageHtml(block, place)
    case 'button':
      return buttonHtml(block, place)
    case 'coupon':
      return couponHtml(block, place)
    case 'horizontal_rule':
      return ruleHtml(block)
    case 'spacer':
      return spacerHtml(block)
    case 'drop_shadow':
      return shadowHtml(block)
    case 'video':
      return videoHtml(block, place)
    case 'review':
      return reviewHtml(block, place)
    case 'header':
      return headerHtml(block, place)
    case 'social':
      return socialHtml(block, place)
    case 'product':
      return productHtml(block, place)
    case 'split':
      return splitHtml(block, place)
    case 'table':
      return tableHtml(block, place)
  }
}

/** The content is HTML already, written in the editor. */
function textHtml({ data: { content, styles } }: BlockOf<'text'>, { text }: BlockPlace): string {
  const rules = {
    ...text,
    ...withoutEmpty(fontOf(styles)),
    'text-align': styles.text_align ?? text['text-align'],
    background: colorAt(styles, 'background_color'),
    ...paddingOf(styles, 'inner_padding'),
    ...borderOf(styles, 'block_border'),
  }
  return `${TABLE}><tr><td class="p-copy"${styleAttribute(rules)}>${content}</td></tr></table>`
}

function imageHtml({ data: { properties, styles } }: BlockOf<'image'>, place: BlockPlace): string {
  const align = alignment(styles.align, 'center')
  const most = styles.max_width && styles.max_width > 0 ? styles.max_width : place.width
  const width = Math.min(styles.width && styles.width > 0 ? styles.width : most, most, place.width)
  const image = picture({
    src: properties.src,
    alt: properties.alt_text,
    href: properties.href,
    width,
    isFullWidthOnMobile: styles.full_width_mobile ?? false,
  })
  if (image === '') return ''
  const cell = styleAttribute(
    paddingOf(styles, 'inner_padding'),
    borderOf(styles, 'block_border'),
    {
      background: colorAt(styles, 'background_color'),
    },
  )
  return (
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0" align="${align}">` +
    `<tr><td align="${align}"${cell}>${image}</td></tr></table>`
  )
}

function buttonHtml({ data }: BlockOf<'button'>, { text }: BlockPlace): string {
  const { styles } = data
  return button(textSource(data.content), data.properties.href, {
    background: colorAt(styles, 'background_color') ?? '#222222',
    border: borderOf(styles, 'border'),
    radius: styles.border_radius ?? undefined,
    padding: paddingOf(styles, 'inner_padding', 12)['padding'] ?? '12px',
    font: { ...text, color: '#ffffff', ...withoutEmpty(fontOf(styles)) },
    align: alignment(styles.text_align, 'center'),
    isStretched: styles.stretch ?? false,
  })
}

/** A code of the coupon, one for each recipient; `content` is what is said above it. */
function couponHtml({ data }: BlockOf<'coupon'>, { text }: BlockPlace): string {
  const { properties, styles } = data
  const name = properties.coupon ?? properties.coupon_id ?? ''
  const holdsCode = /\{%\s*coupon_code\b/.test(data.content)
  if (!holdsCode && !/^[\w-]{1,200}$/.test(name)) return ''
  const code = holdsCode ? data.content : `{% coupon_code '${name}' %}`
  const heading =
    !holdsCode && (properties.header_enabled ?? true) && data.content.trim() !== ''
      ? `<div${styleAttribute(text, paddingOf(styles, 'header_padding'), {
          'font-size': pixels(styles.header_font_size),
          'text-align': 'center',
        })}>${textSource(data.content)}</div>`
      : ''
  const box = button(holdsCode ? textSource(code) : code, properties.href, {
    background: colorAt(styles, 'background_color'),
    border: { border: '2px dashed #888888', ...borderOf(styles, 'border') },
    radius: styles.border_radius ?? undefined,
    padding: paddingOf(styles, 'inner_padding', 12)['padding'] ?? '12px',
    font: { ...text, 'font-weight': 'bold', ...withoutEmpty(fontOf(styles)) },
    align: alignment(styles.text_align, 'center'),
    isStretched: styles.stretch ?? false,
  })
  return `${heading}${box}`
}

function ruleHtml({ data: { styles } }: BlockOf<'horizontal_rule'>): string {
  const line = borderOf({ border_width: 1, ...present(styles) }, 'border', 'border-top')
  return `${TABLE}><tr><td${styleAttribute(line, {
    'font-size': '1px',
    'line-height': '1px',
  })}>&nbsp;</td></tr></table>`
}

function spacerHtml({ data: { styles } }: BlockOf<'spacer'>): string {
  const height = Math.max(0, styles.height ?? 20)
  const rules = {
    height: `${height}px`,
    'font-size': '1px',
    'line-height': `${height}px`,
    background: colorAt(styles, 'background_color'),
  }
  return `${TABLE}><tr><td height="${height}"${styleAttribute(rules)}>&nbsp;</td></tr></table>`
}

const SHADOWS = { light: '#eeeeee', medium: '#d5d5d5', dark: '#aaaaaa' } as const

function shadowHtml({ data: { styles } }: BlockOf<'drop_shadow'>): string {
  const shade = SHADOWS[styles.shadow_color ?? 'medium']
  const rules = {
    height: '6px',
    'font-size': '1px',
    'line-height': '6px',
    'border-top': `1px solid ${shade}`,
    background: `linear-gradient(${shade}, transparent)`,
  }
  return `${TABLE}><tr><td height="6"${styleAttribute(rules)}>&nbsp;</td></tr></table>`
}

/** Mail programs play nothing: a picture that leads to the film. */
function videoHtml({ data: { properties, styles } }: BlockOf<'video'>, place: BlockPlace): string {
  const align = alignment(styles.align, 'center')
  const width = Math.min(styles.width && styles.width > 0 ? styles.width : place.width, place.width)
  const image = picture({
    src: properties.src ?? properties.raw_src,
    alt: properties.alt_text,
    href: properties.href,
    width,
    isFullWidthOnMobile: styles.full_width_mobile ?? false,
  })
  if (image === '') return ''
  const cell = styleAttribute(paddingOf(styles, 'inner_padding'), borderOf(styles, 'border'))
  return `${TABLE}><tr><td align="${align}"${cell}>${image}</td></tr></table>`
}

const STARS = 5

/** The review that is written in the block; those of a dynamic one are not known to us. */
function reviewHtml({ data }: BlockOf<'review'>, { text }: BlockPlace): string {
  const { properties, styles } = data
  const quote = properties.quote?.trim() ?? ''
  if (quote === '') return ''
  const line = (rules: Rules, html: string) => `<div${styleAttribute(text, rules)}>${html}</div>`
  const stars = properties.stars ?? 0
  const parts = [
    stars > 0 && properties.show_rating !== false
      ? line(
          {
            color: colorAt(styles, 'star_color') ?? '#b7791f',
            'text-align': alignment(styles.star_alignment, 'center'),
          },
          `<span role="img" aria-label="${stars}/${STARS}">${'★'.repeat(stars)}${'☆'.repeat(STARS - stars)}</span>`,
        )
      : '',
    line(
      {
        ...withoutEmpty(fontOf(styles, 'quote_')),
        'text-align': alignment(styles.quote_align, 'center'),
      },
      textSource(quote),
    ),
    properties.author && properties.show_reviewer_name !== false
      ? line(
          {
            ...withoutEmpty(fontOf(styles, 'author_')),
            'text-align': alignment(styles.author_align, 'center'),
          },
          textSource(properties.author),
        )
      : '',
    properties.product_name && properties.show_product_name !== false
      ? line({ 'text-align': 'center' }, textSource(properties.product_name))
      : '',
  ]
  const box = styleAttribute(borderOf(styles, 'border'), {
    padding: '16px',
    background: colorAt(styles, 'text_area_bg_color'),
    'border-radius': pixels(styles.border_radius),
  })
  return `${TABLE}><tr><td${box}>${parts.join('')}</td></tr></table>`
}

function present(styles: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(styles).filter(([, value]) => value !== null))
}
