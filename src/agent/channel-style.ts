import type { Channel, Language } from '../contract/agent-words.ts'
import type { ShownProduct, TurnAction } from '../conversation/turn-outcome.ts'
import { productLines } from './answer-products.ts'
import type { Phrases } from './phrase-book.ts'
import { REPLY_LENGTH_MAX } from './turn-limits.ts'
import { cutAtSentence } from './words-of.ts'

/** Products in one text message. */
const TEXTED_PRODUCTS_MAX = 2

export interface SpeakingStyle {
  channel: Channel
  language: Language
  phrases: Phrases
  names: { agent: string; shop: string }
  firstName: string | null
}

/**
 * An action as its channel says it: terse by text message, with greeting and sign-off by email,
 * with cards instead of lists on web chat.
 */
export function styled(action: TurnAction, style: SpeakingStyle): TurnAction {
  if (action.kind === 'reply') {
    const products =
      style.channel === 'sms' ? action.products.slice(0, TEXTED_PRODUCTS_MAX) : action.products
    return { ...action, products, text: spoken(action.text, products, style) }
  }
  if (action.kind === 'hand-off') {
    return { ...action, text: action.text === null ? null : spoken(action.text, [], style) }
  }
  return { ...action, text: spoken(action.text, [], style) }
}

function spoken(text: string, products: readonly ShownProduct[], style: SpeakingStyle): string {
  const { channel, phrases } = style
  const said = cutAtSentence(text.trim(), REPLY_LENGTH_MAX[channel])
  if (channel === 'web-chat') return said
  const lines = productLines(products, style.language, phrases)
  const separator = channel === 'sms' ? '\n' : '\n\n'
  const body = [said.replaceAll('\n\n', separator), ...lines].join(separator)
  if (channel !== 'email') return body
  return [phrases.mailHello(style.firstName), body, phrases.mailBye(style.names)].join('\n\n')
}
