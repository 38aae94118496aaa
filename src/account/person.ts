import type { Caller } from '../platform/http.ts'
import { accountHeaderMissing, permissionDenied } from './refusals.ts'

export type Person = Caller & { actorId: string }

/**
 * The caller as a person.
 * @throws Problem 403 for a program
 */
export function personOf(caller: Caller): Person {
  const { actorId } = caller
  if (caller.kind === 'user' && actorId !== null) return { ...caller, actorId }
  throw permissionDenied(
    'This is for people who are signed in; an API key is not a person.',
    'Sign in to the console and do it there.',
  )
}

/**
 * The caller as a person in the account that the request names.
 * @throws Problem 400 when it names none, 403 for a program
 */
export function memberOf(caller: Caller): Person {
  const person = personOf(caller)
  if (person.accountId === '') throw accountHeaderMissing()
  return person
}
