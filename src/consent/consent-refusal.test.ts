import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../profile/profile.ts'
import { consentRefusal } from './consent-refusal.ts'

function email(marketing: JsonObject): JsonObject {
  return { email: { marketing } }
}
const barred = (...reasons: string[]) =>
  email({
    suppression: reasons.map((reason) => ({ reason, timestamp: '2026-01-01T00:00:00+00:00' })),
  })
const off = (...lists: string[]) =>
  email({ list_suppressions: lists.map((list_id) => ({ list_id, reason: 'UNSUBSCRIBE' })) })
const text = (channel: 'sms' | 'whatsapp', topics: Record<string, string>) => ({
  [channel]: Object.fromEntries(
    Object.entries(topics).map(([topic, consent]) => [topic, { consent }]),
  ),
})

const SUPPRESSED = 'Person Suppressed'

describe('email', () => {
  test.each([
    ['never subscribed', {}, null, null],
    ['subscribed', email({ consent: 'SUBSCRIBED' }), null, null],
    ['unsubscribed', email({ consent: 'UNSUBSCRIBED' }), SUPPRESSED, null],
    ['unsubscribed, with its suppression', barred('UNSUBSCRIBE'), SUPPRESSED, null],
    ['suppressed by hand', barred('USER_SUPPRESSED'), SUPPRESSED, null],
    [
      'suppressed by hand while subscribed',
      email({ consent: 'SUBSCRIBED', suppression: [{ reason: 'USER_SUPPRESSED' }] }),
      SUPPRESSED,
      null,
    ],
    ['complained', barred('SPAM_COMPLAINT'), SUPPRESSED, null],
    ['bounced', barred('HARD_BOUNCE'), SUPPRESSED, SUPPRESSED],
    ['no such address', barred('INVALID_EMAIL'), SUPPRESSED, SUPPRESSED],
    ['unsubscribed, then bounced', barred('UNSUBSCRIBE', 'HARD_BOUNCE'), SUPPRESSED, SUPPRESSED],
    ['broken data', { email: { marketing: { suppression: 'x' } } }, null, null],
  ])('%s', (_name, subscriptions, marketing, transactional) => {
    expect(consentRefusal(subscriptions, 'email', 'marketing')).toBe(marketing)
    expect(consentRefusal(subscriptions, 'email', 'transactional')).toBe(transactional)
  })

  test.each([
    ['another list', off('A'), ['B'], null],
    ['the list it left', off('A'), ['A'], SUPPRESSED],
    ['one of two lists', off('A'), ['A', 'B'], null],
    ['both lists', off('A', 'B'), ['A', 'B'], SUPPRESSED],
    ['no list', off('A'), [], null],
  ])('%s', (_name, subscriptions, listIds, refusal) => {
    expect(consentRefusal(subscriptions, 'email', 'marketing', { listIds })).toBe(refusal)
    expect(consentRefusal(subscriptions, 'email', 'transactional', { listIds })).toBe(null)
  })
})

describe.each([
  ['sms', 'Missing SMS Consent'],
  ['whatsapp', 'Missing WhatsApp Consent'],
] as const)('%s', (channel, missing) => {
  test.each([
    ['nothing said', {}, missing, missing],
    ['marketing covers the rest', { marketing: 'SUBSCRIBED' }, null, null],
    ['transactional only', { transactional: 'SUBSCRIBED' }, missing, null],
    ['left', { marketing: 'UNSUBSCRIBED', transactional: 'UNSUBSCRIBED' }, missing, missing],
    ['never', { marketing: 'NEVER_SUBSCRIBED' }, missing, missing],
  ])('%s', (_name, topics, marketing, transactional) => {
    const subscriptions = text(channel, topics)
    expect(consentRefusal(subscriptions, channel, 'marketing')).toBe(marketing)
    expect(consentRefusal(subscriptions, channel, 'transactional')).toBe(transactional)
  })

  test('a number that asked for silence gets nothing', () => {
    const subscriptions = text(channel, { marketing: 'SUBSCRIBED', transactional: 'SUBSCRIBED' })
    const to = { isNumberStopped: true }
    expect(consentRefusal(subscriptions, channel, 'marketing', to)).toBe(missing)
    expect(consentRefusal(subscriptions, channel, 'transactional', to)).toBe(missing)
  })

  test('consent to one channel is none to the other', () => {
    const other = channel === 'sms' ? 'whatsapp' : 'sms'
    const subscriptions = text(other, { marketing: 'SUBSCRIBED' })
    expect(consentRefusal(subscriptions, channel, 'marketing')).toBe(missing)
  })
})
