import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../platform/hmac.ts'
import { ulidOf, uuidText } from '../platform/id.ts'
import type { SentProfile } from './profile-input.ts'

const ID_BYTES = 16
const TAG_BYTES = 8

/** Whose a token is. */
export interface TokenOwner {
  accountId: string
  /** UUID. */
  profileId: string
}

/**
 * The value of `_kx` in links of messages: tells the shop's site, which hands it back, who followed the
 * link. Signed, so that nobody can say they are somebody else.
 */
export function exchangeToken(secret: Uint8Array, accountId: string, profileId: string): string {
  const body = Buffer.from(profileId.replaceAll('-', ''), 'hex')
  return `${Buffer.concat([body, tagOf(secret, accountId, body)]).toString('base64url')}.${accountId}`
}

/** Whose a value of `_kx` is, in whichever account; undefined when we did not sign it. */
export function readExchangeToken(secret: Uint8Array, text: string): TokenOwner | undefined {
  const [, encoded = '', accountId] = /^([A-Za-z0-9_-]{32})\.(.{6})$/.exec(text) ?? []
  if (accountId === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64url')
  const body = bytes.subarray(0, ID_BYTES)
  if (!timingSafeEqual(bytes.subarray(ID_BYTES), tagOf(secret, accountId, body))) return undefined
  return { accountId, profileId: uuidText(body) }
}

function tagOf(secret: Uint8Array, accountId: string, body: Uint8Array): Buffer {
  return hmacSha256(secret, `exchange ${accountId}:`, body).subarray(0, TAG_BYTES)
}

/** Where tokens lead: to the id of a profile, or to nobody that this account knows any more. */
export type TokenLeads = ReadonlyMap<string, string | undefined>

/** The `_kx` of somebody that a caller sent; undefined when a stronger identifier names them. */
export function tokenOf({ id, attributes }: TokenBearer): string | undefined {
  const token = attributes?._kx?.trim()
  if (!token || id?.trim()) return undefined
  const { email, phone_number, external_id, properties } = attributes ?? {}
  const own = [email, phone_number, external_id]
  const special = STRONG_KEYS.map((key) => properties?.[key])
  return [...own, ...special].some(saysSomething) ? undefined : token
}

function saysSomething(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
}

type TokenBearer = {
  id?: string | null | undefined
  attributes?: SentProfile['attributes'] | null | undefined
}

const STRONG_KEYS = ['$email', '$phone_number', '$id']

/**
 * Put the id in the place of a token that leads to a profile. A genuine token that leads to nobody
 * (deleted, or of another account) is an anonymous id like any other, so that what its holder does
 * is kept. One that nobody signed stays what it is: nothing.
 */
export function nameByToken<T extends SentProfile>(sent: T, leads: TokenLeads): T {
  const token = tokenOf(sent)
  if (token === undefined || !leads.has(token)) return sent
  const profileId = leads.get(token)
  if (profileId !== undefined) return { ...sent, id: ulidOf(profileId) }
  const { anonymous_id: device } = sent.attributes
  return {
    ...sent,
    attributes: { ...sent.attributes, anonymous_id: device?.trim() ? device : token },
  }
}
