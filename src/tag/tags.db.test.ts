import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { TAG_GROUPS_MAX, TAGS_MAX, TAGS_PER_THING_MAX } from '../contract/tags.ts'
import { Problem } from '../platform/problem.ts'
import { inAccount } from '../platform/sql.ts'
import { insertGroup } from '../segment/groups.sql.ts'
import { type KnownThings, putTag } from './put-tag.action.ts'
import { createDefaultTagGroup, createTag, createTagGroup } from './save-tag.action.ts'
import { taggingsOf } from './taggings.sql.ts'

const { sql } = await testDatabase()
const now = new Date('2026-11-01T09:00:00Z')
const all: KnownThings = async (_tx, _account, ids) => ids
const account = { timezone: 'UTC', isSandbox: false, createdAt: now }

let accounts = 0
let shop = ''
beforeEach(async () => {
  accounts += 1
  shop = `TAGS${String(accounts).padStart(2, '0')}`
  await createRawAccount(sql, { id: shop, ...account }, [], [])
  await inAccount(sql, shop, async (tx) => {
    await createDefaultTagGroup(tx, shop)
    const list = { kind: 'list', name: 'Readers', isStarred: false } as const
    await insertGroup(tx, shop, { ...list, groupId: 'LIST01', optInProcess: 'single_opt_in' }, now)
  })
})

const tag = (name: string, tagGroupId: string | null = null) =>
  createTag(sql, shop, { name, tagGroupId })
const put = (tagId: string) => putTag(sql, shop, { tagId, kind: 'list', thingIds: ['LIST01'] }, all)
const borne = () => inAccount(sql, shop, (tx) => taggingsOf(tx, shop, ['list'], ['LIST01']))

/** How many of these were done, and how the others were refused. */
async function outcomes(work: readonly Promise<unknown>[]) {
  const settled = await Promise.allSettled(work)
  const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(refused.every((one) => one instanceof Problem)).toBe(true)
  return { done: settled.length - refused.length, statuses: refused.map((one) => one.status) }
}

describe('limits hold however many ask at once', () => {
  test('of an exclusive group one thing bears one tag', async () => {
    const { tagGroupId } = await createTagGroup(sql, shop, { name: 'Stage', isExclusive: true })
    const tags = []
    for (const name of ['Draft', 'Ready', 'Done']) tags.push(await tag(name, tagGroupId))
    const { done, statuses } = await outcomes(tags.map((one) => put(one.tagId)))
    expect([done, statuses]).toEqual([1, [400, 400]])
    expect(await borne()).toHaveLength(1)
  })

  test('one thing bears at most 100 tags', async () => {
    const tags = []
    for (let nth = 0; nth <= TAGS_PER_THING_MAX; nth += 1) tags.push(await tag(`Tag ${nth}`))
    const { done, statuses } = await outcomes(tags.map((one) => put(one.tagId)))
    expect([done, statuses]).toEqual([TAGS_PER_THING_MAX, [400]])
  })

  test('an account has at most 500 tags, each name once', async () => {
    await inAccount(
      sql,
      shop,
      (tx) => tx`
        insert into tags (account_id, tag_id, tag_group_id, name)
        select ${shop}, gen_random_uuid(), g.tag_group_id, 'Tag ' || nth
        from tag_groups g, generate_series(1, ${TAGS_MAX - 2}) as nth
        where g.account_id = ${shop}`,
    )
    const same = await outcomes([tag('Sale'), tag('Sale')])
    expect([same.done, same.statuses]).toEqual([1, [409]])
    const last = await outcomes([tag('One more'), tag('Too many')])
    expect([last.done, last.statuses]).toEqual([1, [409]])
  })

  test('and at most 50 groups, the default one among them', async () => {
    for (let nth = 1; nth < TAG_GROUPS_MAX; nth += 1) {
      await createTagGroup(sql, shop, { name: `Group ${nth}`, isExclusive: false })
    }
    const more = createTagGroup(sql, shop, { name: 'Too many', isExclusive: false })
    await expect(more).rejects.toMatchObject({ status: 409 })
  })
})

test('names are kept apart by their letters: what differs in case differs', async () => {
  await tag('VIP')
  await expect(tag('vip')).resolves.toMatchObject({ name: 'vip' })
  await expect(tag('VIP')).rejects.toMatchObject({ status: 409 })
})

test.each(['no-id', '-'.repeat(36), 'f'.repeat(36)])(
  'the group %s, which cannot be one, is refused',
  async (id) => {
    await expect(tag('Autumn', id)).rejects.toThrow(/tag-group with id/)
  },
)
