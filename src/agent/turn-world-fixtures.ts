import { pino } from 'pino'
import { createRawAccount } from '../../test/raw-events.ts'
import { indexItems } from '../catalog/index-items.action.ts'
import type { Channel } from '../contract/agent-words.ts'
import { defaultChannelSettings } from '../conversation/channel-settings.ts'
import { settleConversations } from '../conversation/judge-inactive.action.ts'
import { type Line, readLines } from '../conversation/lines.sql.ts'
import { receiveMessage } from '../conversation/receive-message.action.ts'
import { saveChannelSettings } from '../conversation/settings.sql.ts'
import { takeOver } from '../conversation/team.action.ts'
import type { ClaimedTurn, TurnTrace } from '../conversation/turn-outcome.ts'
import type { EventToRecord } from '../event/new-event.ts'
import { recordEvents } from '../event/record-events.action.ts'
import { createSnippet } from '../knowledge/create-snippet.action.ts'
import { followMetricEvents } from '../metric/count-events.job.ts'
import { accountClock } from '../platform/clock.ts'
import { createVault } from '../platform/encryption.ts'
import { settleFollowers } from '../platform/follower.ts'
import { shortId } from '../platform/id.ts'
import { drainJobs } from '../platform/job.ts'
import { inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import type { Brain } from './brain.ts'
import { FIRST_AGENT } from './customer-agent.ts'
import { saveCustomerAgent } from './customer-agents.sql.ts'
import { noteGapJob } from './note-gap.job.ts'
import { createToolCallLog } from './tool-call-log.action.ts'
import { createTurnRunner, type TurnServices } from './turn-runner.action.ts'

/** When the conversations of these tests begin: a Monday. */
export const START = new Date('2026-03-02T12:00:00Z')

export interface WorldItem {
  id: string
  title: string
  description?: string
  price: number
  /** Stock by colour; one entry `''` for an item without colours. */
  stock: Readonly<Record<string, number>>
  metadata?: Record<string, unknown>
}

/** A shop with an agent, and the hands to play a shopper in it. */
export async function openWorld(sql: Sql, options: { llm?: Brain } = {}) {
  const accountId = shortId()
  await createRawAccount(sql, { id: accountId, createdAt: START, isSandbox: true }, [], [])
  const log = pino({ level: 'silent' })
  const typed: string[] = []
  const services: TurnServices = {
    sql,
    log,
    vault: createVault(Buffer.alloc(32, 7)),
    toolCalls: createToolCallLog(sql, log),
    changes: { emit: (change) => change.kind === 'part' && typed.push(change.text) },
    secret: Buffer.alloc(32, 9),
    llm: options.llm ?? null,
    canSignIn: () => Promise.resolve(false),
  }
  const turns = createTurnRunner(services)
  /** The conversation of each shopper, by the profile that they began with. */
  const conversations = new Map<string, string>()
  let now = START
  await setClock(now)

  async function setClock(at: Date): Promise<void> {
    await inAccount(
      sql,
      accountId,
      (tx) => tx`update accounts set clock_at = ${at} where account_id = ${accountId}`,
    )
  }

  return {
    sql,
    accountId,
    services,
    turns,
    /** Parts of replies, as they were written. */
    typed,
    now: () => now,

    async later(minutes: number): Promise<void> {
      now = new Date(now.getTime() + minutes * 60_000)
      await setClock(now)
      await settleConversations(sql, accountId, now)
    },

    async person(identifiers: { email?: string; phone_number?: string }, name?: string) {
      const [made] = await inAccount(sql, accountId, (tx) =>
        upsertProfiles(
          tx,
          accountId,
          [
            {
              identifiers,
              fields: name === undefined ? {} : { first_name: name },
              identifierRule: 'add',
              onConflict: 'prefer-first',
            },
          ],
          START,
        ),
      )
      if (!made || made.outcome === 'refused') throw new Error('no profile')
      return made.profileId
    },

    visitor() {
      return this.anonymous(crypto.randomUUID())
    },

    async anonymous(anonymousId: string) {
      const [made] = await inAccount(sql, accountId, (tx) =>
        upsertProfiles(
          tx,
          accountId,
          [
            {
              identifiers: { anonymous_id: anonymousId },
              fields: {},
              identifierRule: 'add',
              onConflict: 'prefer-first',
            },
          ],
          START,
        ),
      )
      if (!made || made.outcome === 'refused') throw new Error('no profile')
      return made.profileId
    },

    async order(
      email: string,
      metricName: string,
      properties: Record<string, unknown>,
      at = START,
    ) {
      const event: EventToRecord = {
        profile: {
          identifiers: { email },
          fields: {},
          identifierRule: 'add',
          onConflict: 'prefer-first',
        },
        metricName,
        integrationKey: 'api',
        occurredAt: at,
        uniqueId: `${metricName} ${String(properties['$event_id'] ?? properties['OrderId'])}`,
        value: null,
        valueCurrency: null,
        properties,
        isBackfill: false,
      }
      await inAccount(sql, accountId, (tx) => recordEvents(tx, accountId, [event], START))
      await settleFollowers(sql, [followMetricEvents], {
        ...services,
        telemetry: createTelemetry(),
      })
    },

    async items(items: readonly WorldItem[]): Promise<void> {
      await inAccount(sql, accountId, async (tx) => {
        for (const item of items) {
          const url = `https://shop.test/${item.id}`
          await tx`
            insert into catalog_items (
              account_id, item_id, title, description, url, price, image_url, metadata,
              is_published, created_at, updated_at
            )
            values (
              ${accountId}, ${item.id}, ${item.title}, ${item.description ?? ''}, ${url},
              ${item.price}, ${`${url}.png`}, ${JSON.stringify(item.metadata ?? {})}::text::jsonb,
              true, ${START}, ${START}
            )`
          for (const [colour, quantity] of Object.entries(item.stock)) {
            const metadata = colour === '' ? {} : { colour }
            await tx`
              insert into catalog_variants (
                account_id, variant_id, item_id, title, description, sku, inventory_policy,
                inventory_quantity, price, url, metadata, is_published, created_at, updated_at
              )
              values (
                ${accountId}, ${`${item.id}-${colour}`}, ${item.id}, ${item.title}, '',
                ${`${item.id}-${colour}`}, 1, ${quantity}, ${item.price}, ${url},
                ${JSON.stringify(metadata)}::text::jsonb, true, ${START}, ${START}
              )`
          }
        }
        await indexItems(
          tx,
          accountId,
          items.map(({ id }) => id),
        )
      })
    },

    async knows(title: string, content: string): Promise<void> {
      await inAccount(sql, accountId, (tx) =>
        createSnippet(tx, accountId, { title, content, now: START }),
      )
    },

    /** A shopper says something; nobody answers yet. */
    async write(profileId: string, text: string, more: Saying = {}) {
      const before = conversations.get(profileId)
      const known = before === undefined ? undefined : await this.status(before)
      const receipt = await inAccount(sql, accountId, (tx) =>
        receiveMessage(tx, accountId, {
          channel: more.channel ?? 'web-chat',
          ...(before === undefined ? {} : { conversationId: before }),
          shopper: {
            // Whoever proved to be somebody else has that profile from then on.
            profileId: known?.profileId ?? profileId,
            address: more.address ?? null,
            verifiedBy: more.verifiedBy ?? null,
          },
          text,
          page: more.page ?? null,
          now,
        }),
      )
      conversations.set(profileId, receipt.conversationId)
      return receipt
    },

    /** What the agent said after a position. */
    read(conversationId: string, position: number): Promise<Heard> {
      return readInAccount(sql, accountId, async (tx) => {
        const lines = await readLines(tx, accountId, conversationId, position, 20)
        const [turn] = await tx<Turn[]>`
          select turn, action, skill, language, knowledge_gap as "knowledgeGap", trace
          from conversation_turns
          where account_id = ${accountId}
            and conversation_id = ${conversationId}
          order by turn desc
          limit 1`
        const said = lines.filter((line) => line.author === 'agent')
        return {
          conversationId,
          lines: said,
          text: said.map((line) => line.text).join('\n'),
          products: said.flatMap((line) => line.payload.products ?? []),
          turn,
        }
      })
    },

    /** A shopper says something, and hears what the agent answers. */
    async say(profileId: string, text: string, more: Saying = {}): Promise<Heard> {
      const { conversationId, position } = await this.write(profileId, text, more)
      await turns.run(accountId, conversationId)
      return this.read(conversationId, position)
    },

    async takeOver(conversationId: string): Promise<void> {
      const by = { userId: null, name: 'Bo' }
      await inAccount(sql, accountId, (tx) => takeOver(tx, accountId, conversationId, by, now))
    },

    async channelOn(channel: Channel): Promise<void> {
      const settings = { ...defaultChannelSettings(channel), isOn: true }
      await inAccount(sql, accountId, (tx) => saveChannelSettings(tx, accountId, settings, START))
    },

    async officeHours(everyDay: readonly (readonly [string, string])[]): Promise<void> {
      const days = JSON.stringify(Array.from({ length: 7 }, () => everyDay))
      await inAccount(
        sql,
        accountId,
        (tx) => tx`
          insert into handoff_settings (account_id, office_hours, updated_at)
          values (${accountId}, ${days}::text::jsonb, ${START})`,
      )
    },

    async rules(rules: readonly { title: string; description: string }[]): Promise<void> {
      const escalationRules = rules.map((rule) => ({ ...rule, status: 'enabled' as const }))
      await inAccount(sql, accountId, (tx) =>
        saveCustomerAgent(tx, accountId, { ...FIRST_AGENT, escalationRules }, START),
      )
    },

    mails() {
      return readInAccount(
        sql,
        accountId,
        (tx) => tx<{ to: string; subject: string; text: string }[]>`
          select to_address as "to", subject, body_text as text
          from outbox_mails
          where account_id = ${accountId}
          order by mail_id`,
      )
    },

    /** Questions that nothing answered, after what waits to be noted was noted. */
    async gaps(connectionString: string) {
      await drainJobs(connectionString, [noteGapJob], { ...services, clock: accountClock(sql) })
      return readInAccount(
        sql,
        accountId,
        (tx) => tx<{ question: string }[]>`
          select question
          from knowledge_gap_questions
          where account_id = ${accountId}`,
      )
    },

    events() {
      return readInAccount(
        sql,
        accountId,
        (tx) => tx<{ name: string; profileId: string; at: Date; properties: Properties }[]>`
          select m.name, e.profile_id as "profileId", e.occurred_at as at, e.properties
          from events e
          join metrics m using (account_id, metric_id)
          where e.account_id = ${accountId}
            and m.name like '%Customer Agent%'
          order by e.event_id`,
      )
    },

    status(conversationId: string) {
      return readInAccount(sql, accountId, async (tx) => {
        const [row] = await tx<{ status: string; profileId: string; verifiedBy: string | null }[]>`
          select status, profile_id as "profileId", verified_by as "verifiedBy"
          from conversations
          where account_id = ${accountId}
            and conversation_id = ${conversationId}`
        return row
      })
    },
  }
}

type Properties = Record<string, unknown>

interface Turn {
  turn: number
  action: string
  skill: string | null
  language: string
  knowledgeGap: string | null
  trace: TurnTrace
}

export interface Saying {
  channel?: Channel
  address?: string
  verifiedBy?: 'number' | 'sign-in' | 'code'
  page?: ClaimedTurn['page']
}

export interface Heard {
  conversationId: string
  lines: Line[]
  text: string
  products: NonNullable<Line['payload']['products']>
  turn: Turn | undefined
}

export type World = Awaited<ReturnType<typeof openWorld>>
