import { shortId } from '../platform/id.ts'
import { conflict } from '../platform/problem.ts'
import { inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { type AccountRow, countOwnedAccounts, insertAccount } from './accounts.sql.ts'
import { type Actor, recordAudit } from './audit.sql.ts'
import { insertMember } from './members.sql.ts'
import { lockUser } from './users.sql.ts'

/** What else begins with an account: runs in the transaction that opens it. */
export type OnAccountCreated = (tx: Tx, accountId: string, now: Date) => Promise<void>

export type NewAccount = Pick<
  AccountRow,
  'accountId' | 'name' | 'timezone' | 'currency' | 'locale' | 'isSandbox'
>

/** Accounts that one person may own. */
const OWNED_ACCOUNTS_MAX = 50

/** Insert an account and everything that begins with it. */
export async function openAccount(
  tx: Tx,
  account: NewAccount,
  by: { actor: Omit<Actor, 'accountId'>; now: Date; onAccountCreated: readonly OnAccountCreated[] },
): Promise<AccountRow> {
  const { actor, now, onAccountCreated } = by
  const row: AccountRow = { ...account, contact: {}, clockAt: null, createdAt: now }
  await insertAccount(tx, row)
  const { accountId, name, timezone, currency, isSandbox } = account
  await recordAudit(tx, { ...actor, accountId }, now, {
    action: 'account.created',
    subject: name,
    detail: { timezone, currency, is_sandbox: isSandbox },
  })
  for (const follow of onAccountCreated) await follow(tx, accountId, now)
  return row
}

/**
 * Open an account that the person owns.
 * @throws Problem 409 when they own 50 already
 */
export function openAccountFor(
  sql: Sql,
  account: Omit<NewAccount, 'accountId'>,
  by: {
    actor: Actor & { actorId: string }
    now: Date
    onAccountCreated: readonly OnAccountCreated[]
  },
): Promise<AccountRow> {
  const userId = by.actor.actorId
  // The limit counts what the person owns in all accounts, so the transaction sees them all.
  return inEveryAccount(sql, async (tx) => {
    await lockUser(tx, userId)
    if ((await countOwnedAccounts(tx, userId)) >= OWNED_ACCOUNTS_MAX) {
      throw conflict(
        'too_many_accounts',
        `You own ${OWNED_ACCOUNTS_MAX} accounts; that is as many as one person may.`,
        'Let somebody else open it, or hand one of yours over.',
      )
    }
    const row = await openAccount(tx, { ...account, accountId: shortId() }, by)
    await insertMember(tx, { accountId: row.accountId, userId, role: 'owner', joinedAt: by.now })
    return row
  })
}
