import { follower } from '../platform/follower.ts'
import type { Content } from '../platform/log.ts'
import type { Tx } from '../platform/sql.ts'
import { wholeSecond } from '../platform/time.ts'
import { groupLog } from '../segment/group-log.ts'
import { momentOf } from '../segment/moment.action.ts'
import type { ChangeCause } from '../segment/segment.ts'
import { enrol, loadFlows } from './enrol.action.ts'
import { ranAt, triggerOf } from './flow.ts'
import { type FlowRow, runningFlows } from './flows.sql.ts'

const BATCH_MAX = 400
const REST_MS = 20

/** Joining by hand, by an edit or by a merge is not something that the profile did. */
const STARTING: readonly ChangeCause[] = ['data', 'time']

/** Begins passages through flows that joining a list or a segment starts. */
export const followFlowGroups = follower({
  name: 'flow.groups',
  log: groupLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, batch) {
    const started = await startedBy(tx, batch.contents)
    if (started.size === 0) return
    const changes = await batch.rows(['groupId', 'profileId', 'kind', 'cause', 'changedAt'])
    const joined = changes.filter(
      (change) => change.kind === 'joined' && STARTING.includes(change.cause),
    )
    for (const [accountId, own] of Map.groupBy(joined, (change) => change.accountId)) {
      const groupIds = new Set(own.map((change) => change.groupId))
      const rows = (started.get(accountId) ?? []).filter((row) => groupIds.has(row.triggerKey))
      if (rows.length === 0) continue
      const moment = await momentOf(tx, accountId)
      for (const flow of await loadFlows(tx, accountId, rows)) {
        const { key } = triggerOf(flow.rules)
        const candidates = own
          .filter((change) => change.groupId === key && ranAt(flow, change.changedAt))
          .map((change) => ({
            profileId: change.profileId,
            triggerKey: `joined:${change.position}`,
            at: wholeSecond(change.changedAt),
            heardAt: change.changedAt,
            isBackfill: false,
            trigger: null,
          }))
        await enrol(tx, accountId, flow, candidates, moment)
      }
    }
  },
})

/**
 * The flows of each account that joining one of these groups may start: a build logs very many changes
 * of a group that starts none.
 */
async function startedBy(tx: Tx, changes: readonly Content[]): Promise<Map<string, FlowRow[]>> {
  const started = new Map<string, FlowRow[]>()
  for (const [accountId, own] of Map.groupBy(changes, (change) => change.accountId)) {
    const groupIds = [...new Set(own.flatMap(({ kind }) => kind ?? []))]
    const rows = [
      ...(await runningFlows(tx, accountId, 'list', groupIds)),
      ...(await runningFlows(tx, accountId, 'segment', groupIds)),
    ]
    if (rows.length > 0) started.set(accountId, rows)
  }
  return started
}
