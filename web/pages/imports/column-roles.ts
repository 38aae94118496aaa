import {
  type EventMapping,
  type ImportKind,
  LOCATION_FIELDS,
  type MappedProfile,
  type MappedProperty,
  type Mapping,
  type OrderMapping,
  PROFILE_FIELDS,
} from '../../../src/contract/imports.ts'

const IDENTIFIERS = ['email', 'phone_number', 'external_id', 'anonymous_id'] as const

/** What one column of the file is. Fields that exist once are named by where they go. */
export const SINGLE_ROLES = [
  ...IDENTIFIERS,
  ...PROFILE_FIELDS,
  ...LOCATION_FIELDS,
  'time',
  'metric',
  'unique_id',
  'value',
  'currency',
  'order_id',
  'sku',
  'product_id',
  'item_name',
  'quantity',
  'unit_price',
  'order_value',
] as const
export type SingleRole = (typeof SINGLE_ROLES)[number]
export type Role = SingleRole | 'skip' | 'profile-property' | 'property' | 'item-property'

/** What the mapping says beside the columns. */
export interface Extras {
  metricName: string
  currency: string
  timeFormat: string
  timeZone: string
  numbers: 'point' | 'comma'
  cancelledColumn: string
  cancelledPrefix: string
}

export interface Plan {
  kind: ImportKind
  roles: Record<string, Role>
  extras: Extras
  /** The suggestion or stored mapping that this began with; what cannot be edited here stays. */
  base: Mapping | null
}

const PROFILE_ROLES: Role[] = [
  ...IDENTIFIERS,
  ...PROFILE_FIELDS,
  ...LOCATION_FIELDS,
  'profile-property',
]

export const ROLES_BY_KIND: Record<
  ImportKind,
  { group: 'person' | 'event' | 'item'; roles: Role[] }[]
> = {
  profiles: [{ group: 'person', roles: PROFILE_ROLES }],
  events: [
    { group: 'event', roles: ['time', 'metric', 'value', 'currency', 'unique_id', 'property'] },
    { group: 'person', roles: PROFILE_ROLES },
  ],
  orders: [
    { group: 'event', roles: ['order_id', 'time', 'order_value', 'currency', 'property'] },
    {
      group: 'item',
      roles: ['sku', 'product_id', 'item_name', 'quantity', 'unit_price', 'item-property'],
    },
    { group: 'person', roles: PROFILE_ROLES },
  ],
}

export function planFor(
  kind: ImportKind,
  mapping: Mapping | null,
  fallback: { zone: string; currency: string },
): Plan {
  const base = mapping?.kind === kind ? mapping : null
  const roles: Record<string, Role> = {}
  const extras: Extras = {
    metricName: '',
    currency: fallback.currency,
    timeFormat: 'iso',
    timeZone: fallback.zone,
    numbers: base?.numbers ?? 'point',
    cancelledColumn: '',
    cancelledPrefix: '',
  }
  if (!base) return { kind, roles, extras, base }
  Object.assign(roles, rolesOfProfile(base.profile))
  switch (base.kind) {
    case 'profiles':
      return { kind, roles, extras, base }
    case 'events':
      return {
        kind,
        base,
        roles: { ...roles, ...rolesOfEvent(base) },
        extras: { ...extras, ...extrasOfEvent(base) },
      }
    case 'orders':
      return {
        kind,
        base,
        roles: { ...roles, ...rolesOfOrder(base) },
        extras: { ...extras, ...extrasOfOrder(base) },
      }
  }
}

/** What is still missing before the plan is a mapping, by role; identifiers stand for any of them. */
export type Missing = SingleRole | 'identifier' | 'metric-name'

export function mappingOf(plan: Plan): { mapping: Mapping } | { missing: Missing[] } {
  const { kind, extras, base } = plan
  const column = columnsByRole(plan.roles)
  const missing: Missing[] = []
  if (!IDENTIFIERS.some((role) => column[role])) missing.push('identifier')
  const profile = profileOf(plan)
  const { numbers } = extras
  if (kind === 'profiles') {
    return missing.length > 0 ? { missing } : { mapping: { kind, numbers, profile } }
  }
  const time = { column: column.time ?? '', format: extras.timeFormat, zone: extras.timeZone }
  if (!column.time) missing.push('time')
  const properties = propertiesOf(plan, 'property')
  const currency = column.currency
    ? { column: column.currency }
    : extras.currency
      ? { fixed: extras.currency }
      : null
  if (kind === 'events') {
    if (!column.metric && !extras.metricName) missing.push('metric-name')
    if (missing.length > 0) return { missing }
    return {
      mapping: {
        kind,
        numbers,
        profile,
        time,
        metric: column.metric ? { column: column.metric } : { fixed: extras.metricName },
        unique_id: column.unique_id
          ? { column: column.unique_id }
          : base?.kind === 'events' && base.unique_id && 'template' in base.unique_id
            ? base.unique_id
            : null,
        value: column.value ?? null,
        currency,
        properties,
      },
    }
  }
  for (const role of ['order_id', 'sku', 'quantity', 'unit_price'] as const) {
    if (!column[role]) missing.push(role)
  }
  if (missing.length > 0) return { missing }
  return {
    mapping: {
      kind,
      numbers,
      profile,
      time,
      order_id: column.order_id ?? '',
      cancelled_when:
        extras.cancelledColumn && extras.cancelledPrefix
          ? { column: extras.cancelledColumn, starts_with: extras.cancelledPrefix }
          : null,
      currency,
      item: {
        sku: column.sku ?? '',
        product_id: column.product_id ?? null,
        name: column.item_name ?? null,
        quantity: column.quantity ?? '',
        unit_price: column.unit_price ?? '',
        properties: propertiesOf(plan, 'item-property'),
      },
      order_value: column.order_value ?? null,
      properties,
      metrics:
        base?.kind === 'orders'
          ? base.metrics
          : {
              placed: 'Placed Order',
              cancelled: 'Cancelled Order',
              ordered_product: 'Ordered Product',
            },
    },
  }
}

