import type { Channel } from '../contract/agent-words.ts'
import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { conflict, invalid, notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { applyDecision } from './apply-decision.action.ts'
import type { ChannelSettings } from './channel-settings.ts'
import {
  type Conversation,
  isTurnDue,
  lineText,
  START_WAIT_MS,
  type VerifiedBy,
} from './conversation.ts'
import { lockConversation, lockShopper, newestConversation } from './conversations.sql.ts'
import { isOver, newConversation, receive } from './decide-message.ts'
import { RECORD_LATE_START } from './late-start.ts'
import { lineWithExternalId } from './lines.sql.ts'
import { channelSettings } from './settings.sql.ts'

export interface ReceivedMessage {
  channel: Channel
  /** Continues this one. Absent: the newest of the shopper on the channel, or a new one. */
  conversationId?: string | undefined
  /** Never continue another conversation, as for an email that answers none of ours. */
  isNewThread?: boolean | undefined
  shopper: {
    profileId: string
    /** Where answers go: number or email address; null on web chat. */
    address: string | null
    verifiedBy: VerifiedBy | null
  }
  text: string
  /** Unique within the channel; a message that is delivered again changes nothing. */
  externalId?: string | undefined
  page?: { url: string; title: string } | null | undefined
  subject?: string | null | undefined
  /** The clock of the account. */
  now: Date
}

export interface MessageReceipt {
  /** Another than the one that was named when its window had passed. */
  conversationId: string
  position: number
  /** It was known: nothing changed. */
  isRepeat: boolean
  isTurnDue: boolean
}

/**
 * A shopper wrote. Stores the line, and starts or opens an episode where one is needed.
 *
 * @throws Problem 409 `channel_off` when the channel is off: then nothing is recorded
 * @throws Problem 400 for an empty text, 404 for a conversation that does not exist
 */
export async function receiveMessage(
  tx: Tx,
  accountId: string,
  message: ReceivedMessage,
): Promise<MessageReceipt> {
  const { channel, shopper, now } = message
  const settings = await channelSettings(tx, accountId, channel)
  if (!settings.isOn) throw channelIsOff(channel)
  if (lineText(message.text) === '') throw invalid('/data/attributes/text', 'The message is empty.')
  // One at a time: two deliveries of one message, or two first messages, must meet here.
  await lockShopper(tx, accountId, channel, shopper.address ?? shopper.profileId)
  const known = await repeated(tx, accountId, message)
  if (known) return known

  const before = await conversationFor(tx, accountId, message, settings)
  const isNewEpisodeOf = before.conversation.episode
  const decision = receive(
    before,
    settings,
    {
      text: message.text,
      externalId: message.externalId ?? null,
      page: message.page ?? null,
      subject: message.subject ?? null,
      verifiedBy: shopper.verifiedBy,
    },
    now,
  )
  await applyDecision(tx, accountId, decision, now)
  const { conversation, episode } = decision
  const { conversationId } = conversation
  if (conversation.episode !== isNewEpisodeOf) {
    const late = { accountId, conversationId, episode: conversation.episode }
    await enqueue(tx, RECORD_LATE_START, late, { delayMs: START_WAIT_MS })
  }
  return {
    conversationId,
    position: conversation.lastShopperPosition,
    isRepeat: false,
    isTurnDue: episode !== null && isTurnDue(conversation),
  }
}

async function repeated(
  tx: Tx,
  accountId: string,
  { channel, externalId }: ReceivedMessage,
): Promise<MessageReceipt | undefined> {
  if (externalId === undefined) return undefined
  const line = await lineWithExternalId(tx, accountId, channel, externalId)
  return line && { ...line, isRepeat: true, isTurnDue: false }
}

async function conversationFor(
  tx: Tx,
  accountId: string,
  message: ReceivedMessage,
  settings: ChannelSettings,
): Promise<Conversation> {
  const { channel, shopper, now } = message
  const id =
    message.conversationId ??
    (message.isNewThread ? undefined : await newestConversation(tx, accountId, channel, shopper))
  const found = id === undefined ? undefined : await lockConversation(tx, accountId, id)
  if (message.conversationId !== undefined && found?.conversation.channel !== channel) {
    throw notFound('conversation', message.conversationId)
  }
  if (!found || isOver(found.conversation, settings, now)) {
    const { profileId, address } = shopper
    return newConversation(newUlidUuid(now), { profileId, channel, address }, now)
  }
  // A number or an address may have gone to somebody else's profile meanwhile.
  if (shopper.address === null) return found
  return { ...found, conversation: { ...found.conversation, profileId: shopper.profileId } }
}

function channelIsOff(channel: Channel) {
  return conflict(
    'channel_off',
    `The channel ${channel} is off, so messages on it are not taken.`,
    'Switch the channel on in the settings of the Customer Agent.',
  )
}
