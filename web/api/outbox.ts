import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { OutboxMail, OutboxText } from '../../src/contract/channels.ts'
import { call } from './client.ts'
import { many, nextCursor, quoted, resource } from './document.ts'

/** How often the outbox is looked at while its page is open. */
const REFRESH_MS = 5_000

const Mail = resource(OutboxMail.attributes)
export type OutboxMailState = { id: string } & z.infer<typeof OutboxMail.attributes>

const Text = resource(OutboxText.attributes)
export type OutboxTextState = { id: string } & z.infer<typeof OutboxText.attributes>

/** Mails, newest first; to one address when one is given. */
export function outboxMails(account: string, to: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'outbox-mails', to],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const found = await call('/api/x/outbox-mails', many(Mail), {
        account,
        query: { filter: onlyTo(to), 'page[cursor]': pageParam },
        signal,
      })
      const rows: OutboxMailState[] = found.data.map((row) => ({ id: row.id, ...row.attributes }))
      return { rows, next: nextCursor(found) }
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  })
}

/** SMS and WhatsApp messages, newest first; to one number when one is given. */
export function outboxTexts(account: string, to: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'outbox-texts', to],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const found = await call('/api/x/outbox-texts', many(Text), {
        account,
        query: { filter: onlyTo(to), 'page[cursor]': pageParam },
        signal,
      })
      const rows: OutboxTextState[] = found.data.map((row) => ({ id: row.id, ...row.attributes }))
      return { rows, next: nextCursor(found) }
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  })
}

function onlyTo(to: string): string | undefined {
  return to === '' ? undefined : `equals(to,${quoted(to)})`
}
