import type { MailProvider } from '../contract/sending.ts'
import { uuidOf } from '../platform/id.ts'
import { inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { touchMailReportKey } from './mail-report-keys.sql.ts'
import type { ProviderReport } from './mail-reports.ts'
import { readAddressToken } from './message-token.ts'
import { noteReport } from './note-report.action.ts'
import { findTracked, messageOfProvider } from './tracked-messages.sql.ts'
import { unsubscribeByMail } from './unsubscribe-by-mail.action.ts'

/** Reports of one post of a provider, that is known to speak for the account. */
export interface ReportsTaken {
  accountId: string
  provider: MailProvider
  reports: readonly ProviderReport[]
  wallNow: Date
}

/**
 * Write down what a provider says became of mails of an account. What is not about a message of this
 * account, or about somebody who only got a copy, changes nothing.
 *
 * @returns how many were about messages of ours
 */
export async function takeMailReports(
  { sql, secret }: { sql: Sql; secret: Uint8Array },
  { accountId, provider, reports, wallNow }: ReportsTaken,
): Promise<number> {
  let known = 0
  for (const report of reports) {
    const messageId = await messageOf(sql, secret, accountId, report)
    if (messageId === undefined) continue
    known += 1
    const { kind, isHard, detail } = report
    if (kind === 'unsubscribed') await unsubscribeByMail(sql, { accountId, messageId }, 'provider')
    else await noteReport(sql, { accountId, messageId, kind, isHard, detail })
  }
  await inAccount(sql, accountId, (tx) => touchMailReportKey(tx, accountId, provider, wallNow))
  return known
}

function messageOf(
  sql: Sql,
  secret: Uint8Array,
  accountId: string,
  { names, recipient }: ProviderReport,
): Promise<string | undefined> {
  return readInAccount(sql, accountId, async (tx) => {
    for (const name of names) {
      const messageId =
        namedMessage(secret, accountId, name) ?? (await messageOfProvider(tx, accountId, name))
      const message = messageId && (await findTracked(tx, accountId, messageId))
      if (!message || message.channel !== 'email') continue
      const isOthers = recipient !== null && message.to !== null && !isSame(recipient, message.to)
      return isOthers ? undefined : message.messageId
    }
    return undefined
  })
}

/** The message that our reference, a Message-ID or the address of its envelope names. */
function namedMessage(secret: Uint8Array, accountId: string, name: string): string | undefined {
  const ulid = /^<?([0-9A-HJKMNP-TV-Z]{26})@[^\s@]+$/i.exec(name)?.[1]
  if (ulid !== undefined) return uuidOf(ulid)
  if (name.startsWith(`${accountId}.`)) return uuidOf(name.slice(accountId.length + 1))
  const token = /^<?bounce\+([0-9a-v]{52})@/i.exec(name)?.[1]
  const read = token === undefined ? undefined : readAddressToken(secret, 'bounce', token)
  return read?.accountId === accountId ? read.messageId : undefined
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
