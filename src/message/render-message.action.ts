import type { SkipReason } from '../contract/messages.ts'
import { isEmail } from '../contract/values.ts'
import type { Tx } from '../platform/sql.ts'
import type { RenderedMail } from './compose-mail.ts'
import type { LoadedMessage, SendContext } from './load-send-facts.action.ts'
import type { ContentRow } from './message-contents.sql.ts'

export type Rendered =
  | { kind: 'mail'; mail: RenderedMail }
  | { kind: 'text'; body: string; imageUrl: string | null }
  | { kind: 'skip'; reason: SkipReason; detail: string }

export interface RenderPlace extends SendContext {
  senderHost: string
}

/** Fill in the words of a message, for the person it is for. */
export async function renderMessage(
  _tx: Tx,
  place: RenderPlace,
  { message }: LoadedMessage,
  { content, to }: { content: ContentRow; to: string },
): Promise<Rendered> {
  if (message.channel !== 'email') {
    return { kind: 'text', body: content.body ?? '', imageUrl: content.options.imageUrl ?? null }
  }
  const from = senderOf(place, content)
  if (!isEmail(from.address)) {
    return { kind: 'skip', reason: 'Invalid From Email', detail: 'The sender is no address.' }
  }
  return {
    kind: 'mail',
    mail: {
      from,
      to,
      replyTo: content.replyToEmail ?? place.settings.replyToEmail,
      cc: content.ccEmail,
      bcc: content.bccEmail,
      subject: content.subject ?? '',
      previewText: content.previewText,
      html: content.html,
      text: content.body,
    },
  }
}

function senderOf({ account, settings, senderHost }: RenderPlace, content: ContentRow) {
  const { contact } = account
  return {
    address:
      content.fromEmail ||
      settings.fromEmail ||
      contact.default_sender_email ||
      `no-reply@${senderHost}`,
    name:
      content.fromLabel || settings.fromName || contact.default_sender_name || account.name || null,
  }
}
