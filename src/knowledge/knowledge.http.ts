import {
  createAgentKnowledge,
  createAgentKnowledgeFile,
  deleteAgentKnowledge,
  findKnowledgePassages,
  getAgentKnowledge,
  getAgentKnowledgeList,
  getAgentKnowledgePages,
  reindexAgentKnowledge,
  updateAgentKnowledge,
} from '../contract/knowledge.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import type { TrustedHosts } from '../platform/outbound.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { RequestQuery } from '../platform/request-query.ts'
import {
  addFile,
  addSnippet,
  addWebpage,
  type By,
  changeSnippet,
  deleteSource,
  reindexWebpage,
} from './change-source.action.ts'
import { findPassages } from './find-passages.sql.ts'
import { rounded } from './gap.ts'
import { listPages } from './indexing.sql.ts'
import { sourceResource } from './source.ts'
import { findSource, listSources } from './sources.sql.ts'

/** Passages that are shown for a question. */
const PASSAGES_SHOWN = 10

export interface KnowledgeServices {
  trustedHosts?: TrustedHosts
}

const NOBODY: TrustedHosts = new Set()

/** Everything the agent may quote: texts, pages, sites and files. */
export const knowledgeRoutes = ({ trustedHosts = NOBODY }: KnowledgeServices): Route[] => [
  implement(getAgentKnowledgeList, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const fetched = await listSources(tx, call.caller.accountId, { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: sort?.key === 'id' ? '' : row.createdAt.toISOString(),
        id: row.knowledgeId,
      }))
      return { data: rows.map((row) => sourceResource(row, asksProgress(call.query))), next, prev }
    }),
  ),

  implement(createAgentKnowledge, async (call) => {
    const { source } = call.body.data.attributes
    const row =
      source.source_type === 'snippet'
        ? await addSnippet(call.sql, byOf(call), source)
        : await addWebpage(call.sql, byOf(call), {
            url: source.url,
            scope: source.scope,
            autoReindex: source.auto_reindex ?? false,
            trustedHosts,
          })
    return { data: sourceResource(row) }
  }),

  implement(createAgentKnowledgeFile, async (call) => ({
    data: sourceResource(await addFile(call.sql, byOf(call), call.body)),
  })),

  implement(getAgentKnowledge, (call) =>
    call.read(async (tx) => {
      const row = await findSource(tx, call.caller.accountId, idOf(call))
      if (!row) throw notFound('agent-knowledge', param(call, 'id'))
      return { data: sourceResource(row, asksProgress(call.query)) }
    }),
  ),

  implement(updateAgentKnowledge, async (call) => {
    const { id, attributes } = call.body.data
    const knowledgeId = idOf(call)
    refuseOtherId(uuidOf(id) ?? id, knowledgeId)
    const row = await changeSnippet(call.sql, byOf(call), knowledgeId, {
      title: attributes.title ?? undefined,
      content: attributes.content ?? undefined,
    })
    return { data: sourceResource(row) }
  }),

  implement(deleteAgentKnowledge, (call) => deleteSource(call.sql, byOf(call), idOf(call))),

  implement(reindexAgentKnowledge, async (call) => ({
    data: sourceResource(await reindexWebpage(call.sql, byOf(call), idOf(call))),
  })),

  implement(getAgentKnowledgePages, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const knowledgeId = idOf(call)
      const source = await findSource(tx, accountId, knowledgeId)
      if (!source) throw notFound('agent-knowledge', param(call, 'id'))
      const { page } = call.query
      const fetched = await listPages(tx, accountId, knowledgeId, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: '',
        id: String(row.position),
      }))
      const shownId = ulidOf(knowledgeId)
      const data = rows.map(({ position, ...attributes }) => ({
        type: 'agent-knowledge-page',
        id: `${shownId}-${position}`,
        parentId: shownId,
        attributes,
      }))
      return { data, next, prev }
    }),
  ),

  implement(findKnowledgePassages, (call) =>
    call.read(async (tx) => {
      const { question, language } = call.plain
      const asked = { text: question, language, limit: PASSAGES_SHOWN }
      const found = await findPassages(tx, call.caller.accountId, asked)
      const data = found.map(({ passageId, knowledgeId, score, ...attributes }) => ({
        type: 'knowledge-passage',
        id: passageId,
        parentId: ulidOf(knowledgeId),
        attributes: { ...attributes, knowledge_id: ulidOf(knowledgeId), score: rounded(score) },
      }))
      return { data }
    }),
  ),
]

function asksProgress({ additional }: RequestQuery): boolean {
  return additional.get('agent-knowledge')?.has('progress') ?? false
}

function idOf(call: Pick<Call<never, unknown>, 'params'>): string {
  const knowledgeId = uuidOf(param(call, 'id'))
  if (knowledgeId === undefined) throw notFound('agent-knowledge', param(call, 'id'))
  return knowledgeId
}

function byOf({
  caller,
  now,
  wallNow,
}: Pick<Call<never, unknown>, 'caller' | 'now' | 'wallNow'>): By {
  return { actor: caller, now, wallNow }
}
