import { z } from 'zod'
import type { MailProvider } from '../contract/sending.ts'
import { bounceKind } from './judge-bounce.ts'
import { REFERENCE_NAME } from './mail-providers.ts'
import { shortDetail } from './outbox.ts'

/** What a provider says became of one mail for one recipient. */
export interface ProviderReport {
  kind: 'delivered' | 'bounced' | 'complained' | 'failed' | 'unsubscribed'
  /** Of bounces: the address will never work. */
  isHard: boolean
  /** What it said, short. */
  detail: string | null
  /** Null: it does not say. */
  recipient: string | null
  /** What may name the message, best first: our reference, a Message-ID, an address, its own id. */
  names: readonly string[]
}

/** Reports of one post; more are not read. Providers send at most a thousand. */
export const REPORTS_MAX = 2_000

/** A post of a provider as reports, or undefined when it is not in the provider's form. */
export function readReports(provider: MailProvider, body: unknown): ProviderReport[] | undefined {
  switch (provider) {
    case 'ses':
      return readSes(body)
    case 'sendgrid':
      return readSendgrid(body)
    case 'postmark':
      return readPostmark(body)
    case 'mailgun':
      return readMailgun(body)
  }
}

/** What is read of a report is text, or it is not there. */
const Text = z.string().nullish().catch(null)
const Texts = z.record(z.string(), z.unknown()).nullish().catch(null)

const SesRecipient = z.object({ emailAddress: Text, diagnosticCode: Text, status: Text })
const Ses = z.object({
  notificationType: Text,
  eventType: Text,
  mail: z.object({
    messageId: Text,
    source: Text,
    headers: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .nullish()
      .catch(null),
    commonHeaders: z.object({ messageId: Text }).nullish().catch(null),
  }),
  bounce: z.object({ bounceType: Text, bouncedRecipients: z.array(SesRecipient) }).optional(),
  complaint: z
    .object({ complaintFeedbackType: Text, complainedRecipients: z.array(SesRecipient) })
    .optional(),
  delivery: z.object({ recipients: z.array(z.string()) }).optional(),
  reject: z.object({ reason: Text }).optional(),
})

function readSes(body: unknown): ProviderReport[] | undefined {
  const parsed = Ses.safeParse(body)
  if (!parsed.success) return undefined
  const { mail, bounce, complaint, delivery, reject, ...type } = parsed.data
  const header = (name: string) =>
    mail.headers?.find((one) => one.name.toLowerCase() === name)?.value
  const names = namesOf(
    header('x-parley-message'),
    header('message-id'),
    mail.commonHeaders?.messageId,
    mail.source,
    mail.messageId,
  )
  switch (type.notificationType ?? type.eventType) {
    case 'Bounce':
      return (bounce?.bouncedRecipients ?? []).map((one) => ({
        kind: 'bounced',
        isHard: bounce?.bounceType === 'Permanent',
        detail: detailOf(one.status, one.diagnosticCode),
        recipient: one.emailAddress ?? null,
        names,
      }))
    case 'Complaint':
      if (complaint?.complaintFeedbackType === 'not-spam') return []
      return (complaint?.complainedRecipients ?? []).map((one) => ({
        kind: 'complained',
        isHard: false,
        detail: null,
        recipient: one.emailAddress ?? null,
        names,
      }))
    case 'Delivery':
      return (delivery?.recipients ?? []).map((recipient) => ({
        kind: 'delivered',
        isHard: false,
        detail: null,
        recipient,
        names,
      }))
    case 'Reject':
      return [
        { kind: 'failed', isHard: false, detail: detailOf(reject?.reason), recipient: null, names },
      ]
    default:
      return []
  }
}

const Sendgrid = z.array(
  z.object({
    event: Text,
    type: Text,
    email: Text,
    reason: Text,
    status: Text,
    'smtp-id': Text,
    sg_message_id: Text,
    [REFERENCE_NAME]: Text,
  }),
)

function readSendgrid(body: unknown): ProviderReport[] | undefined {
  const parsed = Sendgrid.safeParse(body)
  if (!parsed.success) return undefined
  return parsed.data.slice(0, REPORTS_MAX).flatMap((one): ProviderReport[] => {
    const detail = detailOf(one.status, one.reason)
    const report = {
      isHard: false,
      detail,
      recipient: one.email ?? null,
      names: namesOf(one[REFERENCE_NAME], one['smtp-id']),
    }
    switch (one.event) {
      case 'bounce':
        // What it calls blocked is about the sender or the content, not about the address.
        return [{ ...report, kind: 'bounced', isHard: one.type !== 'blocked' }]
      case 'dropped':
        return [{ ...report, kind: 'failed' }]
      case 'delivered':
        return [{ ...report, kind: 'delivered', detail: null }]
      case 'spamreport':
        return [{ ...report, kind: 'complained', detail: null }]
      case 'unsubscribe':
      case 'group_unsubscribe':
        return [{ ...report, kind: 'unsubscribed', detail: null }]
      default:
        return []
    }
  })
}

