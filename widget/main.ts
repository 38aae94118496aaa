import { ParleyChat, type Settings } from './chat-element.ts'
import type {} from './page-api.ts'
import { warn } from './warn.ts'

const NAME = 'parley-chat'

// Also of an async script, while it runs.
const script = document.currentScript

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
      await chat.identify(storefrontToken)
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
