import {
  ESCALATION_REASONS,
  type EscalationReason,
  type Language,
} from '../contract/agent-words.ts'
import type {
  ClaimedTurn,
  ScoredSkill,
  ShownProduct,
  ToolUse,
  TurnAction,
  TurnOutcome,
  TurnTrace,
} from '../conversation/turn-outcome.ts'
import { understand } from '../intent/understand.ts'
import type { UnderstoodMessage } from '../intent/understood.ts'
import { productLines } from './answer-products.ts'
import { type AgentSetup, type Brain, BrainFailure, type TurnToolbox } from './brain.ts'
import type { ToolServices } from './call-custom-tool.action.ts'
import { callPerson, handoffText, type TeamNotice } from './call-person.ts'
import { styled } from './channel-style.ts'
import { availability, type OfficeHours } from './office-hours.ts'
import { type Thought, thinkOffline } from './offline-brain.ts'
import { phrasesFor } from './phrases.ts'
import { type MatchedRule, matchedRule, proofStep, readMessage, readTurn } from './read-turn.ts'
import { safetyTopic } from './safety.ts'
import { toolboxFor } from './toolbox.action.ts'
import {
  FAILURES_BEFORE_HANDOFF,
  SAME_REPLIES_MAX,
  TURNS_PER_CONVERSATION_MAX,
} from './turn-limits.ts'
import { readMemory, remembered, rememberProducts, type TurnMemory } from './turn-memory.ts'
import { CODE_TRIES_MAX } from './verification.ts'

/** Proves that a shopper is the owner of an address. */
export interface ProofDesk {
  /** @returns false when this conversation may not ask for more codes now */
  send: (email: string, language: Language) => Promise<boolean>
  /** @returns the turn as it is for the proved shopper; undefined: the code proves nothing */
  check: (code: string) => Promise<ClaimedTurn | undefined>
}

export interface TurnToThink {
  turn: ClaimedTurn
  setup: AgentSetup
  officeHours: OfficeHours
  /** Whether the storefront can tell who its visitors are. */
  canSignIn: boolean
  /** The clock of the account. */
  now: Date
  proof: ProofDesk
  signal: AbortSignal
  /** Parts of the reply, as they are written. */
  onText?: ((part: string) => void) | undefined
  source: 'conversation' | 'test'
}

export interface ThinkingServices extends ToolServices {
  /** Null: only the offline brain thinks. */
  llm: Brain | null
}

export interface ThoughtTurn {
  outcome: TurnOutcome
  /** As it was in the end: proving who one is changes whose turn it is. */
  turn: ClaimedTurn
}

/**
 * One turn of the agent: rules, then routing, then the skill's answer, then checks. Writes nothing
 * itself. Whatever fails, there is an outcome, and in the end it is a person.
 */
export async function thinkTurn(
  services: ThinkingServices,
  given: TurnToThink,
): Promise<ThoughtTurn> {
  const watch = new StopWatch()
  const { setup } = given
  const memory = readMemory(given.turn.memory)
  const { text, understood } = readMessage(given.turn, memory, setup)
  const at: Desk = { ...given, text, understood, memory, watch, uses: [] }
  watch.lap('understand')
  try {
    const first = guarded(at)
    if (first) return { outcome: first, turn: given.turn }
    return await afterProof(services, at)
  } catch (error) {
    services.log.error({ err: error, conversation: given.turn.conversationId }, 'a turn failed')
    const action = callPerson({ reason: 'outage', says: [] }, noticeOf(at))
    const fallback = error instanceof Error ? error.name : 'error'
    return { outcome: ended(at, { action, skill: null, fallback }), turn: given.turn }
  }
}

/** Everything about the turn that is being thought. */
interface Desk extends TurnToThink {
  text: string
  understood: UnderstoodMessage
  memory: TurnMemory
  watch: StopWatch
  uses: ToolUse[]
}

