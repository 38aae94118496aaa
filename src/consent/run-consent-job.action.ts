import type { Logger } from 'pino'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { comparedEmail } from '../profile/identifiers.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import { changeConsent } from './change-consent.action.ts'
import type { ConsentChange } from './consent.ts'
import {
  advanceConsentJob,
  type ConsentJobRow,
  lockConsentJob,
  membersAmong,
  nextMembers,
} from './consent-jobs.sql.ts'
import { JobPayload, type JobRow } from './consent-jobs.ts'
import { peopleOfRows } from './people-of-rows.action.ts'
import { requestConfirmations } from './request-confirmations.action.ts'

/** Rows of one commit: eight consents each stay below the batch of `changeConsent`. */
const STEP_ROWS = 100
/** Members of a group of one commit. */
const STEP_MEMBERS = 500

export interface ConsentJobRun {
  accountId: string
  jobId: string
  now: Date
  log: Logger
}

/**
 * Take a job one step further, in one transaction with its counts: a crash repeats and loses nothing.
 * @returns true when it is finished
 */
export function consentJobStep(sql: Sql, run: ConsentJobRun): Promise<boolean> {
  return retryLostRaces(() => inAccount(sql, run.accountId, (tx) => step(tx, run)))
}

async function step(tx: Tx, run: ConsentJobRun): Promise<boolean> {
  const { accountId, jobId, now } = run
  const job = await lockConsentJob(tx, accountId, jobId)
  if (!job || job.status === 'complete' || job.status === 'cancelled') return true
  const done =
    job.kind === 'suppress' || job.kind === 'unsuppress'
      ? await suppressionStep(tx, run, job)
      : await subscriptionStep(tx, run, job)
  await advanceConsentJob(tx, accountId, jobId, done, now)
  return done.isLast
}

type Stored = ConsentJobRow & { payload: unknown }

interface Step {
  completed: number
  skipped: number
  reached: string | null
  isLast: boolean
}

async function subscriptionStep(tx: Tx, run: ConsentJobRun, job: Stored): Promise<Step> {
  const { accountId, now } = run
  const payload = JobPayload.parse(job.payload)
  const from = job.completedCount + job.skippedCount
  const rows = payload.rows.slice(from, from + STEP_ROWS)
  const changes =
    job.kind === 'subscribe'
      ? await subscriptionsOf(tx, run, job, payload, rows)
      : await goodbyesOf(tx, run, job, rows)
  const results = await changeConsent(tx, accountId, changes, { now })
  for (const result of results) {
    if (result.outcome === 'refused') {
      run.log.info({ accountId, jobId: job.jobId, reason: result.reason }, 'consent refused')
    }
  }
  return {
    completed: rows.length,
    skipped: 0,
    reached: null,
    isLast: from + rows.length >= payload.rows.length,
  }
}

async function subscriptionsOf(
  tx: Tx,
  { accountId, now }: ConsentJobRun,
  { listId, createdAt }: Stored,
  payload: JobPayload,
  rows: readonly JobRow[],
): Promise<ConsentChange[]> {
  const ready = await requestConfirmations(tx, accountId, rows, { payload, listId, now })
  const rule = payload.isFromClient ? 'keep' : 'replace'
  const ownerOf = await peopleOfRows(tx, accountId, ready, { rule, now })
  return ready.flatMap((row) =>
    row.consents.flatMap(({ channel, topic, consentedAt }): ConsentChange[] => {
      const profileId = ownerOf(row, channel)
      if (profileId === undefined) return []
      return [
        {
          profileId,
          channel,
          topic,
          kind: 'subscribe',
          listId,
          method: 'api',
          customMethodDetail: payload.customSource,
          source: payload.isFromClient ? 'client' : 'api',
          ip: payload.ip,
          consentedAt: consentedAt ?? createdAt,
          isHistorical: payload.isHistorical,
        },
      ]
    }),
  )
}

async function goodbyesOf(
  tx: Tx,
  { accountId, now, log }: ConsentJobRun,
  { jobId, listId }: Stored,
  rows: readonly JobRow[],
): Promise<ConsentChange[]> {
  const ownerOf = await peopleOfRows(tx, accountId, rows, { rule: 'add', now })
  const goodbyes = rows.flatMap((row) =>
    row.consents.flatMap(({ channel, topic }) => {
      const profileId = ownerOf(row, channel)
      return profileId === undefined ? [] : [{ profileId, channel, topic }]
    }),
  )
  const members =
    listId === null
      ? undefined
      : await membersAmong(
          tx,
          accountId,
          listId,
          goodbyes.map(({ profileId }) => profileId),
        )
  return goodbyes.map((goodbye): ConsentChange => {
    const isEverywhere = members !== undefined && !members.has(goodbye.profileId)
    if (isEverywhere) {
      const { profileId } = goodbye
      log.warn({ accountId, jobId, listId, profileId }, 'not on the list: unsubscribed everywhere')
    }
    return {
      ...goodbye,
      kind: 'unsubscribe',
      listId: isEverywhere ? null : listId,
      method: 'api',
      source: 'api',
    }
  })
}

async function suppressionStep(tx: Tx, run: ConsentJobRun, job: Stored): Promise<Step> {
  const { accountId, now } = run
  const groupId = job.listId ?? job.segmentId
  const payload = JobPayload.parse(job.payload)
  const people =
    groupId === null
      ? await ownersOfRows(tx, accountId, job.kind, payload.rows, now)
      : await nextMembers(tx, accountId, groupId, job.reached, STEP_MEMBERS)
  const results = await changeConsent(
    tx,
    accountId,
    people.map((profileId) => ({
      profileId,
      channel: 'email',
      kind: job.kind,
      reason: 'USER_SUPPRESSED',
      method: 'api',
      source: 'api',
    })),
    { now },
  )
  const changed = results.filter(({ outcome }) => outcome === 'recorded').length
  const isLast = groupId === null || people.length < STEP_MEMBERS
  const seen = groupId === null ? payload.rows.length : people.length
  return {
    completed: changed,
    skipped: seen - changed,
    reached: people.at(-1) ?? null,
    isLast,
  }
}

/** An address that nobody has yet is remembered when it is to be suppressed. */
async function ownersOfRows(
  tx: Tx,
  accountId: string,
  kind: Stored['kind'],
  rows: readonly JobRow[],
  now: Date,
): Promise<string[]> {
  if (kind === 'suppress') {
    const ownerOf = await peopleOfRows(tx, accountId, rows, { rule: 'add', now })
    return [...new Set(rows.flatMap((row) => ownerOf(row, 'email') ?? []))]
  }
  const emails = rows.flatMap(({ identifiers: { email } }) => email ?? [])
  const found = await findProfiles(tx, accountId, {
    identifiers: emails.map((email) => ({ kind: 'email', value: comparedEmail(email) })),
    ids: [],
  })
  return [...new Set(found.map(({ profileId }) => profileId))]
}
