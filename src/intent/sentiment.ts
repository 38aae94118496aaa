import { fold, stem, type Word } from './words.ts'

/** −3 to 3 for each stem; the strongest words of customers, English and German. */
const FEELINGS: Readonly<Record<string, string>> = {
  '-3': 'furious outrageous disgusting disgrace disgraceful scam scammers fraud fraudsters thieves liars unacceptable worst hate pathetic fuck fucking fucked shit shitty asshole bastards bullshit ripoff lawyer sue crap betrug betrüger abzocke abzocker verarscht verarsche frechheit unverschämt unverschämtheit scheiße scheiss scheiße arsch arschloch katastrophe katastrophal stinksauer inakzeptabel schweinerei sauerei saftladen hasse anwalt anzeige drecksladen widerlich unmöglich bodenlos wutentbrannt wanker prick cunt moron morons fresse wichser hurensohn verpiss drecksbot scheissladen scheißladen',
  '-2': 'terrible awful horrible angry mad annoyed annoying ridiculous useless rubbish garbage appalling disappointed disappointing disappointment frustrated frustrating unhappy dreadful incompetent joke nightmare lousy poor sucks sick rude ignored stupid idiots dumb wtf damn hell shocking upset fed schrecklich furchtbar wütend sauer verärgert ärgerlich lächerlich nutzlos müll schrott enttäuscht enttäuschend enttäuschung frustriert frustrierend unzufrieden grausam grottig mies miserabel unfreundlich dumm blöd genervt nervt nervig verdammt zumutung schlecht mangelhaft peinlich reicht unfähig bescheuert idiot idiotisch trottel depp deppen bekloppt klappe spinnt clown clowns',
  '-1': 'broken late missing wrong problem issue bad slow lost damaged faulty sorry unfortunately worried confused confusing concerned delay delayed expensive ugly uncomfortable kaputt verspätet fehlt falsch fehler ärger langsam verloren beschädigt defekt leider besorgt verwirrt verzögerung teuer hässlich unbequem schade problem doof sorgen waiting',
  '1': 'good nice fine okay helpful thanks thank cheers please glad pleased like works worked easy fast quick gut nett okay hilfreich danke dank bitte froh zufrieden mag funktioniert einfach schnell freundlich merci hübsch',
  '2': 'great happy lovely awesome cool super beautiful gorgeous brilliant fab perfect wonderful excited delighted recommend toll glücklich freue gefreut schön wunderschön klasse perfekt prima spitze geil begeistert lieb liebe herrlich top genial traumhaft hammer',
  '3': 'love amazing fantastic excellent best incredible outstanding superb thrilled adore fantastisch ausgezeichnet großartig beste wunderbar unglaublich hervorragend liebe bombe weltklasse sensationell',
}
const NEGATIONS = new Set(
  'not no never dont doesnt didnt isnt arent wasnt wont cant cannot couldnt hardly nothing without nicht kein keine keinen keiner nie niemals ohne nichts kaum nix ned nöd nid'
    .split(' ')
    .map(fold),
)
const STRONGER = new Set(
  'very really so extremely absolutely totally super completely such sehr echt so extrem absolut total völlig wirklich richtig mega voll unglaublich komplett'
    .split(' ')
    .map(fold),
)
/** "Tell me a joke" is no complaint, "this is a joke" is; so with "ignore that" and "I am ignored". */
const ASKED_FOR =
  /\b(tell|know|say|another|crack) (\S+ ){0,3}jokes?\b|\bignore (all|any|that|this|the|your|my|everything|previous|what)\b/iu
const OF_REQUESTS: ReadonlySet<string> = new Set(['joke', 'jokes', 'ignore'])
const NEGATION_WORDS = 3
const NEGATED = -0.6
const STRONGER_BY = 1.4
const SHOUTED_BY = 1.3
const EMOJI: readonly (readonly [RegExp, number])[] = [
  [/[😡🤬👿💩🖕]/gu, -3],
  [/[😠😤😒🙄👎😞😢😭💔☹]/gu, -2],
  [/[😕😟😔]|:\(|:-\(/gu, -1],
  [/[🙂😊👍🙏]|:\)|:-\)|;\)/gu, 1],
  [/[😀😃😄😁😍🥰❤♥🎉👏🤩💯😘]|<3|:D/gu, 2],
]
const EVEN_AT = 3

const WEIGHTS = new Map<string, number>()
for (const [weight, list] of Object.entries(FEELINGS)) {
  for (const word of list.split(' ')) WEIGHTS.set(stem(fold(word)), Number(weight))
}

/**
 * −1 furious to 1 delighted, 0 for what only asks. A negation turns the next three words around, a
 * bit more weakly: "not good" is bad, "not bad" is nearly good.
 */
export function readSentiment(text: string, words: readonly Word[]): number {
  let sum = 0
  const isRequest = ASKED_FOR.test(text)
  words.forEach((word, i) => {
    const weight = WEIGHTS.get(stem(word.folded))
    if (weight === undefined || (isRequest && OF_REQUESTS.has(word.folded))) return
    const before = words.slice(Math.max(0, i - NEGATION_WORDS), i)
    const isNegated = before.some(({ folded }) => NEGATIONS.has(folded)) && !isThanks(word.folded)
    const isStronger = before.slice(-2).some(({ folded }) => STRONGER.has(folded))
    sum += weight * (isNegated ? NEGATED : 1) * (isStronger ? STRONGER_BY : 1)
  })
  for (const [emoji, weight] of EMOJI) sum += (text.match(emoji)?.length ?? 0) * weight
  const isAngry = sum < 0
  if (isAngry && isShouted(text)) sum *= SHOUTED_BY
  if (isAngry && /!{2,}|\?!|!\?|\?{3,}/.test(text)) sum -= 0.7
  return Math.round((sum / (Math.abs(sum) + EVEN_AT)) * 100) / 100 + 0
}

/** "No thanks" is polite. */
function isThanks(folded: string): boolean {
  return /^(?:thank|dank|bitte|pleas|merci|cheer)/.test(folded)
}

const LETTERS_MIN = 8

function isShouted(text: string): boolean {
  const letters = text.replace(/\P{L}/gu, '')
  if (letters.length < LETTERS_MIN) return false
  return letters.replace(/\P{Lu}/gu, '').length / letters.length > 0.7
}
