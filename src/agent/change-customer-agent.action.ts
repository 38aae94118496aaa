import { difference } from '../account/account.ts'
import { recordAudit } from '../account/audit.sql.ts'
import type { AgentSettingsChange, CustomerAgentChange, GuidanceItem } from '../contract/agents.ts'
import { invalidDetail, notFound, Problem, quote } from '../platform/problem.ts'
import { inAccount } from '../platform/sql.ts'
import type { CustomerAgentState } from './customer-agent.ts'
import { findCustomerAgent, lockCustomerAgent, saveCustomerAgent } from './customer-agents.sql.ts'
import type { MadeBy } from './made-by.ts'

/**
 * Change what the public API shows of the agent. Lists that are given replace those there are.
 * @throws Problem 404 for the id of another agent, 400 for two items with one title
 */
export function changeCustomerAgent(
  by: MadeBy,
  agentId: string,
  change: CustomerAgentChange,
): Promise<CustomerAgentState> {
  if (agentId !== by.caller.accountId) throw notFound('customer-agent', agentId)
  refuseRepeatedTitles('escalation_rules', change.escalation_rules ?? [])
  refuseRepeatedTitles('communication_styles', change.communication_styles ?? [])
  return applyChange(by, (agent) => withGuidance(agent, change, by.now))
}

/** Change what the public API lacks. */
export function changeAgentSettings(
  by: MadeBy,
  change: AgentSettingsChange,
): Promise<CustomerAgentState> {
  return applyChange(by, (agent) => ({
    ...agent,
    isOn: change.is_on ?? agent.isOn,
    brandSummary: change.brand_summary ?? agent.brandSummary,
    defaultLanguage: given(change.default_language, agent.defaultLanguage),
    returnsPortalUrl: given(change.returns_portal_url, agent.returnsPortalUrl),
    subscriptionsPortalUrl: given(change.subscriptions_portal_url, agent.subscriptionsPortalUrl),
  }))
}

function applyChange(
  { sql, caller, now, wallNow }: MadeBy,
  decide: (agent: CustomerAgentState) => CustomerAgentState,
): Promise<CustomerAgentState> {
  return inAccount(sql, caller.accountId, async (tx) => {
    await lockCustomerAgent(tx, caller.accountId)
    const before = await findCustomerAgent(tx, caller.accountId)
    const after = decide(before)
    const detail = difference(audited(before), audited(after))
    if (Object.keys(detail.after).length === 0) return before
    await saveCustomerAgent(tx, caller.accountId, after, now)
    const subject = after.name ?? 'Customer Agent'
    await recordAudit(tx, caller, wallNow, { action: 'customer-agent.changed', subject, detail })
    return { ...after, updatedAt: now }
  })
}

function withGuidance(
  agent: CustomerAgentState,
  change: CustomerAgentChange,
  now: Date,
): CustomerAgentState {
  const tone = change.tone_of_voice
  const preset = tone?.preset ?? agent.tonePreset
  // An instruction is kept while a preset is chosen, and holds again with `custom`.
  const instruction = given(tone?.custom_instruction, agent.toneInstruction) || null
  const isToneChanged = preset !== agent.tonePreset || instruction !== agent.toneInstruction
  if (preset === 'custom' && instruction === null) {
    throw new Problem(
      400,
      invalidDetail(
        '/data/attributes/tone_of_voice/custom_instruction',
        "The tone 'custom' needs an instruction.",
        'Send custom_instruction as well, or choose one of the other presets.',
      ),
    )
  }
  return {
    ...agent,
    name: given(change.name, agent.name),
    tonePreset: preset,
    toneInstruction: instruction,
    toneUpdatedAt: isToneChanged ? now : agent.toneUpdatedAt,
    escalationRules: change.escalation_rules ?? agent.escalationRules,
    communicationStyles: change.communication_styles ?? agent.communicationStyles,
  }
}

/** Null is a value; only what is absent stays. */
function given<T>(wanted: T | undefined, stored: T): T {
  return wanted === undefined ? stored : wanted
}

/** A title is what a rule is known by, so two cannot share one. */
function refuseRepeatedTitles(
  list: 'escalation_rules' | 'communication_styles',
  items: readonly GuidanceItem[],
): void {
  const seen = new Set<string>()
  for (const [at, { title }] of items.entries()) {
    const key = title.toLowerCase()
    if (seen.has(key)) {
      throw new Problem(
        400,
        invalidDetail(
          `/data/attributes/${list}/${at}/title`,
          `The title ${quote(title)} stands in the list twice.`,
          'Give each item a title of its own.',
        ),
      )
    }
    seen.add(key)
  }
}

/** Flat, for the audit log; whatever differs here is a change. */
function audited(agent: CustomerAgentState): Record<string, unknown> {
  const titles = (items: readonly GuidanceItem[]) =>
    items.map((one) => `${one.title} (${one.status}): ${one.description}`)
  return {
    name: agent.name,
    is_on: agent.isOn,
    tone: agent.tonePreset,
    tone_instruction: agent.toneInstruction,
    escalation_rules: titles(agent.escalationRules),
    communication_styles: titles(agent.communicationStyles),
    brand_summary: agent.brandSummary,
    default_language: agent.defaultLanguage,
    returns_portal_url: agent.returnsPortalUrl,
    subscriptions_portal_url: agent.subscriptionsPortalUrl,
  }
}
