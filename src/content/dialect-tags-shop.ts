import type { SkipReason } from '../contract/messages.ts'
import { code128 } from './code-128.ts'
import type { TagCall, TagDefinition } from './dialect-parser.ts'
import type { CatalogOptions, RenderScope } from './render-scope.ts'
import type { Expression } from './template-expression.ts'
import { syntaxProblem, TemplateProblem } from './template-problem.ts'
import {
  elementsOf,
  escapeHtml,
  isDictionary,
  isTrue,
  numberOf,
  readKey,
} from './template-values.ts'
import { knownLocale } from './zoned-clock.ts'

function skipped(reason: SkipReason, why: string): TemplateProblem {
  return new TemplateProblem('skip', why, { skip: reason })
}

/** Formatters kept, one for each language and currency in use. */
const MONEY_FORMATS_MAX = 500
const moneyFormats = new Map<string, Intl.NumberFormat>()

function moneyFormat(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale}|${currency}`
  const known = moneyFormats.get(key)
  if (known) return known
  const isCode = /^[A-Za-z]{3}$/.test(currency)
  const made = new Intl.NumberFormat(
    knownLocale(locale),
    isCode ? { style: 'currency', currency } : { minimumFractionDigits: 2 },
  )
  if (moneyFormats.size >= MONEY_FORMATS_MAX) moneyFormats.clear()
  moneyFormats.set(key, made)
  return made
}

/** `{% currency_format 19.9 %}`: an amount in the account's currency and language; else nothing. */
const currencyFormat: TagDefinition = (call) => {
  const amount = call.reader.value()
  call.reader.end()
  return ({ scope }) => {
    const number = numberOf(amount(scope))
    const { locale, currency } = scope.settings
    return number === undefined ? '' : scope.print(moneyFormat(locale, currency).format(number))
  }
}

/** Options as `name=value`. Which there are is checked when the template is read. */
function readOptions({ name, reader }: TagCall, known: readonly string[]): Map<string, Expression> {
  const options = new Map<string, Expression>()
  while (!reader.isAtEnd()) {
    const key = reader.takeKey()
    if (key === undefined) throw reader.unexpected()
    if (!known.includes(key)) {
      throw syntaxProblem(`{% ${name} %} knows the options ${known.join(', ')}; not "${key}".`)
    }
    // A word without quotes is the word itself, as in mode=html.
    const word = reader.peekName()
    const isWord = key === 'mode' && word !== undefined
    options.set(key, isWord ? constant(reader.name('The mode')) : reader.value())
  }
  return options
}

function constant(text: string): Expression {
  return () => text
}

/** Characters of a coupon that a preview shows. */
const PREVIEW_COUPON = 'COUPON-CODE'

async function couponOf(name: string, scope: RenderScope): Promise<string> {
  const known = scope.coupons.get(name)
  if (known !== undefined) return known
  const take = scope.host.couponCode
  if (!take) return PREVIEW_COUPON
  scope.countLookup()
  const taken = await take(name)
  if ('refusal' in taken) throw skipped(taken.refusal, `No code of the coupon "${name}" to be had.`)
  scope.coupons.set(name, taken.code)
  return taken.code
}

/** `{% coupon_code 'Name' %}`: a code of this person's own; the same one each time it is asked for. */
const couponCode: TagDefinition = (call) => {
  const coupon = call.reader.value()
  const options = readOptions(call, ['cut'])
  return async ({ scope }) => {
    const code = await couponOf(scope.text(coupon(scope)), scope)
    const cut = numberOf(options.get('cut')?.(scope))
    return scope.print(cut === undefined ? code : code.slice(0, Math.max(0, cut)))
  }
}

const CATALOG_OPTIONS = [
  'unpublished',
  'integration',
  'catalog_id',
  'language',
  'region',
  'missing',
] as const

/** What a preview shows for an item while there is no catalog. */
function sampleItem(id: string): Record<string, unknown> {
  const picture = { src: '' }
  return {
    id,
    title: `Item ${id}`,
    description: '',
    url: '#catalog-item',
    featured_image: { full: picture, thumbnail: picture },
    metadata: {},
    categories: [],
  }
}

async function itemOf(
  id: string,
  options: CatalogOptions,
  scope: RenderScope,
): Promise<Record<string, unknown> | null> {
  const find = scope.host.catalogItem
  if (!find) return sampleItem(id)
  const key = JSON.stringify([id, options])
  const known = scope.items.get(key)
  if (known !== undefined) return known
  scope.countLookup()
  const found = id === '' ? null : await find(id, options)
  scope.items.set(key, found)
  return found
}

/** Waits for a promise inside a generator. */
function* awaited<T>(promise: Promise<T>): Generator<unknown, T, unknown> {
  const settled: T[] = []
  yield promise.then((value) => settled.push(value))
  const [value] = settled
  if (settled.length === 0 || value === undefined) throw new Error('The host gave no answer.')
  return value
}

/**
 * `{% catalog ID %}…{% endcatalog %}`: an item of the catalog as catalog_item. When there is none the
 * message is not sent; neither with `unpublished="cancel"` when the item is not published. With
 * `missing="ignore"` the block is left out instead.
 */
const catalog: TagDefinition = (call) => {
  const id = call.reader.value()
  const given = readOptions(call, CATALOG_OPTIONS)
  const { nodes } = call.parser.within(['catalog_item'], () => call.block('endcatalog'))
  return function* ({ scope, render }) {
    const text = (name: string) => scope.text(given.get(name)?.(scope))
    const wanted = scope.text(id(scope))
    const item = yield* awaited(itemOf(wanted, catalogOptions(text), scope))
    const isHidden = item?.published === false && text('unpublished') === 'cancel'
    if (item === null || isHidden) {
      if (text('missing') === 'ignore') return
      const state = isHidden ? 'is not published' : 'is not there'
      throw skipped('Catalog Item Unavailable', `The catalog item "${wanted}" ${state}.`)
    }
    scope.push([['catalog_item', item]])
    try {
      yield render(nodes)
    } finally {
      scope.pop()
    }
  }
}

function catalogOptions(text: (name: string) => string): CatalogOptions {
  const options: CatalogOptions = {}
  const [catalogId, integration, language, region] = [
    text('catalog_id'),
    text('integration'),
    text('language'),
    text('region'),
  ]
  if (catalogId !== '') options.catalogId = catalogId
  if (integration !== '') options.integration = integration
  if (language !== '') options.language = language
  if (region !== '') options.region = region
  return options
}

/** Whether an item is in a category: a part of the name is enough, large and small letters alike. */
const hasCategory: TagDefinition = (call) => {
  const item = call.reader.value()
  const category = call.reader.value()
  const name = call.as()
  call.reader.end()
  if (name === undefined) {
    throw syntaxProblem('Write {% has_category catalog_item "sale" as on_sale %}: it needs a name.')
  }
  return ({ scope }) => {
    const wanted = scope.text(category(scope)).toLowerCase()
    const categories = elementsOf(readKey(item(scope), 'categories'))
    scope.charge(categories.length)
    const isIn = categories.some((each) => {
      const label = isDictionary(each) ? readKey(each, 'name') : each
      return scope.text(label).toLowerCase().includes(wanted)
    })
    scope.bind(name, wanted !== '' && isIn)
  }
}

const BARCODE_OPTIONS = ['width', 'height', 'mode', 'coupon', 'padded_width', 'padded_height']
const BARCODE_HEIGHT_PX = 50
const BARCODE_HEIGHT_MAX_PX = 400
/** Pixels of the narrowest bar: 2 is read by every scanner, 4 is the widest that fits a mail. */
const MODULE_PX = 2
const MODULE_MAX_PX = 4

/**
 * `{% barcode 'value' %}`: Code 128, drawn as a table, so that it shows where pictures are blocked. Plain
 * text shows the value. What the code cannot hold is shown as text.
 */
const barcode: TagDefinition = (call) => {
  const value = call.reader.value()
  const options = readOptions(call, BARCODE_OPTIONS)
  return async ({ scope }) => {
    const text = scope.text(value(scope))
    const isCoupon = isTrue(options.get('coupon')?.(scope))
    const content = isCoupon ? await couponOf(text, scope) : text
    const widths = code128(content)
    if (!widths || scope.settings.escape === 'none') return scope.print(content)
    const total = widths.reduce((sum, width) => sum + width, 0)
    const asked = numberOf(options.get('width')?.(scope))
    const scale = asked === undefined ? MODULE_PX : Math.round(asked / total)
    const module = Math.min(MODULE_MAX_PX, Math.max(1, scale))
    const height = numberOf(options.get('height')?.(scope)) ?? BARCODE_HEIGHT_PX
    return bars(widths, content, module, Math.min(BARCODE_HEIGHT_MAX_PX, Math.max(1, height)))
  }
}

function bars(widths: readonly number[], label: string, module: number, height: number): string {
  const cells = widths.map((width, at) => {
    const color = at % 2 === 0 ? '#000000' : '#ffffff'
    const px = width * module
    return `<td width="${px}" bgcolor="${color}" style="width:${px}px;padding:0;background:${color}"></td>`
  })
  const name = escapeHtml(label)
  return (
    `<table role="img" aria-label="${name}" cellpadding="0" cellspacing="0" border="0" ` +
    `style="border-collapse:collapse"><tr height="${height}" style="height:${height}px">` +
    `${cells.join('')}</tr></table>`
  )
}

/** Tags of what a shop has: money, coupons, catalog. */
export const SHOP_TAGS: readonly (readonly [string, TagDefinition])[] = [
  ['currency_format', currencyFormat],
  ['coupon_code', couponCode],
  ['catalog', catalog],
  ['has_category', hasCategory],
  ['barcode', barcode],
]
