import type { PageAnswer, PageRequest, PageRoute } from '../platform/hosted-pages.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { type AnswerLink, readAnswerToken } from './consent-links.ts'
import { html, page } from './page-html.ts'
import { inTransaction } from './page-transaction.action.ts'
import { type ConsentPageServices, visitOf } from './page-visit.action.ts'
import { pageWords } from './page-words.ts'
import { unknownPage } from './unknown-page.ts'

type Services = Omit<ConsentPageServices, 'onUnsubscribed'>

/**
 * Where `{% update_property_link %}` leads: it writes a property of the person. Mail scanners follow
 * every link, so looking changes nothing: a button does.
 */
export function answerPage(services: Services): PageRoute {
  return {
    id: 'answerPage',
    path: '/answer/{token}',
    handle: (request) => answer(services, request),
  }
}

async function answer(services: Services, request: PageRequest): Promise<PageAnswer> {
  const link = readAnswerToken(services.secret, request.params['token'] ?? '')
  const came = link && (await visitOf(services.sql, link, request.headers['accept-language']))
  if (!link || !came) return unknownPage(request)
  const words = pageWords(came.look.language)
  if (request.method === 'GET') {
    const content = html`<p>${words.answer(link.property, link.value)}</p>
<form method="post"><button>${words.answerButton}</button></form>`
    return { status: 200, body: page(came.look, words.answerTitle, content) }
  }
  await write(services, link)
  const { url } = link
  const onward = isWebUrl(url)
    ? [html`<p><a href="${url}">${words.onward(hostOf(url))}</a></p>`]
    : []
  const content = html`<p role="status">${words.answered}</p>
${onward}`
  return { status: 200, body: page(came.look, words.answeredTitle, content) }
}

async function write(
  services: Services,
  { accountId, profileId, property, value }: AnswerLink,
): Promise<void> {
  await inTransaction(services, accountId, (tx, now) =>
    upsertProfiles(
      tx,
      accountId,
      [
        {
          id: profileId,
          identifiers: {},
          fields: { properties: { [property]: value } },
          identifierRule: 'keep',
          onConflict: 'prefer-first',
        },
      ],
      now,
    ),
  )
}

function isWebUrl(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}

function hostOf(url: string): string {
  return new URL(url).host
}
