import { type AgentToolVariable, TOOL_REFERENCES } from '../contract/agents.ts'
import type { ClaimedTurn } from '../conversation/turn-outcome.ts'
import { ulidOf } from '../platform/id.ts'
import type { CustomTool } from './brain.ts'

/** Longest text that a variable may stand for, in characters. */
export const TOOL_VALUE_LENGTH_MAX = 2_000

type Value = string | number | boolean

export type VariableReading =
  | { ok: true; values: Map<string, Value> }
  | { ok: false; error: 'invalid-input' | 'not-verified' | 'missing-value'; message: string }

/** Facts that lead to a person's data: only somebody who proved to be that person may use them. */
const PERSONAL: ReadonlySet<string> = new Set(['email', 'phone_number', 'profile_id'])

/**
 * The values of a call, secrets apart: what the brain gave for `dynamic` variables, and what is
 * known of the shopper for the others. Never throws.
 */
export function readVariables(
  variables: readonly AgentToolVariable[],
  input: unknown,
  turn: ClaimedTurn,
): VariableReading {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refused('invalid-input', 'The input must be a JSON object.')
  }
  const given = new Map<string, unknown>(Object.entries(input))
  const dynamic = variables.filter((one) => one.source === 'dynamic')
  const unknown = [...given.keys()].find((key) => !dynamic.some((one) => one.name === key))
  if (unknown !== undefined) {
    return refused(
      'invalid-input',
      `The tool has no input ${JSON.stringify(unknown.slice(0, 64))}.`,
    )
  }
  const values = new Map<string, Value>()
  for (const variable of variables) {
    if (variable.source === 'secret') continue
    const isReference = variable.source === 'klaviyo'
    if (isReference && PERSONAL.has(variable.value ?? '') && !turn.shopper.isVerified) {
      return refused('not-verified', 'The shopper has not proved who they are. Ask for that first.')
    }
    const raw = isReference ? referenceOf(variable.value, turn) : given.get(variable.name)
    if (raw === undefined || raw === null || raw === '') {
      if (!variable.required) continue
      return isReference
        ? refused('missing-value', `The ${variable.value} of the shopper is not known.`)
        : refused('invalid-input', `The input ${variable.name} is required.`)
    }
    const value = typed(raw, variable.type)
    if (value === undefined) {
      return refused(
        'invalid-input',
        `The input ${variable.name} must be a ${variable.type}, of at most ${TOOL_VALUE_LENGTH_MAX} characters and without control characters.`,
      )
    }
    values.set(variable.name, value)
  }
  return { ok: true, values }
}

function refused(
  error: 'invalid-input' | 'not-verified' | 'missing-value',
  message: string,
): VariableReading {
  return { ok: false, error, message }
}

function referenceOf(reference: string | null, turn: ClaimedTurn): string | null {
  const known = TOOL_REFERENCES.find((one) => one === reference)
  switch (known) {
    case 'email':
      return turn.shopper.email
    case 'phone_number':
      return turn.shopper.phoneNumber
    case 'first_name':
      return turn.shopper.firstName
    case 'last_name':
      return turn.shopper.lastName
    case 'profile_id':
      return ulidOf(turn.shopper.profileId)
    case 'conversation_id':
      return turn.conversationId
    case 'channel':
      return turn.channel
    case 'language':
      return turn.language
    case 'page_url':
      return turn.page?.url ?? null
    case undefined:
      return null
  }
}

/** Undefined when the value is not, and does not clearly say, one of the type. */
function typed(raw: unknown, type: AgentToolVariable['type']): Value | undefined {
  switch (type) {
    case 'string':
      return typeof raw === 'string' || typeof raw === 'number' ? text(String(raw)) : undefined
    case 'number': {
      const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined
    }
    case 'boolean':
      if (raw === true || raw === 'true') return true
      return raw === false || raw === 'false' ? false : undefined
  }
}

function text(value: string): string | undefined {
  const isUsable = value.length <= TOOL_VALUE_LENGTH_MAX && value.isWellFormed()
  return isUsable && !value.includes('\u0000') ? value : undefined
}

/** JSON Schema of what a brain gives to a tool of the shop. */
export function inputSchemaOf(tool: CustomTool): Record<string, unknown> {
  const dynamic = tool.variables.filter((one) => one.source === 'dynamic')
  return {
    type: 'object',
    properties: Object.fromEntries(
      dynamic.map(({ name, type, description }) => [
        name,
        { type, ...(description ? { description } : {}) },
      ]),
    ),
    required: dynamic.filter((one) => one.required).map((one) => one.name),
    additionalProperties: false,
  }
}
