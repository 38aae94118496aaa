import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { messageServices, messageShop } from '../../test/message-fixtures.ts'
import { Definition } from '../contract/conditions.ts'
import { guardOpenProblems } from '../message/guard-open-problems.action.ts'
import { saveSendingSettings } from '../message/sending-settings.sql.ts'
import { DEFAULT_SETTINGS } from '../message/sending-settings.ts'
import { inAccount } from '../platform/sql.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { evaluate } from '../segment/evaluate.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import { needsOf } from '../segment/needs.ts'
import { minutesLater, NOON, newShopper, openShop, write } from './conversation-fixtures.ts'
import { close, returnToAgent, takeOver } from './team.action.ts'

const { sql } = await testDatabase()
const shop = await openShop(sql)
const { accountId } = shop
const by = { userId: null, name: 'Ada' }
const WAITS = Definition.parse({
  condition_groups: [{ conditions: [{ type: 'profile-open-problem', has_open_problem: true }] }],
})

const inShop = <T>(work: Parameters<typeof inAccount<T>>[2]) => inAccount(sql, accountId, work)

async function waits(profileId: string): Promise<boolean> {
  const facts = await inShop((tx) => loadFacts(tx, accountId, [profileId], needsOf(WAITS)))
  const person = facts.get(profileId)
  if (!person) throw new Error('nobody')
  return evaluate(WAITS, person, { now: NOON, timezone: 'UTC' }).matches
}

async function changes(): Promise<number> {
  const [row] = await inShop(
    (tx) => tx<{ count: number }[]>`
      select count(*)::int as count from profile_changes where 'open_problem' = any (fields)`,
  )
  return row?.count ?? 0
}

async function conversation(profileId: string): Promise<string> {
  const { conversationId } = await write({ ...shop, profileId }, 'My parcel is lost')
  return conversationId
}

test('a problem is open from being handed to the team until it is closed', async () => {
  const profileId = await newShopper(sql, accountId)
  const id = await conversation(profileId)
  expect(await waits(profileId)).toBe(false)
  const before = await changes()
  await inShop((tx) => takeOver(tx, accountId, id, by, minutesLater(1)))
  expect(await waits(profileId)).toBe(true)
  await inShop((tx) => close(tx, accountId, id, by, minutesLater(2)))
  expect(await waits(profileId)).toBe(false)
  // Whoever keeps segments hears of the beginning and of the end.
  expect(await changes()).toBe(before + 2)
})

test('giving a conversation back to the agent ends it too', async () => {
  const profileId = await newShopper(sql, accountId)
  const id = await conversation(profileId)
  await inShop((tx) => takeOver(tx, accountId, id, by, minutesLater(1)))
  await inShop((tx) => returnToAgent(tx, accountId, id, by, minutesLater(2)))
  expect(await waits(profileId)).toBe(false)
})

test('an open problem goes along when profiles are merged', async () => {
  const source = await newShopper(sql, accountId)
  const destination = await newShopper(sql, accountId)
  const id = await conversation(source)
  await inShop((tx) => takeOver(tx, accountId, id, by, minutesLater(1)))
  await inShop((tx) =>
    mergeProfiles(tx, accountId, { source, destination, mergedBy: 'Ada' }, minutesLater(2)),
  )
  expect(await waits(destination)).toBe(true)
  await inShop((tx) => close(tx, accountId, id, by, minutesLater(3)))
  expect(await waits(destination)).toBe(false)
})

test('an account may keep marketing from whoever waits for the team', async () => {
  const services = messageServices({ guards: [guardOpenProblems] })
  const post = messageShop(sql, accountId, () => services)
  const [waiting, other] = [await post.person(), await post.person()]
  const id = await conversation(waiting)
  await inShop((tx) => takeOver(tx, accountId, id, by, minutesLater(1)))
  const content = await post.content()
  const receipt = await post.content({ isTransactional: true })
  const set = (excludesOpenProblems: boolean) =>
    inShop((tx) =>
      saveSendingSettings(
        tx,
        accountId,
        { settings: { ...DEFAULT_SETTINGS, excludesOpenProblems }, dkimKeySealed: null },
        NOON,
      ),
    )
  await set(true)
  const promo = await post.queue(waiting, content)
  const order = await post.queue(waiting, receipt)
  const others = await post.queue(other, content)
  await post.send()
  expect(await post.row(promo)).toMatchObject({ state: 'skipped', skipReason: 'Open Problem' })
  expect((await post.row(order)).state).toBe('kept')
  expect((await post.row(others)).state).toBe('kept')
  await inShop((tx) => close(tx, accountId, id, by, minutesLater(2)))
  const again = await post.queue(waiting, content)
  await post.send()
  expect((await post.row(again)).state).toBe('kept')
})
