import * as contract from '../contract/agents.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { changeAgentSettings, changeCustomerAgent } from './change-customer-agent.action.ts'
import { agentSettingsResource, customerAgentResource } from './customer-agent.ts'
import { findCustomerAgent } from './customer-agents.sql.ts'

/** Name, tone, rules and switches of the one agent of an account. */
export const customerAgentRoutes: Route[] = [
  implement(contract.getCustomerAgent, async (call) => {
    const { accountId } = call.caller
    const id = param(call, 'id')
    if (id !== accountId) throw notFound('customer-agent', id)
    const agent = await call.read((tx) => findCustomerAgent(tx, accountId))
    return { data: customerAgentResource(accountId, agent) }
  }),

  implement(contract.updateCustomerAgent, async (call) => {
    const id = param(call, 'id')
    refuseOtherId(call.body.data.id, id)
    const agent = await changeCustomerAgent(call, id, call.body.data.attributes)
    return { data: customerAgentResource(id, agent) }
  }),

  implement(contract.getAgentSettings, async (call) => {
    const { accountId } = call.caller
    const agent = await call.read((tx) => findCustomerAgent(tx, accountId))
    return { data: agentSettingsResource(accountId, agent) }
  }),

  implement(contract.updateAgentSettings, async (call) => {
    const { accountId } = call.caller
    refuseOtherId(call.body.data.id, accountId)
    const agent = await changeAgentSettings(call, call.body.data.attributes)
    return { data: agentSettingsResource(accountId, agent) }
  }),
]
