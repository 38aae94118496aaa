import type { Log, Logged } from './follower.ts'

/** What followers get of an event. Who needs its properties reads them by id, a batch at a time. */
export interface EventEntry {
  profileId: string
  metricId: string
  occurredAt: Date
  recordedAt: Date
  isBackfill: boolean
}

export type LoggedEvent = Logged<EventEntry>

/** The log of events; a row's position is its event id. */
export const eventLog: Log<EventEntry> = {
  table: 'events',
  position: 'event_id',
  columns: {
    profileId: 'profile_id',
    metricId: 'metric_id',
    occurredAt: 'occurred_at',
    recordedAt: 'recorded_at',
    isBackfill: 'is_backfill',
  },
}
