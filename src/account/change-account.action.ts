import { notFound } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { Contact, difference } from './account.ts'
import { type AccountRow, lockAccount, updateAccount } from './accounts.sql.ts'
import { type Actor, recordAudit } from './audit.sql.ts'

/** What is undefined stays. The parts of the street address are changed one by one. */
export interface AccountChange {
  name?: string | undefined
  timezone?: string | undefined
  currency?: string | undefined
  locale?: string | undefined
  contact: { [Part in keyof Contact]?: Contact[Part] | undefined }
}

/** Change the settings of an account, and write down what they were. */
export function changeAccount(
  sql: Sql,
  actor: Actor,
  change: AccountChange,
  now: Date,
): Promise<AccountRow> {
  return inAccount(sql, actor.accountId, async (tx) => {
    const before = await lockAccount(tx, actor.accountId)
    if (!before) throw notFound('account', actor.accountId)
    const after: AccountRow = {
      ...before,
      name: change.name ?? before.name,
      timezone: change.timezone ?? before.timezone,
      currency: change.currency ?? before.currency,
      locale: change.locale ?? before.locale,
      contact: changedContact(before.contact, change.contact),
    }
    const detail = difference(settingsOf(before), settingsOf(after))
    if (Object.keys(detail.after).length === 0) return before
    await updateAccount(tx, after)
    await recordAudit(tx, actor, now, { action: 'account.changed', subject: after.name, detail })
    return after
  })
}

function changedContact(before: Contact, change: AccountChange['contact']): Contact {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  )
  const address = { ...before.street_address, ...change.street_address }
  return { ...before, ...given, street_address: address }
}

function settingsOf({ name, timezone, currency, locale, contact }: AccountRow) {
  return { name, timezone, currency, locale, ...Contact.parse(contact) }
}
