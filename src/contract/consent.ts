import { z } from 'zod'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { PROFILE_BYTES_MAX, ProfileUpsert } from './profiles.ts'
import { Instant, InstantOut } from './values.ts'

/** Profiles of one call that subscribes. */
export const SUBSCRIBE_PROFILES_MAX = 1_000
/** Profiles of one call that unsubscribes, suppresses or unsuppresses. */
export const UNSUBSCRIBE_PROFILES_MAX = 100
/** How long the link of a confirmation mail works. */
export const CONFIRMATION_HOURS = 72

export const OPT_IN_PROCESSES = ['single_opt_in', 'double_opt_in'] as const

const email = z.string().max(1_000).nullish()
const phoneNumber = z.string().max(200).nullish()
const text = z.string().max(1_000)

const Subscribed = z.strictObject({
  consent: z.literal('SUBSCRIBED'),
  consented_at: Instant.nullish(),
})
const Unsubscribed = z.strictObject({ consent: z.literal('UNSUBSCRIBED') })
const PushTokens = z.array(z.looseObject({})).max(100)

const SubscriptionChannels = z.strictObject({
  email: z
    .strictObject({
      marketing: Subscribed.nullish(),
      open_tracking: z.strictObject({ consent: z.literal('SUBSCRIBED') }).nullish(),
    })
    .nullish(),
  sms: z
    .strictObject({ marketing: Subscribed.nullish(), transactional: Subscribed.nullish() })
    .nullish(),
  whatsapp: z
    .strictObject({ marketing: Subscribed.nullish(), transactional: Subscribed.nullish() })
    .nullish(),
  push: z
    .strictObject({
      marketing: Subscribed,
      tokens: PushTokens.nullish(),
      anonymous_id: text.nullish(),
    })
    .nullish(),
})
export type SubscriptionChannels = z.output<typeof SubscriptionChannels>

const UnsubscriptionChannels = z.strictObject({
  email: z
    .strictObject({ marketing: Unsubscribed.nullish(), open_tracking: Unsubscribed.nullish() })
    .nullish(),
  sms: z
    .strictObject({ marketing: Unsubscribed.nullish(), transactional: Unsubscribed.nullish() })
    .nullish(),
  whatsapp: z
    .strictObject({
      marketing: Unsubscribed.nullish(),
      transactional: Unsubscribed.nullish(),
      conversational: Unsubscribed.nullish(),
    })
    .nullish(),
  push: z.strictObject({ marketing: Unsubscribed, tokens: PushTokens.nullish() }).nullish(),
})
export type UnsubscriptionChannels = z.output<typeof UnsubscriptionChannels>

const toList = z.strictObject({ list: z.strictObject({ data: linkage('list') }).nullish() })

export const bulkSubscribeProfiles = endpoint({
  id: 'bulkSubscribeProfiles',
  method: 'POST',
  path: '/api/profile-subscription-bulk-create-jobs',
  tag: 'Consent',
  summary: `Subscribe up to ${SUBSCRIBE_PROFILES_MAX.toLocaleString('en')} profiles, and put them on a list where one is named. With double opt-in, by the list or else by the account, email waits for the click on a link that works for ${CONFIRMATION_HOURS} hours. Clears unsubscriptions, complaints and manual suppressions, never bounces.`,
  access: 'subscriptions:write',
  body: document(
    z.strictObject({
      type: z.literal('profile-subscription-bulk-create-job'),
      attributes: z.strictObject({
        custom_source: text.nullish(),
        historical_import: z.boolean().nullish(),
        profiles: z.strictObject({
          data: z
            .array(
              z.strictObject({
                type: z.literal('profile'),
                id: z.string().max(200).nullish(),
                attributes: z.strictObject({
                  email,
                  phone_number: phoneNumber,
                  subscriptions: SubscriptionChannels,
                  age_gated_date_of_birth: z.string().max(40).nullish(),
                }),
              }),
            )
            .min(1)
            .max(SUBSCRIBE_PROFILES_MAX),
        }),
      }),
      relationships: toList.nullish(),
    }),
  ),
  reply: { status: 202 },
  rate: 'M',
})

export const bulkUnsubscribeProfiles = endpoint({
  id: 'bulkUnsubscribeProfiles',
  method: 'POST',
  path: '/api/profile-subscription-bulk-delete-jobs',
  tag: 'Consent',
  summary: `Unsubscribe up to ${UNSUBSCRIBE_PROFILES_MAX} profiles, everywhere or from one list. A profile that is not on the list that is named is unsubscribed everywhere: look first.`,
  access: 'subscriptions:write',
  body: document(
    z.strictObject({
      type: z.literal('profile-subscription-bulk-delete-job'),
      attributes: z.strictObject({
        profiles: z.strictObject({
          data: z
            .array(
              z.strictObject({
                type: z.literal('profile'),
                attributes: z.strictObject({
                  email,
                  phone_number: phoneNumber,
                  subscriptions: UnsubscriptionChannels,
                }),
              }),
            )
            .min(1)
            .max(UNSUBSCRIBE_PROFILES_MAX),
        }),
      }),
      relationships: toList.nullish(),
    }),
  ),
  reply: { status: 202 },
  rate: 'M',
})

