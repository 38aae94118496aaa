import { hash, verify } from '@node-rs/argon2'
import { Problem } from './problem.ts'

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane; some 30 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Waiting computations. Each holds a thread of the pool that files and name lookups need too. */
const WAITING_MAX = 32
const RETRY_AFTER_SECONDS = 2

let waiting = 0

/**
 * The argon2id hash of a password, with its salt and cost inside.
 * @throws Problem 503 when more than 32 computations wait
 */
export function hashPassword(password: string): Promise<string> {
  return queued(() => hash(composed(password), COST))
}

/**
 * Whether this is the password behind the hash. Without a hash it takes as long and answers no, so
 * that time does not tell who is known.
 * @throws Problem 503 when more than 32 computations wait
 */
export function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  return queued(async () => {
    const isRight = await verify(stored ?? (await nobody()), composed(password))
    return isRight && stored !== undefined
  })
}

// "ü" is one character on one keyboard and two on another.
function composed(password: string): string {
  return password.normalize('NFKC')
}

let hashOfNobody: Promise<string> | undefined

function nobody(): Promise<string> {
  hashOfNobody ??= hash('nobody', COST)
  return hashOfNobody
}

async function queued<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= WAITING_MAX) {
    throw new Problem(
      503,
      {
        code: 'service_unavailable',
        title: 'Service unavailable.',
        detail: `${WAITING_MAX} people are signing in at this moment.`,
        fix: 'Try again after Retry-After seconds.',
      },
      RETRY_AFTER_SECONDS,
    )
  }
  waiting += 1
  try {
    return await work()
  } finally {
    waiting -= 1
  }
}
