import { recordAudit } from '../account/audit.sql.ts'
import { ulidOf } from '../platform/id.ts'
import { conflict, notFound } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { By } from './change-source.action.ts'
import { createSnippet } from './create-snippet.action.ts'
import { findPassages } from './find-passages.sql.ts'
import { ANSWERED_FROM, draftOf, type GapRow } from './gap.ts'
import {
  findGap,
  listGapQuestions,
  lockGap,
  setAskedAgain,
  setDecided,
  setDraft,
} from './knowledge-gaps.sql.ts'

/** Failed questions that are asked again, newest first. */
export const ASKED_AGAIN_MAX = 100

/**
 * Keep a draft that would fill a gap.
 * @param answer what a teammate really answered; null: an outline that quotes the questions
 * @throws Problem 404, or 409 once it was decided
 */
export async function draftGap(
  sql: Sql,
  { actor: { accountId } }: By,
  gapId: string,
  answer: string | null,
): Promise<GapRow> {
  return inAccount(sql, accountId, async (tx) => {
    const gap = await openGap(tx, accountId, gapId)
    await setDraft(tx, accountId, gapId, draftOf(gap, answer))
    return existing(tx, accountId, gapId)
  })
}

/**
 * Make the snippet that fills a gap, ask the failed questions again, and keep how they fare.
 * @throws Problem 404, or 409 when it was approved before
 */
export async function approveGap(
  sql: Sql,
  by: By,
  gapId: string,
  snippet: { title: string; content: string },
): Promise<GapRow> {
  const { accountId } = by.actor
  return inAccount(sql, accountId, async (tx) => {
    const gap = await openGap(tx, accountId, gapId)
    const { knowledgeId } = await createSnippet(tx, accountId, { ...snippet, now: by.now })
    await setDraft(tx, accountId, gapId, snippet)
    await decide(tx, by, gapId, { state: 'approved', knowledgeId })
    await askAgain(tx, accountId, gap)
    await recordAudit(tx, by.actor, by.wallNow, {
      action: 'knowledge-gap.approved',
      subject: snippet.title,
    })
    return existing(tx, accountId, gapId)
  })
}

async function askAgain(
  tx: Tx,
  accountId: string,
  { gapId, language }: Pick<GapRow, 'gapId' | 'language'>,
): Promise<void> {
  const page = { size: ASKED_AGAIN_MAX, cursor: null }
  const questions = (await listGapQuestions(tx, accountId, gapId, page)).slice(0, ASKED_AGAIN_MAX)
  const results = []
  for (const { questionId, question } of questions) {
    const asked = { text: question, language, limit: 1 }
    const [best] = await findPassages(tx, accountId, asked)
    const score = best?.score ?? 0
    results.push({
      questionId,
      score,
      answeredBy: score < ANSWERED_FROM ? null : (best?.title ?? null),
    })
  }
  await setAskedAgain(tx, accountId, gapId, results)
}

/** @throws Problem 404, or 409 when it was approved before */
export async function dismissGap(sql: Sql, by: By, gapId: string): Promise<GapRow> {
  const { accountId } = by.actor
  return inAccount(sql, accountId, async (tx) => {
    const gap = await openGap(tx, accountId, gapId)
    await decide(tx, by, gapId, { state: 'dismissed', knowledgeId: null })
    await recordAudit(tx, by.actor, by.wallNow, {
      action: 'knowledge-gap.dismissed',
      subject: gap.samples[0] ?? gapId,
    })
    return existing(tx, accountId, gapId)
  })
}

async function decide(
  tx: Tx,
  { actor, now }: By,
  gapId: string,
  decision: { state: 'approved' | 'dismissed'; knowledgeId: string | null },
): Promise<void> {
  await setDecided(tx, actor.accountId, gapId, { ...decision, by: actor.actorName, now })
}

/** A gap that can still be decided; a dismissed one can, minds change. */
async function openGap(tx: Tx, accountId: string, gapId: string): Promise<GapRow> {
  await lockGap(tx, accountId, gapId)
  const gap = await existing(tx, accountId, gapId)
  if (gap.state !== 'approved') return gap
  throw conflict(
    'gap_filled',
    'This knowledge gap was filled already.',
    'Change the snippet that fills it; questions that still fail make a new gap.',
  )
}

async function existing(tx: Tx, accountId: string, gapId: string): Promise<GapRow> {
  const gap = await findGap(tx, accountId, gapId)
  if (!gap) throw notFound('knowledge-gap', ulidOf(gapId))
  return gap
}
