import { readInAccount, type Sql, type Tx } from './sql.ts'

/** What time it is for an account. Rules never ask the machine or the database. */
export interface Clock {
  now: (accountId: string) => Promise<Date>
}

/**
 * Wall time, except for sandbox accounts whose clock was moved: theirs stands where it was put,
 * until it is moved again.
 */
export function accountClock(sql: Sql): Clock {
  return {
    now: (accountId) => readInAccount(sql, accountId, (tx) => nowIn(tx, accountId)),
  }
}

/** The same in a transaction of the account, for work that opens one anyway. */
export async function nowIn(tx: Tx, accountId: string): Promise<Date> {
  const [row] = await tx<{ clockAt: Date | null }[]>`
    select clock_at as "clockAt" from accounts where account_id = ${accountId}`
  return row?.clockAt ?? new Date()
}
