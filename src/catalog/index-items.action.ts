import type { Tx } from '../platform/sql.ts'
import {
  addWords,
  type IndexedItemRow,
  itemsToIndex,
  noteTerms,
  type OfferRow,
  type TermRow,
  writeOffers,
  writeTerms,
} from './item-index.sql.ts'
import { searchDocument } from './search-document.ts'
import { gramsOf, isFuzzy } from './search-words.ts'

/**
 * Let the search know what these items are now. In the transaction that changed them, whose rows the
 * caller has locked. Ids that do not exist are left out.
 */
export async function indexItems(
  tx: Tx,
  accountId: string,
  itemIds: readonly string[],
): Promise<void> {
  if (itemIds.length === 0) return
  const items = await itemsToIndex(tx, accountId, itemIds)
  const documents = items.map((item) => ({ item, ...searchDocument(item) }))

  const gone = documents.flatMap(({ item, terms }) => termsGone(item, terms))
  const changed = documents.flatMap(({ item, terms }) => termsChanged(item, terms))
  await learnWords(
    tx,
    accountId,
    changed.map(({ term }) => term),
  )
  await writeTerms(tx, accountId, { gone, changed })
  const touched = new Set([...gone, ...changed].map(({ itemNo }) => itemNo))
  const noted = documents.filter(({ item }) => touched.has(item.itemNo))
  if (noted.length > 0) {
    await noteTerms(
      tx,
      accountId,
      noted.map(({ item, terms }) => ({ itemNo: item.itemNo, terms })),
    )
  }
  const offers = documents.flatMap(({ item, offers: own }) =>
    own.map((offer): OfferRow => ({ ...offer, itemNo: item.itemNo })),
  )
  const itemNos = items.map(({ itemNo }) => itemNo)
  await writeOffers(tx, accountId, itemNos, offers)
}

/** Make words known to the search, so that misspelt ones and compounds lead to them. */
export async function learnWords(
  tx: Tx,
  accountId: string,
  words: readonly string[],
): Promise<void> {
  const different = [...new Set(words)]
  await addWords(
    tx,
    accountId,
    different.map((term) => ({ term, grams: isFuzzy(term) ? gramsOf(term) : [] })),
  )
}

function termsGone(item: IndexedItemRow, terms: Record<string, number>) {
  return Object.keys(item.terms)
    .filter((term) => !Object.hasOwn(terms, term))
    .map((term) => ({ term, itemNo: item.itemNo }))
}

function termsChanged(item: IndexedItemRow, terms: Record<string, number>): TermRow[] {
  return Object.entries(terms)
    .filter(([term, weight]) => !Object.hasOwn(item.terms, term) || item.terms[term] !== weight)
    .map(([term, weight]) => ({ term, weight, itemNo: item.itemNo }))
}
