import { element, ICONS } from '../widget/dom.ts'
import { safeUrl } from '../widget/links.ts'
import type { Shop } from './shop.ts'
import type { CartLine, Product, Variant } from './shop-api.ts'
import type { Customer } from './state.ts'
import { wordsOf } from './words.ts'

const RELATED_MAX = 4

/** The page that the address names. */
export function page(shop: Shop): HTMLElement {
  const [kind, id] = shop.path
  if (!shop.data.is_filled) return emptyShop(shop)
  if (kind === undefined) return home(shop)
  if (kind === 'cart') return cart(shop)
  if (kind === 'checkout') return checkout(shop)
  const product = shop.data.products.find((one) => one.id === id)
  if (kind === 'products' && product) return productPage(shop, product)
  const category = shop.data.categories.find((one) => one.id === id)
  if (kind === 'categories' && category) {
    const products = shop.data.products.filter((one) => one.category_ids.includes(category.id))
    return element(
      'div',
      {},
      element('h1', { text: category.name[shop.language] }),
      grid(shop, products),
    )
  }
  return element('h1', { text: wordsOf(shop.language).notFound })
}

function emptyShop(shop: Shop): HTMLElement {
  const words = wordsOf(shop.language)
  const problem = element('p', { class: 'problem', attributes: { role: 'alert' } })
  const button = element('button', {
    class: 'main',
    text: words.fill,
    attributes: { type: 'button' },
  })
  button.addEventListener('click', () => {
    button.disabled = true
    button.textContent = words.filling
    shop.fill().catch(() => {
      button.disabled = false
      button.textContent = words.fill
      problem.textContent = words.problem
    })
  })
  return element(
    'section',
    { class: 'empty' },
    element('h1', { text: words.fillTitle }),
    element('p', { text: words.fillText }),
    button,
    problem,
  )
}

/** One of every shelf after the other, so that the window shows what there is. */
function mixed({ data }: Shop): Product[] {
  const shelves = data.categories.map(({ id }) =>
    data.products.filter((one) => one.category_ids.includes(id)),
  )
  const longest = Math.max(0, ...shelves.map((shelf) => shelf.length))
  const rows = Array.from({ length: longest }, (_, at) =>
    shelves.flatMap((shelf) => shelf[at] ?? []),
  )
  return [...new Set([...rows.flat(), ...data.products])]
}

function home(shop: Shop): HTMLElement {
  const words = wordsOf(shop.language)
  const all = mixed(shop)
  const found = element('div', { attributes: { 'aria-live': 'polite' } }, grid(shop, all))
  const search = element('input', {
    attributes: { type: 'search', placeholder: words.search, 'aria-label': words.search },
  })
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase()
    const products = all.filter((one) =>
      [one.title.en, one.title.de, one.description.en, one.description.de].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
    )
    found.replaceChildren(grid(shop, products))
  })
  const pictured = all.filter((one) => one.image_url !== null).slice(3, 6)
  return element(
    'div',
    {},
    element(
      'section',
      { class: 'hero' },
      element(
        'div',
        {},
        element('h1', { text: words.claim }),
        element('p', { text: words.claimMore }),
        element('button', {
          class: 'main',
          text: words.ask,
          attributes: { type: 'button' },
          on: { click: shop.ask },
        }),
      ),
      element(
        'div',
        { class: 'hero-pictures', attributes: { 'aria-hidden': 'true' } },
        ...pictured.map((one) => picture(one, '')),
      ),
    ),
    element('div', { class: 'tools' }, search),
    found,
  )
}

function grid(shop: Shop, products: readonly Product[]): HTMLElement {
  const words = wordsOf(shop.language)
  if (products.length === 0) return element('p', { class: 'none', text: words.none })
  return element(
    'ul',
    { class: 'grid' },
    ...products.map((product) => element('li', {}, tile(shop, product))),
  )
}

function tile(shop: Shop, product: Product): HTMLElement {
  const words = wordsOf(shop.language)
  const isSoldOut = !canBeBought(product)
  return element(
    'a',
    { class: 'tile', attributes: { href: shop.link('products', product.id) } },
    picture(product, ''),
    element('span', { class: 'tile-title', text: product.title[shop.language] }),
    element('span', {
      class: 'tile-price',
      text: isSoldOut ? words.soldOut : shownPrice(shop, product),
    }),
  )
}

