import type { Block } from '../contract/blocks.ts'
import { UNIVERSAL_CONTENTS_MAX } from '../contract/templates.ts'
import { newUlidUuid, uuidOf } from '../platform/id.ts'
import { conflict, notFound, Problem } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { blockHtml } from './block-html.ts'
import { firstBroken, refuseBrokenSource, syntaxDetail } from './check-source.ts'
import {
  countUniversalContents,
  deleteUniversalContent,
  saveUniversalContent,
  type UniversalContentRow,
  universalContentsByIds,
} from './universal-contents.sql.ts'

/** @throws Problem 400 for tags that cannot be read */
export function createUniversalContent(
  sql: Sql,
  accountId: string,
  wanted: { name: string; definition: Block },
  now: Date,
): Promise<UniversalContentRow> {
  refuseBroken(wanted.definition)
  return inAccount(sql, accountId, async (tx) => {
    if ((await countUniversalContents(tx, accountId)) >= UNIVERSAL_CONTENTS_MAX) {
      throw conflict(
        'limit_reached',
        `The account has ${UNIVERSAL_CONTENTS_MAX} shared blocks; more are not allowed.`,
        'Delete one that no template names.',
      )
    }
    const row = { ...wanted, contentId: newUlidUuid(now), createdAt: now, updatedAt: now }
    await saveUniversalContent(tx, accountId, row)
    return row
  })
}

/** Templates that name it show it as it is from now on. @throws Problem 404, 400 */
export function changeUniversalContent(
  sql: Sql,
  accountId: string,
  id: string,
  change: { name: string | undefined; definition: Block | undefined },
  now: Date,
): Promise<UniversalContentRow> {
  if (change.definition) refuseBroken(change.definition)
  return inAccount(sql, accountId, async (tx) => {
    const before = await existingUniversalContent(tx, accountId, id)
    const row = {
      ...before,
      name: change.name ?? before.name,
      definition: change.definition ?? before.definition,
      updatedAt: now,
    }
    await saveUniversalContent(tx, accountId, row)
    return row
  })
}

/** @throws Problem 404 */
export async function existingUniversalContent(
  tx: Tx,
  accountId: string,
  id: string,
): Promise<UniversalContentRow> {
  const [row] = await universalContentsByIds(tx, accountId, [uuidOf(id) ?? []].flat())
  if (!row) throw notFound('template-universal-content', id)
  return row
}

/** @throws Problem 404 */
export async function removeUniversalContent(
  sql: Sql,
  accountId: string,
  id: string,
): Promise<void> {
  await inAccount(sql, accountId, async (tx) => {
    const contentId = uuidOf(id)
    if (!contentId || !(await deleteUniversalContent(tx, accountId, contentId))) {
      throw notFound('template-universal-content', id)
    }
  })
}

const WIDTH = 600

function refuseBroken(block: Block): void {
  const pointer = '/data/attributes/definition'
  const place = firstBroken(block, pointer)
  if (place) throw new Problem(400, syntaxDetail(place.pointer, place.problem))
  // Conditions and repetitions are read only as part of the whole.
  refuseBrokenSource(pointer, blockHtml(block, { width: WIDTH, text: {} }))
}
