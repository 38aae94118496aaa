import type { Sql } from '../src/platform/sql.ts'

/** Until somebody in the database of this pool waits for a lock of the kind. */
export async function waitsForLock(sql: Sql, kind: 'advisory' | 'transactionid'): Promise<'waits'> {
  for (;;) {
    const [row] = await sql<{ count: number }[]>`
      select count(*) from pg_stat_activity
      where datname = current_database()
        and wait_event_type = 'Lock'
        and wait_event = ${kind}`
    if (row && row.count > 0) return 'waits'
  }
}
