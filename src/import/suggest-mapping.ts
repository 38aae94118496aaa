import {
  type ImportKind,
  type LOCATION_FIELDS,
  type MappedProfile,
  type MappedProperty,
  type MappedTime,
  Mapping,
  type NumberStyle,
  type PROFILE_FIELDS,
} from '../contract/imports.ts'
import { CurrencyCode } from '../contract/values.ts'
import type { ColumnProfile } from './describe-columns.ts'

/** What the account knows and a file does not say. */
export interface AccountHints {
  currency: string | null
  timeZone: string
}

/**
 * A mapping to begin with: columns are told by their headers, in English and German, and by what
 * their values look like. Null when nothing names a person, or an order or time is needed and none
 * is found.
 */
export function suggestMapping(
  kind: ImportKind,
  columns: readonly ColumnProfile[],
  hints: AccountHints,
): Mapping | null {
  const choice = new Choice(columns)
  const suggestion = suggestionOf(kind, choice, hints, numberStyle(columns))
  return suggestion && (Mapping.safeParse(suggestion).data ?? null)
}

function suggestionOf(
  kind: ImportKind,
  choice: Choice,
  hints: AccountHints,
  numbers: NumberStyle,
): object | null {
  switch (kind) {
    case 'profiles': {
      const profile = profileOf(choice)
      return profile && { kind, numbers, profile: { ...profile, properties: choice.rest() } }
    }
    case 'events':
      return eventsOf(choice, hints, numbers)
    case 'orders':
      return ordersOf(choice, hints, numbers)
  }
}

function eventsOf(choice: Choice, hints: AccountHints, numbers: NumberStyle): object | null {
  const time = timeOf(choice, hints)
  const metric = choice.take('metric', 'metricname', 'event', 'eventname', 'action', 'ereignis')
  const uniqueId = choice.take('uniqueid', 'eventid', 'id', 'uuid')
  const value = choice.takeNumber('value', 'amount', 'total', 'revenue', 'betrag', 'wert', 'umsatz')
  const currency = currencyOf(choice, value === null ? null : hints.currency)
  const profile = profileOf(choice)
  if (!time || !profile) return null
  return {
    kind: 'events',
    numbers,
    metric: metric === null ? { fixed: 'Imported Event' } : { column: metric },
    profile,
    time,
    unique_id: uniqueId === null ? null : { column: uniqueId },
    value,
    currency,
    properties: choice.rest(),
  }
}

function ordersOf(choice: Choice, hints: AccountHints, numbers: NumberStyle): object | null {
  const order_id = choice.take(...ORDER_ID)
  const sku = choice.take('sku', 'lineitemsku', 'stockcode', 'itemcode', 'productcode', ...SKU_DE)
  const product_id = choice.take('productid', 'variantid', 'itemid', 'produktid')
  const quantity = choice.takeNumber('quantity', 'qty', 'lineitemquantity', 'menge', 'anzahl')
  const unit_price = choice.takeNumber(...UNIT_PRICE)
  const order_value = choice.takeNumber('total', 'ordertotal', 'gesamtbetrag', 'gesamtsumme')
  const name = choice.take(...PRODUCT_NAME)
  const time = timeOf(choice, hints)
  const currency = currencyOf(choice, hints.currency)
  const profile = profileOf(choice)
  if (order_id === null || quantity === null || unit_price === null || !time || !profile)
    return null
  const skuColumn = sku ?? product_id ?? name
  if (skuColumn === null) return null
  return {
    kind: 'orders',
    numbers,
    order_id,
    cancelled_when: cancelledWhen(choice, order_id),
    profile,
    time,
    currency,
    item: { sku: skuColumn, product_id, name, quantity, unit_price, properties: [] },
    order_value,
    properties: choice.rest(),
  }
}

const SKU_DE = ['artikelnummer', 'artikelnr', 'artnr']
const ORDER_ID = [
  'orderid',
  'ordernumber',
  'orderno',
  'order',
  'invoiceno',
  'invoicenumber',
  'invoice',
  'bestellnummer',
  'bestellnr',
  'auftragsnummer',
  'rechnungsnummer',
  'name',
]
const UNIT_PRICE = [
  'unitprice',
  'price',
  'itemprice',
  'lineitemprice',
  'einzelpreis',
  'stückpreis',
  'preis',
]
const PRODUCT_NAME = [
  'productname',
  'lineitemname',
  'itemname',
  'product',
  'description',
  'title',
  'artikel',
  'artikelname',
  'produkt',
  'bezeichnung',
  'beschreibung',
]
const TIME = [
  'time',
  'timestamp',
  'datetime',
  'date',
  'createdat',
  'occurredat',
  'orderdate',
  'invoicedate',
  'purchasedate',
  'paidat',
  'datum',
  'zeit',
  'bestelldatum',
  'rechnungsdatum',
]
const IDENTIFIERS: Record<keyof MappedProfile['identifiers'], readonly string[]> = {
  email: ['email', 'emailaddress', 'customeremail', 'mail', 'emailadresse'],
  phone_number: ['phonenumber', 'phone', 'mobile', 'telefon', 'telefonnummer', 'handy'],
  external_id: ['externalid', 'customerid', 'customerno', 'userid', 'kundennummer', 'kundennr'],
  anonymous_id: ['anonymousid', 'deviceid', 'visitorid'],
}
const FIELDS: Record<(typeof PROFILE_FIELDS)[number], readonly string[]> = {
  first_name: ['firstname', 'givenname', 'vorname'],
  last_name: ['lastname', 'surname', 'familyname', 'nachname'],
  organization: ['organization', 'organisation', 'company', 'firma'],
  title: ['title', 'jobtitle', 'anrede'],
  locale: ['locale', 'language', 'sprache'],
  image: ['image', 'avatar', 'photo'],
}
const LOCATION: Record<(typeof LOCATION_FIELDS)[number], readonly string[]> = {
  address1: ['address1', 'address', 'street', 'straße', 'strasse', 'adresse'],
  address2: ['address2', 'adresszusatz'],
  city: ['city', 'town', 'stadt', 'ort'],
  region: ['region', 'state', 'province', 'bundesland'],
  zip: ['zip', 'zipcode', 'postcode', 'postalcode', 'plz', 'postleitzahl'],
  country: ['country', 'countrycode', 'land'],
  timezone: ['timezone', 'zeitzone'],
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lng', 'lon'],
  ip: ['ip', 'ipaddress'],
}

