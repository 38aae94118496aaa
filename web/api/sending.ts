import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { DomainCheck, Message, SendingSettings } from '../../src/contract/sending.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, quoted, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const Settings = one(resource(SendingSettings.attributes))
export type SendingState = z.infer<typeof SendingSettings.attributes>

export function sendingSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'sending-settings'],
    queryFn: async ({ signal }) =>
      (await call('/api/x/sending-settings', Settings, { account, signal })).data.attributes,
  })
}

export async function changeSending(account: string, attributes: Record<string, unknown>) {
  await send('/api/x/sending-settings', {
    account,
    method: 'PATCH',
    body: { data: { type: 'sending-settings', attributes } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'sending-settings'] })
}

/** The key before, if there is one, stops signing. */
export async function createDkimKey(account: string, domain: string) {
  await send('/api/x/dkim-keys', {
    account,
    method: 'POST',
    body: { data: { type: 'dkim-key', attributes: { domain } } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'sending-settings'] })
}

const Check = one(resource(DomainCheck.attributes))
export type DomainCheckState = z.infer<typeof DomainCheck.attributes>

/** Asks the name servers each time. */
export async function checkDomain(account: string, domain: string): Promise<DomainCheckState> {
  const body = { data: { type: 'domain-check', attributes: { domain } } }
  const found = await call('/api/x/domain-checks', Check, { account, method: 'POST', body })
  return found.data.attributes
}

const MESSAGES_SHOWN = 20
const Row = resource(Message.attributes)
export type MessageState = { id: string } & z.infer<typeof Message.attributes>

/** The newest messages to a person. */
export function messagesOf(account: string, profileId: string) {
  return queryOptions({
    queryKey: [account, 'profile', profileId, 'messages'],
    queryFn: async ({ signal }): Promise<MessageState[]> => {
      const found = await call('/api/x/messages', many(Row), {
        account,
        query: {
          filter: `equals(profile_id,${quoted(profileId)})`,
          'page[size]': MESSAGES_SHOWN,
        },
        signal,
      })
      return found.data.map((row) => ({ id: row.id, ...row.attributes }))
    },
  })
}

/** How often the list of messages is read again while it is looked at. */
const REFRESH_MS = 5_000

/** Messages of flows and campaigns, newest first; to whom an address or number leads, when given. */
export function allMessages(account: string, to: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'messages', to],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const filter = to === '' ? undefined : `equals(to,${quoted(to)})`
      const query = { filter, 'page[cursor]': pageParam }
      const found = await call('/api/x/messages', many(Row), { account, query, signal })
      const rows: MessageState[] = found.data.map((row) => ({ id: row.id, ...row.attributes }))
      return { rows, next: nextCursor(found) }
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  })
}

const Words = one(resource(Message.additional))

/** What one message said. */
export function messageWords(account: string, message: string) {
  return queryOptions({
    queryKey: [account, 'message', message],
    queryFn: async ({ signal }) => {
      const found = await call(`/api/x/messages/${message}`, Words, {
        account,
        query: { 'additional-fields[message]': 'from,html,text,headers,provider_reply' },
        signal,
      })
      return found.data.attributes
    },
  })
}
