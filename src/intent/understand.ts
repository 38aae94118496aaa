import type { Language, RoutedTo } from '../contract/agent-words.ts'
import { PREBUILT_SKILLS, ROUTING_OUTCOMES } from '../contract/agent-words.ts'
import type { UnderstoodMessage } from './understood.ts'

const CUES: readonly (readonly [RoutedTo, RegExp])[] = [
  ['human_handoff', /\b(human|real person|manager|mensch|mitarbeiter)/],
  ['subscriptions', /\b(subscri|abo\b|abonnement)/],
  ['loyalty', /\b(points|rewards|loyalty|punkte|treue)/],
  ['returns_exchanges', /\b(return|refund|exchange|zuruck|umtausch|kaputt|broken)/],
  ['order_editing', /\b(cancel|change|stornier|ander).*\b(order|address|bestellung|adresse)/],
  ['order_tracking', /\b(where|track|parcel|package|paket|lieferung|sendung)/],
  ['product_recommendations', /\b(recommend|looking for|gift|suche|empf|geschenk)/],
  ['product_qa', /\b(material|size|waterproof|grosse|wasserdicht|waschbar)/],
  ['general_qa', /\b(shipping|payment|opening|warranty|versand|zahlung|garantie)/],
  ['smalltalk', /^(hi|hello|hey|thanks|bye|hallo|danke|moin)\b/],
]

/** Reads one message. */
export function understand(
  text: string,
  options: { language?: Language; previous?: RoutedTo; expectsAnswer?: boolean } = {},
): UnderstoodMessage {
  const folded = text.slice(0, 2_000).toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  const to = CUES.find(([, cue]) => cue.test(folded))?.[0] ?? 'out_of_scope'
  const others = [...PREBUILT_SKILLS, ...ROUTING_OUTCOMES].filter((one) => one !== to)
  const scores = [{ to, score: 0.7 }, ...others.map((one) => ({ to: one, score: 0.03 }))]
  const isGerman = /\b(ich|der|die|das|und|ist|mein|wo|hallo|danke|paket)\b/.test(folded)
  return {
    language: options.language ?? (isGerman ? 'de' : 'en'),
    routed: {
      to,
      score: 0.7,
      runnerUp: { to: others[0] ?? 'smalltalk', score: 0.03 },
      scores,
      threshold: 0.5,
      alsoAsks: [],
    },
    entities: {
      orderNumbers: text.match(/#\d{3,10}/g) ?? [],
      emails: [],
      phoneNumbers: [],
      codes: text.match(/\b\d{6}\b/g) ?? [],
      priceMin: null,
      priceMax: null,
      currency: null,
      sizes: [],
      colours: [],
      quantity: null,
      recipient: null,
      productWords: [],
      answer: /^(yes|ja|ok)\b/.test(folded) ? 'yes' : /^(no|nein)\b/.test(folded) ? 'no' : null,
    },
    sentiment: 0,
  }
}
