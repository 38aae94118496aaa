import { findAccount } from '../account/accounts.sql.ts'
import type { PageAnswer, PageRequest, PageRoute } from '../platform/hosted-pages.ts'
import { readInAccount, type Tx } from '../platform/sql.ts'
import type { JsonObject } from '../profile/profile.ts'
import { profileById } from '../profile/profiles.sql.ts'
import { findGroup } from '../segment/groups.sql.ts'
import { changeConsent } from './change-consent.action.ts'
import { confirmSubscription } from './confirm-subscription.action.ts'
import type { ConsentChange } from './consent.ts'
import { type ConsentLink, readConfirmationToken, readConsentToken } from './consent-links.ts'
import { findConsentPages } from './consent-pages.sql.ts'
import { findRequest } from './consent-requests.sql.ts'
import { type Html, html, maskedEmail, type PageLook, page } from './page-html.ts'
import { inTransaction } from './page-transaction.action.ts'
import {
  type ConsentPageServices,
  lookOf,
  readPreferences,
  type Visit,
  visitOf,
} from './page-visit.action.ts'
import { pageWords } from './page-words.ts'
import { changesByChoice } from './preferences.ts'
import { unknownPage } from './unknown-page.ts'

/**
 * The pages behind the links in mails. Looking at one changes nothing, whoever looks: mail scanners
 * follow every link. What changes something is a form, and its authority is the signed link alone.
 */
export function consentPages(services: ConsentPageServices): PageRoute[] {
  return [
    {
      id: 'unsubscribePage',
      path: '/unsubscribe/{token}',
      handle: (request) => unsubscribePage(services, request),
    },
    {
      id: 'preferencesPage',
      path: '/preferences/{token}',
      handle: (request) => preferencesPage(services, request),
    },
    {
      id: 'confirmPage',
      path: '/confirm/{token}',
      handle: (request) => confirmPage(services, request),
    },
  ]
}

async function visit(
  { sql, secret }: ConsentPageServices,
  request: PageRequest,
): Promise<Visit | undefined> {
  const link = readConsentToken(secret, request.params['token'] ?? '')
  return link && visitOf(sql, link, request.headers['accept-language'])
}

async function unsubscribePage(
  services: ConsentPageServices,
  request: PageRequest,
): Promise<PageAnswer> {
  const came = await visit(services, request)
  if (!came) return unknownPage(request)
  const { look, list } = came
  const words = pageWords(look.language)
  if (request.method === 'GET') return { status: 200, body: askToUnsubscribe(came) }

  const isOneClick = ONE_CLICK.test(request.body.toString())
  const isListOnly = list !== null && (isOneClick || formOf(request).get('scope') === 'list')
  await leave(services, came.link, {
    method: isOneClick ? 'one_click_unsubscribe' : 'preference_page',
    listId: isListOnly ? list.listId : null,
    ip: request.ip,
  })
  if (isOneClick) return { status: 200, body: { text: `${words.unsubscribedTitle}.\n` } }
  const said = isListOnly ? words.unsubscribedFromList(list.name) : words.unsubscribed(look.shop)
  return {
    status: 200,
    body: page(
      look,
      words.unsubscribedTitle,
      html`<p role="status">${said}</p>
${preferencesLink(request, words.toPreferences)}`,
    ),
  }
}

/** RFC 8058, in either encoding of forms. */
const ONE_CLICK = /List-Unsubscribe"?\s*(=|\r?\n\r?\n)\s*One-Click/i

function askToUnsubscribe({ look, list, person, texts }: Visit) {
  const words = pageWords(look.language)
  const address = maskedEmail(person.email ?? '')
  const listButton = list
    ? [
        html`<button class="second" name="scope" value="list">${words.unsubscribeFromList(list.name)}</button>`,
      ]
    : []
  return page(
    look,
    words.unsubscribeTitle,
    html`${said(texts.unsubscribe)}<p>${words.unsubscribeFrom(address, look.shop)}</p>
<form method="post">
<button name="scope" value="all">${list ? words.unsubscribeFromAll : words.unsubscribeButton}</button>
${listButton}
</form>`,
  )
}

interface Leaving {
  method: 'one_click_unsubscribe' | 'preference_page'
  listId: string | null
  ip: string
}

function leave(
  services: ConsentPageServices,
  link: ConsentLink,
  { method, listId, ip }: Leaving,
): Promise<void> {
  return inTransaction(services, link.accountId, async (tx, now) => {
    const base = await baseOf(services, tx, link, { method, ip, now })
    await changeConsent(
      tx,
      link.accountId,
      [{ ...base, channel: 'email', kind: 'unsubscribe', listId }],
      { now },
    )
  })
}

async function baseOf(
  { onUnsubscribed }: ConsentPageServices,
  tx: Tx,
  { accountId, profileId, messageId }: ConsentLink,
  { method, ip, now }: { method: Leaving['method']; ip: string; now: Date },
) {
  const known: JsonObject = {}
  for (const listener of messageId === undefined ? [] : onUnsubscribed) {
    Object.assign(known, await listener(tx, accountId, { messageId: messageId ?? '', now }))
  }
  return {
    profileId,
    method,
    source: 'hosted-page',
    ip,
    messageId: messageId ?? null,
    eventProperties: known,
  } satisfies Partial<ConsentChange>
}

