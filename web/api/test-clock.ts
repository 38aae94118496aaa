import { queryOptions } from '@tanstack/react-query'
import { TestClock } from '../../src/contract/accounts.ts'
import { call } from './client.ts'
import { one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const ClockDocument = one(resource(TestClock.attributes))

const REFRESH_MS = 30_000

export function testClock(account: string) {
  return queryOptions({
    queryKey: [account, 'test-clock'],
    queryFn: async ({ signal }) => {
      const clock = await call('/api/x/test-clock', ClockDocument, { account, signal })
      return clock.data.attributes.now
    },
    refetchInterval: REFRESH_MS,
  })
}

/** Answers when everything that came due has been done, so all that is shown may have changed. */
export async function moveClock(account: string, to: Date): Promise<string> {
  const moved = await call('/api/x/test-clock', ClockDocument, {
    account,
    method: 'PATCH',
    body: { data: { type: 'test-clock', id: account, attributes: { now: to.toISOString() } } },
  })
  await queryClient.invalidateQueries({ queryKey: [account] })
  return moved.data.attributes.now
}
