import type { EscalationCategory, HandoffMode, ResolutionType } from '../contract/agent-words.ts'
import type { AgentEvent, Conversation, ConversationState, EpisodeState } from './conversation.ts'

/** A conversation with an episode: somebody wrote. */
export interface Going extends Conversation {
  episode: EpisodeState
}

export interface Ended extends Going {
  events: AgentEvent[]
}

/**
 * The Started event, unless it was recorded before. It belongs to the time of the first message,
 * and comes before every other event of its episode.
 */
export function start(episode: EpisodeState, skill: string | null, now: Date): Started {
  if (episode.startRecordedAt !== null) return { episode, events: [] }
  return {
    episode: { ...episode, startRecordedAt: now, initialSkill: skill },
    events: [
      { kind: 'started', episode: episode.episode, at: episode.startedAt, causedBy: 'shopper' },
    ],
  }
}

export interface Started {
  episode: EpisodeState
  events: AgentEvent[]
}

export interface Escalation {
  reason: string
  category: EscalationCategory | null
  ruleId: string | null
  mode: HandoffMode | null
  causedBy: string
}

/** Hand the conversation to the team. An episode that has its outcome keeps it, without an event. */
export function escalate({ conversation, episode }: Going, why: Escalation, now: Date): Ended {
  const routed: ConversationState = {
    ...conversation,
    status: 'routed-to-team',
    statusAt: now,
    offer: null,
    dueAt: null,
    escalationReason: why.reason,
  }
  if (episode.outcome !== null) return { conversation: routed, episode, events: [] }
  const started = start(episode, null, now)
  return {
    conversation: routed,
    episode: {
      ...started.episode,
      outcome: 'escalated',
      endedAt: now,
      escalationReason: why.reason,
      escalationCategory: why.category,
      ruleId: why.ruleId,
      handoffMode: why.mode,
      causedBy: why.causedBy,
    },
    events: [
      ...started.events,
      { kind: 'escalated', episode: episode.episode, at: now, causedBy: why.causedBy },
    ],
  }
}

/** The agent settled it. An episode that people had a part in is closed instead: no AI did that. */
export function resolve(
  going: Going,
  how: { type: ResolutionType; causedBy: string },
  now: Date,
): Ended {
  const { conversation, episode } = going
  if (episode.outcome !== null) return end(going, 'closed', how.causedBy, now)
  const started = start(episode, null, now)
  return {
    conversation: { ...rested(conversation, now), status: 'resolved-by-ai' },
    episode: {
      ...started.episode,
      outcome: 'resolved',
      endedAt: now,
      resolutionType: how.type,
      causedBy: how.causedBy,
    },
    events: [
      ...started.events,
      { kind: 'resolved', episode: episode.episode, at: now, causedBy: how.causedBy },
    ],
  }
}

/** The conversation is over without a resolution: given up, or closed by somebody. */
export function end(
  { conversation, episode }: Going,
  outcome: 'abandoned' | 'closed',
  causedBy: string,
  now: Date,
): Ended {
  const closed: ConversationState = { ...rested(conversation, now), status: 'closed' }
  if (episode.outcome !== null) return { conversation: closed, episode, events: [] }
  const started = start(episode, null, now)
  return {
    conversation: closed,
    episode: { ...started.episode, outcome, endedAt: now, causedBy },
    events: started.events,
  }
}

function rested(conversation: ConversationState, now: Date): ConversationState {
  return {
    ...conversation,
    statusAt: now,
    offer: null,
    dueAt: null,
    snoozedUntil: null,
    // Whatever was left unanswered is not to be answered any more.
    answeredPosition: conversation.lastPosition,
  }
}
