/** What a mail to one of our report addresses says about a message of ours. */
export type MailReport =
  | { kind: 'bounced'; answer: string }
  | { kind: 'complained' }
  /** A delay, an out-of-office note: nothing follows from it. */
  | { kind: 'nothing' }

const COMPLAINT_PART = /^content-type:\s*message\/feedback-report/im
const COMPLAINT_TYPE = /^feedback-type:\s*([\w-]+)/im
const STATUS_PART = /^content-type:\s*message\/delivery-status/im
const ACTION = /^action:\s*(\w+)/im
const STATUS = /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im
/** With its folded lines. */
const DIAGNOSTIC = /^diagnostic-code:\s*((?:.+(?:\r?\n[ \t]+.+)*))/im

const ANSWER_LENGTH_MAX = 500

/** Reads a report of non-delivery (RFC 3464) or a complaint (RFC 5965), as it travels. */
export function parseReport(raw: string): MailReport {
  if (COMPLAINT_PART.test(raw)) {
    const type = COMPLAINT_TYPE.exec(raw)?.[1]?.toLowerCase()
    return type === 'abuse' || type === 'fraud' ? { kind: 'complained' } : { kind: 'nothing' }
  }
  const part = STATUS_PART.exec(raw)
  if (!part) return { kind: 'nothing' }
  const status = raw.slice(part.index)
  if (ACTION.exec(status)?.[1]?.toLowerCase() !== 'failed') return { kind: 'nothing' }
  const code = STATUS.exec(status)?.[1] ?? ''
  const said = (DIAGNOSTIC.exec(status)?.[1] ?? '').replaceAll(/\s+/g, ' ')
  return { kind: 'bounced', answer: `${code} ${said}`.trim().slice(0, ANSWER_LENGTH_MAX) }
}

/** The signed addresses of ours in a mail that came back: of its envelope, or of its headers. */
export function reportTokens(raw: string): string[] {
  return [...raw.matchAll(/\b(?:bounce|unsubscribe)\+([0-9a-v]{52})@/gi)].map(
    ([, token = '']) => token,
  )
}
