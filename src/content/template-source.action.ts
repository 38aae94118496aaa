import type { Block, TemplateDefinition } from '../contract/blocks.ts'
import { uuidOf } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'
import { definitionHtml, universalIdsOf } from './definition-html.ts'
import type { MailSource, TemplateRow } from './template.ts'
import { findTemplate } from './templates.sql.ts'
import { universalContentsByIds } from './universal-contents.sql.ts'

/**
 * The sources of a template as they are now: blocks are HTML, and shared blocks are what they are
 * today. Undefined when there is no such template.
 */
export async function templateForSending(
  tx: Tx,
  accountId: string,
  templateId: string,
): Promise<MailSource | undefined> {
  const row = await findTemplate(tx, accountId, templateId)
  return row && { html: await currentHtml(tx, accountId, row), text: row.text }
}

/** The HTML source of a stored template. */
export async function currentHtml(
  tx: Tx,
  accountId: string,
  row: Pick<TemplateRow, 'definition' | 'html'>,
): Promise<string> {
  return row.definition ? htmlOfDefinition(tx, accountId, row.definition) : row.html
}

export async function htmlOfDefinition(
  tx: Tx,
  accountId: string,
  definition: TemplateDefinition,
): Promise<string> {
  const ids = universalIdsOf(definition).flatMap((id) => uuidOf(id) ?? [])
  const shared = new Map<string, Block>()
  if (ids.length > 0) {
    const rows = await universalContentsByIds(tx, accountId, ids)
    const byId = new Map(rows.map((row) => [row.contentId, row.definition]))
    for (const id of universalIdsOf(definition)) {
      const block = byId.get(uuidOf(id) ?? '')
      if (block) shared.set(id, block)
    }
  }
  return definitionHtml(definition, shared)
}
