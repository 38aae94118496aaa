import { z } from 'zod'
import { Definition } from './conditions.ts'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { Profile } from './profiles.ts'
import { TAG_FILTER } from './tags.ts'
import { Timeframe } from './timeframe.ts'
import { InstantOut } from './values.ts'

/** Lists and segments: groups of profiles, the one kept by hand, the other by a definition. */

export const GROUP_NAME_CHARACTERS_MAX = 255
/** Profiles that one request adds to a list or takes off it. */
export const MEMBERS_PER_REQUEST_MAX = 1_000
export const PREVIEW_EXAMPLES = 10

const Name = z.string().trim().min(1).max(GROUP_NAME_CHARACTERS_MAX)
const OptIn = z.enum(['single_opt_in', 'double_opt_in'])

export const List = resourceType({
  type: 'list',
  self: '/api/lists/{id}/',
  attributes: z.object({
    name: z.string(),
    created: InstantOut,
    updated: InstantOut,
    opt_in_process: OptIn,
  }),
  additional: z.object({ profile_count: z.int() }),
  relationships: {
    profiles: { to: 'profile', many: true },
    tags: { to: 'tag', many: true },
    'flow-triggers': { to: 'flow', many: true },
  },
})

export const Segment = resourceType({
  type: 'segment',
  self: '/api/segments/{id}/',
  attributes: z.object({
    name: z.string(),
    definition: z.record(z.string(), z.unknown()),
    created: InstantOut,
    updated: InstantOut,
    is_active: z.boolean(),
    is_processing: z.boolean(),
    is_starred: z.boolean(),
  }),
  additional: z.object({
    profile_count: z.int(),
    /** Ours: how far a build under way has come, and why the last one failed. */
    build: z.object({
      profiles_done: z.int(),
      profiles_total: z.int().nullable(),
      failure: z.string().nullable(),
    }),
    /** Ours: conditions that are kept and that nobody can pass, by their place. */
    warnings: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  }),
  relationships: {
    profiles: { to: 'profile', many: true },
    tags: { to: 'tag', many: true },
    'flow-triggers': { to: 'flow', many: true },
  },
})

/** A profile as a member: with the moment it joined. */
export const Member = resourceType({
  ...Profile,
  attributes: z.object({ ...Profile.attributes.shape, joined_group_at: InstantOut }),
})

const listFilter = {
  name: { type: 'string', operators: ['any', 'equals'] },
  id: { type: 'string', operators: ['any', 'equals'] },
  created: { type: 'datetime', operators: ['greater-than'] },
  updated: { type: 'datetime', operators: ['greater-than'] },
  ...TAG_FILTER,
} as const satisfies FilterFields

const segmentFilter = {
  ...listFilter,
  is_active: { type: 'boolean', operators: ['any', 'equals'] },
  is_starred: { type: 'boolean', operators: ['equals'] },
} as const satisfies FilterFields

const memberFilter = {
  email: { type: 'string', operators: ['any', 'equals'] },
  phone_number: { type: 'string', operators: ['any', 'equals'] },
  push_token: { type: 'string', operators: ['any', 'equals'] },
  _kx: { type: 'string', operators: ['equals'] },
  profile_id: { type: 'string', operators: ['any', 'equals'] },
  joined_group_at: {
    type: 'datetime',
    operators: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
  },
} as const satisfies FilterFields

const GROUP_SORT = ['created', 'id', 'name', 'updated'] as const
const MEMBER_SORT = ['joined_group_at'] as const
const GROUP_PAGE = { default: 10, max: 100 }
const MEMBER_PAGE = { default: 20, max: 100 }

export const getLists = endpoint({
  id: 'getLists',
  method: 'GET',
  path: '/api/lists',
  tag: 'Lists',
  summary: 'All lists.',
  access: 'lists:read',
  filter: listFilter,
  sort: GROUP_SORT,
  include: {},
  page: GROUP_PAGE,
  reply: { status: 200, many: List },
  rate: 'L',
})

export const createList = endpoint({
  id: 'createList',
  method: 'POST',
  path: '/api/lists',
  tag: 'Lists',
  summary: 'Create a list. Its members are put on it by hand, by forms or by imports.',
  access: 'lists:write',
  body: document(
    z.strictObject({
      type: z.literal('list'),
      attributes: z.strictObject({ name: Name, opt_in_process: OptIn.nullish() }),
    }),
  ),
  reply: { status: 201, one: List },
  rate: 'M',
})

