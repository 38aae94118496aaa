import {
  type FoundOrder,
  likeliestOrder,
  newestFirst,
  orderWith,
  plainNumber,
} from './found-order.ts'
import { dayText, listText, writtenDay } from './phrases.ts'
import { type Ask, needsProof, type SkillAnswer } from './skill-answer.ts'

const OTHER_ORDERS_MAX = 3
const ITEMS_MAX = 5

/**
 * Pure: where an order is.
 *
 * @param orders all of the shopper's; null: they have not proved who they are. Nothing is said about
 *   orders then, not even whether a number exists.
 */
export function answerOrderTracking(ask: Ask, orders: readonly FoundOrder[] | null): SkillAnswer {
  const asked = askedNumber(ask)
  const memory = asked === null ? {} : { order: asked }
  if (orders === null) return { ...needsProof(), memory }
  const chosen = chosenOrder(ask, orders)
  if (!chosen.order) return { says: [chosen.refusal], memory, asksBack: orders.length > 0 }
  const { order } = chosen
  return {
    says: [aboutOrder(ask, order), ...(asked === null ? others(ask, order, orders) : [])],
    memory: { order: order.number },
    tags: tagsOf(order),
  }
}

/** The order number of the message, or the one that the conversation is about. */
export function askedNumber({ entities, memory }: Ask): string | null {
  const [number] = entities.orderNumbers
  return number === undefined ? memory.order : plainNumber(number)
}

/** The order that is meant, or what to say when there is none. */
export function chosenOrder(
  ask: Ask,
  orders: readonly FoundOrder[],
): { order: FoundOrder } | { order: undefined; refusal: string } {
  const number = askedNumber(ask)
  const order = number === null ? likeliestOrder(orders) : orderWith(orders, number)
  if (order) return { order }
  if (number !== null) return { order: undefined, refusal: ask.phrases.orderNotFound(number) }
  return { order: undefined, refusal: ask.phrases.noOrders() }
}

/** Everything that is known about one order, in a paragraph. */
export function aboutOrder(ask: Ask, order: FoundOrder): string {
  const { phrases, language, shop } = ask
  const isTerse = ask.channel === 'sms'
  const placedOn = order.placedAt === null ? null : dayText(order.placedAt, shop.timezone, language)
  const sentences = [
    phrases.orderIs({
      number: order.number,
      placedOn: isTerse ? null : placedOn,
      state: phrases.orderStates[order.state],
    }),
  ]
  if (!isTerse && order.items.length > 0) {
    const items = order.items
      .slice(0, ITEMS_MAX)
      .map(({ quantity, title }) => phrases.times(quantity, title))
    sentences.push(phrases.orderItems(listText(items, phrases)))
  }
  const isOnItsWay = order.state === 'shipped' || order.state === 'partly-shipped'
  if (isOnItsWay && order.expectedOn !== null) {
    sentences.push(phrases.orderExpected(writtenDay(order.expectedOn, shop.timezone, language)))
  }
  const { carrier, trackingNumber: number, trackingUrl: url } = order
  if (isOnItsWay && (number !== null || url !== null)) {
    sentences.push(phrases.orderTracking({ carrier, number, url }))
  }
  return sentences.join(' ')
}

function others(ask: Ask, order: FoundOrder, orders: readonly FoundOrder[]): string[] {
  if (ask.channel === 'sms') return []
  const rest = newestFirst(orders)
    .filter((one) => one !== order)
    .slice(0, OTHER_ORDERS_MAX)
    .map((one) => ask.phrases.orderShort(one.number, ask.phrases.shortStates[one.state]))
  return rest.length === 0 ? [] : [ask.phrases.otherOrders(listText(rest, ask.phrases))]
}

function tagsOf(order: FoundOrder): string[] {
  return [`order-${order.state}`]
}
