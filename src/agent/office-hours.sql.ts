import type { Db } from '../platform/sql.ts'
import type { OfficeHours, Opening } from './office-hours.ts'

/** When people of the team answer, and what is said while nobody is there. */
export async function findOfficeHours(sql: Db, accountId: string): Promise<OfficeHours> {
  const [row] = await sql<
    {
      days: readonly (readonly Opening[])[] | null
      timezone: string
      closedMessage: { en?: string | null; de?: string | null } | null
    }[]
  >`
    select h.office_hours as days, a.timezone, h.closed_message as "closedMessage"
    from accounts a
    left join handoff_settings h on h.account_id = a.account_id
    where a.account_id = ${accountId}`
  return {
    days: row?.days ?? null,
    timezone: row?.timezone ?? 'UTC',
    closedMessage: { en: row?.closedMessage?.en ?? null, de: row?.closedMessage?.de ?? null },
  }
}
