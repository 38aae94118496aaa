import type { MappedProfile, NumberStyle } from '../contract/imports.ts'
import { Problem, quote } from '../platform/problem.ts'
import { identifiersOf } from '../profile/identifiers.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { type InputSource, readProfileInput } from '../profile/profile-input.ts'
import type { Values } from './file-rows.ts'
import { propertiesReader, textOf } from './read-cells.ts'
import { Refused } from './refusal.ts'

const FIELD_LENGTH_MAX = 1_000

/**
 * Reads whom a row is about. Empty cells say nothing: they never clear what is known.
 *
 * @param source `api` for rows of profiles, which may change identifiers; `event` for rows of
 *   events, whose profile is a hint
 * @returns a function that answers undefined when the row names nobody, and throws Refused for an
 *   identifier or value that cannot be
 */
export function profileReader(
  mapped: MappedProfile,
  style: NumberStyle,
  source: Exclude<InputSource, 'client'>,
): (values: Values) => ProfileInput | undefined {
  const readProperties = propertiesReader(mapped.properties, style)
  return (values) => {
    const attributes = {
      ...filled(mapped.identifiers, values),
      ...filled(mapped.fields, values),
      location: filled(mapped.location, values),
      properties: readProperties(values),
    }
    const input = sentProfile(() => readProfileInput({ attributes }, '', source))
    return identifiersOf(input.identifiers).length === 0 ? undefined : input
  }
}

/**
 * What `read` makes of a profile, its problems as refusals of the row.
 * @throws Refused
 */
export function sentProfile(read: () => ProfileInput): ProfileInput {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [detail] = error.details
    const isIdentifier = /email|phone|_id$|\$id/.test(
      detail?.source && 'pointer' in detail.source ? detail.source.pointer : '',
    )
    throw new Refused(
      isIdentifier ? 'bad-identifier' : 'over-limit',
      detail?.detail ?? error.message,
      detail?.fix ?? '',
    )
  }
}

/** The refusal of a row that names nobody. */
export function nobody({ identifiers }: MappedProfile): Refused {
  const columns = Object.values(identifiers).filter((column) => column !== undefined)
  const names = columns.join(', ')
  return new Refused(
    'no-profile',
    `The row has no customer: ${names} ${columns.length === 1 ? 'is' : 'are'} empty.`,
    columns.length === 1 ? `Fill ${names}.` : `Fill one of ${names}.`,
  )
}

function filled(
  mapped: Readonly<Record<string, string | undefined>>,
  values: Values,
): Record<string, string> {
  const texts: [string, string][] = []
  for (const [name, column] of Object.entries(mapped)) {
    if (column === undefined) continue
    const text = textOf(values, column)
    if (text === '') continue
    if (text.length > FIELD_LENGTH_MAX) {
      throw new Refused(
        'over-limit',
        `${column} is ${text.length} characters long: ${quote(text)}.`,
        `Shorten it to ${FIELD_LENGTH_MAX} characters.`,
      )
    }
    texts.push([name, text])
  }
  return Object.fromEntries(texts)
}
