import { generateKeyPairSync } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { joinMail, mailBytes } from '../src/message/mail-bytes.ts'
import type { MessageServices } from '../src/message/message-services.ts'
import type { OutgoingMail } from '../src/message/outgoing-mail.ts'
import { saveSendingSettings } from '../src/message/sending-settings.sql.ts'
import { DEFAULT_SETTINGS, dkimPurpose } from '../src/message/sending-settings.ts'
import { inAccount, type Sql } from '../src/platform/sql.ts'

/** Mails that the pool is given at once: it would take all of them into memory. */
const AT_ONCE = 40

interface Bare {
  accountId: string
  url: string
  connections: number
  /** PEM of what mails are signed with. */
  key: string
}

/**
 * How fast nodemailer alone sends the mails that were sent, a second: when it writes and signs them
 * itself, and when each is given to it as bytes.
 */
export async function bareRates(
  sql: Sql,
  bare: Bare,
): Promise<{ composing: number; finished: number }> {
  const mails = await copies(sql, bare.accountId)
  const dkim = {
    domainName: 'shop.test',
    keySelector: 'parley',
    privateKey: bare.key,
  }
  const composing = await rateOf(bare, mails, (mail) => ({
    from: { address: mail.from.address, name: mail.from.name ?? '' },
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html ?? '',
    headers: { ...mail.headers },
    messageId: mail.messageId,
    dkim,
  }))
  const at = new Date()
  const finished = await rateOf(
    bare,
    mails.map((mail) => ({
      envelope: { from: mail.from.address, to: mail.to },
      raw: joinMail(mailBytes(mail, {}, at)),
    })),
    (mail) => mail,
  )
  return { composing, finished }
}

/** Have an account sign its mail, as all do who send in earnest. Answers the PEM of its key. */
export async function signingKey(
  sql: Sql,
  accountId: string,
  { vault }: MessageServices,
): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const dkim = { domain: 'shop.test', selector: 'parley', publicKey: '' }
  await inAccount(sql, accountId, (tx) =>
    saveSendingSettings(
      tx,
      accountId,
      {
        settings: { ...DEFAULT_SETTINGS, dkim },
        dkimKeySealed: vault.seal(privateKey, dkimPurpose(accountId)),
      },
      new Date(),
    ),
  )
  return privateKey
}

function copies(sql: Sql, accountId: string): Promise<OutgoingMail[]> {
  return inAccount(
    sql,
    accountId,
    (tx) => tx<OutgoingMail[]>`
      select jsonb_build_object('address', from_address, 'name', from_name) as "from",
             to_address as "to", subject, html, body as text, headers, header_id as "messageId",
             null as "replyTo"
      from message_copies`,
  )
}

type Mail = Parameters<ReturnType<typeof createTransport>['sendMail']>[0]

async function rateOf<T>(
  { url, connections }: Bare,
  mails: readonly T[],
  mailOf: (mail: T) => Mail,
): Promise<number> {
  const { hostname, port } = new URL(url)
  const pool = createTransport({
    host: hostname,
    port: Number(port),
    pool: true,
    maxConnections: connections,
  })
  const waiting = [...mails]
  const began = performance.now()
  const lane = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      await pool.sendMail(mailOf(next))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  pool.close()
  return mails.length / ((performance.now() - began) / 1_000)
}

/** Milliseconds that this thread worked, from the call on. */
export function mainThreadMs(): () => number {
  const before = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000
  }
}
