import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'

export interface Ticker {
  stop: () => Promise<void>
}

/**
 * Do a piece of work again and again, with a rest in between, until stopped. Work never overlaps
 * itself. What fails is logged and done again at the next turn.
 */
export function tick(
  name: string,
  restMs: number,
  log: Logger,
  work: (signal: AbortSignal) => Promise<unknown>,
): Ticker {
  const stopping = new AbortController()
  const { signal } = stopping
  const running = (async () => {
    while (!signal.aborted) {
      try {
        await work(signal)
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error, ticker: name }, 'regular work failed')
      }
      await pause(restMs, undefined, { signal }).catch(() => {})
    }
  })()
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}
