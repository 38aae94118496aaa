import { randomUUID } from 'node:crypto'
import {
  explainSegment as explainEndpoint,
  getGroupOverviews,
  getGroupTransitions,
  OVERVIEW_DAYS,
  PREVIEW_EXAMPLES,
  previewSegment as previewEndpoint,
  querySegmentSeries,
  querySegmentValues,
} from '../contract/groups.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import { textsOf } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { isoSeconds } from '../platform/time.ts'
import { databaseZone } from '../platform/time-zone.ts'
import { profileResource } from '../profile/profile-resource.ts'
import { profilesByIds } from '../profile/profiles.sql.ts'
import { explainSegment } from './explain-segment.action.ts'
import { warningsOf } from './group-resource.ts'
import { countMembers, findGroup, segmentsNaming } from './groups.sql.ts'
import { growthSeries, intervalStarts, listOverviews, listTransitions } from './growth.sql.ts'
import { reportGrowth, reportGrowthValues } from './growth-report.action.ts'
import { previewSegment } from './preview-segment.action.ts'
import { timezoneOf } from './segments-due.sql.ts'
import { namedSpan } from './timeframe.ts'

/** What segments tell: previews, explanations, who came and went, growth. */
export const segmentInsightRoutes: readonly Route[] = [
  implement(previewEndpoint, async ({ sql, caller, body, now, closed }) => {
    const { definition } = body.data.attributes
    const began = performance.now()
    const preview = await previewSegment(
      sql,
      caller.accountId,
      definition,
      PREVIEW_EXAMPLES,
      now,
      closed,
    )
    return {
      data: {
        type: 'segment-preview',
        id: randomUUID(),
        attributes: {
          profile_count: preview.count,
          profiles_looked_at: preview.lookedAt,
          is_complete: preview.isComplete,
          examples: preview.examples.map((row) => ({
            profile_id: ulidOf(row.profileId),
            name: nameOf(row),
          })),
          warnings: warningsOf(definition),
          took_ms: Math.round(performance.now() - began),
        },
      },
    }
  }),

  implement(explainEndpoint, (call) =>
    call.read(async (tx) => {
      const profile = param(call, 'profile_id')
      const profileId = uuidOf(profile)
      if (profileId === undefined) throw notFound('profile', profile)
      const { accountId } = call.caller
      return { data: await explainSegment(tx, accountId, param(call, 'id'), profileId, call.now) }
    }),
  ),

  implement(getGroupTransitions, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const id = param(call, 'id')
      if (!(await findGroup(tx, accountId, id))) throw notFound('list or segment', id)
      const { page, include } = call.query
      const fetched = await listTransitions(tx, accountId, id, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: row.changedAt.toISOString(),
        id: String(row.changeId),
      }))
      const additional = call.query.additional.get('profile')
      const profiles = include.has('profile')
        ? await profilesByIds(tx, accountId, [...new Set(rows.map((row) => row.profileId))])
        : []
      return {
        data: rows.map((row) => ({
          type: 'group-transition',
          id: String(row.changeId),
          parentId: id,
          attributes: {
            kind: row.kind,
            cause: row.cause,
            changed_at: isoSeconds(row.changedAt),
          },
          relationships: { profile: { data: { type: 'profile', id: ulidOf(row.profileId) } } },
        })),
        ...(include.has('profile')
          ? { included: profiles.map((row) => profileResource(row, additional)) }
          : {}),
        next,
        prev,
      }
    }),
  ),

  implement(getGroupOverviews, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { page, filter } = call.query
      const asked = (field: string) => {
        const term = filter.find((one) => one.field === field)
        return term ? String(term.value) : null
      }
      const tags = filter.find((one) => one.field === 'tags.id')
      const wanted = {
        kind: asked('kind'),
        text: asked('name'),
        tagIds: tags ? textsOf(tags.value) : null,
      }
      const fetched = await listOverviews(tx, accountId, wanted, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: row.name,
        id: row.groupId,
      }))
      const ids = rows.map((row) => row.groupId)
      const zone = await timezoneOf(tx, accountId)
      const span = namedSpan('last_30_days', call.now, zone)
      const days = { interval: 'daily' as const, ...span, timezone: databaseZone(zone) }
      const dates = await intervalStarts(tx, days)
      const growth = await growthSeries(tx, accountId, { groupIds: ids, ...days })
      const net = new Map(
        growth.map((one) => [`${one.groupId} ${one.startsAt.getTime()}`, one.added - one.removed]),
      )
      const counts = await countMembers(tx, accountId, ids)
      const usedBy = new Map(
        await Promise.all(
          ids.map(async (id) => [id, await segmentsNaming(tx, accountId, id)] as const),
        ),
      )
      return {
        data: rows.map((row) => ({
          type: 'group-overview',
          id: row.groupId,
          attributes: {
            kind: row.kind,
            name: row.name,
            is_starred: row.isStarred,
            is_active: row.isActive,
            is_processing: row.isProcessing,
            profile_count: counts.get(row.groupId) ?? 0,
            created: isoSeconds(row.createdAt),
            updated: isoSeconds(row.updatedAt),
            net_by_day: dates
              .slice(-OVERVIEW_DAYS)
              .map((at) => net.get(`${row.groupId} ${at.getTime()}`) ?? 0),
            used_by: (usedBy.get(row.groupId) ?? []).map((one) => ({
              kind: 'segment',
              id: one.groupId,
              name: one.name,
            })),
          },
        })),
        next,
        prev,
      }
    }),
  ),

  implement(querySegmentValues, (call) =>
    call.read(async (tx) => {
      const { filter = null, ...asked } = call.body.data.attributes
      const question = { ...asked, filter }
      const results = await reportGrowthValues(tx, call.caller.accountId, question, call.now)
      return {
        data: {
          type: 'segment-values-report',
          id: randomUUID(),
          attributes: {
            results: results.map(({ groupId, statistics }) => ({
              groupings: { segment_id: groupId },
              statistics,
            })),
          },
        },
      }
    }),
  ),

  implement(querySegmentSeries, (call) =>
    call.read(async (tx) => {
      const { filter = null, interval, ...asked } = call.body.data.attributes
      const question = { ...asked, filter }
      const { accountId } = call.caller
      const { dates, results } = await reportGrowth(tx, accountId, question, interval, call.now)
      return {
        data: {
          type: 'segment-series-report',
          id: randomUUID(),
          attributes: {
            results: results.map(({ groupId, statistics }) => ({
              groupings: { segment_id: groupId },
              statistics,
            })),
            date_times: dates.map(isoSeconds),
          },
        },
      }
    }),
  ),
]

function nameOf(row: {
  first_name: string | null
  last_name: string | null
  email: string | null
  phone_number: string | null
  external_id: string | null
}): string {
  const full = [row.first_name, row.last_name].filter(Boolean).join(' ')
  return full || (row.email ?? row.phone_number ?? row.external_id ?? '')
}
