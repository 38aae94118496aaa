import { ruleId } from '../agent/customer-agent.ts'
import type { GuidanceItem } from '../contract/agents.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'

/** How often a rule handed a conversation over, by its title at that time. */
export interface RuleMatches {
  title: string
  matched: number
  lastMatchedAt: Date
}

export interface NearMiss {
  conversationId: string
  text: string
  score: number
}

/** A message below the score of a match, but not below this part of it, is a near miss. */
export const NEAR_MISS_PART = 0.6
export const NEAR_MISSES_SHOWN = 5

export interface RuleCoverage {
  id: string
  title: string
  status: 'enabled' | 'disabled' | 'deleted'
  matched: number
  lastMatchedAt: Date | null
  nearMisses: NearMiss[]
  verdict: 'matches' | 'near-misses-only' | 'never-matched' | 'not-in-use'
}

/** Every rule there is, in its order, then those that matched and are gone. */
export function ruleCoverage(
  rules: readonly GuidanceItem[],
  matches: readonly RuleMatches[],
  nearMisses: ReadonlyMap<string, readonly NearMiss[]>,
): RuleCoverage[] {
  const ids = new Set(rules.map((rule) => ruleId(rule.title)))
  const known = rules.map(({ title, status }) => ({ title, status }))
  const gone = matches
    .filter(({ title }) => !ids.has(ruleId(title)))
    .map(({ title }) => ({ title, status: 'deleted' as const }))
  return [...known, ...gone].map(({ title, status }) => {
    const id = ruleId(title)
    const own = matches.filter((one) => ruleId(one.title) === id)
    const matched = own.reduce((sum, one) => sum + one.matched, 0)
    const near = [...(nearMisses.get(id) ?? [])]
      .toSorted((a, b) => b.score - a.score)
      .slice(0, NEAR_MISSES_SHOWN)
    return {
      id,
      title,
      status,
      matched,
      lastMatchedAt: latest(own.map((one) => one.lastMatchedAt)),
      nearMisses: near,
      verdict:
        matched > 0
          ? 'matches'
          : status !== 'enabled'
            ? 'not-in-use'
            : near.length > 0
              ? 'near-misses-only'
              : 'never-matched',
    }
  })
}

function latest(instants: readonly Date[]): Date | null {
  const [last] = instants.toSorted((a, b) => b.getTime() - a.getTime())
  return last ?? null
}

export function ruleCoverageResource(one: RuleCoverage): Resource {
  return {
    type: 'escalation-rule-coverage',
    id: one.id,
    attributes: {
      title: one.title,
      status: one.status,
      matched: one.matched,
      last_matched_at: one.lastMatchedAt && isoSeconds(one.lastMatchedAt),
      near_misses: one.nearMisses.map(({ conversationId, text, score }) => ({
        conversation_id: conversationId,
        text,
        score,
      })),
      verdict: one.verdict,
    },
  }
}
