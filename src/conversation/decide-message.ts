import type { Channel } from '../contract/agent-words.ts'
import { addLines } from './add-lines.ts'
import { type ChannelSettings, opensAgain, silentUntil } from './channel-settings.ts'
import {
  type Conversation,
  type ConversationState,
  type Decision,
  type EpisodeState,
  line,
  lineText,
  type NewLine,
  notice,
  type VerifiedBy,
} from './conversation.ts'

export interface ShopperMessage {
  text: string
  externalId: string | null
  page: { url: string; title: string } | null
  subject: string | null
  verifiedBy: VerifiedBy | null
}

/** True when the window to open this conversation again has passed: a new one has to begin. */
export function isOver(
  { status, statusAt }: ConversationState,
  settings: ChannelSettings,
  now: Date,
): boolean {
  if (status === 'open' || status === 'routed-to-team') return false
  return !opensAgain(settings, statusAt, now)
}

export function newConversation(
  id: string,
  from: { profileId: string; channel: Channel; address: string | null },
  now: Date,
): Conversation {
  return {
    conversation: {
      conversationId: id,
      ...from,
      verifiedBy: null,
      status: 'open',
      statusAt: now,
      language: null,
      subject: null,
      page: null,
      episode: 0,
      turns: 0,
      lastPosition: 0,
      lastShopperPosition: 0,
      answeredPosition: 0,
      teamReadPosition: 0,
      lastLineAt: now,
      lastAuthor: 'system',
      offer: null,
      memory: {},
      dueAt: null,
      assigneeId: null,
      snoozedUntil: null,
      skills: [],
      productIds: [],
      escalationReason: null,
      hasKnowledgeGap: false,
      createdAt: now,
    },
    episode: null,
  }
}

/**
 * A shopper wrote. The team keeps what is routed to it. Otherwise a message after the end of an
 * episode starts the next one, with an empty memory: old context would lead the agent back into
 * what is settled.
 */
export function receive(
  { conversation, episode }: Conversation,
  settings: ChannelSettings,
  message: ShopperMessage,
  now: Date,
): Decision {
  const isTeams = conversation.status === 'routed-to-team'
  const isContinued = episode !== null && (isTeams || episode.outcome === null)
  const isReopened = conversation.status === 'resolved-by-ai' || conversation.status === 'closed'
  const lines: NewLine[] = [
    ...(isReopened ? [notice('reopened', null)] : []),
    {
      ...line('shopper', 'message', lineText(message.text)),
      externalId: message.externalId,
    },
  ]
  const said: ConversationState = {
    ...addLines(conversation, lines, now),
    verifiedBy: message.verifiedBy ?? conversation.verifiedBy,
    page: message.page ?? conversation.page,
    subject: message.subject ?? conversation.subject,
    snoozedUntil: null,
    dueAt: isTeams ? null : silentUntil(settings, now),
  }
  if (isContinued) {
    return {
      conversation: said,
      episode: { ...episode, followedUpAt: null },
      lines,
      events: [],
    }
  }
  return {
    conversation: {
      ...said,
      status: 'open',
      statusAt: isReopened ? now : said.statusAt,
      episode: conversation.episode + 1,
      offer: null,
      memory: {},
      assigneeId: null,
    },
    episode: newEpisode(conversation.episode + 1, said.lastShopperPosition, now),
    lines,
    events: [],
  }
}

function newEpisode(episode: number, firstPosition: number, now: Date): EpisodeState {
  return {
    episode,
    startedAt: now,
    firstPosition,
    startRecordedAt: null,
    initialSkill: null,
    lastSkill: null,
    standing: 'nothing-yet',
    answers: 0,
    replies: 0,
    followedUpAt: null,
    outcome: null,
    endedAt: null,
    resolutionType: null,
    escalationReason: null,
    escalationCategory: null,
    ruleId: null,
    handoffMode: null,
    causedBy: null,
  }
}
