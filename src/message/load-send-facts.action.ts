import type { AccountRow } from '../account/accounts.sql.ts'
import { consentRefusal } from '../consent/consent-refusal.ts'
import { numberKey, stoppedNumbers } from '../consent/opt-outs.sql.ts'
import { Definition } from '../contract/conditions.ts'
import type { MessagePurpose, SkipReason } from '../contract/messages.ts'
import { isTimeZone } from '../contract/values.ts'
import type { Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { evaluate } from '../segment/evaluate.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import type { Facts } from '../segment/facts.ts'
import { allNeeds, needsOf } from '../segment/needs.ts'
import type { SendFacts } from './decide-send.ts'
import { type QueuedMessage, type SendGuard, sourceOf } from './message.ts'
import type { ContentRow } from './message-contents.sql.ts'
import {
  alreadySent,
  type Countdown,
  type LeasedMessage,
  latestAttempts,
  marketingSince,
} from './messages.sql.ts'
import type { SendingSettings } from './sending-settings.ts'

/** What is known about some messages of one account, at one moment. */
export interface SendContext {
  account: AccountRow
  settings: SendingSettings
  now: Date
}

/** Messages, and what they would say; a content that was deleted is missing. */
export interface MessagesWithContents {
  messages: readonly LeasedMessage[]
  contents: readonly ContentRow[]
}

export interface LoadedMessage {
  message: LeasedMessage
  content: ContentRow | null
  person: Facts | null
  /** All but the countdowns, which messages of the same batch start. */
  facts: Omit<SendFacts, 'smartUntil' | 'recentlyAt'>
}

export interface LoadedBatch {
  messages: readonly LoadedMessage[]
  /** Countdowns by `profile channel`, and the marketing that was sent to each profile. */
  countdowns: Map<string, Countdown>
  recent: Map<string, { messageId: string; at: Date }[]>
}

const NOBODY = '\u0000'

/** Look at everything that decides about messages. Their profiles are locked. */
export async function loadSendFacts(
  tx: Tx,
  context: SendContext,
  { messages, contents: rows }: MessagesWithContents,
  guards: readonly SendGuard[],
): Promise<LoadedBatch> {
  const { account, settings, now } = context
  const { accountId } = account
  const profileIds = [...new Set(messages.map((one) => one.profileId))]
  const contents = new Map(rows.map((row) => [row.contentId, row]))
  const filters = new Map([...contents].map(([id, content]) => [id, filterOf(content)]))
  const definitions = [...filters.values()].filter((one) => typeof one === 'object' && one !== null)
  const since = new Date(now.getTime() - (settings.frequencyCap?.days ?? 0) * DAY_MS)
  const campaignContents = messages.flatMap((one) =>
    one.source === 'campaign' ? [one.contentId] : [],
  )
  const [people, attempts, recent, sent, refusals] = await Promise.all([
    loadFacts(tx, accountId, profileIds, allNeeds(definitions.map(needsOf))),
    latestAttempts(tx, accountId, profileIds),
    settings.frequencyCap ? marketingSince(tx, accountId, profileIds, since) : [],
    campaignContents.length > 0
      ? alreadySent(tx, accountId, profileIds, campaignContents)
      : new Map<string, string>(),
    askGuards(tx, accountId, messages, { guards, now }),
  ])
  const stopped = await stoppedNumbers(tx, accountId, numbersOf(messages, people))
  const moment = { now, timezone: account.timezone }
  const loaded = messages.map((message): LoadedMessage => {
    const { profileId, contentId, channel } = message
    const person = people.get(profileId) ?? null
    const content = contents.get(contentId) ?? null
    const purpose = purposeOf(message, content)
    // Those of flows may ask about the passage, which the flow's guard knows.
    const isAskedHere = message.source !== 'test' && message.source !== 'flow'
    const filter = isAskedHere ? (filters.get(contentId) ?? null) : null
    const number = person?.fields['phone_number'] ?? NOBODY
    const before = sent.get(`${profileId} ${contentId}`)
    return {
      message,
      content,
      person,
      facts: {
        channel,
        purpose,
        person: person && {
          email: person.fields['email'] ?? null,
          phone: person.fields['phone_number'] ?? null,
          timeZone: zoneOf(person, account.timezone),
        },
        content,
        guard: refusals.get(message.messageId) ?? null,
        passesFilters:
          filter === null ||
          (filter !== 'unreadable' && person !== null && evaluate(filter, person, moment).matches),
        refusal:
          person &&
          consentRefusal(person.subscriptions, channel, purpose, {
            listIds: message.listIds,
            isNumberStopped: channel !== 'email' && stopped.has(numberKey(channel, number)),
          }),
        isDuplicate: before !== undefined && before !== message.messageId,
        quietHours: settings.quietHours,
        frequencyCap: settings.frequencyCap,
        now,
      },
    }
  })
  return { messages: loaded, ...sentBefore(attempts, recent) }
}

/** A content may have been changed since the message was queued. A test reaches whoever asked for it. */
function purposeOf(message: LeasedMessage, content: ContentRow | null): MessagePurpose {
  if (message.source === 'test') return 'transactional'
  if (!content) return message.purpose
  return content.isTransactional ? 'transactional' : 'marketing'
}

function filterOf({ additionalFilters }: ContentRow): Definition | 'unreadable' | null {
  if (additionalFilters === null || additionalFilters === undefined) return null
  const read = Definition.safeParse(additionalFilters)
  return read.success ? read.data : 'unreadable'
}

/** The first guard that objects names the reason. */
async function askGuards(
  tx: Tx,
  accountId: string,
  messages: readonly LeasedMessage[],
  { guards, now }: { guards: readonly SendGuard[]; now: Date },
): Promise<Map<string, SkipReason>> {
  const queued = messages.map(asQueued)
  const answers = await Promise.all(guards.map((guard) => guard(tx, accountId, queued, now)))
  return new Map(answers.toReversed().flatMap((refused) => [...refused]))
}

function asQueued(message: LeasedMessage): QueuedMessage {
  const { messageId, profileId, contentId, channel, purpose } = message
  const { eventId, flowStart, listIds, queuedAt, dueAt } = message
  return {
    messageId,
    profileId,
    contentId,
    channel,
    purpose,
    source: sourceOf(message),
    eventId,
    flowStart,
    listIds,
    queuedAt,
    dueAt,
  }
}

function numbersOf(messages: readonly LeasedMessage[], people: ReadonlyMap<string, Facts>) {
  return messages.flatMap(({ channel, profileId }) => {
    const number = people.get(profileId)?.fields['phone_number']
    return channel === 'email' || !number ? [] : [number]
  })
}

function zoneOf({ location }: Facts, fallback: string): string {
  const { timezone } = location
  return typeof timezone === 'string' && isTimeZone(timezone) ? timezone : fallback
}

function sentBefore(
  attempts: readonly Countdown[],
  sent: readonly { profileId: string; messageId: string; at: Date }[],
) {
  const recent = new Map<string, { messageId: string; at: Date }[]>()
  for (const { profileId, ...one } of sent) {
    recent.set(profileId, [...(recent.get(profileId) ?? []), one])
  }
  return {
    countdowns: new Map(attempts.map((one) => [`${one.profileId} ${one.channel}`, one])),
    recent,
  }
}
