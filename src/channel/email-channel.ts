import { comparedEmail } from '../profile/identifiers.ts'

/** How an account receives and answers mail. */
export interface EmailChannel {
  /** Where answers come from; null: not said, so nothing is received. */
  supportAddress: string | null
  /** Other addresses whose mail is for the agent, in the compared form. */
  aliases: string[]
  senderName: string | null
  /** Answer to `support+token@…`: the mail server must deliver such addresses. */
  usesReplyTokens: boolean
  /** The server whose Authentication-Results we believe; null: nobody's. */
  trustedAuthserv: string | null
  webhookTokenHash: Buffer | null
  webhookTokenHint: string | null
}

export const NO_EMAIL_CHANNEL: EmailChannel = {
  supportAddress: null,
  aliases: [],
  senderName: null,
  usesReplyTokens: false,
  trustedAuthserv: null,
  webhookTokenHash: null,
  webhookTokenHint: null,
}

/** The address without what follows a plus sign, in the compared form. */
export function plainAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at).split('+', 1)[0] ?? ''
  return comparedEmail(`${local}@${address.slice(at + 1)}`)
}

/** What follows the plus sign, or undefined. */
export function addressTag(address: string): string | undefined {
  return /\+([^@]+)@/.exec(address)?.[1]?.toLowerCase()
}
