import type { BlockOf } from '../contract/blocks.ts'
import { borderOf, fontOf, paddingOf, pixels, styleAttribute } from './css.ts'
import {
  alignment,
  type BlockPlace,
  button,
  classAttribute,
  colorAt,
  linked,
  picture,
  TABLE,
  withoutEmpty,
} from './html-parts.ts'
import { textSource } from './source-text.ts'

type Product = BlockOf<'product'>

/** What a product shows, each part as source: text with or without tags. */
interface Shown {
  title: string
  description: string
  imageUrl: string
  url: string
  price: string
  originalPrice: string
  buttonText: string
}

const COLUMNS_DEFAULT = 2
const ROWS_DEFAULT = 2
/** The list that a dynamic block repeats for when it names none. */
const FEED_DEFAULT = 'event.extra.items'
const CATALOG_FEED = 'catalog:'
const PATH = /^[A-Za-z_]\w*(\.\w+)*$/

/**
 * Products side by side: those of the block, or those of a list in the data. A feed `catalog:` and a
 * list of ids, such as `catalog:event.ProductIDs`, takes them from the catalogue.
 */
export function productHtml(block: Product, place: BlockPlace): string {
  const columns = block.data.styles.num_columns ?? COLUMNS_DEFAULT
  if (block.data.properties.dynamic) return dynamicHtml(block, place, columns)
  const cells = (block.subblocks ?? []).map((part) => {
    const id = part.external_id?.trim()
    // What was typed into the block wins; the catalogue is asked only for a bare id.
    return id && !part.name && !part.title && !part.image_url
      ? catalogItem(`'${id.replaceAll("'", '')}'`, productCell(block, place, columns, CATALOG_ITEM))
      : productCell(block, place, columns, {
          title: textSource(part.title ?? part.name),
          description: textSource(part.description),
          imageUrl: part.image_url ?? '',
          url: part.link ?? part.url ?? '',
          price: textSource(part.price),
          originalPrice: textSource(part.original_price),
          buttonText: textSource(part.button_text ?? block.data.properties.button_text),
        })
  })
  const rows: string[] = []
  for (let at = 0; at < cells.length; at += columns) {
    rows.push(productRow(cells.slice(at, at + columns).join('')))
  }
  return rows.join('')
}

function dynamicHtml(block: Product, place: BlockPlace, columns: number): string {
  const named = block.data.properties.feed?.trim() || FEED_DEFAULT
  const isCatalog = named.startsWith(CATALOG_FEED)
  const feed = isCatalog ? named.slice(CATALOG_FEED.length) : named
  if (!PATH.test(feed)) return ''
  const from = block.data.properties.feed_offset ?? 0
  const rows = block.data.styles.num_rows ?? ROWS_DEFAULT
  const cell = isCatalog
    ? catalogItem('item', productCell(block, place, columns, CATALOG_ITEM))
    : productCell(block, place, columns, LIST_ITEM)
  return Array.from({ length: rows }, (_, row) => {
    const range = `${from + row * columns}:${from + (row + 1) * columns}`
    const slice = `${feed}|slice:'${range}'`
    const loop = `{% for item in ${slice} %}${cell}{% endfor %}`
    return `{% if ${slice} %}${productRow(loop)}{% endif %}`
  }).join('')
}

/** An item that is gone is left out: the rest of the mail is worth sending. */
function catalogItem(id: string, html: string): string {
  return `{% catalog ${id} missing="ignore" %}${html}{% endcatalog %}`
}

/** Programs call the fields of an item by several names. */
function firstOf(...names: readonly string[]): string {
  return names.map((name, at) => (at === 0 ? name : `default:${name}`)).join('|')
}

