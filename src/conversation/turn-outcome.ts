import type { Channel, EscalationCategory, HandoffMode, Language } from '../contract/agent-words.ts'

/** A product as it was shown, so that a message can show it again without asking the catalogue. */
export interface ShownProduct {
  /** The shop's id of the item, without the catalogue prefix. */
  productId: string
  variantId: string | null
  sku: string | null
  title: string
  url: string
  imageUrl: string | null
  /** In `currency`, major units; null when the shop states none. */
  price: number | null
  currency: string | null
  /** From 1. */
  rank: number
  /** Why it was chosen, in the shopper's language. */
  reason: string | null
}

/** What the agent decided to do. The action is a field of its own, never hidden in text. */
export type TurnAction =
  | {
      kind: 'reply'
      text: string
      products: ShownProduct[]
      quickReplies: string[]
      /** It only asks for what is missing and answers nothing yet. Absent: guessed from the text. */
      asksBack?: boolean
    }
  /** Ask whether a person should take over; on confirmation the conversation is handed off. */
  | { kind: 'offer-handoff'; text: string; reason: string; category: EscalationCategory | null }
  | {
      kind: 'hand-off'
      mode: HandoffMode
      /** What the shopper is told; null for a silent one. */
      text: string | null
      reason: string
      category: EscalationCategory | null
      ruleId: string | null
    }
  /** The shopper said that all is well: the episode ends. */
  | { kind: 'resolve'; text: string; resolutionType: 'confirmed' | 'procedure_complete' }
  /** The shopper has to prove who they are before this can go on. */
  | { kind: 'require-authentication'; text: string; how: 'sign-in' | 'email-code' }

export interface ScoredSkill {
  skill: string
  /** 0 to 1. */
  score: number
}

export interface ToolUse {
  tool: string
  input: unknown
  output: unknown
  isError: boolean
  tookMs: number
}

export interface CitedPassage {
  knowledgeId: string
  title: string
  url: string | null
  text: string
  /** 0 to 1. */
  score: number
}

/** How a turn came about: shown beside the transcript and in the playground. */
export interface TurnTrace {
  brain: 'offline' | 'llm'
  /** The escalation rule that matched, if one did. */
  rule: { title: string; score: number } | null
  /** The routed skill's id, or an outcome such as `out_of_scope`. */
  skill: ScoredSkill | null
  runnerUp: ScoredSkill | null
  tools: ToolUse[]
  passages: CitedPassage[]
  /** Parts of the turn in the order they ran. */
  steps: { name: string; tookMs: number }[]
  tookMs: number
  /** Tokens read and written, of a language model. */
  tokens: { input: number; output: number } | null
  /** Why the first choice of brain did not answer. */
  fallback: string | null
}

export interface TurnOutcome {
  action: TurnAction
  /** The routed skill's id; null when a rule or a failure decided. */
  skill: string | null
  language: Language
  /** Topics found in the turn; tags set by people are never touched. */
  tags: string[]
  trace: TurnTrace
  /** The question that no knowledge answered, if that is what happened. */
  knowledgeGap: string | null
  /** Free facts for the next turn; they take the place of the ones it was claimed with. */
  memory: Record<string, unknown>
}

/** One line of a transcript, oldest first. */
export interface TranscriptLine {
  position: number
  author: 'shopper' | 'agent' | 'teammate' | 'system'
  text: string
  at: Date
}

export interface ShopperFacts {
  profileId: string
  email: string | null
  phoneNumber: string | null
  firstName: string | null
  lastName: string | null
  /** Proved to be this person: signed in by the shop, one-time code, or the number they write from. */
  isVerified: boolean
}

/** All that a turn needs to know about its conversation, read under the row lock. */
export interface ClaimedTurn {
  accountId: string
  conversationId: string
  episode: number
  channel: Channel
  language: Language | null
  shopper: ShopperFacts
  /** The page the shopper looks at, on web chat. */
  page: { url: string; title: string } | null
  /** Skill of the turn before in this episode. */
  previousSkill: string | null
  isHandoffOffered: boolean
  /** Of this episode, newest 60; the unanswered lines are the last of them. */
  transcript: TranscriptLine[]
  /** What the shopper wrote since the agent last answered. */
  unanswered: TranscriptLine[]
  /** Position of the last line read: a newer one makes the reply stale. */
  readUpTo: number
  /** Turns of this conversation so far, for the budget. */
  turnsBefore: number
  /** Free facts that skills carry from turn to turn, such as an order number asked about. */
  memory: Record<string, unknown>
}
