import { TEXT_CHANNELS, type TextChannel } from '../message/outbox.ts'
import { authTokenPurpose } from '../message/text-sender.ts'
import { findTextSender } from '../message/text-senders.sql.ts'
import type { Clock } from '../platform/clock.ts'
import type { Vault } from '../platform/encryption.ts'
import type { RawAnswer, RawRequest, RawRoute } from '../platform/raw-routes.ts'
import { readInAccount, type Sql } from '../platform/sql.ts'
import type { Keyword } from './keywords.ts'
import { noteTextStatus } from './note-text-status.action.ts'
import { type InboundText, receiveText } from './receive-text.action.ts'

export interface TextWebhookServices {
  sql: Sql
  clock: Clock
  vault: Vault
  /** A turn of the agent is due. */
  onTurnDue: (accountId: string, conversationId: string) => void
}

/** A message of ten segments with all its parameters stays far below. */
const BODY_BYTES_MAX = 64 * 1024

/** What the provider posts: messages of shoppers, and what became of ours. */
export function twilioWebhookRoutes(services: TextWebhookServices): RawRoute[] {
  return [
    {
      id: 'receiveText',
      path: '/webhooks/twilio/{companyId}/{channel}',
      bodyBytesMax: BODY_BYTES_MAX,
      handle: async (request) => {
        const post = await verified(services, request)
        if (!post) return REFUSED
        const text = inboundText(post)
        if (!text) return { status: 400, body: 'From or MessageSid is missing or malformed.\n' }
        const now = await services.clock.now(post.accountId)
        const receipt = await receiveText(services.sql, post.accountId, text, now)
        if (receipt.outcome === 'message' && receipt.isTurnDue) {
          services.onTurnDue(post.accountId, receipt.conversationId)
        }
        return NOTHING_TO_SAY
      },
    },
    {
      id: 'receiveTextStatus',
      path: '/webhooks/twilio/{companyId}/{channel}/status',
      bodyBytesMax: BODY_BYTES_MAX,
      handle: async (request) => {
        const post = await verified(services, request)
        if (!post) return REFUSED
        await noteTextStatus(services, post.accountId, {
          providerId: post.form.get('MessageSid') ?? '',
          status: post.form.get('MessageStatus') ?? '',
          errorCode: post.form.get('ErrorCode'),
        })
        return NOTHING_TO_SAY
      },
    },
  ]
}

const REFUSED: RawAnswer = { status: 403, body: 'The signature does not match.\n' }
/** Replies go out by the REST API, when there are any. */
const NOTHING_TO_SAY: RawAnswer = {
  status: 200,
  contentType: 'text/xml',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
}

interface VerifiedPost {
  accountId: string
  channel: TextChannel
  form: URLSearchParams
}

/**
 * The post, when it is signed with the auth token of the account and channel in its path.
 * Undefined otherwise, whatever is wrong: strangers learn nothing about accounts.
 */
async function verified(
  { sql, vault }: TextWebhookServices,
  request: RawRequest,
): Promise<VerifiedPost | undefined> {
  const { companyId: accountId = '', channel: name } = request.params
  const channel = TEXT_CHANNELS.find((one) => one === name)
  const signature = request.headers['x-twilio-signature']
  if (!channel || typeof signature !== 'string' || !/^[A-Za-z0-9]{6}$/.test(accountId)) {
    return undefined
  }
  const sender = await readInAccount(sql, accountId, (tx) => findTextSender(tx, accountId, channel))
  if (!sender?.authTokenSealed) return undefined
  const token = vault.open(sender.authTokenSealed, authTokenPurpose(accountId, channel))
  const form = new URLSearchParams(request.body.toString('utf8'))
  // Loaded by the first text: large, and many shops have no such channel.
  const { default: twilio } = await import('twilio')
  const isSigned = twilio.validateRequest(token, signature, request.url, Object.fromEntries(form))
  if (!isSigned || form.get('AccountSid') !== sender.providerAccount) return undefined
  return { accountId, channel, form }
}

const ANSWERED_KEYWORDS: Readonly<Record<string, Keyword>> = {
  STOP: 'stop',
  START: 'start',
  HELP: 'help',
}

function inboundText({ channel, form }: VerifiedPost): InboundText | undefined {
  const prefix = channel === 'whatsapp' ? 'whatsapp:' : ''
  const sender = form.get('From') ?? ''
  const from = sender.startsWith(prefix) ? sender.slice(prefix.length) : ''
  const externalId = form.get('MessageSid') ?? ''
  if (!/^\+[0-9]{5,15}$/.test(from) || !/^[A-Za-z0-9_-]{1,100}$/.test(externalId)) return undefined
  const answered = form.get('OptOutType') ?? ''
  return {
    channel,
    from,
    externalId,
    body: form.get('Body') ?? '',
    attachments: Math.min(Math.max(Number(form.get('NumMedia')) || 0, 0), 10),
    answeredKeyword: ANSWERED_KEYWORDS[answered.toUpperCase()] ?? null,
  }
}
