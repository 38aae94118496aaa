/** Why a tool gave no result: an output that a brain can read. */
export type ToolFailureCode =
  | 'unknown-tool'
  | 'invalid-input'
  | 'not-verified'
  | 'limit-reached'
  | 'missing-value'
  | 'missing-secret'
  | 'refused-address'
  | 'redirected'
  | 'timeout'
  | 'unreachable'
  | 'unusable-answer'
  | 'http-error'
  | 'failed'

export interface ToolFailure {
  error: ToolFailureCode
  /** One sentence, for the brain and for whoever reads the trace. */
  message: string
  status?: number
  body?: unknown
}

export type ToolResult =
  | { isError: false; output: unknown }
  | { isError: true; output: ToolFailure }

export function succeeded(output: unknown): ToolResult {
  return { isError: false, output }
}

export function failed(
  error: ToolFailureCode,
  message: string,
  more: { status?: number; body?: unknown } = {},
): ToolResult {
  return { isError: true, output: { error, message, ...more } }
}

/** Levels of an output that are kept; what lies deeper is cut. */
const DEPTH_MAX = 20
const CUT = '…'
const MASK = '[secret]'
/** Shorter ones cannot be told from ordinary text. */
const MASKED_LENGTH_MIN = 4

/**
 * A value as it may be stored and shown: JSON without what a database refuses, not deeper than
 * DEPTH_MAX, and with every form of the secrets masked, in keys as well.
 */
export function cleaned(value: unknown, secrets: readonly string[] = []): unknown {
  const forms = secretForms(secrets)
  return clean(value, forms, 0)
}

function clean(value: unknown, forms: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return cleanText(value, forms)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value !== 'object') return null
  if (depth >= DEPTH_MAX) return CUT
  if (value instanceof Date) return value.toJSON() // null for an invalid one
  if (Array.isArray(value)) return value.map((one) => clean(one, forms, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [cleanText(key, forms), clean(one, forms, depth + 1)]),
  )
}

function cleanText(text: string, forms: readonly string[]): string {
  const masked = forms.reduce((before, form) => before.replaceAll(form, MASK), text)
  return masked.replaceAll('\u0000', '').toWellFormed()
}

/** A text with every form of the secrets masked. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return cleanText(text, secretForms(secrets))
}

/** How a secret may come back in an answer that echoes the request, longest first. */
function secretForms(secrets: readonly string[]): string[] {
  const forms = secrets
    .filter((secret) => secret.length >= MASKED_LENGTH_MIN)
    .flatMap((secret) => {
      const base64 = Buffer.from(secret).toString('base64')
      return [
        secret,
        secret.trim(),
        encodeURIComponent(secret.toWellFormed()),
        new URLSearchParams([['', secret]]).toString().slice(1),
        JSON.stringify(secret).slice(1, -1),
        base64,
        base64.replaceAll('=', ''),
        Buffer.from(secret).toString('base64url'),
      ]
    })
  return [...new Set(forms)]
    .filter((form) => form.length >= MASKED_LENGTH_MIN)
    .toSorted((a, b) => b.length - a.length)
}
