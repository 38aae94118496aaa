import { knownUuid } from '../account/known-uuid.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { type TagGroupRow, tagGroupsByIds } from './tag-groups.sql.ts'
import { type TagRow, tagsByIds } from './tags.sql.ts'

/** @throws Problem 404 */
export async function existingTag(tx: Tx, accountId: string, id: string): Promise<TagRow> {
  const [row] = await tagsByIds(tx, accountId, [knownUuid('tag', id)])
  if (!row) throw notFound('tag', id)
  return row
}

/** @throws Problem 404 */
export async function existingTagGroup(
  tx: Tx,
  accountId: string,
  id: string,
): Promise<TagGroupRow> {
  const [row] = await tagGroupsByIds(tx, accountId, [knownUuid('tag-group', id)])
  if (!row) throw notFound('tag-group', id)
  return row
}
