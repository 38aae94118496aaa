import { facetsOf, wantedFacets } from '../catalog/attributes.ts'
import type { DetailedProduct, ProductOption } from '../catalog/product-search.ts'

/** What variants of a product differ in, as far as a shopper names it. */
export type OptionName = 'colour' | 'size'

/** The variant that a shopper asks for; null: they do not say. */
export type WantedOption = Readonly<Record<OptionName, string | null>>

/** The variants that are what was asked for; of a product without variants, the product itself. */
export function fittingOptions(product: DetailedProduct, wanted: WantedOption): ProductOption[] {
  const options = product.options.length > 0 ? product.options : [product]
  return options.filter((option) =>
    (['colour', 'size'] as const).every((name) => fits(option, name, wanted[name])),
  )
}

function fits({ attributes }: ProductOption, name: OptionName, wanted: string | null): boolean {
  if (wanted === null) return true
  const value = attributes[name]
  if (value === undefined) return false
  if (name === 'size' && isWithin(wanted, value)) return true
  const facets = new Set(facetsOf(name, value))
  return wantedFacets(name, wanted).every((facet) => facets.has(facet))
}

const RANGE = /^\s*(\d{1,3})\s*[-–/]\s*(\d{1,3})\s*$/

/** 43 is of the socks in 42-44. */
function isWithin(wanted: string, range: string): boolean {
  const [, from, to] = RANGE.exec(range) ?? []
  const size = Number(wanted)
  return from !== undefined && size >= Number(from) && size <= Number(to)
}

export interface OptionValue {
  value: string
  isInStock: boolean
}

/** The colours or the sizes of some variants: each once, sizes from small to large. */
export function optionValues(options: readonly ProductOption[], name: OptionName): OptionValue[] {
  const values = new Map<string, boolean>()
  for (const { attributes, isInStock } of options) {
    const value = attributes[name]
    if (value !== undefined) values.set(value, isInStock || values.get(value) === true)
  }
  const found = [...values].map(([value, isInStock]) => ({ value, isInStock }))
  return name === 'size' ? found.toSorted((a, b) => sizeRank(a.value) - sizeRank(b.value)) : found
}

const LETTERS = ['XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL', '3XL', '4XL', '5XL']

/** Letters before numbers; sizes of another kind stay where they are, at the end. */
function sizeRank(size: string): number {
  const letter = LETTERS.indexOf(size.toUpperCase())
  if (letter !== -1) return letter
  const number = Number.parseFloat(size)
  return Number.isNaN(number) ? Number.MAX_SAFE_INTEGER : LETTERS.length + number
}