/** What decides before any brain is asked. */
function guarded(at: Desk): TurnOutcome | undefined {
  const { turn, setup, text, understood, memory } = at
  const notice = noticeOf(at)
  const { phrases } = notice
  if (turn.turnsBefore >= TURNS_PER_CONVERSATION_MAX) {
    return ended(at, {
      action: callPerson({ reason: 'budget_exhausted', says: [] }, notice),
      skill: null,
    })
  }
  const topic = safetyTopic(text)
  if (topic) {
    const says = [topic === 'crisis' ? phrases.crisis() : phrases.safety()]
    const action = callPerson({ reason: 'safety', says }, notice)
    return ended(at, { action, skill: null, tags: ['safety', topic] })
  }
  const rule = matchedRule(setup.escalationRules, text, understood)
  at.watch.lap('rules')
  if (rule) return ended(at, { action: ruleAction(rule, notice), skill: null, rule })
  if (!turn.isHandoffOffered) return undefined
  const { answer } = understood.entities
  if (answer === 'yes') {
    const { reason, category } = memory.offer ?? { reason: 'shopper_requested', category: null }
    const action: TurnAction = {
      kind: 'hand-off',
      mode: 'soft',
      text: handoffText(notice),
      reason,
      category,
      ruleId: null,
    }
    return ended(at, { action, skill: turn.previousSkill })
  }
  if (answer !== 'no' || !isShort(text) || asksForPerson(text, understood.language)) {
    return undefined
  }
  return ended(at, { action: reply(phrases.stayed(), true), skill: 'smalltalk' })
}

const SHORT_LENGTH_MAX = 40

/** Read by itself: after the offer of a person, everything short seems to be about persons. */
function asksForPerson(text: string, language: Language): boolean {
  return understand(text, { language }).routed.to === 'human_handoff'
}

function isShort(text: string): boolean {
  return text.length <= SHORT_LENGTH_MAX
}

function ruleAction(rule: MatchedRule, notice: TeamNotice): TurnAction {
  return {
    kind: 'hand-off',
    mode: 'hard',
    text: handoffText(notice),
    reason: `rule:${rule.title}`,
    category: 'escalation-rule',
    ruleId: rule.id,
  }
}

/** Proof first, when the message is a step of it; then the brains. */
async function afterProof(services: ThinkingServices, at: Desk): Promise<ThoughtTurn> {
  const step = proofStep(at.memory, at.understood, at.turn, at.text)
  switch (step.do) {
    case 'nothing':
      return brained(services, at)
    case 'resume':
      return brained(services, resumed(at, at.turn, step.question))
    case 'send-code':
      return { outcome: await sendingCode(at, step), turn: at.turn }
    case 'check-code': {
      const proved = await at.proof.check(step.code)
      at.watch.lap('check code')
      if (proved) return brained(services, resumed(at, proved, step.question))
      const { phrases } = noticeOf(at)
      const wrong = (at.memory.proof?.wrong ?? 0) + 1
      const action =
        wrong < CODE_TRIES_MAX
          ? authenticate(phrases.codeWrong())
          : callPerson({ reason: 'auth_failed', says: [phrases.codeWrong()] }, noticeOf(at))
      const { question } = step
      const memory = { ...at.memory, proof: { step: 'code' as const, question, wrong } }
      return { outcome: ended(at, { action, skill: at.turn.previousSkill, memory }), turn: at.turn }
    }
  }
}

/** The question that had to wait for the proof takes the place of the message that gave it. */
function resumed(at: Desk, turn: ClaimedTurn, question: string): Desk {
  const last = turn.unanswered.at(-1)
  const unanswered = last ? [{ ...last, text: question }] : turn.unanswered
  const memory = { ...at.memory, proof: null }
  const resumedTurn = { ...turn, language: at.understood.language, unanswered }
  const understood = readTurn(resumedTurn, memory, question, at.setup)
  return { ...at, turn: resumedTurn, memory, text: question, understood }
}

