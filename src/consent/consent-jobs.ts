import { z } from 'zod'
import type { JobKind } from '../platform/job.ts'
import type { ProfileFields } from '../profile/change-fields.ts'

/** How long callers can ask what became of a job, in days. */
export const CONSENT_JOB_DAYS = 7

// guid, not uuid: a ULID has no version bits.
const OfJob = z.strictObject({ accountId: z.string(), jobId: z.guid() })
const OfRequest = z.strictObject({ accountId: z.string(), requestId: z.guid() })

/** Subscribe, unsubscribe, suppress or unsuppress many. What it does is in run-consent-job.job.ts. */
export const RUN_CONSENT_JOB = {
  name: 'consent.run-job',
  payload: OfJob,
  key: ({ jobId }) => jobId,
  attemptsMax: 10,
} as const satisfies JobKind<typeof OfJob>

/**
 * Ask somebody to confirm a subscription. Queued here, done by whoever sends mail: this slice knows
 * of no mail.
 */
export const SEND_CONFIRMATION = {
  name: 'message.send-confirmation',
  payload: OfRequest,
  key: ({ requestId }) => requestId,
  attemptsMax: 10,
} as const satisfies JobKind<typeof OfRequest>

export type ConsentJobKind = 'subscribe' | 'unsubscribe' | 'suppress' | 'unsuppress'

const Channel = z.enum(['email', 'sms', 'whatsapp', 'push'])
const Topic = z.enum(['marketing', 'transactional', 'conversational', 'open_tracking'])

const text = z.string().nullish()
/** Who somebody is, and what else was said about them, as it was checked when the request came. */
export const Person = z.object({
  identifiers: z.object({
    email: text,
    phone_number: text,
    external_id: text,
    anonymous_id: text,
  }),
  fields: z.custom<ProfileFields>((value) => typeof value === 'object' && value !== null),
})
export type Person = z.output<typeof Person>

/** One person of a job: who, and which consents change. */
export const JobRow = Person.extend({
  /** UUID. */
  id: z.guid().nullable(),
  consents: z.array(
    z.object({ channel: Channel, topic: Topic, consentedAt: z.coerce.date().nullable() }),
  ),
})
export type JobRow = z.output<typeof JobRow>

export const JobPayload = z.object({
  rows: z.array(JobRow),
  customSource: z.string().nullable(),
  isHistorical: z.boolean(),
  /** A web page: it cannot change identifiers of people who are known. */
  isFromClient: z.boolean(),
  ip: z.string().nullable(),
})
export type JobPayload = z.output<typeof JobPayload>
