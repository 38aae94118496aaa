import { existingAccount, renderDataOf } from '../content/render-data.action.ts'
import { settingsFor } from '../content/render-data.ts'
import { compileTemplate, renderTemplate } from '../content/render-template.ts'
import type { Tx } from '../platform/sql.ts'

/** Renders texts of one kind for one profile and what began its passage. */
export type Render = (source: string, escape: 'html' | 'none') => Promise<string>

/** @throws Problem 404 when the profile or the event is gone; the result throws TemplateProblem */
export async function rendererFor(
  tx: Tx,
  accountId: string,
  whose: { profileId: string; eventId: string | null; now: Date },
): Promise<Render> {
  const account = await existingAccount(tx, accountId)
  const data = await renderDataOf(tx, accountId, whose)
  const settings = settingsFor(account, data.person, whose.now)
  return (source, escape) =>
    renderTemplate(compileTemplate(source), data, { ...settings, escape }, {})
}
