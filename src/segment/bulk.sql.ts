import type {
  Condition,
  Definition,
  MetricCondition,
  PropertyCondition,
} from '../contract/conditions.ts'
import type { Fragment, Name, Tx } from '../platform/sql.ts'
import { consentTest } from './consent-test.sql.ts'
import { eventTests, type Narrowing } from './event-test.sql.ts'
import { frameOf, type SqlFrame } from './frame-sql.sql.ts'
import { funnelRows } from './funnel-rows.sql.ts'
import { SUM_DECIMALS, thresholdsOf } from './metric-test.ts'
import { profilePath } from './property-path.ts'
import { comparison, valueTest } from './value-sql.sql.ts'
import { compare } from './value-test.ts'

/** A profile that matches, or will be looked at when time has passed. */
export interface BulkRow {
  profileId: string
  matches: boolean
  flipAt: Date | null
}

export interface BulkQuery {
  rows: Fragment
  /** All profiles are looked at, not only those about whom there are rows. */
  isOfEverybody: boolean
}

/** Of whom, when, and whether the passing of time matters. */
interface Scope {
  accountId: string
  now: Date
  hasFlips: boolean
}

/** One condition: rows per profile (`profile_id, measured, flip_at`), and the test over them. */
interface Part {
  /** Undefined for a condition on the profile's own columns, which needs no rows. */
  rows: ((only: Narrowing) => Fragment) | undefined
  /** `measured` is null for profiles without a row. */
  test: (measured: Fragment) => Fragment
  /** Profiles without a row never pass, now or by the passing of time. */
  isOnlyOfRows: boolean
}

/**
 * Everybody who matches, and whoever may by the passing of time alone, in one query over all profiles
 * of the account. Undefined when the database cannot answer the definition: then the evaluator in
 * memory does, batch by batch. Plan it with `planBulk`.
 */
export function bulkQuery(
  tx: Tx,
  accountId: string,
  definition: Definition,
  now: Date,
): BulkQuery | undefined {
  const groups = groupsOf(tx, definition, { accountId, now, hasFlips: true })
  if (!groups) return undefined
  const { all, driving } = roadOf(groups)
  const tests = all.map((part) => {
    const holds = part.test(part.rows ? tx`d.${part.measured}` : tx`null`)
    const flipAt = part.rows ? tx`d.${part.flipAt}` : tx`null::timestamptz`
    return tx`(${holds}) is true as ${part.holds}, ${flipAt} as ${part.flipAt}`
  })
  const rows = tx`
    select r.profile_id as "profileId", r.matches, r.flip_at as "flipAt"
    from (
      select t.profile_id, (${matchesOf(tx, groups)}) as matches, ${flipOf(tx, groups)} as flip_at
      from (
        select d.profile_id, ${joined(tx, tests, tx`, `)}
        from ${driving ? ofSome(tx, accountId, all, driving) : ofEverybody(tx, accountId, all)}
      ) t
    ) r
    where r.matches or r.flip_at is not null`
  return { rows, isOfEverybody: !driving }
}

/** As `bulkQuery`, but only who matches now (`"profileId"`): no time is spent on what time will change. */
export function membersQuery(
  tx: Tx,
  accountId: string,
  definition: Definition,
  now: Date,
): BulkQuery | undefined {
  const groups = groupsOf(tx, definition, { accountId, now, hasFlips: false })
  if (!groups) return undefined
  const { all, driving } = roadOf(groups)
  const held = groups.map((group) => {
    const tests = group.map(
      (part) => tx`(${part.test(part.rows ? tx`d.${part.measured}` : tx`null`)}) is true`,
    )
    return tx`(${joined(tx, tests, tx` or `)})`
  })
  const rows = tx`
    select d.profile_id as "profileId"
    from ${driving ? ofSome(tx, accountId, all, driving) : ofEverybody(tx, accountId, all)}
      and ${joined(tx, held, tx` and `)}`
  return { rows, isOfEverybody: !driving }
}

/** Undefined when the database cannot answer one of the conditions. */
function groupsOf(tx: Tx, definition: Definition, scope: Scope): NamedPart[][] | undefined {
  const groups: NamedPart[][] = []
  for (const [g, { conditions }] of definition.condition_groups.entries()) {
    const group = conditions.map((condition, c): NamedPart | undefined => {
      const part = partOf(tx, condition, scope)
      return (
        part && {
          ...part,
          name: tx(`c${g}_${c}`),
          measured: tx(`measured${g}_${c}`),
          holds: tx(`holds${g}_${c}`),
          flipAt: tx(`flip${g}_${c}`),
        }
      )
    })
    const known = group.filter((part) => part !== undefined)
    if (known.length < group.length) return undefined
    groups.push(known)
  }
  return groups
}

