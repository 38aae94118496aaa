import { createHash } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { JOSEError } from 'jose/errors'
import { z } from 'zod'
import { DAY_MS } from '../platform/time.ts'

/** A storefront token may live this long: it is made anew for every page. */
export const STOREFRONT_TOKEN_HOURS_MAX = 24
/** Two machines' clocks may differ by so much. */
const TOLERANCE_SECONDS = 60
const NAME_LENGTH_MAX = 200
const ID_LENGTH_MAX = 1_000

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((value) => value || null)

const Claims = z.object({
  sub: text(ID_LENGTH_MAX),
  email: text(NAME_LENGTH_MAX),
  phone_number: text(NAME_LENGTH_MAX),
  first_name: text(NAME_LENGTH_MAX),
  last_name: text(NAME_LENGTH_MAX),
})

/** Who a storefront says that a visitor is. At least one of the first two is there. */
export const Identity = z.object({
  externalId: z.string().nullable(),
  email: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
})
export type Identity = z.infer<typeof Identity>

export type StorefrontReading =
  | { ok: true; identity: Identity; expiresAt: Date }
  | { ok: false; fault: string; fix: string }

/** Check a token that a shop's server signed, and read who it is about. */
export async function readStorefrontToken(
  secret: string,
  accountId: string,
  token: string,
  now: Date,
): Promise<StorefrontReading> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      audience: accountId,
      requiredClaims: ['exp', 'aud'],
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: now,
    })
    const expiresAt = new Date((payload.exp ?? 0) * 1_000)
    const aheadMs = expiresAt.getTime() - now.getTime()
    if (aheadMs > STOREFRONT_TOKEN_HOURS_MAX * (DAY_MS / 24) + TOLERANCE_SECONDS * 1_000) {
      return {
        ok: false,
        fault: `The storefront token is valid for longer than ${STOREFRONT_TOKEN_HOURS_MAX} hours.`,
        fix: 'Sign a token with a nearer exp for each page; it is needed only when the page opens.',
      }
    }
    return identityOf(payload, expiresAt)
  } catch (error) {
    if (!(error instanceof JOSEError)) throw error
    return {
      ok: false,
      fault: `The storefront token is not good: ${error.message}.`,
      fix: 'Sign a JWT with HS256, the secret of the web chat settings, aud = company id and exp.',
    }
  }
}

function identityOf(payload: object, expiresAt: Date): StorefrontReading {
  const claims = Claims.safeParse(payload)
  if (!claims.success) {
    const [issue] = claims.error.issues
    return {
      ok: false,
      fault: `The claim ${String(issue?.path[0])} of the storefront token is not acceptable: ${issue?.message}.`,
      fix: 'Send texts in sub, email, phone_number, first_name and last_name.',
    }
  }
  const {
    sub,
    email,
    phone_number: phoneNumber,
    first_name: firstName,
    last_name: lastName,
  } = claims.data
  if (sub === null && email === null) {
    return {
      ok: false,
      fault: 'The storefront token names nobody.',
      fix: 'Put the shop’s id of the customer into sub, their address into email, or both.',
    }
  }
  const identity = { externalId: sub, email, phoneNumber, firstName, lastName }
  return { ok: true, identity, expiresAt }
}

/** What two tokens about the same person have in common. */
export function identityHash({ externalId, email }: Identity): Buffer {
  const who = externalId === null ? `email ${email?.toLowerCase()}` : `id ${externalId}`
  return createHash('sha256').update(who).digest()
}

/** What a storefront does: the demo shop and tests are storefronts. */
export function signStorefrontToken(
  secret: string,
  accountId: string,
  identity: Partial<Identity>,
  expiresAt: Date,
): Promise<string> {
  return new SignJWT({
    ...(identity.email ? { email: identity.email } : {}),
    ...(identity.phoneNumber ? { phone_number: identity.phoneNumber } : {}),
    ...(identity.firstName ? { first_name: identity.firstName } : {}),
    ...(identity.lastName ? { last_name: identity.lastName } : {}),
    ...(identity.externalId ? { sub: identity.externalId } : {}),
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(accountId)
    .setExpirationTime(expiresAt)
    .sign(new TextEncoder().encode(secret))
}
