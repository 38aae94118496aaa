import { createTransport } from 'nodemailer'
import { SECOND_MS } from '../platform/time.ts'
import { type Attempt, shortDetail, TRY_TIMEOUT_MS } from './outbox.ts'

/** A mail with nothing left to decide. */
export interface OutgoingMail {
  from: { address: string; name: string | null }
  to: string
  replyTo: string | null
  subject: string
  text: string
  html: string | null
  headers: Readonly<Record<string, string>>
  /** With angle brackets. */
  messageId: string
}

export interface MailGateway {
  /** Never rejects: what went wrong is the answer. */
  send: (mail: OutgoingMail) => Promise<Attempt>
  close: () => void
}

const CONNECTIONS_MAX = 5
const CONNECT_TIMEOUT_MS = 10 * SECOND_MS
const SOCKET_TIMEOUT_MS = 30 * SECOND_MS

/** Mail through an SMTP server, over a few connections that stay open. */
export function smtpGateway(url: string): MailGateway {
  const transport = createTransport({
    ...connectionOf(url),
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    // A message whose connection broke may have been taken: that is for the outbox to judge.
    maxRequeues: 0,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail) {
      const signal = AbortSignal.timeout(TRY_TIMEOUT_MS)
      try {
        const info = await transport.sendMail({
          from: { address: mail.from.address, name: mail.from.name ?? '' },
          to: { address: mail.to, name: '' },
          ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
          subject: mail.subject,
          text: mail.text,
          ...(mail.html === null ? {} : { html: mail.html }),
          headers: { ...mail.headers },
          messageId: mail.messageId,
          signal,
        })
        return { outcome: 'sent', reply: shortDetail(String(info.response)), providerId: null }
      } catch (error) {
        return attemptOf(error)
      }
    },
    close: () => transport.close(),
  }
}

function connectionOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  }
}

/** Errors of nodemailer before the server could have taken anything. */
const BEFORE_THE_MAIL: ReadonlySet<string> = new Set([
  'EDNS',
  'ETLS',
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'EPROXY',
  'ECONFIG',
])
/** Socket errors of a connection that never came about. */
const NEVER_CONNECTED =
  /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|Connection timeout|Greeting never/

function attemptOf(error: unknown): Attempt {
  const { code, responseCode, response, message } = detailsOf(error)
  const detail = shortDetail(response || message)
  // A password that is wrong today may be right tomorrow, and the mail is not to blame.
  if (BEFORE_THE_MAIL.has(code)) return { outcome: 'retry', detail }
  if (responseCode >= 500) return { outcome: 'refused', failure: 'refused', detail }
  if (responseCode >= 400) return { outcome: 'retry', detail }
  if (code === 'EENVELOPE' || code === 'EMESSAGE' || code === 'ESTREAM') {
    return { outcome: 'refused', failure: 'refused', detail }
  }
  if (NEVER_CONNECTED.test(message)) return { outcome: 'retry', detail }
  return { outcome: 'uncertain', detail }
}

function detailsOf(error: unknown) {
  const of = (name: string): unknown =>
    typeof error === 'object' && error !== null && name in error
      ? Reflect.get(error, name)
      : undefined
  const text = (name: string) => {
    const value = of(name)
    return typeof value === 'string' ? value : ''
  }
  return {
    code: text('code'),
    message: text('message'),
    response: text('response'),
    responseCode: Number(of('responseCode')) || 0,
  }
}
