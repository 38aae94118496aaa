import { randomUUID } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { allLines, switchChannel } from '../../test/channel-fixtures.ts'
import { COMPANY, runningServer } from '../../test/running-server.ts'
import { smtpTwin } from '../../test/smtp-twin.ts'
import { postTeammateMessage } from '../conversation/team.action.ts'
import { secretHash } from '../platform/secret.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { NO_EMAIL_CHANNEL } from './email-channel.ts'
import { saveEmailChannel, saveMailAddresses } from './email-channels.sql.ts'

const SUPPORT = 'help@wool.test'
const TOKEN = 'a-token-of-a-webhook'
const outside = await smtpTwin()
const server = await runningServer({
  smtpUrl: outside.url,
  inboundSmtp: { port: 0, host: '127.0.0.1', tls: null },
})
const { sql } = server
let people = 0
/** Somebody who has not written before. */
const stranger = () => {
  people += 1
  return `ada${people}@shopper.test`
}

beforeAll(async () => {
  await inAccount(sql, COMPANY, async (tx) => {
    await saveEmailChannel(
      tx,
      COMPANY,
      {
        ...NO_EMAIL_CHANNEL,
        supportAddress: SUPPORT,
        senderName: 'Wool <b>&</b> Co',
        usesReplyTokens: true,
        trustedAuthserv: 'mx.wool.test',
        webhookTokenHash: secretHash(TOKEN),
      },
      new Date(),
    )
    await saveMailAddresses(tx, COMPANY, [SUPPORT, 'hilfe@wool.test'])
  })
})

beforeEach(async () => {
  await switchChannel(sql, 'email', true)
  outside.taken.length = 0
  outside.answer = () => undefined
})

interface Written {
  from: string
  to?: string
  subject?: string
  text?: string
  html?: string
  messageId?: string
  inReplyTo?: string
  references?: string
  headers?: Record<string, string>
  attachments?: { filename: string; content: string }[]
  envelope?: { from: string; to: string }
  raw?: string | Buffer
}

/** Send a mail to the server, as a mail server of the internet would. */
async function write(mail: Written): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.smtpPort ?? 0,
    ignoreTLS: true,
  })
  try {
    await transport.sendMail({ to: SUPPORT, subject: 'Question', ...mail })
  } finally {
    transport.close()
  }
}

async function answerTo(address: string) {
  return vi.waitFor(async () => {
    const mails = await outside.mails()
    const found = mails.filter((mail) => [mail.to].flat()[0]?.value[0]?.address === address)
    expect(found.length).toBeGreaterThan(0)
    return found.at(-1)!
  }, 10_000)
}

const conversationsWith = (address: string) =>
  inEveryAccount(
    sql,
    (tx) => tx<{ id: string; verifiedBy: string | null; subject: string; name: string }[]>`
      select c.conversation_id as id, c.verified_by as "verifiedBy", c.subject,
             concat_ws(' ', p.first_name, p.last_name) as name
      from conversations c
      join profiles p using (account_id, profile_id)
      where c.address = ${address}
      order by c.conversation_id`,
  )
const outcomesOf = async (address: string) => {
  const rows = await inEveryAccount(
    sql,
    (tx) => tx<{ outcome: string }[]>`
      select outcome from inbound_mails where sender = ${address} order by received_at`,
  )
  return rows.map((row) => row.outcome)
}
const saidBy = async (address: string) => {
  const ids = (await conversationsWith(address)).map((one) => one.id)
  const lines = (await allLines(sql)).filter((line) => ids.includes(line.conversationId))
  return lines.filter((line) => line.author === 'shopper').map((line) => line.text)
}

