import { findAccount } from '../account/accounts.sql.ts'
import { findConsentPages } from '../consent/consent-pages.sql.ts'
import { html, maskedEmail, type PageLook, page } from '../consent/page-html.ts'
import { lookOf } from '../consent/page-visit.action.ts'
import { unknownPage } from '../consent/unknown-page.ts'
import type { PageAnswer, PageRequest, PageRoute } from '../platform/hosted-pages.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { findAlertRecipient, noteAnswer } from './alert-recipients.sql.ts'
import { type AlertRecipientState, readAlertsToken, stateOf } from './alert-recipients.ts'
import { alertWords } from './alert-words.ts'

/**
 * Where somebody says whether alerts of flows may come to their address. Looking changes nothing; the
 * signed link is all the authority there is.
 */
export function alertRecipientPage(services: { sql: Sql; secret: Uint8Array }): PageRoute {
  return {
    id: 'alertRecipientPage',
    path: '/alerts/{token}',
    handle: (request) => answer(services, request),
  }
}

async function answer(
  { sql, secret }: { sql: Sql; secret: Uint8Array },
  request: PageRequest,
): Promise<PageAnswer> {
  const link = readAlertsToken(secret, request.params['token'] ?? '')
  if (!link) return unknownPage(request)
  const { accountId, recipientId } = link
  return inAccount(sql, accountId, async (tx) => {
    const account = await findAccount(tx, accountId)
    const recipient = await findAlertRecipient(tx, accountId, recipientId)
    if (!account || !recipient) return unknownPage(request)
    const look = lookOf(
      account,
      await findConsentPages(tx, accountId),
      null,
      request.headers['accept-language'],
    )
    const { email } = recipient
    if (request.method === 'GET') return shown(look, email, stateOf(recipient))
    const wants = new URLSearchParams(request.body.toString()).get('alerts') === 'yes'
    await noteAnswer(tx, accountId, recipientId, { wants, at: new Date() })
    return shown(look, email, wants ? 'confirmed' : 'declined')
  })
}

function shown(look: PageLook, email: string, state: AlertRecipientState): PageAnswer {
  const words = alertWords(look.language)
  const address = maskedEmail(email)
  const yes = html`<button name="alerts" value="yes">${words.yes}</button>`
  const no = html`<button class="second" name="alerts" value="no">${words.no}</button>`
  if (state === 'waiting') {
    return {
      status: 200,
      body: page(
        look,
        words.askTitle,
        html`<p>${words.ask(address, look.shop)}</p>
<form method="post">${yes}${no}</form>`,
      ),
    }
  }
  const [title, said] =
    state === 'confirmed'
      ? [words.confirmedTitle, words.confirmed(address, look.shop)]
      : [words.declinedTitle, words.declined(address, look.shop)]
  return {
    status: 200,
    body: page(
      look,
      title,
      html`<p role="status">${said}</p>
<form method="post">${state === 'confirmed' ? no : yes}</form>`,
    ),
  }
}
