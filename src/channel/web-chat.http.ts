import * as contract from '../contract/web-chat.ts'
import type { ConversationChanges } from '../conversation/conversation-changes.action.ts'
import type { Line } from '../conversation/lines.sql.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound, Problem } from '../platform/problem.ts'
import { inAccount } from '../platform/sql.ts'
import { readExchangeToken } from '../profile/exchange-token.ts'
import { answerHandoff } from './answer-handoff.action.ts'
import { chatLine } from './chat-line.ts'
import { noteClick, pageOfLines } from './chat-lines.sql.ts'
import { sayOnWebChat } from './say-on-web-chat.action.ts'
import { signInOnWebChat } from './sign-in-on-web-chat.action.ts'
import { readStorefrontToken } from './storefront-token.ts'
import {
  admitPage,
  admitVisitor,
  admitWriter,
  beginVisit,
  type Calling,
  MESSAGES_PER_VISITOR_MAX,
  sessionResource,
  signed,
  type Visit,
  type VisitServices,
} from './visit.action.ts'
import { nothingSaid, tooFast, tooManyStreams } from './visitor-refusals.ts'
import { storefrontSecret } from './web-chat-keys.ts'
import { noteHash } from './web-chat-settings.ts'
import {
  CHAT_STREAMS_MAX,
  STREAMS_PER_VISITOR_MAX,
  type WebChatStreams,
} from './web-chat-streams.action.ts'
import { findVisitor, lockVisitor, updateVisitor } from './web-chat-visitors.sql.ts'

export interface WebChatServices extends VisitServices {
  streams: WebChatStreams
  changes: Pick<ConversationChanges, 'emit'>
  /** A message was committed and the agent has to answer. */
  onTurnDue: (accountId: string, conversationId: string) => void
}

/** What the widget on a shop's page calls. */
export function webChatRoutes(services: WebChatServices): Route[] {
  return [
    implement(contract.getWebChatLook, async (call) => {
      await admitPage(call, services)
      const { accountId } = call.caller
      return { data: lookResource(accountId, await services.accounts.get(accountId)) }
    }),
    implement(contract.getWebChatSession, async (call) => {
      const visit = await admitVisitor(call, services)
      return { data: await session(call, visit) }
    }),
    implement(contract.createWebChatSession, async (call) => {
      const visit = await beginVisit(call, services)
      return { data: await session(call, visit) }
    }),
    implement(contract.getWebChatLines, async (call) => {
      const { visitorId } = await admitVisitor(call, services)
      const { accountId } = call.caller
      const conversationId = await conversationOf(call, visitorId)
      if (conversationId === null) return { data: [], next: null, prev: null }
      const { rows, next, prev } = await call.read((tx) =>
        pageOfLines(tx, accountId, conversationId, call.query.page),
      )
      return { data: rows.map((line) => lineResource(line, visitorId)), next, prev }
    }),
    implement(contract.streamWebChat, (call) => stream(call, services)),
    ...writingRoutes(services),
  ]
}

function writingRoutes(services: WebChatServices): Route[] {
  return [
    implement(contract.createWebChatMessage, async (call) => {
      const limit = { what: 'messages', perMinute: MESSAGES_PER_VISITOR_MAX }
      const {
        client_id: clientId,
        token: sentToken,
        text,
        page,
        anonymous_id: anonymousId,
      } = call.body.data.attributes
      const { visitorId } = await admitWriter({ ...call, sentToken }, services, limit)
      const { accountId } = call.caller
      const { receipt, line } = await sayOnWebChat(call.sql, accountId, {
        visitorId,
        clientId,
        text,
        page: page ?? null,
        anonymousId: anonymousId ?? null,
        cameFromMailOf: mailOwner(services.secret, accountId, page?.url),
        now: call.now,
        wallNow: call.wallNow,
      })
      if (receipt.isTurnDue) services.onTurnDue(accountId, receipt.conversationId)
      return { data: lineResource(line, visitorId) }
    }),
    implement(contract.answerWebChatHandoff, async (call) => {
      const visit = await admitWriter(call, services)
      const { accountId } = call.caller
      const receipt = await answerHandoff(call.sql, accountId, {
        visitorId: visit.visitorId,
        isAccepted: call.body.data.attributes.is_accepted,
        now: call.now,
        wallNow: call.wallNow,
      })
      if (receipt?.isTurnDue) services.onTurnDue(accountId, receipt.conversationId)
      return { data: await session(call, visit) }
    }),
    implement(contract.signInWebChat, (call) => signIn(call, call.body.data.attributes, services)),
    implement(contract.acceptWebChatConsent, async (call) => {
      const visit = await admitWriter(call, services)
      const { consentNote } = visit.settings
      if (consentNote !== null) {
        await inAccount(call.sql, call.caller.accountId, async (tx) => {
          const visitor = await lockVisitor(
            tx,
            call.caller.accountId,
            visit.visitorId,
            call.wallNow,
          )
          const consent = { consentedTo: noteHash(consentNote), consentedAt: call.now }
          await updateVisitor(tx, call.caller.accountId, { ...visitor, ...consent })
        })
      }
      return { data: await session(call, visit) }
    }),
    implement(contract.noteWebChatClick, async (call) => {
      const { visitorId } = await admitWriter(call, services)
      const { position, product_id: productId } = call.body.data.attributes
      const conversationId = await conversationOf(call, visitorId)
      if (conversationId === null) throw nothingSaid()
      const { accountId } = call.caller
      const isNoted = await inAccount(call.sql, accountId, (tx) =>
        noteClick(tx, accountId, { conversationId, position, productId, now: call.now }),
      )
      if (!isNoted) throw notFound(`product on line ${position}`, productId)
    }),
    implement(contract.noteWebChatTyping, async (call) => {
      const { visitorId } = await admitWriter(call, services)
      const conversationId = await conversationOf(call, visitorId)
      if (conversationId === null) return
      const { accountId } = call.caller
      const { is_typing: isTyping } = call.body.data.attributes
      services.changes.emit({
        accountId,
        conversationId,
        kind: 'typing',
        author: 'shopper',
        isTyping,
      })
    }),
  ]
}

