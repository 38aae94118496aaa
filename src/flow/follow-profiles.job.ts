import { follower } from '../platform/follower.ts'
import { DAY_MS } from '../platform/time.ts'
import { type ProfileChange, profileLog } from '../profile/profile-log.ts'
import { momentOf } from '../segment/moment.action.ts'
import { profilePath } from '../segment/property-path.ts'
import { loadFlows } from './enrol.action.ts'
import { dateTriggerOf, type Flow } from './flow.ts'
import { flowsTriggeredBy } from './flows.sql.ts'
import { enrolDated } from './plan-dates.action.ts'

const BATCH_MAX = 400
const REST_MS = 100
/** Dates whose flow began longer ago than this let nobody in, however long the flow is. */
const UNDER_WAY_MAX_MS = 400 * DAY_MS

/**
 * A date that is told or changed after the day was planned still starts what lies ahead of it; one
 * whose flow would be under way puts the profile where it would be by now.
 */
export const followFlowProfiles = follower({
  name: 'flow.profiles',
  log: profileLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, batch) {
    const changes = await batch.rows(['profileId', 'kind', 'fields'])
    for (const [accountId, own] of Map.groupBy(changes, (change) => change.accountId)) {
      const rows = (await flowsTriggeredBy(tx, accountId, 'date')).filter(
        (row) => row.status !== 'draft' && row.datesUntil !== null,
      )
      if (rows.length === 0) continue
      const moment = await momentOf(tx, accountId)
      const until = new Map(rows.map((row) => [row.flowId, row.datesUntil]))
      for (const flow of await loadFlows(tx, accountId, rows)) {
        const { now } = moment
        const upTo = until.get(flow.flowId)
        if (upTo && upTo > now) {
          await enrolDated(tx, accountId, flow, profilesOf(own), { after: now, upTo, moment })
        }
        const told = profilesOf(own.filter((change) => tellsDate(flow, change)))
        const after = new Date(now.getTime() - UNDER_WAY_MAX_MS)
        await enrolDated(tx, accountId, flow, told, { after, upTo: now, moment, isUnderWay: true })
      }
    }
  },
})

function profilesOf(changes: readonly ProfileChange[]): string[] {
  return [...new Set(changes.map((change) => change.profileId))]
}

/** A merge brings histories together; it begins nothing. */
function tellsDate(flow: Flow, { kind, fields }: ProfileChange): boolean {
  const trigger = dateTriggerOf(flow)
  if (!trigger) return false
  const { in: part, name } = profilePath(trigger.date_profile_property)
  const field = part === 'field' ? name : `${part}.${name}`
  return kind === 'created' || (kind === 'updated' && fields.includes(field))
}