async function sendingCode(
  at: Desk,
  { email, question, says = [] }: { email: string; question: string; says?: readonly string[] },
): Promise<TurnOutcome> {
  const { language } = at.understood
  const { phrases } = noticeOf(at)
  const skill = at.turn.previousSkill ?? at.understood.routed.to
  const isSent = await at.proof.send(email, language)
  at.watch.lap('send code')
  if (!isSent) {
    const refused = [...says, phrases.codesUsedUp()]
    const action = callPerson({ reason: 'auth_failed', says: refused }, noticeOf(at))
    return ended(at, { action, skill, memory: { ...at.memory, proof: null } })
  }
  const proof = { step: 'code' as const, question: remembered(question), wrong: 0 }
  const memory = { ...at.memory, proof }
  return ended(at, { action: authenticate(phrases.codeSent(email), says), skill, memory })
}

function authenticate(text: string, says: readonly string[] = []): TurnAction {
  return {
    kind: 'require-authentication',
    text: [...says, text].join('\n\n'),
    how: 'email-code',
  }
}

function reply(text: string, asksBack = false): TurnAction {
  return { kind: 'reply', text, products: [], quickReplies: [], asksBack }
}

/** The brains in turn: the model when there is one, then the offline one. */
async function brained(services: ThinkingServices, at: Desk): Promise<ThoughtTurn> {
  const { llm } = services
  const turn: ClaimedTurn = { ...at.turn, language: at.understood.language, memory: at.memory }
  let fallback: string | null = null
  if (llm) {
    try {
      const box = recording(toolboxOf(services, { ...at, turn }), at.uses)
      const outcome = await llm.think(turn, at.setup, box, at.signal, at.onText)
      at.watch.lap('model')
      return { outcome: await finished(at, outcome), turn: at.turn }
    } catch (error) {
      fallback = error instanceof BrainFailure ? `${error.reason}: ${error.message}` : 'error'
      services.log.warn(
        { err: error, conversation: turn.conversationId },
        'the model gave no answer',
      )
      at.uses.length = 0
    }
  }
  const box = recording(toolboxOf(services, { ...at, turn }), at.uses)
  const thought = await thinkOffline(turn, at.setup, box, at)
  at.watch.lap('answer')
  const outcome = await settled(at, thought, fallback)
  at.onText?.(textOf(outcome.action))
  return { outcome, turn: at.turn }
}

function toolboxOf(services: ThinkingServices, at: Desk): TurnToolbox {
  const skills = at.setup.skills.filter((skill) => skill.isAvailable)
  return toolboxFor(services, at.turn, skills, { source: at.source, now: at.now })
}

function recording(toolbox: TurnToolbox, uses: ToolUse[]): TurnToolbox {
  return {
    tools: toolbox.tools,
    async call(toolId, input) {
      const use = await toolbox.call(toolId, input)
      uses.push(use)
      return use
    },
  }
}

/** The offline brain's thought as an outcome. */
async function settled(at: Desk, thought: Thought, fallback: string | null): Promise<TurnOutcome> {
  const { answer, skill } = thought
  const because = {
    skill,
    routed: thought.routed,
    runnerUp: thought.runnerUp,
    passages: answer.passages ?? [],
    gap: thought.gap,
    tags: answer.tags ?? [],
    fallback,
  }
  if (answer.needs?.what === 'proof') {
    const asked = await proving(at, {
      skill,
      memory: thought.memory,
      question: thought.pending ?? at.text,
      says: answer.says,
      products: answer.products ?? [],
    })
    return { ...asked, trace: { ...asked.trace, ...traceOf(at, because) } }
  }
  const isStuck = thought.memory.failures >= FAILURES_BEFORE_HANDOFF
  const action = isStuck
    ? callPerson({ reason: 'loop_detected', says: answer.says }, noticeOf(at))
    : actionOf(at, thought)
  return ended(at, { action, memory: thought.memory, ...because })
}

interface Unproved {
  skill: string | null
  memory: TurnMemory
  /** What has to wait. */
  question: string
  /** What can be said and shown all the same: another wish of the message. */
  says: readonly string[]
  products: readonly ShownProduct[]
}

