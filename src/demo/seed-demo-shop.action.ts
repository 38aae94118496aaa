import { createHash } from 'node:crypto'
import { findAccount } from '../account/accounts.sql.ts'
import { systemActor } from '../account/audit.sql.ts'
import { changeAccount } from '../account/change-account.action.ts'
import { catalogId } from '../catalog/catalog-id.ts'
import { catalogLog } from '../catalog/catalog-log.ts'
import { inCatalog } from '../catalog/in-catalog.action.ts'
import { itemsByIds } from '../catalog/items.sql.ts'
import { createCategories } from '../catalog/save-categories.action.ts'
import { createItems } from '../catalog/save-items.action.ts'
import { createVariants } from '../catalog/save-variants.action.ts'
import type { NewCatalogItem, NewCatalogVariant } from '../contract/catalogs.ts'
import type { EventToRecord } from '../event/new-event.ts'
import { recordEvents } from '../event/record-events.action.ts'
import { createSnippet } from '../knowledge/create-snippet.action.ts'
import { eventLog } from '../platform/event-log.ts'
import { notifyFollowers } from '../platform/follower.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { conflict, notFound } from '../platform/problem.ts'
import { inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { profileLog } from '../profile/profile-log.ts'
import { DEMO_CUSTOMERS, type DemoCustomer } from './demo-customers.ts'
import { customerProperties, orderEvents } from './demo-orders.ts'
import { demoPicturePath } from './demo-picture.ts'
import { DEMO_POLICIES } from './demo-policies.ts'
import { DEMO_CATEGORIES, type DemoProductRow, variantsOf } from './demo-product.ts'
import { DEMO_PRODUCTS } from './demo-products.ts'

/** Where the demo shop is when nobody says: a server that was started without settings. */
const DEMO_ORIGIN = 'http://localhost:4100'
const CURRENCY = 'EUR'
/** Shops write their orders through the API. */
const INTEGRATION_KEY = 'api'

/**
 * Fill a sandbox account with the demo shop: its catalogue, its policies, its customers and their
 * orders up to `now`. The first time, the account's currency becomes the euro. All ids are fixed, so
 * doing it again adds nothing; what somebody changed in the catalogue meanwhile stays.
 *
 * @param origin scheme and host of this server, for links and pictures
 * @throws Problem 409 when the account is no sandbox, 404 when there is none
 */
export async function seedDemoShop(
  sql: Sql,
  accountId: string,
  now: Date,
  origin: string = DEMO_ORIGIN,
): Promise<void> {
  await refuseRealAccount(sql, accountId)
  if (await isFirstTime(sql, accountId)) await takeDemoCurrency(sql, accountId)
  const shop = `${origin}/demo/${accountId}`
  const productUrl = (id: string) => `${shop}/products/${encodeURIComponent(id)}`
  await seedCatalog(sql, accountId, { now, origin, productUrl })
  await seedPolicies(sql, accountId, now)
  await seedCustomers(sql, accountId, { now, origin, productUrl })
  await notifyFollowers(sql, [eventLog, profileLog, catalogLog])
}

interface Place {
  now: Date
  origin: string
  productUrl: (id: string) => string
}

async function refuseRealAccount(sql: Sql, accountId: string): Promise<void> {
  const account = await readInAccount(sql, accountId, (tx) => findAccount(tx, accountId))
  if (!account) throw notFound('account', accountId)
  if (account.isSandbox) return
  throw conflict(
    'not_a_sandbox',
    `The account ${accountId} (${account.name}) is no sandbox: made-up orders would count as real ones.`,
    'Create a sandbox account for the demo shop, or start a new installation with PARLEY_SANDBOX=1.',
  )
}

async function isFirstTime(sql: Sql, accountId: string): Promise<boolean> {
  const ids = DEMO_PRODUCTS.map(({ id }) => id)
  const known = await readInAccount(sql, accountId, (tx) => itemsByIds(tx, accountId, ids))
  return known.length === 0
}

/** The prices are euros, and an account has one currency. Audits follow the wall clock. */
async function takeDemoCurrency(sql: Sql, accountId: string): Promise<void> {
  const change = { currency: CURRENCY, contact: {} }
  await changeAccount(sql, systemActor(accountId), change, new Date())
}

function seedCatalog(sql: Sql, accountId: string, place: Place): Promise<void> {
  const { now } = place
  const categories = DEMO_CATEGORIES.map(({ id, name }) => ({
    type: 'catalog-category' as const,
    attributes: { external_id: id, name },
  }))
  const variants = DEMO_PRODUCTS.flatMap((row) => newVariants(row, place))
  return inCatalog(sql, accountId, async (tx) => {
    await createCategories(tx, accountId, categories, now)
    await createItems(
      tx,
      accountId,
      DEMO_PRODUCTS.map((row) => newItem(row, place)),
      now,
    )
    await createVariants(tx, accountId, variants, now)
  })
}

function newItem(row: DemoProductRow, { origin, productUrl }: Place): NewCatalogItem {
  const [colour = 'grey'] = row.colours
  return {
    type: 'catalog-item',
    attributes: {
      external_id: row.id,
      title: row.title.en,
      description: row.description.en,
      price: row.price,
      url: productUrl(row.id),
      image_full_url: origin + demoPicturePath(row.shape, colour),
      custom_metadata: {
        title_de: row.title.de,
        description_de: row.description.de,
        tags: row.tags.split(' '),
        material: row.material,
        ...row.facts,
      },
    },
    relationships: {
      categories: { data: [{ type: 'catalog-category', id: catalogId(row.category) }] },
    },
  }
}

function newVariants(row: DemoProductRow, { origin, productUrl }: Place): NewCatalogVariant[] {
  return variantsOf(row).map((variant) => ({
    type: 'catalog-variant',
    attributes: {
      external_id: variant.id,
      title: variant.title,
      description: row.description.en,
      sku: variant.sku,
      inventory_policy: 1,
      inventory_quantity: variant.quantity,
      price: variant.price,
      url: productUrl(row.id),
      image_full_url: origin + demoPicturePath(row.shape, variant.colour),
      custom_metadata: {
        colour: variant.colour,
        ...(variant.size === null ? {} : { size: variant.size }),
      },
    },
    relationships: { item: { data: { type: 'catalog-item', id: catalogId(row.id) } } },
  }))
}

function seedPolicies(sql: Sql, accountId: string, now: Date): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    for (const { key, title, content } of DEMO_POLICIES) {
      for (const language of ['en', 'de'] as const) {
        await createSnippet(tx, accountId, {
          title: title[language],
          content: content[language],
          now,
          knowledgeId: fixedUuid(`demo policy ${key} ${language}`),
        })
      }
    }
  })
}

