import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { ROLES, SCOPES } from './permissions.ts'
import { CurrencyCode, Email, Instant, InstantOut, ShortText, TimeZone } from './values.ts'

export const PASSWORD_LENGTH_MIN = 12
export const PASSWORD_LENGTH_MAX = 200
/** How long the link of an invitation works. */
export const INVITATION_DAYS = 7
/** How far ahead of the wall clock a sandbox clock may be put. */
export const CLOCK_YEARS_AHEAD_MAX = 5

const BODY_BYTES_MAX = 32 * 1024

/** Languages of the console. */
const CONSOLE_LANGUAGES = ['en', 'de'] as const
const Language = z.enum(CONSOLE_LANGUAGES)
const ColorScheme = z.enum(['auto', 'light', 'dark'])

/** A BCP 47 language tag: how the account writes numbers and dates. */
const Locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en-US or de-DE')

// Rules about passwords are checked by the server in words: a refused value is quoted in the
// answer to show what was wrong, and a password must not be.
const Password = z.string()

const StreetAddress = z.object({
  address1: z.string(),
  address2: z.string(),
  city: z.string(),
  country: z.string(),
  region: z.string(),
  zip: z.string(),
})

/** An account as the public API shows it. */
export const Account = resourceType({
  type: 'account',
  self: '/api/accounts/{id}/',
  attributes: z.object({
    test_account: z.boolean(),
    contact_information: z.object({
      default_sender_name: z.string(),
      default_sender_email: z.string(),
      website_url: z.string().nullable(),
      organization_name: z.string(),
      street_address: StreetAddress,
    }),
    industry: z.string().nullable(),
    timezone: z.string(),
    preferred_currency: z.string(),
    public_api_key: z.string(),
    locale: z.string(),
  }),
})

export const getAccounts = endpoint({
  id: 'getAccounts',
  method: 'GET',
  path: '/api/accounts',
  tag: 'Accounts',
  summary: 'The account of the key, as a list of one.',
  access: 'accounts:read',
  reply: { status: 200, many: Account },
  rate: 'XS',
})

export const getAccount = endpoint({
  id: 'getAccount',
  method: 'GET',
  path: '/api/accounts/{id}',
  tag: 'Accounts',
  summary: 'The account of the key.',
  access: 'accounts:read',
  reply: { status: 200, one: Account },
  rate: 'XS',
})

export const Installation = resourceType({
  type: 'installation',
  self: '/api/x/installation/',
  attributes: z.object({
    /** Nobody can sign in yet: the link in the server's log leads to the form that changes it. */
    needs_owner: z.boolean(),
    version: z.string(),
  }),
})

export const getInstallation = endpoint({
  id: 'getInstallation',
  method: 'GET',
  path: '/api/x/installation',
  tag: 'Console',
  summary: 'What the console must know before anybody is signed in.',
  access: 'anyone',
  reply: { status: 200, one: Installation },
  rate: 'L',
})

/** The person who is signed in. */
export const User = resourceType({
  type: 'user',
  self: '/api/x/me/',
  attributes: z.object({
    name: z.string(),
    email: z.string(),
    locale: Language.nullable(),
    color_scheme: ColorScheme,
    accounts: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        role: z.enum(ROLES),
        is_sandbox: z.boolean(),
        timezone: z.string(),
        currency: z.string(),
      }),
    ),
  }),
})

