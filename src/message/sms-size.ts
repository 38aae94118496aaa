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
