import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  AccountSettings,
  ApiKey,
  AuditEntry,
  Invitation,
  Member,
} from '../../src/contract/accounts.ts'
import type { Role, Scope } from '../../src/contract/permissions.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const Settings = one(resource(AccountSettings.attributes))
export type Settings = z.infer<typeof AccountSettings.attributes>

export function accountSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'settings'],
    queryFn: async ({ signal }) =>
      (await call('/api/x/account', Settings, { account, signal })).data.attributes,
  })
}

export async function changeAccount(account: string, change: Partial<Settings>) {
  await send('/api/x/account', {
    account,
    method: 'PATCH',
    body: { data: { type: 'account', id: account, attributes: change } },
  })
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: [account] }),
    queryClient.invalidateQueries({ queryKey: ['me'] }),
  ])
}

const MemberResource = resource(Member.attributes)
export type MemberState = { id: string } & z.infer<typeof Member.attributes>

export function members(account: string) {
  return queryOptions({
    queryKey: [account, 'members'],
    queryFn: async ({ signal }): Promise<MemberState[]> =>
      (await call('/api/x/members', many(MemberResource), { account, signal })).data.map(flat),
  })
}

export async function changeMember(account: string, id: string, role: Role) {
  await send(`/api/x/members/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'member', id, attributes: { role } } },
  })
  await refreshPeople(account)
}

export async function removeMember(account: string, id: string) {
  await send(`/api/x/members/${id}`, { account, method: 'DELETE' })
  await refreshPeople(account)
}

const InvitationResource = resource(Invitation.attributes)
export type InvitationState = { id: string } & z.infer<typeof Invitation.attributes>

export function invitations(account: string) {
  return queryOptions({
    queryKey: [account, 'invitations'],
    queryFn: async ({ signal }): Promise<InvitationState[]> =>
      (await call('/api/x/invitations', many(InvitationResource), { account, signal })).data.map(
        flat,
      ),
  })
}

/** The link that is answered cannot be asked for again. */
export async function invite(
  account: string,
  invitation: { email: string; role: Role },
): Promise<string> {
  const made = await call('/api/x/invitations', one(InvitationResource), {
    account,
    method: 'POST',
    body: { data: { type: 'invitation', attributes: invitation } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'invitations'] })
  return made.data.attributes.link ?? ''
}

export async function withdrawInvitation(account: string, id: string) {
  await send(`/api/x/invitations/${id}`, { account, method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: [account, 'invitations'] })
}

const ApiKeyResource = resource(ApiKey.attributes)
export type ApiKeyState = { id: string } & z.infer<typeof ApiKey.attributes>

export function apiKeys(account: string) {
  return queryOptions({
    queryKey: [account, 'api-keys'],
    queryFn: async ({ signal }): Promise<ApiKeyState[]> =>
      (await call('/api/x/api-keys', many(ApiKeyResource), { account, signal })).data.map(flat),
  })
}

/** The secret that is answered is stored nowhere in readable form. */
export async function createApiKey(
  account: string,
  key: { name: string; scopes: Scope[] },
): Promise<string> {
  const made = await call('/api/x/api-keys', one(ApiKeyResource), {
    account,
    method: 'POST',
    body: { data: { type: 'api-key', attributes: key } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'api-keys'] })
  return made.data.attributes.key ?? ''
}

export async function revokeApiKey(account: string, id: string) {
  await send(`/api/x/api-keys/${id}`, { account, method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: [account, 'api-keys'] })
}

const AuditResource = resource(AuditEntry.attributes)

export function auditLog(account: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'audit'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const document = await call('/api/x/audit-entries', many(AuditResource), {
        account,
        query: { 'page[cursor]': pageParam },
        signal,
      })
      return { entries: document.data.map(flat), next: nextCursor(document) }
    },
    getNextPageParam: (page) => page.next,
  })
}

/** My own role, and whether this account is still mine, may have changed too. */
async function refreshPeople(account: string) {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: [account, 'members'] }),
    queryClient.invalidateQueries({ queryKey: ['me'] }),
  ])
}

function flat<Attributes>(data: {
  id: string
  attributes: Attributes
}): { id: string } & Attributes {
  return { id: data.id, ...data.attributes }
}
