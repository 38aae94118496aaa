import { expect, test } from 'vitest'
import { bounceKind } from './judge-bounce.ts'
import { parseReport } from './parse-report.ts'

const report = (status: string) =>
  [
    'From: MAILER-DAEMON@mx.test',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Your mail could not be delivered. Action: failed',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.test',
    '',
    'Final-Recipient: rfc822; ada@shopper.test',
    status,
    '--b--',
  ].join('\r\n')

test('a report of non-delivery, with the answer that the server gave', () => {
  const failed =
    'Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n  No such user'
  expect(parseReport(report(failed))).toEqual({
    kind: 'bounced',
    answer: '5.1.1 smtp; 550 5.1.1 No such user',
  })
})

test('a delay, and a note that somebody is away, are none', () => {
  expect(parseReport(report('Action: delayed\r\nStatus: 4.4.1'))).toEqual({ kind: 'nothing' })
  expect(parseReport('Subject: Out of office\r\n\r\nAction: failed')).toEqual({ kind: 'nothing' })
})

test('a complaint', () => {
  const raw = 'Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n'
  expect(parseReport(raw)).toEqual({ kind: 'complained' })
  expect(parseReport(raw.replace('abuse', 'not-spam'))).toEqual({ kind: 'nothing' })
})

test.each([
  ['550 5.1.1 No such user', 'hard'],
  ['5.1.10 null MX', 'hard'],
  ['550 No such user', 'hard'],
  ['551 User moved', 'hard'],
  ['550 5.7.1 Blocked', 'soft'],
  ['550 Message rejected as spam', 'soft'],
  ['552 5.2.2 Mailbox full', 'soft'],
  ['450 4.2.0 Greylisted', 'soft'],
  ['5.1.8 sender has no domain', 'soft'],
  ['', 'soft'],
])('%s is %s', (answer, kind) => {
  expect(bounceKind(answer)).toBe(kind)
})
