import { randomBytes } from 'node:crypto'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  dynamicTool,
  hasToolCall,
  jsonSchema,
  type LanguageModel,
  parsePartialJson,
  stepCountIs,
  streamText,
  type ToolSet,
  tool,
} from 'ai'
import { ROUTING_OUTCOMES } from '../contract/agent-words.ts'
import type {
  ClaimedTurn,
  ShownProduct,
  ToolUse,
  TurnOutcome,
} from '../conversation/turn-outcome.ts'
import { SECOND_MS } from '../platform/time.ts'
import { shown } from './answer-products.ts'
import { type AgentSetup, type Brain, BrainFailure, type TurnToolbox } from './brain.ts'
import { type Evidence, faultOf } from './check-reply.ts'
import { type Fence, fence } from './fence.ts'
import { ANSWER_TOOL, actionOf, answerSchema, LlmAnswer } from './llm-answer.ts'
import { conversationMessages, systemPrompt } from './llm-prompt.ts'
import { passagesIn, productsIn } from './lookups.ts'
import { cited } from './quote-passages.ts'
import { sentencesOf } from './words-of.ts'

/** Where the model is, and which. */
export interface LlmSettings {
  provider: 'openai-compatible' | 'anthropic'
  /** Up to and including the version, such as https://llm.example/v1; null: the provider's own. */
  url: string | null
  key: string | null
  model: string
}

export interface LlmTimeouts {
  /** For a whole turn, tools included. */
  turnMs: number
  /** Between two parts of an answer. */
  silenceMs: number
}

const TIMEOUTS: LlmTimeouts = { turnMs: 30 * SECOND_MS, silenceMs: 12 * SECOND_MS }
/** Rounds of calling tools and reading what they answer. */
const STEPS_MAX = 8
const OUTPUT_TOKENS_MAX = 1_500
/** A service that is overloaded is asked once more. */
const RETRIES_MAX = 1
/** Longest answer of a tool that the model reads, in characters. */
const TOOL_TEXT_LENGTH_MAX = 12_000
const FENCE_BYTES = 16

/**
 * The brain behind a language model. What strangers wrote is fenced as data; the action is the
 * input of a tool, never read out of prose; products, links, prices and numbers are only let
 * through when a tool returned them.
 *
 * Parts of the reply are passed on sentence by sentence, each after it was checked.
 */
export function llmBrain(settings: LlmSettings, timeouts: LlmTimeouts = TIMEOUTS): Brain {
  const model = modelOf(settings)
  return {
    name: 'llm',
    think: (turn, setup, toolbox, signal, onText) =>
      think({ model, timeouts }, { turn, setup, toolbox, signal, onText }),
  }
}

function modelOf({ provider, url, key, model }: LlmSettings): LanguageModel {
  if (provider === 'anthropic') {
    const anthropic = createAnthropic({
      ...(url === null ? {} : { baseURL: url }),
      ...(key === null ? {} : { apiKey: key }),
    })
    return anthropic(model)
  }
  const compatible = createOpenAICompatible({
    name: 'llm',
    baseURL: url ?? '',
    ...(key === null ? {} : { apiKey: key }),
    includeUsage: true,
  })
  return compatible(model)
}

interface Service {
  model: LanguageModel
  timeouts: LlmTimeouts
}

interface Turn {
  turn: ClaimedTurn
  setup: AgentSetup
  toolbox: TurnToolbox
  signal: AbortSignal
  onText: ((part: string) => void) | undefined
}

async function think({ model, timeouts }: Service, given: Turn): Promise<TurnOutcome> {
  const { turn, setup, signal } = given
  const started = performance.now()
  const data = fence(randomBytes(FENCE_BYTES).toString('hex'))
  const uses: ToolUse[] = []
  const watch = new Watchdog(timeouts)
  const reading = new Reading(given, data, uses)
  try {
    const result = streamText({
      model,
      system: systemPrompt(setup, turn, data),
      messages: conversationMessages(turn, data),
      tools: toolsOf(given, data, uses),
      toolChoice: 'required',
      stopWhen: [hasToolCall(ANSWER_TOOL), stepCountIs(STEPS_MAX)],
      maxOutputTokens: OUTPUT_TOKENS_MAX,
      maxRetries: RETRIES_MAX,
      abortSignal: AbortSignal.any([signal, watch.signal]),
      // Errors are parts of the stream, and read there.
      onError: () => {},
    })
    for await (const part of result.fullStream) {
      watch.pat()
      await reading.take(part)
    }
  } catch (error) {
    throw failureOf(error, watch)
  } finally {
    watch.stop()
  }
  return outcomeOf(given, reading, { uses, mark: data.mark, tookMs: performance.now() - started })
}

