import { setTimeout as pause } from 'node:timers/promises'
import { inAccount, type Sql } from '../src/platform/sql.ts'
import { shardSql } from '../src/profile/shard.sql.ts'
import { buildSegment } from '../src/segment/build-segment.action.ts'
import { bulkQuery, planBulk } from '../src/segment/bulk.sql.ts'
import { previewSegment } from '../src/segment/preview-segment.action.ts'
import { createSegment, removeGroup } from '../src/segment/save-segment.action.ts'
import { type Shop } from './shop-history.ts'
import { type ShopSegment, shopSegments } from './shop-segments.ts'

const ROUNDS = 3
const REST_MS = 200

/**
 * Each segment's build against the same by hand: one statement that finds the members and writes
 * them down, with the log of who joined. The best of three, so that both find the disk's cache warm.
 */
export async function measureBuilds(sql: Sql, shop: Shop): Promise<void> {
  const clock = { now: async () => shop.now }
  console.log('\nbuilds: members | select by hand | by hand | ours select | ours | ratio')
  for (const segment of shopSegments(shop)) {
    const selecting = await best(() => countByHand(sql, shop, segment))
    const ourSelecting = await best(() => countOurs(sql, shop, segment))
    const byHand = await best(() => writeByHand(sql, shop, segment))
    const ours = await best(async () => {
      const { groupId } = await createSegment(
        sql,
        shop.accountId,
        { name: segment.name, definition: segment.definition, isStarred: false },
        shop.now,
      )
      const began = performance.now()
      await buildSegment(sql, clock, shop.accountId, groupId)
      const ms = performance.now() - began
      const members = await countMembers(sql, shop, groupId)
      await removeGroup(sql, shop.accountId, groupId, 'segment')
      return { ms, members }
    })
    const wrong = ours.members === byHand.members ? '' : ` (by hand: ${byHand.members} members!)`
    console.log(
      `  ${segment.name}: ${ours.members}${wrong} | ${ms(selecting)} | ${ms(byHand)} | ${ms(ourSelecting)} | ${ms(ours)} | ${(ours.ms / byHand.ms).toFixed(2)}`,
    )
  }
}

interface Measured {
  ms: number
  members: number
}

async function best(work: () => Promise<Measured>): Promise<Measured> {
  let result: Measured | undefined
  for (let round = 0; round < ROUNDS; round += 1) {
    const one = await work()
    if (!result || one.ms < result.ms) result = one
    await pause(REST_MS)
  }
  if (!result) throw new Error('no rounds')
  return result
}

function countByHand(sql: Sql, shop: Shop, segment: ShopSegment): Promise<Measured> {
  return inAccount(sql, shop.accountId, async (tx) => {
    const began = performance.now()
    const [row] = await tx<{ members: number }[]>`
      select count(*) as members from (${segment.byHand(tx)}) m`
    return { ms: performance.now() - began, members: row?.members ?? 0 }
  })
}

function countOurs(sql: Sql, shop: Shop, segment: ShopSegment): Promise<Measured> {
  return inAccount(sql, shop.accountId, async (tx) => {
    const query = bulkQuery(tx, shop.accountId, segment.definition, shop.now)
    if (!query) throw new Error(`the database cannot answer ${segment.name}`)
    const began = performance.now()
    await planBulk(tx, query)
    const [row] = await tx<{ members: number }[]>`
      select count(*) filter (where m.matches) as members from (${query.rows}) m`
    return { ms: performance.now() - began, members: row?.members ?? 0 }
  })
}

/** Written and measured, then rolled back. */
async function writeByHand(sql: Sql, shop: Shop, segment: ShopSegment): Promise<Measured> {
  const { accountId, now } = shop
  const groupId = 'ByHand'
  await inAccount(
    sql,
    accountId,
    (tx) => tx`
      insert into groups (
        account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
      values (${accountId}, ${groupId}, 'list', 'By hand', 'single_opt_in', ${now}, ${now})`,
  )
  const began = performance.now()
  const written = await inAccount(
    sql,
    accountId,
    (tx) => tx`
      with joined as (
        insert into group_members (account_id, group_id, profile_id, joined_at)
        select ${accountId}, ${groupId}, m.profile_id, ${now}
        from (${segment.byHand(tx)}) m
        returning profile_id
      )
      insert into group_changes (account_id, shard, group_id, profile_id, kind, cause, changed_at)
      select ${accountId}, ${shardSql(tx, tx`profile_id`)}, ${groupId}, profile_id,
             'joined', 'definition', ${now}
      from joined`,
  )
  const ms = performance.now() - began
  await removeGroup(sql, accountId, groupId, 'list')
  return { ms, members: written.count }
}

async function countMembers(sql: Sql, shop: Shop, groupId: string): Promise<number> {
  return inAccount(sql, shop.accountId, async (tx) => {
    const [row] = await tx<{ members: number }[]>`
      select count(*) as members from group_members
      where account_id = ${shop.accountId} and group_id = ${groupId}`
    return row?.members ?? 0
  })
}

/** What an editor waits for with each change. */
export async function measurePreviews(sql: Sql, shop: Shop): Promise<void> {
  console.log(`\npreviews with ${shop.events.toLocaleString('en')} events:`)
  const times: number[] = []
  for (const { name, definition } of shopSegments(shop)) {
    const one = await best(async () => {
      const began = performance.now()
      const closed = new AbortController()
      const { count } = await previewSegment(
        sql,
        shop.accountId,
        definition,
        10,
        shop.now,
        closed.signal,
      )
      const took = performance.now() - began
      times.push(took)
      return { ms: took, members: count }
    })
    console.log(`  ${name}: ${one.members} in ${ms(one)}`)
  }
  console.log(`  slowest of all: ${Math.round(Math.max(...times))} ms`)
}

function ms(one: Measured): string {
  return `${Math.round(one.ms)} ms`
}
