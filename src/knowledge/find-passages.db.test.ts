import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import { createSnippet } from './create-snippet.action.ts'
import { addPassages, createEdition, makeCurrent, retireEditions } from './editions.sql.ts'
import { findPassages, hasKnowledge } from './find-passages.sql.ts'
import {
  QUESTIONS_A,
  QUESTIONS_B,
  QUESTIONS_C,
  QUESTIONS_D,
  type SamplePassage,
  type SampleQuestion,
  SHOP_A,
  SHOP_B,
  SHOP_C,
} from './knowledge-fixtures.ts'
import type { FoundPassage } from './passage.ts'
import { splitPassages, textBlocks } from './split-passages.ts'

const { sql } = await testDatabase()
const now = new Date('2026-03-01T10:00:00Z')

async function fill(accountId: string, shop: readonly SamplePassage[]): Promise<void> {
  await createRawAccount(sql, { id: accountId, createdAt: now }, [], [])
  await inAccount(sql, accountId, async (tx) => {
    for (const { title, text } of shop) {
      await createSnippet(tx, accountId, { title, content: text, now })
    }
  })
}

function ask(
  accountId: string,
  text: string,
  language: 'en' | 'de' = 'en',
  limit = 3,
): Promise<FoundPassage[]> {
  return readInAccount(sql, accountId, (tx) =>
    findPassages(tx, accountId, { text, language, limit }),
  )
}

beforeAll(async () => {
  await fill('ShopAA', SHOP_A)
  await fill('ShopBB', SHOP_B)
  await fill('ShopCC', SHOP_C)
  await createRawAccount(sql, { id: 'Empty1', createdAt: now }, [], [])
})

interface Quality {
  /** On the right side of 0.5. */
  right: number
  /** Answered, with a score above 0.6. */
  clear: number
  /** Unanswered, with a score below 0.35. */
  nothing: number
  /** The passage that was meant is first. */
  first: number
}

async function quality(accountId: string, questions: readonly SampleQuestion[]): Promise<Quality> {
  const asked = await Promise.all(
    questions.map(async (one) => ({
      ...one,
      best: (await ask(accountId, one.text, one.language, 1))[0],
    })),
  )
  const share = (of: typeof asked, holds: (one: (typeof asked)[0]) => boolean) =>
    Math.round((of.filter(holds).length / of.length) * 1_000) / 1_000
  const score = (one: (typeof asked)[0]) => one.best?.score ?? 0
  const answered = asked.filter((one) => one.answeredBy !== null)
  const unanswered = asked.filter((one) => one.answeredBy === null)
  return {
    right: share(asked, (one) => score(one) >= 0.5 === (one.answeredBy !== null)),
    clear: share(answered, (one) => score(one) > 0.6),
    nothing: share(unanswered, (one) => score(one) < 0.35),
    first: share(answered, (one) => one.best?.title === one.answeredBy),
  }
}

describe('scores tell answered from unanswered questions', () => {
  test.each([
    ['outdoor clothes', 'ShopAA', QUESTIONS_A],
    ['coffee and crockery', 'ShopBB', QUESTIONS_B],
    ['plants', 'ShopCC', QUESTIONS_C],
    ['outdoor clothes, asked otherwise', 'ShopAA', QUESTIONS_D],
  ] as const)('%s', async (_, accountId, questions) => {
    const found = await quality(accountId, questions)
    expect(found.right).toBeGreaterThanOrEqual(0.9)
    expect(found.clear).toBeGreaterThanOrEqual(0.8)
    expect(found.nothing).toBeGreaterThanOrEqual(0.85)
    expect(found.first).toBeGreaterThanOrEqual(0.8)
  })
})

