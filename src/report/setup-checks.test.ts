import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../platform/time.ts'
import { type Setup, setupChecks } from './setup-checks.ts'

const NOW = new Date('2026-11-20T10:00:00Z')
const FINE: Setup = {
  isOn: true,
  channelsOn: ['web-chat'],
  model: null,
  hasSmtp: true,
  toolsWithoutSecret: [],
  lagRows: 0,
  slowestFollower: null,
  knowledgeIndexed: 1,
  knowledgeFailed: 0,
  knowledgeUnderWay: 0,
  products: 1,
  orders: 1,
  lastOrderAt: NOW,
  modelFailures: 0,
  turnsOfDay: 1,
  failedMails: 0,
  lastMessageAt: NOW,
  lastMessageChannel: 'web-chat',
  unanswered: 0,
  oldestUnansweredAt: null,
  lastEventAt: NOW,
  lastEventMetric: 'Conversation with Customer Agent Started',
  conversationsOfDay: 1,
  identifiedOfDay: 1,
  failedHandoffs: 0,
  failures: 0,
  zone: 'Europe/Berlin',
  profilesZone: 'America/New_York',
  profilesThere: 900,
  profilesWithZone: 900,
  lateJobs: 0,
  oldestLateJobAt: null,
  jobsGivenUp: 0,
}

function check(name: string, change: Partial<Setup>) {
  const checks = setupChecks({ ...FINE, ...change }, { now: NOW, wallNow: NOW })
  return checks.find((one) => one.name === name)
}

test('a setup in which everything is there is fine', () => {
  const checks = setupChecks(FINE, { now: NOW, wallNow: NOW })
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([])
})

describe('the time zone', () => {
  const berlin = { zone: 'UTC', profilesZone: 'Europe/Berlin' }

  test('is doubted while nobody chose it and most profiles live elsewhere', () => {
    const found = check('time-zone', { ...berlin, profilesThere: 60, profilesWithZone: 100 })
    expect(found).toMatchObject({
      state: 'warning',
      finding: "The account's time zone is UTC, but most profiles live in Europe/Berlin.",
    })
  })

  test.each([
    ['few say so', { ...berlin, profilesThere: 19, profilesWithZone: 19 }],
    ['they live everywhere', { ...berlin, profilesThere: 50, profilesWithZone: 100 }],
    ['they live there', { zone: 'UTC', profilesZone: 'UTC' }],
    ['nobody says', { zone: 'UTC', profilesZone: null, profilesThere: 0, profilesWithZone: 0 }],
    ['somebody chose it', { zone: 'Europe/Paris', profilesZone: 'Europe/Berlin' }],
  ])('is believed when %s', (_, change) => {
    expect(check('time-zone', change)?.state).toBe('ok')
  })
})

describe('the jobs of the server', () => {
  test('are late when one is due and nobody has begun it', () => {
    const oldestLateJobAt = new Date(NOW.getTime() - 12 * MINUTE_MS)
    expect(check('jobs', { lateJobs: 3, oldestLateJobAt })).toMatchObject({
      state: 'warning',
      facts: { late: 3, minutes: 12 },
    })
  })

  test('are told of when they failed for good', () => {
    const found = check('jobs', { jobsGivenUp: 2 })
    expect(found).toMatchObject({ state: 'warning', facts: { given_up: 2 } })
  })
})
