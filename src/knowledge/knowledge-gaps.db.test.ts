import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import type { Language } from '../contract/agent-words.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import type { By } from './change-source.action.ts'
import { approveGap, dismissGap, draftGap } from './decide-gap.action.ts'
import type { GapRow } from './gap.ts'
import {
  findGap,
  forgetGapQuestions,
  listGapQuestions,
  listGaps,
  recordKnowledgeGap,
} from './knowledge-gaps.sql.ts'

const { sql } = await testDatabase()
const start = new Date('2026-03-01T10:00:00Z')
const byOf = (accountId: string): By => ({
  actor: { kind: 'user', accountId, actorId: null, actorName: 'Ada' },
  now: new Date('2026-03-09T10:00:00Z'),
  wallNow: new Date('2026-03-09T10:00:00Z'),
})
const conversation = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`

let minutes = 0
function fail(
  accountId: string,
  question: string,
  language: Language = 'en',
  conversationId: string | null = null,
): Promise<void> {
  minutes += 1
  const now = new Date(start.getTime() + minutes * 60_000)
  return inAccount(sql, accountId, (tx) =>
    recordKnowledgeGap(tx, accountId, { question, language, conversationId, now }),
  )
}

async function gaps(accountId: string): Promise<GapRow[]> {
  const page = { size: 50, cursor: null }
  return readInAccount(sql, accountId, (tx) =>
    listGaps(tx, accountId, { filter: [], sort: null, page }),
  )
}

async function questionsOf(accountId: string, gapId: string) {
  const page = { size: 50, cursor: null }
  return readInAccount(sql, accountId, (tx) => listGapQuestions(tx, accountId, gapId, page))
}

beforeAll(async () => {
  for (const id of ['Group1', 'Fill01', 'Quiet1', 'Race01', 'Forget']) {
    await createRawAccount(sql, { id, createdAt: start }, [], [])
  }
})

describe('alike questions', () => {
  test('come together, others do not, and the most asked is first', async () => {
    const asked: [string, Language][] = [
      ['Do you engrave names on bottles?', 'en'],
      ['can you engrave my name on the bottle', 'en'],
      ['engraving a name on a bottle, possible?', 'en'],
      ['Can I get a bottle engraved with a name please', 'en'],
      ['Do you rent out tents?', 'en'],
      ['is it possible to rent a tent', 'en'],
      ['Kann ich ein Zelt mieten?', 'de'],
      ['who is your CEO', 'en'],
    ]
    for (const [question, language] of asked) await fail('Group1', question, language)
    const found = await gaps('Group1')
    expect(found.map((gap) => [gap.language, gap.questions, gap.samples[0]])).toEqual([
      ['en', 4, 'Can I get a bottle engraved with a name please'],
      ['en', 2, 'is it possible to rent a tent'],
      ['en', 1, 'who is your CEO'],
      ['de', 1, 'Kann ich ein Zelt mieten?'],
    ])
    expect(found[0]).toMatchObject({
      state: 'open',
      firstSeenAt: new Date('2026-03-01T10:01:00Z'),
      lastSeenAt: new Date('2026-03-01T10:04:00Z'),
      draftTitle: null,
    })
  })

  test('are noted without what names their asker, and not at all when they say nothing', async () => {
    await fail('Quiet1', 'hello?')
    await fail('Quiet1', '???')
    expect(await gaps('Quiet1')).toEqual([])
    await fail('Quiet1', 'Please mail ada@shop.test or call +49 151 2345678 about the sauna')
    const [gap] = await gaps('Quiet1')
    expect(gap?.samples).toEqual(['Please mail [email] or call [number] about the sauna'])
  })

  test('asked at the same moment make one gap', async () => {
    await Promise.all(
      [1, 2, 3, 4].map((at) => fail('Race01', 'Do you sell saunas?', 'en', conversation(at))),
    )
    const found = await gaps('Race01')
    expect(found.map((gap) => gap.questions)).toEqual([4])
    expect(found[0]?.conversationIds.toSorted()).toEqual([1, 2, 3, 4].map(conversation))
  })

  test('join a dismissed gap quietly, which can be decided anew', async () => {
    await dismissGap(sql, byOf('Race01'), (await gaps('Race01'))[0]?.gapId ?? '')
    await fail('Race01', 'do you sell a sauna')
    const [gap, ...more] = await gaps('Race01')
    expect([gap?.state, gap?.questions, more]).toEqual(['dismissed', 5, []])
    await expect(draftGap(sql, byOf('Race01'), gap?.gapId ?? '', null)).resolves.toMatchObject({
      draftTitle: 'do you sell a sauna',
    })
  })

  test('of a deleted conversation are forgotten; the numbers stay', async () => {
    await fail('Forget', 'Do you sell saunas to Ada Lovelace?', 'en', conversation(9))
    await inAccount(sql, 'Forget', (tx) => forgetGapQuestions(tx, 'Forget', [conversation(9)]))
    const [gap] = await gaps('Forget')
    expect(gap).toMatchObject({ questions: 1, samples: ['[deleted]'], conversationIds: [] })
  })
})

describe('a gap', () => {
  test('is filled by a snippet, and its questions are asked again', async () => {
    const questions = [
      'Do you engrave names on bottles?',
      'can you engrave my name on the bottle',
      'engraving on a bottle',
    ]
    for (const [at, question] of questions.entries()) {
      await fail('Fill01', question, 'en', conversation(at))
    }
    const [open] = await gaps('Fill01')
    const gapId = open?.gapId ?? ''
    const outline = await draftGap(sql, byOf('Fill01'), gapId, null)
    expect(outline.draftContent).toContain('• „engraving on a bottle“')
    const answer = 'Yes, we engrave up to 20 letters on every bottle, for 8 euros.'
    const drafted = await draftGap(sql, byOf('Fill01'), gapId, answer)
    expect(drafted).toMatchObject({ draftTitle: 'engraving on a bottle', draftContent: answer })

    const snippet = { title: 'Engraving bottles', content: answer }
    const filled = await approveGap(sql, byOf('Fill01'), gapId, snippet)
    expect(filled).toMatchObject({
      state: 'approved',
      decidedBy: 'Ada',
      knowledgeId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      askedAgain: 3,
      answered: 3,
    })
    for (const question of await questionsOf('Fill01', gapId)) {
      expect(question.scoreBefore).toBe(0)
      expect(question.scoreAfter).toBeGreaterThan(0.5)
      expect(question.answeredBy).toBe('Engraving bottles')
    }
    await expect(approveGap(sql, byOf('Fill01'), gapId, snippet)).rejects.toMatchObject({
      status: 409,
    })
  })

  test('that a snippet does not fill says so, and further questions make a new one', async () => {
    await fail('Fill01', 'do you have a sauna')
    const open = (await gaps('Fill01')).find((gap) => gap.state === 'open')
    const snippet = { title: 'Swimming', content: 'The pool opens at nine.' }
    const filled = await approveGap(sql, byOf('Fill01'), open?.gapId ?? '', snippet)
    expect(filled).toMatchObject({ askedAgain: 1, answered: 0 })
    await fail('Fill01', 'do you have a sauna')
    const states = (await gaps('Fill01')).filter((gap) => gap.samples[0]?.includes('sauna'))
    expect(states.map((gap) => gap.state).toSorted()).toEqual(['approved', 'open'])
  })

  test('of another account is not there', async () => {
    const [gap] = await gaps('Fill01')
    const gapId = gap?.gapId ?? ''
    expect(await readInAccount(sql, 'Group1', (tx) => findGap(tx, 'Group1', gapId))).toBeUndefined()
    await expect(dismissGap(sql, byOf('Group1'), gapId)).rejects.toMatchObject({ status: 404 })
  })
})

test('lists go on where the page before ended, both ways and by both sorts', async () => {
  const all = await gaps('Group1')
  for (const sort of [null, { key: 'last_seen_at', descending: false }]) {
    const list = (cursor: { key: string; id: string; backwards: boolean } | null, size: number) =>
      readInAccount(sql, 'Group1', (tx) =>
        listGaps(tx, 'Group1', { filter: [], sort, page: { size, cursor } }),
      )
    const first = (await list(null, 2)).slice(0, 2)
    const last = first.at(-1)
    const key = sort ? (last?.lastSeenAt.toISOString() ?? '') : String(last?.questions)
    const rest = await list({ key, id: last?.gapId ?? '', backwards: false }, 10)
    expect(new Set([...first, ...rest].map((gap) => gap.gapId)).size).toBe(all.length)
  }
})
