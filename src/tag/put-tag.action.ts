import { TAGS_PER_THING_MAX, type TaggedKind } from '../contract/tags.ts'
import { invalidDetail, Problem, type ProblemDetail, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { existingTag, existingTagGroup } from './existing-tag.action.ts'
import { lockTags } from './save-tag.action.ts'
import { deleteTaggings, insertTaggings, type TaggingRow, taggingsOf } from './taggings.sql.ts'
import type { TagRow } from './tags.sql.ts'

/** Which of these things there are. The slice that owns the kind knows. */
export type KnownThings = (
  tx: Tx,
  accountId: string,
  ids: readonly string[],
) => Promise<readonly string[]>

/**
 * Put a tag on things. All or none.
 * @throws Problem 404 for the tag; 400 naming each thing that does not exist, bears as many tags as
 *   it may, or bears another tag of an exclusive group
 */
export function putTag(
  sql: Sql,
  accountId: string,
  wanted: { tagId: string; kind: TaggedKind; thingIds: readonly string[] },
  known: KnownThings,
): Promise<void> {
  const { kind, thingIds } = wanted
  return inAccount(sql, accountId, async (tx) => {
    await lockTags(tx, accountId)
    const tag = await existingTag(tx, accountId, wanted.tagId)
    const { isExclusive } = await existingTagGroup(tx, accountId, tag.tagGroupId)
    await refuseUnknown(tx, accountId, wanted, known)
    const borne = await taggingsOf(tx, accountId, [kind], thingIds)
    const refused = thingIds.flatMap((id, at) => {
      const others = borne.filter((one) => one.thingId === id)
      return refusalOf(tag, isExclusive, others, { pointer: `/data/${at}/id`, kind, id })
    })
    if (refused.length > 0) throw new Problem(400, refused)
    await insertTaggings(tx, accountId, { tagId: tag.tagId, kind }, [...new Set(thingIds)])
  })
}

function refusalOf(
  tag: TagRow,
  isExclusive: boolean,
  borne: readonly TaggingRow[],
  at: { pointer: string; kind: TaggedKind; id: string },
): ProblemDetail[] {
  const thing = `The ${at.kind} ${quote(at.id)}`
  if (borne.some((one) => one.tagId === tag.tagId)) return []
  if (borne.length >= TAGS_PER_THING_MAX) {
    const detail = `${thing} bears ${TAGS_PER_THING_MAX} tags; more are not allowed.`
    return [invalidDetail(at.pointer, detail, 'Take one off. Nothing of this request was changed.')]
  }
  const other = isExclusive && borne.find((one) => one.tagGroupId === tag.tagGroupId)
  if (!other) return []
  return [
    invalidDetail(
      at.pointer,
      `${thing} bears the tag ${quote(other.tagName)} of the same exclusive group.`,
      'Take that one off first. Nothing of this request was changed.',
    ),
  ]
}

/**
 * Take a tag off things. Those that do not bear it are passed over.
 * @throws Problem 404 for the tag; 400 naming each thing that does not exist
 */
export function takeTagOff(
  sql: Sql,
  accountId: string,
  wanted: { tagId: string; kind: TaggedKind; thingIds: readonly string[] },
  known: KnownThings,
): Promise<void> {
  const { kind, thingIds } = wanted
  return inAccount(sql, accountId, async (tx) => {
    const { tagId } = await existingTag(tx, accountId, wanted.tagId)
    await refuseUnknown(tx, accountId, wanted, known)
    await deleteTaggings(tx, accountId, { tagId, kind }, thingIds)
  })
}

async function refuseUnknown(
  tx: Tx,
  accountId: string,
  { kind, thingIds }: { kind: TaggedKind; thingIds: readonly string[] },
  known: KnownThings,
): Promise<void> {
  const there = new Set(await known(tx, accountId, thingIds))
  const unknown = thingIds.flatMap((id, at) =>
    there.has(id)
      ? []
      : [
          invalidDetail(
            `/data/${at}/id`,
            `A ${kind} with id ${quote(id)} does not exist.`,
            `GET /api/${kind}s lists them. Nothing of this request was changed.`,
          ),
        ],
  )
  if (unknown.length > 0) throw new Problem(400, unknown)
}
