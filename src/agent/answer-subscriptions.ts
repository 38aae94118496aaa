import type { FoundPassage } from '../knowledge/passage.ts'
import { writtenDay } from './phrases.ts'
import { quotePassages, surely } from './quote-passages.ts'
import { type Ask, needsPerson, needsProof, type SkillAnswer } from './skill-answer.ts'

export interface FoundSubscription {
  title: string
  state: string
  /** As the shop writes it. */
  nextOn: string | null
}

const OWN = /\b(my|mine|mein|meine|meinen|meinem|meines|when|wann|next|nächste\w*)\b/iu
const WANTS_CHANGE =
  /\b(pause|cancel\w*|skip\w*|change|stop|end|move|delay|update|swap|pausier\w*|kündig\w*|änder\w*|verschieb\w*|aussetzen|stoppen|beenden|abbestell\w*|umstell\w*)\b/iu
const SUBSCRIPTIONS_SHOWN_MAX = 5

/** How to change one is the same for all, and the agent changes none. */
export function asksOfOwn(text: string): boolean {
  return OWN.test(text) && !WANTS_CHANGE.test(text)
}

/**
 * Pure: which subscriptions there are, and where or by whom they are changed. The agent itself
 * changes none.
 *
 * @param subscriptions null: the shopper has not proved who they are
 */
export function answerSubscriptions(
  ask: Ask,
  subscriptions: readonly FoundSubscription[] | null,
  passages: readonly FoundPassage[],
): SkillAnswer {
  const { phrases, shop } = ask
  const portal =
    shop.subscriptionsPortalUrl === null
      ? []
      : [phrases.subscriptionPortal(shop.subscriptionsPortalUrl)]
  const policy = quotePassages(ask, OWN.test(ask.text) ? surely(passages) : passages)
  if (subscriptions === null) {
    if (!asksOfOwn(ask.text) && policy) return { ...policy, says: [...policy.says, ...portal] }
    // Where to change it is for everyone to know; what there is, is not.
    return portal.length > 0 ? { says: portal } : needsProof()
  }
  const says =
    subscriptions.length === 0
      ? [phrases.subscriptionNone()]
      : subscriptions
          .slice(0, SUBSCRIPTIONS_SHOWN_MAX)
          .map((one) => phrases.subscriptionLine({ ...one, nextOn: dayOrText(ask, one.nextOn) }))
  if (!WANTS_CHANGE.test(ask.text)) return { says: [...says, ...portal], tags: ['subscription'] }
  if (portal.length > 0) return { says: [...says, ...portal], tags: ['subscription'] }
  return {
    ...needsPerson('unsupported_request', ...says, phrases.subscriptionByPerson()),
    tags: ['subscription'],
  }
}

function dayOrText({ language, shop }: Ask, written: string | null): string | null {
  return written === null ? null : writtenDay(written, shop.timezone, language)
}
