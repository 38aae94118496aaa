import type { Db, Sql } from './sql.ts'

/** Tables that grow from nothing to much within minutes of a first start or an import. */
const GROWING_TABLES = ['profiles', 'profile_identifiers', 'metrics', 'events']
/** Rows after which a look tells the planner enough. */
const ENOUGH_ROWS = 100

/**
 * Let the planner look at tables that have rows and were never analyzed. About such tables it guesses
 * badly, and plans that connections keep, those of foreign keys above all, then read a whole account
 * for each row: a fresh database slows down with every thousand people until autovacuum comes.
 */
export async function analyzeNewTables(db: Db): Promise<void> {
  const tables = await db<{ name: string }[]>`
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'parley'::regnamespace
      and c.relname = any (${GROWING_TABLES})
      and c.reltuples < 0`
  for (const { name } of tables) await db`analyze ${db(name)}`
}

/** Notes recorded rows, and looks at the new tables once there are enough. */
export function createEarlyStatistics(sql: Sql): (rows: number) => void {
  let noted = 0
  let isDone = false
  return (rows) => {
    noted += rows
    if (isDone || noted < ENOUGH_ROWS) return
    isDone = true
    // Only a matter of speed; autovacuum does it later anyway.
    analyzeNewTables(sql).catch(() => {})
  }
}
