import type { Chat, ChatState } from './chat.ts'
import { element, ICONS } from './dom.ts'
import { Log } from './log.ts'
import type { Language, Words } from './words.ts'

export interface PanelOptions {
  chat: Chat
  words: Words
  language: Language
  page: string
  signIn: () => void
  close: () => void
}

const MESSAGE_LENGTH_MAX = 4_000
/** From here on the shopper is told how much room is left. */
const LENGTH_TOLD_FROM = 3_600
const NEAR_BOTTOM_PX = 90
/** As in the styles: below it, the panel is the whole screen. */
const WHOLE_SCREEN = '(max-width: 480px), (max-height: 480px)'

/** The open chat: who answers, the conversation, and where to write. */
export class Panel {
  readonly node: HTMLElement
  private readonly options: PanelOptions
  private readonly log: Log
  private readonly presence = element('p', { class: 'presence' })
  private readonly notice = element('p', { class: 'notice', attributes: { role: 'status' } })
  private readonly status = element('p', { class: 'unseen', attributes: { role: 'status' } })
  private readonly older: HTMLButtonElement
  private readonly newest: HTMLButtonElement
  private readonly scroll: HTMLElement
  private readonly consent: HTMLElement
  private readonly composer: HTMLElement
  private readonly field: HTMLTextAreaElement
  private readonly sendButton: HTMLButtonElement
  private readonly left = element('p', { class: 'left', attributes: { 'aria-live': 'polite' } })
  private isAtEnd = true

  constructor(options: PanelOptions) {
    this.options = options
    const { chat, words } = options
    this.log = new Log({
      chat,
      words,
      locale: localeFor(options.language, chat.state.look.locale),
      page: options.page,
      signIn: options.signIn,
      focusComposer: () => this.focus(),
    })
    this.older = button('plain older', words.older, () => void chat.loadOlder())
    this.newest = button('newest', words.down, () => this.toEnd())
    this.newest.prepend(ICONS.down())
    this.scroll = element(
      'div',
      { class: 'scroll', attributes: { tabindex: '0' }, on: { scroll: () => this.noteScroll() } },
      this.older,
      this.log.node,
      this.log.writing,
    )
    this.consent = element('section', { class: 'card' })
    this.field = this.makeField()
    this.sendButton = button('send', '', () => {})
    this.sendButton.type = 'submit'
    this.sendButton.setAttribute('aria-label', words.send)
    this.sendButton.append(ICONS.send())
    this.composer = this.makeComposer()
    this.node = element(
      'section',
      {
        class: 'panel',
        attributes: { role: 'dialog', 'aria-label': words.panel(chat.state.look.shop_name) },
        on: { keydown: (event) => this.onKey(event as KeyboardEvent) },
      },
      this.makeHeader(),
      this.notice,
      this.scroll,
      this.newest,
      this.status,
      this.composer,
    )
    this.node.hidden = true
  }

  render(state: ChatState): void {
    const isOpening = this.node.hidden && state.isOpen
    this.node.hidden = !state.isOpen
    if (!state.isOpen) return
    const wasAtEnd = this.isAtEnd
    const heightBefore = this.scroll.scrollHeight
    const isOlderLoaded = this.older.hidden === false
    this.renderPresence(state)
    this.renderNotice(state)
    this.renderConsent(state)
    this.older.hidden = state.older === null
    this.log.render(state, this.greetingOf(state))
    const isSayingSomething = state.unsent.length > 0
    if (isOpening || wasAtEnd || isSayingSomething) this.toEnd()
    // What came in above must not push away what is being read.
    else if (isOlderLoaded && this.scroll.scrollTop < NEAR_BOTTOM_PX) {
      this.scroll.scrollTop += this.scroll.scrollHeight - heightBefore
    }
    this.noteScroll()
    if (isOpening) this.node.setAttribute('aria-modal', String(matchMedia(WHOLE_SCREEN).matches))
  }

  focus(): void {
    if (!this.consent.isConnected) return this.field.focus({ preventScroll: true })
    this.consent.querySelector('button')?.focus()
  }

  private makeHeader(): HTMLElement {
    const { chat, words, close } = this.options
    const { shop_name: shop } = chat.state.look
    const closeButton = button('', '', close)
    closeButton.setAttribute('aria-label', words.close)
    closeButton.append(ICONS.close())
    return element(
      'header',
      {},
      element('span', {
        class: 'emblem',
        text: shop.trim().slice(0, 1).toUpperCase(),
        attributes: { 'aria-hidden': 'true' },
      }),
      element('div', { class: 'who' }, element('h2', { text: shop }), this.presence),
      closeButton,
    )
  }

