import { follower } from '../platform/follower.ts'
import { profileLog } from '../profile/profile-log.ts'
import { momentOf } from '../segment/moment.action.ts'
import { loadFlows } from './enrol.action.ts'
import { flowsTriggeredBy } from './flows.sql.ts'
import { enrolDated } from './plan-dates.action.ts'

const BATCH_MAX = 400
const REST_MS = 100

/** A date that is told or changed after the day was planned still starts what lies ahead of it. */
export const followFlowProfiles = follower({
  name: 'flow.profiles',
  log: profileLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, changes, { clock }) {
    for (const [accountId, own] of Map.groupBy(changes, (change) => change.accountId)) {
      const rows = (await flowsTriggeredBy(tx, accountId, 'date')).filter(
        (row) => row.status !== 'draft' && row.datesUntil !== null,
      )
      if (rows.length === 0) continue
      const profileIds = [...new Set(own.map((change) => change.profileId))]
      const moment = await momentOf(tx, accountId, clock)
      const until = new Map(rows.map((row) => [row.flowId, row.datesUntil]))
      for (const flow of await loadFlows(tx, accountId, rows)) {
        const upTo = until.get(flow.flowId)
        if (!upTo || upTo <= moment.now) continue
        await enrolDated(tx, accountId, flow, profileIds, { after: moment.now, upTo, moment })
      }
    }
  },
})