/** The columns that are not used yet. Each is used once. */
class Choice {
  private readonly columns: readonly ColumnProfile[]
  private readonly used = new Set<string>()
  constructor(columns: readonly ColumnProfile[]) {
    this.columns = columns
  }

  /** The first column with one of these names; the earlier name wins. */
  take(...names: readonly string[]): string | null {
    return this.takeWhere(names, () => true)
  }

  takeNumber(...names: readonly string[]): string | null {
    return this.takeWhere(names, ({ type }) => type === 'number' || type === 'empty')
  }

  takeTime(names: readonly string[]): ColumnProfile | undefined {
    const named = this.takeWhere(names, ({ type }) => type === 'date')
    const name = named ?? this.columns.find((one) => this.isFree(one) && one.type === 'date')?.name
    if (name === undefined) return undefined
    this.used.add(name)
    return this.columns.find((one) => one.name === name)
  }

  profileOf(name: string): ColumnProfile | undefined {
    return this.columns.find((one) => one.name === name)
  }

  anyEmail(): string | null {
    const column = this.columns.find((one) => this.isFree(one) && one.looksLikeEmail)
    if (column) this.used.add(column.name)
    return column?.name ?? null
  }

  allFree(): readonly ColumnProfile[] {
    return this.columns.filter((one) => this.isFree(one))
  }

  /** All other columns, as properties. */
  rest(): Partial<MappedProperty>[] {
    return this.allFree()
      .filter(({ type }) => type !== 'empty')
      .map(({ name, type, timeFormats }) => ({
        column: name,
        name,
        ...(type === 'empty' ? {} : { type }),
        ...(timeFormats[0] === undefined ? {} : { format: timeFormats[0] }),
      }))
  }

  private takeWhere(
    names: readonly string[],
    accept: (column: ColumnProfile) => boolean,
  ): string | null {
    for (const wanted of names) {
      const column = this.columns.find(
        (one) => this.isFree(one) && bare(one.name) === wanted && accept(one),
      )
      if (!column) continue
      this.used.add(column.name)
      return column.name
    }
    return null
  }

  private isFree({ name }: ColumnProfile): boolean {
    return !this.used.has(name)
  }
}

/** `$Order ID`, `order_id` and `customer.orderId` are one name. */
function bare(header: string): string {
  const last = header.slice(header.lastIndexOf('.') + 1)
  return last.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

function profileOf(choice: Choice): object | null {
  const identifiers = named(choice, IDENTIFIERS)
  if (Object.keys(identifiers).length === 0) {
    const email = choice.anyEmail()
    if (email === null) return null
    identifiers['email'] = email
  }
  return { identifiers, fields: named(choice, FIELDS), location: named(choice, LOCATION) }
}

function named(choice: Choice, table: Readonly<Record<string, readonly string[]>>) {
  const found: Record<string, string> = {}
  for (const [name, headers] of Object.entries(table)) {
    const column = choice.take(...headers)
    if (column !== null) found[name] = column
  }
  return found
}

function timeOf(choice: Choice, { timeZone }: AccountHints): MappedTime | null {
  const column = choice.takeTime(TIME)
  const format = column?.timeFormats[0]
  return column && format !== undefined ? { column: column.name, format, zone: timeZone } : null
}

function currencyOf(choice: Choice, fallback: string | null): object | null {
  const column = choice.take('currency', 'currencycode', 'währung')
  const values = column === null ? [] : (choice.profileOf(column)?.values ?? [])
  const isCode = values.length > 0 && values.every((value) => CurrencyCode.safeParse(value).success)
  if (column !== null && isCode) return { column }
  return fallback === null ? null : { fixed: fallback }
}

/** Cancellations are told by a letter before an order id that otherwise is a number, or a status. */
function cancelledWhen(choice: Choice, orderId: string): object | null {
  const ids = choice.profileOf(orderId)?.values ?? []
  const hasPlain = ids.some((id) => /^\d+$/.test(id))
  const prefixes = new Set(ids.flatMap((id) => /^([A-Z])\d+$/.exec(id)?.[1] ?? []))
  const [prefix] = prefixes
  if (hasPlain && prefixes.size === 1 && prefix !== undefined) {
    return { column: orderId, starts_with: prefix }
  }
  for (const { name, values } of choice.allFree()) {
    const status = values.find((value) => /^(cancell?ed|storniert)$/i.test(value))
    if (status !== undefined) return { column: name, equals: status }
  }
  return null
}

/** A comma before one or two last digits anywhere means that commas are decimal points. */
function numberStyle(columns: readonly ColumnProfile[]): NumberStyle {
  const values = columns.filter(({ type }) => type === 'number').flatMap((one) => one.values)
  return values.some((value) => /,\d{1,2}$/.test(value)) ? 'comma' : 'point'
}
