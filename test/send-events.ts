import { setTimeout as pause } from 'node:timers/promises'
import { API_HEADERS } from './server-process.ts'

export interface SentEvent {
  metric: string
  email: string
  value?: number
  properties: Record<string, unknown>
  uniqueId: string
  /** How often it is sent at the same moment. */
  copies: number
}

const EVENTS_PER_SECOND = 300
const REST_MS = 3

/** Send events without rest, at a steady rate, whether the server answers or not. */
export function sendEvents(
  url: string,
  eventAt: (at: number) => SentEvent,
  perSecond = EVENTS_PER_SECOND,
) {
  /** Unique ids of what was answered 202. */
  const accepted = new Set<string>()
  let sent = 0
  let running = true
  const underWay = new Set<Promise<void>>()

  async function post(event: SentEvent): Promise<void> {
    const answer = await fetch(`${url}/api/events`, {
      method: 'POST',
      headers: API_HEADERS,
      body: JSON.stringify({
        data: {
          type: 'event',
          attributes: {
            metric: { data: { type: 'metric', attributes: { name: event.metric } } },
            profile: { data: { type: 'profile', attributes: { email: event.email } } },
            properties: event.properties,
            ...(event.value === undefined ? {} : { value: event.value }),
            unique_id: event.uniqueId,
          },
        },
      }),
    }).catch(() => undefined)
    if (answer?.status === 202) accepted.add(event.uniqueId)
  }

  const loop = (async () => {
    const began = performance.now()
    while (running) {
      const due = Math.floor(((performance.now() - began) / 1_000) * perSecond)
      // While the server is away the backlog is dropped, not piled up.
      if (due - sent > perSecond) sent = due - perSecond / 10
      for (; sent < due; sent += 1) {
        const event = eventAt(sent)
        const copies = Array.from({ length: event.copies }, () => post(event))
        const sending: Promise<void> = Promise.all(copies).then(() => {
          underWay.delete(sending)
        })
        underWay.add(sending)
      }
      await pause(REST_MS)
    }
    await Promise.all(underWay)
  })()

  return {
    accepted,
    stop: async () => {
      running = false
      await loop
    },
  }
}
