import type { MessageChannel, MessagePurpose, SkipReason } from '../contract/messages.ts'
import type { Tx } from '../platform/sql.ts'

/** What caused a message. */
export type MessageSource =
  | { kind: 'flow'; flowId: string; actionId: string; enrolmentId: string }
  | {
      kind: 'campaign'
      campaignId: string
      campaignMessageId: string
      /** Of an A/B test. */
      variationId: string | null
    }
  | { kind: 'test' | 'api' }

/** A message that waits, as those who may still stop it see it. */
export interface QueuedMessage {
  messageId: string
  profileId: string
  contentId: string
  channel: MessageChannel
  purpose: MessagePurpose
  source: MessageSource
  /** The triggering event, by its position in the log. */
  eventId: string | null
  flowStart: Date | null
  listIds: readonly string[]
  /** The account's clock. */
  queuedAt: Date
  dueAt: Date
}

/**
 * Asked right before messages are sent, in the transaction that sends them and with their profiles
 * locked: which of these must not go, and why. Belongs to whoever queued them; messages of others are
 * to be let through.
 */
export type SendGuard = (
  tx: Tx,
  accountId: string,
  due: readonly QueuedMessage[],
  now: Date,
) => Promise<ReadonlyMap<string, SkipReason>>

/** Columns of a message's source; what does not apply is null. */
export interface SourceColumns {
  source: MessageSource['kind']
  flowId: string | null
  actionId: string | null
  enrolmentId: string | null
  campaignId: string | null
  campaignMessageId: string | null
  variationId: string | null
}

const NO_SOURCE = {
  flowId: null,
  actionId: null,
  enrolmentId: null,
  campaignId: null,
  campaignMessageId: null,
  variationId: null,
}

export function sourceColumns(source: MessageSource): SourceColumns {
  switch (source.kind) {
    case 'flow': {
      const { kind, ...ids } = source
      return { ...NO_SOURCE, ...ids, source: kind }
    }
    case 'campaign': {
      const { kind, ...ids } = source
      return { ...NO_SOURCE, ...ids, source: kind }
    }
    case 'test':
    case 'api':
      return { ...NO_SOURCE, source: source.kind }
  }
}

export function sourceOf(row: SourceColumns): MessageSource {
  switch (row.source) {
    case 'flow':
      return {
        kind: 'flow',
        flowId: row.flowId ?? '',
        actionId: row.actionId ?? '',
        enrolmentId: row.enrolmentId ?? '',
      }
    case 'campaign':
      return {
        kind: 'campaign',
        campaignId: row.campaignId ?? '',
        campaignMessageId: row.campaignMessageId ?? '',
        variationId: row.variationId,
      }
    case 'test':
    case 'api':
      return { kind: row.source }
  }
}
