import { expect, test } from 'vitest'
import { accountApp, bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { catalogRoutes } from '../catalog/catalog-routes.http.ts'
import { readInAccount } from '../platform/sql.ts'
import { createEventRecorder } from './event-recorder.action.ts'
import { trackEventsRoutes } from './track-events.http.ts'

const KEY = 'pk_stock_0123456789abcdefghij'
const { sql } = await testDatabase()
const { accountId } = await bootstrap(sql, { apiKey: KEY, companyId: 'St0ck5' })
const recorder = createEventRecorder(sql, () => undefined)
const { app } = await accountApp(sql, {
  routes: [...catalogRoutes, ...trackEventsRoutes({ recorder, secret: Buffer.alloc(32, 7) })],
})
const PREFIX = '$custom:::$default:::'

function post(url: string, data: object, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/vnd.api+json',
      revision: '2026-07-15',
      ...headers,
    },
    payload: JSON.stringify({ data }),
  })
}
const authorization = `Klaviyo-API-Key ${KEY}`
const asShop = (url: string, data: object) => post(url, data, { authorization })

function wish(email: string | null, variant = 'SCARF-RED') {
  return {
    type: 'back-in-stock-subscription',
    attributes: {
      channels: ['EMAIL', 'SMS', 'EMAIL'],
      profile: { data: { type: 'profile', attributes: email === null ? {} : { email } } },
    },
    relationships: { variant: { data: { type: 'catalog-variant', id: PREFIX + variant } } },
  }
}

const text = { description: 'Warm', url: 'https://shop.test/scarf' }
await asShop('/api/catalog-items', {
  type: 'catalog-item',
  attributes: { external_id: 'SCARF', title: 'Scarf', ...text },
})
await asShop('/api/catalog-variants', {
  type: 'catalog-variant',
  attributes: {
    external_id: 'SCARF-RED',
    title: 'Scarf, red',
    sku: 'S-R',
    price: 39.5,
    inventory_quantity: 0,
    ...text,
  },
  relationships: { item: { data: { type: 'catalog-item', id: `${PREFIX}SCARF` } } },
})

function events() {
  const account = accountId ?? ''
  return readInAccount(
    sql,
    account,
    (tx) => tx<{ name: string; email: string; properties: Record<string, unknown> }[]>`
      select m.name, p.email, e.properties
      from events e
      join metrics m on m.account_id = e.account_id and m.metric_id = e.metric_id
      join profiles p on p.account_id = e.account_id and p.profile_id = e.profile_id
      where e.account_id = ${account}
      order by p.email`,
  )
}

test('a wish for what is sold out is an event, from a shop or from its page', async () => {
  const fromShop = await asShop('/api/back-in-stock-subscriptions', wish('ada@shop.test'))
  expect([fromShop.statusCode, fromShop.body]).toEqual([202, ''])
  const page = '/client/back-in-stock-subscriptions?company_id=St0ck5'
  expect((await post(page, wish('bo@shop.test'))).statusCode).toBe(202)
  expect(await events()).toMatchObject(
    ['ada@shop.test', 'bo@shop.test'].map((email) => ({
      name: 'Subscribed to Back in Stock',
      email,
      properties: {
        VariantID: 'SCARF-RED',
        ProductID: 'SCARF',
        ProductName: 'Scarf',
        VariantName: 'Scarf, red',
        Price: 39.5,
        Channels: ['EMAIL', 'SMS'],
      },
    })),
  )
})

test.each([
  [
    'a variant that is not there',
    wish('cy@shop.test', 'NOPE'),
    '/data/relationships/variant/data/id',
  ],
  ['nobody', wish(null), '/data/attributes/profile/data/attributes'],
  [
    'no channel',
    { ...wish('cy@shop.test'), attributes: { ...wish('cy@shop.test').attributes, channels: [] } },
    '/data/attributes/channels',
  ],
])('%s is refused, and nothing is recorded', async (_, data, pointer) => {
  const before = (await events()).length
  const refused = await asShop('/api/back-in-stock-subscriptions', data)
  expect(refused.statusCode).toBe(400)
  expect(refused.json().errors[0].source.pointer).toBe(pointer)
  expect(await events()).toHaveLength(before)
})
