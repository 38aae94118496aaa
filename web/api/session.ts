import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { Installation, User } from '../../src/contract/accounts.ts'
import { call, send } from './client.ts'
import { one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const InstallationDocument = one(resource(Installation.attributes))
const Me = one(resource(User.attributes))
export type Me = z.infer<typeof Me>['data']
export type AccountSummary = Me['attributes']['accounts'][number]

export const installation = queryOptions({
  queryKey: ['installation'],
  queryFn: ({ signal }) => call('/api/x/installation', InstallationDocument, { signal }),
})

export const me = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await call('/api/x/me', Me, { signal })).data,
  staleTime: 60_000,
})

export async function signIn(credentials: { email: string; password: string }) {
  await send('/api/x/sessions', {
    method: 'POST',
    body: { data: { type: 'session', attributes: credentials } },
  })
  queryClient.clear()
}

export function signOut() {
  return send('/api/x/sessions/current', { method: 'DELETE' })
}

export interface FirstOwner {
  token: string
  account_name: string
  name: string
  email: string
  password: string
  timezone: string
  currency: string
  locale: string
}

export async function createOwner(owner: FirstOwner) {
  await send('/api/x/owner', {
    method: 'POST',
    body: { data: { type: 'owner', attributes: owner } },
  })
  queryClient.clear()
}

export async function acceptInvitation(acceptance: {
  token: string
  name: string
  password: string
}) {
  await send('/api/x/invitation-acceptances', {
    method: 'POST',
    body: { data: { type: 'invitation-acceptance', attributes: acceptance } },
  })
  queryClient.clear()
}

export async function changeMe(
  id: string,
  change: { name?: string; locale?: 'en' | 'de'; color_scheme?: 'auto' | 'light' | 'dark' },
) {
  await send('/api/x/me', {
    method: 'PATCH',
    body: { data: { type: 'user', id, attributes: change } },
  })
  await queryClient.invalidateQueries({ queryKey: ['me'] })
}

/** Ends all my other sessions. */
export function changePassword(id: string, typed: { current: string; next: string }) {
  const attributes = { current_password: typed.current, new_password: typed.next }
  return send('/api/x/me', { method: 'PATCH', body: { data: { type: 'user', id, attributes } } })
}

export interface NewAccount {
  name: string
  timezone: string
  currency: string
  is_sandbox: boolean
}

export async function createAccount(account: NewAccount): Promise<string> {
  const created = await call('/api/x/accounts', one(resource(z.unknown())), {
    method: 'POST',
    body: { data: { type: 'account', attributes: account } },
  })
  await queryClient.invalidateQueries({ queryKey: ['me'] })
  return created.data.id
}
