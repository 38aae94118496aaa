import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { AGENT_METRIC_NAMES, propertyLabel } from '../contract/metric-names.ts'
import { inAccount } from '../platform/sql.ts'
import { readProfileInput } from '../profile/profile-input.ts'
import {
  ANSWER,
  answer,
  HAND_OFF,
  MUG,
  minutesLater,
  NOON,
  newShopper,
  openShop,
  outcome,
  type RecordedEvent,
  recordedEvents,
  type Shop,
  write,
} from './conversation-fixtures.ts'
import { identifyShopper } from './identify-shopper.action.ts'
import { judgeInactive } from './judge-inactive.action.ts'
import { recordLateStart } from './record-late-start.action.ts'
import { saveFirstMessageMode } from './settings.sql.ts'

const { sql } = await testDatabase()
const FIRST = 'Something blue for my dad, under 20 €'
const SAMPLE_ID = '019cae5d-6800-7000-8000-000000000001'

async function samples(): Promise<Map<string, unknown>> {
  const page = new URL('../../docs/reference/agent-events.md', import.meta.url)
  const text = await readFile(page, 'utf8')
  const blocks = [...text.matchAll(/```json (\w+)\n([\s\S]*?)```/g)]
  return new Map(blocks.map(([, kind = '', json = '']) => [kind, JSON.parse(json)]))
}

async function recommend(shop: Shop): Promise<string> {
  const { conversationId } = await write(shop, FIRST)
  const action = { kind: 'reply', text: 'This one.', products: [MUG], quickReplies: [] } as const
  const shown = outcome(
    { ...action, products: [...action.products], quickReplies: [] },
    { skill: 'product_recommendations', tags: ['gift'] },
  )
  await answer(shop, conversationId, shown)
  return conversationId
}

function inSample(event: RecordedEvent | undefined, conversationId: string): unknown {
  return JSON.parse(JSON.stringify(event?.properties ?? {}).replaceAll(conversationId, SAMPLE_ID))
}

test('the reference page shows what is recorded, to the letter', async () => {
  const documented = await samples()
  const resolvedShop = await openShop(sql)
  const resolved = await recommend(resolvedShop)
  await judgeInactive(sql, minutesLater(30))
  const [started, recommended, end] = await recordedEvents(resolvedShop)
  const escalatedShop = await openShop(sql)
  const escalated = await recommend(escalatedShop)
  await write(escalatedShop, 'I will sue you')
  await answer(escalatedShop, escalated, HAND_OFF)
  const handedOff = (await recordedEvents(escalatedShop)).at(-1)
  const recorded = new Map([
    ['started', inSample(started, resolved)],
    ['resolved', inSample(end, resolved)],
    ['escalated', inSample(handedOff, escalated)],
    ['recommended', inSample(recommended, resolved)],
  ])
  expect(recorded).toEqual(documented)
  expect([started, end, handedOff, recommended].map((event) => event?.name)).toEqual(
    Object.values(AGENT_METRIC_NAMES).map(({ en }) => en),
  )
})

test('every property has a German name, but for the ones that are equal', async () => {
  const keys = new Set([...(await samples()).values()].flatMap((one) => Object.keys(one as object)))
  const same = [...keys].filter((key) => propertyLabel(key, 'de') === key)
  expect(same.toSorted()).toEqual(['$extra', 'Episode', 'Tags'])
})

test('the first message is kept whole, redacted, or not at all, and never longer than 500', async () => {
  const shop = await openShop(sql)
  const keep = (mode: 'full' | 'redacted' | 'off') =>
    inAccount(sql, shop.accountId, (tx) => saveFirstMessageMode(tx, shop.accountId, mode, NOON))
  const firstMessage = async (text: string) => {
    const profileId = await newShopper(sql, shop.accountId)
    const { conversationId } = await write({ ...shop, profileId }, text)
    await answer(shop, conversationId, ANSWER)
    return (await recordedEvents(shop)).at(-1)?.properties
  }
  const text = 'I am ada@shop.test'
  expect(await firstMessage(text)).toMatchObject({ 'First Message': text })
  expect(String((await firstMessage('x'.repeat(600)))?.['First Message'])).toHaveLength(500)
  await keep('redacted')
  expect(await firstMessage(text)).toMatchObject({ 'First Message': 'I am [email]' })
  await keep('off')
  expect(await firstMessage(text)).not.toHaveProperty('First Message')
})

test('ten seconds without a routing decision start the episode without a skill', async () => {
  const shop = await openShop(sql)
  const { conversationId } = await write(shop, 'Hello?')
  const late = { accountId: shop.accountId, conversationId, episode: 1 }
  await recordLateStart(sql, late, minutesLater(1))
  await recordLateStart(sql, late, minutesLater(2))
  await answer(shop, conversationId, ANSWER, minutesLater(3))
  const events = await recordedEvents(shop)
  expect(events).toMatchObject([{ at: NOON, properties: { 'Initial Skill': null } }])
})

test('the job that waits for it is queued with the message', async () => {
  const shop = await openShop(sql)
  const { conversationId } = await write(shop, 'Hello?')
  const jobs = await sql<{ key: string; seconds: number }[]>`
    select key, extract(epoch from run_at - created_at)::int as seconds
    from graphile_worker.jobs
    where key like ${`%${conversationId}%`}`
  expect(jobs).toMatchObject([{ seconds: 10 }])
})

test('an anonymous shopper who turns out to be known brings the events along, with their times', async () => {
  const shop = await openShop(sql)
  const known = await inAccount(sql, shop.accountId, async (tx) => {
    const { upsertProfiles } = await import('../profile/upsert-profiles.action.ts')
    const attributes = { email: 'ada@shop.test', first_name: 'Ada' }
    const input = readProfileInput({ attributes }, '/data', 'api')
    const [result] = await upsertProfiles(tx, shop.accountId, [input], NOON)
    return result && 'profileId' in result ? result.profileId : ''
  })
  const conversationId = await recommend(shop)
  const identified = await inAccount(sql, shop.accountId, (tx) =>
    identifyShopper(tx, shop.accountId, conversationId, {
      profile: readProfileInput({ attributes: { email: 'Ada@shop.test' } }, '/data', 'event'),
      verifiedBy: 'code',
      now: minutesLater(5),
    }),
  )
  expect(identified).toEqual({ outcome: 'identified', profileId: known })
  await judgeInactive(sql, minutesLater(30))
  const events = await recordedEvents(shop)
  expect(events.map(({ profileId, at }) => [profileId, at])).toEqual([
    [known, NOON],
    [known, NOON],
    [known, minutesLater(30)],
  ])
})

test('somebody else on the same device does not inherit what was recorded', async () => {
  const shop = await openShop(sql)
  const conversationId = await recommend(shop)
  const as = (email: string, verifiedBy: 'code' | null) =>
    inAccount(sql, shop.accountId, (tx) =>
      identifyShopper(tx, shop.accountId, conversationId, {
        profile: readProfileInput({ attributes: { email } }, '/data', 'event'),
        verifiedBy,
        now: NOON,
      }),
    )
  const ada = await as('ada@shop.test', null)
  const bo = await as('bo@shop.test', 'code')
  expect([ada.outcome, bo.outcome]).toEqual(['identified', 'changed'])
  const events = await recordedEvents(shop)
  const adasId = 'profileId' in ada ? ada.profileId : ''
  expect(events.map(({ profileId }) => profileId)).toEqual([adasId, adasId])
})
