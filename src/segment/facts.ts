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
}

export interface EventFact {
  /** What the API calls it, for explanations. */
  eventId: string
  metricId: string
  /** Whole seconds. */
  at: Date
  value: number | null
  properties: Readonly<Record<string, unknown>>
}

/** What an evaluation depends on beside the facts. */
export interface Moment {
  now: Date
  /** IANA zone of the account: calendar dates are read in it. */
  timezone: string
}
