import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream } from 'smtp-server'
import { messageOf, OperatorError } from './operator-error.ts'
import { SECOND_MS } from './time.ts'

/** A refusal in SMTP's terms: 4xx asks to come back, 5xx says never. */
export interface SmtpRefusal {
  code: number
  text: string
}

export interface SmtpListenerOptions {
  port: number
  host: string
  /** Paths of PEM files; null: without TLS. */
  tls: { cert: string; key: string } | null
  /** Largest mail, as it travels. */
  bytesMax: number
  log: Logger
  /** Whether mail to this address is taken at all. */
  accepts: (recipient: string) => Promise<SmtpRefusal | undefined>
  /** The whole mail. What it throws asks the sender to come back. */
  take: (
    raw: Buffer,
    envelope: { from: string; recipients: readonly string[] },
  ) => Promise<SmtpRefusal | undefined>
}

export interface SmtpListener {
  port: number
  /** Resolves when nobody is connected any more. */
  stop: () => Promise<void>
}

const CLIENTS_MAX = 50
/** Mails that are held in memory at once; others wait at the door. */
const MAILS_AT_ONCE = 8
const RECIPIENTS_MAX = 20
const SOCKET_TIMEOUT_MS = 60 * SECOND_MS
const CLOSE_TIMEOUT_MS = 2 * SECOND_MS

const TRY_LATER: SmtpRefusal = { code: 451, text: 'Try again later' }
const BUSY: SmtpRefusal = { code: 451, text: 'Too many mails at once, try again later' }

/**
 * Listen for mail. Resolves when the port is open.
 * @throws OperatorError when the port cannot be had, or a PEM file not be read
 */
export async function listenSmtp(options: SmtpListenerOptions): Promise<SmtpListener> {
  const { log, bytesMax } = options
  let underWay = 0
  const server = new SMTPServer({
    banner: 'Parley',
    // Nothing here needs a password, and nothing is sent on.
    disabledCommands: options.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...(options.tls
      ? { cert: await readPem(options.tls.cert), key: await readPem(options.tls.key) }
      : {}),
    size: bytesMax,
    maxClients: CLIENTS_MAX,
    socketTimeout: SOCKET_TIMEOUT_MS,
    closeTimeout: CLOSE_TIMEOUT_MS,
    disableReverseLookup: true,
    logger: false,
    onRcptTo(address, session, done) {
      if (session.envelope.rcptTo.length >= RECIPIENTS_MAX) {
        done(smtpError({ code: 452, text: 'Too many recipients' }))
        return
      }
      void answer(options.accepts(address.address), done)
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope
      if (underWay >= MAILS_AT_ONCE) {
        stream.resume()
        stream.once('end', () => done(smtpError(BUSY)))
        return
      }
      underWay += 1
      void answer(take(stream, { from: mailFrom, rcptTo }), done)
    },
  })

  async function take(
    stream: SMTPServerDataStream,
    { from, rcptTo }: { from: SMTPServerAddress | false; rcptTo: readonly SMTPServerAddress[] },
  ): Promise<SmtpRefusal | undefined> {
    try {
      const raw = await collect(stream, bytesMax)
      if (!raw) return { code: 552, text: `A mail may have ${bytesMax} bytes` }
      return await options.take(raw, {
        from: from === false ? '' : from.address,
        recipients: rcptTo.map((one) => one.address),
      })
    } finally {
      underWay -= 1
    }
  }

  async function answer(
    work: Promise<SmtpRefusal | undefined>,
    done: (error?: Error) => void,
  ): Promise<void> {
    try {
      const refusal = await work
      done(refusal && smtpError(refusal))
    } catch (error) {
      log.warn({ err: error }, 'a mail was not taken')
      done(smtpError(TRY_LATER))
    }
  }

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port, options.host, resolve)
    })
  } catch (error) {
    throw new OperatorError(
      `Nobody can listen for mail on port ${options.port} of ${options.host}: ${messageOf(error)}.`,
      'Choose another PARLEY_INBOUND_SMTP_PORT; below 1024 most systems want root.',
      { cause: error },
    )
  }
  // Connections that break are nobody's problem but the sender's.
  server.on('error', (error) => log.debug({ err: error }, 'an SMTP connection failed'))
  const address = server.server.address() as AddressInfo
  return {
    port: address.port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function readPem(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new OperatorError(
      `The file ${path} cannot be read: ${messageOf(error)}.`,
      'Name PEM files in PARLEY_INBOUND_SMTP_CERT and PARLEY_INBOUND_SMTP_KEY, or unset both.',
      { cause: error },
    )
  }
}

/** Undefined when it is larger than allowed; the rest is read and dropped. */
async function collect(
  stream: SMTPServerDataStream,
  bytesMax: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size <= bytesMax) chunks.push(bytes)
    else chunks.length = 0
  }
  return size > bytesMax || stream.sizeExceeded ? undefined : Buffer.concat(chunks)
}

function smtpError({ code, text }: SmtpRefusal): Error {
  return Object.assign(new Error(text), { responseCode: code })
}
