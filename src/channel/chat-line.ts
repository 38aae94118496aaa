import { CHAT_NOTICES, type WebChatLine } from '../contract/web-chat.ts'
import type { Notice } from '../conversation/conversation.ts'
import type { Line } from '../conversation/lines.sql.ts'
import type { ShownProduct } from '../conversation/turn-outcome.ts'
import { isoSeconds } from '../platform/time.ts'

export type ChatLine = (typeof WebChatLine)['attributes']['_output']

/** What the web chat calls a visitor's message; the same message is received once. */
export function externalIdOf(visitorId: string, clientId: string): string {
  return `${visitorId}:${clientId}`
}

/** A line as its visitor may see it. The caller has left out the notes of the team. */
export function chatLine(line: Line, visitorId: string): ChatLine {
  const { payload, kind } = line
  return {
    position: line.position,
    author: line.author,
    author_name: line.author === 'teammate' ? line.authorName : null,
    text: line.text,
    at: isoSeconds(line.at),
    products: (payload.products ?? []).map(chatProduct),
    quick_replies: payload.quickReplies ?? [],
    asks: kind === 'offer' ? 'handoff' : askedBy(payload.how),
    notice: kind === 'notice' ? shownNotice(payload.what) : null,
    client_id: ownClientId(line, visitorId),
  }
}

/** Whom a conversation is assigned to is the team's affair. */
export function isShown({ kind, payload }: Line): boolean {
  return kind !== 'note' && (kind !== 'notice' || shownNotice(payload.what) !== null)
}

function shownNotice(what: Notice | undefined): ChatLine['notice'] {
  return CHAT_NOTICES.find((one) => one === what) ?? null
}

function askedBy(how: 'sign-in' | 'email-code' | undefined): ChatLine['asks'] {
  return how ?? null
}

function ownClientId({ externalId, author }: Line, visitorId: string): string | null {
  const prefix = `${visitorId}:`
  if (author !== 'shopper' || !externalId?.startsWith(prefix)) return null
  return externalId.slice(prefix.length)
}

function chatProduct(product: ShownProduct): ChatLine['products'][number] {
  return {
    product_id: product.productId,
    variant_id: product.variantId,
    title: product.title,
    url: product.url,
    image_url: product.imageUrl,
    price: product.price,
    currency: product.currency,
    reason: product.reason,
    rank: product.rank,
  }
}
