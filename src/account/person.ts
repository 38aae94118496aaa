import { permissionDenied } from '../platform/problem.ts'
import { accountHeaderMissing } from './refusals.ts'

interface Calling {
  kind: string
  accountId: string
  actorId: string | null
}

/**
 * The caller as a person.
 * @throws Problem 403 for a program
 */
export function personOf<C extends Calling>(caller: C): C & { actorId: string } {
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
export function memberOf<C extends Calling>(caller: C): C & { actorId: string } {
  const person = personOf(caller)
  if (person.accountId === '') throw accountHeaderMissing()
  return person
}
