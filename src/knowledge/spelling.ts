/** Shortest word in which a slip is forgiven: shorter ones have too many neighbours. */
const FORGIVEN_FROM = 4
const WRONG_LETTER_FROM = 6
const TWO_SLIPS_FROM = 9
/** Letters that are looked at; two words that begin alike and end apart are compared in full later. */
const PREFIX = 7

/**
 * What remains of a term when letters are left out, the term itself among them: a misspelled word
 * and the right one share at least one of these.
 */
export function spellingsOf(term: string): string[] {
  if (term.length < FORGIVEN_FROM) return []
  const prefix = term.slice(0, PREFIX)
  const found = new Set([prefix])
  for (const shorter of withoutOne(prefix)) {
    found.add(shorter)
    if (term.length < TWO_SLIPS_FROM) continue
    for (const shortest of withoutOne(shorter)) found.add(shortest)
  }
  return [...found]
}

function withoutOne(text: string): string[] {
  return Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1))
}

/**
 * Whether a word can be a slip of the other: one letter wrong, missing, added or swapped; two in long
 * words. In short words a wrong letter is another word ("Paris", "parks"), the rest is forgiven.
 */
export function isSlipOf(word: string, right: string): boolean {
  const length = Math.min(word.length, right.length)
  if (length < FORGIVEN_FROM) return false
  // Typing begins right more often than not; without this, "fold" would be a slip of "gold".
  if (word[0] !== right[0] && word[1] !== right[0] && word[0] !== right[1]) return false
  const max = length >= TWO_SLIPS_FROM ? 2 : 1
  return distance(word, right, { max, wrongLetter: length < WRONG_LETTER_FROM ? 2 : 1 }) <= max
}

/** Whether one letter is wrong, missing, added or swapped. */
export function isOneSlipOf(word: string, right: string): boolean {
  return distance(word, right, { max: 1, wrongLetter: 1 }) <= 1
}

/** Letters to add, remove, swap or change, a change counting `wrongLetter`; more than `max` is `max + 1`. */
function distance(
  a: string,
  b: string,
  { max, wrongLetter }: { max: number; wrongLetter: number },
): number {
  if (Math.abs(a.length - b.length) > max) return max + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : wrongLetter
      let cost = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + change)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    if (Math.min(...row) > max) return max + 1
    before = last
    last = row
  }
  return Math.min(last[b.length] ?? max + 1, max + 1)
}
