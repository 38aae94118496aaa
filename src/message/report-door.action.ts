import type { SmtpRefusal } from '../platform/smtp-listener.ts'
import type { Sql } from '../platform/sql.ts'
import { bounceKind } from './judge-bounce.ts'
import { type MessageToken, readAddressToken, type TokenPurpose } from './message-token.ts'
import { noteReport } from './note-report.action.ts'
import { parseReport, reportTokens } from './parse-report.ts'
import { unsubscribeByMail } from './unsubscribe-by-mail.action.ts'

export interface ReportDoorServices {
  sql: Sql
  secret: Uint8Array
  /** Mail to this host comes in here. */
  inboundHost: string
}

export interface ReportDoor {
  /** Whether an address is one of those that reports go to. */
  isOurs: (recipient: string) => boolean
  take: (raw: Buffer, recipients: readonly string[]) => Promise<SmtpRefusal | undefined>
}

/** Of a mail that came back: its head and the report are at the beginning. */
const READ_BYTES_MAX = 256 * 1024

/**
 * Takes mails that are about mails of ours: reports of non-delivery, complaints, and wishes to leave.
 * Addresses are signed, so nobody can speak for a message that they never had.
 */
export function reportDoor({ sql, secret, inboundHost }: ReportDoorServices): ReportDoor {
  const suffix = `@${inboundHost.toLowerCase()}`

  const tokenOf = (recipient: string, purpose: TokenPurpose): MessageToken | undefined => {
    const address = recipient.toLowerCase()
    if (!address.startsWith(`${purpose}+`) || !address.endsWith(suffix)) return undefined
    return readAddressToken(secret, purpose, address.slice(purpose.length + 1, -suffix.length))
  }
  const isComplaintDesk = (recipient: string) => recipient.toLowerCase() === `complaints${suffix}`

  return {
    isOurs: (recipient) =>
      isComplaintDesk(recipient) ||
      tokenOf(recipient, 'bounce') !== undefined ||
      tokenOf(recipient, 'unsubscribe') !== undefined,

    async take(raw, recipients) {
      const text = raw.subarray(0, READ_BYTES_MAX).toString('latin1')
      for (const recipient of recipients) {
        const leaving = tokenOf(recipient, 'unsubscribe')
        if (leaving) await unsubscribeByMail(sql, leaving, 'mail')
        const returned =
          tokenOf(recipient, 'bounce') ??
          (isComplaintDesk(recipient) ? tokenWithin(secret, text) : undefined)
        if (returned) await noteReturned(sql, returned, text)
      }
      return undefined
    },
  }
}

/** A complaint brings the mail along that it is about; one of our addresses is in it. */
function tokenWithin(secret: Uint8Array, text: string): MessageToken | undefined {
  for (const token of reportTokens(text)) {
    const read =
      readAddressToken(secret, 'bounce', token) ?? readAddressToken(secret, 'unsubscribe', token)
    if (read) return read
  }
  return undefined
}

async function noteReturned(sql: Sql, token: MessageToken, text: string): Promise<void> {
  const report = parseReport(text)
  if (report.kind === 'nothing') return
  const { accountId, messageId } = token
  await noteReport(
    sql,
    report.kind === 'complained'
      ? { accountId, messageId, kind: 'complained', detail: null }
      : {
          accountId,
          messageId,
          kind: 'bounced',
          isHard: bounceKind(report.answer) === 'hard',
          detail: report.answer,
        },
  )
}