const jobAttributes = z.object({
  status: z.enum(['queued', 'processing', 'complete', 'cancelled']),
  created_at: InstantOut,
  total_count: z.int(),
  completed_count: z.int().nullable(),
  completed_at: InstantOut.nullable(),
  skipped_count: z.int().nullable(),
})
const jobRelationships = {
  lists: { to: 'list', many: true },
  segments: { to: 'segment', many: true },
} as const
const JOB_FILTERS = {
  status: { type: 'string', operators: ['equals'] },
  list_id: { type: 'string', operators: ['equals'] },
  segment_id: { type: 'string', operators: ['equals'] },
} as const satisfies FilterFields

export const SuppressionJob = resourceType({
  type: 'profile-suppression-bulk-create-job',
  self: '/api/profile-suppression-bulk-create-jobs/{id}/',
  attributes: jobAttributes,
  relationships: jobRelationships,
})

export const UnsuppressionJob = resourceType({
  type: 'profile-suppression-bulk-delete-job',
  self: '/api/profile-suppression-bulk-delete-jobs/{id}/',
  attributes: jobAttributes,
  relationships: jobRelationships,
})

function suppressionBody<const Type extends string>(type: Type) {
  return document(
    z.strictObject({
      type: z.literal(type),
      attributes: z
        .strictObject({
          profiles: z
            .strictObject({
              data: z
                .array(
                  z.strictObject({
                    type: z.literal('profile'),
                    attributes: z.strictObject({ email: z.string().max(1_000) }),
                  }),
                )
                .max(UNSUBSCRIBE_PROFILES_MAX),
            })
            .nullish(),
        })
        .default({}),
      relationships: z
        .strictObject({
          list: z.strictObject({ data: linkage('list') }).nullish(),
          segment: z.strictObject({ data: linkage('segment') }).nullish(),
        })
        .nullish(),
    }),
  )
}

export const bulkSuppressProfiles = endpoint({
  id: 'bulkSuppressProfiles',
  method: 'POST',
  path: '/api/profile-suppression-bulk-create-jobs',
  tag: 'Consent',
  summary: `Suppress up to ${UNSUBSCRIBE_PROFILES_MAX} email addresses, or everybody of one list or one segment. Consent stays as it is; no marketing email goes out.`,
  access: 'subscriptions:write',
  body: suppressionBody('profile-suppression-bulk-create-job'),
  reply: { status: 202, one: SuppressionJob },
  rate: 'M',
})

export const getBulkSuppressProfilesJobs = endpoint({
  id: 'getBulkSuppressProfilesJobs',
  method: 'GET',
  path: '/api/profile-suppression-bulk-create-jobs',
  tag: 'Consent',
  summary: 'Suppression jobs, newest last unless sorted otherwise.',
  access: 'subscriptions:read',
  filter: JOB_FILTERS,
  sort: ['created'],
  page: { default: 20, max: 100 },
  reply: { status: 200, many: SuppressionJob },
  rate: 'M',
})

export const getBulkSuppressProfilesJob = endpoint({
  id: 'getBulkSuppressProfilesJob',
  method: 'GET',
  path: '/api/profile-suppression-bulk-create-jobs/{job_id}',
  tag: 'Consent',
  summary: 'One suppression job with its counts.',
  access: 'subscriptions:read',
  reply: { status: 200, one: SuppressionJob },
  rate: 'M',
})

export const bulkUnsuppressProfiles = endpoint({
  id: 'bulkUnsuppressProfiles',
  method: 'POST',
  path: '/api/profile-suppression-bulk-delete-jobs',
  tag: 'Consent',
  summary:
    'Lift manual suppressions, by email addresses or for everybody of one list or one segment. Whoever unsubscribed, complained or bounced stays suppressed.',
  access: 'subscriptions:write',
  body: suppressionBody('profile-suppression-bulk-delete-job'),
  reply: { status: 202, one: UnsuppressionJob },
  rate: 'M',
})

export const getBulkUnsuppressProfilesJobs = endpoint({
  id: 'getBulkUnsuppressProfilesJobs',
  method: 'GET',
  path: '/api/profile-suppression-bulk-delete-jobs',
  tag: 'Consent',
  summary: 'Jobs that lift suppressions, newest last unless sorted otherwise.',
  access: 'subscriptions:read',
  filter: JOB_FILTERS,
  sort: ['created'],
  page: { default: 20, max: 100 },
  reply: { status: 200, many: UnsuppressionJob },
  rate: 'M',
})

