import type { ChatProduct } from './api.ts'
import { element, ICONS } from './dom.ts'
import { safeUrl } from './links.ts'
import { linkAttributes } from './rich-text.ts'
import type { Words } from './words.ts'

export interface CardOptions {
  words: Words
  /** A language tag: how prices are written. */
  locale: string
  page: string
  onClick: (product: ChatProduct) => void
}

/** Products as a list of links, each with picture, title, price and why it was chosen. */
export function productList(products: readonly ChatProduct[], options: CardOptions): HTMLElement {
  return element(
    'ul',
    { class: 'products', attributes: { 'aria-label': options.words.products } },
    ...products.map((product) => element('li', {}, card(product, options))),
  )
}

function card(product: ChatProduct, options: CardOptions): HTMLElement {
  const url = safeUrl(product.url, options.page)
  const price = priceText(product, options.locale)
  const parts = [
    picture(product, options.page),
    element(
      'span',
      { class: 'product-text' },
      element('span', { class: 'product-title', text: product.title }),
      product.reason ? element('span', { class: 'product-reason', text: product.reason }) : null,
      price ? element('span', { class: 'product-price', text: price }) : null,
    ),
  ]
  if (!url) return element('div', { class: 'product' }, ...parts)
  const { title: _host, ...attributes } = linkAttributes(url, options.page)
  const click = () => options.onClick(product)
  return element('a', { class: 'product', attributes, on: { click, auxclick: click } }, ...parts)
}

function picture(product: ChatProduct, page: string): HTMLElement {
  const placeholder = () => element('span', { class: 'product-picture' }, ICONS.bag())
  const source = safeUrl(product.image_url, page)
  if (!source) return placeholder()
  const image = element('img', {
    class: 'product-picture',
    // The title stands beside it.
    attributes: { src: source.href, alt: '', loading: 'lazy', decoding: 'async' },
  })
  image.addEventListener('error', () => image.replaceWith(placeholder()))
  return image
}

/** The price as people of that locale write it; null when the shop states none. */
export function priceText(
  { price, currency }: Pick<ChatProduct, 'price' | 'currency'>,
  locale: string,
): string | null {
  if (price === null) return null
  if (!currency) return String(price)
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(price)
  } catch {
    return `${price} ${currency}`
  }
}
