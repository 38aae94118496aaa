import type { FlowActionOf } from '../contract/flows.ts'
import { listMappedMetrics } from '../metric/mapped-metrics.sql.ts'
import { type Clock, nowIn } from '../platform/clock.ts'
import { inAccount, inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { actionsOfFlows, lockFlow, runningTests, saveActions } from './flows.sql.ts'
import { endedTest, endsNow, type VariationCount, winnerOf } from './test-winner.ts'
import { countVariations } from './variation-counts.sql.ts'

type AbTest = FlowActionOf<'ab-test'>

/** An order counts for a message when it follows within this. */
const ORDER_WITHIN_MS = 5 * DAY_MS

/** End the tests whose time is over or whose winner is certain, of all accounts. */
export async function endTests({ sql }: { sql: Sql; clock: Clock }): Promise<void> {
  for (const { accountId, flowId } of await inEveryAccount(sql, runningTests)) {
    await inAccount(sql, accountId, async (tx) => {
      const row = await lockFlow(tx, accountId, flowId)
      if (!row) return
      const now = await nowIn(tx, accountId)
      const ended: { actionId: string; action: AbTest }[] = []
      for (const { actionId, action, isDeleted } of await actionsOfFlows(tx, accountId, [flowId])) {
        if (isDeleted || action.type !== 'ab-test') continue
        const counts = await countsOf(tx, accountId, action)
        if (endsNow(action, counts, now)) {
          ended.push({ actionId, action: endedTest(action, winnerOf(counts)) })
        }
      }
      await saveEnded(tx, accountId, flowId, ended, { version: row.version, now })
    })
  }
}

/** The test as it is once it is switched off: whoever is best by now has won. */
export async function endTestNow(tx: Tx, accountId: string, action: AbTest): Promise<AbTest> {
  if (action.data.experiment_status !== 'live') return action
  return endedTest(action, winnerOf(await countsOf(tx, accountId, action)))
}

async function saveEnded(
  tx: Tx,
  accountId: string,
  flowId: string,
  ended: readonly { actionId: string; action: AbTest }[],
  at: { version: number; now: Date },
): Promise<void> {
  if (ended.length === 0) return
  const byId = new Map(ended.map((one) => [one.actionId, one.action]))
  const all = await actionsOfFlows(tx, accountId, [flowId])
  await saveActions(
    tx,
    accountId,
    flowId,
    all
      .filter((one) => !one.isDeleted)
      .map(({ actionId, action }) => ({ actionId, action: byId.get(actionId) ?? action })),
    at,
  )
}

async function countsOf(tx: Tx, accountId: string, { data }: AbTest): Promise<VariationCount[]> {
  const experiment = data.current_experiment
  const variations = experiment?.variations ?? []
  const contents = variations.flatMap((one) => one.data.message.id ?? [])
  const by = experiment?.winner_metric ?? 'unique-clicks'
  const orders =
    by === 'unique-placed-orders'
      ? (await listMappedMetrics(tx, accountId)).find(({ role }) => role === 'revenue')?.metricId
      : null
  const counts = await countVariations(tx, accountId, contents, {
    by,
    orderMetricId: orders ?? null,
    withinMs: ORDER_WITHIN_MS,
  })
  return variations.map((one) => {
    const found = counts.find(({ contentId }) => contentId === one.data.message.id)
    return { variationId: one.id ?? '', sent: found?.sent ?? 0, won: found?.won ?? 0 }
  })
}
