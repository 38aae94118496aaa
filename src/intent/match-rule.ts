import type { Language } from '../contract/agent-words.ts'
import type { Concept } from './concepts.ts'
import { conceptsOf, phraseAt } from './find-concepts.ts'
import { FUNCTION_WORDS } from './function-words.ts'
import { lexiconOf } from './lexicon.ts'
import { RULE_TOPICS, type RuleTopic } from './rule-topics.ts'
import { readablePart, stem, wordsOf } from './words.ts'

/** From this score on a rule counts as matched. */
export const RULE_MATCHED = 0.5

export interface DescribedRule {
  title: string
  description: string
}

const TOPICS = lexiconOf<RuleTopic>(RULE_TOPICS, Object.keys(RULE_TOPICS).filter(isTopic))
const RULES_REMEMBERED_MAX = 500
const NEGATION_WORDS = 3
/** A rule with a topic is about that topic: without it, other words count this much. */
const WITHOUT_TOPIC = 0.45
/** Evidence at which a match is as likely as not. */
const EVEN_EVIDENCE = 1.5
const STEEPNESS = 3
const TITLE_COVERED = 0.8
const TITLE_SHARE_MIN = 0.99
const TOPIC_WEIGHT = 2.6
const STEM_WEIGHT = 0.5
/** Of a word whose meaning counts already. */
const SAME_WORD_WEIGHT = 0.2
const STEM_CHARS_MIN = 5

/** Words of those who write rules, and meanings that nearly every message has. */
const BOILERPLATE = new Set(
  `customer customers shopper shoppers client user someone anyone person people mentions mention mentioned asks ask asking asked wants want wanting needs need says say said talks talk threatens threaten reports report reported message messages
  when whenever whose about such example request requests inquiry inquiries enquiry rule escalate escalation always handle related kind contact question questions issue issues problem problems case cases situation other
  kunde kunden kundin person jemand erwaehnt fragt will moechte sagt droht meldet berichtet nachricht anfrage anfragen wunsch wuensche beispiel regel eskalieren immer frage fragen problem probleme fall faelle thema themen andere fuehlt spricht schreibt produkt produkte product products`
    .split(/\s+/)
    .map(stem),
)
const COMMON: ReadonlySet<Concept> = new Set<Concept>([
  'mine',
  'you_shop',
  'mine_self',
  'can_i',
  'please_do',
  'how_to',
  'get',
  'give',
  'send',
  'ask',
  'customer',
  'product_generic',
  'product_noun',
  'looking',
  'this_product',
  'period',
  'past',
  'today',
  'weekday',
  'months',
  'always',
  'next',
  'thanks',
  'greeting',
  'yes_no',
  'friend_words',
  'how_long',
  'when',
  'where',
  'please_do',
  'budget',
  'style',
  'occasion',
  'quantity',
  'recipient',
  'human',
  'talk',
  'company',
  'colour_word',
  'store',
  'buy',
  'problem',
  'complaint',
  'bot_talk',
  'policy',
])
const WEAK: ReadonlySet<Concept> = new Set<Concept>([
  'order',
  'parcel',
  'payment',
  'shipped',
  'ship_to',
  'privacy',
  'change',
  'money',
  'discount',
  'product_question',
  'wrong_item',
  'damaged',
  'add_remove',
  'suitable',
  'contact',
  'carrier',
])
const WEAK_WEIGHT = 0.35
const CONCEPT_WEIGHT = 0.8
/** Different skills, but one thing to those who write rules. */
const SAME_TO_RULES: Partial<Record<Concept, Concept>> = { end_contract: 'cancel' }
const NEGATIONS = new Set([
  'no',
  'not',
  'never',
  'without',
  'dont',
  'isnt',
  'wont',
  'kein',
  'keine',
  'keinen',
  'keiner',
  'nicht',
  'ohne',
  'nie',
])

interface Units {
  topics: Set<RuleTopic>
  concepts: Set<Concept>
  /** Stem → what it weighs. */
  stems: Map<string, number>
}

interface ReadRule {
  all: Units
  title: Units
}

const rules = new Map<string, ReadRule>()

