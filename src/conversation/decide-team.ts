import { addLines } from './add-lines.ts'
import { type ChannelSettings, silentUntil } from './channel-settings.ts'
import {
  type Conversation,
  type ConversationState,
  type Decision,
  line,
  lineText,
  notice,
} from './conversation.ts'
import { end, escalate, type Going } from './end-episode.ts'

/** A person of the shop, or a program that acts for one: then without an id. */
export interface Teammate {
  userId: string | null
  name: string
}

/** How events name who did it. */
export function causeOfTeam({ userId, name }: Teammate): string {
  return userId === null ? 'api' : `teammate:${name}`
}

/** A teammate speaks from now on. Without a handoff before, this is the escalation. */
export function takeOver(
  { conversation, episode }: Conversation,
  by: Teammate,
  now: Date,
): Decision {
  const owned: ConversationState = {
    ...conversation,
    assigneeId: by.userId ?? conversation.assigneeId,
    snoozedUntil: null,
  }
  if (conversation.status === 'routed-to-team') {
    return undisturbed({ conversation: owned, episode })
  }
  const lines = [notice('taken-over', by.name)]
  const after = addLines(owned, lines, now)
  if (episode === null) {
    const routed = { ...after, status: 'routed-to-team', statusAt: now, dueAt: null } as const
    return { conversation: routed, episode, lines, events: [] }
  }
  const why = {
    reason: 'human_takeover',
    category: null,
    ruleId: null,
    mode: null,
    causedBy: causeOfTeam(by),
  }
  return { ...escalate({ conversation: after, episode }, why, now), lines }
}

/** The shopper said yes to the offered handoff. Undefined: none is offered. */
export function confirmHandoff(
  { conversation, episode }: Conversation,
  text: string | null,
  now: Date,
): Decision | undefined {
  const { offer } = conversation
  if (offer === null || episode === null || conversation.status !== 'open') return undefined
  const lines = [
    ...(text === null ? [] : [line('agent', 'handoff', lineText(text))]),
    notice('handed-off', null),
  ]
  const why = {
    reason: offer.reason,
    category: offer.category,
    ruleId: null,
    mode: 'soft',
    causedBy: 'shopper',
  } as const
  // What the shopper wrote meanwhile is the team's to answer.
  const after = addLines(conversation, lines, now)
  return { ...escalate({ conversation: after, episode }, why, now), lines }
}

/** The agent speaks again. The episode keeps its outcome; what the shopper writes next starts one. */
export function giveBack(
  { conversation, episode }: Conversation,
  by: Teammate,
  settings: ChannelSettings,
  now: Date,
): Decision {
  if (conversation.status !== 'routed-to-team') return undisturbed({ conversation, episode })
  const lines = [notice('returned', by.name)]
  return {
    conversation: {
      ...addLines(conversation, lines, now),
      status: 'open',
      statusAt: now,
      assigneeId: null,
      snoozedUntil: null,
      dueAt: silentUntil(settings, now),
    },
    episode,
    lines,
    events: [],
  }
}

/** A teammate writes to the shopper, which takes the conversation over if nobody did before. */
export function teammateSays(
  state: Conversation,
  by: Teammate,
  message: { text: string; externalId: string | null },
  now: Date,
): Decision {
  const taken = takeOver(state, by, now)
  const said = {
    ...line('teammate', 'message', lineText(message.text)),
    authorId: by.userId,
    authorName: by.name,
    externalId: message.externalId,
  }
  const conversation = addLines(taken.conversation, [said], now)
  return {
    ...taken,
    conversation: {
      ...conversation,
      answeredPosition: conversation.lastPosition,
      teamReadPosition: conversation.lastPosition,
    },
    lines: [...taken.lines, said],
  }
}

/** A note between teammates: it changes nothing else. */
export function teammateNotes(
  { conversation, episode }: Conversation,
  by: Teammate,
  text: string,
  now: Date,
): Decision {
  const note = {
    ...line('teammate', 'note', lineText(text)),
    authorId: by.userId,
    authorName: by.name,
  }
  const after = addLines(conversation, [note], now)
  return { conversation: after, episode, lines: [note], events: [] }
}

/** Whose task it is. Ownership stays: assigning does not silence the agent. */
export function assignTo(
  { conversation, episode }: Conversation,
  assignee: { userId: string; name: string } | null,
  now: Date,
): Decision {
  const assigneeId = assignee?.userId ?? null
  if (assigneeId === conversation.assigneeId) return undisturbed({ conversation, episode })
  const lines = [notice('assigned', assignee?.name ?? null)]
  const after = { ...addLines(conversation, lines, now), assigneeId }
  return { conversation: after, episode, lines, events: [] }
}

/** Somebody ends the conversation, whatever its state. */
export function closeBy(
  { conversation, episode }: Conversation,
  by: Teammate,
  now: Date,
): Decision {
  if (conversation.status === 'closed') return undisturbed({ conversation, episode })
  const lines = [notice('closed', by.name)]
  const after = addLines(conversation, lines, now)
  if (episode === null) {
    const closed = { ...after, status: 'closed', statusAt: now, dueAt: null } as const
    return { conversation: closed, episode, lines, events: [] }
  }
  const going: Going = { conversation: after, episode }
  return { ...end(going, 'closed', causeOfTeam(by), now), lines }
}

export function snoozeUntil({ conversation, episode }: Conversation, until: Date | null): Decision {
  return undisturbed({ conversation: { ...conversation, snoozedUntil: until }, episode })
}

function undisturbed(state: Conversation): Decision {
  return { ...state, lines: [], events: [] }
}
