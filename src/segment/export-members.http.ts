import { exportMembers } from '../contract/groups.ts'
import { csvLine } from '../platform/csv.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { ulidOf } from '../platform/id.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { EXPORT_ROWS, type ExportedMember, nextExportedMembers } from './export-members.sql.ts'
import { findGroup } from './groups.sql.ts'

const COLUMNS = [
  'Profile ID',
  'Email',
  'Phone number',
  'External ID',
  'First name',
  'Last name',
  'Joined',
] as const

export const exportMembersRoute: Route = implement(exportMembers, async (call) => {
  const { accountId } = call.caller
  const id = param(call, 'id')
  const group = await call.read((tx) => findGroup(tx, accountId, id))
  if (!group) throw notFound('group', id)
  return {
    file: csvFile(memberBatches(call.read, accountId, id)),
    name: `${fileName(group.name)}.csv`,
    contentType: 'text/csv; charset=utf-8',
  }
})

/** A batch at a time, each in a transaction of its own, as fast as the reader takes them. */
async function* memberBatches(
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  accountId: string,
  groupId: string,
): AsyncGenerator<ExportedMember[]> {
  let after: string | null = null
  for (;;) {
    const from: string | null = after
    const members: ExportedMember[] = await read((tx) =>
      nextExportedMembers(tx, accountId, groupId, from),
    )
    if (members.length > 0) yield members
    if (members.length < EXPORT_ROWS) return
    after = members.at(-1)?.profileId ?? null
  }
}

async function* csvFile(batches: AsyncIterable<ExportedMember[]>) {
  yield csvLine(COLUMNS)
  for await (const members of batches) yield members.map(memberLine).join('')
}

function memberLine(member: ExportedMember): string {
  return csvLine([
    ulidOf(member.profileId),
    member.email,
    member.phoneNumber,
    member.externalId,
    member.firstName,
    member.lastName,
    isoSeconds(member.joinedAt),
  ])
}

function fileName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return plain.replaceAll(/^-+|-+$/g, '') || 'members'
}