/**
 * How well a message fits a rule that a person described in words, 0 to 1; from `RULE_MATCHED` on it
 * fits. Rule and message may be in different languages. A rule about a known topic, such as legal
 * threats or data protection, wants that topic; any other wants several of its own words, in
 * whatever form, or all of its title.
 */
export function matchesRule(
  rule: DescribedRule,
  text: string,
  _language: Language,
): { score: number } {
  const wanted = readRule(rule)
  const said = unitsOf(text, true)
  const topics = shared(wanted.all.topics, said.topics)
  let evidence = topics.length * TOPIC_WEIGHT + overlap(wanted.all, said)
  if (wanted.all.topics.size > 0 && topics.length === 0) evidence *= WITHOUT_TOPIC
  if (isTitleCovered(wanted.title, said)) evidence += TITLE_COVERED
  if (evidence === 0) return { score: 0 }
  const odds = (evidence / EVEN_EVIDENCE) ** STEEPNESS
  return { score: Math.round((odds / (1 + odds)) * 100) / 100 }
}

function readRule(rule: DescribedRule): ReadRule {
  const key = `${rule.title}\n${rule.description}`
  const known = rules.get(key)
  if (known) return known
  if (rules.size >= RULES_REMEMBERED_MAX) rules.clear()
  const read = { all: unitsOf(key, false), title: unitsOf(rule.title, false) }
  rules.set(key, read)
  return read
}

/** What a text says. Words that a topic's phrase took are not counted again. */
function unitsOf(text: string, isMessage: boolean): Units {
  const words = wordsOf(readablePart(text)).map(({ folded }) => folded)
  const units: Units = { topics: new Set(), concepts: new Set(), stems: new Map() }
  let takenUntil = 0
  words.forEach((word, i) => {
    const topical = i < takenUntil ? undefined : topicAt(words, i)
    if (topical && !(isMessage && isDenied(words, i))) {
      for (const name of topical.names) units.topics.add(name)
      takenUntil = Math.max(takenUntil, i + topical.words)
    }
    for (const concept of phraseAt(words, i)?.names ?? []) addConcept(units, concept)
    if (i < takenUntil || BOILERPLATE.has(stem(word))) return
    const concepts = conceptsOf(word)
    for (const concept of concepts) addConcept(units, concept)
    if (word.length < STEM_CHARS_MIN || FUNCTION_WORDS.has(word)) return
    units.stems.set(stem(word), concepts.length > 0 ? SAME_WORD_WEIGHT : STEM_WEIGHT)
  })
  return units
}

function addConcept(units: Units, concept: Concept): void {
  if (!COMMON.has(concept)) units.concepts.add(SAME_TO_RULES[concept] ?? concept)
}

function topicAt(
  words: readonly string[],
  at: number,
): { names: readonly RuleTopic[]; words: number } | undefined {
  const phrase = TOPICS.phraseAt(words, at)
  if (phrase) return { ...phrase, names: phrase.names.filter((name) => name !== 'nothing') }
  const names = TOPICS.groupsOf(words[at] ?? '')
  return names.length > 0 ? { names, words: 1 } : undefined
}

function isDenied(words: readonly string[], at: number): boolean {
  return words.slice(Math.max(0, at - NEGATION_WORDS), at).some((word) => NEGATIONS.has(word))
}

function overlap(wanted: Units, said: Units): number {
  let sum = 0
  for (const concept of shared(wanted.concepts, said.concepts)) sum += weightOf(concept)
  for (const [bare, weight] of wanted.stems) if (said.stems.has(bare)) sum += weight
  return sum
}

function weightOf(concept: Concept): number {
  return WEAK.has(concept) ? WEAK_WEIGHT : CONCEPT_WEIGHT
}

/** Everything that the title says is in the message, and that is at least two things. */
function isTitleCovered(title: Units, said: Units): boolean {
  if (title.topics.size > 0) return false
  const size = title.concepts.size
  return size >= 2 && shared(title.concepts, said.concepts).length / size >= TITLE_SHARE_MIN
}

function shared<Item>(wanted: ReadonlySet<Item>, said: ReadonlySet<Item>): Item[] {
  return [...wanted].filter((one) => said.has(one))
}

function isTopic(name: string): name is RuleTopic {
  return Object.hasOwn(RULE_TOPICS, name)
}
