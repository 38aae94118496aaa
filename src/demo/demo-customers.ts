/** Where an order is. */
export type DemoOrderState =
  | 'placed'
  | 'partly-shipped'
  | 'shipped'
  | 'delivered'
  | 'cancelled'
  | 'refunded'

export interface DemoOrder {
  number: string
  /** Days before the account's clock. */
  daysAgo: number
  state: DemoOrderState
  /** Variant id and quantity. */
  lines: readonly (readonly [variantId: string, quantity: number])[]
  reason?: string
}

export interface DemoCustomer {
  email: string
  phoneNumber: string | null
  externalId: string
  firstName: string
  lastName: string
  city: string
  locale: 'en' | 'de-DE'
  properties: Record<string, unknown>
  orders: readonly DemoOrder[]
}

/**
 * People who do not exist, with orders in every state. Their addresses end in `.example`, their
 * numbers are from the ranges that are never given out.
 */
export const DEMO_CUSTOMERS: readonly DemoCustomer[] = [
  {
    email: 'mara.lindt@mail.example',
    phoneNumber: '+4915550142001',
    externalId: 'C-1001',
    firstName: 'Mara',
    lastName: 'Lindt',
    city: 'Hamburg',
    locale: 'de-DE',
    properties: {
      'Loyalty Points': 420,
      'Loyalty Tier': 'Sapling',
      Subscriptions: [
        {
          product: 'Assam black tea',
          status: 'active',
          interval: 'every 4 weeks',
          next_delivery_in_days: 9,
        },
      ],
    },
    orders: [
      {
        number: 'HP-10421',
        daysAgo: 2,
        state: 'shipped',
        lines: [
          ['WC-101-BLUE', 1],
          ['KT-206-BROWN', 2],
        ],
      },
      {
        number: 'HP-10377',
        daysAgo: 24,
        state: 'delivered',
        lines: [
          ['KT-204-BLACK', 1],
          ['KT-206-BROWN', 1],
        ],
      },
      {
        number: 'HP-10255',
        daysAgo: 71,
        state: 'refunded',
        reason: 'Did not fit',
        lines: [['WC-109-BLUE-S', 1]],
      },
    ],
  },
  {
    email: 'jonas.beck@mail.example',
    phoneNumber: '+4915550142002',
    externalId: 'C-1002',
    firstName: 'Jonas',
    lastName: 'Beck',
    city: 'Berlin',
    locale: 'de-DE',
    properties: { 'Loyalty Points': 85, 'Loyalty Tier': 'Seedling' },
    orders: [
      {
        number: 'HP-10425',
        daysAgo: 0,
        state: 'placed',
        lines: [
          ['OD-401-GREEN', 1],
          ['OD-405-YELLOW', 1],
        ],
      },
      {
        number: 'HP-10340',
        daysAgo: 38,
        state: 'cancelled',
        reason: 'Ordered by mistake',
        lines: [['OD-403-GREEN', 1]],
      },
    ],
  },
  {
    email: 'grace.okafor@mail.example',
    phoneNumber: '+447700900143',
    externalId: 'C-1003',
    firstName: 'Grace',
    lastName: 'Okafor',
    city: 'Leeds',
    locale: 'en',
    properties: { 'Loyalty Points': 1280, 'Loyalty Tier': 'Evergreen' },
    orders: [
      {
        number: 'HP-10418',
        daysAgo: 4,
        state: 'partly-shipped',
        lines: [
          ['HM-309-GREY', 1],
          ['HM-301-BEIGE', 2],
          ['HM-304-YELLOW', 3],
        ],
      },
      {
        number: 'HP-10361',
        daysAgo: 29,
        state: 'delivered',
        lines: [
          ['HM-308-GREEN', 2],
          ['HM-304-YELLOW', 2],
        ],
      },
      {
        number: 'HP-10298',
        daysAgo: 58,
        state: 'delivered',
        lines: [
          ['WC-107-GREY-39-41', 3],
          ['WC-111-GREY-40', 1],
        ],
      },
    ],
  },
  {
    email: 'tom.hale@mail.example',
    phoneNumber: null,
    externalId: 'C-1004',
    firstName: 'Tom',
    lastName: 'Hale',
    city: 'Bristol',
    locale: 'en',
    properties: {
      Subscriptions: [
        {
          product: 'Herbal evening tea',
          status: 'paused',
          interval: 'every 8 weeks',
          next_delivery_in_days: null,
        },
      ],
    },
    orders: [
      {
        number: 'HP-10412',
        daysAgo: 6,
        state: 'delivered',
        lines: [
          ['TY-501-BROWN', 1],
          ['TY-502-RED', 1],
        ],
      },
      {
        number: 'HP-10333',
        daysAgo: 41,
        state: 'delivered',
        lines: [
          ['KT-201-BLUE', 4],
          ['KT-205-WHITE', 1],
        ],
      },
    ],
  },
  {
    email: 'leyla.demir@mail.example',
    phoneNumber: '+4915550142005',
    externalId: 'C-1005',
    firstName: 'Leyla',
    lastName: 'Demir',
    city: 'Köln',
    locale: 'de-DE',
    properties: { 'Loyalty Points': 12, 'Loyalty Tier': 'Seedling' },
    orders: [
      {
        number: 'HP-10423',
        daysAgo: 1,
        state: 'shipped',
        lines: [
          ['BG-801-BEIGE', 1],
          ['BS-604-BLACK', 2],
          ['BS-607-PINK', 1],
        ],
      },
    ],
  },
  {
    email: 'henrik.sand@mail.example',
    phoneNumber: null,
    externalId: 'C-1006',
    firstName: 'Henrik',
    lastName: 'Sand',
    city: 'Kiel',
    locale: 'de-DE',
    properties: { 'Loyalty Points': 240, 'Loyalty Tier': 'Seedling' },
    orders: [
      {
        number: 'HP-10401',
        daysAgo: 11,
        state: 'refunded',
        reason: 'Damaged on arrival',
        lines: [['KT-204-GREEN', 1]],
      },
      {
        number: 'HP-10390',
        daysAgo: 17,
        state: 'delivered',
        lines: [
          ['OD-404-BLUE', 1],
          ['OD-402-BLUE', 1],
        ],
      },
      {
        number: 'HP-10312',
        daysAgo: 49,
        state: 'delivered',
        lines: [
          ['OD-402-BLACK', 1],
          ['OD-404-BLACK', 1],
          ['WC-107-GREY-42-44', 2],
        ],
      },
    ],
  },
  {
    email: 'nina.roth@mail.example',
    phoneNumber: '+4915550142007',
    externalId: 'C-1007',
    firstName: 'Nina',
    lastName: 'Roth',
    city: 'München',
    locale: 'de-DE',
    properties: {},
    orders: [
      {
        number: 'HP-10420',
        daysAgo: 3,
        state: 'cancelled',
        reason: 'Found in another colour',
        lines: [['WC-103-RED', 1]],
      },
      {
        number: 'HP-10422',
        daysAgo: 2,
        state: 'placed',
        lines: [
          ['WC-103-BLACK', 1],
          ['WC-101-GREY', 1],
        ],
      },
    ],
  },
  {
    email: 'owen.price@mail.example',
    phoneNumber: '+447700900148',
    externalId: 'C-1008',
    firstName: 'Owen',
    lastName: 'Price',
    city: 'Cardiff',
    locale: 'en',
    properties: { 'Loyalty Points': 60, 'Loyalty Tier': 'Seedling' },
    orders: [
      {
        number: 'HP-10384',
        daysAgo: 20,
        state: 'delivered',
        lines: [
          ['GD-703-GREY', 1],
          ['GD-701-ORANGE', 3],
          ['GD-702-YELLOW', 2],
        ],
      },
      {
        number: 'HP-10355',
        daysAgo: 33,
        state: 'delivered',
        lines: [
          ['KT-201-GREEN', 2],
          ['KT-206-BROWN', 1],
          ['KT-209-YELLOW', 1],
        ],
      },
    ],
  },
]
