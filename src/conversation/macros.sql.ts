import type { Language } from '../contract/agent-words.ts'
import type { Tx } from '../platform/sql.ts'

export interface MacroRow {
  macroId: string
  name: string
  text: string
  language: Language | null
  createdBy: string
  createdAt: Date
  updatedAt: Date
}

/** All of them, by name. */
export function listMacros(tx: Tx, accountId: string): Promise<MacroRow[]> {
  return tx<MacroRow[]>`
    select macro_id as "macroId", name, text, language, created_by as "createdBy",
           created_at as "createdAt", updated_at as "updatedAt"
    from conversation_macros
    where account_id = ${accountId}
    order by name, macro_id`
}

/** Locked until the transaction ends. */
export async function lockMacro(
  tx: Tx,
  accountId: string,
  macroId: string,
): Promise<MacroRow | undefined> {
  const [row] = await tx<MacroRow[]>`
    select macro_id as "macroId", name, text, language, created_by as "createdBy",
           created_at as "createdAt", updated_at as "updatedAt"
    from conversation_macros
    where account_id = ${accountId}
      and macro_id = ${macroId}
    for update`
  return row
}

export async function saveMacro(tx: Tx, accountId: string, macro: MacroRow): Promise<void> {
  await tx`
    insert into conversation_macros (
      account_id, macro_id, name, text, language, created_by, created_at, updated_at
    )
    values (
      ${accountId}, ${macro.macroId}, ${macro.name}, ${macro.text}, ${macro.language},
      ${macro.createdBy}, ${macro.createdAt}, ${macro.updatedAt}
    )
    on conflict (account_id, macro_id) do update
    set name = excluded.name, text = excluded.text, language = excluded.language,
        updated_at = excluded.updated_at`
}

export async function deleteMacro(tx: Tx, accountId: string, macroId: string): Promise<boolean> {
  const result = await tx`
    delete from conversation_macros
    where account_id = ${accountId}
      and macro_id = ${macroId}`
  return result.count === 1
}
