import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'

/** Products that the demo shop shows at most; its own data has about sixty. */
export const DEMO_PRODUCTS_MAX = 200
const BODY_BYTES_MAX = 8 * 1024

const Translated = z.object({ en: z.string(), de: z.string() })

/** A sandbox account as a small shop. Other accounts have none: everything here answers 404. */
export const DemoShop = resourceType({
  type: 'demo-shop',
  self: '/client/demo-shop/',
  attributes: z.object({
    name: z.string(),
    currency: z.string(),
    /** False: there is nothing to sell yet. */
    is_filled: z.boolean(),
    categories: z.array(z.object({ id: z.string(), name: Translated })),
    products: z.array(
      z.object({
        id: z.string(),
        title: Translated,
        description: Translated,
        image_url: z.string().nullable(),
        price: z.number().nullable(),
        category_ids: z.array(z.string()),
        variants: z.array(
          z.object({
            id: z.string(),
            sku: z.string(),
            title: z.string(),
            price: z.number().nullable(),
            image_url: z.string().nullable(),
            is_in_stock: z.boolean(),
          }),
        ),
      }),
    ),
    /** People of the demo data, whom a visitor may sign in as. */
    customers: z.array(
      z.object({
        id: z.string(),
        email: z.string(),
        first_name: z.string().nullable(),
        last_name: z.string().nullable(),
      }),
    ),
  }),
})

export const getDemoShop = endpoint({
  id: 'getDemoShop',
  method: 'GET',
  path: '/client/demo-shop',
  tag: 'Demo shop',
  summary: 'What the demo shop of a sandbox account sells, and to whom.',
  access: 'company',
  reply: { status: 200, one: DemoShop },
  rate: 'L',
})

export const fillDemoShop = endpoint({
  id: 'fillDemoShop',
  method: 'POST',
  path: '/client/demo-shop/filling',
  tag: 'Demo shop',
  summary: 'Fill a sandbox account with the demo data. Repeating it adds nothing twice.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('demo-shop-filling'),
      attributes: z.strictObject({}).default({}),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: DemoShop },
  rate: 'S',
})

export const DemoSignIn = resourceType({
  type: 'demo-shop-sign-in',
  self: '/client/demo-shop/',
  attributes: z.object({
    /** What a storefront's server would sign: the widget takes it. */
    storefront_token: z.string(),
  }),
})

export const signInToDemoShop = endpoint({
  id: 'signInToDemoShop',
  method: 'POST',
  path: '/client/demo-shop/sign-in',
  tag: 'Demo shop',
  summary: 'Sign in as one of the people of the demo data.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('demo-shop-sign-in'),
      attributes: z.strictObject({ customer_id: z.string().min(1).max(200) }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: DemoSignIn },
  rate: 'L',
})
