import { CODE_FILTERS } from './dialect-filters-codes.ts'
import { DATE_FILTERS } from './dialect-filters-dates.ts'
import { LIST_FILTERS } from './dialect-filters-lists.ts'
import { NUMBER_FILTERS } from './dialect-filters-numbers.ts'
import { TEXT_FILTERS } from './dialect-filters-text.ts'
import type { DialectFilter, FilterTable } from './template-expression.ts'
import { PRINT_COST, weightOf } from './template-values.ts'

/** A filter that writes out what it is given: a list pays for that before it is done. */
function paying([name, filter]: readonly [string, DialectFilter]): [string, DialectFilter] {
  return [
    name,
    {
      ...filter,
      run: (value, args, scope) => {
        if (typeof value === 'object') scope.charge(weightOf(value, PRINT_COST))
        return filter.run(value, args, scope)
      },
    },
  ]
}

/** All filters of the dialect. */
export const DIALECT_FILTERS: FilterTable = new Map([
  ...TEXT_FILTERS.map(paying),
  ...CODE_FILTERS.map(paying),
  ...NUMBER_FILTERS,
  ...LIST_FILTERS,
  ...DATE_FILTERS,
])
