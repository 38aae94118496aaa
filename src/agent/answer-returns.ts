import { slotsOf } from '../knowledge/ask.ts'
import type { FoundPassage } from '../knowledge/passage.ts'
import { aboutOrder, chosenOrder } from './answer-order-tracking.ts'
import type { FoundOrder } from './found-order.ts'
import { quotePassages } from './quote-passages.ts'
import { type Ask, needsKnowledge, needsPerson, type SkillAnswer } from './skill-answer.ts'

const BROKEN =
  /\b(broken|damaged|defective|faulty|wrong (item|size|product|colou?r)|kaputt|beschädigt|defekt|falsche[nrs]?|zerbrochen)\b/iu

/** Titles of what shops write about returns: a better answer than a warranty that says "refund". */
const RETURNS =
  /return|refund|exchange|cancellation|withdrawal|rückgabe|rücksend|umtausch|erstatt|widerruf/iu

/**
 * Pure: what the shop's policy says about returns, and how to start one. What a policy does not say
 * is not promised.
 *
 * @param orders null: not proved; the policy is for everyone
 * @param found what answers the question, or else what the shop says of returns at all
 */
export function answerReturns(
  ask: Ask,
  orders: readonly FoundOrder[] | null,
  found: { passages: readonly FoundPassage[]; policy: readonly FoundPassage[] },
): SkillAnswer {
  const { phrases, shop } = ask
  const { passages } = found
  const own = passages.filter(({ title }) => RETURNS.test(title))
  const policy = quotePassages(ask, own) ?? quotePassages(ask, passages)
  const aboutOwn = orders === null ? undefined : ownOrder(ask, orders)
  const portal = shop.returnsPortalUrl === null ? [] : [phrases.returnStart(shop.returnsPortalUrl)]
  const says = [...(aboutOwn?.says ?? []), ...(policy?.says ?? []), ...portal]
  const known = {
    ...(policy?.passages ? { passages: policy.passages } : {}),
    ...(aboutOwn?.memory ? { memory: aboutOwn.memory } : {}),
    tags: ['return'],
  }
  if (isBroken(ask)) {
    return {
      ...needsPerson('unsupported_request', phrases.sorry(), ...says, phrases.returnByPerson()),
      ...known,
      tags: ['return', 'damaged-or-wrong'],
    }
  }
  if (says.length === 0) return { ...inGeneral(ask, found.policy), tags: ['return'] }
  const wantsToStart = aboutOwn !== undefined && portal.length === 0
  if (wantsToStart) {
    return { ...needsPerson('unsupported_request', ...says, phrases.returnByPerson()), ...known }
  }
  return { says, ...known }
}

function isBroken({ text, language }: Ask): boolean {
  if (BROKEN.test(text)) return true
  return slotsOf(text, language).some((slot) => slot.terms.has('~damaged'))
}

/** The policy as it is, with the offer of a person who can tell the rest. */
function inGeneral(ask: Ask, policy: readonly FoundPassage[]): SkillAnswer {
  const own = policy.filter(({ title }) => RETURNS.test(title))
  const readable = own.filter(({ language }) => language === ask.language)
  // A policy begins with its rule; exceptions come later.
  const [first] = (readable.length > 0 ? readable : own).toSorted(
    (a, b) => Number(a.passageId) - Number(b.passageId),
  )
  const quoted = first && quotePassages({ ...ask, text: '' }, [first])
  if (!quoted) return needsKnowledge(ask.phrases.unknown())
  return { ...quoted, ...needsKnowledge(ask.phrases.returnsInGeneral(), ...quoted.says) }
}

function ownOrder(ask: Ask, orders: readonly FoundOrder[]): SkillAnswer | undefined {
  if (ask.entities.orderNumbers.length === 0) return undefined
  const chosen = chosenOrder(ask, orders)
  if (!chosen.order) return { says: [chosen.refusal] }
  const { order } = chosen
  const says =
    order.state === 'placed' ? [ask.phrases.returnNotSent(order.number)] : [aboutOrder(ask, order)]
  return { says, memory: { order: order.number } }
}
