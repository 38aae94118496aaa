import { z } from 'zod'
import { type Job, job } from '../platform/job.ts'
import { type DeliveryServices, deliverWaiting } from './deliver.action.ts'

const nothing = z.looseObject({})

/** Every minute, in case nobody heard that a line waits. */
export function deliverJob(services: Pick<DeliveryServices, 'secret'>): Job<typeof nothing> {
  return job({
    name: 'channel.deliver',
    payload: nothing,
    key: () => 'all',
    attemptsMax: 1,
    schedule: '* * * * *',

    async run(_payload, { sql }) {
      await deliverWaiting({ ...services, sql })
    },
  })
}