/** All parts, and the group of them that nobody without a row passes, if there is one. */
function roadOf(groups: NamedPart[][]): { all: NamedPart[]; driving: NamedPart[] | undefined } {
  const driving = groups.find((group) => group.every((part) => part.isOnlyOfRows))
  return { all: groups.flat(), driving }
}

/**
 * Let the planner see what it cannot know: how few rows a condition leaves is a guess, and a nested
 * loop over all profiles takes minutes when the guess is too low. Each parallel worker would count
 * all events anew for the profiles of its share.
 */
export async function planBulk(tx: Tx, { isOfEverybody }: BulkQuery): Promise<void> {
  await tx`
    select set_config('max_parallel_workers_per_gather', '0', true),
           set_config('enable_nestloop', ${isOfEverybody ? 'off' : 'on'}, true)`
}

function ofEverybody(tx: Tx, accountId: string, all: readonly NamedPart[]): Fragment {
  const withRows = all.filter((part) => part.rows !== undefined)
  const columns = withRows.map(
    ({ name, measured, flipAt }) =>
      tx`, ${name}.measured as ${measured}, ${name}.flip_at as ${flipAt}`,
  )
  const joins = withRows.map(
    ({ name, rows }) =>
      tx`left join (${rows?.(() => tx``) ?? tx``}) ${name} on ${name}.profile_id = p.profile_id`,
  )
  return tx`
    profiles p
    ${joined(tx, joins, tx` `)}
    cross join lateral (select p.profile_id${joined(tx, columns, tx``)}) d
    where p.account_id = ${accountId}
      and ${withRows.length < all.length ? tx`p.redacted_at is null` : isNotRedacted(tx, accountId, tx`p.profile_id`)}`
}

/** As `redacted_at is null`, but without reading the profile: the few who were forgotten have an index. */
function isNotRedacted(tx: Tx, accountId: string, profileId: Fragment): Fragment {
  return tx`not exists (
    select
    from profiles gone
    where gone.account_id = ${accountId}
      and gone.profile_id = ${profileId}
      and gone.redacted_at is not null)`
}

/** Ends in a `where`, as `ofEverybody`. Those about whom the driving conditions have rows; the others are only asked about them. */
function ofSome(
  tx: Tx,
  accountId: string,
  all: readonly NamedPart[],
  driving: readonly NamedPart[],
): Fragment {
  const others = all.filter((part) => part.rows !== undefined && !driving.includes(part))
  // Events of people who were forgotten stay, as anonymous numbers: they lead to nobody.
  const profiles = all.some((part) => part.rows === undefined)
    ? tx`
        join profiles p on p.account_id = ${accountId} and p.profile_id = d.profile_id
        where p.redacted_at is null`
    : tx`where ${isNotRedacted(tx, accountId, tx`d.profile_id`)}`
  const [first] = driving
  if (first?.rows && driving.length === 1 && others.length === 0) {
    return tx`
      (select c.profile_id, c.measured as ${first.measured}, c.flip_at as ${first.flipAt}
       from (${first.rows(() => tx``)}) c) d
      ${profiles}`
  }
  const withRows = [...driving, ...others]
  const parts = withRows.map(({ name, rows }, at) => {
    const only: Narrowing =
      at < driving.length
        ? () => tx``
        : (profileId) => tx`and ${profileId} in (select profile_id from driven)`
    return tx`${name} as materialized (${rows?.(only) ?? tx``})`
  })
  const driven = driving.map(({ name }) => tx`select profile_id from ${name}`)
  const named = tx`driven as materialized (${joined(tx, driven, tx` union `)})`
  const ctes = [...parts.slice(0, driving.length), named, ...parts.slice(driving.length)]
  const columns = withRows.map(
    ({ measured, flipAt }, at) => tx`
      max(u.measured) filter (where u.part = ${at}::int) as ${measured},
      max(u.flip_at) filter (where u.part = ${at}::int) as ${flipAt}`,
  )
  const unions = withRows.map(
    ({ name }, at) =>
      tx`select profile_id, ${at}::int as part, measured::numeric, flip_at from ${name}`,
  )
  return tx`
    (with ${joined(tx, ctes, tx`, `)}
     select u.profile_id, ${joined(tx, columns, tx`, `)}
     from (${joined(tx, unions, tx` union all `)}) u
     group by u.profile_id) d
    ${profiles}`
}