  private makeField(): HTMLTextAreaElement {
    const { words } = this.options
    return element('textarea', {
      attributes: {
        rows: '1',
        placeholder: words.placeholder,
        'aria-label': words.message,
        maxlength: String(MESSAGE_LENGTH_MAX),
        enterkeyhint: 'send',
        autocomplete: 'off',
      },
      on: { input: () => this.onInput(), keydown: (event) => this.onFieldKey(event) },
    })
  }

  private makeComposer(): HTMLElement {
    const submit = (event: Event) => {
      event.preventDefault()
      this.submit()
    }
    return element(
      'form',
      { class: 'composer', on: { submit } },
      element('div', { class: 'box' }, this.field, this.sendButton),
      this.left,
    )
  }

  private onInput(): void {
    this.fitField()
    if (this.field.value !== '') this.options.chat.noteWriting()
  }

  private onFieldKey(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.key !== 'Enter' || event.shiftKey) return
    // Enter also ends the composition of a character in many languages.
    if (event.isComposing) return
    event.preventDefault()
    this.submit()
  }

  private submit(): void {
    this.options.chat.send(this.field.value)
    this.field.value = ''
    this.fitField()
    this.toEnd()
    this.field.focus({ preventScroll: true })
  }

  private fitField(): void {
    const { words } = this.options
    this.field.style.height = 'auto'
    this.field.style.height = `${this.field.scrollHeight}px`
    const { length } = this.field.value
    this.sendButton.disabled = this.field.value.trim() === ''
    this.left.textContent =
      length >= LENGTH_TOLD_FROM ? words.characters(MESSAGE_LENGTH_MAX - length) : ''
    this.left.hidden = this.left.textContent === ''
  }

  private greetingOf({ look }: ChatState): string {
    const { language, words } = this.options
    return look.greeting[language] || look.greeting.en || look.greeting.de || words.defaultGreeting
  }

  private renderPresence({ session, typing }: ChatState): void {
    const { words } = this.options
    const isTeams = session?.status === 'routed-to-team'
    const name = session?.teammate_name
    setText(
      this.presence,
      isTeams ? (name ? words.team(name) : words.waitingForTeam) : words.assistantHint,
    )
    setText(
      this.status,
      typing === null
        ? ''
        : typing.author === 'agent'
          ? words.assistantTyping
          : words.teammateTyping(typing.name ?? words.teammate),
    )
  }

  private renderNotice({ isConnected, problem }: ChatState): void {
    const { words } = this.options
    const text = !isConnected
      ? words.offline
      : problem === 'failed'
        ? words.problem
        : problem === 'too-fast'
          ? words.tooFast
          : ''
    setText(this.notice, text)
    this.notice.hidden = text === ''
    this.notice.classList.toggle('problem', isConnected)
  }

  private renderConsent({ look, session }: ChatState): void {
    const { chat, language, words } = this.options
    const isNeeded = (session?.is_consent_needed ?? false) && look.consent_note !== null
    if (isNeeded === this.consent.isConnected) return
    if (!isNeeded) {
      this.consent.remove()
      this.composer.hidden = false
      this.focus()
      return
    }
    const note = look.consent_note
    const text = note?.[language] || note?.en || note?.de || ''
    this.consent.replaceChildren(
      element('h3', { text: words.consent }),
      element('p', { text }),
      element(
        'div',
        { class: 'actions' },
        button('primary', words.agree, () => void chat.agree()),
      ),
    )
    this.scroll.append(this.consent)
    this.composer.hidden = true
  }

  private noteScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX
    this.newest.hidden = this.isAtEnd
  }

  private toEnd(): void {
    this.scroll.scrollTop = this.scroll.scrollHeight
    this.isAtEnd = true
    this.newest.hidden = true
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation()
      return this.options.close()
    }
    if (event.key === 'Tab' && matchMedia(WHOLE_SCREEN).matches) this.keepFocus(event)
  }

  /** When the panel is the whole screen, nothing behind it can be reached. */
  private keepFocus(event: KeyboardEvent): void {
    const reachable = [
      ...this.node.querySelectorAll<HTMLElement>(
        'button, textarea, input, a[href], [tabindex="0"]',
      ),
    ].filter((one) => one.offsetParent !== null && !one.hasAttribute('disabled'))
    const [first] = reachable
    const last = reachable.at(-1)
    const root = this.node.getRootNode()
    const active = root instanceof ShadowRoot ? root.activeElement : null
    const edge = event.shiftKey ? first : last
    if (active !== edge) return
    event.preventDefault()
    ;(event.shiftKey ? last : first)?.focus()
  }
}

function button(className: string, text: string, click: () => void): HTMLButtonElement {
  return element('button', {
    class: className,
    text,
    attributes: { type: 'button' },
    on: { click },
  })
}

/** The shop's own way to write prices, unless it is of another language than the chat. */
function localeFor(language: Language, shop: string): string {
  return shop.toLowerCase().startsWith(language) ? shop : language
}

/** Only when it changes: a live region that is written again is read out again. */
function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text
}
