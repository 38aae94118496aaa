import type { Language, RoutedTo } from '../contract/agent-words.ts'
import type { Recipient } from './things.ts'

/** Where a message leads, with the second choice. Scores are calibrated probabilities, 0 to 1. */
export interface RoutedMessage {
  to: RoutedTo
  score: number
  runnerUp: { to: RoutedTo; score: number }
  /** All of them, best first. */
  scores: readonly { to: RoutedTo; score: number }[]
  /** Below this score the honest answer is "I don't know"; of the router, not of the message. */
  threshold: number
  /** Further wishes in the same message, in its order: "where is my order and do you have mugs". */
  alsoAsks: readonly { to: RoutedTo; text: string; score: number }[]
}

/** What stands in a message. */
export interface Entities {
  orderNumbers: string[]
  emails: string[]
  phoneNumbers: string[]
  /** One-time codes: exactly six digits. */
  codes: string[]
  priceMin: number | null
  priceMax: number | null
  /** ISO 4217, when the message names one. */
  currency: string | null
  sizes: string[]
  /** English names of colours. */
  colours: string[]
  quantity: number | null
  /** Whom a present is for, in English words: dad, girlfriend, child. */
  recipient: Recipient | null
  /** Words of the message that may name a product: without fillers, prices and the above. */
  productWords: string[]
  /** Yes, no, or neither. */
  answer: 'yes' | 'no' | null
}

export interface UnderstoodMessage {
  /** Of the answer. */
  language: Language
  /** Of the message, when it is to be answered in another one. */
  writtenIn?: Language
  routed: RoutedMessage
  entities: Entities
  /** −1 furious to 1 delighted. */
  sentiment: number
}