/** A part with the columns of its outcome. */
interface NamedPart extends Part {
  name: Name
  measured: Name
  holds: Name
  flipAt: Name
}

function matchesOf(tx: Tx, groups: readonly (readonly NamedPart[])[]): Fragment {
  const held = groups.map((group) => {
    const tests = group.map(({ holds }) => tx`t.${holds}`)
    return tx`(${joined(tx, tests, tx` or `)})`
  })
  return joined(tx, held, tx` and `)
}

/** As the evaluator in memory: what no passing of time changes decides. */
function flipOf(tx: Tx, groups: readonly (readonly NamedPart[])[]): Fragment {
  const never = tx`null::timestamptz`
  const mayFlip = groups.filter((group) => group.some((part) => part.rows !== undefined))
  if (mayFlip.length === 0) return never
  const flips = mayFlip.map((group) => {
    const first = tx`least(${joined(
      tx,
      group.map(({ flipAt }) => tx`t.${flipAt}`),
      tx`, `,
    )})`
    const staysTrue = group.map(({ holds, flipAt }) => tx`(t.${holds} and t.${flipAt} is null)`)
    return group.length === 1
      ? first
      : tx`case when not (${joined(tx, staysTrue, tx` or `)}) then ${first} end`
  })
  const soonest = tx`least(${joined(tx, flips, tx`, `)})`
  if (groups.length === 1) return soonest
  const staysFalse = groups.map((group) => {
    const each = group.map(({ holds, flipAt }) => tx`not t.${holds} and t.${flipAt} is null`)
    return tx`(${joined(tx, each, tx` and `)})`
  })
  return tx`case when not (${joined(tx, staysFalse, tx` or `)}) then ${soonest} end`
}

/**
 * Everybody who may match, now or by the passing of time, when a part of the definition that the
 * database can answer leaves most people out; undefined when it cannot. In no order, without repeats.
 */
export function candidatesQuery(
  tx: Tx,
  accountId: string,
  definition: Definition,
  now: Date,
): Fragment | undefined {
  for (const { conditions } of definition.condition_groups) {
    const rows = conditions.map((condition) => {
      const part = partOf(tx, condition, { accountId, now, hasFlips: true })
      return part?.isOnlyOfRows ? part.rows?.(() => tx``) : undefined
    })
    const known = rows.filter((one) => one !== undefined)
    if (known.length < rows.length) continue
    const ids = known.map((one) => tx`select c.profile_id from (${one}) c`)
    return tx`${joined(tx, ids, tx` union `)}`
  }
  return undefined
}

function joined(tx: Tx, fragments: readonly Fragment[], between: Fragment): Fragment {
  return fragments.reduce((all, one, at) => (at === 0 ? one : tx`${all}${between}${one}`), tx``)
}

function partOf(tx: Tx, condition: Condition, scope: Scope): Part | undefined {
  const { accountId } = scope
  switch (condition.type) {
    case 'profile-metric':
      return metricPart(tx, condition, scope)
    case 'profile-property':
      return propertyPart(tx, condition)
    case 'profile-group-membership': {
      if (condition.timeframe_filter) return undefined
      const rows = (only: Narrowing) => tx`
        select m.profile_id, 1 as measured, null::timestamptz as flip_at
        from group_members m
        where m.account_id = ${accountId}
          and m.group_id = any (${condition.group_ids})
          ${only(tx`m.profile_id`)}
        group by m.profile_id`
      return {
        rows,
        test: (measured) =>
          condition.is_member ? tx`${measured} is not null` : tx`${measured} is null`,
        isOnlyOfRows: condition.is_member,
      }
    }
    case 'profile-open-problem': {
      const rows = (only: Narrowing) => tx`
        select o.profile_id, 1 as measured, null::timestamptz as flip_at
        from open_problems o
        where o.account_id = ${accountId}
          ${only(tx`o.profile_id`)}
        group by o.profile_id`
      return {
        rows,
        test: (measured) =>
          condition.has_open_problem ? tx`${measured} is not null` : tx`${measured} is null`,
        isOnlyOfRows: condition.has_open_problem,
      }
    }
    case 'profile-postal-code-distance':
    case 'profile-predictive-analytics':
    case 'profile-has-custom-object':
      return { rows: undefined, test: () => tx`false`, isOnlyOfRows: false }
    case 'profile-metric-funnel': {
      const rows = funnelRows(tx, condition, scope)
      return rows && { rows, test: (held) => tx`coalesce(${held}, 0) = 1`, isOnlyOfRows: true }
    }
    case 'profile-marketing-consent': {
      const test = consentTest(tx, condition)
      return test && { rows: undefined, test: () => test, isOnlyOfRows: false }
    }
    case 'profile-region':
    case 'profile-permissions':
      return undefined
  }
}

