import { notFound } from '../platform/problem.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * An id of the address that is to be looked up as a UUID. The database would refuse any other text
 * as if it were our bug.
 * @throws Problem 404 naming the type when it is not one
 */
export function knownUuid(type: string, id: string): string {
  if (!isUuid(id)) throw notFound(type, id)
  return id.toLowerCase()
}

/** Whether the database takes it for a UUID. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}
