/** Answers of the agent in one conversation. Beyond it a person takes over. */
export const TURNS_PER_CONVERSATION_MAX = 60

/** Of what a shopper wrote since the last answer, in characters. The rest is not read by a brain. */
export const READ_LENGTH_MAX = 4_000

/** Turns in a row without an answer: then a person is offered, then called. */
export const FAILURES_BEFORE_OFFER = 2
export const FAILURES_BEFORE_HANDOFF = 3

/** The same reply this often in a row is a loop. */
export const SAME_REPLIES_MAX = 2

/** At most this unhappy (−1 to 1) and a person is offered whatever the answer is. */
export const UNHAPPY_SENTIMENT = -0.6

/** At most this unhappy, and what wants nothing that the shop could do is abuse: it gets no sermon. */
export const RUDE_SENTIMENT = -0.4

/** Products in one reply. */
export const PRODUCTS_SHOWN_MAX = 4

/** From this score on a passage counts as an answer. */
export const PASSAGE_ANSWERS_FROM = 0.45
/** From this score on a passage also answers a part of a message that nobody else answered. */
export const PASSAGE_SURELY_ANSWERS_FROM = 0.75

/** From this score on a message is none of a shop's business, whatever its words are elsewhere. */
export const SURELY_OUT_OF_SCOPE_FROM = 0.94
/** What answers such a message all the same says just that: "Do you sponsor choirs?" */
export const PASSAGE_ANSWERS_ANYTHING_FROM = 0.9

/** Longest reply by channel, in characters. Longer answers are cut at the end of a sentence. */
export const REPLY_LENGTH_MAX = {
  'web-chat': 1_200,
  email: 3_000,
  sms: 480,
  whatsapp: 800,
} as const
