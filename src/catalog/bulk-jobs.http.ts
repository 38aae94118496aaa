import { createHash } from 'node:crypto'
import {
  CATALOG_JOBS,
  type CatalogJobEndpoints,
  type CatalogNoun,
  catalogRows,
} from '../contract/catalogs.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf, uuidText } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { cursorKey, textsOf } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { catalogId } from './catalog-id.ts'
import { type CatalogJobRow, findCatalogJob, listCatalogJobs } from './catalog-jobs.sql.ts'
import { categoryResource, itemResource, variantResource } from './catalog-resources.ts'
import { categoriesByIds } from './categories.sql.ts'
import { itemsByIds } from './items.sql.ts'
import { queueCatalogJob } from './run-catalog-job.action.ts'
import { variantsByIds } from './variants.sql.ts'

/** The nine kinds of bulk jobs: queue one, list them, look at one. */
export const catalogJobRoutes: readonly Route[] = CATALOG_JOBS.flatMap(routesOf)

function routesOf(endpoints: CatalogJobEndpoints): Route[] {
  const { noun, verb, type } = endpoints
  const shown = (row: CatalogJobRow) => jobResource(type, noun, row)
  const queue = implement(endpoints.queue, async ({ body, caller, sql, now }) => {
    const rows = body.data.attributes[catalogRows(noun)]?.data ?? []
    return { data: shown(await queueCatalogJob(sql, caller.accountId, { noun, verb, rows }, now)) }
  })
  const list = implement(endpoints.list, (call) =>
    call.read(async (tx) => {
      const { filter, page } = call.query
      const statuses =
        filter.length === 0 ? null : commonTo(filter.map(({ value }) => textsOf(value)))
      const wanted = { statuses, page }
      const fetched = await listCatalogJobs(tx, call.caller.accountId, { noun, verb }, wanted)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: cursorKey(row.createdAt),
        id: row.jobId,
      }))
      return { data: rows.map(shown), next, prev }
    }),
  )
  const one = implement(endpoints.one, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'job_id')
      const uuid = uuidOf(id)
      const { accountId } = call.caller
      const row = uuid && (await findCatalogJob(tx, accountId, { noun, verb }, uuid))
      if (!row) throw notFound(type, id)
      const isWanted = call.query.include.has(catalogRows(noun))
      return {
        data: shown(row),
        ...(isWanted ? { included: await resources(tx, accountId, noun, row.doneIds) } : {}),
      }
    }),
  )
  return [queue, list, one]
}

/** What is in all of these lists: a job has one status. */
function commonTo([first = [], ...others]: readonly string[][]): string[] {
  return first.filter((one) => others.every((list) => list.includes(one)))
}

async function resources(
  tx: Tx,
  accountId: string,
  noun: CatalogNoun,
  ids: readonly string[],
): Promise<Resource[]> {
  switch (noun) {
    case 'item':
      return (await itemsByIds(tx, accountId, ids)).map((row) => itemResource(row))
    case 'variant':
      return (await variantsByIds(tx, accountId, ids)).map(variantResource)
    case 'category':
      return (await categoriesByIds(tx, accountId, ids)).map(categoryResource)
  }
}

function jobResource(type: string, noun: CatalogNoun, row: CatalogJobRow): Resource {
  return {
    type,
    id: ulidOf(row.jobId),
    attributes: {
      status: row.status,
      created_at: isoSeconds(row.createdAt),
      total_count: row.totalCount,
      completed_count: row.completedCount,
      failed_count: row.failedCount,
      completed_at: row.completedAt && isoSeconds(row.completedAt),
      errors: row.errors.map(({ code, title, detail, pointer }) => ({
        id: errorId(row.jobId, pointer),
        code,
        title,
        detail,
        source: { pointer },
      })),
      expires_at: isoSeconds(row.expiresAt),
    },
    relationships: {
      [catalogRows(noun)]: {
        data: row.doneIds.map((id) => ({ type: `catalog-${noun}`, id: catalogId(id) })),
      },
    },
  }
}

/** The same whenever somebody asks. */
function errorId(jobId: string, pointer: string): string {
  return uuidText(createHash('sha256').update(`${jobId} ${pointer}`).digest().subarray(0, 16))
}
