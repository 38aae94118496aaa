import type { KeyObject } from 'node:crypto'
import type { MailAttachment } from './outbox-attachments.sql.ts'

/** A mail with nothing left to decide. */
export interface OutgoingMail {
  from: { address: string; name: string | null }
  to: string
  replyTo: string | null
  subject: string
  text: string
  html: string | null
  headers: Readonly<Record<string, string>>
  /** With angle brackets. */
  messageId: string
  cc?: string | null
  bcc?: string | null
  /** Who hears of it when it cannot be delivered; the sender unless set. */
  bounceTo?: string | null
  dkim?: DkimSigner | null
  attachments?: readonly MailAttachment[]
}

export interface DkimSigner {
  domain: string
  selector: string
  privateKey: KeyObject
}
