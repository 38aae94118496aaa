import { z } from 'zod'
import { PROFILE_BYTES_MAX, ProfileUpsert } from '../contract/profiles.ts'
import { invalid, Problem, type ProblemDetail } from '../platform/problem.ts'
import { nameByToken, type TokenLeads } from './exchange-token.ts'
import type { ProfileInput } from './plan-upserts.ts'
import type { JsonObject } from './profile.ts'
import { readProfileInput } from './profile-input.ts'

export type ImportRow =
  | { is: 'good'; input: ProfileInput; id: string | undefined }
  | { is: 'bad'; detail: ProblemDetail }

/** Where row `number` (from 0) of an import lies in the request. */
export function rowPointer(number: number): string {
  return `/data/attributes/profiles/data/${number}`
}

const TokenRow = z.object({ attributes: z.object({ _kx: z.string() }) })

/** The `_kx` of a row, which nobody has checked yet. */
export function tokenOfRow(sent: JsonObject): string[] {
  const { data } = TokenRow.safeParse(sent)
  return data ? [data.attributes._kx.trim()] : []
}

/** Check one row of an import. What is wrong with it costs only itself. */
export function readImportRow(sent: JsonObject, number: number, leads: TokenLeads): ImportRow {
  try {
    const pointer = rowPointer(number)
    const bytes = Buffer.byteLength(JSON.stringify(sent))
    if (bytes > PROFILE_BYTES_MAX) {
      throw invalid(pointer, `The profile is ${bytes} bytes; ${PROFILE_BYTES_MAX} are allowed.`)
    }
    const parsed = ProfileUpsert.safeParse(sent)
    if (!parsed.success) throw shapeProblem(parsed.error.issues, pointer)
    const named = nameByToken(parsed.data, leads)
    const input = readProfileInput(named, pointer, 'api')
    return { is: 'good', input, id: named.id ?? undefined }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [detail] = error.details
    if (!detail) throw error
    return { is: 'bad', detail }
  }
}

type Issue = { path: PropertyKey[]; message: string; code?: string; keys?: string[] }

function shapeProblem(issues: readonly Issue[], pointer: string): Problem {
  const [issue] = issues
  const path = [...(issue?.path ?? []), ...(issue?.keys?.slice(0, 1) ?? [])].map(String)
  return invalid([pointer, ...path].join('/'), `${path.join('.')}: ${issue?.message ?? 'invalid'}.`)
}
