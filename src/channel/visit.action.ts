import { randomUUID } from 'node:crypto'
import type { Call } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { findStanding } from './chat-standing.sql.ts'
import type { FloodGuard } from './flood-guard.ts'
import { originRefused, tooFast, visitorUnknown } from './visitor-refusals.ts'
import { readVisitor, signVisitor, type VisitorToken } from './visitor-token.ts'
import type { WebChatAccounts } from './web-chat-account.action.ts'
import { visitorKey } from './web-chat-keys.ts'
import { isConsentNeeded, mayEmbed, type WebChatSettings } from './web-chat-settings.ts'
import { standingAttributes } from './web-chat-streams.action.ts'
import { findVisitor, newVisitor, type Visitor } from './web-chat-visitors.sql.ts'

/** Of a call, what tells who makes it. */
export type Calling = Pick<
  Call<never, unknown>,
  'caller' | 'headers' | 'origin' | 'ip' | 'wallNow' | 'read'
> & {
  /** Who the visitor is, when the body and not a header tells it. */
  sentToken?: string | undefined
}

export interface VisitServices {
  accounts: WebChatAccounts
  guard: FloodGuard
  /** The installation's. */
  secret: Buffer
}

/** Calls of one address: many shoppers may share one. */
const CALLS_PER_ADDRESS_MAX = 1_200
/** Writes of one visitor, whatever they are. */
const WRITES_PER_VISITOR_MAX = 90
export const MESSAGES_PER_VISITOR_MAX = 30

/**
 * The page that calls may show the widget of this account.
 * @throws Problem 403 for a page of an origin that is not allowed, 429 when an address calls too often
 */
export async function admitPage(call: Calling, services: VisitServices): Promise<WebChatSettings> {
  const { caller, ip } = call
  countOrThrow(services, call, `address ${ip} ${caller.accountId}`, CALLS_PER_ADDRESS_MAX, 'calls')
  const { settings } = await services.accounts.get(caller.accountId)
  const { origin, host } = call.headers
  const page = typeof origin === 'string' ? origin : undefined
  const own = [call.origin, `http://${String(host)}`, `https://${String(host)}`]
  if (!mayEmbed(page, settings, own)) throw originRefused(page ?? '')
  return settings
}

/** A visitor whose token is good. */
export interface Visit {
  visitorId: string
  settings: WebChatSettings
  token: VisitorToken
}

/**
 * Who calls.
 * @throws Problem 401 without a good token, and as `admitPage`
 */
export async function admitVisitor(call: Calling, services: VisitServices): Promise<Visit> {
  const settings = await admitPage(call, services)
  const known = await tokenOf(call, services)
  if (!known) throw visitorUnknown()
  return { settings, ...known }
}

/** As `admitVisitor`, for what writes. */
export async function admitWriter(
  call: Calling,
  services: VisitServices,
  limit: { what: string; perMinute: number } = { what: 'calls', perMinute: WRITES_PER_VISITOR_MAX },
): Promise<Visit> {
  const visit = await admitVisitor(call, services)
  countOrThrow(services, call, `${limit.what} ${visit.visitorId}`, limit.perMinute, limit.what)
  return visit
}

/** The visitor of the token when there is a good one, else a new one. Nothing is stored. */
export async function beginVisit(call: Calling, services: VisitServices): Promise<Visit> {
  const settings = await admitPage(call, services)
  const known = await tokenOf(call, services)
  if (known) return { settings, ...known }
  const visitorId = randomUUID()
  return { settings, visitorId, token: await signed(call, services, visitorId) }
}

/** A token for the visitor that a sign-in led to. */
export function signed(
  { caller, wallNow }: Calling,
  { secret }: VisitServices,
  visitorId: string,
): Promise<VisitorToken> {
  return signVisitor(visitorKey(secret, caller.accountId), visitorId, wallNow)
}

async function tokenOf(
  call: Calling,
  services: VisitServices,
): Promise<Pick<Visit, 'visitorId' | 'token'> | undefined> {
  const { authorization } = call.headers
  const token = call.sentToken ?? /^Bearer +(\S+)$/i.exec(String(authorization ?? ''))?.[1]
  if (token === undefined) return undefined
  const key = visitorKey(services.secret, call.caller.accountId)
  const read = await readVisitor(key, token, call.wallNow)
  if (!read) return undefined
  const { visitorId, expiresAt, isDueForRenewal } = read
  return {
    visitorId,
    token: isDueForRenewal ? await signVisitor(key, visitorId, call.wallNow) : { token, expiresAt },
  }
}

function countOrThrow(
  { guard }: VisitServices,
  { wallNow }: Calling,
  key: string,
  perMinute: number,
  what: string,
): void {
  const seconds = guard.count(key, perMinute, wallNow.getTime())
  if (seconds > 0) throw tooFast(what, seconds)
}

/** What the widget is told about where its visitor stands. */
export async function sessionResource(
  tx: Tx,
  accountId: string,
  { visitorId, settings, token }: Visit,
): Promise<Resource> {
  const visitor = (await findVisitor(tx, accountId, visitorId)) ?? newVisitor(visitorId)
  const { conversationId } = visitor
  const standing =
    conversationId === null ? undefined : await findStanding(tx, accountId, conversationId)
  return {
    type: 'web-chat-session',
    id: visitorId,
    attributes: {
      token: token.token,
      expires_at: isoSeconds(token.expiresAt),
      is_consent_needed: isConsentNeeded(settings, visitor.consentedTo),
      ...(standing ? standingAttributes(standing) : beforeFirstMessage(visitor)),
    },
  }
}

function beforeFirstMessage({ identity }: Visitor) {
  return {
    conversation_id: null,
    status: null,
    is_handoff_offered: false,
    is_answer_due: false,
    is_verified: identity !== null,
    first_name: identity?.firstName ?? null,
    teammate_name: null,
  }
}