/** Links of mails say whose mail it was; the widget tells the page that it is on. */
function mailOwner(
  secret: Uint8Array,
  accountId: string,
  pageUrl: string | undefined,
): string | undefined {
  const token = URL.parse(pageUrl ?? '')?.searchParams.get('_kx') ?? ''
  const owner = readExchangeToken(secret, token)
  return owner?.accountId === accountId ? owner.profileId : undefined
}

type ReadingCall = Pick<Call<never, unknown>, 'caller' | 'read'>

function session({ caller, read }: ReadingCall, visit: Visit): Promise<Resource> {
  return read((tx) => sessionResource(tx, caller.accountId, visit))
}

async function conversationOf(
  { caller, read }: ReadingCall,
  visitorId: string,
): Promise<string | null> {
  const visitor = await read((tx) => findVisitor(tx, caller.accountId, visitorId))
  return visitor?.conversationId ?? null
}

async function stream(
  call: Calling & Pick<Call<never, unknown>, 'closed'>,
  services: WebChatServices,
) {
  const { visitorId } = await admitVisitor(call, services)
  const { streams } = services
  if (streams.openStreams() >= CHAT_STREAMS_MAX) throw tooManyStreams()
  const { accountId } = call.caller
  const visitor = { accountId, visitorId, conversationId: await conversationOf(call, visitorId) }
  if (streams.streamsOf(visitor) >= STREAMS_PER_VISITOR_MAX) throw tooFast('open chats', 30)
  const after = Number(call.headers['last-event-id'] ?? 0)
  const watch = {
    ...visitor,
    after: Number.isSafeInteger(after) && after > 0 ? after : 0,
  }
  return { stream: streams.follow(watch, call.closed) }
}

async function signIn(
  call: Calling & Pick<Call<never, unknown>, 'sql' | 'now'>,
  sent: { storefront_token: string; anonymous_id?: string | null | undefined },
  services: WebChatServices,
) {
  const visit = await admitWriter(call, services)
  const { accountId } = call.caller
  const generation = visit.settings.secretGeneration
  if (generation === 0) throw badToken('The account has no secret for storefront tokens yet.')
  const secret = storefrontSecret(services.secret, accountId, generation)
  const reading = await readStorefrontToken(secret, accountId, sent.storefront_token, call.wallNow)
  if (!reading.ok) throw badToken(reading.fault, reading.fix)
  const visitor = await signInOnWebChat(call.sql, accountId, {
    visitorId: visit.visitorId,
    identity: reading.identity,
    expiresAt: reading.expiresAt,
    anonymousId: sent.anonymous_id ?? null,
    now: call.now,
    wallNow: call.wallNow,
  })
  if (visitor.visitorId === visit.visitorId) return { data: await session(call, visit) }
  const { visitorId } = visitor
  const renewed = { ...visit, visitorId, token: await signed(call, services, visitorId) }
  return { data: await session(call, renewed) }
}

function badToken(
  detail: string,
  fix = 'Make one with POST /api/x/web-chat-secret, and sign storefront tokens with it.',
): Problem {
  return new Problem(403, {
    code: 'storefront_token_refused',
    title: 'Not signed in.',
    detail,
    fix,
  })
}

function lineResource(line: Line, visitorId: string): Resource {
  return {
    type: 'web-chat-line',
    id: String(line.position),
    attributes: chatLine(line, visitorId),
  }
}

function lookResource(
  accountId: string,
  account: Awaited<ReturnType<VisitServices['accounts']['get']>>,
): Resource {
  const { settings } = account
  return {
    type: 'web-chat-look',
    id: accountId,
    attributes: {
      is_on: account.isOn,
      shop_name: account.shopName,
      agent_name: account.agentName,
      greeting: settings.greeting,
      consent_note: settings.consentNote,
      colour: settings.colour,
      position: settings.position,
      default_language: account.defaultLanguage,
      locale: account.locale,
    },
  }
}
