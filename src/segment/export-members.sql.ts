import type { Tx } from '../platform/sql.ts'

/** Members that are read at once. */
export const EXPORT_ROWS = 1_000

export interface ExportedMember {
  profileId: string
  email: string | null
  phoneNumber: string | null
  externalId: string | null
  firstName: string | null
  lastName: string | null
  joinedAt: Date
}

/** Members of a list or a segment after a profile id, in the order of ids. */
export function nextExportedMembers(
  tx: Tx,
  accountId: string,
  groupId: string,
  after: string | null,
): Promise<ExportedMember[]> {
  return tx<ExportedMember[]>`
    select p.profile_id as "profileId", p.email, p.phone_number as "phoneNumber",
           p.external_id as "externalId", p.first_name as "firstName",
           p.last_name as "lastName", m.joined_at as "joinedAt"
    from group_members m
    join profiles p on p.account_id = m.account_id and p.profile_id = m.profile_id
    where m.account_id = ${accountId}
      and m.group_id = ${groupId}
      and (${after}::uuid is null or m.profile_id > ${after}::uuid)
    order by m.profile_id
    limit ${EXPORT_ROWS}`
}
