import { outboundFetch, type TrustedHosts } from '../platform/outbound.ts'
import { OutboundFailed, OutboundRefused, type PublicAnswer } from '../platform/public-fetch.ts'
import { type Attempt, shortDetail, type TextChannel, TRY_TIMEOUT_MS } from './outbox.ts'

/** Who sends, with the token in the clear. */
export interface TextSender {
  providerAccount: string
  authToken: string
  from: { number: string } | { messagingService: string }
  /** No trailing slash. */
  apiUrl: string
}

export interface OutgoingText {
  channel: TextChannel
  to: string
  body: string
  /** A picture that goes along. */
  mediaUrl?: string | null
  /** Where the provider reports what becomes of it; null: nowhere. */
  statusUrl: string | null
}

export interface TextGateway {
  /** Never rejects: what went wrong is the answer. */
  send: (sender: TextSender, text: OutgoingText) => Promise<Attempt>
}

const ANSWER_BYTES_MAX = 64 * 1024
/** The recipient asked the provider for silence. */
const UNSUBSCRIBED = 21_610
const TOO_MANY = [429, 503]

/** Texts through Twilio's REST API, or whatever speaks it. */
export function twilioGateway(trusted: TrustedHosts): TextGateway {
  return {
    async send(sender, text) {
      const account = encodeURIComponent(sender.providerAccount)
      const credentials = `${sender.providerAccount}:${sender.authToken}`
      try {
        const answer = await outboundFetch(
          `${sender.apiUrl}/2010-04-01/Accounts/${account}/Messages.json`,
          trusted,
          {
            method: 'POST',
            headers: {
              authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
              'content-type': 'application/x-www-form-urlencoded',
              accept: 'application/json',
            },
            body: formOf(sender, text).toString(),
            timeoutMs: TRY_TIMEOUT_MS,
            bytesMax: ANSWER_BYTES_MAX,
          },
        )
        return attemptOf(answer)
      } catch (error) {
        return failureOf(error)
      }
    },
  }
}

function formOf(sender: TextSender, text: OutgoingText): URLSearchParams {
  const on = (number: string) => (text.channel === 'whatsapp' ? `whatsapp:${number}` : number)
  return new URLSearchParams({
    To: on(text.to),
    ...('number' in sender.from
      ? { From: on(sender.from.number) }
      : { MessagingServiceSid: sender.from.messagingService }),
    Body: text.body,
    ...(text.mediaUrl ? { MediaUrl: text.mediaUrl } : {}),
    ...(text.statusUrl === null ? {} : { StatusCallback: text.statusUrl }),
  })
}

function attemptOf({ status, body }: PublicAnswer): Attempt {
  const answer = jsonOf(body)
  const said = typeof answer['message'] === 'string' ? answer['message'] : ''
  const detail = shortDetail(`${status} ${said || body.toString('utf8').slice(0, 200)}`.trim())
  if (status >= 200 && status < 300) {
    const { sid, status: state } = answer
    if (typeof sid !== 'string') return { outcome: 'uncertain', detail: `No sid: ${detail}` }
    return {
      outcome: 'sent',
      reply: typeof state === 'string' ? shortDetail(state) : 'queued',
      providerId: shortDetail(sid),
    }
  }
  if (TOO_MANY.includes(status)) return { outcome: 'retry', detail }
  if (status >= 500) return { outcome: 'uncertain', detail }
  if (answer['code'] === UNSUBSCRIBED) return { outcome: 'refused', failure: 'stopped', detail }
  if (status === 401 || status === 403) {
    return { outcome: 'refused', failure: 'bad-sender', detail }
  }
  return { outcome: 'refused', failure: 'refused', detail }
}

/** Codes of a connection that never came about: the provider heard nothing. */
const NEVER_CONNECTED =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT|CERT/

function failureOf(error: unknown): Attempt {
  const detail = shortDetail(error instanceof Error ? error.message : String(error))
  if (error instanceof OutboundRefused) return { outcome: 'refused', failure: 'bad-sender', detail }
  if (error instanceof OutboundFailed && NEVER_CONNECTED.test(detail)) {
    return { outcome: 'retry', detail }
  }
  return { outcome: 'uncertain', detail }
}

function jsonOf(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
