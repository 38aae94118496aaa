import { expect, test } from 'vitest'
import { orderedProducts } from './ordered-products.ts'

test.each([
  [
    { OrderId: '7', Items: [{ ProductID: 'A', SKU: 'a-1' }, { SKU: 'b-1' }] },
    '7',
    [['A', 'a-1'], ['b-1']],
  ],
  [{ order_id: 7, line_items: [{ product_id: 12, variant_id: 34 }] }, '7', [['12', '34']]],
  [{ OrderId: '7', ProductID: 'A', SKU: 'a-1' }, '7', [['A', 'a-1']]],
  [{ Items: ['Scarf', 'Hat'] }, 'u', [['Scarf'], ['Hat']]],
  [{ Items: [{ ProductID: '$custom:::$default:::A' }] }, 'u', [['A']]],
  [{ Items: [null, [], {}, { ProductID: '' }] }, 'u', []],
  [{ Items: 'Scarf' }, 'u', []],
  [{}, 'u', []],
])('%j', (properties, orderKey, products) => {
  expect(orderedProducts('u', properties)).toEqual({ orderKey, products })
})

test('ids that no index can hold are shortened, always alike', () => {
  const long = 'x'.repeat(5_000)
  const [first, second] = [1, 2].map(() => orderedProducts(long, { Items: [{ ProductID: long }] }))
  expect(first).toEqual(second)
  expect(first?.orderKey).toHaveLength(64)
  expect(first?.products[0]?.[0]).toHaveLength(64)
})
