import { jwtVerify, SignJWT } from 'jose'
import { JOSEError } from 'jose/errors'
import { DAY_MS } from '../platform/time.ts'

/** A visitor who does not come back within this time is a new one. */
export const VISIT_DAYS = 30
/** A token older than this is renewed, so that who comes back stays the same visitor. */
const RENEWED_AFTER_MS = DAY_MS
const AUDIENCE = 'web-chat'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface VisitorToken {
  token: string
  expiresAt: Date
}

/** @param key of `visitorKey`: it binds the token to one account */
export async function signVisitor(
  key: Uint8Array,
  visitorId: string,
  now: Date,
): Promise<VisitorToken> {
  const expiresAt = new Date(now.getTime() + VISIT_DAYS * DAY_MS)
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(visitorId)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(expiresAt)
    .sign(key)
  return { token, expiresAt }
}

/** The visitor of a token and how long it holds; undefined for one that is forged or too old. */
export async function readVisitor(
  key: Uint8Array,
  token: string,
  now: Date,
): Promise<{ visitorId: string; expiresAt: Date; isDueForRenewal: boolean } | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience: AUDIENCE,
      requiredClaims: ['sub', 'exp', 'iat'],
      currentDate: now,
    })
    const { sub = '', exp = 0, iat = 0 } = payload
    if (!UUID.test(sub)) return undefined
    return {
      visitorId: sub,
      expiresAt: new Date(exp * 1_000),
      isDueForRenewal: now.getTime() - iat * 1_000 > RENEWED_AFTER_MS,
    }
  } catch (error) {
    if (error instanceof JOSEError) return undefined
    throw error
  }
}
