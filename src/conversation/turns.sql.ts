import type { Page } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import type { TurnOutcome, TurnTrace } from './turn-outcome.ts'

export interface Turn {
  turn: number
  episode: number
  readUpTo: number
  replyPosition: number | null
  action: string
  skill: string | null
  language: string
  knowledgeGap: string | null
  productIds: string[]
  trace: TurnTrace
  tookMs: number
  at: Date
}

export async function insertTurn(
  tx: Tx,
  accountId: string,
  row: {
    conversationId: string
    turn: number
    episode: number
    readUpTo: number
    replyPosition: number | null
    outcome: TurnOutcome
    now: Date
  },
): Promise<void> {
  const { outcome } = row
  const products = outcome.action.kind === 'reply' ? outcome.action.products : []
  await tx`
    insert into conversation_turns (
      account_id, conversation_id, turn, episode, read_up_to, reply_position, action, skill,
      language, knowledge_gap, product_ids, trace, took_ms, at
    )
    values (
      ${accountId}, ${row.conversationId}, ${row.turn}, ${row.episode}, ${row.readUpTo},
      ${row.replyPosition}, ${outcome.action.kind}, ${outcome.skill}, ${outcome.language},
      ${outcome.knowledgeGap}, ${products.map((one) => one.productId)},
      ${jsonText(outcome.trace)}::text::jsonb, ${Math.round(outcome.trace.tookMs)}, ${row.now}
    )`
}

/** One more than a page of the turns of a conversation, first to last. */
export function listTurns(
  tx: Tx,
  accountId: string,
  conversationId: string,
  { cursor, size }: Page,
): Promise<Turn[]> {
  const beyond = cursor?.backwards ? tx`<` : tx`>`
  return tx<Turn[]>`
    select turn, episode, read_up_to as "readUpTo", reply_position as "replyPosition", action,
           skill, language, knowledge_gap as "knowledgeGap", product_ids as "productIds", trace,
           took_ms as "tookMs", at
    from conversation_turns
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      ${cursor ? tx`and turn ${beyond} ${cursor.id}::integer` : tx``}
    order by turn ${cursor?.backwards ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}

/** JSON that PostgreSQL takes: what tools and pages said may contain NUL characters. */
function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? inner.replaceAll('\u0000', '') : inner,
  )
}
