import { expect, test } from 'vitest'
import { clickKey, Ledger, outcomeOf, type ProductDeed, type Showing } from './ledger.ts'

const at = (day: number) => new Date(Date.UTC(2026, 2, day))
const showing: Showing = {
  eventId: 1,
  position: 0,
  productId: 'mug',
  title: 'Blue mug',
  ids: ['mug', 'MUG-B'],
  profileId: 'ada',
  conversationId: 'c1',
  at: at(1),
}
const deed = (what: ProductDeed['what'], day: number, more: Partial<ProductDeed> = {}) => ({
  what,
  eventId: day,
  profileId: 'ada',
  products: [['MUG-B']],
  at: at(day),
  ...more,
})
const none = new Map<string, Date>()

test('what was bought before it was shown, later than a month after, or by somebody else does not count', () => {
  const early = deed('bought', 1, { at: new Date(at(1).getTime() - 1) })
  const others = deed('bought', 2, { profileId: 'bo' })
  expect(outcomeOf(showing, [early, others, deed('bought', 32)], none).bought).toBe(null)
  expect(outcomeOf(showing, [deed('bought', 30)], none).bought).toEqual({
    at: at(30),
    eventId: 30,
  })
})

test('only what was bought can be returned, and later than within a month as well', () => {
  expect(outcomeOf(showing, [deed('returned', 3)], none).returned).toBe(null)
  expect(outcomeOf(showing, [deed('bought', 4), deed('returned', 50)], none)).toEqual({
    clicked: null,
    carted: null,
    bought: { at: at(4), eventId: 4 },
    returned: { at: at(50), eventId: 50 },
  })
})

test('a person counts once, however often a product was shown to them', () => {
  const ledger = new Ledger(10)
  const clicked = new Map([[clickKey('c1', 'mug'), at(1)]])
  ledger.add(showing, outcomeOf(showing, [deed('carted', 2)], clicked))
  ledger.add(
    { ...showing, conversationId: 'c2' },
    outcomeOf({ ...showing, conversationId: 'c2' }, [], clicked),
  )
  ledger.add({ ...showing, profileId: 'bo' }, outcomeOf({ ...showing, profileId: 'bo' }, [], none))
  expect(ledger.result()).toEqual([
    {
      productId: 'mug',
      title: 'Blue mug',
      shown: 3,
      people: 2,
      clicked: 1,
      carted: 1,
      bought: 0,
      returned: 0,
    },
  ])
})
