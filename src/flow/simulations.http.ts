import { recordAudit } from '../account/audit.sql.ts'
import {
  addPastProfiles,
  createBacktest,
  createPassagePreview,
  deleteBacktest,
  getBacktest,
  getBacktestsForFlow,
  getPastProfilesJob,
  OPEN_FLOW_JOBS_MAX,
} from '../contract/flow-simulations.ts'
import type { FlowDefinition } from '../contract/flows.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { newUlidUuid, ulidOf, uuidOf } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import type { Resource } from '../platform/json-api.ts'
import { conflict, invalid, notFound, quote } from '../platform/problem.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import type { PastProfilesResult } from './add-past-profiles.action.ts'
import type { BacktestSettings } from './backtest.action.ts'
import type { BacktestResult, ShownPassage } from './backtest-tally.ts'
import { hasActiveAhead, triggerOf } from './flow.ts'
import {
  countOpenFlowJobs,
  deleteFlowJob,
  type FlowJobKind,
  type FlowJobRow,
  findFlowJob,
  flowJobsOf,
  insertFlowJob,
} from './flow-jobs.sql.ts'
import { RUN_FLOW_JOB } from './flow-jobs.ts'
import { actionsOfFlows, type FlowRow, findFlow, flowFrom } from './flows.sql.ts'
import { previewPassage } from './preview-passage.action.ts'
import { checkFlow, definitionOf } from './save-flow.action.ts'
import type { SimulatedPassage } from './simulate.ts'

type Looking = Pick<Call<never, unknown>, 'caller'>

/** Simulations of one flow that are listed. */
const LISTED_MAX = 10

/** What flows would do, or would have done. */
export const simulationRoutes: readonly Route[] = [
  implement(createBacktest, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { attributes, relationships } = call.body.data
      const row = await existingFlow(tx, call, relationships.flow.data.id)
      const definition = await definitionToRun(tx, call, row, attributes.definition)
      const settings: BacktestSettings = { days: attributes.days, definition }
      const job = await queueJob(tx, call, { flowId: row.flowId, kind: 'backtest', settings })
      return { status: 202, data: backtestResource(job) }
    }),
  ),

  implement(getBacktest, (call) =>
    call.read(async (tx) => {
      const job = await existingJob(tx, call, 'backtest', param(call, 'id'))
      return { data: backtestResource(job, call.query.additional.get('flow-backtest')) }
    }),
  ),

  implement(deleteBacktest, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { jobId } = await existingJob(tx, call, 'backtest', param(call, 'id'))
      await deleteFlowJob(tx, call.caller.accountId, jobId)
    }),
  ),

  implement(getBacktestsForFlow, (call) =>
    call.read(async (tx) => {
      const { flowId } = await existingFlow(tx, call, param(call, 'id'))
      const { accountId } = call.caller
      const jobs = await flowJobsOf(tx, accountId, flowId, 'backtest', LISTED_MAX)
      const asked = call.query.additional.get('flow-backtest')
      return { data: jobs.map((job) => backtestResource(job, asked)) }
    }),
  ),

  implement(createPassagePreview, (call) =>
    call.read(async (tx) => {
      const { attributes, relationships } = call.body.data
      const { accountId } = call.caller
      const row = await existingFlow(tx, call, relationships.flow.data.id)
      const { id } = relationships.profile.data
      const profileId = uuidOf(id)
      const definition = await definitionToRun(tx, call, row, attributes?.definition)
      const simulation = profileId
        ? await previewPassage(tx, accountId, row.flowId, definition, { profileId, now: call.now })
        : undefined
      if (!simulation) throw notFound('profile', id)
      const [passage] = simulation.passages
      return {
        data: {
          type: 'flow-passage-preview',
          id: `${row.flowId}-${id}`,
          attributes: {
            refusal: simulation.refusals[0]?.reason ?? null,
            passage: passage ? passageShown(passage) : null,
          },
          relationships: {
            flow: { data: { type: 'flow', id: row.flowId } },
            profile: { data: { type: 'profile', id } },
          },
        },
      }
    }),
  ),

  implement(addPastProfiles, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { attributes: settings, relationships } = call.body.data
      const row = await existingFlow(tx, call, relationships.flow.data.id)
      await refuseImpossiblePlace(tx, call, row, settings.place)
      const job = await queueJob(tx, call, { flowId: row.flowId, kind: 'past-profiles', settings })
      await recordAudit(tx, call.caller, call.wallNow, {
        action: 'flow.changed',
        subject: row.name,
        detail: { past_profiles: settings.place },
      })
      return { status: 202, data: pastJobResource(job) }
    }),
  ),

  implement(getPastProfilesJob, (call) =>
    call.read(async (tx) => ({
      data: pastJobResource(await existingJob(tx, call, 'past-profiles', param(call, 'id'))),
    })),
  ),
]

