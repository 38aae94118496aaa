import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import type { MailProvider } from '../contract/sending.ts'
import { SECOND_MS } from '../platform/time.ts'
import { joinMail, mailBytes, signMail } from './mail-bytes.ts'
import { providerHeaders, providerIdOf, smtpProvider } from './mail-providers.ts'
import { type Attempt, shortDetail, TRY_TIMEOUT_MS } from './outbox.ts'
import type { OutgoingMail } from './outgoing-mail.ts'

export interface MailGateway {
  /** Never rejects: what went wrong is the answer. */
  send: (mail: OutgoingMail) => Promise<Attempt>
  /** Mails that it sends at the same time; more wait for those. */
  atOnce: number
  close: () => void
}

/** Connections to the SMTP server, unless the operator says otherwise. */
export const CONNECTIONS_DEFAULT = 5
const CONNECT_TIMEOUT_MS = 10 * SECOND_MS
const SILENCE_MAX_MS = 30 * SECOND_MS

export interface SmtpLimits {
  connections?: number | null
  /** Mails a second, over all connections; null: as many as the server takes. */
  perSecond?: number | null
  /** Longest silence of the server before its answer counts as lost, in milliseconds. */
  silenceMaxMs?: number
}

/** Mail through an SMTP server, over a few connections that stay open. */
export function smtpGateway(url: string, limits: SmtpLimits = {}): MailGateway {
  const provider = smtpProvider(url)
  const { perSecond = null } = limits
  const turn = pace(perSecond)
  const connections = limits.connections ?? CONNECTIONS_DEFAULT
  const transport = createTransport({
    ...connectionOf(url),
    pool: true,
    maxConnections: connections,
    // What is tried again, and when, is for the outbox to judge.
    maxRequeues: 0,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: limits.silenceMaxMs ?? SILENCE_MAX_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const sources = new WeakMap<AbortSignal, Readable>()
  transport.use('stream', ({ message, data }, done) => {
    const source = data.signal && sources.get(data.signal)
    // The bytes are final: they need none of the steps that end a mail which is still being written.
    if (source) message.createReadStream = () => source
    done()
  })
  return {
    // Of a server that takes a few a second, few are to wait for it.
    atOnce: Math.min(connections, Math.max(1, Math.floor(perSecond ?? connections))),
    async send(mail) {
      await turn()
      const signal = AbortSignal.timeout(TRY_TIMEOUT_MS)
      const source = new Readable({ read: () => {} })
      sources.set(signal, source)
      try {
        const bytes = await bytesOf(mail, provider)
        source.push(bytes)
        source.push(null)
        const info = await transport.sendMail({ envelope: envelopeOf(mail), raw: bytes, signal })
        const isTaken = info.accepted.some((one: unknown) => String(one) === mail.to)
        // Copies may have been taken, but the person it is for was not.
        if (!isTaken && info.rejectedErrors?.[0]) return attemptOf(info.rejectedErrors[0], true)
        const reply = shortDetail(String(info.response))
        return { outcome: 'sent', reply, providerId: providerIdOf(provider, reply) }
      } catch (error) {
        // Until the server asked for it, not a byte of the mail left.
        return attemptOf(error, source.readableDidRead)
      }
    },
    close: () => transport.close(),
  }
}

/** Lets callers through one by one, so many a second. */
function pace(perSecond: number | null): () => Promise<void> {
  if (perSecond === null) return async () => {}
  let nextAt = 0
  return async () => {
    const now = performance.now()
    const at = Math.max(now, nextAt)
    nextAt = at + SECOND_MS / perSecond
    if (at > now) await pause(at - now)
  }
}

async function bytesOf(mail: OutgoingMail, provider: MailProvider | null): Promise<Buffer> {
  const extra = providerHeaders(provider, mail.headers['X-Parley-Message'])
  const bytes = mailBytes(mail, extra, new Date())
  if (!mail.dkim) return joinMail(bytes)
  // An unsigned mail is better than none.
  return joinMail(await signMail(bytes, mail.dkim).catch(() => bytes))
}

/** A blind copy is named here alone, so that no header can give it away. */
function envelopeOf({ from, to, cc, bcc, bounceTo }: OutgoingMail) {
  const recipients = [to, cc, bcc].filter((one) => typeof one === 'string' && one !== '')
  return { from: bounceTo || from.address, to: recipients.map(String) }
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

/** What a server says to these is about the mail; to anything else, about us or itself. */
const ABOUT_THE_MAIL: ReadonlySet<string> = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])

/** @param hasLeft a part of the mail was sent, so it may have been taken */
function attemptOf(error: unknown, hasLeft: boolean): Attempt {
  const { code, command, responseCode, response, message } = detailsOf(error)
  const detail = shortDetail(response || message)
  if (responseCode >= 500 && ABOUT_THE_MAIL.has(command)) {
    const isAboutRecipient = command === 'RCPT TO'
    return { outcome: 'refused', failure: 'refused', detail, isAboutRecipient }
  }
  // A password that is wrong today may be right tomorrow, and the mail is not to blame.
  if (responseCode >= 400) return { outcome: 'retry', detail }
  if (code === 'EENVELOPE' || code === 'EMESSAGE' || code === 'ESTREAM') {
    return { outcome: 'refused', failure: 'refused', detail }
  }
  return { outcome: hasLeft ? 'uncertain' : 'retry', detail }
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