async function preferencesPage(
  services: ConsentPageServices,
  request: PageRequest,
): Promise<PageAnswer> {
  const came = await visit(services, request)
  if (!came) return unknownPage(request)
  if (request.method === 'GET') return { status: 200, body: showPreferences(came, false) }

  const { link } = came
  const choices = formOf(request)
  await inTransaction(services, link.accountId, async (tx, now) => {
    const person = await profileById(tx, link.accountId, link.profileId)
    if (!person) return
    const before = await readPreferences(tx, link.accountId, person)
    const isLeaving = before.marketing && !choices.has('marketing')
    const base = await baseOf(services, tx, isLeaving ? link : { ...link, messageId: undefined }, {
      method: 'preference_page',
      ip: request.ip,
      now,
    })
    await changeConsent(tx, link.accountId, changesByChoice(before, choices, base), { now })
  })
  const after = await visit(services, request)
  return after ? { status: 200, body: showPreferences(after, true) } : unknownPage(request)
}

function showPreferences({ look, person, preferences, texts }: Visit, isSaved: boolean) {
  const words = pageWords(look.language)
  const box = (name: string, isOn: boolean, label: string, hint?: string) =>
    html`<label><input type="checkbox" name="${name}"${isOn ? CHECKED : NOTHING}><span>${label}${
      hint === undefined ? NOTHING : html`<small>${hint}</small>`
    }</span></label>
`
  const { marketing, lists, openTracking, sms, whatsapp } = preferences
  const listBoxes = lists.map((one) => box(`list-${one.listId}`, one.isOn, one.name))
  const content = html`${isSaved ? html`<p role="status">${words.saved}</p>` : NOTHING}${said(texts.preferences)}
<form method="post">
<fieldset>
<legend>${words.preferencesOf(maskedEmail(person.email ?? ''), look.shop)}</legend>
${box('marketing', marketing, words.marketing, words.marketingHint)}
${box('open_tracking', openTracking, words.openTracking, words.openTrackingHint)}
${sms ? box('sms', true, words.sms, words.textHint) : NOTHING}
${whatsapp ? box('whatsapp', true, words.whatsapp, words.textHint) : NOTHING}
</fieldset>
${lists.length > 0 ? html`<fieldset><legend>${words.lists}</legend>${listBoxes}</fieldset>` : NOTHING}
<button>${words.save}</button>
</form>`
  return page(look, words.preferencesTitle, content)
}

const NOTHING: Html = { html: '' }
const CHECKED: Html = { html: ' checked' }

async function confirmPage(
  services: ConsentPageServices,
  request: PageRequest,
): Promise<PageAnswer> {
  const link = readConfirmationToken(services.secret, request.params['token'] ?? '')
  const asked = link && (await requestOf(services, link, request))
  if (!link || !asked) return unknownPage(request)
  const { accountId, requestId } = link
  const words = pageWords(asked.look.language)
  const expired: PageAnswer = {
    status: 410,
    body: page(asked.look, words.expiredTitle, html`<p>${words.expired}</p>`),
  }
  const thanks: PageAnswer = {
    status: 200,
    body: page(
      asked.look,
      words.confirmedTitle,
      html`<p role="status">${words.confirmed(asked.to)}</p>`,
    ),
  }
  if (asked.isConfirmed) return thanks
  if (asked.isExpired) return expired
  if (request.method === 'GET') {
    const content = html`${said(asked.text)}<p>${words.confirm(asked.email, asked.to)}</p>
<form method="post"><button>${words.confirmButton}</button></form>`
    return { status: 200, body: page(asked.look, words.confirmTitle, content) }
  }
  const { outcome } = await inTransaction(services, accountId, (tx, now) =>
    confirmSubscription(tx, accountId, requestId, { ip: request.ip, now }),
  )
  switch (outcome) {
    case 'confirmed':
    case 'already':
      return thanks
    case 'expired':
      return expired
    case 'unknown':
      return unknownPage(request)
  }
}

interface Asked {
  look: PageLook
  email: string
  /** The list, or the shop. */
  to: string
  text: string | null
  isConfirmed: boolean
  isExpired: boolean
}

async function requestOf(
  { sql, clock }: ConsentPageServices,
  { accountId, requestId }: { accountId: string; requestId: string },
  { headers }: PageRequest,
): Promise<Asked | undefined> {
  const now = await clock.now(accountId)
  return readInAccount(sql, accountId, async (tx) => {
    const request = await findRequest(tx, accountId, requestId)
    const account = await findAccount(tx, accountId)
    if (!request || !account) return undefined
    const pages = await findConsentPages(tx, accountId)
    const list =
      request.listId === null ? undefined : await findGroup(tx, accountId, request.listId)
    const look = lookOf(account, pages, request.locale, headers['accept-language'])
    return {
      look,
      email: request.email,
      to: list?.name ?? look.shop,
      text: pages.texts.confirm,
      isConfirmed: request.confirmedAt !== null,
      isExpired: request.expiresAt <= now,
    }
  })
}

/** What the shop wrote, a paragraph for each line. */
function said(text: string | null): Html {
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '')
  return { html: lines.map((line) => html`<p>${line}</p>\n`.html).join('') }
}

function preferencesLink({ params }: PageRequest, label: string): Html {
  return html`<p><a href="/preferences/${params['token'] ?? ''}">${label}</a></p>`
}

function formOf({ body, headers }: PageRequest): URLSearchParams {
  const isForm = String(headers['content-type']).startsWith('application/x-www-form-urlencoded')
  return new URLSearchParams(isForm ? body.toString() : '')
}
