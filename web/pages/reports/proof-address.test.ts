import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIGURES } from '../../../src/contract/figures.ts'
import { LEDGER_NUMBERS } from '../../../src/contract/home.ts'
import { MEASUREMENTS } from '../../../src/contract/metrics.ts'
import { MESSAGE_STATISTICS } from '../../../src/contract/reports.ts'
import type { ProofQuestion } from '../../api/proofs.ts'
import { proofIn, withProof } from './proof-address.ts'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString())
const day = instant.map((at) => at.slice(0, 10))
const wall = instant.map((at) => at.slice(0, 19))

const questions: fc.Arbitrary<ProofQuestion> = fc.oneof(
  fc.record({
    kind: fc.constant('figure' as const),
    figure: fc.constantFrom(...FIGURES),
    start: day,
    end: day,
  }),
  fc.record({
    kind: fc.constant('figure' as const),
    figure: fc.constant('started' as const),
    start: day,
    end: day,
    channel: fc.constant('email' as const),
    group_by: fc.constant('tag' as const),
    group: text,
  }),
  fc.record({
    kind: fc.constant('report' as const),
    statistic: fc.constantFrom(...MESSAGE_STATISTICS),
    report: fc.constantFrom('all' as const, 'flow' as const, 'campaign' as const),
    start: wall,
    end: wall,
    conversion_metric_id: text,
    where: fc.constantFrom('', 'equals(send_channel,"email"),equals(email_domain,"a&b=c#d%")'),
  }),
  fc.record({
    kind: fc.constant('metric' as const),
    metric_id: text,
    measurement: fc.constantFrom(...MEASUREMENTS),
    from: instant,
    until: instant,
    group_by: text,
    group: text,
    where: text,
  }),
  fc.record({
    kind: fc.constant('metric' as const),
    metric_id: text,
    measurement: fc.constant('count' as const),
    until: fc.constant('2026-03-28T23:00:00+01:00'),
  }),
  fc.record({
    kind: fc.constant('ledger' as const),
    number: fc.constantFrom(...LEDGER_NUMBERS),
    product_id: text,
    start: day,
    end: day,
  }),
)
const others = fc.dictionary(
  fc.constantFrom('range', 'from', 'by', 'metric', 'q', 'proofs'),
  fc.string({ unit: 'grapheme' }),
)

test('an address says which proof is open and what the page shows, and neither touches the other', () => {
  fc.assert(
    fc.property(questions, questions, others, (question, before, own) => {
      const page = new URLSearchParams(own)
      const opened = new URLSearchParams(withProof(page, before))
      const link = new URL(`https://parley.test/?${withProof(opened, question)}`)
      expect(proofIn(link.searchParams)).toEqual(question)
      const closed = new URLSearchParams(withProof(link.searchParams, null))
      expect([...closed]).toEqual([...page])
      expect(proofIn(closed)).toBe(null)
    }),
  )
})

test('a person can read it', () => {
  const question: ProofQuestion = {
    kind: 'metric',
    metric_id: 'abc',
    measurement: 'count',
    from: '2026-11-24T23:00:00.000Z',
    until: '2026-11-25T23:00:00.000Z',
    group_by: 'Channel',
    group: '',
  }
  expect(withProof(new URLSearchParams('range=7'), question)).toBe(
    'range=7&proof=metric&proof.metric_id=abc&proof.measurement=count' +
      '&proof.from=2026-11-24T23:00:00.000Z&proof.until=2026-11-25T23:00:00.000Z&proof.group_by=Channel',
  )
})

test.each([
  'proof=',
  'proof=nonsense',
  'proof.figure=orders',
  'proof=figure&proof.figure=orders',
  'proof=figure&proof.figure=luck&proof.start=2026-11-01&proof.end=2026-11-02',
  'proof=figure&proof.figure=orders&proof.start=2026-02-31&proof.end=2026-11-02',
  'proof=figure&proof.figure=orders&proof.start=2026-11-01&proof.end=2026-11-02&proof.more=1',
  'proof=metric&proof.metric_id=abc&proof.measurement=count&proof.until=tomorrow',
  'proof=ledger&proof.number=shown&proof.start=2026-11-01&proof.end=2026-11-02',
])('%s leads to no proof', (search) => {
  expect(proofIn(new URLSearchParams(search))).toBe('unreadable')
})
