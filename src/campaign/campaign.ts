import type {
  CampaignStatus,
  HoldReason,
  SendStrategy,
  TrackingOptions,
  WinnerMetric,
} from '../contract/campaigns.ts'
import type { MessageChannel } from '../contract/messages.ts'

/** A campaign as it is kept. */
export interface Campaign {
  campaignId: string
  name: string
  channel: MessageChannel
  status: CampaignStatus
  archived: boolean
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

/** Why a campaign does not go on by itself. */
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

export interface Audience {
  included: readonly string[]
  excluded: readonly string[]
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
}: Campaign): 'cancelled' | 'complete' | 'processing' | 'queued' {
  if (status === 'Sent') return 'complete'
  if (!isRunning(status)) return 'cancelled'
  const isWaiting = released === 0 && resolveAfter === null
  return isWaiting && status !== 'Sending' ? 'queued' : 'processing'
}

/** Whether what one does with it still changes what people get. */
export function isEditable({ status }: Campaign): boolean {
  return (
    status === 'Draft' ||
    ['Scheduled', 'Preparing to send', 'Queued without Recipients'].includes(status)
  )
}

/** Which variation of a test did best; the first of those that are alike. */
export function winnerOf(
  results: readonly { variationId: string; delivered: number; opened: number; clicked: number }[],
  metric: WinnerMetric,
): string | null {
  const rate = (one: (typeof results)[number]) => {
    const hits = metric === 'open-rate' ? one.opened : one.clicked
    return one.delivered === 0 ? 0 : hits / one.delivered
  }
  let best = results[0]
  for (const one of results) if (best && rate(one) > rate(best)) best = one
  return best?.variationId ?? null
}
