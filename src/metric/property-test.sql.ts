import type { FilterTerm, FilterValue } from '../contract/filter.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { elementText, propertyElements } from './property-elements.sql.ts'

/**
 * Whether the event `e` passes one test of a property. Values are compared as text where the test
 * gives a text, else by type. A list passes when one of its elements does.
 */
export function propertyTest(tx: Tx, { field, operator, value }: FilterTerm): Fragment {
  if (operator === 'has') return someElement(tx, field, tx`jsonb_typeof(x.value) <> 'null'`)
  if (Array.isArray(value)) {
    const texts = value.map(asText)
    if (operator !== 'contains-all') return someElement(tx, field, isOneOf(tx, texts))
    const elements = tx`select ${elementText(tx)} from ${propertyElements(tx, field)}`
    return tx`array(${elements}) @> ${texts}::text[]`
  }
  switch (operator) {
    case 'contains':
      return someElement(tx, field, tx`strpos(${elementText(tx)}, ${asText(value)}) > 0`)
    case 'starts-with':
      return someElement(tx, field, tx`starts_with(${elementText(tx)}, ${asText(value)})`)
    case 'ends-with': {
      const text = asText(value)
      return someElement(tx, field, tx`right(${elementText(tx)}, ${text.length}) = ${text}`)
    }
    case 'less-than':
      return compared(tx, field, tx`<`, value)
    case 'less-or-equal':
      return compared(tx, field, tx`<=`, value)
    case 'greater-than':
      return compared(tx, field, tx`>`, value)
    case 'greater-or-equal':
      return compared(tx, field, tx`>=`, value)
    default:
      return typeof value === 'number'
        ? compared(tx, field, tx`=`, value)
        : someElement(tx, field, isOneOf(tx, [asText(value)]))
  }
}

function someElement(tx: Tx, property: string, passes: Fragment): Fragment {
  return tx`exists (select from ${propertyElements(tx, property)} where ${passes})`
}

function isOneOf(tx: Tx, texts: readonly string[]): Fragment {
  return tx`${elementText(tx)} = any (${[...texts]}::text[])`
}

/** Numbers with numbers, texts with texts; dates are ISO texts in UTC. Anything else fails. */
function compared(tx: Tx, property: string, by: Fragment, value: FilterValue): Fragment {
  if (typeof value === 'number') {
    return someElement(
      tx,
      property,
      tx`case when jsonb_typeof(x.value) = 'number' then (x.value #>> '{}')::numeric ${by} ${value}::numeric else false end`,
    )
  }
  const isComparable =
    value instanceof Date
      ? tx`x.value #>> '{}' ~ '^\\d{4}-\\d\\d-\\d\\d'`
      : tx`jsonb_typeof(x.value) = 'string'`
  return someElement(
    tx,
    property,
    tx`${isComparable} and ${elementText(tx)} ${by} ${asText(value)}`,
  )
}

function asText(value: FilterValue): string {
  if (value === null) return ''
  return value instanceof Date ? `${value.toISOString().slice(0, 19)}Z` : String(value)
}
