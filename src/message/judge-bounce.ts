/** What kind of refusal a server's answer is. */
export type BounceKind = 'hard' | 'soft'

/** Enhanced status codes (RFC 3463) that say that the address itself is no good. */
const HARD_STATUS = /\b5\.(1\.(1|2|3|6|10)|2\.1)\b/
/** Policy, content, size, reputation: the address may be fine. */
const OTHER_STATUS = /\b5\.\d{1,3}\.\d{1,3}\b/
const HARD_CODES: readonly number[] = [550, 551, 553]
const POLICY_WORDS = /spam|block|policy|reputation|denied|dmarc|spf|dkim|quota|full|rate|relay/i

/**
 * Whether an answer to RCPT or a report of non-delivery says that the address will never work. What is
 * not plainly so is soft: it counts only when it happens again and again.
 */
export function bounceKind(answer: string): BounceKind {
  if (HARD_STATUS.test(answer)) return 'hard'
  if (OTHER_STATUS.test(answer)) return 'soft'
  const code = Number(/\b(5\d\d)\b/.exec(answer)?.[1])
  return HARD_CODES.includes(code) && !POLICY_WORDS.test(answer) ? 'hard' : 'soft'
}
