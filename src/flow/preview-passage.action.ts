import type { FlowDefinition } from '../contract/flows.ts'
import type { Tx } from '../platform/sql.ts'
import { DAY_MS, wholeSecond } from '../platform/time.ts'
import { commonOf, loadPasts, refusalOf } from './backtest.action.ts'
import { triggerOf } from './flow.ts'
import { latestEvent } from './past-candidates.sql.ts'
import { type Simulation, simulate } from './simulate.ts'
import { simulatedFlow } from './simulated-flow.ts'

/** So far ahead a preview looks: ten years, as long as a delay may take. */
const AHEAD_MS = 3_660 * DAY_MS

/**
 * What would happen to one profile that entered a flow now and did nothing more. It enters with its own
 * latest event that would make it, or with somebody's; with today for a date.
 *
 * @returns undefined when there is no such profile
 */
export async function previewPassage(
  tx: Tx,
  accountId: string,
  flowId: string,
  definition: FlowDefinition,
  { profileId, now }: { profileId: string; now: Date },
): Promise<Simulation | undefined> {
  const flow = simulatedFlow(flowId, definition)
  const [past] = await loadPasts(tx, accountId, flow, [profileId], { from: now, to: now })
  if (!past) return undefined
  const { kind, key } = triggerOf(flow.rules)
  const event = kind === 'metric' ? await latestEvent(tx, accountId, key, profileId) : undefined
  const at = wholeSecond(now)
  const common = await commonOf(tx, accountId, new Date(now.getTime() + AHEAD_MS))
  const isGrouped = kind === 'list' || kind === 'segment'
  return simulate(
    flow,
    {
      ...past,
      // Whoever enters by joining is a member from then on.
      groupChanges: isGrouped
        ? [...past.groupChanges, { groupId: key, kind: 'joined', at }]
        : past.groupChanges,
      entriesBefore: [],
      candidates: [
        {
          profileId,
          triggerKey: 'passage-preview',
          at,
          heardAt: at,
          isBackfill: false,
          trigger: event ? { ...event, at } : null,
          context: kind === 'date' ? { date: at.toISOString().slice(0, 10) } : {},
        },
      ],
    },
    { ...common, refusal: refusalOf(past.facts) },
  )
}
