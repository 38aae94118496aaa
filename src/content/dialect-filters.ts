import { CODE_FILTERS } from './dialect-filters-codes.ts'
import { DATE_FILTERS } from './dialect-filters-dates.ts'
import { LIST_FILTERS } from './dialect-filters-lists.ts'
import { NUMBER_FILTERS } from './dialect-filters-numbers.ts'
import { TEXT_FILTERS } from './dialect-filters-text.ts'
import type { FilterTable } from './template-expression.ts'

/** All filters of the dialect. */
export const DIALECT_FILTERS: FilterTable = new Map([
  ...TEXT_FILTERS,
  ...CODE_FILTERS,
  ...NUMBER_FILTERS,
  ...LIST_FILTERS,
  ...DATE_FILTERS,
])
