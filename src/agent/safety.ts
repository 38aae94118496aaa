export type SafetyTopic = 'crisis' | 'danger' | 'legal' | 'payment-data'

const TOPICS: readonly (readonly [SafetyTopic, RegExp])[] = [
  [
    'crisis',
    /\b(kill myself|end my life|suicid\w*|self[- ]?harm|hurt myself|want to die|umbringen|suizid\w*|selbstmord\w*|mich verletzen|nicht mehr leben|sterben will)\b/iu,
  ],
  [
    'danger',
    /\b(allergic (reaction|shock)|anaphyla\w*|burned (me|my)|caught fire|exploded|electric shock|poison\w*|hospital|injur(y|ed|ies)|allergische\w* (reaktion|schock)|verbrannt|feuer gefangen|explodiert|stromschlag|vergift\w*|krankenhaus|verletzt|verletzung)\b/iu,
  ],
  [
    'legal',
    /\b(my lawyer|my attorney|sue you|suing|lawsuit|legal action|take you to court|police report|press charges|mein(en|em)? anwalt|anwältin|verklag\w*|klage gegen|rechtliche schritte|vor gericht|anzeige (bei der polizei|erstatten)|strafanzeige)\b/iu,
  ],
]

/** Thirteen to nineteen digits that pass the check of card numbers. */
const CARD = /\b\d(?:[ -]?\d){12,18}\b/gu

/** Whether a message is about something that no machine may answer. Pure. */
export function safetyTopic(text: string): SafetyTopic | undefined {
  const topic = TOPICS.find(([, pattern]) => pattern.test(text))?.[0]
  if (topic !== undefined) return topic
  return (text.match(CARD) ?? []).some(isCardNumber) ? 'payment-data' : undefined
}

/** The check digit of Luhn. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '').split('').map(Number).reverse()
  const sum = digits.reduce((total, digit, at) => {
    const counted = at % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2
    return total + counted
  }, 0)
  return sum % 10 === 0 && new Set(digits).size > 1
}
