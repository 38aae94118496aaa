import type {
  Block,
  Column,
  Row,
  Section,
  TemplateDefinition,
  TemplateStyle,
} from '../contract/blocks.ts'
import { blockHtml } from './block-html.ts'
import { borderOf, classNames, color, css, fontOf, paddingOf, styleAttribute } from './css.ts'
import {
  classAttribute,
  colorAt,
  type Rules,
  repeated,
  showOnClass,
  showOnRules,
  stackClass,
  TABLE,
  withoutEmpty,
} from './html-parts.ts'
import { pictureSource } from './source-text.ts'

/** Pixels: what the widest mail programs show without cutting. */
const WIDTH_DEFAULT = 600
const WIDTH_MIN = 320
const WIDTH_MAX = 900

type StyleType = TemplateStyle['style_type']
type StyleOf<T extends StyleType> = Extract<TemplateStyle, { style_type: T }>

/**
 * The HTML source of a template made of blocks, with the tags that its texts hold.
 * @param shared  universal content by id: it wins over what the block itself holds
 */
export function definitionHtml(
  definition: TemplateDefinition,
  shared: ReadonlyMap<string, Block> = new Map(),
): string {
  const { body } = definition
  const width = Math.min(Math.max(body.styles.width ?? WIDTH_DEFAULT, WIDTH_MIN), WIDTH_MAX)
  const looks = looksOf(definition)
  const outer = color(body.styles.background_color)
  const sections = (body.sections ?? [])
    .map((section) => sectionHtml(section, { width, looks, shared }))
    .join('')
  const base = looks.base?.styles ?? {}
  const top = Math.max(0, looks.base?.styles.margin_top ?? 0)
  const frame = styleAttribute(
    { background: colorAt(base, 'content_background_color'), 'max-width': `${width}px` },
    { width: '100%' },
    borderOf(base, 'border'),
  )
  const name = classAttribute('p-body', classNames(body.properties.css_class))
  return (
    '<!doctype html>\n' +
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:o="urn:schemas-microsoft-com:office:office">\n' +
    `<head>${HEAD}<style>${stylesheet(looks, width)}</style></head>\n` +
    `<body${name}${styleAttribute({ margin: '0', padding: '0', background: outer })}>\n` +
    `${TABLE}${outer ? ` bgcolor="${outer}"` : ''}><tr><td align="center"${styleAttribute({
      'padding-top': top > 0 ? `${top}px` : undefined,
    })}>` +
    `<!--[if mso]><table role="presentation" cellpadding="0" cellspacing="0" border="0" width="${width}"><tr><td><![endif]-->\n` +
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0" align="center" class="p-frame"${frame}><tr><td>\n` +
    `${sections}\n</td></tr></table>` +
    '<!--[if mso]></td></tr></table><![endif]--></td></tr></table>\n</body>\n</html>\n'
  )
}

const HEAD =
  '<meta charset="utf-8">' +
  '<meta name="viewport" content="width=device-width,initial-scale=1">' +
  '<meta name="x-apple-disable-message-reformatting">' +
  '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">' +
  '<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch>' +
  '</o:OfficeDocumentSettings></xml><![endif]-->'

interface Looks {
  base: StyleOf<'base-styles'> | undefined
  text: Rules
  headings: readonly Rules[]
  headingsOnMobile: readonly Rules[]
  textOnMobile: Rules
  link: Rules
  mobile: StyleOf<'mobile-styles'> | undefined
}

const TEXT_DEFAULT: Rules = {
  color: '#222222',
  'font-family': 'Arial, Helvetica, sans-serif',
  'font-size': '16px',
  'line-height': '1.4',
}
const HEADING_SIZES = [32, 26, 22, 18] as const
const HEADING_TYPES = [
  'heading-1-styles',
  'heading-2-styles',
  'heading-3-styles',
  'heading-4-styles',
] as const

function looksOf({ styles }: TemplateDefinition): Looks {
  const find = <T extends StyleType>(type: T) =>
    styles.find((style): style is StyleOf<T> => style.style_type === type)
  const text = find('text-styles')?.styles ?? {}
  const headings = HEADING_TYPES.map((type) => find(type)?.styles ?? {})
  return {
    base: find('base-styles'),
    text: { ...TEXT_DEFAULT, ...withoutEmpty(fontOf(text)), 'text-align': alignOf(text) },
    headings: headings.map((one, at) => ({
      'font-size': `${HEADING_SIZES[at] ?? 18}px`,
      'line-height': '1.2',
      ...withoutEmpty(fontOf(one)),
      'text-align': alignOf(one),
      margin: `0 0 ${Math.max(0, numberOf(one, 'margin_bottom') ?? 12)}px`,
    })),
    headingsOnMobile: headings.map(onMobile),
    textOnMobile: onMobile(text),
    link: withoutEmpty(fontOf(find('link-styles')?.styles ?? {})),
    mobile: find('mobile-styles'),
  }
}

type Styles = Readonly<Record<string, unknown>>

function alignOf(styles: Styles): string | undefined {
  const value = styles['text_align']
  return value === 'left' || value === 'center' || value === 'right' ? value : undefined
}

function numberOf(styles: Styles, name: string): number | undefined {
  const value = styles[name]
  return typeof value === 'number' ? value : undefined
}

function onMobile(styles: Styles): Rules {
  return withoutEmpty(
    fontOf({
      font_size: styles['mobile_font_size'],
      line_height: styles['mobile_line_height'],
    }),
  )
}

