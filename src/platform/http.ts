import type { z } from 'zod'
import type { Endpoint } from '../contract/endpoint.ts'
import type { Permission } from '../contract/permissions.ts'
import type { Linkage, Resource } from './json-api.ts'
import type { Cursor } from './page.ts'
import type { RequestQuery } from './request-query.ts'
import type { Sql, Tx } from './sql.ts'

/** Who is calling, after authentication. */
export interface Caller {
  kind: 'api-key' | 'user' | 'company' | 'anyone'
  /** Empty for `anyone` and for signed-in people outside any account. */
  accountId: string
  isSandbox: boolean
  /** User or key id; null for companies and strangers. */
  actorId: string | null
  /** For the audit log: a person's or a key's name. */
  actorName: string
  may: (permission: Permission) => boolean
  /** Of a console session, to sign it out. */
  sessionTokenHash?: Buffer
  /** Set after a session was rotated: the edge sends it as the new cookie. */
  renewedCookie?: string
}

export interface Call<Body, Query> {
  params: Readonly<Record<string, string>>
  plain: Query
  query: RequestQuery
  body: Body
  caller: Caller
  sql: Sql
  /** One `now` per request: the clock of the caller's account. */
  now: Date
  /** The wall clock: for sessions, audit and rate limits, which no sandbox may move. */
  wallNow: Date
  /** Run queries in a read-only transaction of the caller's account. */
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Scheme and host as the caller sees us, no trailing slash. */
  origin: string
  ip: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** Aborts when the caller hangs up. */
  closed: AbortSignal
}

/** What a handler answers. Links, sparse fieldsets and headers are added at the edge. */
export type Answer =
  | {
      data: Resource | null
      included?: Resource[]
      status?: 200 | 201 | 202
      cookie?: string
      meta?: Record<string, unknown>
    }
  | {
      data: Resource[]
      included?: Resource[]
      next?: Cursor | null
      prev?: Cursor | null
      meta?: Record<string, unknown>
    }
  | { linkage: Linkage | Linkage[] | null; next?: Cursor | null; prev?: Cursor | null }
  | { file: AsyncIterable<string | Uint8Array>; name: string; contentType: string }
  | { stream: AsyncIterable<string> }
  | { cookie: string }
  | void

export interface Route {
  endpoint: Endpoint
  handle: (call: Call<never, never>) => Promise<Answer>
}

/** Tie an endpoint to the function that answers it. The route lists in server.ts hold the results. */
export function implement<Body extends z.ZodType, Query extends z.ZodObject>(
  endpoint: Endpoint<Body, Query>,
  handle: (call: Call<z.output<Body>, z.output<Query>>) => Promise<Answer>,
): Route {
  return { endpoint: endpoint as unknown as Endpoint, handle }
}

/** A path parameter that the endpoint's path declares. */
export function param(call: { params: Readonly<Record<string, string>> }, name: string): string {
  const value = call.params[name]
  if (value === undefined) throw new Error(`the path of this endpoint has no {${name}}`)
  return value
}
