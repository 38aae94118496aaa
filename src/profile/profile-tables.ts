/**
 * Tables of any slice whose rows belong to a profile, so that a merge moves them and a deletion
 * finds them. This is data about the schema; a test compares it with the foreign keys there are.
 */

/** The merge and the deletion treat these themselves. */
export const OWN_TABLES = ['profile_identifiers', 'profile_activity', 'events'] as const

/** At most one row per profile and `keys`: when both profiles have one, the kept profile's stays. */
export const SOLE_ROWS: readonly { table: string; keys: readonly string[] }[] = [
  { table: 'profile_job_profiles', keys: ['job_id'] },
  { table: 'group_members', keys: ['group_id'] },
  { table: 'soft_bounces', keys: ['bounce_id'] },
  { table: 'coupon_codes', keys: ['coupon_id', 'message_id'] },
]

/** Any number of rows per profile: all of them move. */
export const SPARE_ROWS: readonly { table: string }[] = [
  { table: 'conversations' },
  { table: 'outbox_mails' },
  { table: 'outbox_texts' },
  { table: 'messages' },
  { table: 'message_copies' },
  { table: 'agent_verification_codes' },
  { table: 'consent_changes' },
  { table: 'consent_requests' },
  { table: 'flow_enrolments' },
  { table: 'flow_refusals' },
  { table: 'flow_webhooks' },
  { table: 'open_problems' },
  { table: 'touches' },
]

/**
 * What a deletion leaves of events about our own messages: which one it was, and whether a machine
 * did it. Reports count them, and followers may not have come to them yet.
 */
export const KEPT_PROPERTIES = {
  integrationKey: 'parley',
  names: ['Message ID', 'Machine Open', 'Bot Click', 'Client Name'],
} as const

/** Tables whose rows a deletion removes. */
export const REDACTED_TABLES = [
  'profile_identifiers',
  'profile_job_profiles',
  'group_members',
  'conversations',
  'outbox_mails',
  'outbox_texts',
  'message_copies',
  'agent_verification_codes',
  'consent_changes',
  'consent_requests',
  'soft_bounces',
  'coupon_codes',
  'flow_enrolments',
  'flow_refusals',
  'flow_webhooks',
  'open_problems',
] as const