/** Rules for the HTML of texts, and what changes on phones. */
function stylesheet(looks: Looks, width: number): string {
  const headings = looks.headings.map((rules, at) => `.p-copy h${at + 1}{${css(rules)}}`)
  const onPhones = [
    '.p-stack>.p-col{display:block!important;width:100%!important;box-sizing:border-box;padding-left:0!important}',
    '.p-reverse{display:flex!important;flex-direction:column-reverse}',
    '.p-desktop{display:none!important;max-height:0!important;overflow:hidden!important;mso-hide:all}',
    'table.p-mobile{display:table!important;max-height:none!important;overflow:visible!important}',
    'td.p-mobile,th.p-mobile{display:table-cell!important;max-height:none!important;overflow:visible!important}',
    'div.p-mobile{display:block!important;max-height:none!important;overflow:visible!important}',
    'img.p-full{width:100%!important;height:auto!important}',
    '.p-item-stack{max-width:100%!important}',
    important('.p-copy', looks.textOnMobile),
    ...looks.headingsOnMobile.map((rules, at) => important(`.p-copy h${at + 1}`, rules)),
    looks.mobile?.properties.mobile_padding_override
      ? important('.p-section', paddingOf(looks.mobile.styles, 'mobile_padding'))
      : '',
  ]
  return [
    'body{margin:0;padding:0;-webkit-text-size-adjust:100%}',
    'table{border-collapse:collapse}img{-ms-interpolation-mode:bicubic}',
    '.p-copy p{margin:0 0 12px}.p-copy p:last-child{margin-bottom:0}',
    ...headings,
    Object.keys(looks.link).length > 0 ? `.p-copy a{${css(looks.link)}}` : '',
    `@media only screen and (max-width:${Math.min(width, 600)}px){${onPhones.join('')}}`,
  ].join('')
}

function important(selector: string, rules: Rules): string {
  const text = Object.entries(rules)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}:${value}!important`)
    .join(';')
  return text === '' ? '' : `${selector}{${text}}`
}

interface Around {
  width: number
  looks: Looks
  shared: ReadonlyMap<string, Block>
}

function sectionHtml(section: Section, around: Around): string {
  const { styles, display_options: options } = section.data
  const padding = paddingOf(styles, 'inner_padding')
  const sides = (styles.inner_padding_left ?? 0) + (styles.inner_padding_right ?? 0)
  const width = Math.max(WIDTH_MIN / 2, around.width - Math.max(0, sides))
  const rows = (section.rows ?? [])
    .map((row) => rowHtml(row, section, { ...around, width }))
    .join('\n')
  const fill = colorAt(styles, 'background_color') ?? colorAt(styles, 'content_color')
  const image = pictureSource(styles.background_url)
  const rules = {
    ...padding,
    background: fill,
    'background-image': image && !/['"()\s]/.test(image) ? `url('${image}')` : undefined,
    'background-size': image ? (styles.background_format ?? undefined) : undefined,
    'background-repeat': image ? (styles.background_repeat ? 'repeat' : 'no-repeat') : undefined,
    ...borderOf(styles, 'border'),
  }
  const name = classAttribute('p-block-section', showOnClass(options.show_on))
  const html =
    `${TABLE}${name}${styleAttribute(showOnRules(options.show_on))}><tr>` +
    `<td class="p-section"${fill ? ` bgcolor="${fill}"` : ''}${styleAttribute(rules)}>\n` +
    `${rows}\n</td></tr></table>`
  return repeated(html, options)
}

function rowHtml(row: Row, section: Section, around: Around): string {
  const columns = row.columns ?? []
  if (columns.length === 0) return ''
  const shares = sharesOf(row.data.styles.column_layout, columns.length)
  const { styles } = section.data
  const valign = styles.column_align ?? 'top'
  const stacks = styles.stack_on_mobile !== false && styles.column_direction !== 'no-stack'
  const cells = columns.map((column, at) => {
    const share = shares[at] ?? 100
    const width = Math.floor((around.width * share) / 100)
    return (
      `<td class="p-col" width="${share}%" valign="${valign}" style="width:${share}%">` +
      `${columnHtml(column, { ...around, width })}</td>`
    )
  })
  const name = stacks && columns.length > 1 ? stackClass(styles.column_direction) : ''
  return `${TABLE}><tr${name}>${cells.join('')}</tr></table>`
}

function columnHtml(column: Column, { width, looks, shared }: Around): string {
  return (column.blocks ?? [])
    .map((block) => blockHtml(current(block, shared), { width, text: looks.text }))
    .join('\n')
}

/** What a block shows: the shared block it names, as that is now. */
function current(block: Block, shared: ReadonlyMap<string, Block>): Block {
  return (block.universal_id ? shared.get(block.universal_id) : undefined) ?? block
}

/** Percents of the columns, by a layout such as `2-columns-33%-67%`. */
function sharesOf(layout: string | null | undefined, count: number): number[] {
  const named = [...(layout ?? '').matchAll(/(\d+)%/g)].map((match) => Number(match[1]))
  if (named.length === count) return named
  return Array.from({ length: count }, () => Math.floor(10_000 / count) / 100)
}

/** Ids of the shared blocks that a definition names. */
export function universalIdsOf({ body }: TemplateDefinition): string[] {
  const ids = (body.sections ?? []).flatMap((section) =>
    (section.rows ?? []).flatMap((row) =>
      (row.columns ?? []).flatMap((column) =>
        (column.blocks ?? []).flatMap((block) => block.universal_id ?? []),
      ),
    ),
  )
  return [...new Set(ids)]
}