export const getList = endpoint({
  id: 'getList',
  method: 'GET',
  path: '/api/lists/{id}',
  tag: 'Lists',
  summary: 'One list.',
  access: 'lists:read',
  include: {},
  reply: { status: 200, one: List },
  rate: 'L',
})

export const updateList = endpoint({
  id: 'updateList',
  method: 'PATCH',
  path: '/api/lists/{id}',
  tag: 'Lists',
  summary: 'Rename a list or change how one gets onto it.',
  access: 'lists:write',
  body: document(
    z.strictObject({
      type: z.literal('list'),
      id: z.string().max(64),
      attributes: z.strictObject({ name: Name.nullish(), opt_in_process: OptIn.nullish() }),
    }),
  ),
  reply: { status: 200, one: List },
  rate: 'M',
})

export const deleteList = endpoint({
  id: 'deleteList',
  method: 'DELETE',
  path: '/api/lists/{id}',
  tag: 'Lists',
  summary: 'Delete a list. Its members stay profiles.',
  access: 'lists:write',
  reply: { status: 204 },
  rate: 'M',
})

export const getProfilesForList = endpoint({
  id: 'getProfilesForList',
  method: 'GET',
  path: '/api/lists/{id}/profiles',
  tag: 'Lists',
  summary: 'The members of a list, those who joined last first.',
  access: 'lists:read',
  filter: memberFilter,
  sort: MEMBER_SORT,
  page: MEMBER_PAGE,
  reply: { status: 200, many: Member },
  rate: 'L',
})

export const getProfileIdsForList = endpoint({
  id: 'getProfileIdsForList',
  method: 'GET',
  path: '/api/lists/{id}/relationships/profiles',
  tag: 'Lists',
  summary: 'The ids of the members of a list.',
  access: 'lists:read',
  filter: memberFilter,
  sort: MEMBER_SORT,
  page: { default: 20, max: 1_000 },
  reply: { status: 200, linkage: 'profile', toMany: true },
  rate: 'L',
})

const MembersBody = z.strictObject({
  data: z.array(linkage('profile')).min(1).max(MEMBERS_PER_REQUEST_MAX),
})

export const addProfilesToList = endpoint({
  id: 'addProfilesToList',
  method: 'POST',
  path: '/api/lists/{id}/relationships/profiles',
  tag: 'Lists',
  summary: 'Put profiles on a list. Consent is another fact and stays as it is.',
  access: 'lists:write',
  body: MembersBody,
  reply: { status: 204 },
  rate: 'M',
})

export const removeProfilesFromList = endpoint({
  id: 'removeProfilesFromList',
  method: 'DELETE',
  path: '/api/lists/{id}/relationships/profiles',
  tag: 'Lists',
  summary: 'Take profiles off a list. Consent is another fact and stays as it is.',
  access: 'lists:write',
  body: MembersBody,
  reply: { status: 204 },
  rate: 'M',
})

export const getListsForProfile = endpoint({
  id: 'getListsForProfile',
  method: 'GET',
  path: '/api/profiles/{id}/lists',
  tag: 'Lists',
  summary: 'The lists that a profile is on.',
  access: 'lists:read',
  reply: { status: 200, many: List },
  rate: 'S',
})

export const getListIdsForProfile = endpoint({
  id: 'getListIdsForProfile',
  method: 'GET',
  path: '/api/profiles/{id}/relationships/lists',
  tag: 'Lists',
  summary: 'The ids of the lists that a profile is on.',
  access: 'lists:read',
  reply: { status: 200, linkage: 'list', toMany: true },
  rate: 'S',
})

export const getListForBulkImportProfilesJob = endpoint({
  id: 'getListForBulkImportProfilesJob',
  method: 'GET',
  path: '/api/profile-bulk-import-jobs/{id}/lists',
  tag: 'Profiles',
  summary: 'The list that a job puts its profiles on.',
  access: 'lists:read',
  reply: { status: 200, many: List },
  rate: 'S',
})

export const getListIdsForBulkImportProfilesJob = endpoint({
  id: 'getListIdsForBulkImportProfilesJob',
  method: 'GET',
  path: '/api/profile-bulk-import-jobs/{id}/relationships/lists',
  tag: 'Profiles',
  summary: 'The id of the list that a job puts its profiles on.',
  access: 'lists:read',
  reply: { status: 200, linkage: 'list', toMany: true },
  rate: 'S',
})