/** Ends the call when it is silent for too long, or takes too long altogether. */
class Watchdog {
  private readonly aborting = new AbortController()
  private readonly silenceMs: number
  private readonly whole: NodeJS.Timeout
  private silence: NodeJS.Timeout

  constructor({ turnMs, silenceMs }: LlmTimeouts) {
    this.silenceMs = silenceMs
    this.whole = setTimeout(() => this.aborting.abort(), turnMs)
    this.silence = setTimeout(() => this.aborting.abort(), silenceMs)
  }

  get signal(): AbortSignal {
    return this.aborting.signal
  }

  pat(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => this.aborting.abort(), this.silenceMs)
  }

  stop(): void {
    clearTimeout(this.whole)
    clearTimeout(this.silence)
  }
}

function failureOf(error: unknown, watch: Watchdog): BrainFailure {
  if (error instanceof BrainFailure) return error
  if (watch.signal.aborted) return new BrainFailure('timeout', 'the model did not answer in time')
  const message = error instanceof Error ? error.message : String(error)
  return new BrainFailure('unreachable', message.slice(0, 300))
}

function toolsOf({ toolbox, setup }: Turn, data: Fence, uses: ToolUse[]): ToolSet {
  const own: ToolSet = {}
  for (const one of toolbox.tools) {
    own[toolName(one.id)] = dynamicTool({
      description: `${one.name}. ${one.description}`,
      inputSchema: jsonSchema(one.inputSchema),
      execute: async (input) => {
        const use = await toolbox.call(one.id, input)
        uses.push(use)
        const text = JSON.stringify(use.output) ?? 'null'
        return data.around(`answer of ${one.name}`, text.slice(0, TOOL_TEXT_LENGTH_MAX))
      },
    })
  }
  own[ANSWER_TOOL] = tool({
    description: 'Ends the turn: what the agent does and says.',
    inputSchema: jsonSchema<unknown>(answerSchema(setup.skills.filter((one) => one.isAvailable))),
  })
  return own
}

/** Services take letters, digits, _ and - only, at most 64. */
function toolName(id: string): string {
  const name = id.replace(/[^\w-]/g, '_').slice(0, 60)
  return name === ANSWER_TOOL ? `_${name}` : name
}

type Part = { type: string } & Record<string, unknown>

/** Reads the stream: the answer as it grows, the answer as a whole, and how it ended. */
class Reading {
  answer: unknown
  tokens: { input: number; output: number } | null = null
  isRefused = false
  private readonly given: Turn
  private readonly data: Fence
  private readonly uses: readonly ToolUse[]
  private answerCallId: string | undefined
  private json = ''
  private saidSentences = 0

  constructor(given: Turn, data: Fence, uses: readonly ToolUse[]) {
    this.given = given
    this.data = data
    this.uses = uses
  }

  async take(part: Part): Promise<void> {
    switch (part.type) {
      case 'tool-input-start':
        if (part['toolName'] === ANSWER_TOOL) this.answerCallId = String(part['id'])
        return
      case 'tool-input-delta':
        if (part['id'] === this.answerCallId) await this.grow(String(part['delta']))
        return
      case 'tool-call':
        if (part['toolName'] === ANSWER_TOOL) this.answer = part['input']
        return
      case 'finish':
        this.finish(part)
        return
      case 'error':
        throw part['error']
      case 'abort':
        throw new Error('the call was ended')
      default:
        return
    }
  }

