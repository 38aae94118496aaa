import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { insertRawEvents } from '../../test/raw-events.ts'
import { settleFollowers } from '../platform/follower.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { followAnswers } from './follow-answers.job.ts'
import { followAttributedEvents } from './follow-events.job.ts'
import { followMerges } from './follow-merges.job.ts'

/** The metrics of an account whose history a test writes, by their ids. */
export const TOUCH_METRIC_IDS = {
  CLEMAIL: 'Clicked Email',
  OPEMAIL: 'Opened Email',
  CLSMS: 'Clicked SMS',
  RESMS: 'Received SMS',
  CLWA: 'Clicked WhatsApp',
  OPWA: 'Read WhatsApp',
} as const
export type TouchMetricId = keyof typeof TOUCH_METRIC_IDS

export const ATTRIBUTION_METRICS = [
  ...Object.entries(TOUCH_METRIC_IDS).map(([id, name]) => ({ id, name, integrationKey: 'parley' })),
  { id: 'ORDER', name: 'Placed Order' },
  { id: 'VIEW', name: 'Viewed Product' },
]

/** Messages, answers and events, written straight where they are kept. */
export function attributionShop(sql: Sql, accountId: string) {
  return {
    message: async (
      profileId: string,
      at: Date,
      more: { flowId?: string; campaignId?: string } = {},
    ): Promise<string> => {
      const messageId = newUlidUuid(at)
      const source = more.flowId ? 'flow' : more.campaignId ? 'campaign' : 'api'
      await inAccount(
        sql,
        accountId,
        (tx) => tx`
          insert into messages (
            account_id, message_id, dedupe_key, profile_id, content_id, channel, purpose, list_ids,
            source, flow_id, action_id, campaign_id, campaign_message_id, state, due_at, queued_at,
            attempted_at, sent_at)
          values (
            ${accountId}, ${messageId}, ${randomUUID()}, ${profileId}, 'CONTENT', 'email',
            'marketing', '{}', ${source}, ${more.flowId ?? null},
            ${more.flowId ? 'ACTION' : null}, ${more.campaignId ?? null},
            ${more.campaignId ? 'CONTENT' : null}, 'sent', ${at}, ${at}, ${at}, ${at})`,
      )
      return messageId
    },
    touch: async (
      metricId: TouchMetricId,
      of: { messageId: string; profileId: string; at: Date },
      more: Record<string, unknown> = {},
    ): Promise<number> => {
      const [id = 0] = await insertRawEvents(sql, accountId, [
        {
          metricId,
          profileId: of.profileId,
          occurredAt: of.at,
          properties: { 'Message ID': ulidOf(of.messageId), ...more },
        },
      ])
      return id
    },
    answer: async (profileId: string, channel: string, at: Date): Promise<number> => {
      const [row] = await inAccount(
        sql,
        accountId,
        (tx) => tx<{ id: number }[]>`
          insert into conversation_answers
            (account_id, shard, profile_id, conversation_id, channel, turn, at)
          values (${accountId}, 3, ${profileId}, ${randomUUID()}, ${channel}, 1, ${at})
          returning answer_id as id`,
      )
      return row?.id ?? 0
    },
    settle: () =>
      settleFollowers(sql, [followAttributedEvents, followAnswers, followMerges], {
        log: pino({ level: 'silent' }),
        telemetry: createTelemetry(),
      }),
    /** Which touch each event is credited to. */
    credits: async (): Promise<Map<number, string>> => {
      const rows = await inAccount(
        sql,
        accountId,
        (tx) => tx<{ eventId: number; source: string; nth: number }[]>`
          select event_id as "eventId", touch_source as source, touch_nth as nth
          from attributions
          where account_id = ${accountId}`,
      )
      return new Map(rows.map((row) => [row.eventId, `${row.source} ${row.nth}`]))
    },
  }
}
