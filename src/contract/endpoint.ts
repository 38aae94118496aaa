import { z } from 'zod'
import type { FilterFields } from './filter.ts'
import type { Permission } from './permissions.ts'

/**
 * One API method, defined once: the server, the console, the reference pages and the contract
 * tests read it. Handlers implement it with `implement()` from platform/http.ts.
 */
export interface Endpoint<
  Body extends z.ZodType = z.ZodType,
  Query extends z.ZodObject = z.ZodObject,
> {
  /** Name of the method, as in the public API's operationId. */
  id: string
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `/api/…` private, `/client/…` public, `/api/x/…` ours. Parameters as `{id}`. */
  path: `/api/${string}` | `/client/${string}`
  tag: string
  summary: string
  /**
   * `beta`: a shape of the public API that may still change. Where another endpoint has the same method
   * and path, this one answers revisions that end in `.pre` and the other one the rest.
   */
  revision?: 'beta'
  /**
   * Who may call it: holders of a permission (API key scope or role), any signed-in person
   * (`signed-in`), a web page that knows the company id (`company`), or everybody (`anyone`).
   */
  access: Permission | 'signed-in' | 'company' | 'anyone'
  /** Plain query parameters, beside those below. Unknown ones are ignored. */
  query?: Query
  filter?: FilterFields
  sort?: readonly string[]
  /** Relationship name → resource type that `include` may add. */
  include?: Readonly<Record<string, ResourceType>>
  page?: { default: number; max: number } | { fixed: number }
  body?: Body
  /** The body is bytes of any kind, not a JSON document; `body` is then `z.instanceof(Uint8Array)`. */
  rawBody?: true
  /**
   * The body is a form of `multipart/form-data`; `body` is then an object of texts and of
   * `z.instanceof(UploadedFile)`, by the names of the parts.
   */
  multipart?: true
  /** Largest body in bytes; BODY_BYTES_MAX unless set. */
  bodyBytesMax?: number
  reply: Reply
  rate: RateTier
}

/** Fixed windows in the public API's own terms: calls a second and calls a minute. */
export type RateTier = 'XS' | 'S' | 'M' | 'L' | 'XL'

export const BODY_BYTES_MAX = 5 * 1024 * 1024

/** A file of a form. */
export class UploadedFile {
  /** As the caller called it: not a path of ours. */
  readonly name: string
  /** As the caller described it. */
  readonly mediaType: string
  readonly bytes: Uint8Array
  constructor(name: string, mediaType: string, bytes: Uint8Array) {
    this.name = name
    this.mediaType = mediaType
    this.bytes = bytes
  }
}

export interface ResourceType {
  type: string
  attributes: z.ZodObject
  /** Costly attributes that only `additional-fields[type]` adds. */
  additional?: z.ZodObject
  relationships?: Readonly<Record<string, { to: string; many: boolean }>>
  /** Where one of these lives; `{id}` is replaced. */
  self: string
}

export type Reply =
  | { status: 200 | 201 | 202; one: ResourceType }
  | { status: 200; many: ResourceType }
  /** `self`: where one lives, `{parent}` being the id in the path; then pointers carry links. */
  | { status: 200; linkage: string; toMany: boolean; self?: string }
  | { status: 202 | 204 }
  | { status: 200; file: string }
  | { status: 200; stream: 'text/event-stream' }

export function endpoint<
  Body extends z.ZodType = z.ZodNever,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
>(definition: Endpoint<Body, Query>): Endpoint<Body, Query> {
  return definition
}

export function resourceType<const T extends ResourceType>(definition: T): T {
  return definition
}

/** `{type, id}`: a pointer to a resource. */
export function linkage<const T extends string>(type: T) {
  return z.strictObject({ type: z.literal(type), id: z.string().min(1).max(200) })
}

/** The body of a write: `{"data": …}` and nothing beside it. */
export function document<Data extends z.ZodType>(data: Data) {
  return z.strictObject({ data })
}
