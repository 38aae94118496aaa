import type { Fragment, Tx } from '../platform/sql.ts'

/** Words looked at per way in which a word can lead to another. */
const WORDS_MAX = 60
// Above everything that begins with a text.
const ABOVE = '\u{10FFFF}'

export type KnownWord = {
  /** The word that was asked about; null for `equal`, which may answer to several. */
  asked: string | null
  how: 'equal' | 'begins' | 'ends'
  term: string
  /** Of a compound: whether its other part is a word as well. */
  isWhole: boolean
}

/**
 * Which words are known: those given, and the compounds that begin or end with those of `parts`.
 */
export function knownWords(
  tx: Tx,
  accountId: string,
  { equal, parts }: { equal: readonly string[]; parts: readonly string[] },
): Promise<KnownWord[]> {
  return tx<KnownWord[]>`
    with asked as (
      select word, reverse(word) as backwards, length(word) as letters
      from unnest(${[...parts]}::text[]) as a (word)
    )
    select null as asked, 'equal' as how, w.term, true as "isWhole"
    from catalog_words w
    where w.account_id = ${accountId}
      and w.term = any (${[...equal]}::text[])
    union all
    select a.word, 'begins', w.term, ${isWord(tx, accountId, tx`substr(w.term, a.letters + 1)`)}
    from asked a
    cross join lateral (
      select w.term
      from catalog_words w
      where w.account_id = ${accountId}
        and w.term > a.word
        and w.term < a.word || ${ABOVE}
      order by w.term
      limit ${WORDS_MAX}
    ) w
    union all
    select a.word, 'ends', w.term,
           ${isWord(tx, accountId, tx`left(w.term, length(w.term) - a.letters)`)}
    from asked a
    cross join lateral (
      select w.term
      from catalog_words w
      where w.account_id = ${accountId}
        and w.backwards > a.backwards
        and w.backwards < a.backwards || ${ABOVE}
      order by w.backwards
      limit ${WORDS_MAX}
    ) w
  `
}

/** Whether the rest of a compound is a word, or one with a letter that joins it to the other. */
function isWord(tx: Tx, accountId: string, rest: Fragment) {
  return tx`
    exists (
      select
      from catalog_words r
      where r.account_id = ${accountId}
        and r.term in (${rest}, rtrim(${rest}, 'es'), rtrim(${rest}, 'en'))
        and length(r.term) > 2
    )
  `
}

export type SimilarWord = { asked: string; term: string }

/** A word that nobody has, with what may lead to the one that was meant. */
export interface MisspeltWord {
  word: string
  /** Words that one simple slip would have made into it. */
  near: readonly string[]
  grams: readonly string[]
  /** Pieces that a word has to share with it. */
  sharedMin: number
}

/** Words that are a slip away from misspelt ones, and those that share pieces with them. */
export function similarWords(
  tx: Tx,
  accountId: string,
  asked: readonly MisspeltWord[],
): Promise<SimilarWord[]> {
  return tx<SimilarWord[]>`
    with asked as (
      select a.word, a.near, a.grams, a."sharedMin"
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
        as a (word text, near text[], grams text[], "sharedMin" int)
    )
    select a.word as asked, w.term
    from asked a
    join catalog_words w on w.account_id = ${accountId} and w.term = any (a.near)
    union
    select a.word, s.term
    from asked a
    cross join lateral (
      select g.term
      from unnest(a.grams) as wanted (gram)
      join catalog_word_grams g on g.account_id = ${accountId} and g.gram = wanted.gram
      group by g.term
      having count(*) >= a."sharedMin"
      order by count(*) desc, abs(length(g.term) - length(a.word)), g.term
      limit ${WORDS_MAX}
    ) s
  `
}
