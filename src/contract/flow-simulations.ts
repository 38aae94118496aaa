import { z } from 'zod'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import { END_REASONS, FlowDefinition, REFUSAL_REASONS, STEP_OUTCOMES } from './flows.ts'
import { SKIP_REASONS } from './messages.ts'
import { InstantOut } from './values.ts'

/**
 * What a flow would do, or would have done, and people who are added because of what they did before
 * it was live. All of it is ours.
 */

export const BACKTEST_DAYS_MAX = 90
/** Of one account at the same time. */
export const OPEN_FLOW_JOBS_MAX = 3
export const PAST_DAYS_MAX = 365

export const FLOW_JOB_STATES = ['queued', 'processing', 'complete', 'failed'] as const

const Counts = z.record(z.string(), z.int())
const Step = z.object({
  action_id: z.string(),
  outcome: z.enum(STEP_OUTCOMES),
  /** Why it is skipped; of messages also why they would not have gone after all. */
  reason: z.enum(SKIP_REASONS).nullable(),
  detail: z.string().nullable(),
  at: InstantOut,
})
const Passage = z.object({
  profile_id: z.string(),
  started_at: InstantOut,
  steps: z.array(Step),
  end_reason: z.enum(END_REASONS).nullable(),
  ended_at: InstantOut.nullable(),
  /** Where it waits when nothing more happens, until when; null: it is over. */
  waits_at: z.string().nullable(),
  waits_until: InstantOut.nullable(),
})

export const FlowBacktest = resourceType({
  type: 'flow-backtest',
  self: '/api/x/flow-backtests/{id}/',
  attributes: z.object({
    status: z.enum(FLOW_JOB_STATES),
    days: z.int(),
    /** Profiles that were lived through, of how many. */
    done: z.int(),
    total: z.int().nullable(),
    created_at: InstantOut,
    result: z
      .object({
        from: InstantOut,
        to: InstantOut,
        /** There were more people than are looked at. */
        is_limited: z.boolean(),
        entered: z.int(),
        refusals: Counts,
        mailed: z.int(),
        skips: Counts,
        ends: Counts,
        steps: z.array(
          z.object({ action_id: z.string(), reached: z.int(), outcomes: Counts, skips: Counts }),
        ),
        /** By day of the account's calendar, beside what the flow did in earnest. */
        days: z.array(
          z.object({
            day: z.string(),
            entered: z.int(),
            mailed: z.int(),
            live_entered: z.int(),
            live_mailed: z.int(),
          }),
        ),
        live: z.object({ entered: z.int(), mailed: z.int(), skips: Counts }),
      })
      .nullable(),
  }),
  additional: z.object({
    /** Those that began last, with the messages that the same trigger caused in earnest. */
    passages: z.array(Passage.extend({ live_mails: z.int().nullable() })),
  }),
  relationships: { flow: { to: 'flow', many: false } },
})

const flowOf = z.strictObject({ flow: z.strictObject({ data: linkage('flow') }) })

export const createBacktest = endpoint({
  id: 'createFlowBacktest',
  method: 'POST',
  path: '/api/x/flow-backtests',
  tag: 'Flows',
  summary:
    'Live through the last days with a flow, or with a definition that is sent along, without sending anything: who would have entered, who not and why, and who would have been mailed when, beside what the flow did in earnest. Profiles and consent are those of now, events and memberships those of then.',
  access: 'flows:read',
  body: document(
    z.strictObject({
      type: z.literal('flow-backtest'),
      attributes: z.strictObject({
        days: z.int().min(1).max(BACKTEST_DAYS_MAX),
        /** Instead of the saved one. */
        definition: FlowDefinition.nullish(),
      }),
      relationships: flowOf,
    }),
  ),
  reply: { status: 202, one: FlowBacktest },
  rate: 'S',
})

export const getBacktest = endpoint({
  id: 'getFlowBacktest',
  method: 'GET',
  path: '/api/x/flow-backtests/{id}',
  tag: 'Flows',
  summary:
    'How far a simulation has come, and its result. `additional-fields[flow-backtest]=passages` adds single passages.',
  access: 'flows:read',
  reply: { status: 200, one: FlowBacktest },
  rate: 'L',
})

