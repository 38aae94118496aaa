import { ParleyChat, type Settings } from './chat-element.ts'
import type {} from './page-api.ts'

const NAME = 'parley-chat'

// Also of an async script, while it runs.
const script = document.currentScript

/** The shop goes on without a chat; whoever builds its pages looks for the reason here. */
function warn(why: string): void {
  // oxlint-disable-next-line no-console -- a page has no other place for its builders
  console.warn(`Parley: ${why}`)
}

function settingsOf(tag: HTMLScriptElement): Settings | null {
  const company = tag.dataset['company']
  if (!company) return null
  return {
    server: new URL(tag.src).origin,
    company,
    language: tag.dataset['language'] ?? null,
    theme: tag.dataset['theme'] ?? null,
    colour: tag.dataset['colour'] ?? tag.dataset['color'] ?? null,
    position: tag.dataset['position'] ?? null,
    anonymousId: tag.dataset['anonymousId'] ?? null,
  }
}

function start(settings: Settings): void {
  if (!customElements.get(NAME)) customElements.define(NAME, ParleyChat)
  const chat = document.createElement(NAME)
  if (!(chat instanceof ParleyChat)) return
  document.body.append(chat)
  const begun = chat.begin(settings).catch((problem: unknown) => {
    warn(`the chat is not shown. ${String(problem)}`)
  })
  window.Parley = {
    open: () => chat.open(),
    close: () => chat.close(),
    identify: async (storefrontToken) => {
      await begun
      return chat.identify(storefrontToken)
    },
    signOut: () => chat.signOut(),
  }
  dispatchEvent(new CustomEvent('parley:ready'))
}

if (script instanceof HTMLScriptElement && !document.querySelector(NAME)) {
  const settings = settingsOf(script)
  if (!settings) warn('the script tag needs data-company="…".')
  else if (document.body) start(settings)
  else addEventListener('DOMContentLoaded', () => start(settings))
}
