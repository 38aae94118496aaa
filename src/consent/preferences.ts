import type { JsonObject } from '../profile/profile.ts'
import type { ConsentChange } from './consent.ts'
import { partAt, partsOf } from './json-parts.ts'

/** What a person can choose on the preference page, and how it stands. */
export interface Preferences {
  marketing: boolean
  lists: readonly { listId: string; name: string; isOn: boolean }[]
  openTracking: boolean
  /** Null: not subscribed, and only a text from the number itself can change that. */
  sms: true | null
  whatsapp: true | null
}

/**
 * @param lists that the person is on or left
 */
export function preferencesOf(
  subscriptions: JsonObject,
  lists: readonly { listId: string; name: string; isMember: boolean }[],
): Preferences {
  const marketing = partAt(subscriptions, 'email', 'marketing')
  const isBarred =
    marketing['consent'] === 'UNSUBSCRIBED' || partsOf(marketing['suppression']).length > 0
  const left = new Set(partsOf(marketing['list_suppressions']).map((one) => one['list_id']))
  const isOn = (channel: string) =>
    partAt(subscriptions, channel, 'marketing')['consent'] === 'SUBSCRIBED' ? true : null
  return {
    marketing: !isBarred,
    lists: lists.map(({ listId, name, isMember }) => ({
      listId,
      name,
      isOn: isMember && !left.has(listId),
    })),
    openTracking: partAt(subscriptions, 'email', 'open_tracking')['consent'] !== 'UNSUBSCRIBED',
    sms: isOn('sms'),
    whatsapp: isOn('whatsapp'),
  }
}

/** The lists that somebody left by name, who are not on them any more. */
export function listsLeft(subscriptions: JsonObject): string[] {
  const marketing = partAt(subscriptions, 'email', 'marketing')
  return partsOf(marketing['list_suppressions']).flatMap(({ list_id: id }) =>
    typeof id === 'string' ? [id] : [],
  )
}

/** What of the form's boxes was checked. */
export interface Choices {
  has: (name: string) => boolean
}

/** Only what differs from how it stands is a change: saving a page that was only read is none. */
export function changesByChoice(
  before: Preferences,
  choices: Choices,
  base: Pick<
    ConsentChange,
    'profileId' | 'method' | 'source' | 'ip' | 'messageId' | 'eventProperties'
  >,
): ConsentChange[] {
  const changes: ConsentChange[] = []
  const turn = (
    isOn: boolean,
    wanted: boolean,
    what: Pick<ConsentChange, 'channel' | 'topic' | 'listId'>,
  ) => {
    if (isOn !== wanted) {
      changes.push({ ...base, ...what, kind: wanted ? 'subscribe' : 'unsubscribe' })
    }
  }
  turn(before.marketing, choices.has('marketing'), { channel: 'email' })
  for (const { listId, isOn } of before.lists) {
    const wanted = choices.has(`list-${listId}`)
    // Leaving everything leaves the lists with it, without a word about each.
    if (wanted || choices.has('marketing')) turn(isOn, wanted, { channel: 'email', listId })
  }
  turn(before.openTracking, choices.has('open_tracking'), {
    channel: 'email',
    topic: 'open_tracking',
  })
  for (const channel of ['sms', 'whatsapp'] as const) {
    if (before[channel] && !choices.has(channel)) turn(true, false, { channel })
  }
  return changes
}
