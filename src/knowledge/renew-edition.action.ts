import { inAccount, type Sql } from '../platform/sql.ts'
import {
  addPassages,
  createEdition,
  type OutdatedEdition,
  PASSAGES_ADDED_MAX,
  readPassages,
  replaceEdition,
} from './editions.sql.ts'
import { indexTerms } from './index-terms.ts'

/**
 * Make the terms of an edition anew from its own texts, after the rules for them changed. Nothing is
 * fetched; searches see the old edition until the new one is whole.
 */
export async function renewEdition(sql: Sql, old: OutdatedEdition): Promise<void> {
  const { accountId, knowledgeId } = old
  const newEditionId = await inAccount(sql, accountId, (tx) =>
    createEdition(tx, accountId, knowledgeId),
  )
  let after = '0'
  for (;;) {
    const isDone = await inAccount(sql, accountId, async (tx) => {
      const passages = await readPassages(tx, old, after, PASSAGES_ADDED_MAX)
      const terms = passages.map((one) => ({ ...one, terms: indexTerms(one, one.language) }))
      await addPassages(tx, accountId, newEditionId, terms)
      after = passages.at(-1)?.passageId ?? after
      return passages.length < PASSAGES_ADDED_MAX
    })
    if (isDone) break
  }
  await inAccount(sql, accountId, (tx) => replaceEdition(tx, old, newEditionId))
}
