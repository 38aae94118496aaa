/** One thing that is wrong, as the API reports it. */
export interface ProblemDetail {
  /** Stable, for machines. */
  code: string
  title: string
  /** What happened, with the offending value. */
  detail: string
  /** What to do next. */
  fix?: string
  source?: { pointer: string } | { parameter: string }
  meta?: Record<string, unknown>
}

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 503

/**
 * An error the caller can act on. Anything else that is thrown is our bug: the HTTP edge answers
 * it with a bare 500, the job runner retries it.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: ProblemStatus
  readonly details: readonly ProblemDetail[]
  /** For 429 and 503. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: ProblemStatus,
    details: ProblemDetail | readonly ProblemDetail[],
    retryAfterSeconds?: number,
  ) {
    const all = Array.isArray(details)
      ? (details as readonly ProblemDetail[])
      : [details as ProblemDetail]
    super(all.map((one) => one.detail).join(' '))
    this.status = status
    this.details = all
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** A value in the body is not acceptable. `pointer` begins with `/data`. */
export function invalid(pointer: string, detail: string, fix?: string): Problem {
  return new Problem(400, invalidDetail(pointer, detail, fix))
}

export function invalidDetail(pointer: string, detail: string, fix?: string): ProblemDetail {
  return {
    code: 'invalid',
    title: 'Invalid input.',
    detail,
    source: { pointer },
    ...(fix === undefined ? {} : { fix }),
  }
}

/** A query parameter is not acceptable. */
export function invalidParameter(parameter: string, detail: string, fix?: string): Problem {
  return new Problem(400, {
    code: 'invalid',
    title: 'Invalid input.',
    detail,
    source: { parameter },
    ...(fix === undefined ? {} : { fix }),
  })
}

export function notFound(type: string, id: string): Problem {
  return new Problem(404, {
    code: 'not_found',
    title: 'Not found.',
    detail: `${/^[aeiou]/.test(type) ? 'An' : 'A'} ${type} with id ${quote(id)} does not exist.`,
  })
}

/** Whoever calls is known, and may not do this. */
export function permissionDenied(detail: string, fix: string): Problem {
  return new Problem(403, {
    code: 'permission_denied',
    title: 'You do not have permission to perform this action.',
    detail,
    fix,
  })
}

export function conflict(code: string, detail: string, fix?: string): Problem {
  return new Problem(409, {
    code,
    title: 'Conflict.',
    detail,
    ...(fix === undefined ? {} : { fix }),
  })
}

const QUOTED_LENGTH_MAX = 80

/** A value for a message: quoted, and cut when long. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > QUOTED_LENGTH_MAX ? `'${text.slice(0, QUOTED_LENGTH_MAX)}…'` : `'${text}'`
}
