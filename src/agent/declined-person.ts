const CLAUSE_END = /(?<=[,.;:!?\n])\s*|\s+(?=(?:but|just|aber|sondern)\s)/iu
const PERSON =
  /\b(humans?|persons?|people|agents?|operators?|someone|somebody|representatives?|colleagues?|mensch\w*|mitarbeiter\w*|berater\w*|person|kolleg\w*|jemand\w*)\b/iu
const DECLINES =
  /\b(do not|don'?t|no need to|without|bitte nicht|nicht|kein(e|en|em)?|ohne)\b.*\b(connect|transfer|pass|forward|hand|put|talk\w*|speak\w*|need|want|verb\w+|weiter\w*|will|möcht\w*|brauch\w*|sprechen|reden|mensch\w*|mitarbeiter\w*)\b|\b(verbind\w*|brauch\w*|will|möcht\w*|leite)\b.*\b(nicht|kein(e|en|em)?)\b/iu
/** "I don't want a bot", "why can't I not speak to somebody": a person is wanted after all. */
const WANTS_ONE =
  /\b(bots?|robots?|machines?|roboter|maschine|why|can'?t|get|give|warum|wieso|kann|dir|you)\b/iu

/**
 * What is left of "please don't connect me to a human, just tell me what shipping costs". The text
 * itself when it declines no person, or says nothing else.
 */
export function withoutDeclinedPerson(text: string): string {
  if (!PERSON.test(text)) return text
  const clauses = text.split(CLAUSE_END)
  const wanted = clauses.filter((clause) => !declinesPerson(clause))
  const isLeft = wanted.some((clause) => clause.trim().split(/\s+/).length > 1)
  return isLeft && wanted.length < clauses.length ? wanted.join(' ').trim() : text
}

function declinesPerson(clause: string): boolean {
  return PERSON.test(clause) && DECLINES.test(clause) && !WANTS_ONE.test(clause)
}
