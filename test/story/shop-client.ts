import {
  ApiKeySession,
  CampaignsApi,
  CatalogsApi,
  EventsApi,
  FlowsApi,
  ListsApi,
  MetricsApi,
  ProfilesApi,
  ReportingApi,
  SegmentsApi,
  TemplatesApi,
} from 'klaviyo-api'
import { API_HEADERS, TEST_COMPANY, TEST_KEY } from '../server-process.ts'

export interface Resource {
  id: string
  attributes: Record<string, unknown>
}

/** The hands of a shop's developer: the official SDK, and plain requests for what it lacks. */
export function shopClient(url: string) {
  const session = new ApiKeySession(TEST_KEY)
  const apis = {
    campaigns: new CampaignsApi(session),
    catalogs: new CatalogsApi(session),
    events: new EventsApi(session),
    flows: new FlowsApi(session),
    lists: new ListsApi(session),
    metrics: new MetricsApi(session),
    profiles: new ProfilesApi(session),
    reporting: new ReportingApi(session),
    segments: new SegmentsApi(session),
    templates: new TemplatesApi(session),
  }
  for (const api of Object.values(apis)) api.basePath = url

  async function ask<Data = Resource>(method: string, path: string, data?: object): Promise<Data> {
    const response = await fetch(url + path, {
      method,
      headers: API_HEADERS,
      ...(data ? { body: JSON.stringify({ data }) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : (JSON.parse(text) as { data: Data }).data) as Data
  }

  return {
    ...apis,
    ask,

    /** The clock of the sandbox account. */
    async now(): Promise<Date> {
      const clock = await ask('GET', '/api/x/test-clock')
      return new Date(String(clock.attributes['now']))
    },

    /** Resolves when everything that came due until then has been done. */
    async moveClock(to: Date): Promise<void> {
      const attributes = { now: to.toISOString() }
      await ask('PATCH', '/api/x/test-clock', { type: 'test-clock', id: TEST_COMPANY, attributes })
    },

    async metricId(name: string): Promise<string> {
      const { body } = await apis.metrics.getMetrics()
      const found = body.data.find((metric) => metric.attributes.name === name)
      if (!found) throw new Error(`there is no metric ${name}`)
      return found.id
    },

    /** How often a metric was recorded, by its aggregate. */
    async countOf(metricId: string, from: Date, to: Date): Promise<number> {
      const aggregate = await ask('POST', '/api/metric-aggregates', {
        type: 'metric-aggregate',
        attributes: {
          metric_id: metricId,
          measurements: ['count'],
          interval: 'day',
          filter: [
            `greater-or-equal(datetime,${from.toISOString()})`,
            `less-than(datetime,${to.toISOString()})`,
          ],
        },
      })
      const rows = aggregate.attributes['data'] as { measurements: { count: number[] } }[]
      return rows.flatMap((row) => row.measurements.count).reduce((sum, n) => sum + n, 0)
    },
  }
}

export type ShopClient = ReturnType<typeof shopClient>
