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
  cc?: string | null
  bcc?: string | null
  /** Who hears of it when it cannot be delivered; the sender unless set. */
  bounceTo?: string | null
  dkim?: { domain: string; selector: string; privateKey: string } | null
}

export interface MailGateway {
  /** Never rejects: what went wrong is the answer. */
  send: (mail: OutgoingMail) => Promise<Attempt>
  close: () => void
}

/** Connections to the SMTP server, unless the operator says otherwise. */
export const CONNECTIONS_DEFAULT = 5
const CONNECT_TIMEOUT_MS = 10 * SECOND_MS
const SOCKET_TIMEOUT_MS = 30 * SECOND_MS

export interface SmtpLimits {
  connections?: number
  /** Mails a second, over all connections; null: as many as the server takes. */
  perSecond?: number | null
}

/** Mail through an SMTP server, over a few connections that stay open. */
export function smtpGateway(
  url: string,
  { connections = CONNECTIONS_DEFAULT, perSecond = null }: SmtpLimits = {},
): MailGateway {
  const transport = createTransport({
    ...connectionOf(url),
    pool: true,
    maxConnections: connections,
    ...(perSecond === null ? {} : { rateDelta: SECOND_MS, rateLimit: perSecond }),
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
          ...(mail.cc ? { cc: { address: mail.cc, name: '' } } : {}),
          ...envelopeOf(mail),
          ...(mail.dkim
            ? {
                dkim: {
                  domainName: mail.dkim.domain,
                  keySelector: mail.dkim.selector,
                  privateKey: mail.dkim.privateKey,
                },
              }
            : {}),
          subject: mail.subject,
          text: mail.text,
          ...(mail.html === null ? {} : { html: mail.html }),
          headers: { ...mail.headers },
          messageId: mail.messageId,
          signal,
        })
        const isTaken = info.accepted.some((one: unknown) => String(one) === mail.to)
        // Copies may have been taken, but the person it is for was not.
        if (!isTaken && info.rejectedErrors?.[0]) return attemptOf(info.rejectedErrors[0])
        return { outcome: 'sent', reply: shortDetail(String(info.response)), providerId: null }
      } catch (error) {
        return attemptOf(error)
      }
    },
    close: () => transport.close(),
  }
}

/** A blind copy is named on the envelope alone, so that no header can give it away. */
function envelopeOf({ from, to, cc, bcc, bounceTo }: OutgoingMail) {
  if (!bcc && !bounceTo) return {}
  const recipients = [to, cc, bcc].filter((one) => typeof one === 'string' && one !== '')
  return { envelope: { from: bounceTo || from.address, to: recipients.map(String) } }
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
  const { code, command, responseCode, response, message } = detailsOf(error)
  const detail = shortDetail(response || message)
  // A password that is wrong today may be right tomorrow, and the mail is not to blame.
  if (BEFORE_THE_MAIL.has(code)) return { outcome: 'retry', detail }
  if (responseCode >= 500) {
    const isAboutRecipient = command === 'RCPT TO'
    return { outcome: 'refused', failure: 'refused', detail, isAboutRecipient }
  }
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
    command: text('command'),
    message: text('message'),
    response: text('response'),
    responseCode: Number(of('responseCode')) || 0,
  }
}
