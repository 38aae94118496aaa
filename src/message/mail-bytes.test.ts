import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import { joinMail, mailBytes, signMail } from './mail-bytes.ts'
import type { OutgoingMail } from './outgoing-mail.ts'

const AT = new Date('2026-05-04T09:00:00Z')
const MAIL: OutgoingMail = {
  from: { address: 'shop@shop.test', name: 'Wool & Söhne, "the" shop' },
  to: 'ada@shopper.test',
  replyTo: 'help@shop.test',
  subject: `Grüße 🎉 ${'und noch mehr '.repeat(12)}`.trim(),
  text: `Grüße\n.\nFrom here  \n${'x'.repeat(300)}`,
  html: `<p>Größe = 3 &amp; ${'<b>äöü</b> '.repeat(40)}</p>\r\n.\r\n`,
  headers: {
    'List-Unsubscribe': `<https://talk.shop.test/unsubscribe/${'t'.repeat(80)}>, <mailto:unsubscribe+${'0'.repeat(52)}@talk.shop.test>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
  messageId: '<01J0000000000000000000000@shop.test>',
}
const written = (mail: Partial<OutgoingMail> = {}) =>
  joinMail(mailBytes({ ...MAIL, ...mail }, {}, AT))

describe('the bytes of a mail', () => {
  test('say what was to be said', async () => {
    const bytes = written()
    const read = await simpleParser(bytes)
    expect(read.subject).toBe(MAIL.subject)
    expect(read.from?.value).toEqual([{ address: 'shop@shop.test', name: MAIL.from.name }])
    expect(read.replyTo?.text).toBe('help@shop.test')
    expect(read.messageId).toBe(MAIL.messageId)
    expect(read.date).toEqual(AT)
    expect(read.text?.trimEnd()).toBe(MAIL.text)
    expect(read.html).toBe(MAIL.html?.replaceAll('\r\n', '\n'))
  })

  test('are lines that every server takes', () => {
    const lines = written().toString('latin1').split('\r\n')
    expect(lines.filter((line) => /[\r\n\u0080-\u00ff]/.test(line))).toEqual([])
    const body = lines.slice(lines.indexOf(''))
    expect(Math.max(...body.map((line) => line.length))).toBeLessThanOrEqual(78)
  })

  test('of a script far from ASCII are no longer than they must be', async () => {
    const text = 'Привет, как дела? '.repeat(50)
    const bytes = written({ text, html: null })
    expect(bytes.toString()).toContain('Content-Transfer-Encoding: base64')
    expect((await simpleParser(bytes)).text?.trimEnd()).toBe(text.trimEnd())
  })

  test.each([MAIL.html, null])(
    'carry files beside the words, whatever they are called',
    async (html) => {
      const pdf = Buffer.from(Array.from({ length: 1_000 }, (_, nth) => nth % 256))
      const attachments = [
        { fileName: 'größe; "x".pdf', mediaType: 'application/pdf', bytes: pdf },
        {
          fileName: 'a\r\nBcc: eve@evil.test',
          mediaType: 'text/csv',
          bytes: Buffer.from('a,b\r\n'),
        },
      ]
      const bytes = written({ html, attachments })
      expect(bytes.toString()).not.toMatch(/^Bcc:/m)
      expect(bytes.toString('latin1')).not.toMatch(/[\u0080-\u00ff]/)
      const read = await simpleParser(bytes)
      expect(read.text?.trimEnd()).toBe(MAIL.text)
      expect(read.html || null).toBe(html?.replaceAll('\r\n', '\n') ?? null)
      expect(read.attachments.map((one) => one.contentType)).toEqual([
        'application/pdf',
        'text/csv',
      ])
      expect(read.attachments[0]?.filename).toBe(attachments[0]?.fileName)
      expect(read.attachments[0]?.content.equals(pdf)).toBe(true)
      expect(read.attachments[1]?.content.toString()).toBe('a,b\r\n')
    },
  )

  test('keep a header within its line', () => {
    const bytes = written({
      subject: 'Hi\r\nBcc: eve@evil.test',
      headers: { 'X-A': 'a\r\nX-B: b' },
    })
    expect(bytes.toString()).not.toMatch(/^(Bcc|X-B):/m)
  })

  test.each([MAIL.html, null])('are signed so that it can be verified', async (html) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
    const mail = { ...MAIL, html, text: html === null ? 'a \t b  \n\n\n' : MAIL.text }
    const signer = { domain: 'shop.test', selector: 'parley', privateKey }
    const signed = joinMail(await signMail(mailBytes(mail, {}, AT), signer))
    const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
    const { results } = await dkimVerify(signed, {
      resolver: async () => [[`v=DKIM1; k=rsa; p=${key}`]],
    })
    expect(results[0]?.status.result).toBe('pass')
  })
})
