import { randomUUID } from 'node:crypto'
import { cpus } from 'node:os'
import { LANGUAGES } from '../src/contract/agent-words.ts'
import { createSnippet } from '../src/knowledge/create-snippet.action.ts'
import { addPassages, createEdition, makeCurrent } from '../src/knowledge/editions.sql.ts'
import { findPassages } from '../src/knowledge/find-passages.sql.ts'
import { indexTerms } from '../src/knowledge/index-terms.ts'
import {
  QUESTIONS_A,
  QUESTIONS_B,
  QUESTIONS_C,
  QUESTIONS_D,
  type SampleQuestion,
  SHOP_A,
  SHOP_B,
  SHOP_C,
} from '../src/knowledge/knowledge-fixtures.ts'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql, inAccount, readInAccount, type Sql } from '../src/platform/sql.ts'
import { startTestServer } from '../test/postgres.ts'
import { createRawAccount } from '../test/raw-events.ts'
import { type AnswerQuality, judgeAnswer, readShopQuestions, SHOP_TEXTS } from './shop-questions.ts'

const PASSAGES = 10_000
const BATCH = 500
const ROUNDS = 5
const NOW = new Date('2026-03-01T10:00:00Z')

/** How well questions are answered, and how fast with many passages. */
export async function bench(): Promise<void> {
  const server = await startTestServer()
  const name = `parley_bench_${process.pid}`
  const admin = connectSql(server.adminUrl, { max: 1 })
  try {
    await admin`create database ${admin(name)} owner ${admin(new URL(server.url).username)}`
    const url = new URL(server.url)
    url.pathname = `/${name}`
    await migrate(url.href)
    const sql = connectSql(url.href, { max: 2 })
    print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, PostgreSQL on it`)
    await measureQuality(sql)
    await measureAnswers(sql)
    await measureSpeed(sql)
    await sql.end()
  } finally {
    await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
    await server.stop()
  }
}

async function measureQuality(sql: Sql): Promise<void> {
  const shops = { ShopAA: SHOP_A, ShopBB: SHOP_B, ShopCC: SHOP_C }
  for (const [accountId, passages] of Object.entries(shops)) await fill(sql, accountId, passages)
  const sets: [string, string, readonly SampleQuestion[]][] = [
    ['outdoor clothes', 'ShopAA', QUESTIONS_A],
    ['coffee and crockery', 'ShopBB', QUESTIONS_B],
    ['plants', 'ShopCC', QUESTIONS_C],
    ['outdoor clothes, asked otherwise', 'ShopAA', QUESTIONS_D],
  ]
  for (const [name, accountId, questions] of sets) {
    for (const language of ['en', 'de'] as const) {
      const asked = questions.filter((one) => one.language === language)
      const results = []
      for (const question of asked) {
        const [best] = await ask(sql, accountId, question)
        results.push({ ...question, title: best?.title, score: best?.score ?? 0 })
      }
      const answered = results.filter((one) => one.answeredBy !== null)
      const others = results.filter((one) => one.answeredBy === null)
      print(
        [
          `${name}, ${language}: ${results.length} questions`,
          `right side of 0.5 ${share(results, (one) => one.score >= 0.5 === (one.answeredBy !== null))}`,
          `answered above 0.6 ${share(answered, (one) => one.score > 0.6)}`,
          `unanswered below 0.35 ${share(others, (one) => one.score < 0.35)}`,
          `right passage first ${share(answered, (one) => one.title === one.answeredBy)}`,
        ].join(', '),
      )
    }
  }
}

/** How the agent answers the demo shop's shoppers; half of the questions were never fitted to. */
async function measureAnswers(sql: Sql): Promise<void> {
  const accountId = 'DemoDD'
  await fill(sql, accountId, SHOP_TEXTS)
  const judged = []
  for (const question of readShopQuestions()) {
    judged.push({
      ...question,
      quality: judgeAnswer(question, await ask(sql, accountId, question)),
    })
  }
  for (const isHeldOut of [false, true]) {
    for (const language of LANGUAGES) {
      const asked = judged.filter((one) => one.isHeldOut === isHeldOut && one.language === language)
      const answered = asked.filter((one) => one.fact !== null)
      const others = asked.filter((one) => one.fact === null)
      const count = (...of: AnswerQuality[]) =>
        asked.filter((one) => of.includes(one.quality)).length
      print(
        [
          `demo shop, ${isHeldOut ? 'held out' : 'fitted to'}, ${language}: ${asked.length} questions`,
          `right passage first ${count('right', 'beside the point')} of ${answered.length}`,
          `with the part that answers ${count('right')}`,
          `wrong passage ${count('wrong')}`,
          `wrongly refused ${count('wrongly refused')}`,
          `rightly refused ${count('rightly refused')} of ${others.length}`,
        ].join(', '),
      )
    }
  }
}

async function measureSpeed(sql: Sql): Promise<void> {
  const accountId = 'Large1'
  await fill(sql, accountId, SHOP_A)
  const started = performance.now()
  await fillLarge(sql, accountId)
  const seconds = (performance.now() - started) / 1_000
  print(`indexing: ${Math.round(PASSAGES / seconds)} passages/s`)
  await sql`vacuum analyze knowledge_postings, knowledge_passages, knowledge_vocabulary`
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const question of [...QUESTIONS_A, ...QUESTIONS_D]) {
      const begun = performance.now()
      await ask(sql, accountId, question)
      if (round > 0) times.push(performance.now() - begun)
    }
  }
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1)
  print(
    `question to ${PASSAGES} passages: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms (${times.length} questions)`,
  )
}

async function fill(
  sql: Sql,
  id: string,
  shop: readonly { title: string; text: string }[],
): Promise<void> {
  await createRawAccount(sql, { id, createdAt: NOW }, [], [])
  await inAccount(sql, id, async (tx) => {
    for (const { title, text } of shop)
      await createSnippet(tx, id, { title, content: text, now: NOW })
  })
}

/** Passages of the sample shops' sentences and invented names, so that common words are common. */
async function fillLarge(sql: Sql, id: string): Promise<void> {
  const sentences = [...SHOP_B, ...SHOP_C].flatMap(({ text }) => text.split(/(?<=\.)\s/))
  let seed = 7
  const next = (max: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % max
  }
  const knowledgeId = randomUUID()
  const editionId = await inAccount(sql, id, (tx) => createEdition(tx, id, knowledgeId))
  for (let at = 0; at < PASSAGES; at += BATCH) {
    const passages = Array.from({ length: BATCH }, () => {
      const picked = [0, 1, 2].map(() => sentences[next(sentences.length)] ?? '')
      const names = [0, 1, 2].map(() => `model${next(5_000).toString(36)}`)
      const body = `${picked.join(' ')} ${names.join(' ')}`
      const passage = { title: `About ${names[0]}`, heading: '', body }
      return { ...passage, url: null, language: 'en' as const, terms: indexTerms(passage, 'en') }
    })
    await inAccount(sql, id, (tx) => addPassages(tx, id, editionId, passages))
  }
  await inAccount(sql, id, (tx) => makeCurrent(tx, id, knowledgeId, editionId))
}

function ask(
  sql: Sql,
  accountId: string,
  { text, language }: Pick<SampleQuestion, 'text' | 'language'>,
) {
  return readInAccount(sql, accountId, (tx) =>
    findPassages(tx, accountId, { text, language, limit: 4 }),
  )
}

function share<T>(of: readonly T[], holds: (one: T) => boolean): string {
  return of.length === 0 ? 'none' : `${Math.round((of.filter(holds).length / of.length) * 100)} %`
}

function print(line: string): void {
  console.log(line)
}
