import type { TemplateDefinition } from '../contract/blocks.ts'
import type { FilterTerm } from '../contract/filter.ts'
import {
  type ListQuery,
  orderedPage,
  orderTerm,
  passing,
  type SortColumn,
  textTerm,
} from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { TemplateRow } from './template.ts'

export type ListedTemplate = TemplateRow & { sortKey: string | Date }

function columns(tx: Tx): Fragment {
  return tx`
    t.template_id as "templateId", t.name, t.editor_type as "editorType", t.html,
    t.plain_text as text, t.amp, t.definition, t.mjml, t.is_library as "isLibrary",
    t.created_at as "createdAt", t.updated_at as "updatedAt"`
}

/** One more than a page of the library's templates that pass all terms, from the cursor on. */
export function listTemplates(
  tx: Tx,
  accountId: string,
  list: ListQuery,
): Promise<ListedTemplate[]> {
  const sorted = sortColumn(tx, list.sort?.key ?? 'created')
  return tx<ListedTemplate[]>`
    select ${columns(tx)}, ${sorted.column} as "sortKey"
    from templates t
    where t.account_id = ${accountId}
      and t.is_library
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${orderedPage(tx, list, sorted, sortColumn(tx, 'id'))}`
}

function sortColumn(tx: Tx, key: string): SortColumn {
  switch (key) {
    case 'name':
      return { column: tx`t.name collate "C"`, type: tx`text` }
    case 'updated':
      return { column: tx`t.updated_at`, type: tx`timestamptz` }
    case 'created':
      return { column: tx`t.created_at`, type: tx`timestamptz` }
    default:
      return { column: tx`t.template_id`, type: tx`text` }
  }
}

function condition(tx: Tx, term: FilterTerm): Fragment {
  switch (term.field) {
    case 'id':
      return textTerm(tx, tx`t.template_id`, term)
    case 'name':
      return textTerm(tx, tx`t.name`, term)
    case 'created':
      return orderTerm(tx, tx`t.created_at`, term)
    case 'updated':
      return orderTerm(tx, tx`t.updated_at`, term)
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

export async function findTemplate(
  tx: Tx,
  accountId: string,
  templateId: string,
): Promise<TemplateRow | undefined> {
  const [row] = await tx<TemplateRow[]>`
    select ${columns(tx)}
    from templates t
    where t.account_id = ${accountId}
      and t.template_id = ${templateId}`
  return row
}

/** The same, locked against other writers of it. */
export async function lockTemplate(
  tx: Tx,
  accountId: string,
  templateId: string,
): Promise<TemplateRow | undefined> {
  const [row] = await tx<TemplateRow[]>`
    select ${columns(tx)}
    from templates t
    where t.account_id = ${accountId}
      and t.template_id = ${templateId}
    for update`
  return row
}

export async function countLibrary(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from templates
    where account_id = ${accountId}
      and is_library`
  return row?.count ?? 0
}

/** Store a template as it is, new or known. */
export async function saveTemplate(tx: Tx, accountId: string, row: TemplateRow): Promise<void> {
  await tx`
    insert into templates (account_id, template_id, name, editor_type, html, plain_text, amp,
                           definition, mjml, is_library, created_at, updated_at)
    values (${accountId}, ${row.templateId}, ${row.name}, ${row.editorType}, ${row.html},
            ${row.text}, ${row.amp}, ${definitionText(row.definition)}::text::jsonb, ${row.mjml},
            ${row.isLibrary}, ${row.createdAt}, ${row.updatedAt})
    on conflict (account_id, template_id) do update
    set name = excluded.name,
        html = excluded.html,
        plain_text = excluded.plain_text,
        amp = excluded.amp,
        definition = excluded.definition,
        mjml = excluded.mjml,
        updated_at = excluded.updated_at`
}

function definitionText(definition: TemplateDefinition | null): string | null {
  return definition === null ? null : JSON.stringify(definition)
}

/** False when there is none. */
export async function deleteTemplate(
  tx: Tx,
  accountId: string,
  templateId: string,
): Promise<boolean> {
  const deleted = await tx`
    delete from templates
    where account_id = ${accountId}
      and template_id = ${templateId}`
  return deleted.count === 1
}
