import type { DemoShop } from '../src/contract/demo-shop.ts'
import type { Customer } from './state.ts'

export type ShopData = (typeof DemoShop)['attributes']['_output']
export type Product = ShopData['products'][number]
export type Variant = Product['variants'][number]

/** One thing in the cart. */
export interface CartLine {
  product: Product
  variant: Variant | null
  quantity: number
}

/** The client endpoints that a shop's pages call. */
export class ShopApi {
  readonly company: string
  private readonly anonymousId: string

  constructor(company: string, anonymousId: string) {
    this.company = company
    this.anonymousId = anonymousId
  }

  async load(): Promise<ShopData> {
    return attributesOf<ShopData>(await this.call('GET', '/client/demo-shop'))
  }

  async fill(): Promise<ShopData> {
    const data = { type: 'demo-shop-filling', attributes: {} }
    return attributesOf<ShopData>(await this.call('POST', '/client/demo-shop/filling', data))
  }

  /** What the shop's server would sign for this customer. */
  async signIn(customerId: string): Promise<string> {
    const data = { type: 'demo-shop-sign-in', attributes: { customer_id: customerId } }
    const answer = await this.call('POST', '/client/demo-shop/sign-in', data)
    return (await attributesOf<{ storefront_token: string }>(answer)).storefront_token
  }

  /** Record what a shopper did, as a real shop does. */
  async record(
    metric: string,
    by: Partial<Customer> | null,
    event: { properties: object; value?: number; currency?: string; uniqueId?: string },
  ): Promise<void> {
    const { properties, value, currency, uniqueId } = event
    await this.call('POST', '/client/events', {
      type: 'event',
      attributes: {
        metric: { data: { type: 'metric', attributes: { name: metric } } },
        profile: {
          data: {
            type: 'profile',
            attributes: {
              anonymous_id: this.anonymousId,
              ...(by?.email ? { email: by.email } : {}),
              ...(by?.first_name ? { first_name: by.first_name } : {}),
              ...(by?.last_name ? { last_name: by.last_name } : {}),
            },
          },
        },
        properties,
        ...(value === undefined ? {} : { value, value_currency: currency }),
        unique_id: uniqueId ?? crypto.getRandomValues(new Uint32Array(4)).join('-'),
      },
    })
  }

  private async call(method: 'GET' | 'POST', path: string, data?: object): Promise<Response> {
    const response = await fetch(`${path}?company_id=${this.company}`, {
      method,
      ...(data
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ data }) }
        : {}),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return response
  }
}

async function attributesOf<Of>(response: Response): Promise<Of> {
  const body: { data: { attributes: Of } } = await response.json()
  return body.data.attributes
}
