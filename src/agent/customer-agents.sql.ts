import type { Tx } from '../platform/sql.ts'
import { type CustomerAgentState, FIRST_AGENT } from './customer-agent.ts'

/** The agent of the account; as it is from the start when nobody has changed anything. */
export async function findCustomerAgent(tx: Tx, accountId: string): Promise<CustomerAgentState> {
  const [row] = await tx<CustomerAgentState[]>`
    select a.name, a.is_on as "isOn", a.tone_preset as "tonePreset",
           a.tone_instruction as "toneInstruction", a.tone_updated_at as "toneUpdatedAt",
           a.escalation_rules as "escalationRules",
           a.communication_styles as "communicationStyles",
           a.brand_summary as "brandSummary", a.default_language as "defaultLanguage",
           a.returns_portal_url as "returnsPortalUrl",
           a.subscriptions_portal_url as "subscriptionsPortalUrl",
           a.updated_at as "updatedAt"
    from customer_agents a
    where a.account_id = ${accountId}`
  return row ?? FIRST_AGENT
}

/** Changes of one agent take turns until the transaction ends. */
export async function lockCustomerAgent(tx: Tx, accountId: string): Promise<void> {
  await tx`
    select
    from accounts
    where account_id = ${accountId}
    for no key update`
}

export async function saveCustomerAgent(
  tx: Tx,
  accountId: string,
  agent: CustomerAgentState,
  now: Date,
): Promise<void> {
  const rules = JSON.stringify(agent.escalationRules)
  const styles = JSON.stringify(agent.communicationStyles)
  await tx`
    insert into customer_agents (
      account_id, name, is_on, tone_preset, tone_instruction, tone_updated_at, escalation_rules,
      communication_styles, brand_summary, default_language, returns_portal_url,
      subscriptions_portal_url, updated_at
    )
    values (
      ${accountId}, ${agent.name}, ${agent.isOn}, ${agent.tonePreset}, ${agent.toneInstruction},
      ${agent.toneUpdatedAt}, ${rules}::text::jsonb, ${styles}::text::jsonb,
      ${agent.brandSummary}, ${agent.defaultLanguage}, ${agent.returnsPortalUrl},
      ${agent.subscriptionsPortalUrl}, ${now}
    )
    on conflict (account_id) do update
    set name = excluded.name,
        is_on = excluded.is_on,
        tone_preset = excluded.tone_preset,
        tone_instruction = excluded.tone_instruction,
        tone_updated_at = excluded.tone_updated_at,
        escalation_rules = excluded.escalation_rules,
        communication_styles = excluded.communication_styles,
        brand_summary = excluded.brand_summary,
        default_language = excluded.default_language,
        returns_portal_url = excluded.returns_portal_url,
        subscriptions_portal_url = excluded.subscriptions_portal_url,
        updated_at = excluded.updated_at`
}