export const getSegments = endpoint({
  id: 'getSegments',
  method: 'GET',
  path: '/api/segments',
  tag: 'Segments',
  summary: 'All segments.',
  access: 'segments:read',
  filter: segmentFilter,
  sort: GROUP_SORT,
  include: {},
  page: GROUP_PAGE,
  reply: { status: 200, many: Segment },
  rate: 'L',
})

export const createSegment = endpoint({
  id: 'createSegment',
  method: 'POST',
  path: '/api/segments',
  tag: 'Segments',
  summary:
    'Create a segment. `is_processing` until its first build is done; from then on membership follows events, profiles and time.',
  access: 'segments:write',
  body: document(
    z.strictObject({
      type: z.literal('segment'),
      attributes: z.strictObject({
        name: Name,
        definition: Definition,
        is_starred: z.boolean().nullish(),
      }),
    }),
  ),
  reply: { status: 201, one: Segment },
  rate: 'S',
})

export const getSegment = endpoint({
  id: 'getSegment',
  method: 'GET',
  path: '/api/segments/{id}',
  tag: 'Segments',
  summary: 'One segment.',
  access: 'segments:read',
  include: {},
  reply: { status: 200, one: Segment },
  rate: 'L',
})

export const updateSegment = endpoint({
  id: 'updateSegment',
  method: 'PATCH',
  path: '/api/segments/{id}',
  tag: 'Segments',
  summary:
    'Rename, star, redefine, or switch a segment off and on. Whoever comes or goes because of an edit starts no flow. Switched off, its members stay as they are.',
  access: 'segments:write',
  body: document(
    z.strictObject({
      type: z.literal('segment'),
      id: z.string().max(64),
      attributes: z.strictObject({
        name: Name.nullish(),
        definition: Definition.nullish(),
        is_starred: z.boolean().nullish(),
        is_active: z.boolean().nullish(),
      }),
    }),
  ),
  reply: { status: 200, one: Segment },
  rate: 'S',
})

export const deleteSegment = endpoint({
  id: 'deleteSegment',
  method: 'DELETE',
  path: '/api/segments/{id}',
  tag: 'Segments',
  summary: 'Delete a segment. Refused while another segment names it.',
  access: 'segments:write',
  reply: { status: 204 },
  rate: 'S',
})

export const getProfilesForSegment = endpoint({
  id: 'getProfilesForSegment',
  method: 'GET',
  path: '/api/segments/{id}/profiles',
  tag: 'Segments',
  summary: 'The members of a segment, those who joined last first.',
  access: 'segments:read',
  filter: memberFilter,
  sort: MEMBER_SORT,
  page: MEMBER_PAGE,
  reply: { status: 200, many: Member },
  rate: 'L',
})

export const getProfileIdsForSegment = endpoint({
  id: 'getProfileIdsForSegment',
  method: 'GET',
  path: '/api/segments/{id}/relationships/profiles',
  tag: 'Segments',
  summary: 'The ids of the members of a segment.',
  access: 'segments:read',
  filter: memberFilter,
  sort: MEMBER_SORT,
  page: { default: 20, max: 1_000 },
  reply: { status: 200, linkage: 'profile', toMany: true },
  rate: 'L',
})

export const getSegmentsForProfile = endpoint({
  id: 'getSegmentsForProfile',
  method: 'GET',
  path: '/api/profiles/{id}/segments',
  tag: 'Segments',
  summary: 'The segments that a profile is in.',
  access: 'segments:read',
  reply: { status: 200, many: Segment },
  rate: 'S',
})

export const getSegmentIdsForProfile = endpoint({
  id: 'getSegmentIdsForProfile',
  method: 'GET',
  path: '/api/profiles/{id}/relationships/segments',
  tag: 'Segments',
  summary: 'The ids of the segments that a profile is in.',
  access: 'segments:read',
  reply: { status: 200, linkage: 'segment', toMany: true },
  rate: 'S',
})

// — Ours

