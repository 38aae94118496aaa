import type { Tx } from '../platform/sql.ts'
import { searchProfileIds } from '../profile/search-profiles.sql.ts'
import { SEARCH_WORDS_MAX, searchWords } from './search-words.ts'

/** A search of the inbox, with what is known of it before conversations are looked at. */
export interface ConversationSearch {
  search: string
  words: readonly SearchedWord[]
  /** Shoppers that it may mean. */
  profileIds: readonly string[]
}

export interface SearchedWord {
  word: string
  /** Conversations in which a word begins like it, counted up to RARE_WORD_MAX. */
  count: number
}

/** Conversations with a word below which it is worth starting from it. */
export const RARE_WORD_MAX = 2_000
/** Shoppers that one search looks at; a longer text finds those beyond. */
const PROFILES_MAX = 200
const TEXT_LENGTH_MIN = 2
// The largest character there is: text || this is above everything that begins with the text.
export const ABOVE = '\u{10FFFF}'

/** What a search means: words of the transcripts, or a shopper by email, number or name. */
export async function readSearch(
  tx: Tx,
  accountId: string,
  search: string,
): Promise<ConversationSearch> {
  const text = search.trim()
  if (text.length < TEXT_LENGTH_MIN) {
    return { search, words: await countWords(tx, accountId, text), profileIds: [] }
  }
  const page = { size: PROFILES_MAX, cursor: null }
  const [words, profiles] = await Promise.all([
    countWords(tx, accountId, text),
    searchProfileIds(tx, accountId, { text, page }),
  ])
  return { search, words, profileIds: profiles.map(({ profileId }) => profileId) }
}

async function countWords(tx: Tx, accountId: string, text: string): Promise<SearchedWord[]> {
  const words = searchWords(text).slice(0, SEARCH_WORDS_MAX)
  if (words.length === 0) return []
  return tx<SearchedWord[]>`
    select s.word, n.count
    from unnest(${words}::text[]) as s (word)
    cross join lateral (
      select count(*) as count
      from (
        select
        from conversation_words w
        where w.account_id = ${accountId}
          and w.word >= s.word collate "C"
          and w.word < (s.word || ${ABOVE}) collate "C"
        limit ${RARE_WORD_MAX}
      ) first_ones
    ) n`
}
