import { escapeHtml } from '../platform/html.ts'
import { plainTextOf } from './plain-text.ts'
import {
  compileTemplate,
  type RenderData,
  type RenderHost,
  type RenderSettings,
  renderTemplate,
} from './render-template.ts'
import { withoutScriptLinks } from './source-text.ts'
import type { MailSource } from './template.ts'

/** A mail for one person. */
export interface RenderedMail {
  subject: string | null
  previewText: string | null
  html: string
  text: string
}

/**
 * The mail that a source becomes for one person. Addresses that data brought and that would run
 * something are taken out; line breaks of data cannot add headers to the subject.
 *
 * @throws TemplateProblem as `renderTemplate`
 */
export async function renderMail(
  source: MailSource & { subject?: string | null; previewText?: string | null },
  data: RenderData,
  settings: Omit<RenderSettings, 'escape'>,
  host: RenderHost = {},
): Promise<RenderedMail> {
  const written = (text: string, escape: 'html' | 'none') =>
    renderTemplate(compileTemplate(text), data, { ...settings, escape }, host)
  const line = async (text: string | null | undefined) =>
    text === null || text === undefined ? null : oneLine(await written(text, 'none'))
  const previewText = await line(source.previewText)
  const extra = { ...data.extra, ...(previewText === null ? {} : { preview_text: previewText }) }
  const html = withoutScriptLinks(
    await renderTemplate(
      compileTemplate(source.html),
      { ...data, extra },
      { ...settings, escape: 'html' },
      host,
    ),
  )
  return {
    subject: await line(source.subject),
    previewText,
    html: withPreviewText(html, previewText),
    text: source.text === null ? plainTextOf(html) : await written(source.text, 'none'),
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Characters that push what follows out of the line that an inbox shows. */
const FILLER = '&#847;&zwnj;&nbsp;'.repeat(60)

/** The mail with what inboxes show beside its subject, hidden at its beginning. */
export function withPreviewText(html: string, previewText: string | null): string {
  if (previewText === null || previewText === '') return html
  const hidden =
    '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">' +
    `${escapeHtml(previewText)}${FILLER}</div>`
  const body = /<body\b[^>]*>/i.exec(html)
  if (!body) return hidden + html
  const at = body.index + body[0].length
  return html.slice(0, at) + hidden + html.slice(at)
}
