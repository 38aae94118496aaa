import type {
  CampaignStatus,
  HoldReason,
  SendStrategy,
  TrackingOptions,
  WinnerMetric,
} from '../contract/campaigns.ts'
import type { MessageChannel } from '../contract/messages.ts'

/** A campaign as it is kept: what it is called. What is sent are its messages. */
export interface Campaign {
  campaignId: string
  name: string
  archived: boolean
  /** How somebody likes to see it; it changes nothing of what is sent. */
  builder: 'canvas' | 'wizard'
  color: string | null
  description: string | null
  createdAt: Date
  updatedAt: Date
}

/** A message of a campaign: to whom, when and how it is sent, and how far that has come. */
export interface CampaignMessage {
  /** Its id is also that of what its first variation says. */
  messageId: string
  campaignId: string
  audienceId: string
  place: number
  label: string | null
  channel: MessageChannel
  status: CampaignStatus
  strategy: SendStrategy
  hasSmartSending: boolean
  tracking: TrackingOptions
  recipientsWhen: 'at-send' | 'at-schedule'
  /** Of the variations: percent of the recipients that get them by lot; null: never chosen. */
  testShare: number | null
  winnerMetric: WinnerMetric | null
  winnerAfterMinutes: number | null
  winnerId: string | null
  winnerAt: Date | null
  /** How often it was scheduled. */
  run: number
  /** From then on recipients are determined; the first of them may be sent to. Account's clock. */
  resolveAt: Date | null
  sendAt: Date | null
  /** Null: not all recipients are determined. */
  resolvedAt: Date | null
  resolveAfter: string | null
  recipients: number
  unreachable: number
  excluded: number
  released: number
  isPaused: boolean
  hold: Hold | null
  /** When it was last moved on, or told to. */
  activeAt: Date | null
  scheduledAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** What a message begins with. */
export const NEW_MESSAGE = {
  label: null,
  channel: 'email',
  status: 'Draft',
  strategy: { method: 'immediate' },
  hasSmartSending: true,
  tracking: {},
  recipientsWhen: 'at-send',
  testShare: null,
  winnerMetric: null,
  winnerAfterMinutes: null,
  winnerId: null,
  winnerAt: null,
  run: 0,
  resolveAt: null,
  sendAt: null,
  resolvedAt: null,
  resolveAfter: null,
  recipients: 0,
  unreachable: 0,
  excluded: 0,
  released: 0,
  isPaused: false,
  hold: null,
  activeAt: null,
  scheduledAt: null,
} as const satisfies Omit<
  CampaignMessage,
  'messageId' | 'campaignId' | 'audienceId' | 'place' | 'createdAt' | 'updatedAt'
>

/**
 * The message whose state and time a campaign shows as its own: the first that is at work, else the
 * first that is still a draft, else the first. Undefined: it has none.
 */
export function leadOf<T extends Pick<CampaignMessage, 'status'>>(
  messages: readonly T[],
): T | undefined {
  return (
    messages.find(({ status }) => isRunning(status)) ??
    messages.find(({ status }) => status === 'Draft') ??
    messages[0]
  )
}

/** Why a message of a campaign does not go on by itself. */
export interface Hold {
  reason: HoldReason
  detail: string
  groupId: string | null
  since: string
}

/** Only a person can say whether it is to go on. */
export function isQuestion({ reason }: Pick<Hold, 'reason'>): boolean {
  return reason === 'overdue' || reason === 'restored'
}

/** The lists and segments of an audience. */
export interface Audience {
  included: readonly string[]
  excluded: readonly string[]
}

/** An audience of a campaign, for any number of its messages. */
export interface CampaignAudience extends Audience {
  audienceId: string
  campaignId: string
  place: number
  name: string | null
  /** The lowest goes first; null: after all that have one. */
  priority: number | null
  createdAt: Date
  updatedAt: Date
}

/**
 * The audiences of a campaign that go before one of them: whoever is in one of these gets nothing of
 * it. One whose messages are all cancelled, or that has none, keeps nobody.
 */
export function audiencesBefore<
  T extends Pick<CampaignAudience, 'audienceId' | 'place' | 'priority'>,
>(
  audienceId: string,
  all: readonly T[],
  messages: readonly Pick<CampaignMessage, 'audienceId' | 'status'>[],
): T[] {
  const rank = ({ priority }: T) => priority ?? Number.POSITIVE_INFINITY
  const ordered = all.toSorted((a, b) =>
    rank(a) === rank(b) ? a.place - b.place : rank(a) - rank(b),
  )
  const at = ordered.findIndex((one) => one.audienceId === audienceId)
  const isSent = (one: T) =>
    messages.some(({ audienceId, status }) => audienceId === one.audienceId && !isCancelled(status))
  return ordered.slice(0, Math.max(0, at)).filter(isSent)
}

/** The groups of several audiences, each once, as one. */
export function unionOf(audiences: readonly Audience[]): Audience {
  const all = (side: keyof Audience) => [...new Set(audiences.flatMap((one) => one[side]))]
  return { included: all('included'), excluded: all('excluded') }
}

/** Variations of a test unless it is said otherwise. */
export const TEST_DEFAULTS = {
  share: 20,
  metric: 'open-rate',
  afterMinutes: 240,
} as const satisfies { share: number; metric: WinnerMetric; afterMinutes: number }

/** What the server works on: from being told to send until the last is sent. */
export const RUNNING_STATUSES = [
  'Queued without Recipients',
  'Adding Recipients',
  'Preparing to schedule',
  'Scheduled',
  'Preparing to send',
  'Sending',
  'Sending Segments',
  'Variations Sent',
] as const satisfies readonly CampaignStatus[]

export function isRunning(status: CampaignStatus): boolean {
  return (RUNNING_STATUSES as readonly string[]).includes(status)
}

export function isCancelled(status: CampaignStatus): boolean {
  return status.startsWith('Cancelled')
}

export function jobStatusOf({
  status,
  released,
  resolveAfter,
}: CampaignMessage): 'cancelled' | 'complete' | 'processing' | 'queued' {
  if (status === 'Sent') return 'complete'
  if (!isRunning(status)) return 'cancelled'
  const isWaiting = released === 0 && resolveAfter === null
  return isWaiting && status !== 'Sending' ? 'queued' : 'processing'
}

/** Whether what one does with it still changes what people get. */
export function isEditable({ status }: Pick<CampaignMessage, 'status'>): boolean {
  return (
    status === 'Draft' ||
    ['Scheduled', 'Preparing to send', 'Queued without Recipients'].includes(status)
  )
}

/**
 * Which variation of a test did best; the first of those that are alike. Of what was handed over: where nobody
 * reports whether texts arrive, none is known to be delivered.
 */
export function winnerOf(
  results: readonly { variationId: string; taken: number; opened: number; clicked: number }[],
  metric: WinnerMetric,
): string | null {
  const rate = (one: (typeof results)[number]) => {
    const hits = metric === 'open-rate' ? one.opened : one.clicked
    return one.taken === 0 ? 0 : hits / one.taken
  }
  let best = results[0]
  for (const one of results) if (best && rate(one) > rate(best)) best = one
  return best?.variationId ?? null
}