/** Ask who it is; when the message already names the address, the code goes there at once. */
async function proving(at: Desk, unproved: Unproved): Promise<TurnOutcome> {
  const { turn, understood } = at
  const { skill, question, says, products } = unproved
  const { phrases } = noticeOf(at)
  const ownAddress = turn.channel === 'email' ? (turn.shopper.email ?? undefined) : undefined
  const email = understood.entities.emails[0] ?? ownAddress
  const asked =
    email === undefined
      ? ended(at, {
          action: authenticate(phrases.askEmail(at.canSignIn && turn.channel === 'web-chat'), says),
          skill,
          memory: {
            ...unproved.memory,
            proof: { step: 'email', question: remembered(question), wrong: 0 },
          },
        })
      : {
          ...(await sendingCode({ ...at, memory: unproved.memory }, { email, question, says })),
          skill,
        }
  // Only a reply shows products; what it asks for is in its text.
  if (products.length === 0) return asked
  const text = asked.action.text ?? ''
  const action: TurnAction = { kind: 'reply', text, products: [...products], quickReplies: [] }
  return { ...asked, action }
}

function actionOf(at: Desk, { answer, handoff }: Thought): TurnAction {
  const { needs, says } = answer
  const text = says.join('\n\n')
  if (needs?.what === 'nothing-more') return { kind: 'resolve', text, resolutionType: 'confirmed' }
  if (needs?.what === 'person' || needs?.what === 'knowledge') {
    const reason = needs.what === 'knowledge' ? 'knowledge_gap' : needs.reason
    const isWanted = reason === 'shopper_requested' || reason === 'sentiment'
    if (handoff !== 'none' || isWanted) {
      const isSettled = handoff === 'immediate' || handoff === 'all'
      const notice = noticeOf(at)
      // The offer of a person has no cards, so what it announces stands in its text.
      const lines = productLines(answer.products ?? [], notice.language, notice.phrases)
      return callPerson({ reason, says: [...says, ...lines], isSettled }, notice)
    }
  }
  return {
    kind: 'reply',
    text: text === '' ? noticeOf(at).phrases.unknown() : text,
    products: answer.products ?? [],
    quickReplies: answer.quickReplies ?? [],
    asksBack: answer.asksBack ?? false,
  }
}

/** A model's outcome, with what is not a model's to decide. */
async function finished(at: Desk, outcome: TurnOutcome): Promise<TurnOutcome> {
  const { action, language } = outcome
  const spoken: Desk = { ...at, understood: { ...at.understood, language } }
  const notice = noticeOf(spoken)
  const base = { ...outcome, trace: { ...outcome.trace, ...timesOf(at) } }
  const memory = { ...at.memory, open: null, offer: null, proof: null, failures: 0 }
  switch (action.kind) {
    case 'require-authentication': {
      if (at.turn.shopper.isVerified) throw new BrainFailure('nonsense', 'asks for proof again')
      const { skill } = outcome
      const asked = await proving(spoken, {
        skill,
        memory,
        question: spoken.text,
        says: [],
        products: [],
      })
      return { ...base, action: asked.action, memory: asked.memory }
    }
    case 'offer-handoff':
    case 'hand-off': {
      const reason = ESCALATIONS.get(action.reason) ?? 'unsupported_request'
      const says = action.text ? [action.text] : []
      const called = callPerson({ reason, says }, notice)
      return { ...base, action: called, memory: { ...memory, offer: offerOf(called) } }
    }
    case 'reply': {
      const products =
        action.products.length > 0 ? rememberProducts(action.products) : memory.products
      const hasAnswered = memory.hasAnswered || action.asksBack !== true
      return {
        ...base,
        action: at.turn.channel === 'web-chat' ? action : withProductLines(action, spoken),
        memory: { ...memory, products, hasAnswered },
      }
    }
    case 'resolve':
      return { ...base, memory }
  }
}

const ESCALATIONS: ReadonlyMap<string, EscalationReason> = new Map(
  ESCALATION_REASONS.map((reason) => [reason, reason]),
)

