import { stemmer as stemEnglish } from '@orama/stemmers/english'
import { stemmer as stemGerman } from '@orama/stemmers/german'
import type { Language } from '../contract/agent-words.ts'

// What is in the index was made by the rules of this file: whoever changes them counts up INDEX_RULES.

const WORD_LENGTH_MAX = 40
const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu
/** Words that are written with a hyphen or in one: "e-mail", "pre-order", "T-Shirt". */
const JOINED = /\b(e|pre|re|t)[-‐–](?=\p{L})/giu

/** A name that is no two words: nobody who pays with it is in a hurry. */
const NAMES = /\bamerican express\b/g

/** The words of a text in order, lower case, without what follows an apostrophe ("what's"). */
export function wordsOf(text: string): string[] {
  const plain = withoutAccents(text.normalize('NFKC').toLowerCase())
    .replaceAll(JOINED, '$1')
    .replaceAll(NAMES, 'amex')
  return [...plain.matchAll(WORD)].map(([word]) =>
    (word.split(/['’]/, 1)[0] ?? '').slice(0, WORD_LENGTH_MAX),
  )
}

/** "Cafés" are cafes; ä, ö and ü are letters of their own. */
function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/(?<![aou])\u0308|[\u0300-\u0307\u0309-\u036f]/g, '')
    .normalize('NFC')
}

/** Whether a word says nothing of what a text is about. */
export function isStopWord(word: string, language: Language): boolean {
  const words = STOP_WORDS[language]
  // "Wenns", "gibts": spoken German writes "es" at the end of what comes before it.
  return (
    words.has(word) || (language === 'de' && word.endsWith('s') && words.has(word.slice(0, -1)))
  )
}

const STEMS_KEPT_MAX = 50_000
const stems = new Map<string, string>()

/** What forms of one word have in common: "deliveries" and "delivery", "Rückgaben" and "Rueckgabe". */
export function stemOf(word: string, language: Language): string {
  const key = `${language} ${word}`
  const known = stems.get(key)
  if (known !== undefined) return known
  // Words are few and texts are many; the bound is for texts that are not made of words.
  if (stems.size >= STEMS_KEPT_MAX) stems.clear()
  const stem = language === 'de' ? germanStem(word) : englishStem(word)
  const kept = stem === '' ? word : stem
  stems.set(key, kept)
  return kept
}

/** Words that the stemmer takes for forms of others: customs are not customers. */
const ENGLISH_STEMS: ReadonlyMap<string, string> = new Map([
  ['customs', 'customs'],
  ['customer', 'customer'],
  ['customers', 'customer'],
  ['poster', 'poster'],
  ['posters', 'poster'],
])

function englishStem(word: string): string {
  return ENGLISH_STEMS.get(word) ?? stemEnglish(word)
}

/** The stemmer keeps the s of words that end in a vowel: "Kontos", "Abos", "Fotos". */
function germanStem(word: string): string {
  const stem = stemGerman(withUmlauts(word))
  return stem.length > 3 ? stem.replace(/(?<=[aiouy])s$/, '') : stem
}

/** People without a German keyboard write ae, oe and ue. */
function withUmlauts(word: string): string {
  return word
    .replaceAll('ae', 'ä')
    .replaceAll('oe', 'ö')
    .replaceAll(/(?<!q)ue/g, 'ü')
}

/** Characters that a language is judged by. */
const JUDGED_LENGTH = 4_000

/**
 * The language a text is written in, judged by its small words.
 * @param fallback for texts too short to tell
 */
export function languageOf(text: string, fallback: Language = 'en'): Language {
  let german = 0
  let english = 0
  for (const word of wordsOf(text.slice(0, JUDGED_LENGTH))) {
    if (STOP_WORDS.de.has(word)) german += 1
    if (STOP_WORDS.en.has(word)) english += 1
    if (/[äöüß]/.test(word)) german += 1
  }
  if (german === english) return fallback
  return german > english ? 'de' : 'en'
}

function listOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ''))
}

const STOP_WORDS: Record<Language, ReadonlySet<string>> = {
  en: listOf(`
    a about actually after again ah ain all also am an and any anyone anything are aren around as at
    basically be because been before being between both but by bye can cannot cant could couldn
    currently did didn do does doesn doing don done dont down during each either else etc even ever
    every everything exactly few for from further generally go going gonna gotta guess guys had hadn
    has hasn have haven having he hello help her here hers hey hi him his hiya how however i id if im
    in into is isn it its itself just kindly know let lets like ll me mean mightn mine more most much
    must my myself need needn no nor not now of off oh ok okay on once one only or other our ours out
    over own people per perhaps please pls possible possibly question quick quickly quite re really
    regarding s said same say shall she should shouldn so some somehow someone something sorry still
    such sure t tell than thank thanks that the their theirs them themselves then there these they
    thing things think this those though through thx to too u under until unless up upon ur us ve very
    want was wasn we well were weren what whats whatever when where whether which while who whom whose
    why will with within without won wonder wondering would wouldn yeah yes yet you your yours
    yourself got get gets getting wanna normally usually anyway maybe does eg ie`),
  de: listOf(`
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes ans
    auch auf aus außerdem bei beim bin bis bitte bräuchte da dabei dadurch dafür damit danach dann
    danke daran darauf daraus das dass dasselbe davon dazu dein deine deinem deinen deiner dem den denn
    denen der deren des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch
    eben eigentlich ein eine einem einen einer eines einfach einige einmal er es etwa etwas euch euer
    eure eurem euren eurer falls frage für ganz gar gerade gern gerne ggf gibt ging guten hab habe
    haben habt hallo hat hatte hatten hätte hätten hi hier hilfe hin hinter ich ihm ihn ihnen ihr ihre
    ihrem ihren ihrer im immer in ins irgendwie ist ja je jede jedem jeden jeder jedes jemand jemandem jemanden jetzt
    kann kannst können könnt könnte könnten kein keine keinem keinen keiner konnte liebe mal man mehr
    mein meine meinem meinen meiner mich mir mit möchte möchten moin mögen muss musst müssen müsst
    nach nachdem nicht nichts noch nochmal nun nur ob oder ohne okay per schon sehr sei seid sein
    seine seinem seinen seiner seit selbst sich sie sind so sogar soll sollen sollte sollten solche
    sondern sonst tag tun über überhaupt um und uns unser unsere unserem unseren unserer unter usw vom
    von vor vielleicht war waren warst warum was weil weiß welche welchem welchen welcher welches wem
    wen wenn wer werde werden werdet wessen weshalb wie wieso will willst wir wird wirst wissen wo
    wofür woher wohin wollen wollt wollte womit worauf worüber wozu während wäre wären würde würden
    würdet zu zum zur zwar zwischen brauche brauchen braucht bekomme bekommen bekommt kriege kriegen
    kriegt gäbe macht machen mache tut geht gehen bzw zb müsste sag sagen sagt`),
}
