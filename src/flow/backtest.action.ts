import { consentRefusal } from '../consent/consent-refusal.ts'
import type { FlowDefinition } from '../contract/flows.ts'
import { findSendingSettings } from '../message/sending-settings.sql.ts'
import { smartSendingMs } from '../message/sending-settings.ts'
import { inAccount, readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import { DAY_MS, wholeSecond } from '../platform/time.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import type { Facts } from '../segment/facts.ts'
import { allNeeds, type Needs } from '../segment/needs.ts'
import { timezoneOf } from '../segment/segments-due.sql.ts'
import { type BacktestResult, Tally } from './backtest-tally.ts'
import { datedStarts } from './date-plan.ts'
import { dateTriggerOf, type Flow, triggerOf } from './flow.ts'
import type { FlowJobRow } from './flow-jobs.sql.ts'
import { noteFlowJob } from './flow-jobs.sql.ts'
import { entryNeeds, walkNeeds } from './flow-needs.ts'
import { profilesAfter } from './flows.sql.ts'
import {
  entriesBefore,
  groupChangesOf,
  livedDays,
  livedSkips,
  livedTriggers,
  profilesOfEvents,
  profilesOfJoins,
  triggerEvents,
  type Window,
} from './past-candidates.sql.ts'
import { type Past, type SimulationSettings, simulate } from './simulate.ts'
import { simulatedFlow } from './simulated-flow.ts'

/** Profiles that a simulation looks at; who comes after them is left out, and that is said. */
const PROFILES_MAX = 100_000
/** Profiles of one transaction. */
const BATCH = 200

export interface BacktestSettings {
  days: number
  definition: FlowDefinition
}

/**
 * Live through the last days with a definition, without doing anything. Progress is noted batch by
 * batch; when the job is gone meanwhile, it stops.
 */
export async function backtest(sql: Sql, accountId: string, job: FlowJobRow): Promise<void> {
  const { days, definition } = job.settings as BacktestSettings
  const { flowId, jobId, createdAt: now } = job
  const flow = simulatedFlow(flowId, definition)
  const window = { from: new Date(now.getTime() - days * DAY_MS), to: now }
  const { ids, common } = await readInAccount(sql, accountId, async (tx) => ({
    ids: await peopleOf(tx, accountId, flow, window),
    common: await commonOf(tx, accountId, window.to),
  }))
  const people = ids.slice(0, PROFILES_MAX)
  const note = (change: Parameters<typeof noteFlowJob>[3]) =>
    inAccount(sql, accountId, (tx) => noteFlowJob(tx, accountId, jobId, change))
  await note({ done: 0, total: people.length })
  const tally = new Tally(common.timezone)
  for (let from = 0; from < people.length; from += BATCH) {
    const batch = people.slice(from, from + BATCH)
    await readInAccount(sql, accountId, async (tx) => {
      const pasts = await loadPasts(tx, accountId, flow, batch, window)
      const simulations = pasts.map((past) =>
        simulate(flow, past, { ...common, refusal: refusalOf(past.facts) }),
      )
      const keys = simulations.flatMap(({ passages }) => passages.map((one) => one.triggerKey))
      const lived = await livedTriggers(tx, accountId, flowId, keys)
      for (const simulation of simulations) tally.add(simulation, lived)
    })
    if (!(await note({ done: from + batch.length }))) return
  }
  const result: BacktestResult = await readInAccount(sql, accountId, async (tx) =>
    tally.result({
      days: await livedDays(tx, accountId, flowId, window, common.timezone),
      skips: await livedSkips(tx, accountId, flowId, window),
      window,
      isLimited: ids.length > people.length,
    }),
  )
  await note({ state: 'complete', result, finishedAt: now })
}

/** What is the same for all profiles. */
export async function commonOf(
  tx: Tx,
  accountId: string,
  until: Date,
): Promise<Omit<SimulationSettings, 'refusal'>> {
  const { settings } = await findSendingSettings(tx, accountId)
  return {
    timezone: await timezoneOf(tx, accountId),
    until,
    smartSendingMs: {
      email: smartSendingMs(settings, 'email'),
      sms: smartSendingMs(settings, 'sms'),
      whatsapp: smartSendingMs(settings, 'whatsapp'),
    },
  }
}

export function refusalOf(facts: Facts): SimulationSettings['refusal'] {
  return (channel, isTransactional) => {
    const purpose = isTransactional ? 'transactional' : 'marketing'
    const refused = consentRefusal(facts.subscriptions, channel, purpose)
    if (refused) return refused
    const address = facts.fields[channel === 'email' ? 'email' : 'phone_number']
    if (address) return null
    return channel === 'email' ? 'Missing Email' : 'Missing Phone Number'
  }
}

/** Who may have entered within a window: one more than are looked at tells that there are more. */
async function peopleOf(tx: Tx, accountId: string, flow: Flow, window: Window): Promise<string[]> {
  const { kind, key } = triggerOf(flow.rules)
  switch (kind) {
    case 'metric':
      return profilesOfEvents(tx, accountId, key, window, PROFILES_MAX)
    case 'list':
    case 'segment':
      return profilesOfJoins(tx, accountId, key, window, PROFILES_MAX)
    case 'date':
      return profilesAfter(tx, accountId, null, PROFILES_MAX + 1)
    default:
      return []
  }
}

/** What is known of some profiles, and what would have made them enter. */
export async function loadPasts(
  tx: Tx,
  accountId: string,
  flow: Flow,
  profileIds: readonly string[],
  window: Window,
): Promise<Past[]> {
  const needs = needsOfPast(flow)
  const [facts, before, changes] = await Promise.all([
    loadFacts(tx, accountId, profileIds, needs),
    entriesBefore(tx, accountId, flow.flowId, profileIds, window.from),
    groupChangesOf(tx, accountId, [...needs.groups], profileIds),
  ])
  const changesOf = Map.groupBy(changes, (change) => change.profileId)
  const candidates = await candidatesOf(tx, accountId, flow, facts, window)
  return [...facts.values()].map((own) => ({
    facts: own,
    groupChanges: changesOf.get(own.profileId) ?? [],
    candidates: candidates.get(own.profileId) ?? [],
    entriesBefore: before.get(own.profileId) ?? [],
  }))
}

function needsOfPast(flow: Flow): Needs {
  const needs = allNeeds([entryNeeds(flow), walkNeeds(flow)])
  const { kind, key } = triggerOf(flow.rules)
  return kind === 'list' || kind === 'segment'
    ? { ...needs, groups: new Set([...needs.groups, key]) }
    : needs
}

type Candidates = Map<string, Past['candidates'][number][]>

async function candidatesOf(
  tx: Tx,
  accountId: string,
  flow: Flow,
  facts: ReadonlyMap<string, Facts>,
  window: Window,
): Promise<Candidates> {
  const { kind, key } = triggerOf(flow.rules)
  const ids = [...facts.keys()]
  if (kind === 'metric') {
    const events = await triggerEvents(tx, accountId, key, ids, window)
    return Map.groupBy(
      events.map(({ profileId, recordedAt, isBackfill, ...trigger }) => ({
        profileId,
        triggerKey: `event:${trigger.eventId}`,
        at: trigger.at < recordedAt ? trigger.at : wholeSecond(recordedAt),
        heardAt: recordedAt,
        isBackfill,
        trigger,
      })),
      (one) => one.profileId,
    )
  }
  if (kind === 'list' || kind === 'segment') {
    const changes = await groupChangesOf(tx, accountId, [key], ids)
    const joins = changes.filter(
      ({ kind: way, cause, at }) =>
        way === 'joined' &&
        (cause === 'data' || cause === 'time') &&
        at > window.from &&
        at <= window.to,
    )
    return Map.groupBy(
      joins.map(({ profileId, changeId, at }) => ({
        profileId,
        triggerKey: `joined:${changeId}`,
        at: wholeSecond(at),
        heardAt: at,
        isBackfill: false,
        trigger: null,
      })),
      (one) => one.profileId,
    )
  }
  const dated = dateTriggerOf(flow)
  if (!dated) return new Map()
  const timezone = await timezoneOf(tx, accountId)
  const span = { after: window.from, upTo: window.to }
  return new Map(
    [...facts].map(([profileId, own]) => [
      profileId,
      datedStarts(dated, own, span, timezone).map(({ at, date }) => ({
        profileId,
        triggerKey: `date:${profileId}:${date}`,
        at,
        heardAt: at,
        isBackfill: false,
        trigger: null,
        context: { date },
      })),
    ]),
  )
}
