import { createHash } from 'node:crypto'
import type { Language } from '../contract/agent-words.ts'
import type { GuidanceItem, TonePreset } from '../contract/agents.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'

/** The agent of an account, as it was set up. */
export interface CustomerAgentState {
  name: string | null
  isOn: boolean
  tonePreset: TonePreset
  toneInstruction: string | null
  toneUpdatedAt: Date | null
  escalationRules: GuidanceItem[]
  communicationStyles: GuidanceItem[]
  brandSummary: string
  defaultLanguage: Language | null
  returnsPortalUrl: string | null
  subscriptionsPortalUrl: string | null
  /** Null: nobody has changed anything yet. */
  updatedAt: Date | null
}

/** What holds until somebody changes it. */
export const FIRST_AGENT: CustomerAgentState = {
  name: null,
  isOn: true,
  tonePreset: 'friendly',
  toneInstruction: null,
  toneUpdatedAt: null,
  escalationRules: [],
  communicationStyles: [],
  brandSummary: '',
  defaultLanguage: null,
  returnsPortalUrl: null,
  subscriptionsPortalUrl: null,
  updatedAt: null,
}

/** How an agent without a name calls itself. */
export const AGENT_NAME_DEFAULT = 'Customer Agent'

const RULE_ID_CHARACTERS = 12

/**
 * What an escalation rule is known by in events and traces. Lists are replaced as a whole, so it
 * comes from the title: a rule that keeps its title keeps its history.
 */
export function ruleId(title: string): string {
  const key = title.trim().toLowerCase()
  return createHash('sha256').update(key).digest('hex').slice(0, RULE_ID_CHARACTERS)
}

/** @param accountId also the id of the agent: there is one for each account */
export function customerAgentResource(accountId: string, agent: CustomerAgentState): Resource {
  return {
    type: 'customer-agent',
    id: accountId,
    attributes: {
      name: agent.name,
      tone_of_voice: {
        preset: agent.tonePreset,
        custom_instruction: agent.toneInstruction,
        updated_at: agent.toneUpdatedAt && isoSeconds(agent.toneUpdatedAt),
      },
      escalation_rules: agent.escalationRules,
      communication_styles: agent.communicationStyles,
    },
  }
}

export function agentSettingsResource(accountId: string, agent: CustomerAgentState): Resource {
  return {
    type: 'customer-agent-settings',
    id: accountId,
    attributes: {
      is_on: agent.isOn,
      brand_summary: agent.brandSummary,
      default_language: agent.defaultLanguage,
      returns_portal_url: agent.returnsPortalUrl,
      subscriptions_portal_url: agent.subscriptionsPortalUrl,
      updated_at: agent.updatedAt && isoSeconds(agent.updatedAt),
    },
  }
}