const LIST_PRICE = firstOf('item.price', 'item.Price', 'item.ItemPrice')
const LIST_ITEM: Shown = {
  title: `{{ ${firstOf('item.title', 'item.name', 'item.ProductName', 'item.Name')} }}`,
  description: '{{ item.description }}',
  imageUrl: `{{ ${firstOf('item.image_url', 'item.image', 'item.ImageURL', 'item.ImageUrl')} }}`,
  url: `{{ ${firstOf('item.url', 'item.URL', 'item.ProductURL', 'item.link')} }}`,
  price: `{% if ${LIST_PRICE} %}{% currency_format ${LIST_PRICE} %}{% endif %}`,
  originalPrice: '{% if item.original_price %}{% currency_format item.original_price %}{% endif %}',
  buttonText: '',
}
const CATALOG_ITEM: Shown = {
  title: '{{ catalog_item.title }}',
  description: '{{ catalog_item.description }}',
  imageUrl: '{{ catalog_item.featured_image.full.src }}',
  url: '{{ catalog_item.url }}',
  price: '{% if catalog_item.price %}{% currency_format catalog_item.price %}{% endif %}',
  originalPrice: '',
  buttonText: '',
}

const OUTLOOK_ROW =
  '<!--[if mso]><table role="presentation" cellpadding="0" cellspacing="0" border="0" align="center"><tr><![endif]-->'

/** Cells flow and wrap where there are media queries or not; Outlook gets a table of its own. */
function productRow(cells: string): string {
  return (
    `${TABLE}><tr><td align="center" style="font-size:0">` +
    `${OUTLOOK_ROW}${cells}<!--[if mso]></tr></table><![endif]--></td></tr></table>`
  )
}

function productCell(block: Product, place: BlockPlace, columns: number, shown: Shown): string {
  const { properties, styles } = block.data
  const width = Math.floor(place.width / columns)
  const align = alignment(styles.item_text_alignment, 'center')
  const padding = 8
  const image = picture({
    src: shown.imageUrl,
    alt: '',
    href: shown.url,
    width: width - 2 * padding,
    isFullWidthOnMobile: styles.stack_on_mobile ?? false,
  }).replace(' alt=""', ` alt="${shown.title}"`)
  const line = (html: string, prefix: string, isShown: boolean | null | undefined) => {
    if (isShown === false || html === '') return ''
    const rules = { ...place.text, ...withoutEmpty(fontOf(styles, prefix)), 'text-align': align }
    return `<div${styleAttribute(rules)}>${html}</div>`
  }
  const label = shown.buttonText || textSource(properties.button_text)
  const title = properties.show_title_links === false ? shown.title : titleLink(shown, place)
  const old = shown.originalPrice === '' ? '' : `<s>${shown.originalPrice}</s>`
  const parts = [
    image,
    line(title, 'title_', properties.show_title),
    line(shown.description, 'description_', properties.show_description ?? false),
    line(old, 'original_price_', properties.show_original_price ?? false),
    line(shown.price, 'price_', properties.show_price),
    properties.show_button === true && label !== ''
      ? button(label, shown.url, {
          background: colorAt(styles, 'button_background_color') ?? '#222222',
          border: borderOf(styles, 'button_border'),
          radius: styles.button_border_radius ?? undefined,
          padding: paddingOf(styles, 'button_padding', 10)['padding'] ?? '10px',
          font: {
            ...place.text,
            color: '#ffffff',
            ...withoutEmpty(fontOf(styles, 'button_')),
          },
          align: alignment(styles.button_alignment, 'center'),
          isStretched: false,
        })
      : '',
  ]
  const box = styleAttribute(
    { display: 'inline-block', width: '100%', 'max-width': pixels(width), 'vertical-align': 'top' },
    { 'font-size': '16px' },
  )
  const inner = styleAttribute(
    { ...paddingOf(styles, 'item_padding', padding) },
    borderOf(styles, 'item_border'),
  )
  const name = classAttribute(styles.stack_on_mobile ? 'p-item-stack' : 'p-item')
  return (
    `<!--[if mso]><td width="${width}" valign="top"><![endif]--><div${name}${box}>` +
    `${TABLE}><tr><td align="${align}"${inner}>${parts.join('')}</td></tr></table></div>` +
    '<!--[if mso]></td><![endif]-->'
  )
}

function titleLink(shown: Shown, place: BlockPlace): string {
  return linked(shown.title, shown.url, { color: place.text['color'] ?? 'inherit' })
}
