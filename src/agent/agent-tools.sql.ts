import type { Fragment, Tx } from '../platform/sql.ts'
import type { CustomTool } from './brain.ts'

export interface ToolRow extends CustomTool {
  secretIds: string[]
  createdAt: Date
  updatedAt: Date
}

function columns(tx: Tx): Fragment {
  return tx`
    t.tool_id as "toolId", t.name, t.description, t.template, t.variables,
    t.secret_ids as "secretIds", t.timeout_seconds as "timeoutSeconds",
    t.max_retries as "maxRetries", t.created_at as "createdAt", t.updated_at as "updatedAt"`
}

/** The shop's own tools, oldest first. They are few: CUSTOM_TOOLS_MAX. */
export function listToolRows(tx: Tx, accountId: string): Promise<ToolRow[]> {
  return tx<ToolRow[]>`
    select ${columns(tx)}
    from agent_tools t
    where t.account_id = ${accountId}
    order by t.created_at, t.tool_id`
}

export async function findToolRow(
  tx: Tx,
  accountId: string,
  toolId: string,
): Promise<ToolRow | undefined> {
  const [row] = await tx<ToolRow[]>`
    select ${columns(tx)}
    from agent_tools t
    where t.account_id = ${accountId}
      and t.tool_id = ${toolId}`
  return row
}

/** Store the tool as it is now, new or not. */
export async function saveToolRow(tx: Tx, accountId: string, row: ToolRow): Promise<void> {
  await tx`
    insert into agent_tools (
      account_id, tool_id, name, description, template, variables, secret_ids, timeout_seconds,
      max_retries, created_at, updated_at
    )
    values (
      ${accountId}, ${row.toolId}, ${row.name}, ${row.description},
      ${JSON.stringify(row.template)}::text::jsonb, ${JSON.stringify(row.variables)}::text::jsonb,
      ${row.secretIds}, ${row.timeoutSeconds}, ${row.maxRetries}, ${row.createdAt},
      ${row.updatedAt}
    )
    on conflict (account_id, tool_id) do update
    set name = excluded.name,
        description = excluded.description,
        template = excluded.template,
        variables = excluded.variables,
        secret_ids = excluded.secret_ids,
        timeout_seconds = excluded.timeout_seconds,
        max_retries = excluded.max_retries,
        updated_at = excluded.updated_at`
}

/** The name of the tool that was deleted; undefined when there was none. */
export async function deleteToolRow(
  tx: Tx,
  accountId: string,
  toolId: string,
): Promise<string | undefined> {
  const [row] = await tx<{ name: string }[]>`
    delete from agent_tools
    where account_id = ${accountId}
      and tool_id = ${toolId}
    returning name`
  return row?.name
}
