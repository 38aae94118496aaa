import { knownUuid } from '../account/known-uuid.ts'
import * as contract from '../contract/conversations.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { newUlidUuid } from '../platform/id.ts'
import { conflict, invalid, notFound } from '../platform/problem.ts'
import { inAccount } from '../platform/sql.ts'
import { macroResource } from './conversation-resource.ts'
import { deleteMacro, listMacros, lockMacro, type MacroRow, saveMacro } from './macros.sql.ts'

/** Prepared answers of the team. */
export const macroRoutes: readonly Route[] = [
  implement(contract.getConversationMacros, (call) =>
    call.read(async (tx) => {
      const rows = await listMacros(tx, call.caller.accountId)
      return { data: rows.map(macroResource) }
    }),
  ),

  implement(contract.createConversationMacro, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { accountId, actorName } = call.caller
      const present = await listMacros(tx, accountId)
      if (present.length >= contract.MACROS_MAX) throw tooMany()
      const { name, text, language } = call.body.data.attributes
      const macro: MacroRow = {
        macroId: newUlidUuid(call.now),
        name,
        text,
        language: language ?? null,
        createdBy: actorName,
        createdAt: call.now,
        updatedAt: call.now,
      }
      await saveMacro(tx, accountId, macro)
      return { data: macroResource(macro) }
    }),
  ),

  implement(contract.updateConversationMacro, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { accountId } = call.caller
      const id = knownUuid('conversation-macro', param(call, 'id'))
      const { id: named, attributes } = call.body.data
      if (named.toLowerCase() !== id) {
        throw invalid('/data/id', `The id must be that of the address, got '${named}'.`)
      }
      const macro = await lockMacro(tx, accountId, id)
      if (!macro) throw notFound('conversation-macro', id)
      const changed: MacroRow = {
        ...macro,
        name: attributes.name ?? macro.name,
        text: attributes.text ?? macro.text,
        language: attributes.language === undefined ? macro.language : attributes.language,
        updatedAt: call.now,
      }
      await saveMacro(tx, accountId, changed)
      return { data: macroResource(changed) }
    }),
  ),

  implement(contract.deleteConversationMacro, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const id = knownUuid('conversation-macro', param(call, 'id'))
      const isDeleted = await deleteMacro(tx, call.caller.accountId, id)
      if (!isDeleted) throw notFound('conversation-macro', id)
    }),
  ),
]

function tooMany() {
  return conflict(
    'too_many_macros',
    `The account has ${contract.MACROS_MAX} macros, which is the most there can be.`,
    'Delete one that nobody uses.',
  )
}
