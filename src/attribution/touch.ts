import type { TouchKind } from '../contract/attribution.ts'
import { uuidOf } from '../platform/id.ts'

/** One engagement of a person with a message, or an answer of the agent to them. */
export interface Touch {
  source: 'event' | 'answer'
  /** The event, or the answer, by its position in the log. */
  nth: number
  kind: TouchKind
  at: Date
  /** When the message came; of an answer, the same as `at`. */
  receivedAt: Date
  isBot: boolean
  isProxy: boolean
}

/** Names of the metrics of our own messages that are touches. */
export const TOUCH_METRICS: ReadonlyMap<string, TouchKind> = new Map([
  ['Clicked Email', 'email-click'],
  ['Opened Email', 'email-open'],
  ['Clicked SMS', 'sms-click'],
  ['Received SMS', 'sms-delivery'],
  ['Clicked WhatsApp', 'whatsapp-click'],
  ['Read WhatsApp', 'whatsapp-open'],
])

const CONVERSATION_KINDS: ReadonlyMap<string, TouchKind> = new Map([
  ['web-chat', 'web-chat'],
  ['sms', 'sms-conversation'],
  ['email', 'email-conversation'],
  ['whatsapp', 'whatsapp-conversation'],
])

/** The kind of touch that an answer on a channel is; undefined for a channel that there is not. */
export function answerKind(channel: string): TouchKind | undefined {
  return CONVERSATION_KINDS.get(channel)
}

/** Within one second a click says more than an answer, that more than an open, a delivery the least. */
const RANKS: Record<TouchKind, number> = {
  'email-click': 0,
  'sms-click': 0,
  'whatsapp-click': 0,
  'web-chat': 1,
  'sms-conversation': 1,
  'email-conversation': 1,
  'whatsapp-conversation': 1,
  'email-open': 2,
  'whatsapp-open': 2,
  'sms-delivery': 3,
}

export function rankOf(kind: TouchKind): number {
  return RANKS[kind]
}

const PROXY_CLIENT = 'Apple Mail Privacy Protection'

/** What an event of a message says about whose touch it is; undefined: of no message of ours. */
export function touchFacts(
  properties: Record<string, unknown>,
): { messageId: string; isBot: boolean; isProxy: boolean } | undefined {
  const id = properties['Message ID']
  const messageId = typeof id === 'string' ? uuidOf(id) : undefined
  if (messageId === undefined) return undefined
  const isProxy = properties['Client Name'] === PROXY_CLIENT
  const isMachine = properties['Machine Open'] === true
  return { messageId, isProxy, isBot: properties['Bot Click'] === true || (isMachine && !isProxy) }
}
