import { randomBytes } from 'node:crypto'
import { createContent, type NewContent } from '../src/message/message-contents.sql.ts'
import type { MessageServices } from '../src/message/message-services.ts'
import { type MessageToQueue, queueMessages } from '../src/message/queue-messages.action.ts'
import { sendMessages } from '../src/message/send-messages.action.ts'
import { twilioGateway } from '../src/message/text.gateway.ts'
import { createVault } from '../src/platform/encryption.ts'
import { newUlidUuid, ulidOf, uuidOf } from '../src/platform/id.ts'
import { inAccount, inEveryAccount, type Sql } from '../src/platform/sql.ts'

/** Everything that messages are sent with, but for what a test brings. */
export function messageServices(changes: Partial<MessageServices> = {}): MessageServices {
  return {
    mail: null,
    texts: twilioGateway(new Set()),
    vault: createVault(randomBytes(32)),
    secret: randomBytes(32),
    linkUrl: 'https://talk.shop.test',
    publicUrl: 'https://talk.shop.test',
    inboundHost: 'talk.shop.test',
    senderHost: 'talk.shop.test',
    guards: [],
    ...changes,
  }
}

export interface MessageRow {
  messageId: string
  state: string
  skipReason: string | null
  detail: string | null
  attempts: number
  dueAt: Date
  purpose: string
  providerId: string | null
}

/** A shop whose messages tests queue, send and look at. */
export function messageShop(sql: Sql, accountId: string, services: () => MessageServices) {
  const inShop = <T>(work: Parameters<typeof inAccount<T>>[2]) => inAccount(sql, accountId, work)
  let count = 0
  return {
    inShop,
    person: async (
      more: {
        email?: string | null
        phone?: string | null
        subscriptions?: object
        location?: object
        properties?: object
        firstName?: string
      } = {},
    ): Promise<string> => {
      count += 1
      const profileId = newUlidUuid(new Date())
      const email = more.email === undefined ? `p${count}@shopper.test` : more.email
      await inShop(
        (tx) => tx`
          insert into profiles (
            account_id, profile_id, email, phone_number, first_name, location, properties,
            subscriptions, created_at, updated_at
          )
          values (
            ${accountId}, ${profileId}, ${email}, ${more.phone ?? null}, ${more.firstName ?? null},
            ${JSON.stringify(more.location ?? {})}::text::jsonb,
            ${JSON.stringify(more.properties ?? {})}::text::jsonb,
            ${JSON.stringify(more.subscriptions ?? {})}::text::jsonb, now(), now()
          )`,
      )
      return profileId
    },
    content: (more: Partial<NewContent> = {}): Promise<string> =>
      inShop((tx) =>
        createContent(tx, accountId, {
          channel: 'email',
          name: 'Win-back',
          subject: 'Hello',
          html: '<p>Hello</p>',
          now: new Date(),
          ...more,
        }),
      ),
    queue: async (
      profileId: string,
      contentId: string,
      more: Partial<MessageToQueue> = {},
    ): Promise<string> => {
      count += 1
      const now = more.now ?? new Date()
      const message: MessageToQueue = {
        profileId,
        contentId,
        dedupeKey: `cause ${count}`,
        dueAt: now,
        now,
        eventId: null,
        flowStart: null,
        listIds: [],
        source: { kind: 'api' },
        ...more,
      }
      const queued = await inShop((tx) => queueMessages(tx, accountId, [message]))
      return queued.get(message.dedupeKey) ?? ''
    },
    send: () => sendMessages({ sql, services: services() }),
    row: async (messageId: string): Promise<MessageRow> => {
      const [row] = await inShop(
        (tx) => tx<MessageRow[]>`
          select message_id as "messageId", state, skip_reason as "skipReason", detail, attempts,
                 due_at as "dueAt", purpose, provider_id as "providerId"
          from messages
          where account_id = ${accountId}
            and message_id = ${messageId}`,
      )
      if (!row) throw new Error(`no message ${messageId}`)
      return row
    },
    times: async (messageId: string) => {
      const [row] = await inShop(
        (tx) => tx<{ openedAt: Date | null; clickedAt: Date | null }[]>`
          select opened_at as "openedAt", clicked_at as "clickedAt"
          from messages
          where account_id = ${accountId}
            and message_id = ${messageId}`,
      )
      return row
    },
    /** Events of messages, oldest first. */
    events: () =>
      inShop(
        (tx) => tx<{ metric: string; properties: Record<string, unknown>; uniqueId: string }[]>`
          select m.name as metric, e.properties, e.unique_id as "uniqueId"
          from events e
          join metrics m on m.account_id = e.account_id and m.metric_id = e.metric_id
          where e.account_id = ${accountId}
          order by e.event_id`,
      ),
    forget: () =>
      inEveryAccount(sql, async (tx) => {
        await tx`delete from messages`
        await tx`delete from events`
        await tx`delete from sending_settings`
      }),
    uuidOf,
    ulidOf,
  }
}
