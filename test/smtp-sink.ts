import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface SmtpSink {
  url: string
  /** How often each mail was taken, by its Message-ID. */
  copies: Map<string, number>
  count: () => number
  stop: () => Promise<void>
}

/** An SMTP server that takes everything and remembers only which mails it was given. */
export async function smtpSink(): Promise<SmtpSink> {
  const copies = new Map<string, number>()
  let count = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 200,
    onData(stream, _session, done) {
      let head = ''
      stream.on('data', (chunk: Buffer) => {
        if (head.length < 8_192) head += chunk.toString('latin1')
      })
      stream.on('end', () => {
        const messageId = /^Message-ID:\s*(<[^>]+>)/im.exec(head)?.[1] ?? ''
        copies.set(messageId, (copies.get(messageId) ?? 0) + 1)
        count += 1
        done()
      })
    },
  })
  // A sender that is killed hangs up in the middle of a sentence.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    copies,
    count: () => count,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
