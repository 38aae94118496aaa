import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DetailedProduct, ProductOption } from '../catalog/product-search.ts'
import { fittingOptions, optionValues } from './product-options.ts'

const PRODUCT = {
  productId: 'socks',
  variantId: null,
  sku: null,
  title: 'Socks',
  description: '',
  url: '',
  imageUrl: null,
  price: 17,
  currency: 'EUR',
  inventory: null,
  isInStock: true,
  categoryNames: [],
  attributes: { colour: 'blue' },
  score: 1,
}

function option(colour: string, size: string, isInStock = true): ProductOption {
  return { attributes: { colour, size }, price: 17, inventory: null, isInStock }
}

const SOCKS: DetailedProduct = {
  ...PRODUCT,
  options: [
    option('grey', '42-44'),
    option('grey', '36-38', false),
    option('Dunkelgrün', '36-38'),
    option('Dunkelgrün', '42-44', false),
  ],
}

describe('the variants that fit', () => {
  test.each([
    [{ colour: null, size: null }, 4],
    [{ colour: 'grey', size: null }, 2],
    [{ colour: 'green', size: null }, 2],
    [{ colour: null, size: '43' }, 2],
    [{ colour: 'green', size: '37' }, 1],
    [{ colour: 'red', size: null }, 0],
    [{ colour: 'grey', size: '45' }, 0],
  ])('%j', (wanted, count) => {
    expect(fittingOptions(SOCKS, wanted)).toHaveLength(count)
  })

  test('of a product without variants are the product itself', () => {
    const plain = { ...PRODUCT, options: [] }
    expect(fittingOptions(plain, { colour: 'blue', size: null })).toEqual([plain])
    expect(fittingOptions(plain, { colour: 'red', size: null })).toEqual([])
  })
})

describe('colours and sizes', () => {
  test('stand once each, sold out only when all of them are', () => {
    expect(optionValues(SOCKS.options, 'colour')).toEqual([
      { value: 'grey', isInStock: true },
      { value: 'Dunkelgrün', isInStock: true },
    ])
    expect(optionValues(SOCKS.options.slice(1, 2), 'size')).toEqual([
      { value: '36-38', isInStock: false },
    ])
  })

  test('sizes go from small to large, whatever the order of the variants', () => {
    const sizes = ['XS', 'S', 'M', 'L', 'XL', '36-38', '40', '42', 'one size']
    fc.assert(
      fc.property(fc.shuffledSubarray(sizes, { minLength: 1 }), (some) => {
        const found = optionValues(
          some.map((size) => option('grey', size)),
          'size',
        )
        expect(found.map((one) => one.value)).toEqual(sizes.filter((one) => some.includes(one)))
      }),
    )
  })
})
