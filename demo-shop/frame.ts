import { element, ICONS } from '../widget/dom.ts'
import { showSignIn } from './pages.ts'
import type { Shop } from './shop.ts'
import { wordsOf } from './words.ts'

/** What stands above every page: shop, shelves, who is signed in, cart. */
export function header(shop: Shop): HTMLElement {
  const words = wordsOf(shop.language)
  const count = shop.cart.reduce((sum, line) => sum + line.quantity, 0)
  return element(
    'header',
    { class: 'top' },
    element('a', { class: 'skip', text: words.skip, attributes: { href: '#content' } }),
    element('p', { class: 'strip', text: words.demo }),
    element(
      'div',
      { class: 'bar' },
      element('a', { class: 'name', text: shop.data.name, attributes: { href: shop.link() } }),
      languages(shop),
      account(shop),
      element(
        'a',
        {
          class: 'cart',
          attributes: { href: shop.link('cart'), 'aria-label': words.cartOf(count) },
        },
        ICONS.bag(),
        count > 0 && element('span', { class: 'count', text: String(count) }),
      ),
    ),
    shop.data.is_filled && shelves(shop),
  )
}

function shelves(shop: Shop): HTMLElement {
  const words = wordsOf(shop.language)
  const [kind, id] = shop.path
  const entry = (text: string, href: string, isCurrent: boolean) =>
    element(
      'li',
      {},
      element('a', { text, attributes: { href, 'aria-current': isCurrent ? 'page' : null } }),
    )
  return element(
    'nav',
    { class: 'shelves', attributes: { 'aria-label': words.all } },
    element(
      'ul',
      {},
      entry(words.all, shop.link(), kind === undefined),
      ...shop.data.categories.map((one) =>
        entry(
          one.name[shop.language],
          shop.link('categories', one.id),
          kind === 'categories' && id === one.id,
        ),
      ),
    ),
  )
}

function languages(shop: Shop): HTMLElement {
  const words = wordsOf(shop.language)
  return element(
    'div',
    { class: 'languages', attributes: { role: 'group', 'aria-label': words.language } },
    ...(['en', 'de'] as const).map((one) =>
      element('button', {
        text: one.toUpperCase(),
        attributes: { type: 'button', 'aria-pressed': String(one === shop.language), lang: one },
        on: { click: () => shop.speak(one) },
      }),
    ),
  )
}

function account(shop: Shop): HTMLElement {
  const words = wordsOf(shop.language)
  const { customer } = shop
  if (!customer) {
    return element('button', {
      class: 'quiet',
      text: words.signIn,
      attributes: { type: 'button' },
      on: { click: () => showSignIn(shop) },
    })
  }
  return element(
    'div',
    { class: 'account' },
    element('span', { text: words.hello(customer.first_name ?? customer.email) }),
    element('button', {
      class: 'quiet',
      text: words.signOut,
      attributes: { type: 'button' },
      on: { click: shop.signOut },
    }),
  )
}

export function footer(shop: Shop): HTMLElement {
  const words = wordsOf(shop.language)
  return element(
    'footer',
    { class: 'bottom' },
    element('p', { text: words.demo }),
    element('button', {
      class: 'quiet',
      text: words.ask,
      attributes: { type: 'button' },
      on: { click: shop.ask },
    }),
  )
}
