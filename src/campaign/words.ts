import type { MessageChannel } from '../contract/messages.ts'
import type { MessageContent } from '../message/message-content.ts'

/** What is said of a way to say a message. What is not said stays, or is as it begins. */
export interface Words {
  name?: string | undefined
  /** As the message is called, of its first variation only. */
  label?: string | null | undefined
  /** Named so that another one can be refused. */
  channel?: MessageChannel | undefined
  content?: Partial<MessageContent> | undefined
  /** It gets a copy of this one; null: it loses the one it has. */
  templateId?: string | null | undefined
  imageId?: string | null | undefined
}

/** Where a request says it, for refusals. */
export interface WordsAt {
  channel: string
  template: string
  image: string
}

export const STABLE_WORDS_AT: WordsAt = {
  channel: '/data/attributes/definition/channel',
  template: '/data/relationships/template/data/id',
  image: '/data/relationships/image/data/id',
}
