import type { Language } from '../contract/agent-words.ts'

/** What a shopper asks of the channel itself, not of the agent. */
export type Keyword = 'stop' | 'start' | 'help'

export interface FoundKeyword {
  keyword: Keyword
  /** Of the word; null when both languages share it. */
  language: Language | null
}

const KEYWORDS: ReadonlyMap<string, FoundKeyword> = new Map<string, FoundKeyword>([
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'].map(
    (word): [string, FoundKeyword] => [word, { keyword: 'stop', language: null }],
  ),
  ['STOPP', { keyword: 'stop', language: 'de' }],
  ['START', { keyword: 'start', language: null }],
  ['UNSTOP', { keyword: 'start', language: null }],
  ['YES', { keyword: 'start', language: 'en' }],
  ['HELP', { keyword: 'help', language: null }],
  ['INFO', { keyword: 'help', language: null }],
  ['HILFE', { keyword: 'help', language: 'de' }],
])

/**
 * The keyword that a message is. Only a message of that one word counts: "cancel my order" is for
 * the agent. Words of start are keywords only for who is stopped: to everybody else, "yes" is an
 * answer.
 */
export function keywordOf(text: string, isStopped: boolean): FoundKeyword | undefined {
  const word = text
    .normalize('NFKC')
    .trim()
    .replaceAll(/^["'„“”‚‘’(\s]+|["'“”‘’.!)\s]+$/g, '')
    .toUpperCase()
  const found = KEYWORDS.get(word)
  return found?.keyword === 'start' && !isStopped ? undefined : found
}

/** What the shop says about itself in answers to keywords. */
export interface ShopContact {
  name: string
  email: string | null
  website: string | null
}

/** The answer to a keyword, always in one SMS of plain characters where the shop's name allows. */
export function keywordAnswer(keyword: Keyword, language: Language, shop: ShopContact): string {
  const contact = [shop.email, shop.website].filter((part) => part).join(', ')
  switch (keyword) {
    case 'stop':
      return language === 'de'
        ? `${shop.name}: Sie erhalten keine Nachrichten mehr. Antworten Sie START, um wieder welche zu erhalten.`
        : `${shop.name}: You will get no more messages. Reply START to get them again.`
    case 'start':
      return language === 'de'
        ? `${shop.name}: Sie erhalten wieder Nachrichten. Antworten Sie STOPP, um keine mehr zu erhalten.`
        : `${shop.name}: You will get messages again. Reply STOP to end them.`
    case 'help':
      return language === 'de'
        ? `${shop.name}: Schreiben Sie uns hier Ihre Frage.${contact ? ` Kontakt: ${contact}.` : ''} Antworten Sie STOPP, um keine Nachrichten mehr zu erhalten.`
        : `${shop.name}: Write your question here.${contact ? ` Contact: ${contact}.` : ''} Reply STOP to get no more messages.`
  }
}
