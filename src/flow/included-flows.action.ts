import { Flow } from '../contract/flows.ts'
import type { Including } from '../platform/including.ts'
import { flowResource } from './flow-resource.ts'
import { actionsOfFlows, flowsTriggeredBy } from './flows.sql.ts'

const KINDS = ['list', 'metric', 'segment'] as const

/** The flows that a list, a metric or a segment starts. */
export const flowTriggers: Including = {
  name: 'flow-triggers',
  of: KINDS,
  inLists: true,
  type: Flow,
  access: 'flows:read',
  find: async (tx, { caller: { accountId }, query }, things) => {
    const kind = KINDS.find((one) => one === things[0]?.type)
    if (!kind) return []
    const ids = things.map(({ id }) => id)
    const rows = await flowsTriggeredBy(tx, accountId, kind, ids)
    const flowIds = rows.map((row) => row.flowId)
    const actions = await actionsOfFlows(tx, accountId, flowIds)
    const asked = query.additional.get('flow')
    return rows.map((row) => ({
      of: row.triggerKey ?? '',
      resource: flowResource(row, actions, asked),
    }))
  },
}
