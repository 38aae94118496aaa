import { z } from 'zod'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { InstantOut, Properties } from './values.ts'

export const PROFILE_BYTES_MAX = 100 * 1024
export const IMPORT_PROFILES_MAX = 10_000

const text = z.string().max(1_000).nullish()

export const Location = z.strictObject({
  address1: text,
  address2: text,
  city: text,
  country: text,
  latitude: z.union([z.number(), z.string().max(40)]).nullish(),
  longitude: z.union([z.number(), z.string().max(40)]).nullish(),
  region: text,
  zip: text,
  timezone: text,
  ip: text,
})

const identifiers = {
  email: z.string().max(1_000).nullish(),
  phone_number: z.string().max(200).nullish(),
  external_id: z.string().max(1_000).nullish(),
}

const details = {
  first_name: text,
  last_name: text,
  organization: text,
  locale: z.string().max(100).nullish(),
  title: text,
  image: z.string().max(4_000).nullish(),
  location: Location.nullish(),
  properties: Properties.nullish(),
}

export const ProfileMeta = z.strictObject({
  patch_properties: z
    .strictObject({
      append: Properties.nullish(),
      unappend: Properties.nullish(),
      unset: z.union([z.string(), z.array(z.string()).max(400)]).nullish(),
    })
    .nullish(),
  patch_identifiers: z
    .strictObject({
      append: z.record(z.string(), z.unknown()).nullish(),
      unappend: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
})
export type ProfileMeta = z.output<typeof ProfileMeta>

const id = z.string().max(200)

const Create = z.strictObject({
  type: z.literal('profile'),
  attributes: z.strictObject({ ...identifiers, anonymous_id: identifiers.external_id, ...details }),
  meta: ProfileMeta.nullish(),
})

export const ProfileUpsert = z.strictObject({
  type: z.literal('profile'),
  id: id.nullish(),
  attributes: z.strictObject({
    ...identifiers,
    anonymous_id: identifiers.external_id,
    _kx: text,
    ...details,
  }),
  meta: ProfileMeta.nullish(),
})
export type ProfileUpsert = z.output<typeof ProfileUpsert>

/** A person by what leads to them, and nothing about them. */
export const ProfileReference = z.strictObject({
  type: z.literal('profile'),
  id: id.nullish(),
  attributes: z
    .strictObject({ ...identifiers, anonymous_id: identifiers.external_id, _kx: text })
    .default({}),
})

/** The profile inside an event: as an upsert, but its patch operations lie among the attributes. */
export const EventProfile = z.strictObject({
  type: z.literal('profile'),
  id: id.nullish(),
  attributes: z
    .strictObject({
      ...identifiers,
      anonymous_id: identifiers.external_id,
      _kx: text,
      ...details,
      meta: ProfileMeta.nullish(),
    })
    .default({}),
  meta: ProfileMeta.nullish(), // where clients up to 2023-10-15 put it
})
export type EventProfile = z.output<typeof EventProfile>

export const Profile = resourceType({
  type: 'profile',
  self: '/api/profiles/{id}/',
  attributes: z.object({
    email: z.string().nullable(),
    phone_number: z.string().nullable(),
    external_id: z.string().nullable(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    organization: z.string().nullable(),
    locale: z.string().nullable(),
    title: z.string().nullable(),
    image: z.string().nullable(),
    created: InstantOut,
    updated: InstantOut,
    last_event_date: InstantOut.nullable(),
    location: z.object({
      address1: z.string().nullable(),
      address2: z.string().nullable(),
      city: z.string().nullable(),
      country: z.string().nullable(),
      latitude: z.union([z.number(), z.string()]).nullable(),
      longitude: z.union([z.number(), z.string()]).nullable(),
      region: z.string().nullable(),
      zip: z.string().nullable(),
      timezone: z.string().nullable(),
      ip: z.string().nullable(),
    }),
    properties: z.record(z.string(), z.unknown()),
  }),
  additional: z.object({
    subscriptions: z.record(z.string(), z.unknown()).nullable(),
    predictive_analytics: z.record(z.string(), z.unknown()).nullable(),
    /** Ours: when the person first and last did something themselves. */
    activity: z.object({ first_active: InstantOut.nullable(), last_active: InstantOut.nullable() }),
  }),
  relationships: {
    lists: { to: 'list', many: true },
    segments: { to: 'segment', many: true },
    'push-tokens': { to: 'push-token', many: true },
    conversations: { to: 'conversation', many: true },
  },
})

const exact = { type: 'string', operators: ['equals', 'any'] } as const
const suppressedAt = {
  type: 'datetime',
  operators: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
} as const

export const PROFILE_FILTERS = {
  id: exact,
  email: exact,
  phone_number: exact,
  external_id: exact,
  _kx: { type: 'string', operators: ['equals'] },
  created: { type: 'datetime', operators: ['greater-than', 'less-than'] },
  updated: { type: 'datetime', operators: ['greater-than', 'less-than'] },
  'subscriptions.email.marketing.list_suppressions.reason': {
    type: 'string',
    operators: ['equals'],
  },
  'subscriptions.email.marketing.list_suppressions.timestamp': suppressedAt,
  'subscriptions.email.marketing.list_suppressions.list_id': {
    type: 'string',
    operators: ['equals'],
  },
  'subscriptions.email.marketing.suppression.reason': { type: 'string', operators: ['equals'] },
  'subscriptions.email.marketing.suppression.timestamp': suppressedAt,
} as const satisfies FilterFields

export const getProfiles = endpoint({
  id: 'getProfiles',
  method: 'GET',
  path: '/api/profiles',
  tag: 'Profiles',
  summary: 'All profiles, filtered and sorted, a page at a time.',
  access: 'profiles:read',
  filter: PROFILE_FILTERS,
  sort: [
    'created',
    'email',
    'id',
    'updated',
    'subscriptions.email.marketing.list_suppressions.timestamp',
    'subscriptions.email.marketing.suppression.timestamp',
  ],
  include: {},
  page: { default: 20, max: 100 },
  reply: { status: 200, many: Profile },
  rate: 'L',
})

export const getProfile = endpoint({
  id: 'getProfile',
  method: 'GET',
  path: '/api/profiles/{id}',
  tag: 'Profiles',
  summary: 'One profile. The id of a profile that was merged leads to the profile that was kept.',
  access: 'profiles:read',
  include: {},
  reply: { status: 200, one: Profile },
  rate: 'L',
})

export const createProfile = endpoint({
  id: 'createProfile',
  method: 'POST',
  path: '/api/profiles',
  tag: 'Profiles',
  summary: 'Create a profile. 409 with `meta.duplicate_profile_id` when an identifier is taken.',
  access: 'profiles:write',
  body: document(Create),
  bodyBytesMax: PROFILE_BYTES_MAX,
  reply: { status: 201, one: Profile },
  rate: 'L',
})

export const updateProfile = endpoint({
  id: 'updateProfile',
  method: 'PATCH',
  path: '/api/profiles/{id}',
  tag: 'Profiles',
  summary:
    'Change a profile. Absent attributes stay, null clears, properties are merged key by key.',
  access: 'profiles:write',
  body: document(
    z.strictObject({
      type: z.literal('profile'),
      id,
      attributes: Create.shape.attributes.default({}),
      meta: ProfileMeta.nullish(),
    }),
  ),
  bodyBytesMax: PROFILE_BYTES_MAX,
  reply: { status: 200, one: Profile },
  rate: 'L',
})

export const createOrUpdateProfile = endpoint({
  id: 'createOrUpdateProfile',
  method: 'POST',
  path: '/api/profile-import',
  tag: 'Profiles',
  summary: 'Create the profile (201) or update the one that has its identifier (200).',
  access: 'profiles:write',
  body: document(ProfileUpsert),
  bodyBytesMax: PROFILE_BYTES_MAX,
  reply: { status: 201, one: Profile },
  rate: 'L',
})

export const mergeProfiles = endpoint({
  id: 'mergeProfiles',
  method: 'POST',
  path: '/api/profile-merge',
  tag: 'Profiles',
  summary:
    'Merge one source profile into the destination, asynchronously. Events, identifiers and history move; the source id keeps leading to the destination.',
  access: 'profiles:write',
  body: document(
    z.strictObject({
      type: z.literal('profile-merge'),
      id,
      relationships: z.strictObject({
        profiles: z.strictObject({ data: z.array(linkage('profile')).length(1) }),
      }),
    }),
  ),
  reply: { status: 201, one: Profile },
  rate: 'M',
})

export const ProfileImportJob = resourceType({
  type: 'profile-bulk-import-job',
  self: '/api/profile-bulk-import-jobs/{id}/',
  attributes: z.object({
    status: z.enum(['queued', 'processing', 'complete', 'cancelled']),
    created_at: InstantOut,
    total_count: z.int(),
    completed_count: z.int().nullable(),
    failed_count: z.int().nullable(),
    completed_at: InstantOut.nullable(),
    expires_at: InstantOut.nullable(),
    started_at: InstantOut.nullable(),
  }),
  relationships: {
    lists: { to: 'list', many: true },
    profiles: { to: 'profile', many: true },
    'import-errors': { to: 'import-error', many: true },
  },
})

export const ImportError = resourceType({
  type: 'import-error',
  self: '/api/profile-bulk-import-jobs/{id}/import-errors/',
  attributes: z.object({
    code: z.string(),
    title: z.string(),
    detail: z.string(),
    source: z.object({ pointer: z.string() }),
    original_payload: z.record(z.string(), z.unknown()).nullable(),
  }),
})

export const bulkImportProfiles = endpoint({
  id: 'bulkImportProfiles',
  method: 'POST',
  path: '/api/profile-bulk-import-jobs',
  tag: 'Profiles',
  summary: `Create or update up to ${IMPORT_PROFILES_MAX.toLocaleString('en')} profiles as a job. Refused rows are listed under import-errors.`,
  access: 'profiles:write',
  body: document(
    z.strictObject({
      type: z.literal('profile-bulk-import-job'),
      attributes: z.strictObject({
        profiles: z.strictObject({
          // Rows are checked one by one in the job, so that a bad one costs only itself.
          data: z
            .array(z.looseObject({ type: z.literal('profile') }))
            .min(1)
            .max(IMPORT_PROFILES_MAX),
        }),
      }),
      relationships: z
        .strictObject({
          lists: z.strictObject({ data: z.array(linkage('list')).max(1) }).nullish(),
        })
        .nullish(),
    }),
  ),
  reply: { status: 202, one: ProfileImportJob },
  rate: 'M',
})

export const getBulkImportProfilesJobs = endpoint({
  id: 'getBulkImportProfilesJobs',
  method: 'GET',
  path: '/api/profile-bulk-import-jobs',
  tag: 'Profiles',
  summary: 'Import jobs, newest last unless sorted otherwise.',
  access: 'profiles:read',
  filter: {
    status: {
      type: 'enum',
      values: ['queued', 'processing', 'complete', 'cancelled'],
      operators: ['equals', 'any'],
    },
  },
  sort: ['created_at'],
  page: { default: 20, max: 100 },
  reply: { status: 200, many: ProfileImportJob },
  rate: 'M',
})

export const getBulkImportProfilesJob = endpoint({
  id: 'getBulkImportProfilesJob',
  method: 'GET',
  path: '/api/profile-bulk-import-jobs/{job_id}',
  tag: 'Profiles',
  summary: 'One import job with its counts.',
  access: 'profiles:read',
  include: {},
  reply: { status: 200, one: ProfileImportJob },
  rate: 'M',
})

export const getProfilesForBulkImportProfilesJob = endpoint({
  id: 'getProfilesForBulkImportProfilesJob',
  method: 'GET',
  path: '/api/profile-bulk-import-jobs/{id}/profiles',
  tag: 'Profiles',
  summary: 'The profiles that a job created or updated.',
  access: 'profiles:read',
  page: { default: 20, max: 100 },
  reply: { status: 200, many: Profile },
  rate: 'M',
})

export const getProfileIdsForBulkImportProfilesJob = endpoint({
  id: 'getProfileIdsForBulkImportProfilesJob',
  method: 'GET',
  path: '/api/profile-bulk-import-jobs/{id}/relationships/profiles',
  tag: 'Profiles',
  summary: 'The ids of the profiles that a job created or updated.',
  access: 'profiles:read',
  page: { default: 20, max: 100 },
  reply: { status: 200, linkage: 'profile', toMany: true },
  rate: 'M',
})

export const getErrorsForBulkImportProfilesJob = endpoint({
  id: 'getErrorsForBulkImportProfilesJob',
  method: 'GET',
  path: '/api/profile-bulk-import-jobs/{id}/import-errors',
  tag: 'Profiles',
  summary: 'The rows that a job refused, each with its reason and as it was sent.',
  access: 'profiles:read',
  page: { default: 20, max: 100 },
  reply: { status: 200, many: ImportError },
  rate: 'M',
})

export const requestProfileDeletion = endpoint({
  id: 'requestProfileDeletion',
  method: 'POST',
  path: '/api/data-privacy-deletion-jobs',
  tag: 'Data privacy',
  summary:
    'Delete a person for good: exactly one of id, email or phone number. Their history stays as anonymous numbers.',
  access: 'data-privacy:write',
  body: document(
    z.strictObject({
      type: z.literal('data-privacy-deletion-job'),
      attributes: z.strictObject({
        profile: z.strictObject({
          data: z.strictObject({
            type: z.literal('profile'),
            id: id.nullish(),
            attributes: z
              .strictObject({ email: identifiers.email, phone_number: identifiers.phone_number })
              .default({}),
          }),
        }),
      }),
    }),
  ),
  reply: { status: 202 },
  rate: 'S',
})

const ClientProfile = z.strictObject({
  type: z.literal('profile'),
  id: id.nullish(),
  attributes: z.strictObject({
    ...identifiers,
    anonymous_id: identifiers.external_id,
    _kx: text,
    ...details,
  }),
  meta: ProfileMeta.nullish(),
})

export const createClientProfile = endpoint({
  id: 'createClientProfile',
  method: 'POST',
  path: '/client/profiles',
  tag: 'Client',
  summary:
    'Create or update a profile from a web page or app. Never changes the identifiers of an existing profile.',
  access: 'company',
  body: document(ClientProfile),
  bodyBytesMax: PROFILE_BYTES_MAX,
  reply: { status: 202 },
  rate: 'XL',
})

export const searchProfiles = endpoint({
  id: 'searchProfiles',
  method: 'GET',
  path: '/api/x/profiles',
  tag: 'Profiles',
  summary:
    'Profiles whose email, phone number, external id, first name, full name or last name begins with the text; all, newest first, without one.',
  access: 'profiles:read',
  query: z.object({ search: z.string().max(254).optional() }),
  page: { default: 50, max: 100 },
  reply: { status: 200, many: Profile },
  rate: 'XL',
})

export const ProfileIdentifier = resourceType({
  type: 'profile-identifier',
  self: '/api/x/profiles/{id}/identifiers/',
  attributes: z.object({
    kind: z.enum(['email', 'phone', 'external_id', 'anonymous_id', 'merged_profile']),
    value: z.string(),
    is_primary: z.boolean(),
    added_at: InstantOut,
  }),
})

export const getProfileIdentifiers = endpoint({
  id: 'getProfileIdentifiers',
  method: 'GET',
  path: '/api/x/profiles/{id}/identifiers',
  tag: 'Profiles',
  summary:
    'Everything that leads to this profile: emails, phone, external and anonymous ids, and the ids of profiles merged into it.',
  access: 'profiles:read',
  reply: { status: 200, many: ProfileIdentifier },
  rate: 'XL',
})
