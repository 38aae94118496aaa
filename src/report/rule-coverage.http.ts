import { setImmediate as breathe } from 'node:timers/promises'
import { findAccount } from '../account/accounts.sql.ts'
import { ruleId } from '../agent/customer-agent.ts'
import { findCustomerAgent } from '../agent/customer-agents.sql.ts'
import { type GuidanceItem, getRuleCoverage } from '../contract/agents.ts'
import { matchesRule, RULE_MATCHED } from '../intent/match-rule.ts'
import { implement, type Route } from '../platform/http.ts'
import { dayRangeWindow } from './report-window.ts'
import { newestUnmatched, type ReadMessage, ruleMatches } from './rule-coverage.sql.ts'
import {
  NEAR_MISS_PART,
  type NearMiss,
  ruleCoverage,
  ruleCoverageResource,
} from './rule-coverage.ts'

/** Turns whose messages are compared with every rule. */
const TURNS_MAX = 300
const MESSAGE_LENGTH_MAX = 500

/** Which escalation rules do something. */
export const ruleCoverageRoutes: Route[] = [
  implement(getRuleCoverage, async (call) => {
    const { accountId } = call.caller
    const { rules, matches, messages } = await call.read(async (tx) => {
      const zone = (await findAccount(tx, accountId))?.timezone ?? 'UTC'
      const window = dayRangeWindow(call.plain, call.now, zone)
      const limits = { turns: TURNS_MAX, characters: MESSAGE_LENGTH_MAX }
      const [agent, matched, unmatched] = await Promise.all([
        findCustomerAgent(tx, accountId),
        ruleMatches(tx, accountId, window),
        newestUnmatched(tx, accountId, window, limits),
      ])
      return { rules: agent.escalationRules, matches: matched, messages: unmatched }
    })
    const nearMisses = await findNearMisses(rules, messages)
    return { data: ruleCoverage(rules, matches, nearMisses).map(ruleCoverageResource) }
  }),
]

/** Compared as the turn compares them, with the rules as they are worded today. */
async function findNearMisses(
  rules: readonly GuidanceItem[],
  messages: readonly ReadMessage[],
): Promise<Map<string, NearMiss[]>> {
  const found = new Map<string, NearMiss[]>()
  for (const rule of rules) {
    // Comparing takes a while; turns under way must not wait for all of it.
    await breathe()
    const near = messages.flatMap(({ conversationId, text, language }) => {
      const { score } = matchesRule(rule, text, language)
      const isNear = score >= RULE_MATCHED * NEAR_MISS_PART && score < RULE_MATCHED
      return isNear ? [{ conversationId, text, score }] : []
    })
    found.set(ruleId(rule.title), near)
  }
  return found
}
