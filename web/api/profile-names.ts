import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { Profile } from '../../src/contract/profiles.ts'
import { call } from './client.ts'
import { many, resource } from './document.ts'

const NAMES = ['first_name', 'last_name', 'email', 'phone_number', 'external_id'] as const
const Named = resource(
  Profile.attributes.pick({
    first_name: true,
    last_name: true,
    email: true,
    phone_number: true,
    external_id: true,
  }),
)
export type ProfileNames = z.infer<typeof Named>['attributes']

/** Profiles of one request, as many as a page of the list holds. */
const BATCH_MAX = 100
const GATHER_MS = 10

type Answer = (names: ProfileNames | null) => void
interface Asked {
  ids: Map<string, Answer[]>
  fail: ((error: unknown) => void)[]
}
const asked = new Map<string, Asked>()

/** What a profile is called by; null when there is none. Asked for one by one, read many at a time. */
export function profileNames(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'profile-names', id],
    queryFn: () =>
      new Promise<ProfileNames | null>((resolve, reject) => {
        const batch = asked.get(account) ?? begin(account)
        batch.ids.set(id, [...(batch.ids.get(id) ?? []), resolve])
        batch.fail.push(reject)
        if (batch.ids.size >= BATCH_MAX) void read(account, batch)
      }),
  })
}

function begin(account: string): Asked {
  const batch: Asked = { ids: new Map(), fail: [] }
  asked.set(account, batch)
  setTimeout(() => void read(account, batch), GATHER_MS)
  return batch
}

async function read(account: string, batch: Asked): Promise<void> {
  if (asked.get(account) !== batch) return // full before its time, and read
  asked.delete(account)
  const ids = [...batch.ids.keys()]
  try {
    const { data } = await call('/api/profiles', many(Named), {
      account,
      query: {
        filter: `any(id,${JSON.stringify(ids)})`,
        'fields[profile]': NAMES.join(','),
        'page[size]': BATCH_MAX,
      },
    })
    const found = new Map(data.map((one) => [one.id, one.attributes]))
    for (const [id, answers] of batch.ids) {
      for (const answer of answers) answer(found.get(id) ?? null)
    }
  } catch (error) {
    for (const fail of batch.fail) fail(error)
  }
}