function canBeBought({ variants }: Product): boolean {
  return variants.length === 0 || variants.some((one) => one.is_in_stock)
}

function shownPrice(shop: Shop, { price, variants }: Product): string {
  const prices = variants.flatMap((one) => one.price ?? [])
  const lowest = prices.length > 0 ? Math.min(...prices) : price
  const isSpan = prices.some((one) => one !== lowest)
  const text = shop.price(lowest)
  return isSpan ? wordsOf(shop.language).from(text) : text
}

function picture({ image_url: source }: Pick<Product, 'image_url'>, alt: string): HTMLElement {
  const url = safeUrl(source, location.href)
  if (!url) return element('span', { class: 'picture' }, ICONS.bag())
  return element('img', {
    class: 'picture',
    attributes: { src: url.href, alt, loading: 'lazy', decoding: 'async' },
  })
}

function productPage(shop: Shop, product: Product): HTMLElement {
  const words = wordsOf(shop.language)
  const { language } = shop
  const select = variantChoice(shop, product)
  const chosen = () => product.variants.find((one) => one.id === select?.value) ?? null
  const price = element('p', { class: 'price' })
  const stock = element('p', { class: 'stock' })
  const button = element('button', {
    class: 'main',
    text: words.add,
    attributes: { type: 'button' },
    on: { click: () => shop.add(product, chosen()) },
  })
  const shown = picture(product, product.title[language])
  const show = () => {
    const variant = chosen()
    const url = safeUrl(variant?.image_url, location.href)
    if (url && shown instanceof HTMLImageElement) shown.src = url.href
    const isInStock = variant ? variant.is_in_stock : canBeBought(product)
    price.textContent = shop.price(variant?.price ?? product.price)
    stock.textContent = isInStock ? words.inStock : words.soldOut
    stock.classList.toggle('out', !isInStock)
    button.disabled = !isInStock
  }
  select?.addEventListener('change', show)
  show()
  const [shelf] = product.category_ids
  const related = shop.data.products
    .filter(
      (one) => one.id !== product.id && shelf !== undefined && one.category_ids.includes(shelf),
    )
    .slice(0, RELATED_MAX)
  return element(
    'div',
    {},
    element(
      'article',
      { class: 'product' },
      shown,
      element(
        'div',
        {},
        element('h1', { text: product.title[language] }),
        price,
        element('p', { class: 'text', text: product.description[language] }),
        select && element('label', { class: 'field' }, words.choose, select),
        stock,
        button,
      ),
    ),
    related.length > 0 && element('h2', { text: words.related }),
    related.length > 0 && grid(shop, related),
  )
}

function variantChoice(shop: Shop, { variants }: Product): HTMLSelectElement | null {
  if (variants.length === 0) return null
  const words = wordsOf(shop.language)
  const text = (one: Variant) => (one.is_in_stock ? one.title : `${one.title} · ${words.soldOut}`)
  const select = element(
    'select',
    {},
    ...variants.map((one) => element('option', { text: text(one), attributes: { value: one.id } })),
  )
  select.value = variants.find((one) => one.is_in_stock)?.id ?? variants[0]?.id ?? ''
  return select
}

function cart(shop: Shop): HTMLElement {
  const words = wordsOf(shop.language)
  if (shop.cart.length === 0) {
    return element(
      'section',
      { class: 'empty' },
      element('h1', { text: words.empty }),
      element('a', { class: 'main', text: words.goOn, attributes: { href: shop.link() } }),
    )
  }
  return element(
    'section',
    { class: 'narrow' },
    element('h1', { text: words.cart }),
    element(
      'ul',
      { class: 'lines' },
      ...shop.cart.map((line) => element('li', {}, cartLine(shop, line))),
    ),
    total(shop),
    element('a', {
      class: 'main',
      text: words.checkout,
      attributes: { href: shop.link('checkout') },
    }),
  )
}