/** A role that exists once moves: the column that had it before is skipped from then on. */
export function withRole(plan: Plan, column: string, role: Role): Plan {
  const roles = { ...plan.roles }
  if (SINGLE_ROLES.some((each) => each === role)) {
    for (const [other, held] of Object.entries(roles)) {
      if (held === role) roles[other] = 'skip'
    }
  }
  return { ...plan, roles: { ...roles, [column]: role } }
}

function columnsByRole(roles: Record<string, Role>): Partial<Record<Role, string>> {
  return Object.fromEntries(Object.entries(roles).map(([column, role]) => [role, column]))
}

function profileOf(plan: Plan): MappedProfile {
  const column = columnsByRole(plan.roles)
  return {
    identifiers: picked(IDENTIFIERS, column),
    fields: picked(PROFILE_FIELDS, column),
    location: picked(LOCATION_FIELDS, column),
    properties: propertiesOf(plan, 'profile-property'),
  }
}

function picked<Name extends SingleRole>(
  names: readonly Name[],
  column: Partial<Record<Role, string>>,
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const from = column[name]
    if (from) found[name] = from
  }
  return found
}

function propertiesOf(plan: Plan, role: Role): MappedProperty[] {
  const before = new Map(knownProperties(plan.base).map((each) => [each.column, each]))
  return Object.entries(plan.roles)
    .filter(([, held]) => held === role)
    .map(
      ([column]) =>
        before.get(column) ?? {
          column,
          name: column,
          type: 'text',
          format: 'iso',
          zone: plan.extras.timeZone,
          separator: ',',
        },
    )
}

function knownProperties(base: Mapping | null): MappedProperty[] {
  if (!base) return []
  const own = base.kind === 'profiles' ? [] : base.properties
  const item = base.kind === 'orders' ? base.item.properties : []
  return [...base.profile.properties, ...own, ...item]
}

function rolesOfProfile(profile: MappedProfile): Record<string, Role> {
  const roles: Record<string, Role> = {}
  const single = { ...profile.identifiers, ...profile.fields, ...profile.location }
  for (const [role, column] of Object.entries(single)) {
    const known = SINGLE_ROLES.find((each) => each === role)
    if (column && known) roles[column] = known
  }
  for (const { column } of profile.properties) roles[column] = 'profile-property'
  return roles
}

function rolesOfEvent(mapping: EventMapping): Record<string, Role> {
  return {
    ...propertyRoles(mapping.properties, 'property'),
    [mapping.time.column]: 'time',
    ...('column' in mapping.metric ? { [mapping.metric.column]: 'metric' } : {}),
    ...(mapping.value ? { [mapping.value]: 'value' } : {}),
    ...(mapping.currency && 'column' in mapping.currency
      ? { [mapping.currency.column]: 'currency' }
      : {}),
    ...(mapping.unique_id && 'column' in mapping.unique_id
      ? { [mapping.unique_id.column]: 'unique_id' }
      : {}),
  }
}

function extrasOfEvent(mapping: EventMapping): Partial<Extras> {
  return {
    timeFormat: mapping.time.format,
    timeZone: mapping.time.zone,
    metricName: 'fixed' in mapping.metric ? mapping.metric.fixed : '',
    ...(mapping.currency && 'fixed' in mapping.currency
      ? { currency: mapping.currency.fixed }
      : {}),
  }
}

function rolesOfOrder(mapping: OrderMapping): Record<string, Role> {
  const { item } = mapping
  return {
    ...propertyRoles(mapping.properties, 'property'),
    ...propertyRoles(item.properties, 'item-property'),
    [mapping.order_id]: 'order_id',
    [mapping.time.column]: 'time',
    [item.sku]: 'sku',
    [item.quantity]: 'quantity',
    [item.unit_price]: 'unit_price',
    ...(item.product_id ? { [item.product_id]: 'product_id' } : {}),
    ...(item.name ? { [item.name]: 'item_name' } : {}),
    ...(mapping.order_value ? { [mapping.order_value]: 'order_value' } : {}),
    ...(mapping.currency && 'column' in mapping.currency
      ? { [mapping.currency.column]: 'currency' }
      : {}),
  }
}

function extrasOfOrder(mapping: OrderMapping): Partial<Extras> {
  const cancelled = mapping.cancelled_when
  return {
    timeFormat: mapping.time.format,
    timeZone: mapping.time.zone,
    ...(mapping.currency && 'fixed' in mapping.currency
      ? { currency: mapping.currency.fixed }
      : {}),
    ...(cancelled && 'starts_with' in cancelled
      ? { cancelledColumn: cancelled.column, cancelledPrefix: cancelled.starts_with }
      : {}),
  }
}

function propertyRoles(properties: MappedProperty[], role: Role): Record<string, Role> {
  return Object.fromEntries(properties.map(({ column }) => [column, role]))
}
