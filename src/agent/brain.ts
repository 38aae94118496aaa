import type { Language, PrebuiltSkill } from '../contract/agent-words.ts'
import type { AgentToolTemplate, AgentToolVariable } from '../contract/agents.ts'
import type { ClaimedTurn, ToolUse, TurnOutcome } from '../conversation/turn-outcome.ts'

/** A skill as a turn sees it. */
export interface TurnSkill {
  /** A prebuilt id or `custom:` and an id. */
  id: PrebuiltSkill | `custom:${string}`
  displayName: string
  /** When to use it: what the router reads. */
  description: string
  instructions: string
  handoff: 'none' | 'offer' | 'immediate' | 'all' | 'custom'
  /** False: a prerequisite is missing, so it answers with a handoff. */
  isAvailable: boolean
  unavailableBecause: string | null
  toolIds: readonly string[]
  /** The shop's own tools among `toolIds`, with all it takes to call them. */
  customTools: readonly CustomTool[]
}

/** A tool that a shop made: one HTTPS request with variables. Secrets are read when it is called. */
export interface CustomTool {
  toolId: string
  name: string
  description: string
  template: AgentToolTemplate
  variables: readonly AgentToolVariable[]
  timeoutSeconds: number
  maxRetries: number
}

/** What holds for every turn of an agent. */
export interface AgentSetup {
  /** False: the agent stays silent on every channel. */
  isOn: boolean
  agentName: string
  shopName: string
  currency: string
  timezone: string
  brandSummary: string
  tone: 'neutral' | 'professional' | 'friendly' | 'playful' | 'custom'
  toneInstruction: string | null
  /** Only the enabled ones, at most 20 of each. */
  escalationRules: readonly { id: string; title: string; description: string }[]
  styles: readonly { title: string; description: string }[]
  /** Live ones; also those that cannot work or are switched off, as not available. */
  skills: readonly TurnSkill[]
  defaultLanguage: Language
  /** Where shoppers start a return, or look after a subscription, by themselves. */
  returnsPortalUrl: string | null
  subscriptionsPortalUrl: string | null
}

/** Something a brain may call during a turn. All limits and guards are behind `call`. */
export interface TurnTool {
  id: string
  name: string
  description: string
  /** JSON Schema of the input. */
  inputSchema: Record<string, unknown>
}

export interface TurnToolbox {
  tools: readonly TurnTool[]
  /** Never rejects: what went wrong is an output the brain can read, with `isError`. */
  call: (toolId: string, input: unknown) => Promise<ToolUse>
}

/** Decides what the agent does next. Two real ones exist: offline and a language model. */
export interface Brain {
  name: 'offline' | 'llm'
  /**
   * @param onText parts of the reply as they are written, for a shopper who watches
   * @throws BrainFailure when it cannot answer: the next brain, and in the end a person, takes over
   */
  think: (
    turn: ClaimedTurn,
    setup: AgentSetup,
    toolbox: TurnToolbox,
    signal: AbortSignal,
    onText?: (part: string) => void,
  ) => Promise<TurnOutcome>
}

export class BrainFailure extends Error {
  override readonly name = 'BrainFailure'
  readonly reason: 'timeout' | 'unreachable' | 'nonsense' | 'refused' | 'budget'
  constructor(reason: BrainFailure['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}
