import { randomUUID } from 'node:crypto'
import { isUuid } from '../account/known-uuid.ts'
import { TAG_GROUPS_MAX, TAGS_MAX } from '../contract/tags.ts'
import { conflict, invalid, type Problem, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { existingTag, existingTagGroup } from './existing-tag.action.ts'
import {
  countTagGroups,
  deleteTagGroupRow,
  insertTagGroup,
  isGroupNameTaken,
  lockDefaultGroup,
  renameTagGroup,
  type TagGroupRow,
  tagGroupsByIds,
} from './tag-groups.sql.ts'
import {
  countTags,
  deleteTagRow,
  insertTag,
  isTagNameTaken,
  renameTag,
  type TagRow,
} from './tags.sql.ts'

const DEFAULT_GROUP_NAME = 'default'

/** Give a new account the group that its tags are in unless another is named. */
export async function createDefaultTagGroup(tx: Tx, accountId: string): Promise<void> {
  await insertTagGroup(tx, accountId, {
    tagGroupId: randomUUID(),
    name: DEFAULT_GROUP_NAME,
    isExclusive: false,
    isDefault: true,
  })
}

/**
 * One change of an account's tags at a time, so that its limits are exact.
 * @returns the default group
 */
export async function lockTags(tx: Tx, accountId: string): Promise<TagGroupRow> {
  const group = await lockDefaultGroup(tx, accountId)
  if (!group) throw new Error(`account ${accountId} has no default group of tags`)
  return group
}

/** @throws Problem 400 for an unknown group; 409 for a name that is taken, or above the limit */
export function createTag(
  sql: Sql,
  accountId: string,
  wanted: { name: string; tagGroupId: string | null },
): Promise<TagRow> {
  return inAccount(sql, accountId, async (tx) => {
    const byDefault = await lockTags(tx, accountId)
    const tagGroupId = wanted.tagGroupId ?? byDefault.tagGroupId
    await refuseUnknownGroup(tx, accountId, tagGroupId)
    if ((await countTags(tx, accountId)) >= TAGS_MAX) throw tooMany('tags', TAGS_MAX)
    const row = { tagId: randomUUID(), tagGroupId, name: wanted.name }
    if (!(await insertTag(tx, accountId, row))) throw nameTaken('tag', wanted.name)
    return row
  })
}

async function refuseUnknownGroup(tx: Tx, accountId: string, tagGroupId: string): Promise<void> {
  const found = isUuid(tagGroupId) ? await tagGroupsByIds(tx, accountId, [tagGroupId]) : []
  if (found.length > 0) return
  throw invalid(
    '/data/relationships/tag-group/data/id',
    `A tag-group with id ${quote(tagGroupId)} does not exist.`,
    'GET /api/tag-groups lists them; without one the tag goes into the default group.',
  )
}

/** @throws Problem 404; 409 for a name that is taken */
export function changeTag(sql: Sql, accountId: string, id: string, name: string): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    await lockTags(tx, accountId)
    const { tagId } = await existingTag(tx, accountId, id)
    if (await isTagNameTaken(tx, accountId, { tagId, name })) throw nameTaken('tag', name)
    await renameTag(tx, accountId, { tagId, name })
  })
}

/** @throws Problem 404 */
export function deleteTag(sql: Sql, accountId: string, id: string): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    await lockTags(tx, accountId)
    const { tagId } = await existingTag(tx, accountId, id)
    await deleteTagRow(tx, accountId, tagId)
  })
}

/** @throws Problem 409 for a name that is taken, or above the limit */
export function createTagGroup(
  sql: Sql,
  accountId: string,
  wanted: { name: string; isExclusive: boolean },
): Promise<TagGroupRow> {
  return inAccount(sql, accountId, async (tx) => {
    await lockTags(tx, accountId)
    if ((await countTagGroups(tx, accountId)) >= TAG_GROUPS_MAX) {
      throw tooMany('groups of tags', TAG_GROUPS_MAX)
    }
    const row = { tagGroupId: randomUUID(), ...wanted, isDefault: false }
    if (!(await insertTagGroup(tx, accountId, row))) throw nameTaken('tag-group', wanted.name)
    return row
  })
}

/** @throws Problem 404; 409 for a name that is taken */
export function changeTagGroup(
  sql: Sql,
  accountId: string,
  id: string,
  name: string,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    await lockTags(tx, accountId)
    const { tagGroupId } = await existingTagGroup(tx, accountId, id)
    if (await isGroupNameTaken(tx, accountId, { tagGroupId, name })) {
      throw nameTaken('tag-group', name)
    }
    await renameTagGroup(tx, accountId, { tagGroupId, name })
  })
}

/** With its tags. @throws Problem 404; 409 for the default group */
export function deleteTagGroup(sql: Sql, accountId: string, id: string): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    await lockTags(tx, accountId)
    const { tagGroupId, isDefault, name } = await existingTagGroup(tx, accountId, id)
    if (isDefault) {
      throw conflict(
        'default_group',
        `The tag-group ${quote(name)} is the default group of the account, which always has one.`,
        'Delete its tags instead.',
      )
    }
    await deleteTagGroupRow(tx, accountId, tagGroupId)
  })
}

function nameTaken(noun: string, name: string): Problem {
  return conflict(
    'duplicate_name',
    `A ${noun} with the name ${quote(name)} exists already.`,
    'Use that one, or choose another name.',
  )
}

function tooMany(nouns: string, max: number): Problem {
  return conflict(
    'limit_reached',
    `The account has ${max} ${nouns}; more are not allowed.`,
    'Delete one that nobody uses.',
  )
}
