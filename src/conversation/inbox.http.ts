import { knownUuid } from '../account/known-uuid.ts'
import * as contract from '../contract/conversations.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { pageOf } from '../platform/page.ts'
import { invalid, notFound } from '../platform/problem.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { profileResource } from '../profile/profile-resource.ts'
import { profilesByIds } from '../profile/profiles.sql.ts'
import {
  type Asking,
  closeConversation,
  returnConversation,
  takeOverConversation,
  teammateOf,
} from './audited-team.action.ts'
import { inboxConversation, lineResource, turnResource } from './conversation-resource.ts'
import { listEpisodes } from './conversations.sql.ts'
import {
  type ListedConversation,
  listConversations,
  listedConversation,
} from './list-conversations.sql.ts'
import { readSearch } from './read-search.sql.ts'
import { assign, markRead, postTeammateMessage, setTags, snooze } from './team.action.ts'
import { listTranscript } from './transcript.sql.ts'
import { listTurns } from './turns.sql.ts'

type Looking = Pick<Call<never, unknown>, 'caller' | 'params' | 'query'>

const list = implement(contract.getConversations, (call) =>
  call.read(async (tx) => {
    const { caller, query, plain, now } = call
    const { accountId } = caller
    const question = {
      filter: query.filter,
      ...(await readSearch(tx, accountId, plain.search)),
      askedBy: caller.kind === 'user' ? caller.actorId : null,
      now,
    }
    const fetched = await listConversations(tx, accountId, question, query)
    const { rows, next, prev } = pageOf(fetched, query.page, (row) => ({
      key: String(row.lastLineAt.getTime()),
      id: row.conversationId,
    }))
    const data = await Promise.all(rows.map((row) => shown(tx, call, row)))
    return { data, included: await profilesWith(tx, call, rows), next, prev }
  }),
)

const one = implement(contract.getConversation, (call) =>
  call.read(async (tx) => {
    const row = await existing(tx, call)
    return { data: await shown(tx, call, row), included: await profilesWith(tx, call, [row]) }
  }),
)

const update = implement(contract.updateConversation, async (call) => {
  const { id, attributes } = call.body.data
  const conversationId = conversationIdOf(call)
  if (id.toLowerCase() !== conversationId) {
    throw invalid('/data/id', `The id must be that of the address, got '${id}'.`)
  }
  const { snoozed_until: until } = attributes
  if (until && until <= call.now) {
    throw invalid(
      '/data/attributes/snoozed_until',
      `The time ${isoSeconds(until)} is over; it is ${isoSeconds(call.now)}.`,
      'Send a time that is still to come, or null to show the conversation again.',
    )
  }
  return changed(call, async (tx) => {
    const { accountId } = call.caller
    const { now } = call
    const { assignee_id: assigneeId, tags, read_position: upTo, status } = attributes
    if (tags !== undefined) {
      await setTags(tx, accountId, conversationId, { tags, by: teammateOf(call.caller), now })
    }
    if (upTo !== undefined) await markRead(tx, accountId, conversationId, upTo, now)
    if (assigneeId !== undefined) await assign(tx, accountId, conversationId, assigneeId, now)
    if (until !== undefined) await snooze(tx, accountId, conversationId, until, now)
    if (status === 'closed') await closeConversation(tx, call, conversationId)
  })
})

const takeOver = implement(contract.takeOverConversation, (call) =>
  changed(call, (tx, conversationId) => takeOverConversation(tx, call, conversationId)),
)

const post = implement(contract.postConversationMessage, (call) => {
  const { text, is_note: isNote, request_id: requestId } = call.body.data.attributes
  return changed(call, (tx, conversationId) =>
    postTeammateMessage(tx, call.caller.accountId, conversationId, {
      by: teammateOf(call.caller),
      text,
      isNote,
      ...(requestId === undefined ? {} : { externalId: `team:${conversationId}:${requestId}` }),
      now: call.now,
    }),
  )
})

const lines = implement(contract.getConversationLines, (call) =>
  call.read(async (tx) => {
    const { conversationId } = await existing(tx, call)
    const { page } = call.query
    const fetched = await listTranscript(tx, call.caller.accountId, conversationId, {
      after: call.plain.after,
      page,
    })
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: '',
      id: String(row.position),
    }))
    return { data: rows.map((row) => lineResource(conversationId, row)), next, prev }
  }),
)

const turns = implement(contract.getConversationTurns, (call) =>
  call.read(async (tx) => {
    const { conversationId } = await existing(tx, call)
    const { page } = call.query
    const fetched = await listTurns(tx, call.caller.accountId, conversationId, page)
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: '',
      id: String(row.turn),
    }))
    return { data: rows.map((row) => turnResource(conversationId, row)), next, prev }
  }),
)

/** What the team sees and does. */
export function inboxRoutes(services: {
  onTurnDue: (accountId: string, conversationId: string) => void
}): Route[] {
  return [
    list,
    one,
    update,
    takeOver,
    implement(contract.returnConversation, async (call) => {
      const answer = await changed(call, (tx, conversationId) =>
        returnConversation(tx, call, conversationId),
      )
      services.onTurnDue(call.caller.accountId, conversationIdOf(call))
      return answer
    }),
    post,
    lines,
    turns,
  ]
}

/** Do it in one transaction, and answer the conversation as it is afterwards. */
async function changed(
  call: Looking & Asking & Pick<Call<never, unknown>, 'sql'>,
  work: (tx: Tx, conversationId: string) => Promise<unknown>,
) {
  const conversationId = conversationIdOf(call)
  const row = await retryLostRaces(() =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      await existing(tx, call)
      await work(tx, conversationId)
      return existing(tx, call)
    }),
  )
  return { data: inboxConversation(row) }
}

function conversationIdOf(call: Pick<Looking, 'params'>): string {
  return knownUuid('conversation', param(call, 'id'))
}

async function existing(tx: Tx, call: Looking): Promise<ListedConversation> {
  const id = conversationIdOf(call)
  const row = await listedConversation(tx, call.caller.accountId, id)
  if (!row) throw notFound('conversation', id)
  return row
}

async function shown(tx: Tx, call: Looking, row: ListedConversation): Promise<Resource> {
  const wantsEpisodes = call.query.additional.get('inbox-conversation')?.has('episodes')
  if (!wantsEpisodes) return inboxConversation(row)
  return inboxConversation(row, await listEpisodes(tx, call.caller.accountId, row.conversationId))
}

async function profilesWith(
  tx: Tx,
  call: Looking,
  rows: readonly ListedConversation[],
): Promise<Resource[]> {
  if (!call.query.include.has('profile') || rows.length === 0) return []
  const ids = [...new Set(rows.map((row) => row.profileId))]
  const profiles = await profilesByIds(tx, call.caller.accountId, ids)
  const additional = call.query.additional.get('profile') ?? new Set<string>()
  return profiles.map((row) => profileResource(row, additional))
}