export const getBulkUnsuppressProfilesJob = endpoint({
  id: 'getBulkUnsuppressProfilesJob',
  method: 'GET',
  path: '/api/profile-suppression-bulk-delete-jobs/{job_id}',
  tag: 'Consent',
  summary: 'One job that lifts suppressions, with its counts.',
  access: 'subscriptions:read',
  reply: { status: 200, one: UnsuppressionJob },
  rate: 'M',
})

export const createClientSubscription = endpoint({
  id: 'createClientSubscription',
  method: 'POST',
  path: '/client/subscriptions',
  tag: 'Client',
  summary:
    'Subscribe somebody to a list from a web page or app. Without `subscriptions`, to marketing on each channel whose address is given.',
  access: 'company',
  body: document(
    z.strictObject({
      type: z.literal('subscription'),
      attributes: z.strictObject({
        custom_source: text.nullish(),
        profile: z.strictObject({
          data: ProfileUpsert.extend({
            attributes: ProfileUpsert.shape.attributes.extend({
              meta: ProfileUpsert.shape.meta,
              subscriptions: SubscriptionChannels.nullish(),
            }),
          }),
        }),
      }),
      relationships: z.strictObject({ list: z.strictObject({ data: linkage('list') }) }),
    }),
  ),
  bodyBytesMax: PROFILE_BYTES_MAX,
  reply: { status: 202 },
  rate: 'XL',
})

export const ConsentRecord = resourceType({
  type: 'consent-change',
  self: '/api/x/profiles/{id}/consent-changes/',
  attributes: z.object({
    channel: z.enum(['email', 'sms', 'whatsapp', 'push']),
    topic: z.enum(['marketing', 'transactional', 'conversational', 'open_tracking']),
    kind: z.enum(['subscribe', 'unsubscribe', 'suppress', 'unsuppress']),
    list_id: z.string().nullable(),
    reason: z.string().nullable(),
    address: z.string().nullable(),
    method: z.string(),
    method_detail: z.string().nullable(),
    custom_method_detail: z.string().nullable(),
    double_optin: z.boolean().nullable(),
    historical_import: z.boolean(),
    source: z.string(),
    ip: z.string().nullable(),
    message_id: z.string().nullable(),
    consented_at: InstantOut,
    recorded_at: InstantOut,
  }),
})

export const getConsentChanges = endpoint({
  id: 'getConsentChanges',
  method: 'GET',
  path: '/api/x/profiles/{id}/consent-changes',
  tag: 'Consent',
  summary: 'What a person allowed and took back, newest first: the last 200 entries of the ledger.',
  access: 'profiles:read',
  reply: { status: 200, many: ConsentRecord },
  rate: 'L',
})

const Colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #1a2b3c')
  .nullable()

/** Longest text that a shop may put on its hosted pages. */
const PAGE_TEXT_MAX = 1_000
const pageText = z.string().max(PAGE_TEXT_MAX).nullable()

const consentSettings = {
  /** How new lists take people in, and subscriptions without a list. */
  opt_in_process: z.enum(OPT_IN_PROCESSES),
  /** Of the hosted pages; null: ours. */
  theme: z.object({ accent: Colour, background: Colour, text: Colour }),
  /** Said on the hosted pages above the choices; null: nothing. */
  texts: z.object({ unsubscribe: pageText, preferences: pageText, confirm: pageText }),
}

export const ConsentSettings = resourceType({
  type: 'consent-settings',
  self: '/api/x/consent-settings/',
  attributes: z.object(consentSettings),
})

export const getConsentSettings = endpoint({
  id: 'getConsentSettings',
  method: 'GET',
  path: '/api/x/consent-settings',
  tag: 'Consent',
  summary: 'How the account takes subscribers in, and what its hosted pages look like.',
  access: 'accounts:read',
  reply: { status: 200, one: ConsentSettings },
  rate: 'L',
})

export const updateConsentSettings = endpoint({
  id: 'updateConsentSettings',
  method: 'PATCH',
  path: '/api/x/consent-settings',
  tag: 'Consent',
  summary: 'Change them. What is absent stays; lists that exist keep their own opt-in.',
  access: 'accounts:write',
  body: document(
    z.strictObject({
      type: z.literal('consent-settings'),
      id: z.string().min(1).max(20),
      attributes: z.strictObject({
        opt_in_process: consentSettings.opt_in_process.optional(),
        theme: z
          .strictObject({
            accent: Colour.optional(),
            background: Colour.optional(),
            text: Colour.optional(),
          })
          .optional(),
        texts: z
          .strictObject({
            unsubscribe: pageText.optional(),
            preferences: pageText.optional(),
            confirm: pageText.optional(),
          })
          .optional(),
      }),
    }),
  ),
  reply: { status: 200, one: ConsentSettings },
  rate: 'M',
})
