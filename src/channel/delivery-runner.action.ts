import type { Logger } from 'pino'
import { CONVERSATION_CHANNEL } from '../conversation/conversations.sql.ts'
import { type DeliveryServices, deliverWaiting } from './deliver.action.ts'

export interface DeliveryRunner {
  stop: () => Promise<void>
}

/** Lines of one moment go together. */
const GATHER_MS = 30

/** Deliver lines as soon as they are written, by whichever process hears of it first. */
export async function runDeliveries(
  services: DeliveryServices & { log: Logger },
): Promise<DeliveryRunner> {
  let isStopped = false
  let isRung = false
  let running: Promise<void> | undefined

  async function work(): Promise<void> {
    while (isRung && !isStopped) {
      isRung = false
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
      try {
        await deliverWaiting(services)
      } catch (error) {
        // The job of every minute tries again.
        services.log.warn({ err: error }, 'lines were not delivered')
      }
    }
    running = undefined
  }

  const ring = () => {
    isRung = true
    running ??= work()
  }
  const listening = await services.sql.listen(CONVERSATION_CHANNEL, ring, ring)
  return {
    stop: async () => {
      isStopped = true
      await listening.unlisten()
      await running
    },
  }
}
