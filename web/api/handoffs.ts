import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { HandoffDelivery, HandoffWebhookSecret } from '../../src/contract/channels.ts'
import { call, send } from './client.ts'
import { many, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

/** How often deliveries are looked at while their page is open. */
const REFRESH_MS = 5_000
const SHOWN_MAX = 20

const Delivery = resource(HandoffDelivery.attributes)
export type HandoffDeliveryState = { id: string } & z.infer<typeof HandoffDelivery.attributes>

/** The newest handoffs that were posted or mailed. */
export function handoffDeliveries(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'handoff-deliveries'],
    queryFn: async ({ signal }): Promise<HandoffDeliveryState[]> => {
      const query = { 'page[size]': SHOWN_MAX }
      const found = await call('/api/x/handoff-deliveries', many(Delivery), {
        account,
        query,
        signal,
      })
      return found.data.map(({ id, attributes }) => ({ id, ...attributes }))
    },
    refetchInterval: REFRESH_MS,
  })
}

/** Once more, with the id it had. */
export async function replayHandoff(account: string, id: string): Promise<void> {
  await send(`/api/x/handoff-deliveries/${id}/replay`, { account, method: 'POST' })
  await queryClient.invalidateQueries({ queryKey: [account, 'agent', 'handoff-deliveries'] })
}

export async function testHandoff(
  account: string,
  channel: 'handoff-webhook' | 'handoff-email',
): Promise<void> {
  const body = { data: { type: 'channel-test', attributes: { channel } } }
  await send('/api/x/channel-tests', { account, method: 'POST', body })
  await queryClient.invalidateQueries({ queryKey: [account, 'agent', 'handoff-deliveries'] })
}

/** Makes the secret that signs posts; the one before stops working. */
export async function newHandoffSecret(account: string): Promise<string> {
  const made = await call(
    '/api/x/handoff-webhook-secrets',
    one(resource(HandoffWebhookSecret.attributes)),
    { account, method: 'POST' },
  )
  await queryClient.invalidateQueries({ queryKey: [account, 'agent'] })
  return made.data.attributes.secret
}
