import { beforeAll, expect, test } from 'vitest'
import {
  type AnswerQuality,
  judgeAnswer,
  readShopQuestions,
  SHOP_TEXTS,
} from '../bench/shop-questions.ts'
import { LANGUAGES } from '../src/contract/agent-words.ts'
import { createSnippet } from '../src/knowledge/create-snippet.action.ts'
import { findPassages } from '../src/knowledge/find-passages.sql.ts'
import { inAccount, readInAccount } from '../src/platform/sql.ts'
import { testDatabase } from './database.ts'
import { createRawAccount } from './raw-events.ts'

const { sql } = await testDatabase()
const now = new Date('2026-03-01T10:00:00Z')
const accountId = 'DemoDD'

beforeAll(async () => {
  await createRawAccount(sql, { id: accountId, createdAt: now }, [], [])
  await inAccount(sql, accountId, async (tx) => {
    for (const { title, text } of SHOP_TEXTS) {
      await createSnippet(tx, accountId, { title, content: text, now })
    }
  })
})

test.each(LANGUAGES)(
  'shoppers of the demo shop are answered or told honestly (%s)',
  async (language) => {
    const questions = readShopQuestions().filter((one) => one.language === language)
    expect(questions).toHaveLength(60)
    const judged: AnswerQuality[] = []
    for (const question of questions) {
      const found = await readInAccount(sql, accountId, (tx) =>
        findPassages(tx, accountId, { text: question.text, language, limit: 4 }),
      )
      judged.push(judgeAnswer(question, found))
    }
    const count = (quality: AnswerQuality) => judged.filter((one) => one === quality).length
    expect(count('right')).toBeGreaterThanOrEqual(43)
    expect(count('wrong')).toBeLessThanOrEqual(1)
    expect(count('rightly refused')).toBeGreaterThanOrEqual(11)
  },
)
