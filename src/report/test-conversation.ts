import type { TEST_STEPS } from '../contract/agents.ts'
import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'
import { eventIdText, ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import type { TestConversation } from './test-conversation.action.ts'

interface Step {
  step: (typeof TEST_STEPS)[number]
  follower: string | null
  at_ms: number | null
}

/** What became of a test conversation, station by station. */
export function testConversationResource(text: string, held: TestConversation): Resource {
  const { conversationId, outcome, event } = held
  const steps: Step[] = [
    { step: 'message-stored', follower: null, at_ms: held.storedMs },
    { step: 'answered', follower: null, at_ms: outcome ? held.answeredMs : null },
    { step: 'event-recorded', follower: null, at_ms: held.recordedMs },
    ...Array.from(held.followedMs, ([follower, ms]) => ({
      step: 'followed' as const,
      follower,
      at_ms: ms,
    })),
  ]
  const times = steps.map((one) => one.at_ms)
  return {
    type: 'agent-test-conversation',
    id: conversationId,
    attributes: {
      text,
      reply: outcome?.action.text ?? null,
      skill: outcome?.skill ?? null,
      event: event
        ? {
            id: eventIdText(BigInt(event.position)),
            metric: AGENT_METRIC_NAMES.started.en,
            metric_id: event.metricId,
            profile_id: ulidOf(event.profileId),
          }
        : null,
      steps,
      took_ms: times.includes(null) ? null : Math.max(...times.map((ms) => ms ?? 0)),
    },
  }
}