export const createOwner = endpoint({
  id: 'createOwner',
  method: 'POST',
  path: '/api/x/owner',
  tag: 'Console',
  summary:
    'Create the first person, who owns the first account. Once, with the token of the link that the server shows at its start.',
  access: 'anyone',
  body: document(
    z.strictObject({
      type: z.literal('owner'),
      attributes: z.strictObject({
        token: z.string().min(1).max(200),
        account_name: ShortText,
        name: ShortText,
        email: Email,
        password: Password,
        timezone: TimeZone,
        currency: CurrencyCode,
        locale: Language.nullish(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: User },
  rate: 'S',
})

export const createSession = endpoint({
  id: 'createSession',
  method: 'POST',
  path: '/api/x/sessions',
  tag: 'Console',
  summary: 'Sign in. The answer sets the session cookie.',
  access: 'anyone',
  body: document(
    z.strictObject({
      type: z.literal('session'),
      attributes: z.strictObject({ email: z.string().max(254), password: Password }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: User },
  rate: 'S',
})

export const deleteSession = endpoint({
  id: 'deleteSession',
  method: 'DELETE',
  path: '/api/x/sessions/current',
  tag: 'Console',
  summary: 'Sign out.',
  access: 'signed-in',
  reply: { status: 204 },
  rate: 'M',
})

export const getMe = endpoint({
  id: 'getMe',
  method: 'GET',
  path: '/api/x/me',
  tag: 'Console',
  summary: 'The person who is signed in, with the accounts they work for.',
  access: 'signed-in',
  reply: { status: 200, one: User },
  rate: 'L',
})

export const updateMe = endpoint({
  id: 'updateMe',
  method: 'PATCH',
  path: '/api/x/me',
  tag: 'Console',
  summary:
    'Change my name, language, colours or password. A new password needs the current one and ends all my other sessions.',
  access: 'signed-in',
  body: document(
    z.strictObject({
      type: z.literal('user'),
      id: z.uuid(),
      attributes: z.strictObject({
        name: ShortText.optional(),
        locale: Language.nullable().optional(),
        color_scheme: ColorScheme.optional(),
        current_password: Password.optional(),
        new_password: Password.optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: User },
  rate: 'M',
})

/** An account as the people who work for it see and change it. */
export const AccountSettings = resourceType({
  type: 'account',
  self: '/api/x/account/',
  attributes: z.object({
    name: z.string(),
    timezone: z.string(),
    currency: z.string(),
    locale: z.string(),
    is_sandbox: z.boolean(),
    created_at: InstantOut,
    default_sender_name: z.string(),
    default_sender_email: z.string(),
    website_url: z.string().nullable(),
    organization_name: z.string(),
    industry: z.string().nullable(),
    street_address: StreetAddress,
  }),
})

export const createAccount = endpoint({
  id: 'createAccount',
  method: 'POST',
  path: '/api/x/accounts',
  tag: 'Accounts',
  summary: 'Open another account, owned by whoever asks. A sandbox has a clock of its own.',
  access: 'signed-in',
  body: document(
    z.strictObject({
      type: z.literal('account'),
      attributes: z.strictObject({
        name: ShortText,
        timezone: TimeZone,
        currency: CurrencyCode,
        is_sandbox: z.boolean().default(false),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: AccountSettings },
  rate: 'S',
})

export const getAccountSettings = endpoint({
  id: 'getAccountSettings',
  method: 'GET',
  path: '/api/x/account',
  tag: 'Accounts',
  summary: 'The settings of the account.',
  access: 'accounts:read',
  reply: { status: 200, one: AccountSettings },
  rate: 'L',
})

const contactLine = z.string().max(200)

export const updateAccountSettings = endpoint({
  id: 'updateAccountSettings',
  method: 'PATCH',
  path: '/api/x/account',
  tag: 'Accounts',
  summary: 'Change the settings of the account. What is absent stays.',
  access: 'accounts:write',
  body: document(
    z.strictObject({
      type: z.literal('account'),
      id: z.string().min(1).max(20),
      attributes: z.strictObject({
        name: ShortText.optional(),
        timezone: TimeZone.optional(),
        currency: CurrencyCode.optional(),
        locale: Locale.optional(),
        default_sender_name: contactLine.optional(),
        default_sender_email: Email.or(z.literal('')).optional(),
        website_url: z
          .url({ protocol: /^https?$/, error: 'must be a web address such as https://example.com' })
          .max(2_000)
          .nullable()
          .optional(),
        organization_name: contactLine.optional(),
        industry: contactLine.nullable().optional(),
        street_address: z
          .strictObject({
            address1: contactLine.optional(),
            address2: contactLine.optional(),
            city: contactLine.optional(),
            country: contactLine.optional(),
            region: contactLine.optional(),
            zip: contactLine.optional(),
          })
          .optional(),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: AccountSettings },
  rate: 'M',
})

/** A person who works for the account; the id is the person's. */
export const Member = resourceType({
  type: 'member',
  self: '/api/x/members/{id}/',
  attributes: z.object({
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    joined_at: InstantOut,
  }),
})

export const getMembers = endpoint({
  id: 'getMembers',
  method: 'GET',
  path: '/api/x/members',
  tag: 'Members',
  summary: 'Everybody who works for the account, in the order in which they joined.',
  access: 'members:read',
  reply: { status: 200, many: Member },
  rate: 'L',
})

export const updateMember = endpoint({
  id: 'updateMember',
  method: 'PATCH',
  path: '/api/x/members/{id}',
  tag: 'Members',
  summary:
    'Give a member another role. Nobody can give more than they hold. The owner makes somebody else the owner by giving them that role, and becomes an admin.',
  access: 'members:write',
  body: document(
    z.strictObject({
      type: z.literal('member'),
      id: z.uuid(),
      attributes: z.strictObject({ role: z.enum(ROLES) }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: Member },
  rate: 'M',
})

export const deleteMember = endpoint({
  id: 'deleteMember',
  method: 'DELETE',
  path: '/api/x/members/{id}',
  tag: 'Members',
  summary:
    'Remove a member, or leave the account oneself. The owner hands over ownership first. Removing others needs members:write.',
  access: 'signed-in',
  reply: { status: 204 },
  rate: 'M',
})

export const Invitation = resourceType({
  type: 'invitation',
  self: '/api/x/invitations/{id}/',
  attributes: z.object({
    email: z.string(),
    role: z.enum(ROLES),
    invited_by: z.string().nullable(),
    created_at: InstantOut,
    expires_at: InstantOut,
    /** Only in the answer to its creation: it is not kept. */
    link: z.string().nullable(),
  }),
})

export const getInvitations = endpoint({
  id: 'getInvitations',
  method: 'GET',
  path: '/api/x/invitations',
  tag: 'Members',
  summary: 'Invitations that were neither accepted nor have ended, newest first.',
  access: 'members:read',
  reply: { status: 200, many: Invitation },
  rate: 'L',
})

export const createInvitation = endpoint({
  id: 'createInvitation',
  method: 'POST',
  path: '/api/x/invitations',
  tag: 'Members',
  summary: `Invite a person. The answer has the link, once; it works for ${INVITATION_DAYS} days. A second invitation to the same address replaces the first.`,
  access: 'members:write',
  body: document(
    z.strictObject({
      type: z.literal('invitation'),
      attributes: z.strictObject({ email: Email, role: z.enum(ROLES) }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: Invitation },
  rate: 'S',
})

export const deleteInvitation = endpoint({
  id: 'deleteInvitation',
  method: 'DELETE',
  path: '/api/x/invitations/{id}',
  tag: 'Members',
  summary: 'Take an invitation back; its link ends.',
  access: 'members:write',
  reply: { status: 204 },
  rate: 'M',
})

export const acceptInvitation = endpoint({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/api/x/invitation-acceptances',
  tag: 'Members',
  summary:
    'Join an account with the token of an invitation. A new person chooses a password; who has one already gives it. The answer sets the session cookie.',
  access: 'anyone',
  body: document(
    z.strictObject({
      type: z.literal('invitation-acceptance'),
      attributes: z.strictObject({
        token: z.string().min(1).max(200),
        name: ShortText,
        password: Password,
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: User },
  rate: 'S',
})

export const ApiKey = resourceType({
  type: 'api-key',
  self: '/api/x/api-keys/{id}/',
  attributes: z.object({
    name: z.string(),
    /** First characters, so that people recognise it. */
    prefix: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    created_by: z.string().nullable(),
    created_at: InstantOut,
    /** To the minute. */
    last_used_at: InstantOut.nullable(),
    revoked_at: InstantOut.nullable(),
    /** Only in the answer to its creation: it is not kept. */
    key: z.string().nullable(),
  }),
})

export const getApiKeys = endpoint({
  id: 'getApiKeys',
  method: 'GET',
  path: '/api/x/api-keys',
  tag: 'API keys',
  summary: 'All keys of the account, revoked ones too, newest first.',
  access: 'api-keys:read',
  page: { default: 50, max: 100 },
  reply: { status: 200, many: ApiKey },
  rate: 'L',
})

export const createApiKey = endpoint({
  id: 'createApiKey',
  method: 'POST',
  path: '/api/x/api-keys',
  tag: 'API keys',
  summary:
    'Make a key for a program. Its scopes are among those that the role of its maker allows. The answer has the key itself, once.',
  access: 'api-keys:write',
  body: document(
    z.strictObject({
      type: z.literal('api-key'),
      attributes: z.strictObject({
        name: ShortText,
        scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
      }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 201, one: ApiKey },
  rate: 'S',
})

export const deleteApiKey = endpoint({
  id: 'deleteApiKey',
  method: 'DELETE',
  path: '/api/x/api-keys/{id}',
  tag: 'API keys',
  summary: 'Revoke a key: programs that use it are refused from now on.',
  access: 'api-keys:write',
  reply: { status: 204 },
  rate: 'M',
})

/** Everything that is written down, as `<noun>.<verb>` in the past tense. Entries stay, so none is taken out. */
export const AUDIT_ACTIONS = [
  'account.changed',
  'account.created',
  'account.handed-over',
  'attribution-settings.changed',
  'api-key.created',
  'api-key.revoked',
  'invitation.created',
  'invitation.deleted',
  'member.changed',
  'member.joined',
  'member.left',
  'member.removed',
  'password.changed',
  'profile.deleted',
  'profile.merged',
  'session.created',
  'session.ended',
  'session.refused',
  'test-clock.moved',
  'agent-secret.created',
  'agent-secret.changed',
  'agent-secret.deleted',
  'agent-skill.created',
  'agent-skill.changed',
  'agent-skill.deleted',
  'agent-tool.created',
  'agent-tool.changed',
  'agent-tool.deleted',
  'agent-tool.tested',
  'campaign.created',
  'campaign.changed',
  'campaign.deleted',
  'campaign.sent',
  'campaign.cancelled',
  'customer-agent.changed',
  'channel.changed',
  'consent-settings.changed',
  'channel.secret-rotated',
  'flow.created',
  'flow.changed',
  'flow.deleted',
  'handoff.changed',
  'handoff.secret-rotated',
  'knowledge.created',
  'knowledge.changed',
  'knowledge.deleted',
  'knowledge-gap.approved',
  'knowledge-gap.dismissed',
  'conversation.closed',
  'conversation.exported',
  'conversation.returned',
  'conversation.taken-over',
  'conversation-settings.changed',
  'dkim-key.created',
  'sending-settings.changed',
  'mail-report-key.changed',
  'web-chat.changed',
  'web-chat.secret-rotated',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

export const AuditEntry = resourceType({
  type: 'audit-entry',
  self: '/api/x/audit-entries/{id}/',
  attributes: z.object({
    at: InstantOut,
    actor_kind: z.enum(['user', 'api-key', 'system']),
    actor_name: z.string(),
    action: z.enum(AUDIT_ACTIONS),
    subject: z.string(),
    detail: z.record(z.string(), z.unknown()),
  }),
})

const AUDIT_FILTERS = {
  action: { type: 'string', operators: ['equals'] },
} as const satisfies FilterFields

export const getAuditEntries = endpoint({
  id: 'getAuditEntries',
  method: 'GET',
  path: '/api/x/audit-entries',
  tag: 'Audit',
  summary: 'Who changed what, newest first.',
  access: 'audit:read',
  filter: AUDIT_FILTERS,
  page: { default: 50, max: 100 },
  reply: { status: 200, many: AuditEntry },
  rate: 'L',
})

export const TestClock = resourceType({
  type: 'test-clock',
  self: '/api/x/test-clock/',
  attributes: z.object({ now: InstantOut }),
})

export const getTestClock = endpoint({
  id: 'getTestClock',
  method: 'GET',
  path: '/api/x/test-clock',
  tag: 'Sandbox',
  summary: 'What time it is in a sandbox account.',
  access: 'accounts:read',
  reply: { status: 200, one: TestClock },
  rate: 'XL',
})

export const updateTestClock = endpoint({
  id: 'updateTestClock',
  method: 'PATCH',
  path: '/api/x/test-clock',
  tag: 'Sandbox',
  summary: `Put the clock of a sandbox account forward, at most ${CLOCK_YEARS_AHEAD_MAX} years ahead of the real time. From then on it stands where it was put. Answered when everything that came due has been done.`,
  access: 'accounts:write',
  body: document(
    z.strictObject({
      type: z.literal('test-clock'),
      id: z.string().min(1).max(20),
      attributes: z.strictObject({ now: Instant }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: TestClock },
  rate: 'XL',
})
