import type { ProfileOperation } from '../contract/flows.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { TEXT_FIELDS } from '../profile/profile.ts'
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
