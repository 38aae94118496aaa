import { LANGUAGES } from '../contract/agent-words.ts'
import type { Concept } from './concept.ts'

/** ISO 3166 codes of the countries that shops write about as a group. */
const UNION =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')
const EUROPE = 'AD AL BA BY CH GB IS LI MC MD ME MK NO RS SM UA VA XK'.split(' ')
const FURTHER =
  'AE AF AM AR AU AZ BD BH BO BR CA CL CN CO CR CU DO DZ EC EG ET GE GH HK ID IL IN IQ IR JM JO JP KE KR KW KZ LB LK MA MX MY NG NP NZ OM PA PE PH PK PR PY QA RU SA SG SY TH TN TR TW TZ US UY UZ VE VN ZA'.split(
    ' ',
  )
/** They have concepts of their own, with more words. */
const KNOWN_ELSEWHERE: ReadonlySet<string> = new Set(['AT', 'CH', 'DE'])

/** What people call a country beside its name. */
const SHORT_NAMES: Readonly<Record<string, { en: readonly string[]; de: readonly string[] }>> = {
  US: { en: ['usa', 'america'], de: ['usa', 'amerika'] },
  GB: {
    en: ['uk', 'england', 'britain', 'scotland', 'wales'],
    de: ['england', 'großbritannien', 'schottland', 'wales'],
  },
  NL: { en: ['holland', 'dutch'], de: ['holland', 'niederlanden'] },
  FR: { en: ['french'], de: [] },
  IT: { en: ['italian'], de: [] },
  ES: { en: ['spanish'], de: [] },
  TR: { en: ['turkey'], de: [] },
  CZ: { en: ['czech republic'], de: ['tschechische republik'] },
  AE: { en: ['emirates', 'dubai'], de: ['emirate', 'dubai'] },
  KR: { en: ['korea'], de: ['korea'] },
  HK: { en: ['hong kong'], de: ['hongkong'] },
}

/** Cities that shoppers name instead of the country. */
const CITIES: readonly (readonly [string, readonly string[]])[] = [
  ['~austria', 'wien vienna graz linz salzburg innsbruck'.split(' ')],
  ['~switzerland', 'zürich zurich genf geneva basel bern luzern lausanne'.split(' ')],
  [
    '~germany',
    'berlin hamburg münchen munich köln cologne frankfurt stuttgart düsseldorf leipzig dresden bremen hannover nürnberg'.split(
      ' ',
    ),
  ],
]

const MARK = '~'

/** Concepts of countries, with their names in both languages, and of cities. */
export const PLACE_CONCEPTS: readonly Concept[] = [
  ...[...UNION, ...EUROPE, ...FURTHER]
    .filter((code) => !KNOWN_ELSEWHERE.has(code))
    .map((code) => ({ id: idOf(code), weight: 1, words: namesOf(code) })),
  ...CITIES.flatMap(([, names]) =>
    names.map((name) => ({ id: `city-${name}`, weight: 1, words: { en: [name], de: [name] } })),
  ),
]

function idOf(code: string): string {
  return `country-${code.toLowerCase()}`
}

function namesOf(code: string): Concept['words'] {
  const names = { en: [...(SHORT_NAMES[code]?.en ?? [])], de: [...(SHORT_NAMES[code]?.de ?? [])] }
  for (const language of LANGUAGES) {
    const name = new Intl.DisplayNames(language, { type: 'region' }).of(code)
    if (name !== undefined) names[language].push(name.toLowerCase())
  }
  return names
}

const OF_EUROPE = ['~europe', '~abroad']
const BROADER: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['~austria', OF_EUROPE],
  ['~switzerland', OF_EUROPE],
  ...[...UNION, ...EUROPE].map((code) => [MARK + idOf(code), OF_EUROPE] as const),
  ...FURTHER.map((code) => [MARK + idOf(code), ['~abroad']] as const),
  ...CITIES.flatMap(([country, names]) =>
    names.map((name) => [`${MARK}city-${name}`, [country]] as const),
  ),
])

/**
 * The terms of what a place is a part of: a text about the European Union answers a question about
 * France. A text about France says nothing about Spain, and so only questions are widened.
 */
export function broaderTerms(term: string): readonly string[] {
  return BROADER.get(term) ?? []
}
