import * as contract from '../contract/accounts.ts'
import { implement, type Route } from '../platform/http.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Sql } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { findAccount } from './accounts.sql.ts'
import { putClock, refuseUnlessSandbox, type Settle } from './move-clock.action.ts'

export interface TestClockRouteDeps {
  sql: Sql
  /** Run in this order after the clock moved; the answer waits for them. */
  settle: readonly Settle[]
}

/** The clock of a sandbox account. */
export function testClockRoutes(deps: TestClockRouteDeps): Route[] {
  return [
    implement(contract.getTestClock, async ({ caller, read, wallNow }) => {
      const account = await read((tx) => findAccount(tx, caller.accountId))
      if (!account) throw notFound('account', caller.accountId)
      refuseUnlessSandbox(account)
      return { data: clockResource(caller.accountId, account.clockAt ?? wallNow) }
    }),

    implement(contract.updateTestClock, async ({ caller, body, wallNow }) => {
      const { id, attributes } = body.data
      refuseOtherId(id, caller.accountId)
      const stands = await putClock(deps, caller, attributes.now, wallNow)
      return { data: clockResource(caller.accountId, stands) }
    }),
  ]
}

function clockResource(accountId: string, now: Date) {
  return { type: 'test-clock', id: accountId, attributes: { now: isoSeconds(now) } }
}