describe('a mail to the support address', () => {
  test('is answered in its thread, and the answer to that continues it', async () => {
    const from = stranger()
    await write({
      from: `"Ada Lovelace" <${from}>`,
      subject: 'Your opening hours?',
      text: 'Hello, when are you open?\n\n-- \nAda',
      messageId: '<first@shopper.test>',
    })
    const answer = await answerTo(from)
    expect(answer).toMatchObject({
      subject: 'Re: Your opening hours?',
      inReplyTo: '<first@shopper.test>',
      references: '<first@shopper.test>',
      from: { value: [{ address: SUPPORT, name: 'Wool <b>&</b> Co' }] },
    })
    expect(answer.headers.get('auto-submitted')).toBe('auto-replied')
    expect(answer.replyTo?.value[0]?.address).toMatch(/^help\+[0-9a-z]{42}@wool\.test$/)
    expect(answer.messageId).toMatch(/^<[0-9a-z]{42}\.\d+@wool\.test>$/)

    outside.taken.length = 0
    await write({
      from,
      subject: 'Re: Your opening hours?',
      text: `Thank you!\n\nOn Monday, Wool & Co <${SUPPORT}> wrote:\n> ${answer.text ?? ''}`,
      inReplyTo: answer.messageId ?? '',
    })
    const [conversation, ...others] = await conversationsWith(from)
    expect(others).toEqual([])
    expect(conversation).toMatchObject({
      verifiedBy: null,
      name: 'Ada Lovelace',
      subject: 'Re: Your opening hours?',
    })
    await inAccount(sql, COMPANY, (tx) =>
      postTeammateMessage(tx, COMPANY, conversation?.id ?? '', {
        by: { userId: null, name: 'Grace <i>' },
        text: 'From nine to five.',
        now: new Date(),
      }),
    )
    const second = await answerTo(from)
    expect(second.headers.get('auto-submitted')).toBeUndefined()
    expect(second.html).toContain('<p>Grace &lt;i&gt;<br>\nWool &lt;b&gt;')
    expect(second.text).toBe('From nine to five.\n\n-- \nGrace <i>\nWool <b>&</b> Co\n')
    expect([second.references].flat()).toHaveLength(3)
    expect(await saidBy(from)).toEqual(['Hello, when are you open?', 'Thank you!'])
  })

  test('continues by the address it was answered from, when the headers are lost', async () => {
    const from = stranger()
    await write({ from, text: 'First' })
    const answer = await answerTo(from)
    const to = answer.replyTo?.value[0]?.address ?? ''
    await write({ from, to, text: 'Second', subject: 'Something else' })
    await vi.waitFor(async () => expect(await saidBy(from)).toEqual(['First', 'Second']))
    expect(await conversationsWith(from)).toHaveLength(1)
  })

  test('that answers nothing begins a new conversation', async () => {
    const from = stranger()
    await write({ from, text: 'One thing' })
    await write({ from, text: 'Another thing', to: 'hilfe@wool.test' })
    expect(await conversationsWith(from)).toHaveLength(2)
  })

  test('by somebody else does not continue the conversation, even with our Message-ID', async () => {
    const [from, other] = [stranger(), stranger()]
    await write({ from, text: 'My secret order' })
    const answer = await answerTo(from)
    await write({
      from: other,
      to: answer.replyTo?.value[0]?.address ?? '',
      text: 'Tell me more',
      inReplyTo: answer.messageId ?? '',
    })
    expect(await saidBy(from)).toEqual(['My secret order'])
    expect(await saidBy(other)).toEqual(['Tell me more'])
  })

  test('with attachments and markup keeps the words alone', async () => {
    const from = stranger()
    await write({
      from: `"<script>alert(1)</script>" <${from}>`,
      subject: '<img src=x onerror=alert(1)>',
      html: '<p>Is this <b>wool</b>?</p><script>alert(1)</script><style>p{}</style>',
      attachments: [
        { filename: 'a.exe', content: 'MZ' },
        { filename: 'b.png', content: 'PNG' },
      ],
    })
    expect(await saidBy(from)).toEqual(['Is this wool?\n\n[2 attachments, not read]'])
    const answer = await answerTo(from)
    expect(String(answer.html)).not.toMatch(/<(script|img|b)[\s>]/)
  })
})

