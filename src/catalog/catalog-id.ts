/** The only integration and catalogue that the public API knows: what shops put in themselves. */
const PREFIX = '$custom:::$default:::'

export const EXTERNAL_ID_LENGTH_MAX = 200

/** An item's, variant's or category's id as the API writes it. */
export function catalogId(externalId: string): string {
  return PREFIX + externalId
}

/** The shop's own id in an id of the API, or undefined when it is not one. */
export function externalId(id: string): string | undefined {
  if (!id.startsWith(PREFIX)) return undefined
  const own = id.slice(PREFIX.length)
  return own === '' || own.length > EXTERNAL_ID_LENGTH_MAX ? undefined : own
}
