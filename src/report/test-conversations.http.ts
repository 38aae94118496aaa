import type { TurnRunner } from '../agent/turn-runner.action.ts'
import { createTestConversation } from '../contract/agents.ts'
import { implement, type Route } from '../platform/http.ts'
import { holdTestConversation } from './test-conversation.action.ts'
import { testConversationResource } from './test-conversation.ts'

export interface TestingServices {
  responses: { turns: TurnRunner }
  installation: {
    /** Names of everything that reads the log of events, in its order. */
    eventFollowers: readonly string[]
  }
}

/** One event followed from the shopper's message to everything that works on it. */
export function testConversationRoutes({ responses, installation }: TestingServices): Route[] {
  return [
    implement(createTestConversation, async (call) => {
      const { text } = call.body.data.attributes
      const { turns } = responses
      const { eventFollowers } = installation
      const { caller, now, wallNow, closed: signal } = call
      const test = { caller, text, now, wallNow, signal }
      const held = await holdTestConversation({ sql: call.sql, turns, eventFollowers }, test)
      return { data: testConversationResource(text, held) }
    }),
  ]
}
