import { isChannelOn } from '../conversation/settings.sql.ts'
import type { SmtpRefusal } from '../platform/smtp-listener.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { plainAddress } from './email-channel.ts'
import { accountOfAddress } from './email-channels.sql.ts'
import { type MailServices, receiveMail } from './receive-mail.action.ts'

export interface MailDoorServices extends MailServices {
  /** A turn of the agent is due. */
  onTurnDue: (accountId: string, conversationId: string) => void
}

const UNKNOWN: SmtpRefusal = { code: 550, text: 'No such mailbox' }
const SLOWER: SmtpRefusal = { code: 450, text: 'Too many mails from you, try again later' }
const UNREADABLE: SmtpRefusal = { code: 554, text: 'This is not a mail that can be read' }

/** What the SMTP listener asks: whose mail an address is, and what becomes of a mail. */
export function mailDoor(services: MailDoorServices) {
  const accountOf = async (recipient: string): Promise<string | undefined> => {
    const address = plainAddress(recipient)
    const accountId = await inEveryAccount(services.sql, (tx) => accountOfAddress(tx, address))
    if (accountId === undefined) return undefined
    const isOn = await inAccount(services.sql, accountId, (tx) =>
      isChannelOn(tx, accountId, 'email'),
    )
    return isOn ? accountId : undefined
  }
  return {
    accepts: async (recipient: string): Promise<SmtpRefusal | undefined> =>
      (await accountOf(recipient)) === undefined ? UNKNOWN : undefined,

    take: async (
      raw: Buffer,
      envelope: { from: string; recipients: readonly string[] },
    ): Promise<SmtpRefusal | undefined> => {
      const accounts = new Set<string>()
      for (const recipient of envelope.recipients) {
        const accountId = await accountOf(recipient)
        if (accountId !== undefined) accounts.add(accountId)
      }
      for (const accountId of accounts) {
        const refusal = await takeFor(services, accountId, raw, envelope)
        if (refusal) return refusal
      }
      return undefined
    },
  }
}

async function takeFor(
  services: MailDoorServices,
  accountId: string,
  raw: Buffer,
  envelope: { from: string; recipients: readonly string[] },
): Promise<SmtpRefusal | undefined> {
  const receipt = await receiveMail(services, accountId, raw, envelope)
  if (receipt === 'unreadable') return UNREADABLE
  if (receipt.outcome === 'rate-limited') return SLOWER
  if (receipt.isTurnDue && receipt.conversationId !== null) {
    services.onTurnDue(accountId, receipt.conversationId)
  }
  return undefined
}
