import type { ProfileOperation } from '../contract/flows.ts'
import { wallTime } from '../platform/zoned-instant.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { TEXT_FIELDS } from '../profile/profile.ts'
import type { Facts } from '../segment/facts.ts'
import { propertiesName } from './property-name.ts'

/** How one operation of an update-profile action changes a profile. */
type Change = Pick<ProfileInput, 'fields' | 'patch'>

/**
 * What the operations of an update do, in their order.
 * @param today the date in the account's time zone, for values that say `today`
 */
export function profileInputs(
  profileId: string,
  operations: readonly ProfileOperation[],
  today: string,
): ProfileInput[] {
  return operations.flatMap((operation) =>
    changesOf(operation, today).map((change) => ({
      id: profileId,
      identifiers: {},
      identifierRule: 'keep' as const,
      onConflict: 'prefer-first' as const,
      ...change,
    })),
  )
}

/** What is known of a profile after these operations, when nothing is written. */
export function withOperations(
  facts: Facts,
  operations: readonly ProfileOperation[],
  at: Date,
  timezone: string,
): Facts {
  const today = wallTime(at, timezone).toISOString().slice(0, 10)
  const fields = { ...facts.fields }
  const properties: Record<string, unknown> = { ...facts.properties }
  for (const change of operations.flatMap((operation) => changesOf(operation, today))) {
    const { properties: set, ...texts } = change.fields
    Object.assign(fields, texts)
    Object.assign(properties, set)
    for (const name of change.patch?.unset ?? []) delete properties[name]
    for (const [name, value] of Object.entries(change.patch?.unappend ?? {})) {
      properties[name] = listOf(properties[name]).filter((one) => one !== value)
    }
    for (const [name, value] of Object.entries(change.patch?.append ?? {})) {
      properties[name] = [...listOf(properties[name]), value]
    }
  }
  return { ...facts, fields, properties }
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function changesOf(operation: ProfileOperation, today: string): Change[] {
  const name = propertiesName(operation.property_key)
  if (operation.operator === 'delete') {
    const field = fieldOf(name)
    return [
      field
        ? { fields: { [field]: null } }
        : { fields: {}, patch: { append: {}, unappend: {}, unset: [name] } },
    ]
  }
  if (operation.property_type === 'list') {
    const value = { [name]: operation.property_value }
    const without = { fields: {}, patch: { append: {}, unappend: value, unset: [] } }
    if (operation.property_operation === 'remove') return [without]
    // Taken off first, so that it is on the list once.
    return [without, { fields: {}, patch: { append: value, unappend: {}, unset: [] } }]
  }
  const given = operation.property_value
  const value = operation.property_type === 'date' && given === 'today' ? today : given
  const field = fieldOf(name)
  return [
    field && typeof value === 'string'
      ? { fields: { [field]: value } }
      : { fields: { properties: { [name]: value } } },
  ]
}

function fieldOf(name: string) {
  return TEXT_FIELDS.find((field) => field === name)
}
