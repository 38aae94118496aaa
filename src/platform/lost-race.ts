/**
 * Another process changed or took what this transaction relied on. Nothing was written: roll back
 * and do the whole transaction again.
 */
export class LostRace extends Error {
  override readonly name = 'LostRace'
}

/** Times a transaction is run before a lost race is reported. */
export const RACE_ATTEMPTS_MAX = 5

// Deadlock, serialization failure, and a profile that was merged or deleted under a new event.
const RACE_STATES: ReadonlySet<unknown> = new Set(['40P01', '40001', '23503'])

/** True for failures that the same work, done again from the start, should not meet again. */
export function isLostRace(error: unknown): boolean {
  if (error instanceof LostRace) return true
  return error instanceof Error && 'code' in error && RACE_STATES.has(error.code)
}

/**
 * Run a whole transaction, again while it loses races, RACE_ATTEMPTS_MAX times in all.
 *
 * @param transaction opens its own transaction, such as `() => inAccount(sql, id, work)`
 * @throws what the last attempt threw
 */
export async function retryLostRaces<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction()
    } catch (error) {
      if (attempt >= RACE_ATTEMPTS_MAX || !isLostRace(error)) throw error
    }
  }
}
