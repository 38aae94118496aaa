import type { Recipient } from '../intent/things.ts'
import type { AgentSetup } from './brain.ts'

export type Tone = AgentSetup['tone']

/** Where an order is, in the words that both languages have a sentence for. */
export type OrderState =
  | 'placed'
  | 'partly-shipped'
  | 'shipped'
  | 'delivered'
  | 'cancelled'
  | 'refunded'

type Names = { agent: string; shop: string }

/** Everything the offline brain says that is not quoted from what it found. */
export interface Phrases {
  greeting: (to: { name: string | null; shop: string }) => string
  whoAmI: (names: Names) => string
  thanked: () => string
  bye: (to: { shop: string }) => string
  anythingElse: () => string
  okay: () => string
  stayed: () => string

  unknown: () => string
  outOfScope: (to: { shop: string }) => string
  rephrase: () => string
  sorry: () => string
  unavailable: (what: string) => string
  toolFailed: () => string

  offerPerson: () => string
  connecting: (isEmail: boolean) => string
  /** @param opens such as "on Monday at 9:00"; null when nobody knows */
  connectingClosed: (opens: string | null) => string
  offerClosed: (opens: string | null) => string
  safety: () => string
  crisis: () => string
  yesConnect: string
  noConnect: string

  askEmail: (canSignIn: boolean) => string
  askSignIn: () => string
  codeSent: (email: string) => string
  askCode: () => string
  codeWrong: () => string
  codesUsedUp: () => string
  confirmed: () => string

  noOrders: () => string
  orderNotFound: (number: string) => string
  orderIs: (order: { number: string; placedOn: string | null; state: string }) => string
  orderStates: Readonly<Record<OrderState, string>>
  orderItems: (items: string) => string
  orderTracking: (parcel: {
    carrier: string | null
    number: string | null
    url: string | null
  }) => string
  orderExpected: (on: string) => string
  otherOrders: (list: string) => string
  orderShort: (number: string, state: string) => string
  shortStates: Readonly<Record<OrderState, string>>
  whichOrder: () => string

  editOpen: (number: string) => string
  editPartly: (number: string) => string
  editTooLate: (number: string) => string
  editDone: (number: string, state: string) => string

  returnStart: (url: string) => string
  returnNotSent: (number: string) => string
  returnsInGeneral: () => string
  returnByPerson: () => string

  found: (count: number, wish: string) => string
  foundWith: (title: string) => string
  foundOther: (missing: string) => string
  /** Nothing is called what was asked for. */
  foundClosest: (words: string) => string
  /** Nothing fits the words; what is shown only keeps the limits. */
  favouritesInstead: (wish: string) => string
  nothingFound: () => string
  nothingCheaper: () => string
  tellMore: () => string
  askFor: (what: string) => string
  productLine: (line: { rank: number; title: string; price: string | null; note: string }) => string
  under: (price: string) => string
  from: (price: string) => string
  inStock: () => string
  soldOut: () => string
  popular: () => string
  boughtTogether: () => string
  inSize: (size: string) => string
  forRecipient: (who: Recipient) => string
  colour: (name: string) => string

  productPrice: (title: string, price: string) => string
  productNoPrice: (title: string) => string
  productInStock: (title: string, count: number | null) => string
  productSoldOut: (title: string) => string
  unknownWhenBack: () => string
  productVariantMissing: (title: string, variant: string) => string
  /** The colours or the sizes, as a list. */
  productComesIn: (title: string, what: 'colour' | 'size', list: string) => string
  optionsSoldOut: (title: string, list: string) => string
  productAttribute: (title: string, name: string, value: string) => string
  productDescribed: (title: string, text: string) => string
  whichProduct: () => string
  whichOf: (list: string) => string

  source: (title: string, url: string | null) => string

  loyaltyBalance: (points: string, tier: string | null) => string
  loyaltyNone: () => string
  subscriptionLine: (one: { title: string; state: string; nextOn: string | null }) => string
  subscriptionNone: () => string
  subscriptionPortal: (url: string) => string
  subscriptionByPerson: () => string

  mailHello: (name: string | null) => string
  mailBye: (names: Names) => string
  codeMailSubject: (shop: string) => string
  codeMail: (mail: { code: string; shop: string }) => string
  and: string
  or: string
  times: (quantity: number, title: string) => string
}