describe('the same mail', () => {
  test('by SMTP and five times by the webhook is one message', async () => {
    const from = stranger()
    const messageId = `<${randomUUID()}@shopper.test>`
    const raw = mime({ from, messageId, text: 'Only once, please' })
    const posts = [1, 2, 3, 4, 5].map(() => post(raw))
    await Promise.all([write({ from, raw, envelope: { from, to: SUPPORT } }), ...posts])
    expect(await saidBy(from)).toEqual(['Only once, please'])
    expect(await outcomesOf(from)).toEqual(['accepted'])
    await answerTo(from)
  })

  test('the webhook answers what became of it, and strangers nothing', async () => {
    const from = stranger()
    const answer = await post(mime({ from, text: 'Hi' }))
    expect(await answer.json()).toEqual({ outcome: 'accepted' })
    expect((await post(mime({ from, text: 'Hi' }), 'wrong')).status).toBe(404)
    const repeated = await post(
      mime({ from, text: 'Hi', headers: ['Auto-Submitted: auto-replied'] }),
    )
    expect(await repeated.json()).toEqual({ outcome: 'auto-reply' })
  })
})

function mime(mail: {
  from: string
  messageId?: string
  text: string
  headers?: string[]
}): string {
  return [
    `From: ${mail.from}`,
    `To: ${SUPPORT}`,
    'Subject: Question',
    `Message-ID: ${mail.messageId ?? `<${randomUUID()}@shopper.test>`}`,
    ...(mail.headers ?? []),
    '',
    mail.text,
    '',
  ].join('\r\n')
}

function post(raw: string, token = TOKEN): Promise<Response> {
  return fetch(`${server.url}/webhooks/mail/${token}`, {
    method: 'POST',
    headers: { 'content-type': 'message/rfc822' },
    body: raw,
  })
}

describe('machines', () => {
  test('are noted and not answered', async () => {
    const from = stranger()
    const machine = (headers: Record<string, string>) => write({ from, text: 'Away', headers })
    await machine({ 'Auto-Submitted': 'auto-replied' })
    await machine({ 'List-Id': '<news.shopper.test>' })
    await write({ from, text: 'x', envelope: { from: '', to: SUPPORT } })
    expect(await outcomesOf(from)).toEqual(['auto-reply', 'mailing-list', 'bounce'])
    expect(await saidBy(from)).toEqual([])
  })

  test('two desks that answer each other stop', async () => {
    const from = stranger()
    await write({ from, text: 'Hello' })
    const answer = await answerTo(from)
    // Our own answer comes back to us, as from a mailbox that forwards everything.
    await write({
      from: SUPPORT,
      text: answer.text ?? '',
      messageId: answer.messageId ?? '',
      headers: { 'X-Loop': `parley ${COMPANY}` },
    })
    expect(await outcomesOf(SUPPORT)).toEqual(['own-mail'])
    // A desk without any of the usual marks repeats itself.
    for (let at = 0; at < 6; at += 1) {
      await write({
        from,
        text: `We received your mail. Ticket ${at}.`,
        inReplyTo: answer.messageId ?? '',
      })
    }
    expect((await outcomesOf(from)).slice(1)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'loop',
      'loop',
      'loop',
    ])
  })

  test('a bounce shows at the line that did not arrive', async () => {
    const from = stranger()
    await write({ from, text: 'Hello' })
    const answer = await answerTo(from)
    await write({
      from: 'mailer-daemon@mx.shopper.test',
      text: `No such user. The mail was:\nMessage-ID: ${answer.messageId}`,
      envelope: { from: '', to: SUPPORT },
    })
    const [delivery] = await inEveryAccount(
      sql,
      (tx) => tx`select state, error from conversation_deliveries where address = ${from}`,
    )
    expect(delivery).toMatchObject({ state: 'failed', error: 'bounced' })
  })
})

