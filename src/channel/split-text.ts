import { plainForSms, smsSize } from '../message/sms-size.ts'

/** Segments of one SMS that we send; longer ones arrive late or in pieces on some networks. */
export const SMS_SEGMENTS_MAX = 4
/** Messages that one reply may become; what is longer ends with an ellipsis. */
export const PARTS_MAX = 6
/** Characters of one WhatsApp message through the provider. */
export const WHATSAPP_LENGTH_MAX = 1_600

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
