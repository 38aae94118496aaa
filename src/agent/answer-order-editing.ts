import type { FoundPassage } from '../knowledge/passage.ts'
import { chosenOrder } from './answer-order-tracking.ts'
import type { FoundOrder } from './found-order.ts'
import { plainNumber } from './found-order.ts'
import { quotePassages, surely } from './quote-passages.ts'
import { type Ask, needsPerson, needsProof, type SkillAnswer } from './skill-answer.ts'

/**
 * Pure: whether an order can still be changed or cancelled, and who does it. The agent itself
 * changes no order.
 *
 * @param orders null: the shopper has not proved who they are
 */
export function answerOrderEditing(
  ask: Ask,
  orders: readonly FoundOrder[] | null,
  passages: readonly FoundPassage[],
): SkillAnswer {
  const policy = quotePassages(ask, passages)
  const [number] = ask.entities.orderNumbers
  // "Can I cancel an order?" asks for the rule; the own order needs proof.
  if (orders === null && policy && isGeneral(ask)) return policy
  if (orders === null) {
    const rule = ASKS_WHETHER.test(ask.text) ? quotePassages(ask, surely(passages)) : undefined
    const memory = number === undefined ? {} : { order: plainNumber(number) }
    return { ...rule, ...needsProof(), says: rule?.says ?? [], memory }
  }
  const chosen = chosenOrder(ask, orders)
  if (!chosen.order) return { says: [chosen.refusal], asksBack: orders.length > 0 }
  const { order } = chosen
  const memory = { order: order.number }
  switch (order.state) {
    case 'placed':
      return {
        ...needsPerson('unsupported_request', ask.phrases.editOpen(order.number)),
        memory,
        tags: ['order-change'],
      }
    case 'partly-shipped':
      return {
        ...needsPerson('unsupported_request', ask.phrases.editPartly(order.number)),
        memory,
        tags: ['order-change'],
      }
    case 'shipped':
      return { says: [ask.phrases.editTooLate(order.number)], memory, tags: ['order-change'] }
    case 'delivered':
    case 'cancelled':
    case 'refunded':
      return {
        says: [ask.phrases.editDone(order.number, ask.phrases.orderStates[order.state])],
        memory,
        tags: ['order-change'],
      }
  }
}

/** "Can it still be corrected?" is answered in general before anybody proves anything. */
const ASKS_WHETHER =
  /\b(can|could|possible|until when|how long|too late|kann|kannst|könnt|können|lässt|geht das|möglich|bis wann|wie lange|zu spät)\b/iu
const OWN = /\b(my|mine|mein|meine|meiner|meinen|meinem|meines|i (ordered|bought)|ich habe)\b/iu

function isGeneral({ text, entities, memory }: Ask): boolean {
  return entities.orderNumbers.length === 0 && memory.order === null && !OWN.test(text)
}
