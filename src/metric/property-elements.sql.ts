import type { Fragment, Tx } from '../platform/sql.ts'

/** The value of a property of the event `e` as jsonb; null when it has none. */
function propertyValue(tx: Tx, property: string): Fragment {
  switch (property) {
    case '$value':
      return tx`to_jsonb(trim_scale(e.value))`
    case '$value_currency':
      return tx`to_jsonb(e.value_currency)`
    case '$event_id':
      return tx`to_jsonb(e.unique_id)`
    default:
      return tx`(e.properties -> ${property}::text)`
  }
}

/**
 * A query for the elements of a property of the event `e`, as `x (value)`: those of a list, or the
 * value itself. There is always one: null stands for a missing value, a null and an empty list.
 */
export function propertyElements(tx: Tx, property: string): Fragment {
  const value = propertyValue(tx, property)
  return tx`
    jsonb_array_elements(
      case
        when jsonb_typeof(${value}) = 'array' and ${value} <> '[]' then ${value}
        when jsonb_typeof(${value}) = 'array' then '[null]'
        else jsonb_build_array(${value})
      end) as x (value)`
}

/** An element as text; nothing is the empty text. */
export function elementText(tx: Tx): Fragment {
  return tx`coalesce(x.value #>> '{}', '') collate "C"`
}