export const SegmentPreview = resourceType({
  type: 'segment-preview',
  self: '/api/x/segment-previews/',
  attributes: z.object({
    /** Who matches now; a lower bound while `is_complete` is false. */
    profile_count: z.int(),
    profiles_looked_at: z.int(),
    is_complete: z.boolean(),
    examples: z.array(z.object({ profile_id: z.string(), name: z.string() })),
    warnings: z.array(z.object({ pointer: z.string(), detail: z.string() })),
    took_ms: z.int(),
  }),
})

export const previewSegment = endpoint({
  id: 'previewSegment',
  method: 'POST',
  path: '/api/x/segment-previews',
  tag: 'Segments',
  summary: 'Who would be in a segment: count and ten examples. Hanging up cancels it.',
  access: 'segments:read',
  body: document(
    z.strictObject({
      type: z.literal('segment-preview'),
      attributes: z.strictObject({ definition: Definition }),
    }),
  ),
  reply: { status: 200, one: SegmentPreview },
  rate: 'L',
})

const ExplainedEvent = z.object({
  id: z.string(),
  metric_id: z.string(),
  datetime: InstantOut,
  value: z.number().nullable(),
})

export const SegmentExplanation = resourceType({
  type: 'segment-explanation',
  self: '/api/x/segments/{id}/explanations/{id}/',
  attributes: z.object({
    matches: z.boolean(),
    /** What membership says; it may be a moment behind, or frozen. */
    is_member: z.boolean(),
    joined_group_at: InstantOut.nullable(),
    /** When the answer changes if nothing happens; null: it stays. */
    next_change: z.object({ at: InstantOut, matches: z.boolean() }).nullable(),
    groups: z.array(
      z.array(
        z.object({
          holds: z.boolean(),
          condition: z.record(z.string(), z.unknown()),
          measured: z.number().nullable(),
          value: z.unknown(),
          events: z.array(ExplainedEvent),
          events_counted: z.int(),
          next_look: InstantOut.nullable(),
          is_unanswerable: z.boolean(),
        }),
      ),
    ),
    as_of: InstantOut,
  }),
})

export const explainSegment = endpoint({
  id: 'explainSegment',
  method: 'GET',
  path: '/api/x/segments/{id}/explanations/{profile_id}',
  tag: 'Segments',
  summary: 'Why a profile is in a segment or not, condition by condition, and until when.',
  access: 'segments:read',
  reply: { status: 200, one: SegmentExplanation },
  rate: 'M',
})

export const GroupTransition = resourceType({
  type: 'group-transition',
  self: '/api/x/groups/{id}/transitions/',
  attributes: z.object({
    kind: z.enum(['joined', 'left']),
    cause: z.enum(['data', 'time', 'definition', 'manual', 'merge', 'history']),
    changed_at: InstantOut,
  }),
  relationships: { profile: { to: 'profile', many: false } },
})

export const getGroupTransitions = endpoint({
  id: 'getGroupTransitions',
  method: 'GET',
  path: '/api/x/groups/{id}/transitions',
  tag: 'Segments',
  summary: 'Who joined and left a list or segment, newest first, and why.',
  access: 'segments:read',
  include: { profile: Profile },
  page: { default: 20, max: 100 },
  reply: { status: 200, many: GroupTransition },
  rate: 'L',
})

export const Membership = resourceType({
  type: 'membership',
  self: '/api/x/profiles/{id}/memberships/',
  attributes: z.object({
    kind: z.enum(['list', 'segment']),
    name: z.string(),
    is_active: z.boolean(),
    joined_group_at: InstantOut,
  }),
})

/** Most that are answered of one profile; what it joined last comes first. */
export const MEMBERSHIPS_MAX = 1_000

export const getMemberships = endpoint({
  id: 'getMemberships',
  method: 'GET',
  path: '/api/x/profiles/{id}/memberships',
  tag: 'Segments',
  summary: 'The lists and segments that a profile is in, and since when.',
  access: 'segments:read',
  reply: { status: 200, many: Membership },
  rate: 'L',
})

export const exportMembers = endpoint({
  id: 'exportMembers',
  method: 'GET',
  path: '/api/x/groups/{id}/export',
  tag: 'Segments',
  summary: 'The members of a list or a segment as a CSV file.',
  access: 'data:export',
  reply: { status: 200, file: 'text/csv' },
  rate: 'S',
})

