import { addLines } from './add-lines.ts'
import { type ChannelSettings, silentUntil } from './channel-settings.ts'
import { type Conversation, type Decision, isTurnDue, line, notice } from './conversation.ts'
import { type Escalation, end, escalate, type Going, resolve } from './end-episode.ts'
import { silenceText } from './silence-texts.ts'

/**
 * Nobody said anything for the channel's time: how does the episode end? Facts decide, so the same
 * history always ends the same way. Undefined: nothing is due.
 */
export function judgeSilence(
  { conversation, episode }: Conversation,
  settings: ChannelSettings,
  now: Date,
): Decision | undefined {
  const { status, dueAt } = conversation
  if (status !== 'open' || dueAt === null || dueAt > now || episode === null) return undefined
  const going = { conversation, episode }
  if (isTurnDue(conversation)) return toTeam(going, 'waiting_on_business', now)
  if (episode.outcome !== null) return { ...end(going, 'closed', 'timer', now), lines: [] }
  switch (episode.standing) {
    case 'answered': {
      const how = { type: 'assumed', causedBy: 'timer' } as const
      return { ...resolve(going, how, now), lines: [] }
    }
    case 'gap':
      return toTeam(going, 'knowledge_gap', now)
    case 'declined':
      return abandoned(going, now)
    case 'nothing-yet':
    case 'asked':
    case 'offered':
      if (episode.followedUpAt !== null || !settings.followsUp) return abandoned(going, now)
      return followedUp(going, settings, now)
  }
}

function abandoned(going: Going, now: Date): Decision {
  return { ...end(going, 'abandoned', 'timer', now), lines: [] }
}

/** The shop owes an answer that the agent does not have. */
function toTeam(going: Going, reason: Escalation['reason'], now: Date): Decision {
  const text = silenceText('handed-off', going.conversation.language)
  const lines = [line('agent', 'handoff', text), notice('handed-off', 'timer')]
  const conversation = addLines(going.conversation, lines, now)
  const why = { reason, category: null, ruleId: null, mode: 'hard', causedBy: 'timer' } as const
  return { ...escalate({ ...going, conversation }, why, now), lines }
}

function followedUp(
  { conversation, episode }: Going,
  settings: ChannelSettings,
  now: Date,
): Decision {
  const kind = episode.standing === 'offered' ? 'still-offered' : 'still-there'
  const lines = [line('agent', 'follow-up', silenceText(kind, conversation.language))]
  return {
    conversation: {
      ...addLines(conversation, lines, now),
      dueAt: silentUntil(settings, now),
    },
    episode: { ...episode, followedUpAt: now },
    lines,
    events: [],
  }
}
