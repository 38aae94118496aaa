import { invalid } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { catalogLookup } from './catalog-lookup.action.ts'
import { existingAccount } from './render-data.action.ts'
import { contextData, organizationData, settingsFor } from './render-data.ts'
import { renderMail } from './render-mail.ts'
import { TemplateProblem } from './render-template.ts'
import type { TemplateRow } from './template.ts'
import { currentHtml } from './template-source.action.ts'

/**
 * A stored template with the given variables; `amp` is never rendered.
 * @throws Problem 400 when it cannot be rendered with them
 */
export async function renderStored(
  tx: Tx,
  accountId: string,
  row: TemplateRow,
  { context, now }: { context: Record<string, unknown>; now: Date },
): Promise<{ html: string; text: string; amp: null }> {
  const account = await existingAccount(tx, accountId)
  const organization = organizationData(account)
  const data = contextData(context, { person: {}, organization })
  const source = { html: await currentHtml(tx, accountId, row), text: row.text }
  const host = { catalogItem: catalogLookup(tx, accountId, account.currency) }
  try {
    const { html, text } = await renderMail(
      source,
      data,
      settingsFor(account, data.person, now),
      host,
    )
    return { html, text, amp: null }
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    throw invalid('/data/attributes/context', `The template cannot be rendered: ${error.message}`)
  }
}
