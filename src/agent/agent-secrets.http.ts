import * as contract from '../contract/agents.ts'
import type { Vault } from '../platform/encryption.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { pageOfAll } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { listSecretRows } from './agent-secrets.sql.ts'
import { changeSecret, createSecret, deleteSecret } from './change-secret.action.ts'
import { listTools } from './list-tools.action.ts'
import { type ListedSecret, secretResource } from './secret-resource.ts'
import { toolResource } from './tool-resource.ts'

/** What tools prove themselves with. Values go in and never come out. */
export function agentSecretRoutes(services: { vault: Vault }): Route[] {
  return [
    implement(contract.getAgentSecrets, async (call) => {
      const secrets = await call.read((tx) => listSecrets(tx, call.caller.accountId))
      return { data: secrets.map(secretResource) }
    }),

    implement(contract.createAgentSecret, async (call) => {
      const row = await createSecret(call, services.vault, call.body.data.attributes)
      return { data: secretResource({ ...row, tools: [] }) }
    }),

    implement(contract.getAgentSecret, async (call) => {
      const { accountId } = call.caller
      const secret = await call.read((tx) => getSecret(tx, accountId, param(call, 'id')))
      return { data: secretResource(secret) }
    }),

    implement(contract.updateAgentSecret, async (call) => {
      const id = param(call, 'id')
      const { attributes, id: idInBody } = call.body.data
      refuseOtherId(idInBody, id)
      await changeSecret(call, services.vault, id, {
        name: attributes.name ?? undefined,
        value: attributes.value ?? undefined,
      })
      const secret = await call.read((tx) => getSecret(tx, call.caller.accountId, id))
      return { data: secretResource(secret) }
    }),

    implement(contract.deleteAgentSecret, async (call) => {
      await deleteSecret(call, param(call, 'id'))
    }),

    implement(contract.getToolsForAgentSecret, async (call) => {
      const { accountId } = call.caller
      const { tools } = await call.read((tx) => getSecret(tx, accountId, param(call, 'id')))
      const { rows, next, prev } = pageOfAll(tools, call.query.page, (tool) => tool.key)
      return { data: rows.map(toolResource), next, prev }
    }),

    implement(contract.getToolIdsForAgentSecret, async (call) => {
      const { accountId } = call.caller
      const { tools } = await call.read((tx) => getSecret(tx, accountId, param(call, 'id')))
      const { rows, next, prev } = pageOfAll(tools, call.query.page, (tool) => tool.key)
      return { linkage: rows.map(({ toolId: id }) => ({ type: 'agent-tool', id })), next, prev }
    }),
  ]
}

async function listSecrets(tx: Tx, accountId: string): Promise<ListedSecret[]> {
  const [secrets, tools] = await Promise.all([
    listSecretRows(tx, accountId),
    listTools(tx, accountId),
  ])
  return secrets.map((secret) => ({
    ...secret,
    tools: tools.filter((tool) => tool.secretIds.includes(secret.secretId)),
  }))
}

/** @throws Problem 404 */
async function getSecret(tx: Tx, accountId: string, secretId: string): Promise<ListedSecret> {
  const secrets = await listSecrets(tx, accountId)
  const secret = secrets.find((one) => one.secretId === secretId)
  if (!secret) throw notFound('agent-secret', secretId)
  return secret
}
