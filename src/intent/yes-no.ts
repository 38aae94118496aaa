import { fold, type Word } from './words.ts'

const YES = new Set(
  'yes yeah yep yup yea ya yas yess ye aye sure ok okay okey oki k kk alright absolutely definitely certainly indeed correct right exactly agreed affirmative fine please ja jo jep jepp jup joa klar sicher genau korrekt richtig stimmt gern gerne bitte natürlich natuerlich freilich jawohl jawoll sicherlich logo logisch unbedingt einverstanden passt gut mhm jau yo yessir'
    .split(' ')
    .map(fold),
)
const NO = new Set(
  'no nope nah nay na never negative nein nee nö noe ne nein nicht nöö niemals nope naa na nei neinn nada nix'
    .split(' ')
    .map(fold),
)
const YES_PHRASES =
  /^(?:of course|go ahead|go for it|do it|sounds good|please do|that'?s right|that'?s it|that works|that would be (?:great|nice|lovely)|i do|i am|i would|i'd (?:love|like) (?:to|that)|why not|by all means|all right|let'?s do (?:it|that)|mach(?:t|en sie)? das|ja bitte|aber sicher|aber klar|auf jeden(?: fall)?|von mir aus|warum nicht|sehr gern|das wär(?:e)? (?:super|toll|gut|nett|lieb)|das passt|passt so|so ist es|alles klar|in ordnung|geht klar|mach mal|gern geschehen|das stimmt|jo eh)\b/iu
const NO_PHRASES =
  /^(?:no thanks?|no thank you|not now|not really|not yet|not at all|not needed|i don'?t(?: think so| want)?|i'?d rather not|rather not|don'?t|please don'?t|leave it|never ?mind|forget (?:it|about it)|i'?m (?:good|fine|ok)(?: thanks?)?$|lieber nicht|eher nicht|jetzt nicht|noch nicht|nicht nötig|brauch(?:e|t'?s|en wir)? (?:ich )?nicht|auf keinen fall|keinesfalls|lass(?:t|en sie)?(?: es| mal| gut)?(?: sein)?$|nee lass|muss nicht|passt schon danke|schon gut|vergiss es|ich will (?:das )?nicht|möchte ich nicht|kein bedarf|bloß nicht|bloss nicht|gar nicht|überhaupt nicht)\b/iu
const SHORT_WORDS = 4

/**
 * Whether a message answers a question with yes or no. "No" and "ja" count at the beginning of a
 * message of any length; softer words, such as "please" or "ok", only when little else is said.
 */
export function readAnswer(text: string, words: readonly Word[]): 'yes' | 'no' | null {
  const trimmed = text.trim()
  if (/^[\s👎❌🙅✖✗]+$/u.test(trimmed) && trimmed !== '') return 'no'
  if (/^(?:👍|✅|👌|🙏|✔|☑|💯|🏻|🏼|🏽|🏾|🏿|\uFE0F|\s)+$/u.test(trimmed)) return 'yes'
  if (words.length === 0) return null
  if (NO_PHRASES.test(trimmed)) return 'no'
  if (YES_PHRASES.test(trimmed) && words.length <= SHORT_WORDS * 2) return 'yes'
  const [first, second] = words
  if (!first) return null
  const isShort = words.length <= SHORT_WORDS
  if (STRONG_NO.has(first.folded)) return isFirmNo(trimmed, words) ? 'no' : null
  if (NO.has(first.folded) && isShort)
    return second && YES.has(second.folded) && first.folded === 'na'
      ? 'yes'
      : isShort && isNoAlone(words)
        ? 'no'
        : null
  if (STRONG_YES.has(first.folded)) return isFirm(trimmed, words) ? 'yes' : null
  return isShort && YES.has(first.folded) && isYesAlone(words) ? 'yes' : null
}

const STRONG_NO = new Set(['no', 'nope', 'nah', 'nein', 'nee', 'no', 'nei'].map(fold).concat('no'))
const STRONG_YES = new Set(
  ['yes', 'yeah', 'yep', 'yup', 'ja', 'jo', 'jep', 'jepp', 'jawohl', 'yess', 'yea'].map(fold),
)
const GO_ON = /^\S+\s*[,.!;:–-]/u

/** "No, I want …" and "no", but neither "no order yet" nor "no tracking number". */
function isFirmNo(text: string, words: readonly Word[]): boolean {
  if (words.length === 1 || GO_ON.test(text)) return true
  const next = words[1]?.folded ?? ''
  return /^(?:i|im|that|thats|its|it|the|danke|ich|das|es|thanks|thank|sorry|not|don|dont|please|bitte|leider|lieber|wir|we|but|aber|my|mein\w*|no|nein|way|never|war|ist|not|he|mate|bro|alles)$/.test(
    next,
  )
}

function isFirm(text: string, words: readonly Word[]): boolean {
  return (
    words.length <= SHORT_WORDS ||
    GO_ON.test(text) ||
    /^\S+\s+(?:please|bitte|i|ich|that|das|it|es|gern\w*|thats|my|mein\w*|we|wir|but|aber|the)\b/iu.test(
      text,
    )
  )
}

const SOFT = new Set(
  'please bitte thanks thank you danke do it das so mal ok okay then dann doch gern gerne very sehr sure klar yes ja that thats great super fine good gut mach macht thing lets go ahead schon mir dir the course natürlich einfach now jetzt sounds i would sir madam mate bro works for me recht von aus auch too nice cool perfect perfekt eh wohl'
    .split(' ')
    .map(fold),
)

function isYesAlone(words: readonly Word[]): boolean {
  return words.slice(1).every(({ folded }) => SOFT.has(folded) || YES.has(folded))
}

function isNoAlone(words: readonly Word[]): boolean {
  const rest = words.slice(1)
  if (words[0]?.folded === 'na') return rest.length === 0
  return rest.every(({ folded }) => SOFT.has(folded) || NO.has(folded))
}