/** What was sent along, checked as if it were saved; else what is saved. */
async function definitionToRun(
  tx: Tx,
  { caller }: Looking,
  row: FlowRow,
  sent: FlowDefinition | null | undefined,
): Promise<FlowDefinition> {
  if (sent) await checkFlow(tx, caller.accountId, sent)
  const definition =
    sent ?? definitionOf(row, await actionsOfFlows(tx, caller.accountId, [row.flowId]))
  const { kind, key } = triggerOf(definition)
  const isKnown = kind === 'date' || (['metric', 'list', 'segment'].includes(kind) && key !== '')
  if (isKnown) return definition
  throw invalid(
    '/data/attributes/definition/triggers',
    `A flow that starts with ${quote(kind)} cannot be simulated.`,
    'Choose a metric, a list, a segment or a date of the profile.',
  )
}

/** @throws Problem 409 when nobody could be added */
async function refuseImpossiblePlace(
  tx: Tx,
  { caller }: Looking,
  row: FlowRow,
  place: string,
): Promise<void> {
  const { triggerKind: kind } = row
  if (kind !== 'metric' && kind !== 'list' && kind !== 'segment') {
    throw conflict(
      'no_past',
      `Nobody can be added to a flow that starts with ${quote(kind)}.`,
      'Past profiles can be added to flows of metrics, lists and segments.',
    )
  }
  if (row.status === 'draft') {
    throw conflict('not_running', 'The flow is a draft: nobody can enter.', 'Set it live first.')
  }
  if (kind === 'metric' && place === 'beginning') {
    throw invalid(
      '/data/attributes/place',
      'Who did something in the past cannot start at the beginning of a metric flow.',
      'Use where-they-would-be.',
    )
  }
  const flow = flowFrom(row, await actionsOfFlows(tx, caller.accountId, [row.flowId]))
  const hasDelay = [...flow.actions.values()].some(
    ({ action, isDeleted }) =>
      !isDeleted && ['time-delay', 'wait-until-event', 'back-in-stock-delay'].includes(action.type),
  )
  const isOn = hasActiveAhead(flow, flow.rules.entry_action_id)
  if (place === 'where-they-would-be' && !(hasDelay && isOn)) {
    throw conflict(
      'no_delay',
      'The flow has no delay at which somebody could wait by now.',
      'Put a delay in, and switch on what comes after it.',
    )
  }
}

/** @throws Problem 409 when too many are open */
async function queueJob(
  tx: Tx,
  { caller, now, wallNow }: Pick<Call<unknown, unknown>, 'caller' | 'now' | 'wallNow'>,
  job: Pick<FlowJobRow, 'flowId' | 'kind' | 'settings'>,
): Promise<FlowJobRow> {
  const { accountId } = caller
  if ((await countOpenFlowJobs(tx, accountId, job.kind)) >= OPEN_FLOW_JOBS_MAX) {
    throw conflict(
      'too_many_open',
      `${OPEN_FLOW_JOBS_MAX} of these are running already.`,
      'Wait until one of them is done.',
    )
  }
  const jobId = newUlidUuid(wallNow)
  await insertFlowJob(tx, accountId, { jobId, ...job }, { now, wallNow })
  await enqueue(tx, RUN_FLOW_JOB, { accountId, jobId })
  const row = await findFlowJob(tx, accountId, jobId)
  if (!row) throw new Error('a job that was just written is gone')
  return row
}

