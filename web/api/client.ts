import type { z } from 'zod'
import { problemOf } from './problem.ts'

const REVISION = '2026-07-15'

/** An answer that has not come by then is treated as lost; the reader can try again. */
const TIMEOUT_MS = 30_000
const UPLOAD_TIMEOUT_MS = 300_000

export type Query = Record<string, string | number | boolean | null | undefined>

export interface CallOptions {
  /** The account whose data is meant; absent only for calls about the person or the installation. */
  account?: string
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  query?: Query
  body?: unknown
  /** A part of a file, sent as it is. */
  bytes?: Blob
  /** Fields and files, as a form sends them. */
  form?: FormData
  signal?: AbortSignal
}

/** Call the API and check that the answer has the promised shape. Throws `ApiProblem` on refusal. */
export async function call<Shape extends z.ZodType>(
  path: string,
  shape: Shape,
  options: CallOptions = {},
): Promise<z.infer<Shape>> {
  const response = await exchange(path, options)
  return shape.parse(await response.json())
}

/** Call the API for its effect; whatever it answers is not looked at. */
export async function send(path: string, options: CallOptions): Promise<void> {
  await exchange(path, options)
}

export function headersFor(account: string | undefined): Record<string, string> {
  return {
    accept: 'application/vnd.api+json',
    revision: REVISION,
    ...(account ? { 'Parley-Account': account } : {}),
  }
}

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value != null && value !== '') search.set(name, String(value))
  }
  return search.size > 0 ? `${path}?${search}` : path
}

async function exchange(path: string, options: CallOptions): Promise<Response> {
  const { account, method = 'GET', query, body, bytes, form, signal } = options
  const timeout = AbortSignal.timeout(bytes || form ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS)
  const response = await fetch(address(path, query), {
    method,
    credentials: 'same-origin',
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    headers: { ...headersFor(account), ...contentType(options) },
    body: bytes ?? form ?? (body === undefined ? null : JSON.stringify(body)),
  })
  if (!response.ok) throw await problemOf(response)
  return response
}

function contentType({ body, bytes }: CallOptions): Record<string, string> {
  if (bytes) return { 'content-type': 'application/octet-stream' }
  return body === undefined ? {} : { 'content-type': 'application/vnd.api+json' }
}
