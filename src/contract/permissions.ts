/**
 * What may be done, by whom. API keys hold scopes; people hold a role. Server and console read
 * this one table, so a button is disabled exactly where the server would refuse.
 * Source: the public API's scopes; roles as merchants know them from hosted tools.
 */
export const SCOPES = [
  'accounts:read',
  'accounts:write',
  'agents:read',
  'agents:write',
  'campaigns:read',
  'campaigns:write',
  'catalogs:read',
  'catalogs:write',
  'conversations:read',
  'conversations:write',
  'coupon-codes:read',
  'coupon-codes:write',
  'coupons:read',
  'coupons:write',
  'data-privacy:write',
  'events:read',
  'events:write',
  'flows:read',
  'flows:write',
  'images:read',
  'images:write',
  'imports:read',
  'imports:write',
  'lists:read',
  'lists:write',
  'metrics:read',
  'metrics:write',
  'profiles:read',
  'profiles:write',
  'segments:read',
  'segments:write',
  'subscriptions:read',
  'subscriptions:write',
  'tags:read',
  'tags:write',
  'templates:read',
  'templates:write',
  'webhooks:read',
  'webhooks:write',
] as const
export type Scope = (typeof SCOPES)[number]

/** What only people may be allowed to do; no API key can hold these. */
export const PEOPLE_PERMISSIONS = [
  'members:read',
  'members:write',
  'api-keys:read',
  'api-keys:write',
  'audit:read',
  'data:export',
] as const
export type PeoplePermission = (typeof PEOPLE_PERMISSIONS)[number]

export type Permission = Scope | PeoplePermission

export const ROLES = [
  'owner',
  'admin',
  'manager',
  'analyst',
  'campaign-coordinator',
  'content-creator',
  'support',
] as const
export type Role = (typeof ROLES)[number]

const READ_ALL = SCOPES.filter((scope) => scope.endsWith(':read'))

const ADMIN: readonly Permission[] = [...SCOPES, ...PEOPLE_PERMISSIONS]

const BY_ROLE: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set(ADMIN),
  admin: new Set(ADMIN),
  manager: new Set<Permission>([
    ...SCOPES.filter((scope) => scope !== 'accounts:write'),
    'members:read',
    'api-keys:read',
    'audit:read',
  ]),
  analyst: new Set<Permission>([...READ_ALL, 'segments:write', 'metrics:write', 'data:export']),
  'campaign-coordinator': new Set<Permission>([
    ...READ_ALL.filter((scope) => scope !== 'agents:read'),
    'campaigns:write',
    'flows:write',
    'lists:write',
    'segments:write',
    'tags:write',
    'templates:write',
  ]),
  'content-creator': new Set<Permission>([
    'accounts:read',
    'campaigns:read',
    'catalogs:read',
    'events:read',
    'flows:read',
    'images:read',
    'images:write',
    'metrics:read',
    'tags:read',
    'templates:read',
    'templates:write',
  ]),
  support: new Set<Permission>([
    'accounts:read',
    'agents:read',
    'catalogs:read',
    'conversations:read',
    'conversations:write',
    'events:read',
    'metrics:read',
    'profiles:read',
    'profiles:write',
  ]),
}

/** Whether people of this role may do this. The owner may everything; there is one owner an account. */
export function roleMay(role: Role, permission: Permission): boolean {
  return BY_ROLE[role].has(permission)
}

/** The roles that may do this, for "ask one of these people" messages. */
export function rolesThatMay(permission: Permission): Role[] {
  return ROLES.filter((role) => roleMay(role, permission))
}