function backtestResource(job: FlowJobRow, asked?: ReadonlySet<string>): Resource {
  const { days } = job.settings as BacktestSettings
  const result = job.state === 'complete' ? (job.result as BacktestResult | null) : null
  return {
    type: 'flow-backtest',
    id: ulidOf(job.jobId),
    attributes: {
      status: job.state,
      days,
      done: job.done,
      total: job.total,
      created_at: isoSeconds(job.createdAt),
      result: result && resultShown(result),
      ...(asked?.has('passages') ? { passages: (result?.passages ?? []).map(shownWithLive) } : {}),
    },
    relationships: { flow: { data: { type: 'flow', id: job.flowId } } },
  }
}

function resultShown(result: BacktestResult) {
  return {
    from: isoSeconds(new Date(result.from)),
    to: isoSeconds(new Date(result.to)),
    is_limited: result.isLimited,
    entered: result.entered,
    refusals: result.refusals,
    mailed: result.mailed,
    skips: result.skips,
    ends: result.ends,
    steps: result.steps.map(({ actionId, ...counts }) => ({ action_id: actionId, ...counts })),
    days: result.days.map(({ liveEntered, liveMailed, ...day }) => ({
      ...day,
      live_entered: liveEntered,
      live_mailed: liveMailed,
    })),
    live: result.live,
  }
}

function shownWithLive(passage: ShownPassage) {
  return { ...passageShown(passage), live_mails: passage.liveMails }
}

/** Of a result that was kept, instants are texts. */
function passageShown(passage: SimulatedPassage) {
  const time = (at: Date | null) => at && isoSeconds(new Date(at))
  return {
    profile_id: ulidOf(passage.profileId),
    started_at: time(passage.startedAt),
    steps: passage.steps.map((step) => ({
      action_id: step.actionId,
      outcome: step.skipped ? 'skipped' : step.outcome,
      reason: step.reason ?? step.skipped,
      detail: step.detail,
      at: time(step.at),
    })),
    end_reason: passage.end?.reason ?? null,
    ended_at: time(passage.end?.at ?? null),
    waits_at: passage.waitsAt?.actionId ?? null,
    waits_until: time(passage.waitsAt?.until ?? null),
  }
}

function pastJobResource(job: FlowJobRow): Resource {
  const result = job.result as PastProfilesResult | null
  return {
    type: 'flow-past-profiles-job',
    id: ulidOf(job.jobId),
    attributes: {
      status: job.state,
      done: job.done,
      total: job.total,
      created_at: isoSeconds(job.createdAt),
      added: result?.added ?? 0,
      refusals: result?.refusals ?? {},
      is_limited: result?.isLimited ?? false,
    },
    relationships: { flow: { data: { type: 'flow', id: job.flowId } } },
  }
}

/** @throws Problem 404 */
async function existingFlow(tx: Tx, { caller }: Looking, flowId: string): Promise<FlowRow> {
  const row = await findFlow(tx, caller.accountId, flowId)
  if (!row) throw notFound('flow', flowId)
  return row
}

async function existingJob(
  tx: Tx,
  { caller }: Looking,
  kind: FlowJobKind,
  id: string,
): Promise<FlowJobRow> {
  const jobId = uuidOf(id)
  const row = jobId && (await findFlowJob(tx, caller.accountId, jobId))
  if (!row || row.kind !== kind) {
    throw notFound(kind === 'backtest' ? 'flow-backtest' : 'flow-past-profiles-job', id)
  }
  return row
}
