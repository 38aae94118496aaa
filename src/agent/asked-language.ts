import type { Language } from '../contract/agent-words.ts'

const LANGUAGE = '(?<language>german|deutsch|english|englisch)'
const BEGINS = String.raw`(?:(?:hi|hello|hey|hallo|ok|okay|no|nein|sorry|and|und|please|bitte|but|aber)\P{L}+)*`
const ENDS = String.raw`(?:\P{L}+(?:please|pls|plz|bitte|instead|now|jetzt|lieber|thanks|danke|too|auch|möglich|possible))*`
/** What asks for a language, and for nothing else. */
const ASKS = [
  `(?:(?:in|auf|to)\\s+)?${LANGUAGE}`,
  `(?:geht (?:das|es) |gehts )(?:auch )?(?:auf|in) ${LANGUAGE}`,
  `(?:can|could|do|would|will|may) (?:you|we|i|u)(?: please| also)? (?:speak|talk|chat|write|answer|reply|switch|change|continue|understand|have (?:this|that|it))(?: this| it| that)?(?: with me| to me)?(?: back)?(?: in| to)? ${LANGUAGE}`,
  `(?:speak|talk|chat|write|answer|reply|switch|change|continue)(?: with me| to me)?(?: in| to)? ${LANGUAGE}`,
  `(?:kannst|könnt|können|kann|könnten|sprichst|sprecht|sprechen|redest|redet|reden|schreibst|verstehst|versteht|verstehen) (?:du|ihr|sie|wir|ich|man)(?: bitte| auch| das| es| mit mir| mir)*(?: auf| in)? ${LANGUAGE}(?: sprechen| reden| schreiben| antworten| weitermachen| wechseln| sagen| haben)?`,
  `(?:sprich|rede|schreib|schreibe|antworte|antworten sie|sprechen sie|wechsle|wechseln)(?: bitte| mit mir| mir)*(?: auf| in| zu| ins)? ${LANGUAGE}`,
  `(?:i|ich) (?:only |nur )?(?:speak|understand|spreche|verstehe|kann) (?:only |nur |bloß )?${LANGUAGE}`,
].map((ask) => new RegExp(String.raw`^\P{L}*${BEGINS}${ask}${ENDS}\P{L}*$`, 'iu'))

/** The language that a message asks to be answered in, when it asks for nothing else. */
export function askedLanguage(text: string): Language | undefined {
  const asked = ASKS.map((ask) => ask.exec(text.trim())?.groups?.['language']).find(
    (one) => one !== undefined,
  )
  if (asked === undefined) return undefined
  return /^(german|deutsch)$/i.test(asked) ? 'de' : 'en'
}
