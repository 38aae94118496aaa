import type { Vault } from '../platform/encryption.ts'
import type { MailGateway } from './mail.gateway.ts'
import type { SendGuard } from './message.ts'
import type { TextGateway } from './text.gateway.ts'

/** What messages are sent with. */
export interface MessageServices {
  /** Null: there is no SMTP server, and mail is kept. */
  mail: MailGateway | null
  texts: TextGateway
  vault: Vault
  /** Of the installation: signs links. */
  secret: Uint8Array
  /** Where links in messages lead; no trailing slash. */
  linkUrl: string
  /** Where providers reach this server; null: not, so they report nothing. */
  publicUrl: string | null
  /** Mail to this host comes in here: bounces, and wishes to leave; null: none does. */
  inboundHost: string | null
  /** For accounts without a sender: `no-reply@` this host. */
  senderHost: string
  /** Those who queue messages, asked again right before each is sent. */
  guards: readonly SendGuard[]
}
