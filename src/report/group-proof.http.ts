import { type GroupNumber, groupProof } from '../contract/group-proof.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { invalidParameter, notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { SECOND_MS } from '../platform/time.ts'
import { countMembers, findGroup } from '../segment/groups.sql.ts'
import { netSince } from '../segment/growth.sql.ts'
import { namedSpan } from '../segment/timeframe.ts'
import { countChanges, type GroupScope, groupRows } from './group-proof.sql.ts'
import { GROUP_SUMS } from './group-proof.ts'
import { type ProvenTerm, proofResource, proofRowResource } from './proof.ts'
import { refuseEmpty, refuseLonger } from './report-window.ts'
import { zoneAndCurrency } from './zone-and-currency.action.ts'

const DAYS_MAX = 366
const BEGINNING = new Date(0)

interface Question {
  group_id: string
  number: GroupNumber
  from?: Date | undefined
  until?: Date | undefined
}

/** How the size and the growth of lists and segments come about, and who joined and left behind it. */
export const groupProofRoutes: readonly Route[] = [
  implement(groupProof.proof, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { group, zone, currency, scope } = await scopeOf(tx, accountId, call.plain, call.now)
      const { number, groupId, from, until } = scope
      const { value, terms, unlogged } = await measured(tx, accountId, scope)
      const proof = {
        name: number,
        value,
        unit: 'count' as const,
        currency,
        numerator: { ...GROUP_SUMS[number], value },
        terms,
        denominator: null,
        window: { from, until, zone, countsBy: 'when somebody joined or left' },
        conditions: [
          { name: group.kind, value: group.name },
          ...(unlogged === 0 ? [] : [{ name: 'unlogged' as const, value: String(unlogged) }]),
        ],
        question: {
          group_id: groupId,
          number,
          from: from.toISOString(),
          until: until.toISOString(),
        },
      }
      return { data: proofResource('group', proof, call.origin) }
    }),
  ),

  implement(groupProof.rows, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { page } = call.query
      const { scope } = await scopeOf(tx, accountId, call.plain, call.now)
      const fetched = await groupRows(tx, accountId, scope, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: row.place, id: row.id }))
      return { data: rows.map((row) => proofRowResource('group', row)), next, prev }
    }),
  ),
]

/** The number; of a size also what it is put together from, and how many of it the log does not know. */
async function measured(
  tx: Tx,
  accountId: string,
  scope: GroupScope,
): Promise<{ value: number; terms: ProvenTerm[]; unlogged: number }> {
  const { joined, left } = await countChanges(tx, accountId, scope)
  const changes: ProvenTerm[] = [
    { ...GROUP_SUMS.joined, value: joined, isSubtracted: false },
    { ...GROUP_SUMS.left, value: left, isSubtracted: true },
  ]
  switch (scope.number) {
    case 'joined':
      return { value: joined, terms: [], unlogged: 0 }
    case 'left':
      return { value: left, terms: [], unlogged: 0 }
    case 'net':
      return { value: joined - left, terms: changes, unlogged: 0 }
    case 'size': {
      const { groupId, from } = scope
      const now = (await countMembers(tx, accountId, [groupId])).get(groupId) ?? 0
      const net = async (since: Date) =>
        (await netSince(tx, accountId, [groupId], since)).get(groupId) ?? 0
      const start = now - (await net(from))
      const first = { ...GROUP_SUMS.start, value: start, isSubtracted: false }
      return {
        value: start + joined - left,
        terms: [first, ...changes],
        unlogged: now - (await net(BEGINNING)),
      }
    }
  }
}

/** @throws Problem 404 without such a group, 400 for half a time, an empty or a long one */
async function scopeOf(tx: Tx, accountId: string, question: Question, now: Date) {
  const { group_id: groupId, number } = question
  const group = await findGroup(tx, accountId, groupId)
  if (!group) throw notFound('list or segment', groupId)
  const { zone, currency } = await zoneAndCurrency(tx, accountId)
  const scope: GroupScope = { groupId, number, ...windowOf(question, now, zone) }
  return { group, zone, currency, scope }
}

function windowOf({ from, until }: Question, now: Date, zone: string) {
  if (!from && !until) {
    // The second that has begun is in it: links know no shorter time.
    const end = new Date(Math.floor(now.getTime() / SECOND_MS + 1) * SECOND_MS)
    return { from: namedSpan('last_30_days', now, zone).from, until: end }
  }
  if (!from || !until) throw invalidParameter('from', 'Send both from and until, or neither.')
  const window = { from, until }
  refuseEmpty(window)
  refuseLonger(window, DAYS_MAX)
  return window
}