export const deleteBacktest = endpoint({
  id: 'deleteFlowBacktest',
  method: 'DELETE',
  path: '/api/x/flow-backtests/{id}',
  tag: 'Flows',
  summary: 'Stop a simulation, or forget it. All are forgotten after 30 days.',
  access: 'flows:read',
  reply: { status: 204 },
  rate: 'M',
})

export const getBacktestsForFlow = endpoint({
  id: 'getBacktestsForFlow',
  method: 'GET',
  path: '/api/x/flows/{id}/flow-backtests',
  tag: 'Flows',
  summary: 'The latest ten simulations of a flow, newest first.',
  access: 'flows:read',
  reply: { status: 200, many: FlowBacktest },
  rate: 'L',
})

export const FlowPassagePreview = resourceType({
  type: 'flow-passage-preview',
  self: '/api/x/flow-passage-previews/',
  attributes: z.object({
    /** Why the profile would not enter; null: it would. */
    refusal: z.enum(REFUSAL_REASONS).nullable(),
    passage: Passage.nullable(),
  }),
  relationships: {
    flow: { to: 'flow', many: false },
    profile: { to: 'profile', many: false },
  },
})

export const createPassagePreview = endpoint({
  id: 'createFlowPassagePreview',
  method: 'POST',
  path: '/api/x/flow-passage-previews',
  tag: 'Flows',
  summary:
    'What a flow would do with one profile that entered now and did nothing more. It enters with its own latest event that would make it, or with anybody’s. Nothing is kept.',
  access: 'flows:read',
  body: document(
    z.strictObject({
      type: z.literal('flow-passage-preview'),
      attributes: z.strictObject({ definition: FlowDefinition.nullish() }).optional(),
      relationships: z.strictObject({
        flow: z.strictObject({ data: linkage('flow') }),
        profile: z.strictObject({ data: linkage('profile') }),
      }),
    }),
  ),
  reply: { status: 200, one: FlowPassagePreview },
  rate: 'M',
})

export const FlowPastProfilesJob = resourceType({
  type: 'flow-past-profiles-job',
  self: '/api/x/flow-past-profiles-jobs/{id}/',
  attributes: z.object({
    status: z.enum(FLOW_JOB_STATES),
    done: z.int(),
    total: z.int().nullable(),
    created_at: InstantOut,
    added: z.int(),
    refusals: Counts,
    is_limited: z.boolean(),
  }),
  relationships: { flow: { to: 'flow', many: false } },
})

export const PAST_PLACES = ['where-they-would-be', 'beginning'] as const

export const addPastProfiles = endpoint({
  id: 'addPastProfilesToFlow',
  method: 'POST',
  path: '/api/x/flow-past-profiles-jobs',
  tag: 'Flows',
  summary:
    'Add those who would be in a flow, had it been live: each where it would be by now. Filters apply, re-entry does not; who is past the end is not added. Metric flows need a delay. List and segment flows may also let everybody start at the beginning.',
  access: 'flows:write',
  body: document(
    z.strictObject({
      type: z.literal('flow-past-profiles-job'),
      attributes: z.strictObject({
        /** Events of so many days are looked at. */
        days: z.int().min(1).max(PAST_DAYS_MAX).default(PAST_DAYS_MAX),
        place: z.enum(PAST_PLACES).default('where-they-would-be'),
      }),
      relationships: flowOf,
    }),
  ),
  reply: { status: 202, one: FlowPastProfilesJob },
  rate: 'S',
})

export const getPastProfilesJob = endpoint({
  id: 'getFlowPastProfilesJob',
  method: 'GET',
  path: '/api/x/flow-past-profiles-jobs/{id}',
  tag: 'Flows',
  summary: 'How many people were added to a flow so far, and why others were not.',
  access: 'flows:read',
  reply: { status: 200, one: FlowPastProfilesJob },
  rate: 'L',
})