describe('what is found', () => {
  test('has title, text, language and its source', async () => {
    const [best] = await ask('ShopAA', 'how much is shipping?')
    expect(best).toMatchObject({
      title: 'Shipping costs',
      language: 'en',
      url: null,
      text: expect.stringContaining('4.90 €'),
      knowledgeId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      passageId: expect.any(String),
    })
  })

  test('is the same each time, best first, and no more than wanted', async () => {
    const first = await ask('ShopAA', 'returns and refunds', 'en', 5)
    expect(await ask('ShopAA', 'returns and refunds', 'en', 5)).toEqual(first)
    expect(first.map((one) => one.score)).toEqual(
      first.map((one) => one.score).toSorted((a, b) => b - a),
    )
    expect(await ask('ShopAA', 'returns and refunds', 'en', 1)).toEqual(first.slice(0, 1))
  })

  test.each([
    ['', 'en'],
    ['hello', 'en'],
    ['???', 'de'],
    ['the of and', 'en'],
    ['🧣🧣', 'en'],
    ["'; drop table knowledge_passages; --", 'en'],
  ] as const)('is nothing for %j', async (text, language) => {
    const found = await ask('ShopAA', text, language)
    expect(found[0]?.score ?? 0).toBeLessThan(0.35)
  })

  test('is nothing for a text of 5,000 letters, or of 5,000 words', async () => {
    expect(await ask('ShopAA', 'a'.repeat(5_000))).toEqual([])
    expect(await ask('ShopAA', 'zork '.repeat(5_000))).toEqual([])
  })

  test('is nothing of another account', async () => {
    expect(await ask('Empty1', 'how much is shipping?')).toEqual([])
    const other = await readInAccount(sql, 'Empty1', (tx) =>
      findPassages(tx, 'ShopAA', { text: 'how much is shipping?', language: 'en', limit: 3 }),
    )
    expect(other).toEqual([])
  })

  test('misspelled words are understood', async () => {
    const [best] = await ask('ShopAA', 'waranty on backpaks')
    expect(best).toMatchObject({ title: 'Warranty' })
    expect(best?.score).toBeGreaterThan(0.6)
  })

  test('a German question finds an English answer, and the other way round', async () => {
    const [german] = await ask('ShopAA', 'Wie lange dauert die Rückerstattung?', 'de')
    expect(german?.title).toBe('Refunds')
    const [english] = await ask('ShopAA', 'can I cancel my order', 'en')
    expect(english?.title).toBe('Bestellung stornieren')
  })
})

describe('editions', () => {
  const passages = splitPassages({
    title: 'Zeppelin flights',
    url: null,
    blocks: textBlocks('Our zeppelin flies over the lake every Sunday.'),
  })
  const knowledgeId = '018f0000-0000-7000-8000-000000000001'
  const zeppelin = async () => (await ask('Empty1', 'when does the zeppelin fly')).length

  test('are seen whole, from the moment they are current', async () => {
    const has = () => readInAccount(sql, 'Empty1', (tx) => hasKnowledge(tx, 'Empty1'))
    const editionId = await inAccount(sql, 'Empty1', async (tx) => {
      const id = await createEdition(tx, 'Empty1', knowledgeId)
      await addPassages(tx, 'Empty1', id, passages)
      return id
    })
    expect([await zeppelin(), await has()]).toEqual([0, false])
    await inAccount(sql, 'Empty1', (tx) => makeCurrent(tx, 'Empty1', knowledgeId, editionId))
    expect([await zeppelin(), await has()]).toEqual([1, true])
    await inAccount(sql, 'Empty1', (tx) => retireEditions(tx, 'Empty1', knowledgeId, 'all'))
    expect([await zeppelin(), await has()]).toEqual([0, false])
  })

  test('a text that changes is found by its new words alone', async () => {
    const change = (content: string) =>
      inAccount(sql, 'Empty1', (tx) =>
        createSnippet(tx, 'Empty1', { title: 'Note', content, now, knowledgeId }),
      )
    await change('The balloon lands in Bregenz.')
    await change('The steamer lands in Lindau.')
    expect((await ask('Empty1', 'balloon to Bregenz')).map((one) => one.text)).toEqual([])
    expect(await ask('Empty1', 'steamer to Lindau')).toHaveLength(1)
  })
})
