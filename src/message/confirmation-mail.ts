import { html } from '../consent/page-html.ts'
import { pageWords } from '../consent/page-words.ts'
import type { Language } from '../contract/agent-words.ts'
import { CONFIRMATION_HOURS } from '../contract/consent.ts'

/** The mail that asks somebody to confirm a subscription. It sells nothing: nobody agreed to that yet. */
export function confirmationMail(
  language: Language,
  { to, text, url }: { to: string; text: string | null; url: string },
): { subject: string; text: string; html: string } {
  const words = pageWords(language)
  const asked = words.mailText(to, CONFIRMATION_HOURS)
  return {
    subject: words.mailSubject(to),
    text: [...(text ? [text] : []), asked, url, words.mailIgnore].join('\n\n'),
    html: html`<!doctype html>
<html lang="${language}">
<body style="font-family: system-ui, sans-serif; font-size: 16px; line-height: 1.5">
${text ? html`<p>${text}</p>` : { html: '' }}
<p>${asked}</p>
<p><a href="${url}" style="font-weight: 600">${words.mailButton}</a></p>
<p>${words.mailIgnore}</p>
</body>
</html>
`.html,
  }
}
