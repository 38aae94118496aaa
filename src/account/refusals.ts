import { type Permission, type Role, rolesThatMay, SCOPES } from '../contract/permissions.ts'
import { Problem, permissionDenied, quote } from '../platform/problem.ts'

/** Where the hosted API points for problems with credentials; its clients expect the slash. */
const CREDENTIALS = { pointer: '/data/' }

/** 401: nobody said who is calling. */
export function notAuthenticated(detail: string, fix: string): Problem {
  return new Problem(401, {
    code: 'not_authenticated',
    title: 'Authentication credentials were not provided.',
    detail,
    fix,
    source: CREDENTIALS,
  })
}

/** 401: what was given is not, or no longer, valid. */
export function authenticationFailed(detail: string, fix: string): Problem {
  return new Problem(401, {
    code: 'authentication_failed',
    title: 'Incorrect authentication credentials.',
    detail,
    fix,
    source: CREDENTIALS,
  })
}

export function keyMayNot(keyName: string, permission: Permission): Problem {
  const isScope = SCOPES.some((scope) => scope === permission)
  return isScope
    ? permissionDenied(
        `The API key ${quote(keyName)} lacks the scope '${permission}'.`,
        `Use a key with this scope. ${asList(rolesThatMay('api-keys:write'))} of the account can make one.`,
      )
    : permissionDenied(
        `'${permission}' is for people; the API key ${quote(keyName)} cannot hold it.`,
        'Sign in to the console and do it there.',
      )
}

export function roleMayNot(role: Role, permission: Permission): Problem {
  return permissionDenied(
    `The role '${role}' does not include '${permission}'.`,
    `Ask somebody who is ${asList(rolesThatMay(permission), 'or')}.`,
  )
}

function asList(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** 403: another web page sent this with our reader's cookie. */
export function originMismatch(origin: string | undefined, own: string): Problem {
  return new Problem(403, {
    code: 'origin_mismatch',
    title: 'Request from another page.',
    detail:
      origin === undefined
        ? 'The request is signed in by cookie but does not say which page sent it.'
        : `The request is signed in by cookie but was sent by a page of ${quote(origin)}.`,
    fix: `Send it from a page of ${own}, or use an API key instead of the cookie.`,
  })
}

/** 404 whether the account is missing or somebody else's: what is not yours does not exist. */
export function noSuchAccount(accountId: string): Problem {
  return new Problem(404, {
    code: 'not_found',
    title: 'Not found.',
    detail: `An account with id ${quote(accountId)} does not exist, or you do not work for it.`,
    fix: 'GET /api/x/me lists the accounts you work for.',
  })
}

/** 400: a person works for several accounts, and this is about one. */
export function accountHeaderMissing(): Problem {
  return new Problem(400, {
    code: 'invalid',
    title: 'Invalid input.',
    detail: 'The request does not say which account it is about.',
    fix: 'Send the header Parley-Account with the id of an account from GET /api/x/me.',
    source: { parameter: 'Parley-Account' },
  })
}