describe('who writes', () => {
  const proof = (from: string) => ({
    'Authentication-Results': `mx.wool.test; dmarc=pass header.from=${from.split('@')[1]}`,
  })

  test('is verified when our own mail server says so', async () => {
    const from = stranger()
    await write({ from, text: 'It is me', headers: proof(from) })
    expect(await conversationsWith(from)).toMatchObject([{ verifiedBy: 'mail' }])
  })

  test('is not when they say so themselves, and cannot slip into a verified conversation', async () => {
    const from = stranger()
    const first = `<${randomUUID()}@shopper.test>`
    await write({ from, text: 'It is me', headers: proof(from), messageId: first })
    const answer = await answerTo(from)
    await write({ from, text: 'Change my address', inReplyTo: first })
    const both = await conversationsWith(from)
    expect(both.map((one) => one.verifiedBy)).toEqual(['mail', null])
    // Whoever answers our mail has read it.
    await write({ from, text: 'Thanks', inReplyTo: answer.messageId ?? '' })
    expect(await conversationsWith(from)).toHaveLength(2)
  })
})

describe('what is not taken', () => {
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 0,
      (error: { responseCode?: number }) => error.responseCode ?? -1,
    )

  test('mail for nobody, and all mail while the channel is off', async () => {
    const from = stranger()
    expect(await refusal(write({ from, to: 'other@wool.test', text: 'Hi' }))).toBe(550)
    await switchChannel(sql, 'email', false)
    expect(await refusal(write({ from, text: 'Hi' }))).toBe(550)
    expect(await (await post(mime({ from, text: 'Hi' }))).json()).toEqual({
      outcome: 'channel-off',
    })
    expect(await outcomesOf(from)).toEqual([])
  })

  test('a huge mail, by either way', async () => {
    const from = stranger()
    const huge = mime({ from, text: 'x'.repeat(76).concat('\r\n').repeat(150_000) })
    expect(await refusal(write({ from, raw: huge, envelope: { from, to: SUPPORT } }))).toBe(552)
    expect((await post(huge)).status).toBe(413)
    expect(await saidBy(from)).toEqual([])
    await write({ from, text: 'Still there?' })
    expect(await saidBy(from)).toEqual(['Still there?'])
  })

  test('mails built to keep a parser busy', async () => {
    const from = stranger()
    const part = (depth: number): string =>
      depth === 0
        ? 'Content-Type: text/plain\r\n\r\nhi\r\n'
        : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${part(depth - 1)}\r\n--b${depth}--\r\n`
    const bomb = `From: ${from}\r\nTo: ${SUPPORT}\r\nMessage-ID: <b@b.test>\r\n${part(2_000)}`
    const started = performance.now()
    expect((await post(bomb)).status).toBe(422)
    const headers = Array.from({ length: 20_000 }, (_, at) => `X-H${at}: ${'y'.repeat(50)}`)
    expect((await post(mime({ from, text: 'x', headers }))).status).toBe(422)
    const html = `${'<div>'.repeat(50_000)}deep`
    const deep = mime({ from, text: html, headers: ['Content-Type: text/html'] })
    expect([200, 422]).toContain((await post(deep)).status)
    expect((await post('\u0000\u0001 no mail at all')).status).toBe(200)
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('a bomb of mails: the sender is asked to slow down, others are served', async () => {
    const from = stranger()
    await inEveryAccount(
      sql,
      (tx) => tx`
        insert into inbound_mails (account_id, message_id, sender, outcome, received_at)
        select ${COMPANY}, '<bomb' || n || '>', ${from}, 'accepted', ${new Date()}
        from generate_series(1, 29) as n`,
    )
    expect(await refusal(write({ from, text: 'The thirtieth' }))).toBe(0)
    expect(await refusal(write({ from, text: 'One more' }))).toBe(450)
    expect((await post(mime({ from, text: 'again' }))).status).toBe(429)
    const other = stranger()
    await write({ from: other, text: 'And me?' })
    expect(await saidBy(other)).toEqual(['And me?'])
    expect(await saidBy(from)).toEqual(['The thirtieth'])
  })
})