function cartLine(shop: Shop, line: CartLine): HTMLElement {
  const words = wordsOf(shop.language)
  const { product, variant, quantity } = line
  const title = product.title[shop.language]
  const step = (text: string, label: string, more: number) =>
    element('button', {
      class: 'step',
      text,
      attributes: { type: 'button', 'aria-label': `${label}: ${title}` },
      on: { click: () => shop.change(line, more) },
    })
  return element(
    'div',
    { class: 'line' },
    picture({ image_url: variant?.image_url ?? product.image_url }, ''),
    element(
      'div',
      { class: 'line-text' },
      element('a', { text: title, attributes: { href: shop.link('products', product.id) } }),
      variant && element('span', { class: 'variant', text: variant.title }),
      element('span', { text: shop.price(variant?.price ?? product.price) }),
    ),
    element(
      'div',
      { class: 'steps' },
      step('−', words.remove, -1),
      element('span', { text: String(quantity), attributes: { 'aria-label': words.quantity } }),
      step('+', words.add, 1),
    ),
  )
}

function total(shop: Shop): HTMLElement {
  const sum = shop.cart.reduce(
    (so, { product, variant, quantity }) => so + (variant?.price ?? product.price ?? 0) * quantity,
    0,
  )
  return element(
    'p',
    { class: 'total' },
    element('span', { text: wordsOf(shop.language).total }),
    element('strong', { text: shop.price(sum) }),
  )
}

function checkout(shop: Shop): HTMLElement {
  if (shop.cart.length === 0) return cart(shop)
  const words = wordsOf(shop.language)
  const { customer } = shop
  const field = (label: string, name: keyof Customer, type: string, autocomplete: string) => {
    const input = element('input', {
      attributes: { type, name, required: '', autocomplete, maxlength: '200' },
    })
    input.value = customer?.[name] ?? ''
    return { node: element('label', { class: 'field' }, label, input), input }
  }
  const first = field(words.firstName, 'first_name', 'text', 'given-name')
  const last = field(words.lastName, 'last_name', 'text', 'family-name')
  const email = field(words.email, 'email', 'email', 'email')
  const button = element('button', {
    class: 'main',
    text: words.place,
    attributes: { type: 'submit' },
  })
  const problem = element('p', { class: 'problem', attributes: { role: 'alert' } })
  const section = element('section', { class: 'narrow' })
  const submit = (event: Event) => {
    event.preventDefault()
    button.disabled = true
    const by = {
      email: email.input.value,
      first_name: first.input.value,
      last_name: last.input.value,
    }
    shop.order(by).then(
      (number) => section.replaceChildren(...thanks(shop, number)),
      () => {
        button.disabled = false
        problem.textContent = words.problem
      },
    )
  }
  section.append(
    element('h1', { text: words.yourDetails }),
    element(
      'form',
      { on: { submit } },
      first.node,
      last.node,
      email.node,
      total(shop),
      button,
      problem,
    ),
  )
  return section
}

function thanks(shop: Shop, number: string): HTMLElement[] {
  const words = wordsOf(shop.language)
  return [
    element('h1', { text: words.thanks }),
    element('p', { text: words.ordered(number), attributes: { role: 'status' } }),
    element('button', {
      class: 'main',
      text: words.askAbout,
      attributes: { type: 'button' },
      on: { click: shop.ask },
    }),
    element('p', {}, element('a', { text: words.goOn, attributes: { href: shop.link() } })),
  ]
}

/** Choose one of the people of the demo data. */
export function showSignIn(shop: Shop | undefined): void {
  if (!shop) return
  const words = wordsOf(shop.language)
  const dialog = element('dialog', {
    class: 'sign-in',
    attributes: { 'aria-label': words.signInAs },
  })
  const choose = (customer: Customer) => () => {
    void shop.signIn(customer).finally(() => dialog.close())
  }
  dialog.append(
    element('h2', { text: words.signInAs }),
    element('p', { text: words.signInHint }),
    element(
      'ul',
      {},
      ...shop.data.customers.map((one) =>
        element(
          'li',
          {},
          element(
            'button',
            { class: 'person', attributes: { type: 'button' }, on: { click: choose(one) } },
            element('strong', {
              text: [one.first_name, one.last_name].filter(Boolean).join(' ') || one.email,
            }),
            element('span', { text: one.email }),
          ),
        ),
      ),
    ),
    element('button', {
      class: 'quiet',
      text: words.close,
      attributes: { type: 'button' },
      on: { click: () => dialog.close() },
    }),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
