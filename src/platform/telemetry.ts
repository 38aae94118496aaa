import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface HttpTelemetry {
  observe: (endpointId: string, durationMs: number) => void
}

export interface FollowerTelemetry {
  followerLag: Gauge<'follower'>
  followerFailures: Counter<'follower'>
  followerRows: Counter<'follower'>
}

export interface SegmentTelemetry {
  segmentDifferences: Counter
}

export interface Telemetry extends HttpTelemetry, FollowerTelemetry, SegmentTelemetry {
  registry: Registry
  eventsRecorded: Counter
  eventsDropped: Counter<'reason'>
  openStreams: Gauge
  flowDuplicates: Counter
}

/** Everything that `GET /metrics` shows, in Prometheus' format. One per server. */
export function createTelemetry(): Telemetry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'parley_http_request_seconds',
    help: 'Time to answer, by endpoint.',
    labelNames: ['endpoint'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  })
  const registers = [registry]
  return {
    registry,
    observe: (endpoint, durationMs) => requests.observe({ endpoint }, durationMs / 1_000),
    eventsRecorded: new Counter({
      name: 'parley_events_recorded_total',
      help: 'Events committed.',
      registers,
    }),
    eventsDropped: new Counter({
      name: 'parley_events_dropped_total',
      help: 'Events that were accepted but not stored, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    followerLag: new Gauge({
      name: 'parley_follower_lag_rows',
      help: 'Rows of its log that a follower has not read yet, at its last run.',
      labelNames: ['follower'] as const,
      registers,
    }),
    followerRows: new Counter({
      name: 'parley_follower_rows_total',
      help: 'Rows of its log that a follower has applied in this process.',
      labelNames: ['follower'] as const,
      registers,
    }),
    followerFailures: new Counter({
      name: 'parley_follower_failures_total',
      help: 'Rows that a follower could not apply and passed over; see the table follower_failures.',
      labelNames: ['follower'] as const,
      registers,
    }),
    segmentDifferences: new Counter({
      name: 'parley_segment_differences_total',
      help: 'Members of segments that the nightly audit found wrong; mended by a build. Must stay 0.',
      registers,
    }),
    flowDuplicates: new Counter({
      name: 'parley_flow_duplicates_total',
      help: 'Steps of flows that were about to be taken twice, and were not. Must stay 0.',
      registers,
    }),
    openStreams: new Gauge({
      name: 'parley_open_streams',
      help: 'Live event streams that are open.',
      registers,
    }),
  }
}

/** How far each follower of this process was behind at its last look, in rows. */
export async function followerLags({
  followerLag,
}: Pick<FollowerTelemetry, 'followerLag'>): Promise<{ follower: string; rows: number }[]> {
  const { values } = await followerLag.get()
  return values.map(({ labels, value }) => ({ follower: String(labels.follower), rows: value }))
}