function propertyPart(tx: Tx, { property, filter }: PropertyCondition): Part | undefined {
  const path = profilePath(property)
  if (path.in === 'time') return undefined
  const value =
    path.in === 'field'
      ? tx`to_jsonb(p.${tx(path.name)})`
      : tx`(p.${tx(path.in)} -> ${path.name}::text)`
  const test = valueTest(tx, value, filter)
  return test && { rows: undefined, test: () => test, isOnlyOfRows: false }
}

function metricPart(
  tx: Tx,
  condition: MetricCondition,
  { accountId, now, hasFlips }: Scope,
): Part | undefined {
  const frame = frameOf(tx, condition.timeframe_filter, now)
  if (!frame) return undefined
  const tests = eventTests(tx, tx`e`, condition.metric_filters)
  if (!tests) return undefined

  const { measurement, measurement_filter: asked } = condition
  const counts = measurement === 'count'
  const all = counts ? tx`count(*)` : tx`sum(round(e.value, ${SUM_DECIMALS}::int))`
  const measured = hasFlips ? tx`${all} filter (where ${frame.isIn})` : all
  const flips = counts ? flipOfCount(tx, frame, asked) : tx`min(${frame.flipAt})`
  const flipAt = hasFlips ? flips : tx`null::timestamptz`
  // A count is compared as what it is: as a number with decimals it takes several times as long.
  const wanted =
    counts && Number.isSafeInteger(asked.value)
      ? tx`${asked.value}::int8`
      : tx`round(${asked.value}::numeric, ${SUM_DECIMALS}::int)`
  return {
    rows: (only) => tx`
      select e.profile_id, ${measured} as measured, ${flipAt} as flip_at
      from events e
      where e.account_id = ${accountId}
        and e.metric_id = ${condition.metric_id}
        ${frame.rows}
        ${hasFlips ? tx`` : tx`and ${frame.isIn}`}
        ${tests}
        ${only(tx`e.profile_id`)}
      group by e.profile_id`,
    test: (value) => comparison(tx, tx`coalesce(${value}, 0)`, asked.operator, wanted),
    isOnlyOfRows: !compare(asked.operator, 0, asked.value),
  }
}

/** As in memory: thresholds are passed when the event that it takes leaves, or another comes in. */
function flipOfCount(
  tx: Tx,
  { window, isIn }: SqlFrame,
  asked: MetricCondition['measurement_filter'],
): Fragment {
  const thresholds = thresholdsOf(asked.operator, asked.value)
  if (!window || thresholds.length === 0) return tx`null::timestamptz`
  const { entersS, leavesS } = window
  const comes = tx`
    min(e.occurred_at) filter (where not (${isIn})) + make_interval(secs => ${entersS}::float8)`
  const flips = thresholds.map((threshold) => {
    const goes =
      leavesS === null
        ? tx`null::timestamptz`
        : tx`${nthNewest(tx, isIn, threshold)} + make_interval(secs => ${leavesS}::float8)`
    return tx`
      case when count(*) filter (where ${isIn}) >= ${threshold}::float8 then ${goes} else ${comes} end`
  })
  return tx`least(${joined(tx, flips, tx`, `)})`
}

/** Longest array that is made to find an event by its place. */
const PLACE_MAX = 2_000_000_000

function nthNewest(tx: Tx, isIn: Fragment, place: number): Fragment {
  if (place === 1) return tx`max(e.occurred_at) filter (where ${isIn})`
  return tx`
    (array_agg(e.occurred_at order by e.occurred_at desc) filter (where ${isIn}))[
      ${Math.min(place, PLACE_MAX)}::int]`
}
