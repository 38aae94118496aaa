import type { ClaimedTurn, ToolUse } from '../conversation/turn-outcome.ts'
import { newUlidUuid } from '../platform/id.ts'
import type { CustomTool, TurnSkill, TurnTool, TurnToolbox } from './brain.ts'
import { builtInTools } from './built-in-tools.action.ts'
import { callCustomTool, type ToolServices } from './call-custom-tool.action.ts'
import type { ToolCallSource } from './tool-calls.sql.ts'
import { cleaned, failed, type ToolResult } from './tool-output.ts'
import { inputSchemaOf } from './tool-values.ts'

/** Calls of tools in one turn. */
export const TOOL_CALLS_MAX = 20
/** Calls of one tool with the same input in one turn. */
export const IDENTICAL_CALLS_MAX = 3
/** Longest input, as JSON in characters. */
export const TOOL_INPUT_LENGTH_MAX = 10_000
/** For built-in tools; a tool of the shop has its own time-out, at most as long. */
export const BUILT_IN_TIMEOUT_MS = 10_000

export interface ToolboxOptions {
  /** What the report counts the calls as. */
  source?: ToolCallSource
  /** Of the account's clock; the time of the newest line unless given. */
  now?: Date
}

/**
 * The tools that a turn may use: those bound to its skill, or to all of several. Limits count over
 * all calls of this toolbox, so make one for each turn.
 */
export function toolboxFor(
  services: ToolServices,
  claimed: ClaimedTurn,
  skill: TurnSkill | readonly TurnSkill[],
  { source = 'conversation', now }: ToolboxOptions = {},
): TurnToolbox {
  const skills = 'id' in skill ? [skill] : skill
  const at = now ?? claimed.transcript.at(-1)?.at ?? new Date()
  const runners = new Map<string, Runner>([
    ...builtInRunners(services, claimed, skills),
    ...skills
      .flatMap((one) => one.customTools)
      .map((tool) => customRunner(services, claimed, tool)),
  ])
  const limits = new Limits()

  return {
    tools: [...runners.values()].map((runner) => runner.tool),
    async call(toolId, input) {
      const begun = performance.now()
      const shown = cleaned(input)
      const runner = runners.get(toolId)
      const refusal = runner
        ? limits.refusalOf(toolId, shown)
        : failed('unknown-tool', `There is no tool ${JSON.stringify(toolId.slice(0, 64))} here.`)
      const result = refusal ?? (await settled(services, runner, input))
      const tookMs = Math.round(performance.now() - begun)
      if (!refusal) {
        services.toolCalls.note({
          accountId: claimed.accountId,
          callId: newUlidUuid(at),
          toolId,
          source,
          conversationId: source === 'conversation' ? claimed.conversationId : null,
          calledAt: at,
          tookMs,
          isError: result.isError,
        })
      }
      return toolUse(toolId, shown, result, tookMs)
    },
  }
}

function toolUse(tool: string, input: unknown, result: ToolResult, tookMs: number): ToolUse {
  return { tool, input, output: result.output, isError: result.isError, tookMs }
}

/** What a tool is, and how it is run. */
interface Runner {
  tool: TurnTool
  run: (input: unknown) => Promise<ToolResult>
}

function builtInRunners(
  services: ToolServices,
  claimed: ClaimedTurn,
  skills: readonly TurnSkill[],
): [string, Runner][] {
  const wanted = new Set(skills.flatMap((one) => one.toolIds))
  return builtInTools
    .filter((one) => wanted.has(one.tool.id))
    .map((one) => [
      one.tool.id,
      {
        tool: one.tool,
        run: (input) => inTime(one.run(services, claimed, input), BUILT_IN_TIMEOUT_MS),
      },
    ])
}

function customRunner(
  services: ToolServices,
  claimed: ClaimedTurn,
  tool: CustomTool,
): [string, Runner] {
  return [
    tool.toolId,
    {
      tool: {
        id: tool.toolId,
        name: tool.name,
        description: tool.description,
        inputSchema: inputSchemaOf(tool),
      },
      run: (input) => callCustomTool(services, tool, input, claimed),
    },
  ]
}

/** The result, whatever happens: what went wrong inside is logged and not told. */
async function settled(
  { log }: ToolServices,
  runner: Runner | undefined,
  input: unknown,
): Promise<ToolResult> {
  if (!runner) return failed('unknown-tool', 'There is no such tool here.')
  try {
    return await runner.run(input)
  } catch (error) {
    log.error({ err: error, tool: runner.tool.id }, 'a tool failed')
    return failed('failed', `The tool ${runner.tool.name} is not working right now.`)
  }
}

async function inTime(work: Promise<ToolResult>, timeoutMs: number): Promise<ToolResult> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ToolResult>((resolve) => {
    const message = 'The tool did not answer in time.'
    timer = setTimeout(() => resolve(failed('timeout', message)), timeoutMs)
  })
  // When it fails after its time, nobody listens any more.
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Keeps a brain from calling tools without end. */
class Limits {
  private calls = 0
  private readonly identical = new Map<string, number>()

  /** Counts the call; the refusal when it is one too many. */
  refusalOf(toolId: string, input: unknown): ToolResult | undefined {
    this.calls += 1
    if (this.calls > TOOL_CALLS_MAX) {
      return failed('limit-reached', `A turn may call tools ${TOOL_CALLS_MAX} times.`)
    }
    const text = JSON.stringify(sorted(input))
    if (text.length > TOOL_INPUT_LENGTH_MAX) {
      return failed('invalid-input', `An input may be ${TOOL_INPUT_LENGTH_MAX} characters long.`)
    }
    const key = `${toolId} ${text}`
    const times = (this.identical.get(key) ?? 0) + 1
    this.identical.set(key, times)
    if (times <= IDENTICAL_CALLS_MAX) return undefined
    return failed(
      'limit-reached',
      `This was called with the same input ${IDENTICAL_CALLS_MAX} times: use what it answered.`,
    )
  }
}

/** The same value with keys in order, so that equal inputs are equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