const Postmark = z.object({
  RecordType: Text,
  Type: Text,
  Email: Text,
  Recipient: Text,
  Description: Text,
  Details: Text,
  MessageID: Text,
  SuppressSending: z.boolean().nullish().catch(null),
  SuppressionReason: Text,
  Metadata: Texts,
})
/** Its bounces after which it writes to the address no more by itself. */
const POSTMARK_HARD = new Set(['HardBounce', 'BadEmailAddress'])
const POSTMARK_COMPLAINTS = new Set(['SpamComplaint', 'SpamNotification'])
/** Not delivered yet, or no bounce at all. */
const POSTMARK_NOTHING = new Set([
  'AutoResponder',
  'AddressChange',
  'ChallengeVerification',
  'Subscribe',
  'OpenRelayTest',
  'Unknown',
])

function readPostmark(body: unknown): ProviderReport[] | undefined {
  const parsed = Postmark.safeParse(body)
  if (!parsed.success) return undefined
  const one = parsed.data
  const report = {
    isHard: false,
    detail: null,
    recipient: one.Email ?? one.Recipient ?? null,
    names: namesOf(textOf(one.Metadata?.[REFERENCE_NAME]), one.MessageID),
  }
  switch (one.RecordType) {
    case 'Delivery':
      return [{ ...report, kind: 'delivered' }]
    case 'SpamComplaint':
      return [{ ...report, kind: 'complained' }]
    case 'SubscriptionChange': {
      const isWish = one.SuppressSending && one.SuppressionReason === 'ManualSuppression'
      return isWish ? [{ ...report, kind: 'unsubscribed' }] : []
    }
    case 'Bounce': {
      const type = one.Type ?? ''
      if (POSTMARK_COMPLAINTS.has(type)) return [{ ...report, kind: 'complained' }]
      if (type === 'Unsubscribe') return [{ ...report, kind: 'unsubscribed' }]
      if (POSTMARK_NOTHING.has(type)) return []
      const detail = detailOf(one.Description, one.Details)
      return [{ ...report, kind: 'bounced', isHard: POSTMARK_HARD.has(type), detail }]
    }
    default:
      return []
  }
}

const Mailgun = z.object({
  'event-data': z.object({
    event: Text,
    severity: Text,
    reason: Text,
    recipient: Text,
    'delivery-status': z
      .object({
        code: z.number().nullish().catch(null),
        'enhanced-code': Text,
        message: Text,
        description: Text,
      })
      .nullish()
      .catch(null),
    message: z
      .object({ headers: z.object({ 'message-id': Text }).nullish().catch(null) })
      .nullish()
      .catch(null),
    'user-variables': Texts,
  }),
})

function readMailgun(body: unknown): ProviderReport[] | undefined {
  const parsed = Mailgun.safeParse(body)
  if (!parsed.success) return undefined
  const one = parsed.data['event-data']
  const status = one['delivery-status']
  const said = detailOf(
    status?.['enhanced-code'] || (status?.code ? String(status.code) : null),
    status?.message || status?.description,
  )
  const report = {
    isHard: false,
    detail: null,
    recipient: one.recipient ?? null,
    names: namesOf(
      textOf(one['user-variables']?.[REFERENCE_NAME]),
      one.message?.headers?.['message-id'],
    ),
  }
  switch (one.event) {
    case 'delivered':
      return [{ ...report, kind: 'delivered' }]
    case 'complained':
      return [{ ...report, kind: 'complained' }]
    case 'unsubscribed':
      return [{ ...report, kind: 'unsubscribed' }]
    case 'rejected':
      return [{ ...report, kind: 'failed', detail: detailOf(one.reason) }]
    case 'failed': {
      if (one.severity !== 'permanent') return []
      // Its own list of addresses that it does not write to: nothing was tried.
      if (one.reason?.startsWith('suppress-')) {
        return [{ ...report, kind: 'failed', detail: detailOf(one.reason) }]
      }
      const isHard = bounceKind(said ?? '') === 'hard'
      return [{ ...report, kind: 'bounced', isHard, detail: said }]
    }
    default:
      return []
  }
}

function namesOf(...names: readonly (string | null | undefined)[]): string[] {
  return names.flatMap((name) => (name ? [name] : []))
}

function detailOf(...parts: readonly (string | null | undefined)[]): string | null {
  const text = parts.flatMap((part) => (part ? [part] : [])).join(' ')
  return text === '' ? null : shortDetail(text.replaceAll(/\s+/g, ' ').trim())
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
