import type { PageAnswer, PageRequest } from '../platform/hosted-pages.ts'
import { html, page } from './page-html.ts'
import { pageLanguage, pageWords } from './page-words.ts'

/** For links that are cut, forged, or about somebody who was forgotten: all the same to a stranger. */
export function unknownPage({ headers }: PageRequest): PageAnswer {
  const language = pageLanguage({
    locale: null,
    acceptLanguage: headers['accept-language'],
    accountLocale: 'en',
  })
  const words = pageWords(language)
  const look = { language, shop: 'Parley', accent: null, background: null, text: null }
  return {
    status: 404,
    body: page(look, words.unknownTitle, html`<p>${words.unknown}</p>`),
  }
}
