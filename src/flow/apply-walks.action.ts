import { queueMessages } from '../message/queue-messages.action.ts'
import type { Tx } from '../platform/sql.ts'
import { wallTime } from '../platform/zoned-instant.ts'
import { UPSERT_BATCH_MAX, upsertProfiles } from '../profile/upsert-profiles.action.ts'
import type { EventFact } from '../segment/facts.ts'
import { logChanges } from '../segment/members.sql.ts'
import { addMembers, removeMembers } from '../segment/members-list.sql.ts'
import type { Effect, Walk } from './decide-walk.ts'
import {
  countDuplicates,
  type DueEnrolment,
  failSteps,
  insertSteps,
  movePassages,
} from './enrolments.sql.ts'
import { type Flow, triggerOf } from './flow.ts'
import { profileInputs } from './profile-operations.ts'
import { sendAlerts } from './send-alerts.action.ts'
import { queueWebhooks } from './webhooks.sql.ts'

/** A passage and what was decided about it. */
export interface WalkedPassage {
  enrolment: Pick<DueEnrolment, 'enrolmentId' | 'profileId' | 'eventId' | 'flowStart'>
  walk: Walk
  /** The instant that was decided for. */
  now: Date
  timezone: string
  trigger: EventFact | null
}

type EffectOf<Kind extends Effect['do']> = Extract<Effect, { do: Kind }> & {
  passage: WalkedPassage
}

/**
 * Do what was decided and write it down, in the caller's transaction, which holds the passages'
 * locks. What is written down already is not done again.
 *
 * @returns how many steps were about to be taken twice; 0 unless something is wrong
 */
export async function applyWalks(
  tx: Tx,
  accountId: string,
  flow: Flow,
  walked: readonly WalkedPassage[],
): Promise<number> {
  const steps = walked.flatMap(({ enrolment, walk }) =>
    walk.steps.map((step) => ({ ...step, enrolmentId: enrolment.enrolmentId })),
  )
  const isNew = await insertSteps(tx, accountId, flow.flowId, steps)
  await movePassages(
    tx,
    accountId,
    walked.map(({ enrolment, walk, now }) => ({
      enrolmentId: enrolment.enrolmentId,
      position: walk.position,
      version: flow.version,
      now,
    })),
  )
  const effects = walked.flatMap((passage) =>
    passage.walk.effects
      .filter((effect) => isNew.has(`${passage.enrolment.enrolmentId} ${effect.actionId}`))
      .map((effect) => ({ ...effect, passage })),
  )
  await carryOut(tx, accountId, flow, effects)
  const duplicates = steps.length - isNew.size
  if (duplicates > 0) await countDuplicates(tx, accountId, flow.flowId, duplicates)
  return duplicates
}

async function carryOut(
  tx: Tx,
  accountId: string,
  flow: Flow,
  effects: readonly (Effect & { passage: WalkedPassage })[],
): Promise<void> {
  const of = <Kind extends Effect['do']>(kind: Kind) =>
    effects.filter((effect): effect is EffectOf<Kind> => effect.do === kind)
  await sendAll(tx, accountId, flow, of('send'))
  await updateProfiles(tx, accountId, of('update-profile'))
  await updateLists(tx, accountId, of('update-list'))
  const wallNow = new Date()
  await queueWebhooks(
    tx,
    accountId,
    of('call').map(({ passage, actionId, action, at }) => ({
      enrolmentId: passage.enrolment.enrolmentId,
      profileId: passage.enrolment.profileId,
      actionId,
      message: action.data.message,
      at,
    })),
    wallNow,
  )
  await sendAlerts(
    tx,
    accountId,
    of('alert').map(({ passage, actionId, action, at }) => ({
      ...passage.enrolment,
      actionId,
      message: action.data.message,
      at,
    })),
    wallNow,
  )
}

async function sendAll(
  tx: Tx,
  accountId: string,
  flow: Flow,
  sends: readonly EffectOf<'send'>[],
): Promise<void> {
  if (sends.length === 0) return
  const { kind, key } = triggerOf(flow.rules)
  const keyOf = ({ passage, actionId }: EffectOf<'send'>) =>
    messageKey(passage.enrolment.enrolmentId, actionId)
  const queued = await queueMessages(
    tx,
    accountId,
    sends.map((send) => {
      const { enrolmentId, profileId, eventId, flowStart } = send.passage.enrolment
      return {
        profileId,
        contentId: send.contentId,
        dedupeKey: keyOf(send),
        dueAt: send.at,
        now: send.at,
        eventId,
        flowStart,
        listIds: kind === 'list' ? [key] : [],
        source: { kind: 'flow', flowId: flow.flowId, actionId: send.actionId, enrolmentId },
      }
    }),
  )
  const lost = sends.filter((send) => !queued.has(keyOf(send)))
  await failSteps(
    tx,
    accountId,
    lost.map(({ passage, actionId }) => ({
      enrolmentId: passage.enrolment.enrolmentId,
      actionId,
    })),
    'the message has no content',
  )
}

/** One action of one passage sends one message. */
export function messageKey(enrolmentId: string, actionId: string): string {
  return `flow:${enrolmentId}:${actionId}`
}

async function updateProfiles(
  tx: Tx,
  accountId: string,
  updates: readonly EffectOf<'update-profile'>[],
): Promise<void> {
  for (const [at, own] of Map.groupBy(updates, (update) => update.at.getTime())) {
    const inputs = own.flatMap(({ passage, action }) => {
      const today = wallTime(new Date(at), passage.timezone).toISOString().slice(0, 10)
      return profileInputs(passage.enrolment.profileId, action.data.profile_operations, today)
    })
    for (let from = 0; from < inputs.length; from += UPSERT_BATCH_MAX) {
      const some = inputs.slice(from, from + UPSERT_BATCH_MAX)
      await upsertProfiles(tx, accountId, some, new Date(at))
    }
  }
}

async function updateLists(
  tx: Tx,
  accountId: string,
  updates: readonly EffectOf<'update-list'>[],
): Promise<void> {
  const keyOf = ({ actionId, at }: EffectOf<'update-list'>) => `${actionId} ${at.getTime()}`
  for (const own of Map.groupBy(updates, keyOf).values()) {
    const [first] = own
    const listId = first?.action.data.list_id
    if (!first || !listId) continue
    const { at, action } = first
    const isAdding = action.data.on_execution ?? true
    const profileIds = [...new Set(own.map(({ passage }) => passage.enrolment.profileId))]
    const changed = isAdding
      ? await addMembers(tx, accountId, listId, profileIds, at)
      : await removeMembers(tx, accountId, listId, profileIds)
    const kind = isAdding ? ('joined' as const) : ('left' as const)
    // The flow does it because of what the profile did: it starts the list's flows.
    await logChanges(
      tx,
      accountId,
      changed.map((profileId) => ({ groupId: listId, profileId, kind, at })),
      'data',
    )
  }
}
