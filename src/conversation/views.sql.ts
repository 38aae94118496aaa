import type { Tx } from '../platform/sql.ts'

export interface ViewRow {
  viewId: string
  name: string
  filter: string
  search: string
  sort: string
  createdBy: string
  createdAt: Date
  updatedAt: Date
}

/** All of them, by name. */
export function listViews(tx: Tx, accountId: string): Promise<ViewRow[]> {
  return tx<ViewRow[]>`
    select view_id as "viewId", name, filter, search, sort, created_by as "createdBy",
           created_at as "createdAt", updated_at as "updatedAt"
    from conversation_views
    where account_id = ${accountId}
    order by name, view_id`
}

/** Locked until the transaction ends. */
export async function lockView(
  tx: Tx,
  accountId: string,
  viewId: string,
): Promise<ViewRow | undefined> {
  const [row] = await tx<ViewRow[]>`
    select view_id as "viewId", name, filter, search, sort, created_by as "createdBy",
           created_at as "createdAt", updated_at as "updatedAt"
    from conversation_views
    where account_id = ${accountId}
      and view_id = ${viewId}
    for update`
  return row
}

export async function saveView(tx: Tx, accountId: string, view: ViewRow): Promise<void> {
  await tx`
    insert into conversation_views (
      account_id, view_id, name, filter, search, sort, created_by, created_at, updated_at
    )
    values (
      ${accountId}, ${view.viewId}, ${view.name}, ${view.filter}, ${view.search}, ${view.sort},
      ${view.createdBy}, ${view.createdAt}, ${view.updatedAt}
    )
    on conflict (account_id, view_id) do update
    set name = excluded.name, filter = excluded.filter, search = excluded.search,
        sort = excluded.sort, updated_at = excluded.updated_at`
}

export async function deleteView(tx: Tx, accountId: string, viewId: string): Promise<boolean> {
  const result = await tx`
    delete from conversation_views
    where account_id = ${accountId}
      and view_id = ${viewId}`
  return result.count === 1
}
