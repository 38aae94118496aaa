import { noteBounce, noteComplaint, noteDelivered } from '../consent/note-bounce.action.ts'
import { nowIn } from '../platform/clock.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { lockProfiles } from '../segment/facts.sql.ts'
import {
  eventKey,
  eventProperties,
  type MessageEventKind,
  metricOf,
  shownName,
} from './message-events.ts'
import { recordMessageEvents } from './record-message-events.action.ts'
import {
  findTracked,
  type ReportedState,
  setReported,
  type TrackedRow,
} from './tracked-messages.sql.ts'

/** What a provider says became of a message. */
export interface DeliveryReport {
  accountId: string
  /** UUID. */
  messageId: string
  kind: ReportedState
  /** Of bounces and failures: the address will never work. */
  isHard?: boolean
  /** What the provider said, short. */
  detail: string | null
}

/**
 * Write down what became of a message, once however often it is reported: its state, the event, and what
 * it means for the person's address. Reports about messages that do not exist change nothing.
 */
export async function noteReport(sql: Sql, report: DeliveryReport): Promise<void> {
  const { accountId, messageId, kind, detail, isHard = false } = report
  await retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const known = await findTracked(tx, accountId, messageId)
      if (!known) return
      // Profiles before messages, as merges do.
      await lockProfiles(tx, accountId, [known.profileId])
      const message = await findTracked(tx, accountId, messageId)
      if (!message || message.profileId !== known.profileId) return
      const now = await nowIn(tx, accountId)
      const isNew = await setReported(tx, accountId, messageId, { kind, now })
      if (!isNew) return
      const { profileId, channel, source } = message
      if (channel === 'email') {
        const failure = { profileId, messageId, detail, now }
        if (kind === 'bounced') await noteBounce(tx, accountId, { ...failure, isHard })
        if (kind === 'complained') await noteComplaint(tx, accountId, failure)
        if (kind === 'delivered') await noteDelivered(tx, accountId, [profileId])
      }
      const event = eventOf(channel, kind)
      const metricName = event && metricOf(channel, event)
      if (!event || !metricName || source === 'test') return
      await recordMessageEvents(
        tx,
        accountId,
        [
          {
            profileId,
            metricName,
            uniqueId: eventKey(messageId, event),
            occurredAt: now,
            properties: {
              ...eventProperties(message, saidOf(message)),
              ...(kind === 'bounced' ? { 'Bounce Type': isHard ? 'Hard' : 'Soft' } : {}),
              ...(detail === null ? {} : { Reason: detail }),
            },
          },
        ],
        now,
      )
    }),
  )
}

/** What was received is recorded when an email is handed over, and when a text arrived. */
function eventOf(channel: TrackedRow['channel'], kind: ReportedState): MessageEventKind | null {
  switch (kind) {
    case 'delivered':
      return channel === 'email' ? null : 'received'
    case 'read':
      return 'opened'
    case 'bounced':
    case 'complained':
      return kind
    case 'failed':
      return channel === 'email' ? 'dropped' : 'failed'
  }
}

function saidOf({ source, name, sourceName, subject, to }: TrackedRow) {
  return { name: shownName(source, { name, sourceName }), subject, to }
}
