import { param } from '../platform/http.ts'
import { notFound } from '../platform/problem.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The `{id}` of the path, a UUID. Anything else would be refused by the database, as our bug.
 * @throws Problem 404 naming the type when it is not one
 */
export function uuidParam(
  call: { params: Readonly<Record<string, string>> },
  type: string,
): string {
  const id = param(call, 'id')
  if (!UUID.test(id)) throw notFound(type, id)
  return id.toLowerCase()
}
