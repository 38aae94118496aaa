import { CLOCK_YEARS_AHEAD_MAX } from '../contract/accounts.ts'
import { conflict, invalid, notFound, type Problem } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { type AccountRow, lockAccount, setClock } from './accounts.sql.ts'
import { type Actor, recordAudit } from './audit.sql.ts'
import { type ClockMove, moveClock } from './test-clock.ts'

/** Does what has come due in an account at `now`, and everything that follows from it. */
export type Settle = (accountId: string, now: Date) => Promise<void>

/**
 * Put the clock of a sandbox account forward, then do what came due, in the order of the list.
 * @returns where the clock stands now
 * @throws Problem 409 when the account is no sandbox, 400 for backwards or too far
 */
export async function putClock(
  { sql, settle }: { sql: Sql; settle: readonly Settle[] },
  actor: Actor,
  to: Date,
  wallNow: Date,
): Promise<Date> {
  const { accountId } = actor
  const stands = await inAccount(sql, accountId, async (tx) => {
    const account = await lockAccount(tx, accountId)
    if (!account) throw notFound('account', accountId)
    refuseUnlessSandbox(account)
    const move = moveClock(account.clockAt, to, wallNow)
    if (move.do === 'refuse') throw refusal(move, to)
    await setClock(tx, accountId, move.to)
    await recordAudit(tx, actor, wallNow, {
      action: 'test-clock.moved',
      subject: account.name,
      detail: {
        before: { now: isoSeconds(account.clockAt ?? wallNow) },
        after: { now: isoSeconds(move.to) },
      },
    })
    return move.to
  })
  // After the commit: what comes due must see the new time, in transactions of its own.
  for (const each of settle) await each(accountId, stands)
  return stands
}

/** @throws Problem 409: a live shop has the time of the world */
export function refuseUnlessSandbox({ accountId, isSandbox }: AccountRow): void {
  if (isSandbox) return
  throw conflict(
    'not_a_sandbox',
    `The account ${accountId} is not a sandbox, so its clock is the real one.`,
    'Open a sandbox account: POST /api/x/accounts with is_sandbox true.',
  )
}

function refusal(move: Exclude<ClockMove, { do: 'move' }>, to: Date): Problem {
  const pointer = '/data/attributes/now'
  switch (move.reason) {
    case 'backwards':
      return invalid(
        pointer,
        `The clock stands at ${isoSeconds(move.stands)} and only goes forward; got ${isoSeconds(to)}.`,
        'Send a later time. For an earlier one open another sandbox account.',
      )
    case 'too-far':
      return invalid(
        pointer,
        `The clock goes ${CLOCK_YEARS_AHEAD_MAX} years ahead at most, to ${isoSeconds(move.latest)}; got ${isoSeconds(to)}.`,
        'Send an earlier time.',
      )
  }
}
