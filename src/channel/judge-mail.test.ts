import { describe, expect, test } from 'vitest'
import { isFromVerified } from './authentication-results.ts'
import { judgeMail, judgePace, MAILS_OF_SENDER_MAX } from './judge-mail.ts'

const own = { addresses: new Set(['help@wool.test']), loopMark: 'parley Ab12Cd' }

function judged(
  headers: Record<string, string | string[]>,
  from: string[] = ['ada@shopper.test'],
  returnPath: string | null = 'ada@shopper.test',
) {
  const get = (name: string) => [headers[name] ?? []].flat()
  return judgeMail({ headers: { get }, from, returnPath }, own)
}

describe('a mail', () => {
  test('of a person is accepted', () => {
    expect(judged({})).toBe('accepted')
    expect(judged({ 'auto-submitted': 'no' })).toBe('accepted')
    expect(judged({ precedence: 'first-class' })).toBe('accepted')
    expect(judged({ 'x-loop': 'parley Zz99Zz' })).toBe('accepted')
    expect(judged({}, ['noreen@shopper.test'])).toBe('accepted')
  })

  test.each([
    ['auto-reply', { 'auto-submitted': 'auto-replied (vacation)' }],
    ['auto-reply', { 'auto-submitted': 'auto-generated' }],
    ['auto-reply', { precedence: 'auto_reply' }],
    ['auto-reply', { precedence: 'junk' }],
    ['auto-reply', { 'x-auto-response-suppress': 'OOF, AutoReply' }],
    ['auto-reply', { 'x-autoreply': 'yes' }],
    ['mailing-list', { 'list-id': '<news.shop.test>' }],
    ['mailing-list', { 'list-unsubscribe': '<mailto:x@y.test>' }],
    ['mailing-list', { precedence: 'Bulk' }],
    ['bounce', { 'content-type': 'multipart/report; report-type=delivery-status' }],
    ['own-mail', { 'x-loop': ['something', 'parley Ab12Cd'] }],
  ])('of a machine is a %s: %j', (outcome, headers) => {
    expect(judged(headers)).toBe(outcome)
  })

  test('without a way back, without a sender, or from ourselves is not answered', () => {
    expect(judged({}, ['ada@shopper.test'], '')).toBe('bounce')
    expect(judged({ 'return-path': '<>' }, ['ada@shopper.test'], null)).toBe('bounce')
    expect(judged({}, ['mailer-daemon@mx.test'])).toBe('bounce')
    expect(judged({}, [])).toBe('no-sender')
    expect(judged({}, ['ada@shopper.test', 'eve@evil.test'])).toBe('no-sender')
    expect(judged({}, ['help@wool.test'])).toBe('own-mail')
    expect(judged({}, ['no-reply@bank.test'])).toBe('auto-reply')
  })

  test('that comes too often is slowed, one that repeats itself is a loop', () => {
    expect(judgePace({ ofSender: 0, alike: 0, ofAccount: 0 })).toBe('accepted')
    expect(judgePace({ ofSender: 5, alike: 3, ofAccount: 5 })).toBe('loop')
    expect(judgePace({ ofSender: MAILS_OF_SENDER_MAX, alike: 9, ofAccount: 50 })).toBe(
      'rate-limited',
    )
    expect(judgePace({ ofSender: 0, alike: 0, ofAccount: 2_000 })).toBe('rate-limited')
  })
})

describe('the From address is proved', () => {
  const from = 'ada@mail.shopper.test'
  test.each([
    'mx.wool.test; dmarc=pass (p=reject) header.from=mail.shopper.test',
    'mx.wool.test 1; spf=pass smtp.mailfrom=x.test; dkim=pass header.d=shopper.test header.s=a',
    'MX.wool.test; dkim=pass header.i=@mail.shopper.test',
  ])('%s', (result) => {
    expect(isFromVerified([result], from, 'mx.wool.test')).toBe(true)
    expect(isFromVerified([result], from, null)).toBe(false)
    expect(isFromVerified([result], from, 'mx.other.test')).toBe(false)
  })

  test.each([
    ['nobody said so', []],
    ['it failed', ['mx.wool.test; dmarc=fail header.from=mail.shopper.test']],
    ['another domain passed', ['mx.wool.test; dkim=pass header.d=evil.test']],
    ['a domain that only ends alike', ['mx.wool.test; dkim=pass header.d=er.test']],
    ['a whole top-level domain signed', ['mx.wool.test; dkim=pass header.d=test']],
    [
      'only the server that sent it passed',
      ['mx.wool.test; spf=pass smtp.mailfrom=mail.shopper.test'],
    ],
    [
      'it is said in a comment',
      ['mx.wool.test; dmarc=fail (dmarc=pass; dmarc=pass header.from=mail.shopper.test)'],
    ],
    [
      'the sender wrote it below',
      [
        'mx.wool.test; dmarc=fail header.from=mail.shopper.test',
        'mx.wool.test; dmarc=pass header.from=mail.shopper.test',
      ],
    ],
    [
      'another server is on top',
      ['mx.evil.test; dmarc=none', 'mx.wool.test; dmarc=pass header.from=mail.shopper.test'],
    ],
  ])('not when %s', (_name, results) => {
    expect(isFromVerified(results, from, 'mx.wool.test')).toBe(false)
  })
})
