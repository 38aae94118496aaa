import { conflict, Problem } from '../platform/problem.ts'
import type { RefusalReason } from '../profile/plan-upserts.ts'

/** A profile could not be found or made for a visitor. */
export function refusedProfile(reason: RefusalReason): Problem {
  return conflict(
    'profile_refused',
    `The identifiers of the visitor cannot be used together: ${reason.replaceAll('-', ' ')}.`,
    'Sign the visitor in with one identifier, the shop’s id of the customer.',
  )
}

export function visitorUnknown(): Problem {
  return new Problem(401, {
    code: 'not_authenticated',
    title: 'Authentication failed.',
    detail: 'The visitor token is missing, expired, or of another shop.',
    fix: 'POST /client/web-chat/session and send its token as Authorization: Bearer.',
  })
}

export function originRefused(origin: string): Problem {
  return new Problem(403, {
    code: 'origin_not_allowed',
    title: 'Origin not allowed.',
    detail: `Pages of ${origin.slice(0, 200)} may not use the web chat of this account.`,
    fix: 'Add the origin to allowed_origins of the web chat settings, exactly as written here.',
  })
}

export function tooFast(what: string, seconds: number): Problem {
  return new Problem(
    429,
    {
      code: 'throttled',
      title: 'Request was throttled.',
      detail: `Too many ${what}. Expected available in ${seconds} seconds.`,
      fix: 'Wait for Retry-After seconds.',
    },
    seconds,
  )
}

export function tooManyStreams(): Problem {
  return new Problem(
    503,
    {
      code: 'service_unavailable',
      title: 'Service unavailable.',
      detail: 'Too many chats are open on this server.',
      fix: 'Try again after Retry-After seconds.',
    },
    10,
  )
}

export function nothingSaid(): Problem {
  return conflict(
    'no_conversation',
    'The visitor has not said anything yet, so there is no conversation.',
    'POST /client/web-chat/messages first.',
  )
}