export const recalculateSegment = endpoint({
  id: 'recalculateSegment',
  method: 'POST',
  path: '/api/x/segment-recalculations',
  tag: 'Segments',
  summary: 'Build a segment anew. Its members stay until the build has looked at them.',
  access: 'segments:write',
  body: document(
    z.strictObject({
      type: z.literal('segment-recalculation'),
      relationships: z.strictObject({
        segment: z.strictObject({ data: linkage('segment') }),
      }),
    }),
  ),
  reply: { status: 202, one: Segment },
  rate: 'S',
})

export const snapshotSegment = endpoint({
  id: 'snapshotSegment',
  method: 'POST',
  path: '/api/x/list-snapshots',
  tag: 'Lists',
  summary: 'Make a list of everybody who is in a segment now. The segment carries on.',
  access: 'lists:write',
  body: document(
    z.strictObject({
      type: z.literal('list-snapshot'),
      attributes: z.strictObject({ name: Name }),
      relationships: z.strictObject({
        segment: z.strictObject({ data: linkage('segment') }),
      }),
    }),
  ),
  reply: { status: 201, one: List },
  rate: 'S',
})

export const GroupOverview = resourceType({
  type: 'group-overview',
  self: '/api/x/group-overviews/',
  attributes: z.object({
    kind: z.enum(['list', 'segment']),
    name: z.string(),
    is_starred: z.boolean(),
    is_active: z.boolean(),
    is_processing: z.boolean(),
    profile_count: z.int(),
    created: InstantOut,
    updated: InstantOut,
    /** Joined minus left per day of the account, oldest first, today last. */
    net_by_day: z.array(z.int()),
    used_by: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
  }),
  relationships: { tags: { to: 'tag', many: true } },
})

/** Days of growth that an overview shows. */
export const OVERVIEW_DAYS = 30

export const getGroupOverviews = endpoint({
  id: 'getGroupOverviews',
  method: 'GET',
  path: '/api/x/group-overviews',
  tag: 'Segments',
  summary: 'Lists and segments with size, growth of the last 30 days, and what builds on them.',
  access: 'segments:read',
  filter: {
    kind: { type: 'string', operators: ['equals'] },
    name: { type: 'string', operators: ['contains'] },
    ...TAG_FILTER,
  },
  include: {},
  page: { default: 50, max: 100 },
  reply: { status: 200, many: GroupOverview },
  rate: 'M',
})

// — Growth

const GrowthStatistic = z.enum([
  'members_added',
  'members_removed',
  'net_members_changed',
  'total_members',
])
const growthAttributes = {
  statistics: z.array(GrowthStatistic).min(1).max(4),
  timeframe: Timeframe,
  filter: z.string().max(10_000).nullish(),
}
const Results = z.array(
  z.object({
    groupings: z.record(z.string(), z.unknown()),
    statistics: z.record(z.string(), z.unknown()),
  }),
)

export const SegmentValuesReport = resourceType({
  type: 'segment-values-report',
  self: '/api/segment-values-reports/',
  attributes: z.object({ results: Results }),
  relationships: { segments: { to: 'segment', many: true } },
})

export const querySegmentValues = endpoint({
  id: 'querySegmentValues',
  method: 'POST',
  path: '/api/segment-values-reports',
  tag: 'Reporting',
  summary: 'How many joined and left segments within a timeframe, and how many there are.',
  access: 'segments:read',
  body: document(
    z.strictObject({
      type: z.literal('segment-values-report'),
      attributes: z.strictObject(growthAttributes),
    }),
  ),
  reply: { status: 200, one: SegmentValuesReport },
  rate: 'S',
})

export const SegmentSeriesReport = resourceType({
  type: 'segment-series-report',
  self: '/api/segment-series-reports/',
  attributes: z.object({ results: Results, date_times: z.array(InstantOut) }),
  relationships: { segments: { to: 'segment', many: true } },
})

export const querySegmentSeries = endpoint({
  id: 'querySegmentSeries',
  method: 'POST',
  path: '/api/segment-series-reports',
  tag: 'Reporting',
  summary: 'The growth of segments by hour, day, week or month.',
  access: 'segments:read',
  body: document(
    z.strictObject({
      type: z.literal('segment-series-report'),
      attributes: z.strictObject({
        ...growthAttributes,
        interval: z.enum(['hourly', 'daily', 'weekly', 'monthly']),
      }),
    }),
  ),
  reply: { status: 200, one: SegmentSeriesReport },
  rate: 'S',
})
