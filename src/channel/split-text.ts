/** Segments of one SMS that we send; longer ones arrive late or in pieces on some networks. */
export const SMS_SEGMENTS_MAX = 4
/** Messages that one reply may become; what is longer ends with an ellipsis. */
export const PARTS_MAX = 6
/** Characters of one WhatsApp message through the provider. */
export const WHATSAPP_LENGTH_MAX = 1_600

const GSM_SINGLE = 160
const GSM_JOINED = 153
const UCS2_SINGLE = 70
const UCS2_JOINED = 67

// The GSM 03.38 basic set; each of the extension takes two places.
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const EXTENDED = new Set('^{}\\[~]|€\f')

/** How an SMS is charged and sent: its alphabet, and how many segments it takes. */
export function smsSize(text: string): { encoding: 'gsm-7' | 'ucs-2'; segments: number } {
  const places = gsmPlaces(text)
  if (places !== undefined) {
    return { encoding: 'gsm-7', segments: segmentsOf(places, GSM_SINGLE, GSM_JOINED) }
  }
  return { encoding: 'ucs-2', segments: segmentsOf(text.length, UCS2_SINGLE, UCS2_JOINED) }
}

function gsmPlaces(text: string): number | undefined {
  let places = 0
  for (const char of text) {
    if (BASIC.has(char)) places += 1
    else if (EXTENDED.has(char)) places += 2
    else return undefined
  }
  return places
}

function segmentsOf(places: number, single: number, joined: number): number {
  if (places === 0) return 0
  return places <= single ? 1 : Math.ceil(places / joined)
}

/** Characters that phones show well without, so that a text stays in the cheap alphabet. */
const PLAINER: ReadonlyMap<string, string> = new Map([
  ['’', "'"],
  ['‘', "'"],
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['•', '-'],
  ['\t', ' '],
])

/** The text with typographic characters replaced where that makes it plain GSM-7. */
export function plainForSms(text: string): string {
  const plain = Array.from(text, (char) => PLAINER.get(char) ?? char).join('')
  return gsmPlaces(plain) === undefined ? text : plain
}

/**
 * A reply as messages in their order, cut between paragraphs, else sentences, else words. The last
 * one ends with an ellipsis when PARTS_MAX was not enough.
 */
export function splitText(text: string, channel: 'sms' | 'whatsapp'): string[] {
  const whole = channel === 'sms' ? plainForSms(text.trim()) : text.trim()
  const fits = (part: string) =>
    channel === 'sms'
      ? smsSize(part).segments <= SMS_SEGMENTS_MAX
      : part.length <= WHATSAPP_LENGTH_MAX
  const parts: string[] = []
  let rest = whole
  while (rest !== '' && parts.length < PARTS_MAX) {
    if (fits(rest)) {
      parts.push(rest)
      return parts
    }
    const end = cutAt(rest, longestFitting(rest, fits))
    parts.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  if (rest !== '') parts.push(ending(parts.pop() ?? '', fits))
  return parts
}

/** How many characters of the text fit into one message: its beginning, never half a character. */
function longestFitting(text: string, fits: (part: string) => boolean): number {
  let low = 1
  let high = text.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(text.slice(0, middle))) low = middle
    else high = middle - 1
  }
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(low - 1))
  return isHalf && low > 1 ? low - 1 : low
}

/** A break that wastes more than this is not taken: half-empty messages cost as much as full ones. */
const FILLED_MIN = 0.4

function cutAt(text: string, length: number): number {
  const window = text.slice(0, length)
  const isFilled = (at: number) => at >= length * FILLED_MIN
  const paragraph = window.lastIndexOf('\n\n')
  if (isFilled(paragraph)) return paragraph
  const sentences = [...window.matchAll(/[.!?…]["')\]”“]?(?=\s)|\n/g)]
  const sentence = sentences.at(-1)
  const end = sentence ? sentence.index + sentence[0].length : -1
  if (isFilled(end)) return end
  const space = window.search(/\s\S*$/)
  return space > 0 ? space : length
}

function ending(part: string, fits: (part: string) => boolean): string {
  let kept = part
  while (kept !== '' && !fits(`${kept} ...`)) {
    const shorter = kept.replace(/\s*\S+$/, '')
    kept = shorter === '' ? kept.slice(0, -10) : shorter
  }
  return `${kept.toWellFormed()} ...`
}