/** Channels without cards show products as lines of text. */
function withProductLines(action: TurnAction & { kind: 'reply' }, at: Desk): TurnAction {
  const { phrases } = noticeOf(at)
  const lines = productLines(action.products, at.understood.language, phrases)
  return { ...action, text: [action.text, ...lines].join('\n\n') }
}

interface Ending {
  action: TurnAction
  skill: string | null
  memory?: TurnMemory
  rule?: MatchedRule
  routed?: ScoredSkill
  runnerUp?: ScoredSkill
  passages?: TurnTrace['passages']
  gap?: string | null
  tags?: string[]
  fallback?: string | null
}

/** The outcome of a turn that no model decided: styled for its channel, and no endless loop. */
function ended(at: Desk, ending: Ending): TurnOutcome {
  const { turn, setup, understood } = at
  const notice = noticeOf(at)
  const style = {
    channel: turn.channel,
    language: understood.language,
    phrases: notice.phrases,
    names: { agent: setup.agentName, shop: setup.shopName },
    firstName: turn.shopper.firstName,
  }
  const wished = styled(ending.action, style)
  const action = isLoop(turn, wished)
    ? styled(callPerson({ reason: 'loop_detected', says: [] }, notice), style)
    : wished
  const memory = ending.memory ?? at.memory
  return {
    action,
    skill: ending.skill,
    language: understood.language,
    tags: [...new Set(ending.tags ?? [])],
    trace: {
      brain: 'offline',
      rule: ending.rule ? { title: ending.rule.title, score: ending.rule.score } : null,
      tokens: null,
      ...traceOf(at, ending),
    },
    knowledgeGap: ending.gap ?? null,
    memory: { ...memory, offer: offerOf(action) },
  }
}

function traceOf(at: Desk, ending: Omit<Ending, 'action'>) {
  const { routed } = at.understood
  return {
    skill: ending.routed ?? { skill: routed.to, score: routed.score },
    runnerUp: ending.runnerUp ?? { skill: routed.runnerUp.to, score: routed.runnerUp.score },
    passages: ending.passages ?? [],
    fallback: ending.fallback ?? null,
    ...timesOf(at),
  }
}

function timesOf(at: Desk): Pick<TurnTrace, 'tools' | 'steps' | 'tookMs'> {
  return { tools: [...at.uses], steps: at.watch.laps(), tookMs: at.watch.totalMs() }
}

function offerOf(action: TurnAction): TurnMemory['offer'] {
  if (action.kind !== 'offer-handoff') return null
  const reason = ESCALATIONS.get(action.reason)
  return reason ? { reason, category: action.category } : null
}

/** True when the same words were just said, again and again. */
function isLoop({ transcript }: ClaimedTurn, action: TurnAction): boolean {
  // Codes have a limit of their own.
  if (action.kind === 'hand-off' || action.kind === 'require-authentication') return false
  const said = transcript.filter((line) => line.author === 'agent').slice(-SAME_REPLIES_MAX)
  return said.length === SAME_REPLIES_MAX && said.every((line) => line.text === action.text)
}

function textOf(action: TurnAction): string {
  return action.text ?? ''
}

function noticeOf(at: Desk): TeamNotice {
  const { language } = at.understood
  return {
    channel: at.turn.channel,
    language,
    phrases: phrasesFor(language, at.setup.tone),
    availability: availability(at.officeHours, at.now),
    closedMessage: at.officeHours.closedMessage[language],
  }
}

/** Times of the parts of a turn, by the monotonic clock. */
class StopWatch {
  private readonly startedMs = performance.now()
  private lastMs = this.startedMs
  private readonly parts: TurnTrace['steps'] = []

  lap(name: string): void {
    const nowMs = performance.now()
    this.parts.push({ name, tookMs: tenths(nowMs - this.lastMs) })
    this.lastMs = nowMs
  }

  laps(): TurnTrace['steps'] {
    return [...this.parts]
  }

  totalMs(): number {
    return tenths(performance.now() - this.startedMs)
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}
