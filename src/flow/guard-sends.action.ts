import type { SkipReason } from '../contract/messages.ts'
import type { QueuedMessage } from '../message/message.ts'
import type { Tx } from '../platform/sql.ts'
import { evaluate } from '../segment/evaluate.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import type { Facts, Moment } from '../segment/facts.ts'
import { timezoneOf } from '../segment/segments-due.sql.ts'
import { isMember } from './decide-walk.ts'
import { loadFlows } from './enrol.action.ts'
import { eventFacts, passagesOf } from './enrolments.sql.ts'
import { type Flow, isActive, statusOf } from './flow.ts'
import { sendNeeds } from './flow-needs.ts'
import { messagesOf } from './flow-resource.ts'
import { flowsByIds } from './flows.sql.ts'

type FlowMessage = QueuedMessage & { source: Extract<QueuedMessage['source'], { kind: 'flow' }> }

/**
 * Which messages of flows must not go after all: the flow or the action is gone or switched off, the
 * passage was ended, the profile left the list or fails the flow's filter or the message's by now.
 */
export async function guardFlowSends(
  tx: Tx,
  accountId: string,
  due: readonly QueuedMessage[],
  now: Date,
): Promise<Map<string, SkipReason>> {
  const own = due.filter((message): message is FlowMessage => message.source.kind === 'flow')
  const refused = new Map<string, SkipReason>()
  if (own.length === 0) return refused
  const flowIds = [...new Set(own.map((message) => message.source.flowId))]
  const flows = new Map(
    (await loadFlows(tx, accountId, await flowsByIds(tx, accountId, flowIds))).map((flow) => [
      flow.flowId,
      flow,
    ]),
  )
  const timezone = await timezoneOf(tx, accountId)
  const enrolmentIds = own.map((message) => message.source.enrolmentId)
  const passages = await passagesOf(tx, accountId, enrolmentIds)
  const events = await eventFacts(
    tx,
    accountId,
    own.flatMap((message) => message.eventId ?? []),
  )
  for (const [flowId, messages] of Map.groupBy(own, (message) => message.source.flowId)) {
    const flow = flows.get(flowId)
    const profileIds = [...new Set(messages.map((message) => message.profileId))]
    const facts = flow
      ? await loadFacts(tx, accountId, profileIds, sendNeeds(flow))
      : new Map<string, Facts>()
    for (const message of messages) {
      const passage = passages.get(message.source.enrolmentId)
      const trigger = message.eventId === null ? null : (events.get(message.eventId) ?? null)
      const reason = refusalOf(flow, message, facts.get(message.profileId), {
        isCancelled: passage?.endReason === 'cancelled',
        moment: {
          now,
          timezone,
          flow: {
            start: message.flowStart ?? message.queuedAt,
            trigger,
            entries: passage?.otherEntries ?? [],
            sampleKey: flowId,
          },
        },
      })
      if (reason) refused.set(message.messageId, reason)
    }
  }
  return refused
}

function refusalOf(
  flow: Flow | undefined,
  { source, contentId }: FlowMessage,
  facts: Facts | undefined,
  { isCancelled, moment }: { isCancelled: boolean; moment: Moment },
): SkipReason | null {
  const stored = flow?.actions.get(source.actionId)
  if (!flow || !stored || stored.isDeleted) return 'Action Deleted'
  if (isCancelled || !isActive(statusOf(stored.action))) return 'Email Cancelled'
  if (!facts) return 'Person Deleted'
  if (!isMember(flow, facts)) return 'Person No Longer in List'
  const { profile_filter: filter } = flow.rules
  if (filter && !evaluate(filter, facts, moment).matches) return 'Fails Flow Filters'
  const additional = messagesOf(stored.action).find(({ id }) => id === contentId)
  const own =
    additional && 'additional_filters' in additional ? additional.additional_filters : null
  const asked = { ...moment, flow: moment.flow && { ...moment.flow, sampleKey: source.actionId } }
  return own && !evaluate(own, facts, asked).matches ? 'Fails Additional Filters' : null
}
