import type { Language, RoutedTo } from '../contract/agent-words.ts'
import { readEntities } from './entities.ts'
import { INTENT_MODEL } from './intent-model.ts'
import { unpack } from './pack-model.ts'
import { isWord, type ReadText, readText, route } from './route.ts'
import { germanness, type RouterModel } from './router-model.ts'
import { readSentiment } from './sentiment.ts'
import type { UnderstoodMessage } from './understood.ts'
import { readablePart, wordsOf } from './words.ts'

export interface UnderstandOptions {
  /** Spoken so far: kept for messages that could be either, such as "ok". Otherwise English. */
  language?: Language
  /** Where the message before it was routed: "and in blue?" goes on from there. */
  previous?: RoutedTo
  /** The agent asked something: a short message is rather an answer than a new wish. */
  expectsAnswer?: boolean
}

/** How sure a message must be of its language to change the conversation's. */
const LANGUAGE_CERTAIN = 0.6
/** One word alone is often borrowed: "ok", "perfect", "stop". */
const LANGUAGE_CERTAIN_ALONE = 1.6

let model: RouterModel | undefined

/**
 * Reads one message of a shopper: language, where it leads, what stands in it, how it feels. Pure,
 * without a network or a model server. Any string is fine; of a long one the first 1,600 and the
 * last 800 characters are read.
 */
export function understand(text: string, options: UnderstandOptions = {}): UnderstoodMessage {
  model ??= unpack(INTENT_MODEL)
  const readable = readablePart(text)
  const words = wordsOf(readable)
  const read = readText(readable)
  const language = languageOf(model, read, options.language)
  const expectsAnswer = options.expectsAnswer ?? false
  return {
    language,
    routed: route(model, read, { previous: options.previous, expectsAnswer }),
    entities: readEntities(readable, words, language, expectsAnswer),
    sentiment: readSentiment(readable, words),
  }
}

function languageOf(
  known: RouterModel,
  { tokens, features }: ReadText,
  spoken: Language | undefined,
): Language {
  if (!tokens.some(isWord)) return spoken ?? 'en'
  const german = germanness(known, features)
  const certain = tokens.length > 1 ? LANGUAGE_CERTAIN : LANGUAGE_CERTAIN_ALONE
  if (Math.abs(german) < certain) return spoken ?? (german > 0 ? 'de' : 'en')
  return german > 0 ? 'de' : 'en'
}