async function seedCustomers(sql: Sql, accountId: string, place: Place): Promise<void> {
  const events = DEMO_CUSTOMERS.flatMap((customer) => eventsOf(customer, place))
  await retryLostRaces(() =>
    inAccount(sql, accountId, (tx) => recordEvents(tx, accountId, events, place.now)),
  )
}

function eventsOf(customer: DemoCustomer, place: Place): EventToRecord[] {
  const profile = profileOf(customer, place.now)
  return customer.orders.flatMap((order) =>
    orderEvents(order, place).map((event) => ({
      ...event,
      integrationKey: INTEGRATION_KEY,
      valueCurrency: event.value === null ? null : CURRENCY,
      // Nobody waits for a message about an order that was never real.
      isBackfill: true,
      profile,
    })),
  )
}

function profileOf(customer: DemoCustomer, now: Date): ProfileInput {
  return {
    identifiers: {
      email: customer.email,
      phone_number: customer.phoneNumber,
      external_id: customer.externalId,
    },
    fields: {
      first_name: customer.firstName,
      last_name: customer.lastName,
      locale: customer.locale,
      location: { city: customer.city },
      properties: customerProperties(customer, now),
    },
    identifierRule: 'add',
    onConflict: 'prefer-first',
  }
}

/** The same UUID for the same name, wherever it is made. */
function fixedUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
