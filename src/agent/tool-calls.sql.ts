import type { Db, Tx } from '../platform/sql.ts'

export type ToolCallSource = 'conversation' | 'test'

export interface ToolCallRow {
  accountId: string
  /** A ULID as UUID. */
  callId: string
  toolId: string
  source: ToolCallSource
  conversationId: string | null
  calledAt: Date
  tookMs: number
  isError: boolean
}

/** Calls of any accounts: needs a scope over every account. A call that is there already stays. */
export async function insertToolCalls(tx: Tx, calls: readonly ToolCallRow[]): Promise<void> {
  const rows = calls.map((call) => ({
    account_id: call.accountId,
    call_id: call.callId,
    tool_id: call.toolId,
    source: call.source,
    conversation_id: call.conversationId,
    called_at: call.calledAt,
    took_ms: call.tookMs,
    is_error: call.isError,
  }))
  // An account may be gone by now.
  await tx`
    insert into agent_tool_calls
      (account_id, call_id, tool_id, source, conversation_id, called_at, took_ms, is_error)
    select r.account_id, r.call_id, r.tool_id, r.source, r.conversation_id, r.called_at, r.took_ms,
           r.is_error
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (
      account_id text, call_id uuid, tool_id text, source text, conversation_id uuid,
      called_at timestamptz, took_ms int, is_error boolean
    )
    join accounts a on a.account_id = r.account_id
    on conflict do nothing`
}

export interface ToolCallFigures {
  toolId: string
  count: number
  lastCallAt: Date
  avgDurationMs: number
  successRate: number
}

/** For each tool that was called in [from, until): how often, when last, how long, how well. */
export function toolCallFigures(
  db: Db,
  accountId: string,
  window: { from: Date; until: Date; source: ToolCallSource | undefined },
): Promise<ToolCallFigures[]> {
  const { from, until, source } = window
  return db<ToolCallFigures[]>`
    select c.tool_id as "toolId", count(*)::int as count, max(c.called_at) as "lastCallAt",
           round(avg(c.took_ms), 1)::float8 as "avgDurationMs",
           (count(*) filter (where not c.is_error))::float8 / count(*) as "successRate"
    from agent_tool_calls c
    where c.account_id = ${accountId}
      and c.called_at >= ${from}
      and c.called_at < ${until}
      ${source ? db`and c.source = ${source}` : db``}
    group by c.tool_id`
}

/** Calls older than this are forgotten. Needs a scope over every account. */
export async function deleteToolCallsBefore(tx: Tx, before: Date): Promise<void> {
  await tx`
    delete from agent_tool_calls c
    using accounts a
    where a.account_id = c.account_id
      and c.called_at < ${before}`
}
