import {
  compileTemplate,
  type RenderData,
  type RenderHost,
  type RenderSettings,
  renderTemplate,
} from './render-template.ts'

/** One line of the reference: what a template gives for the data below. */
export interface DialectCase {
  /** Tag or filter. */
  name: string
  template: string
  gives: string
  /** Said of it in the reference; on the first case of a name. */
  says?: string
}

/** A Sunday, 11:00 in Berlin. */
export const NOW = new Date('2026-11-22T10:00:00Z')

export const SETTINGS: RenderSettings = {
  now: NOW,
  timeZone: 'Europe/Berlin',
  recipientTimeZone: 'America/New_York',
  locale: 'en-US',
  currency: 'USD',
  escape: 'html',
}

export const DATA: RenderData = {
  person: {
    first_name: 'Ada',
    last_name: 'Byron',
    email: 'ada@example.com',
    Birthday: '1990-12-10',
    'Favorite Color': 'green',
    $timezone: 'America/New_York',
    Points: 120,
    Age: '36',
  },
  event: {
    $value: 59.8,
    URL: 'https://shop.example/cart?a=1&b=2',
    when: '2026-02-11T16:46:08-05:00',
    'Collection Names': ['Lamps', 'Sale'],
    Items: [
      { ProductName: 'Lamp', price: 19.9, color: 'red', url: '/lamp' },
      { ProductName: 'desk', price: 120, color: 'blue', url: '/desk' },
      { ProductName: 'Chair', price: 49.5, color: 'red', url: '/chair' },
    ],
    numbers: [3, 1, 2],
    letters: ['b', 'C', 'a', 'b'],
    gaps: [1, null, 2],
    html: '<b>5 & 6</b>',
    lines: 'one\ntwo',
    $extra: { checkout_url: 'https://shop.example/checkout' },
  },
  organization: { name: 'Lamp & Co', full_address: '1 Main Street, Springfield' },
  extra: { preview_text: 'Your picks' },
}

export const HOST: RenderHost = {
  catalogItem: async (id) =>
    id === 'LAMP'
      ? {
          id,
          title: 'Lamp',
          url: 'https://shop.example/lamp',
          published: false,
          metadata: { price: '19.90' },
          categories: ['on-sale', { name: 'Lighting' }],
        }
      : null,
  couponCode: async (name) =>
    name === 'WELCOME' ? { code: 'AB12' } : { refusal: "Coupon Code Doesn't Exist" },
  unsubscribeUrl: 'https://shop.example/unsubscribe/x',
  preferencesUrl: 'https://shop.example/preferences/x',
  webViewUrl: 'https://shop.example/view/x',
  updatePropertyUrl: (property, value, url) =>
    `https://shop.example/set?${new URLSearchParams({ property, value, url }).toString()}`,
  missingImageUrl: 'https://shop.example/none.png',
}

/** What a template gives for the data of the reference. */
export async function rendered(
  template: string,
  settings: Partial<RenderSettings> = {},
  host: RenderHost = HOST,
  data: RenderData = DATA,
): Promise<string> {
  return renderTemplate(compileTemplate(template), data, { ...SETTINGS, ...settings }, host)
}
