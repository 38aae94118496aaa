import { databaseProblem } from '../platform/database-problem.ts'
import { enqueue, type Job, type JobDeps, job } from '../platform/job.ts'
import type { TrustedHosts } from '../platform/outbound.ts'
import { inAccount } from '../platform/sql.ts'
import { openDocumentReader } from './document-reader.gateway.ts'
import { createPageFetcher, type PageFetcher, trustingFetch } from './fetch-page.gateway.ts'
import { endUnread, indexSource } from './index-source.action.ts'
import { beginIndexing, type Indexing } from './indexing.sql.ts'
import { CLEAR_EDITIONS, INDEX_SOURCE } from './knowledge-jobs.ts'
import { UnreadableSource } from './source.ts'

/** Work on one site for a while, then queue the rest: other jobs get their turn. */
const TURN_MS = 10_000

/**
 * Reads a source. Safe to repeat: a page or file is read again as a whole, a site goes on after the
 * last page that was committed.
 */
export function createIndexSourceJob(pages: PageFetcher, turnMs = TURN_MS): Job {
  return job({
    ...INDEX_SOURCE,

    async run({ accountId, knowledgeId }, deps) {
      const source = await inAccount(deps.sql, accountId, (tx) =>
        beginIndexing(tx, accountId, knowledgeId, new Date()),
      )
      if (source) await work(source, pages, turnMs, deps)
    },
  }) as Job
}

/** Reads sources from the public internet, and from hosts that the operator vouches for. */
export function indexSourceJob({ trustedHosts }: { trustedHosts: TrustedHosts }): Job {
  return createIndexSourceJob(createPageFetcher(trustingFetch(trustedHosts)))
}

async function work(
  source: Indexing,
  pages: PageFetcher,
  turnMs: number,
  { sql, clock, log }: JobDeps,
): Promise<void> {
  const { accountId, knowledgeId } = source
  const reader = openDocumentReader()
  const endsAt = performance.now() + turnMs
  const now = await clock.now(accountId)
  try {
    const indexer = { sql, pages, reader, now }
    const outcome = await indexSource(indexer, source, () => performance.now() >= endsAt)
    await inAccount(sql, accountId, async (tx) => {
      if (outcome === 'more') await enqueue(tx, INDEX_SOURCE, { accountId, knowledgeId })
      else await enqueue(tx, CLEAR_EDITIONS, {})
    })
  } catch (error) {
    // Passing trouble: the queue tries again.
    if (databaseProblem(error)) throw error
    if (!(error instanceof UnreadableSource))
      log.error({ err: error, knowledgeId }, 'indexing failed')
    await endUnread(sql, source, problemOf(error), now)
  } finally {
    await reader.close()
  }
}

function problemOf(error: unknown): UnreadableSource {
  if (error instanceof UnreadableSource) return error
  return new UnreadableSource(
    'failed',
    'Something went wrong on our side; the log of the server has the cause.',
  )
}
