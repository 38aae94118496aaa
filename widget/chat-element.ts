import { ChatApi, type Look, type PageContext } from './api.ts'
import { Chat } from './chat.ts'
import { brandColours } from './colour.ts'
import { element, ICONS } from './dom.ts'
import { safeUrl } from './links.ts'
import { Panel } from './panel.ts'
import { Storage } from './storage.ts'
import { STYLES } from './styles.ts'
import { warn } from './warn.ts'
import { chooseLanguage, type Language, wordsOf } from './words.ts'

export interface Settings {
  /** Scheme and host of the Parley server. */
  server: string
  company: string
  language: string | null
  theme: string | null
  colour: string | null
  position: string | null
  anonymousId: string | null
}

const TITLE_LENGTH_MAX = 300
const URL_LENGTH_MAX = 2_000

/** The chat in a shadow root, which neither sees nor disturbs the styles of the shop's page. */
export class ParleyChat extends HTMLElement {
  private chat: Chat | undefined
  private panel: Panel | undefined
  private launcher: HTMLButtonElement | undefined
  private readonly badge = element('span', {
    class: 'badge',
    attributes: { 'aria-hidden': 'true' },
  })
  private isRenderDue = false
  private language: Language = 'en'

  /** Show the chat, if the shop has it on. Rejects with ApiProblem when the server does not answer. */
  async begin(settings: Settings): Promise<void> {
    const api = new ChatApi(settings.server, settings.company)
    const look = await api.look()
    if (!look.is_on) return
    this.language = chooseLanguage(
      settings.language,
      document.documentElement.lang,
      navigator.language,
      look.default_language,
    )
    const prefix = `parley:${settings.company}:`
    this.chat = new Chat(look, {
      api,
      storage: new Storage(prefix, () => localStorage),
      tab: new Storage(prefix, () => sessionStorage),
      language: () => this.language,
      page: currentPage,
      anonymousId: () => settings.anonymousId,
      onRefusedSignIn: (why) => warn(`the shopper is not signed in. ${why}`),
      onChange: () => this.renderSoon(),
    })
    this.build(this.chat, look, settings)
    await this.chat.resume()
    if (sessionStorageSays(prefix)) await this.chat.open()
  }

  open(): void {
    if (!this.chat) return
    void this.chat.open()
    this.render()
    this.panel?.focus()
  }

  close(): void {
    if (!this.chat?.state.isOpen) return
    this.chat.close()
    this.render()
    this.launcher?.focus()
  }

  async identify(storefrontToken: string): Promise<void> {
    await this.chat?.identify(storefrontToken)
  }

  signOut(): void {
    this.chat?.signOut()
  }

  private build(chat: Chat, look: Look, settings: Settings): void {
    const words = wordsOf(this.language)
    this.lang = this.language
    this.dataset['position'] =
      settings.position === 'left' || settings.position === 'right'
        ? settings.position
        : look.position
    this.colour(settings.colour ?? look.colour)
    this.followTheme(settings.theme)
    this.launcher = element('button', {
      class: 'launcher',
      attributes: { type: 'button', 'aria-haspopup': 'dialog' },
      on: { click: () => (chat.state.isOpen ? this.close() : this.open()) },
    })
    this.panel = new Panel({
      chat,
      words,
      language: this.language,
      page: location.href,
      signIn: () => this.dispatchEvent(new CustomEvent('parley:sign-in', { bubbles: true })),
      close: () => this.close(),
    })
    const root = this.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(STYLES)
    root.adoptedStyleSheets = [sheet]
    root.append(this.panel.node, this.launcher)
    this.render()
  }

  private colour(hex: string): void {
    if (!/^#[0-9a-f]{6}$/i.test(hex)) return
    const { brand, onBrand, inkOnLight, inkOnDark } = brandColours(hex)
    this.style.setProperty('--_shop-brand', brand)
    this.style.setProperty('--_shop-on-brand', onBrand)
    this.style.setProperty('--_shop-ink-light', inkOnLight)
    this.style.setProperty('--_shop-ink-dark', inkOnDark)
  }

  private followTheme(wish: string | null): void {
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const theme = wish === 'light' || wish === 'dark' ? wish : dark.matches ? 'dark' : 'light'
      this.dataset['theme'] = theme
    }
    dark.addEventListener('change', apply)
    apply()
  }

  private renderSoon(): void {
    if (this.isRenderDue) return
    this.isRenderDue = true
    queueMicrotask(() => {
      if (this.isRenderDue) this.render()
    })
  }

  private render(): void {
    this.isRenderDue = false
    if (!this.chat || !this.panel || !this.launcher) return
    const { state } = this.chat
    const words = wordsOf(this.language)
    this.toggleAttribute('data-open', state.isOpen)
    this.launcher.setAttribute('aria-expanded', String(state.isOpen))
    this.launcher.setAttribute(
      'aria-label',
      state.isOpen
        ? words.close
        : state.unread > 0
          ? words.launcherUnread(state.unread)
          : words.launcher,
    )
    this.badge.textContent = String(Math.min(state.unread, 99))
    this.launcher.replaceChildren(
      state.isOpen ? ICONS.down() : ICONS.chat(),
      ...(state.unread > 0 && !state.isOpen ? [this.badge] : []),
    )
    this.panel.render(state)
  }
}

/** Null for a page that has no address of its own, such as a file. */
function currentPage(): PageContext | null {
  const url = safeUrl(location.href)
  if (!url) return null
  url.hash = ''
  const { href } = url
  const short = href.length > URL_LENGTH_MAX ? url.origin + url.pathname : href
  if (short.length > URL_LENGTH_MAX) return null
  return { url: short, title: document.title.slice(0, TITLE_LENGTH_MAX) }
}

/** The panel was open on the page before. */
function sessionStorageSays(prefix: string): boolean {
  return new Storage(prefix, () => sessionStorage).get('open') === '1'
}