  /** Passes on every sentence that is complete and says only what was found. */
  private async grow(delta: string): Promise<void> {
    const { onText } = this.given
    if (!onText) return
    this.json += delta
    const { value } = await parsePartialJson(this.json)
    if (typeof value !== 'object' || value === null || !('text' in value)) return
    const isReply = 'action' in value && value.action === 'reply'
    if (!isReply || typeof value.text !== 'string') return
    const complete = sentencesOf(value.text).slice(0, -1)
    for (const sentence of complete.slice(this.saidSentences)) {
      const fault = faultOf(sentence, evidenceOf(this.given, this.uses, this.data.mark))
      if (fault !== undefined) throw new BrainFailure('nonsense', `the reply ${fault}`)
      onText(`${sentence} `)
    }
    this.saidSentences = Math.max(this.saidSentences, complete.length)
  }

  private finish(part: Part): void {
    const usage = part['totalUsage']
    if (typeof usage === 'object' && usage !== null) {
      this.tokens = {
        input: numberIn(usage, 'inputTokens'),
        output: numberIn(usage, 'outputTokens'),
      }
    }
    this.isRefused = part['finishReason'] === 'content-filter'
  }
}

function numberIn(usage: object, name: string): number {
  const value = new Map<string, unknown>(Object.entries(usage)).get(name)
  return typeof value === 'number' ? value : 0
}

function outcomeOf(
  given: Turn,
  reading: Reading,
  { uses, mark, tookMs }: { uses: ToolUse[]; mark: string; tookMs: number },
): TurnOutcome {
  if (reading.isRefused) throw new BrainFailure('refused', 'the model refused to answer')
  const parsed = LlmAnswer.safeParse(reading.answer)
  if (!parsed.success) throw new BrainFailure('nonsense', 'the model ended without a usable answer')
  const answer = parsed.data
  if (answer.text.trim() === '') throw new BrainFailure('nonsense', 'the reply is empty')
  const fault = faultOf(answer.text, evidenceOf(given, uses, mark))
  if (fault !== undefined) throw new BrainFailure('nonsense', `the reply ${fault}`)
  const products = new Map<string, ShownProduct>(
    uses
      .filter((use) => !use.isError)
      .flatMap((use) => productsIn(use.output))
      .map((product) => [product.productId, shown(product, 1, null)]),
  )
  const passages = uses.flatMap((use) => passagesIn(use.output)).map(cited)
  return {
    action: actionOf(answer, products),
    skill: knownSkill(given.setup, answer.skill),
    language: answer.language,
    tags: answer.tags,
    knowledgeGap: answer.knowledge_gap === '' ? null : answer.knowledge_gap,
    memory: given.turn.memory,
    trace: {
      brain: 'llm',
      rule: null,
      skill: { skill: answer.skill, score: 1 },
      runnerUp: null,
      tools: uses,
      passages,
      steps: [],
      tookMs: Math.round(tookMs),
      tokens: reading.tokens,
      fallback: null,
    },
  }
}

/** A model may invent a skill; reports had better not count it. */
function knownSkill({ skills }: AgentSetup, skill: string): string | null {
  const isKnown =
    skills.some((one) => one.id === skill) || ROUTING_OUTCOMES.some((one) => one === skill)
  return isKnown ? skill : null
}

function evidenceOf({ turn, setup }: Turn, uses: readonly ToolUse[], mark: string): Evidence {
  const answered = uses.filter((use) => !use.isError)
  const lines = (author: string) =>
    turn.transcript.filter((line) => line.author === author).map((line) => line.text)
  const shop = [
    setup.brandSummary,
    setup.toneInstruction ?? '',
    setup.returnsPortalUrl ?? '',
    setup.subscriptionsPortalUrl ?? '',
    ...setup.styles.map((style) => style.description),
    ...setup.skills.map((skill) => skill.instructions),
  ]
  return {
    found: [
      ...answered.map((use) => JSON.stringify(use.output) ?? ''),
      ...shop,
      ...lines('agent'),
      ...lines('teammate'),
    ].join('\n'),
    said: [...lines('shopper'), ...turn.unanswered.map((line) => line.text)].join('\n'),
    toolsUsed: answered.map((use) => use.tool),
    mark,
  }
}
