import type { Permission } from '../contract/permissions.ts'
import type { Caller } from '../platform/http.ts'
import { permissionDenied, quote } from '../platform/problem.ts'

/** Tags of things are for those who may see the things. @throws Problem 403 */
export function refuseWithout({ caller }: { caller: Caller }, permission: Permission): void {
  if (caller.may(permission)) return
  throw permissionDenied(
    `${quote(caller.actorName)} lacks '${permission}', which this needs beside the right for tags.`,
    'Use a key with this scope, or ask somebody who may.',
  )
}
