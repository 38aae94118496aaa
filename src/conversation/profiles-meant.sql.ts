import type { Tx } from '../platform/sql.ts'
import { searchProfileIds } from '../profile/search-profiles.sql.ts'

/** Shoppers that one search looks at; a longer text finds those beyond. */
const PROFILES_MAX = 200
const TEXT_LENGTH_MIN = 2

/** Profiles that a search for conversations may mean: by email, number or name. */
export async function profilesMeant(tx: Tx, accountId: string, search: string): Promise<string[]> {
  const text = search.trim()
  if (text.length < TEXT_LENGTH_MIN) return []
  const page = { size: PROFILES_MAX, cursor: null }
  const found = await searchProfileIds(tx, accountId, { text, page })
  return found.map(({ profileId }) => profileId)
}
