/** All that a definition can be asked about one profile. Pure data, loaded once. */
export interface Facts {
  profileId: string
  /** Text fields and identifiers by the names of the API; null when not set. */
  fields: Readonly<Record<string, string | null>>
  /** City, region, country, zip and so on, by the names of the API. */
  location: Readonly<Record<string, unknown>>
  /** The shop's own properties. */
  properties: Readonly<Record<string, unknown>>
  /** Consent and suppressions, in the shape of the API. */
  subscriptions: Readonly<Record<string, unknown>>
  createdAt: Date
  updatedAt: Date
  firstActiveAt: Date | null
  lastActiveAt: Date | null
  /** List and segment id → when the profile joined it. */
  groups: ReadonlyMap<string, Date>
  /** Of the metrics that the definition names. In any order. */
  events: readonly EventFact[]
  /** Whether a conversation of theirs waits for the team; when the definition asks. */
  hasOpenProblem?: boolean | undefined
  /** When messages reached the profile, of the channels that the definition asks about. */
  received?: ReadonlyMap<ReceivedChannel, readonly Date[]> | undefined
}

export type ReceivedChannel = 'email' | 'sms' | 'push'

export interface EventFact {
  /** What the API calls it, for explanations. */
  eventId: string
  metricId: string
  /** Whole seconds. */
  at: Date
  value: number | null
  properties: Readonly<Record<string, unknown>>
}

const byMetric = new WeakMap<readonly EventFact[], Map<string, EventFact[]>>()

/** The events of a metric. Sorted out once: many segments ask about the same events. */
export function eventsOfMetric(
  events: readonly EventFact[],
  metricId: string,
): readonly EventFact[] {
  const known = byMetric.get(events) ?? Map.groupBy(events, (event) => event.metricId)
  byMetric.set(events, known)
  return known.get(metricId) ?? []
}

/** What an evaluation depends on beside the facts. */
export interface Moment {
  now: Date
  /** IANA zone of the account: calendar dates are read in it. */
  timezone: string
  /** The passage through a flow that is asked about; without it, what only flows ask does not hold. */
  flow?: FlowMoment | undefined
}

/** One passage of a profile through one flow. */
export interface FlowMoment {
  /** When it began. What happened since, that instant included, is in the frame `flow-start`. */
  start: Date
  /** What it began with, which does not count as having happened since. Null: no event. */
  trigger: EventFact | null
  /** When the profile began other passages through the flow. */
  entries: readonly Date[]
  /** A random sample is the same for a profile and this key every time it is drawn. */
  sampleKey: string
}
