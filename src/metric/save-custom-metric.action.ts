import { randomBytes } from 'node:crypto'
import type { CustomMetricDefinition } from '../contract/metrics.ts'
import { invalid, invalidDetail, notFound, Problem, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { type CustomMetricRow, metricIdsOf } from './custom-metric-resource.ts'
import {
  findCustomMetric,
  insertCustomMetric,
  isCustomMetricNameTaken,
  updateCustomMetric,
} from './custom-metrics.sql.ts'
import { listMetricsById } from './metrics.sql.ts'

const ID_BYTES = 16

/** @throws Problem 400 when a metric is unknown or the name is taken */
export function createCustomMetric(
  sql: Sql,
  accountId: string,
  wanted: { name: string; definition: CustomMetricDefinition },
  now: Date,
): Promise<CustomMetricRow> {
  return inAccount(sql, accountId, async (tx) => {
    await refuseUnknownMetrics(tx, accountId, wanted.definition)
    const row: CustomMetricRow = {
      customMetricId: randomBytes(ID_BYTES).toString('hex'),
      ...wanted,
      createdAt: now,
      updatedAt: now,
    }
    if (!(await insertCustomMetric(tx, accountId, row))) throw nameTaken(wanted.name)
    return row
  })
}

/** @throws Problem 404; 400 when a metric is unknown or the name is taken */
export function changeCustomMetric(
  sql: Sql,
  accountId: string,
  id: string,
  change: {
    name: string | undefined
    definition: CustomMetricDefinition | undefined
    now: Date
  },
): Promise<CustomMetricRow> {
  return inAccount(sql, accountId, async (tx) => {
    if (!(await findCustomMetric(tx, accountId, id))) throw notFound('custom-metric', id)
    if (change.definition) await refuseUnknownMetrics(tx, accountId, change.definition)
    const { name } = change
    if (name !== undefined && (await isCustomMetricNameTaken(tx, accountId, name, id))) {
      throw nameTaken(name)
    }
    const row = await updateCustomMetric(tx, accountId, id, change)
    if (!row) throw notFound('custom-metric', id)
    return row
  })
}

async function refuseUnknownMetrics(
  tx: Tx,
  accountId: string,
  definition: CustomMetricDefinition,
): Promise<void> {
  const existing = await listMetricsById(tx, accountId, metricIdsOf(definition))
  const ids = new Set(existing.map((metric) => metric.metricId))
  const unknown = definition.metric_groups.flatMap(({ metric_id: id }, index) =>
    ids.has(id)
      ? []
      : [
          invalidDetail(
            `/data/attributes/definition/metric_groups/${index}/metric_id`,
            `A metric with id ${quote(id)} does not exist.`,
            'Use an id from GET /api/metrics.',
          ),
        ],
  )
  if (unknown.length > 0) throw new Problem(400, unknown)
}

function nameTaken(name: string): Problem {
  return invalid(
    '/data/attributes/name',
    `A custom metric with the name ${quote(name)} exists already.`,
    'Choose another name, or change the one that exists.',
  )
}
