import { element } from '../widget/dom.ts'
import type {} from '../widget/page-api.ts'
import { footer, header } from './frame.ts'
import * as pages from './pages.ts'
import type { Shop } from './shop.ts'
import { type CartLine, type Product, ShopApi, type ShopData, type Variant } from './shop-api.ts'
import { type Customer, ShopState } from './state.ts'
import { type Language, wordsOf } from './words.ts'

const TOAST_MS = 4_000

/** The parts of the address: /demo/COMPANY/kind/id. */
const [, , company = '', ...initialPath] = location.pathname.split('/')
const root = document.querySelector('#shop')
const state = new ShopState(company)
const api = new ShopApi(company, state.kept.anonymousId)

let data: ShopData | undefined
let path = initialPath.filter(Boolean).map(decodeURIComponent)
/** The product whose view was recorded last. */
let viewed = ''

function shopOf(known: ShopData): Shop {
  const { language, customer } = state.kept
  return {
    data: known,
    language,
    customer,
    cart: cartOf(known),
    path,
    link: (...parts) => ['/demo', company, ...parts.map(encodeURIComponent)].join('/'),
    price: (amount) => priceText(amount, known.currency, language),
    add,
    change: ({ product, variant }, more) => {
      state.put(product.id, variant?.id ?? null, more)
      render()
    },
    order,
    fill: async () => {
      data = await api.fill()
      render()
    },
    signIn,
    signOut: () => {
      state.kept.customer = null
      state.save()
      window.Parley?.signOut()
      render()
    },
    speak: (wanted) => {
      state.kept.language = wanted
      state.save()
      // The chat takes its language from the page when it begins.
      location.reload()
    },
    ask: () => window.Parley?.open(),
  }
}

function cartOf(known: ShopData): CartLine[] {
  return state.kept.cart.flatMap(({ productId, variantId, quantity }) => {
    const product = known.products.find((one) => one.id === productId)
    const variant = product?.variants.find((one) => one.id === variantId) ?? null
    return product ? [{ product, variant, quantity }] : []
  })
}

function priceText(amount: number | null, currency: string, language: Language): string {
  if (amount === null) return ''
  const locale = language === 'de' ? 'de-DE' : 'en-US'
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount)
}

function add(product: Product, variant: Variant | null): void {
  state.put(product.id, variant?.id ?? null, 1)
  render()
  toast(wordsOf(state.kept.language).added)
  const price = variant?.price ?? product.price
  void record('Added to Cart', state.kept.customer, {
    properties: {
      AddedItemProductID: product.id,
      AddedItemProductName: product.title.en,
      AddedItemSKU: variant?.sku ?? null,
      AddedItemPrice: price,
      AddedItemQuantity: 1,
      AddedItemURL: pageOf(product),
      AddedItemImageURL: product.image_url,
      ItemNames: data ? cartOf(data).map((line) => line.product.title.en) : [],
    },
    ...(price === null ? {} : { value: price }),
  })
}

async function order(by: Partial<Customer>): Promise<string> {
  const lines = data ? cartOf(data) : []
  const digits = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const number = `D-${20_000 + (digits % 70_000)}`
  const value = lines.reduce((sum, line) => sum + priceOf(line) * line.quantity, 0)
  const categories = new Set(lines.flatMap((line) => line.product.category_ids.map(nameOfCategory)))
  await record('Placed Order', by, {
    uniqueId: number,
    value: Math.round(value * 100) / 100,
    properties: {
      OrderId: number,
      Categories: [...categories],
      ItemNames: lines.map((line) => line.product.title.en),
      Items: lines.map((line) => ({
        ProductID: line.product.id,
        SKU: line.variant?.sku ?? line.product.id,
        ProductName: line.product.title.en,
        Variant: line.variant?.title ?? null,
        Quantity: line.quantity,
        ItemPrice: priceOf(line),
        RowTotal: Math.round(priceOf(line) * line.quantity * 100) / 100,
        ProductURL: pageOf(line.product),
        ImageURL: line.product.image_url,
      })),
    },
  })
  state.kept.cart = []
  state.save()
  if (data) root?.querySelector('header')?.replaceWith(header(shopOf(data)))
  return number
}

function priceOf({ product, variant }: CartLine): number {
  return variant?.price ?? product.price ?? 0
}

function nameOfCategory(id: string): string {
  return data?.categories.find((one) => one.id === id)?.name.en ?? id
}

function pageOf(product: Product): string {
  return new URL(`/demo/${company}/products/${encodeURIComponent(product.id)}`, location.origin)
    .href
}

async function record(
  metric: string,
  by: Partial<Customer> | null,
  event: Parameters<ShopApi['record']>[2],
): Promise<void> {
  await api.record(metric, by, { ...event, ...(data ? { currency: data.currency } : {}) })
}

async function signIn(customer: Customer): Promise<void> {
  const token = await api.signIn(customer.id)
  state.kept.customer = customer
  state.save()
  await window.Parley?.identify(token)
  render()
}

/** A shop tells the chat on every page who is signed in. */
async function introduce(): Promise<void> {
  const { customer } = state.kept
  if (customer) await window.Parley?.identify(await api.signIn(customer.id))
}

function render(): void {
  if (!root || !data) return
  const { language } = state.kept
  document.documentElement.lang = language
  document.title = data.name
  const shop = shopOf(data)
  const main = element('main', { attributes: { id: 'content', tabindex: '-1' } }, pages.page(shop))
  root.replaceChildren(header(shop), main, footer(shop))
  recordView(shop)
}

function recordView({ path: [kind, id], data: known }: Shop): void {
  if (kind !== 'products' || id === undefined || id === viewed) return
  const product = known.products.find((one) => one.id === id)
  if (!product) return
  viewed = id
  void record('Viewed Product', state.kept.customer, {
    properties: {
      ProductID: product.id,
      ProductName: product.title.en,
      Categories: product.category_ids.map(nameOfCategory),
      Price: product.price,
      URL: pageOf(product),
      ImageURL: product.image_url,
    },
  })
}

function toast(text: string): void {
  const note = element('p', { class: 'toast', text, attributes: { role: 'status' } })
  document.body.append(note)
  setTimeout(() => note.remove(), TOAST_MS)
}

/** Links inside the shop change the page without loading it anew, so that the chat stays open. */
function follow(event: MouseEvent): void {
  const target = event.composedPath().find((one) => one instanceof HTMLAnchorElement)
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
  if (!target || !isPlain || target.target === '_blank') return
  const url = new URL(target.href)
  if (url.origin !== location.origin || !url.pathname.startsWith(`/demo/${company}`)) return
  event.preventDefault()
  history.pushState(null, '', url)
  arrive()
}

function arrive(): void {
  path = location.pathname.split('/').slice(3).filter(Boolean).map(decodeURIComponent)
  viewed = ''
  render()
  scrollTo(0, 0)
  document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true })
}

function loadChat(): void {
  const script = document.createElement('script')
  script.src = '/widget.js'
  script.async = true
  script.dataset['company'] = company
  script.dataset['language'] = state.kept.language
  script.dataset['anonymousId'] = state.kept.anonymousId
  document.body.append(script)
}

addEventListener('popstate', arrive)
document.addEventListener('click', follow)
addEventListener('parley:ready', () => void introduce())
document.addEventListener('parley:sign-in', () => pages.showSignIn(data && shopOf(data)))

data = await api.load()
render()
loadChat()
