import type {
  Channel,
  ConversationStatus,
  EpisodeOutcome,
  EscalationCategory,
  HandoffMode,
  Language,
  ResolutionType,
} from '../contract/agent-words.ts'
import type { ShownProduct } from './turn-outcome.ts'

/** What proved who a shopper is; null is nobody. */
export type VerifiedBy = 'sign-in' | 'code' | 'number' | 'mail'

/** A handoff that was offered and waits for the shopper's yes. */
export interface HandoffOffer {
  reason: string
  category: EscalationCategory | null
  /** The skill whose turn made the offer: it caused what follows. */
  skill: string | null
}

/** The row of a conversation, as far as decisions change it. */
export interface ConversationState {
  conversationId: string
  profileId: string
  channel: Channel
  address: string | null
  verifiedBy: VerifiedBy | null
  /** The team owns what is routed to it, the agent everything else. */
  status: ConversationStatus
  statusAt: Date
  language: Language | null
  subject: string | null
  page: { url: string; title: string } | null
  /** The latest; 0 before anybody wrote. */
  episode: number
  turns: number
  lastPosition: number
  lastShopperPosition: number
  answeredPosition: number
  teamReadPosition: number
  lastLineAt: Date
  lastAuthor: Author
  offer: HandoffOffer | null
  memory: Record<string, unknown>
  /** When silence is judged; null while nobody waits. */
  dueAt: Date | null
  assigneeId: string | null
  snoozedUntil: Date | null
  skills: string[]
  productIds: string[]
  escalationReason: string | null
  hasKnowledgeGap: boolean
  createdAt: Date
}

/**
 * Where an episode stands after what the agent did last. Small talk and what is out of scope leave
 * it as it was.
 */
export type Standing = 'nothing-yet' | 'answered' | 'asked' | 'offered' | 'gap' | 'declined'

export interface EpisodeState {
  episode: number
  startedAt: Date
  firstPosition: number
  /** Null: the Started event waits for the first routing decision. */
  startRecordedAt: Date | null
  initialSkill: string | null
  lastSkill: string | null
  standing: Standing
  /** Replies that answered something. */
  answers: number
  replies: number
  followedUpAt: Date | null
  /** Set once, never changed. */
  outcome: EpisodeOutcome | null
  endedAt: Date | null
  resolutionType: ResolutionType | null
  escalationReason: string | null
  escalationCategory: EscalationCategory | null
  ruleId: string | null
  handoffMode: HandoffMode | null
  causedBy: string | null
}

export interface Conversation {
  conversation: ConversationState
  /** The latest; null before anybody wrote. */
  episode: EpisodeState | null
}

export type Author = 'shopper' | 'agent' | 'teammate' | 'system'

export type LineKind =
  | 'message'
  /** Asks whether a person should take over. */
  | 'offer'
  | 'handoff'
  | 'authentication'
  | 'follow-up'
  /** Between teammates; no shopper sees it. */
  | 'note'
  /** What happened to the conversation: `payload.what` says it. */
  | 'notice'

export type Notice = 'handed-off' | 'taken-over' | 'returned' | 'assigned' | 'closed' | 'reopened'

export interface LinePayload {
  products?: ShownProduct[]
  quickReplies?: string[]
  /** Of an authentication line. */
  how?: 'sign-in' | 'email-code'
  /** Of a notice. */
  what?: Notice
  /** Of a notice: who did it. */
  by?: string
}

export interface NewLine {
  author: Author
  authorId: string | null
  authorName: string | null
  kind: LineKind
  text: string
  payload: LinePayload
  turn: number | null
  externalId: string | null
}

/** One of the four events, without what only the database knows. */
export type AgentEvent =
  | { kind: 'started'; episode: number; at: Date; causedBy: string }
  | { kind: 'resolved'; episode: number; at: Date; causedBy: string }
  | { kind: 'escalated'; episode: number; at: Date; causedBy: string }
  | {
      kind: 'recommended'
      episode: number
      at: Date
      causedBy: string
      turn: number
      products: ShownProduct[]
    }

/** What a decision leads to: the rows as they are afterwards, and what is added to them. */
export interface Decision extends Conversation {
  lines: NewLine[]
  events: AgentEvent[]
}

/** Longest text of one line; what is longer is cut. */
export const LINE_LENGTH_MAX = 20_000
/** Lines of a transcript that a turn reads. */
export const TRANSCRIPT_LINES_MAX = 60
/** The Started event waits this long for a routing decision. */
export const START_WAIT_MS = 10_000

export function line(author: Author, kind: LineKind, text: string): NewLine {
  return {
    author,
    authorId: null,
    authorName: null,
    kind,
    text,
    payload: {},
    turn: null,
    externalId: null,
  }
}

const NOTICE_TEXTS: Record<Notice, string> = {
  'handed-off': 'Handed over to the team',
  'taken-over': 'A teammate took over',
  returned: 'Given back to the agent',
  assigned: 'Assigned',
  closed: 'Closed',
  reopened: 'Opened again',
}

export function notice(what: Notice, by: string | null): NewLine {
  const payload = by === null ? { what } : { what, by }
  return { ...line('system', 'notice', NOTICE_TEXTS[what]), payload }
}

/** True when the agent has to answer: it owns the conversation and the shopper wrote last. */
export function isTurnDue(conversation: ConversationState): boolean {
  return (
    conversation.status === 'open' &&
    conversation.lastShopperPosition > conversation.answeredPosition
  )
}

/** Text as it is stored: without NUL, which PostgreSQL does not take, and not longer than a line. */
export function lineText(text: string): string {
  const clean = text.replaceAll('\u0000', '').trim()
  return clean.length > LINE_LENGTH_MAX ? `${clean.slice(0, LINE_LENGTH_MAX - 1)}…` : clean
}
