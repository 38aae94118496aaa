import type { Tx } from '../platform/sql.ts'
import {
  type AttributionSettings,
  DEFAULT_SETTINGS,
  StoredSettings,
} from './attribution-settings.ts'

export interface Recompute {
  at: number
  until: number
  done: number
  total: number
  startedAt: Date | null
  finishedAt: Date | null
}

export async function findAttribution(
  tx: Tx,
  accountId: string,
): Promise<{ settings: AttributionSettings; recompute: Recompute }> {
  const [row] = await tx<(Recompute & { settings: unknown })[]>`
    select settings, recompute_at as at, recompute_until as until, recompute_done as done,
           recompute_total as total, recompute_started_at as "startedAt",
           recompute_finished_at as "finishedAt"
    from attribution_settings
    where account_id = ${accountId}`
  if (!row) {
    const recompute = { at: 0, until: 0, done: 0, total: 0, startedAt: null, finishedAt: null }
    return { settings: DEFAULT_SETTINGS, recompute }
  }
  const { settings, ...recompute } = row
  return { settings: StoredSettings.parse(settings), recompute }
}

/**
 * The settings, held as they are until the transaction ends: whoever attributes events under them has
 * done so before they change, and then history is recomputed.
 */
export async function holdSettings(tx: Tx, accountId: string): Promise<AttributionSettings> {
  const held = () => tx<{ settings: unknown }[]>`
    select settings
    from attribution_settings
    where account_id = ${accountId}
    for share`
  const [row] = await held()
  if (row) return StoredSettings.parse(row.settings)
  await tx`
    insert into attribution_settings (account_id, settings, updated_at)
    select a.account_id, ${JSON.stringify(DEFAULT_SETTINGS)}::text::jsonb, a.created_at
    from accounts a
    where a.account_id = ${accountId}
    on conflict do nothing`
  const [created] = await held()
  return created ? StoredSettings.parse(created.settings) : DEFAULT_SETTINGS
}

/** Store settings, and begin to recompute everything that is there. */
export async function saveSettings(
  tx: Tx,
  accountId: string,
  settings: AttributionSettings,
  { now, wallNow }: { now: Date; wallNow: Date },
): Promise<void> {
  await tx`
    with known as (
      select coalesce(max(e.event_id), 0) as until
      from events e
      where e.account_id = ${accountId}
    ),
    counted as (
      select coalesce(sum(a.event_count), 0) as total
      from metric_activity a
      where a.account_id = ${accountId}
    )
    insert into attribution_settings
      (account_id, settings, updated_at, recompute_until, recompute_total, recompute_started_at)
    select ${accountId}, ${JSON.stringify(settings)}::text::jsonb, ${now}, k.until, c.total,
           ${wallNow}
    from known k
    cross join counted c
    on conflict (account_id) do update
    set settings = excluded.settings,
        updated_at = excluded.updated_at,
        recompute_at = 0,
        recompute_done = 0,
        recompute_until = excluded.recompute_until,
        recompute_total = excluded.recompute_total,
        recompute_started_at = excluded.recompute_started_at,
        recompute_finished_at = null`
}

/** What is left to recompute, locked; undefined: nothing. */
export async function lockRecompute(
  tx: Tx,
  accountId: string,
): Promise<{ settings: AttributionSettings; at: number; until: number } | undefined> {
  const [row] = await tx<{ settings: unknown; at: number; until: number }[]>`
    select settings, recompute_at as at, recompute_until as until
    from attribution_settings
    where account_id = ${accountId}
      and recompute_started_at is not null
      and recompute_finished_at is null
    for update`
  return row && { ...row, settings: StoredSettings.parse(row.settings) }
}

export async function moveRecompute(
  tx: Tx,
  accountId: string,
  step: { at: number; events: number; finishedAt: Date | null },
): Promise<void> {
  await tx`
    update attribution_settings
    set recompute_at = ${step.at},
        recompute_done = recompute_done + ${step.events},
        recompute_finished_at = ${step.finishedAt}
    where account_id = ${accountId}`
}
