import type { Language } from '../contract/agent-words.ts'

/** Numbers from 0 to below 1, the same ones for the same seed. */
export type Random = () => number

/** Mulberry32: small, and good enough to vary texts. */
export function randomFrom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const BEFORE: Record<Language, readonly string[]> = {
  en: [
    'hi,',
    'hello,',
    'hey',
    'good morning,',
    'hi there,',
    'excuse me,',
    'sorry to bother you but',
    'quick question:',
    'hey guys',
    'um',
    'so',
    'please',
    'Dear team,',
    'hello, I hope you can help me.',
    'ok so',
  ],
  de: [
    'hi,',
    'hallo,',
    'hey',
    'guten tag,',
    'moin,',
    'servus,',
    'entschuldigung,',
    'kurze frage:',
    'hallo zusammen,',
    'äh',
    'also',
    'bitte',
    'Liebes Team,',
    'hallo, ich hoffe ihr könnt mir helfen.',
    'sagt mal,',
  ],
}
const AFTER: Record<Language, readonly string[]> = {
  en: [
    'thanks',
    'please',
    'thank you',
    'cheers',
    'asap',
    '!!',
    '?',
    'pls',
    'many thanks, Tom',
    'Kind regards, Anna',
    'thx',
    'mate',
    'x',
    '??',
    ':)',
  ],
  de: [
    'danke',
    'bitte',
    'vielen dank',
    'lg',
    'schnell',
    '!!',
    '?',
    'pls',
    'Viele Grüße, Tom',
    'Mit freundlichen Grüßen',
    'dankeschön',
    'oder',
    'LG Anna',
    '??',
    ':)',
  ],
}
/** What people tell before they say what they want; it must not decide. */
const STORIES: Record<Language, readonly string[]> = {
  en: [
    'I have been a customer for years.',
    'my husband told me about your shop.',
    'I bought this for my daughter.',
    'it was a present.',
    'I ordered on Monday.',
    'this is the second time I write.',
    'my order number is 4821.',
    'I paid with paypal.',
    'I saw it on instagram.',
    'I am usually happy with you.',
    'sorry for my english.',
    'my name is Sarah.',
    'I love the colour by the way.',
    'I live in Leeds.',
    'we are leaving on friday.',
  ],
  de: [
    'ich bin seit jahren kunde.',
    'mein mann hat mir euren shop empfohlen.',
    'das war für meine tochter.',
    'es war ein geschenk.',
    'ich habe am montag bestellt.',
    'ich schreibe jetzt zum zweiten mal.',
    'meine bestellnummer ist 4821.',
    'bezahlt hab ich mit paypal.',
    'hab das auf instagram gesehen.',
    'sonst bin ich immer zufrieden mit euch.',
    'sorry für mein deutsch.',
    'mein name ist sarah.',
    'die farbe ist übrigens schön.',
    'ich wohne in leipzig.',
    'wir fahren am freitag weg.',
  ],
}
const NEIGHBOUR_KEYS: Readonly<Record<string, string>> = {
  a: 's',
  b: 'v',
  c: 'x',
  d: 's',
  e: 'r',
  f: 'g',
  g: 'h',
  h: 'g',
  i: 'o',
  j: 'k',
  k: 'l',
  l: 'k',
  m: 'n',
  n: 'm',
  o: 'p',
  p: 'o',
  q: 'w',
  r: 't',
  s: 'a',
  t: 'r',
  u: 'i',
  v: 'b',
  w: 'e',
  x: 'c',
  y: 'x',
  z: 't',
}
const TYPO_CHARS_MIN = 4

/** The same wish in other clothes: typos, cases, courtesies, a story around it. */
export function vary(text: string, language: Language, random: Random): string {
  const chance = (share: number) => random() < share
  let varied = text
  if (chance(0.35)) varied = withTypo(varied, random)
  if (chance(0.1)) varied = withTypo(varied, random)
  if (chance(0.15)) varied = withoutAWord(varied, random)
  if (chance(0.25)) varied = `${pick(BEFORE[language], random)} ${varied}`
  if (chance(0.2)) varied = `${varied} ${pick(AFTER[language], random)}`
  if (chance(0.08)) varied = `${pick(STORIES[language], random)} ${varied}`
  if (chance(0.08)) varied = `${varied}. ${pick(STORIES[language], random)}`
  return chance(0.1) ? varied.toUpperCase() : varied
}

function withTypo(text: string, random: Random): string {
  const words = text.split(' ')
  const at = Math.floor(random() * words.length)
  const word = words[at]
  if (!word || word.length < TYPO_CHARS_MIN) return text
  words[at] = mistyped(word, 1 + Math.floor(random() * (word.length - 2)), random)
  return words.join(' ')
}

function mistyped(word: string, at: number, random: Random): string {
  const letter = word[at] ?? ''
  const before = word.slice(0, at)
  const after = word.slice(at + 1)
  const kind = random()
  if (kind < 0.3) return before + after
  if (kind < 0.55) return before + letter + letter + after
  if (kind < 0.8) return before + after.slice(0, 1) + letter + after.slice(1)
  return before + (NEIGHBOUR_KEYS[letter] ?? letter) + after
}

function withoutAWord(text: string, random: Random): string {
  const words = text.split(' ')
  if (words.length < TYPO_CHARS_MIN) return text
  words.splice(Math.floor(random() * words.length), 1)
  return words.join(' ')
}

/** One of a list that is not empty. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}
