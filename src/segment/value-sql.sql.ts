import type { ValueFilter } from '../contract/conditions.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

/**
 * A filter over a JSON value as SQL, or undefined for those that only the evaluator in memory can
 * answer: dates, regular expressions, phone countries. Where both can, they agree (condition-sql test).
 *
 * @param value an expression of type jsonb; SQL null is "missing"
 */
export function valueTest(tx: Tx, value: Fragment, filter: ValueFilter): Fragment | undefined {
  switch (filter.type) {
    case 'existence': {
      const isSet = tx`coalesce(jsonb_typeof(${value}) <> 'null', false)`
      return filter.operator === 'is-set' ? isSet : tx`not ${isSet}`
    }
    case 'string':
      return textTest(tx, value, filter)
    case 'numeric':
      return numberTest(tx, value, filter)
    case 'boolean': {
      const forms = filter.value ? TRUE_FORMS : FALSE_FORMS
      return tx`
        coalesce(jsonb_typeof(${value}) in ('boolean', 'string', 'number')
          and lower(${value} #>> '{}') = any (${forms}), false)`
    }
    case 'list':
      return listTest(tx, value, filter)
    case 'date':
      return undefined
  }
}

const TRUE_FORMS = ['1', 'true', 't', 'yes', 'y']
const FALSE_FORMS = ['0', 'false', 'f', 'no', 'n']

type Of<Type extends ValueFilter['type']> = Extract<ValueFilter, { type: Type }>

function textTest(tx: Tx, value: Fragment, filter: Of<'string'>): Fragment | undefined {
  const isText = tx`coalesce(jsonb_typeof(${value}) = 'string', false)`
  const text = tx`(${value} #>> '{}')`
  const not = (test: Fragment) => tx`(${isText} and not ${test})`
  const and = (test: Fragment) => tx`(${isText} and ${test})`
  switch (filter.operator) {
    case 'in':
      return and(tx`${text} = any (${filter.value})`)
    case 'not-in':
      return not(tx`${text} = any (${filter.value})`)
    case 'regex':
    case 'nregex':
    case 'phone-country-code-in':
    case 'phone-country-code-not-in':
      return undefined
    case 'equals':
    case 'contains':
    case 'starts-with':
    case 'ends-with':
      return filter.value === null
        ? tx`false`
        : and(textIs(tx, text, filter.operator, filter.value))
    case 'not-equals':
      return filter.value === null ? isText : not(textIs(tx, text, 'equals', filter.value))
    case 'not-contains':
      return filter.value === null ? isText : not(textIs(tx, text, 'contains', filter.value))
    case 'not-starts-with':
      return filter.value === null ? isText : not(textIs(tx, text, 'starts-with', filter.value))
    case 'not-ends-with':
      return filter.value === null ? isText : not(textIs(tx, text, 'ends-with', filter.value))
  }
}

function textIs(
  tx: Tx,
  text: Fragment,
  operator: 'equals' | 'contains' | 'starts-with' | 'ends-with',
  wanted: string,
): Fragment {
  switch (operator) {
    case 'equals':
      return tx`(${text} = ${wanted})`
    case 'contains':
      return tx`(position(${wanted}::text in ${text}) > 0)`
    case 'starts-with':
      return tx`starts_with(${text}, ${wanted}::text)`
    case 'ends-with':
      return tx`(right(${text}, length(${wanted}::text)) = ${wanted})`
  }
}

/** Numbers compare as doubles, which is what the evaluator in memory has. */
function numberTest(tx: Tx, value: Fragment, filter: Of<'numeric'>): Fragment {
  const isNumber = tx`coalesce(jsonb_typeof(${value}) = 'number', false)`
  const number = tx`case when ${isNumber} then (${value})::float8 end`
  if (filter.operator === 'between') {
    return tx`coalesce(${number} between ${filter.start}::float8 and ${filter.end}::float8, false)`
  }
  return tx`coalesce(${comparison(tx, number, filter.operator, tx`${filter.value}::float8`)}, false)`
}

/** `left operator right`, by the names of the condition language. */
export function comparison(
  tx: Tx,
  left: Fragment,
  operator: Exclude<Of<'numeric'>['operator'], 'between'>,
  right: Fragment,
): Fragment {
  switch (operator) {
    case 'equals':
      return tx`(${left}) = (${right})`
    case 'not-equals':
      return tx`(${left}) <> (${right})`
    case 'greater-than':
      return tx`(${left}) > (${right})`
    case 'greater-than-or-equal':
      return tx`(${left}) >= (${right})`
    case 'less-than':
      return tx`(${left}) < (${right})`
    case 'less-than-or-equal':
      return tx`(${left}) <= (${right})`
  }
}

function listTest(tx: Tx, value: Fragment, filter: Of<'list'>): Fragment | undefined {
  const isList = tx`coalesce(jsonb_typeof(${value}) = 'array', false)`
  const list = tx`case when ${isList} then ${value} else '[]' end`
  const texts = tx`
    (select coalesce(array_agg(entry #>> '{}'), '{}')
     from jsonb_array_elements(${list}) entry
     where jsonb_typeof(entry) in ('string', 'number', 'boolean'))`
  const and = (test: Fragment) => tx`(${isList} and ${test})`
  const not = (test: Fragment) => tx`(${isList} and not ${test})`
  switch (filter.operator) {
    case 'contains':
      return isPlain(String(filter.value))
        ? and(tx`${texts} && ${[String(filter.value)]}::text[]`)
        : undefined
    case 'not-contains':
      return isPlain(String(filter.value))
        ? not(tx`(${texts} && ${[String(filter.value)]}::text[])`)
        : undefined
    case 'contains-any':
      return filter.value.every(isPlain) ? and(tx`${texts} && ${filter.value}::text[]`) : undefined
    case 'not-contains-any':
      return filter.value.every(isPlain)
        ? not(tx`(${texts} && ${filter.value}::text[])`)
        : undefined
    case 'contains-all':
      return filter.value.every(isPlain) ? and(tx`${texts} @> ${filter.value}::text[]`) : undefined
    case 'not-contains-all':
      return filter.value.every(isPlain)
        ? not(tx`(${texts} @> ${filter.value}::text[])`)
        : undefined
    case 'contains-substring':
    case 'not-contains-substring':
      return undefined
    case 'length-equals':
    case 'length-greater-than':
    case 'length-greater-than-or-equal':
    case 'length-less-than':
    case 'length-less-than-or-equal': {
      const [, operator] = /^length-(.+)$/.exec(filter.operator) ?? []
      const length = tx`jsonb_array_length(${list})`
      return and(comparison(tx, length, operatorOf(operator), tx`${filter.value}::int`))
    }
  }
}

function operatorOf(name: string | undefined) {
  switch (name) {
    case 'equals':
    case 'greater-than':
    case 'greater-than-or-equal':
    case 'less-than':
    case 'less-than-or-equal':
      return name
    default:
      throw new Error(`no comparison is called ${name}`)
  }
}

/** Numbers that JSON and the database write differently are left to the evaluator in memory. */
function isPlain(text: string): boolean {
  return !/^-?\d/.test(text) || (text.length <= 15 && !/e/i.test(text))
}
