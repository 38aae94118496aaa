import type { MessageChannel } from '../contract/messages.ts'
import { ulidOf } from '../platform/id.ts'
import type { SourceColumns } from './message.ts'

export type MessageEventKind =
  | 'sent'
  | 'received'
  | 'opened'
  | 'clicked'
  | 'bounced'
  | 'dropped'
  | 'complained'
  | 'failed'

const METRICS: Record<MessageChannel, Partial<Record<MessageEventKind, string>>> = {
  email: {
    received: 'Received Email',
    opened: 'Opened Email',
    clicked: 'Clicked Email',
    bounced: 'Bounced Email',
    dropped: 'Dropped Email',
    complained: 'Marked Email as Spam',
  },
  sms: {
    sent: 'Sent SMS',
    received: 'Received SMS',
    clicked: 'Clicked SMS',
    failed: 'Failed to Deliver SMS',
  },
  whatsapp: {
    sent: 'Sent WhatsApp',
    received: 'Received WhatsApp',
    opened: 'Read WhatsApp',
    clicked: 'Clicked WhatsApp',
    failed: 'Failed to Deliver WhatsApp',
  },
}

/** The name of the metric; undefined where a channel has no such thing. */
export function metricOf(channel: MessageChannel, kind: MessageEventKind): string | undefined {
  return METRICS[channel][kind]
}

export interface MessageEventSubject extends SourceColumns {
  messageId: string
  contentId: string
  channel: MessageChannel
}

/**
 * What every event of a message says, by the names of the public API: `$message` is the content,
 * `$flow` or `$campaign` what sent it.
 */
export function eventProperties(
  subject: MessageEventSubject,
  said: { name: string; subject: string | null; to: string | null },
): Record<string, unknown> {
  const isEmail = subject.channel === 'email'
  const domain = isEmail && said.to !== null ? (said.to.split('@').at(-1) ?? '') : null
  return {
    $message: subject.contentId,
    'Message ID': ulidOf(subject.messageId),
    ...(subject.flowId === null ? {} : { $flow: subject.flowId, $flow_action: subject.actionId }),
    ...(subject.campaignId === null ? {} : { $campaign: subject.campaignId }),
    ...(subject.variationId === null ? {} : { $variation: subject.variationId }),
    ...(subject.source === 'campaign'
      ? { 'Campaign Name': said.name }
      : { 'Message Name': said.name }),
    ...(said.subject === null ? {} : { Subject: said.subject }),
    ...(domain === null
      ? {}
      : { 'Email Domain': domain.toLowerCase(), 'Inbox Provider': inboxProvider(domain) }),
  }
}

const PROVIDERS: readonly [RegExp, string][] = [
  [/^(gmail|googlemail)\.com$/, 'Gmail'],
  [/^(outlook|hotmail|live|msn)\./, 'Outlook'],
  [/^(yahoo|ymail|rocketmail|aol)\./, 'Yahoo'],
  [/^(icloud|me|mac)\.com$/, 'Apple'],
  [/^gmx\./, 'GMX'],
  [/^web\.de$/, 'WEB.DE'],
  [/^(t-online\.de|magenta\.de)$/, 'Telekom'],
  [/^(freenet\.de|posteo\.(de|net)|mailbox\.org|proton(mail)?\.(com|me)|pm\.me)$/, 'Other'],
]

/** Who keeps the mailbox, as far as the domain says. */
export function inboxProvider(domain: string): string {
  const lower = domain.toLowerCase()
  return PROVIDERS.find(([pattern]) => pattern.test(lower))?.[1] ?? 'Other'
}

/** Recorded once, however often it is reported. */
export function eventKey(messageId: string, kind: MessageEventKind, nth = ''): string {
  return `${ulidOf(messageId)}:${kind}${nth === '' ? '' : `:${nth}`}`
}

/** Events of a campaign name the campaign, those of a flow the message in it. */
export function shownName(
  source: SourceColumns['source'],
  of: { name: string | null; sourceName: string | null },
): string {
  return (source === 'campaign' ? of.sourceName : null) ?? of.name ?? ''
}
