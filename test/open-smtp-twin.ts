import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface SmtpTwin {
  url: string
  /** What it took, in order. */
  taken: Promise<ParsedMail>[]
  mails: () => Promise<ParsedMail[]>
  /** The same mails as they travelled, and who each was for. */
  raws: Buffer[]
  envelopes: string[][]
  /** Who the envelopes were from. */
  senders: string[]
  /**
   * What becomes of the next mails, by its subject: an SMTP answer, or the line goes dead before
   * (`drop`) or after (`take-and-drop`) the mail was taken. Undefined takes it.
   */
  answer: (subject: string) => { code: number; text: string } | 'drop' | 'take-and-drop' | undefined
  /** How long it thinks before it answers to the whole mail, in milliseconds. */
  slowMs: number
  /** What RCPT TO is answered, or the line goes dead; undefined: the recipient is known here. */
  refuses: (recipient: string) => { code: number; text: string } | 'drop' | undefined
  stop: () => Promise<void>
}

/** A real SMTP server that keeps what it is given, until it is stopped. */
export async function openSmtpTwin(): Promise<SmtpTwin> {
  const twin: SmtpTwin = {
    url: '',
    taken: [],
    raws: [],
    envelopes: [],
    senders: [],
    mails: () => Promise.all(twin.taken),
    answer: () => undefined,
    slowMs: 0,
    refuses: () => undefined,
    stop: async () => {},
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 200,
    onRcptTo(address, session, done) {
      const refusal = twin.refuses(address.address)
      if (refusal === 'drop') {
        hangUp(session.id)
        return
      }
      done(refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks)
        const answer = twin.answer(/^Subject: (.*)$/im.exec(raw.toString('utf8'))?.[1] ?? '')
        const isTaken = answer === undefined || answer === 'take-and-drop'
        if (isTaken) {
          twin.taken.push(simpleParser(raw))
          twin.raws.push(raw)
          const { mailFrom } = session.envelope
          twin.senders.push(mailFrom ? mailFrom.address : '')
          twin.envelopes.push(session.envelope.rcptTo.map(({ address }) => address))
        }
        if (answer === undefined) {
          setTimeout(done, twin.slowMs)
          return
        }
        if (typeof answer === 'object') {
          done(Object.assign(new Error(answer.text), { responseCode: answer.code }))
          return
        }
        hangUp(session.id)
      })
    },
  })
  const hangUp = (sessionId: string) => {
    for (const connection of server.connections) {
      if (connection.id === sessionId) connection._socket.destroy()
    }
  }
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  twin.url = `smtp://127.0.0.1:${port}`
  twin.stop = () => new Promise((resolve) => server.close(() => resolve()))
  return twin
}
