import type { TemplateDefinition } from '../contract/blocks.ts'
import type { SkipReason } from '../contract/messages.ts'
import { invalid, notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { catalogLookup } from './catalog-lookup.action.ts'
import { refuseBrokenDefinition, refuseBrokenSource } from './check-source.ts'
import { compileMjml } from './mjml.gateway.ts'
import { existingAccount, renderDataOf } from './render-data.action.ts'
import { contextData, settingsFor } from './render-data.ts'
import { type RenderedMail, renderMail } from './render-mail.ts'
import { TemplateProblem } from './render-template.ts'
import type { MailSource } from './template.ts'
import { htmlOfDefinition, templateForSending } from './template-source.action.ts'

/** Content of a mail: of a stored template, or as it is in an editor. */
export interface GivenContent {
  template_id?: string | null | undefined
  html?: string | null | undefined
  text?: string | null | undefined
  mjml?: string | null | undefined
  definition?: TemplateDefinition | null | undefined
}

/**
 * The source of what was given: what is in the editor wins over the stored template.
 * @throws Problem 404 for a template that does not exist, 400 for MJML that does not compile
 */
export async function givenSource(
  tx: Tx,
  accountId: string,
  given: GivenContent,
): Promise<MailSource> {
  const text = given.text ?? null
  if (given.definition)
    return { html: await htmlOfDefinition(tx, accountId, given.definition), text }
  if (given.mjml) {
    const compiled = await compileMjml(given.mjml)
    if ('html' in compiled) return { html: compiled.html, text }
    throw invalid('/data/attributes/mjml', compiled.problem)
  }
  if (given.html !== null && given.html !== undefined) return { html: given.html, text }
  if (!given.template_id) return { html: '', text }
  const stored = await templateForSending(tx, accountId, given.template_id)
  if (!stored) throw notFound('template', given.template_id)
  return { ...stored, text: given.text ?? stored.text }
}

export interface PreviewRequest extends GivenContent {
  subject?: string | null | undefined
  preview_text?: string | null | undefined
  profile_id?: string | null | undefined
  event_id?: string | null | undefined
  context?: Record<string, unknown> | null | undefined
}

/** A mail as the person would get it, or why they would not. Writes nothing, takes no coupon. */
export async function previewMail(
  tx: Tx,
  accountId: string,
  asked: PreviewRequest,
  now: Date,
): Promise<{ mail: RenderedMail | null; skipReason: SkipReason | null }> {
  const source = await givenSource(tx, accountId, asked)
  if (asked.definition) refuseBrokenDefinition(asked.definition, source.html)
  else refuseBrokenSource('/data/attributes/html', source.html)
  refuseBrokenSource('/data/attributes/text', source.text)
  refuseBrokenSource('/data/attributes/subject', asked.subject)
  refuseBrokenSource('/data/attributes/preview_text', asked.preview_text)
  const account = await existingAccount(tx, accountId)
  const subject = { profileId: asked.profile_id ?? null, eventId: asked.event_id ?? null }
  const data = contextData(asked.context ?? {}, await renderDataOf(tx, accountId, subject))
  const host = { catalogItem: catalogLookup(tx, accountId, account.currency) }
  try {
    const mail = await renderMail(
      { ...source, subject: asked.subject ?? null, previewText: asked.preview_text ?? null },
      data,
      settingsFor(account, data.person, now),
      host,
    )
    return { mail, skipReason: null }
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    if (error.skip) return { mail: null, skipReason: error.skip }
    throw invalid('/data/attributes', `The mail cannot be rendered: ${error.message}`)
  }
}
