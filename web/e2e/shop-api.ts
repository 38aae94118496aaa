import { z } from 'zod'
import { API_HEADERS } from '../../test/server-process.ts'

export interface SentEvent {
  metric: string
  /** Where it comes from; the API itself when absent. */
  service?: string
  profile: Record<string, unknown>
  properties?: Record<string, unknown>
  time?: Date
  value?: number
  currency?: string
}

export interface Answer {
  status: number
  body: unknown
}

const Made = z.object({ data: z.object({ id: z.string() }) })
const Found = z.object({ data: z.array(z.object({ id: z.string() })) })
/** Of one profile, as the API counts them. */
const BULK_PROFILES_MAX = 500

/** What a shop does with the public API of the server at this address. */
export function shopApi(base: string, key: Record<string, string> = API_HEADERS) {
  async function api(
    method: string,
    path: string,
    data?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...key, ...headers },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : null }
  }

  async function sent(path: string, data: unknown): Promise<Answer> {
    const answer = await api('POST', path, data)
    if (answer.status < 300) return answer
    throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }

  return {
    api,

    sendEvent: async (event: SentEvent): Promise<void> => {
      const profile = { data: { type: 'profile', attributes: event.profile } }
      const attributes = { ...attributesOf(event), profile }
      await sent('/api/events', { type: 'event', attributes })
    },

    sendEvents: async (events: SentEvent[]): Promise<void> => {
      for (let from = 0; from < events.length; from += BULK_PROFILES_MAX) {
        const data = events.slice(from, from + BULK_PROFILES_MAX).map((event) => ({
          type: 'event-bulk-create',
          attributes: {
            profile: { data: { type: 'profile', attributes: event.profile } },
            events: { data: [{ type: 'event', attributes: attributesOf(event) }] },
          },
        }))
        await sent('/api/event-bulk-create-jobs', {
          type: 'event-bulk-create-job',
          attributes: { 'events-bulk-create': { data } },
        })
      }
    },

    /** The id of a metric of just this name. */
    metricId: async (name: string): Promise<string> => {
      const filter = encodeURIComponent(`contains(name,${JSON.stringify(name)})`)
      const { body } = await api('GET', `/api/x/metrics?filter=${filter}`)
      const [metric] = Found.parse(body).data
      if (!metric) throw new Error(`no metric ${name}`)
      return metric.id
    },

    profileId: async (email: string): Promise<string> => {
      const filter = encodeURIComponent(`equals(email,${JSON.stringify(email)})`)
      const { body } = await api('GET', `/api/profiles?filter=${filter}`)
      const [profile] = Found.parse(body).data
      if (!profile) throw new Error(`no profile ${email}`)
      return profile.id
    },

    /** Its id. */
    createTemplate: async (attributes: Record<string, unknown>): Promise<string> => {
      const { body } = await sent('/api/templates', { type: 'template', attributes })
      return Made.parse(body).data.id
    },

    /** Its id; one of this name may be there already. */
    createCoupon: async (name: string): Promise<string> => {
      const attributes = { external_id: name, generator: { prefix: 'HI-' } }
      await api('POST', '/api/coupons', { type: 'coupon', attributes })
      return name
    },

    /** Its id. */
    createProfile: async (attributes: Record<string, unknown>): Promise<string> => {
      const { body } = await sent('/api/profiles', { type: 'profile', attributes })
      return Made.parse(body).data.id
    },
  }
}

function attributesOf(event: SentEvent) {
  const { metric, service, properties = {}, time = new Date(), value, currency } = event
  return {
    properties,
    time: time.toISOString(),
    unique_id: crypto.randomUUID(),
    ...(value === undefined ? {} : { value, value_currency: currency ?? 'EUR' }),
    metric: {
      data: { type: 'metric', attributes: { name: metric, ...(service ? { service } : {}) } },
    },
  }
}
