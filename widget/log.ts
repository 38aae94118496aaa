import type { Line } from './api.ts'
import type { Chat, ChatState } from './chat.ts'
import { element } from './dom.ts'
import type { Unsent } from './outbox.ts'
import { productList } from './product-card.ts'
import { richText } from './rich-text.ts'
import type { Words } from './words.ts'

export interface LogOptions {
  chat: Chat
  words: Words
  /** How prices are written: a language tag. */
  locale: string
  /** Where the widget is: the base of links. */
  page: string
  /** Null: the shop has no page to sign in on, and hears of the wish as an event. */
  signIn: () => void
  focusComposer: () => void
}

interface Item {
  key: string
  /** The node is made anew when this changes. */
  version: string
  make: () => HTMLElement
}

/**
 * The conversation. Lines are only ever appended or replaced one by one, so that a screen reader
 * hears each of them once and a text that somebody selects stays selected.
 */
export class Log {
  readonly node = element('div', {
    class: 'log',
    attributes: { role: 'log', 'aria-live': 'polite' },
  })
  /** Half a sentence is for eyes only: the whole line is read out when it is there. */
  readonly writing = element('div', { class: 'line agent', attributes: { 'aria-hidden': 'true' } })
  private readonly shown = new Map<string, { version: string; node: HTMLElement }>()
  private readonly options: LogOptions

  constructor(options: LogOptions) {
    this.options = options
    this.node.setAttribute('aria-label', options.words.log)
    this.writing.hidden = true
  }

  render(state: ChatState, greeting: string): void {
    const items = this.itemsOf(state, greeting)
    const wanted = new Set(items.map((item) => item.key))
    for (const [key, { node }] of this.shown) {
      if (wanted.has(key)) continue
      node.remove()
      this.shown.delete(key)
    }
    let before: Element | null = null
    for (const item of items) {
      const node = this.nodeOf(item)
      const place: Element | null = before ? before.nextElementSibling : this.node.firstElementChild
      if (place !== node) this.node.insertBefore(node, place)
      before = node
    }
    this.renderWriting(state)
  }

  private nodeOf({ key, version, make }: Item): HTMLElement {
    const known = this.shown.get(key)
    if (known?.version === version) return known.node
    const node = make()
    known?.node.replaceWith(node)
    this.shown.set(key, { version, node })
    return node
  }

  private itemsOf(state: ChatState, greeting: string): Item[] {
    const { lines, unsent } = state
    const isAtStart = state.older === null && !state.isLoading
    const first: Item[] = isAtStart
      ? [{ key: 'greeting', version: greeting, make: () => this.greeting(greeting) }]
      : []
    const last = lines.findLast((line) => line.author !== 'system')
    return [
      ...first,
      ...lines.map((line, at): Item => {
        const follows = lines[at - 1]?.author === line.author
        const isLast = line === last && unsent.length === 0
        const asks = isLast ? this.askedBy(line, state) : null
        const choices = isLast ? line.quick_replies.length : 0
        return {
          key: line.client_id ?? `line ${line.position}`,
          version: [line.position, follows, asks, choices].join(' '),
          make: () => this.line(line, { follows, asks, isLast }),
        }
      }),
      ...unsent.map((one): Item => {
        const needsConsent = state.session?.is_consent_needed ?? false
        const isWaiting = !state.isConnected || state.problem !== null || needsConsent
        return {
          key: one.clientId,
          version: ['unsent', one.isRefused, isWaiting].join(' '),
          make: () => this.unsent(one, isWaiting && !needsConsent),
        }
      }),
    ]
  }

  private askedBy(line: Line, { session, lines }: ChatState): Line['asks'] {
    if (line.asks === 'handoff') return session?.is_handoff_offered ? 'handoff' : null
    if (session?.is_verified) return null
    if (line.asks !== 'email-code') return line.asks
    // The agent asks for the address first; a code is under way once the shopper has told it.
    const told = lines.findLast((one) => one.author === 'shopper')?.text ?? ''
    return /\S@\S|^\s*(\d\s*){6}$/.test(told) ? 'email-code' : null
  }

  private greeting(text: string): HTMLElement {
    const node = element('div', { class: 'line agent' }, this.bubble(text))
    node.prepend(this.spoken(this.options.words.agentSaid))
    return node
  }

  private line(
    line: Line,
    how: { follows: boolean; asks: Line['asks']; isLast: boolean },
  ): HTMLElement {
    const { words } = this.options
    if (line.author === 'system') return this.notice(line)
    const node = element('div', {
      class: `line ${line.author}${how.follows ? ' follows' : ''}`,
      attributes: { title: new Date(line.at).toLocaleString() },
    })
    const name = line.author_name ?? words.teammate
    if (line.author === 'teammate' && !how.follows) {
      node.append(
        element('span', { class: 'author', text: name, attributes: { 'aria-hidden': 'true' } }),
      )
    }
    const speaker = {
      shopper: words.shopperSaid,
      agent: words.agentSaid,
      teammate: words.teammateSaid(name),
    }[line.author]
    node.append(this.spoken(speaker))
    if (line.author === 'shopper') {
      node.append(element('div', { class: 'bubble', text: line.text }))
      return node
    }
    if (line.text !== '') node.append(this.bubble(line.text))
    if (line.products.length > 0) node.append(this.products(line))
    if (how.asks) node.append(...this.asked(how.asks))
    if (how.isLast && line.quick_replies.length > 0) node.append(this.choices(line.quick_replies))
    return node
  }

  private notice(line: Line): HTMLElement {
    const { words } = this.options
    const text = line.notice === null ? line.text : words.notices[line.notice]
    return element('div', { class: 'line system' }, element('p', { text }))
  }

  private bubble(text: string): HTMLElement {
    return element('div', { class: 'bubble' }, ...richText(text, this.options.page))
  }

  private spoken(text: string): HTMLElement {
    return element('span', { class: 'unseen', text })
  }

  private products(line: Line): HTMLElement {
    const { chat, words, page } = this.options
    return productList(line.products, {
      words,
      locale: this.options.locale,
      page,
      onClick: (product) => chat.noteClick(line.position, product.product_id),
    })
  }

  private choices(texts: readonly string[]): HTMLElement {
    const { chat, words, focusComposer } = this.options
    return element(
      'ul',
      { class: 'choices', attributes: { 'aria-label': words.quickReplies } },
      ...texts.map((text) =>
        element(
          'li',
          {},
          choice(text, () => {
            chat.send(text)
            // The button is about to go, and the focus must be somewhere.
            focusComposer()
          }),
        ),
      ),
    )
  }

  private asked(what: NonNullable<Line['asks']>): HTMLElement[] {
    const { chat, words, signIn, focusComposer } = this.options
    const answer = (isAccepted: boolean) => () => {
      void chat.answerHandoff(isAccepted)
      focusComposer()
    }
    switch (what) {
      case 'handoff':
        return [
          element(
            'div',
            { class: 'choices', attributes: { role: 'group', 'aria-label': words.handoff } },
            element('button', {
              class: 'primary',
              text: words.accept,
              attributes: { type: 'button' },
              on: { click: answer(true) },
            }),
            choice(words.decline, answer(false)),
          ),
        ]
      case 'sign-in':
        return [
          element('button', {
            class: 'primary',
            text: words.signIn,
            attributes: { type: 'button' },
            on: { click: signIn },
          }),
        ]
      case 'email-code':
        return [this.codeForm()]
    }
  }

  private codeForm(): HTMLElement {
    const { chat, words, focusComposer } = this.options
    const input = element('input', {
      attributes: {
        inputmode: 'numeric',
        autocomplete: 'one-time-code',
        maxlength: '7',
        required: '',
        pattern: String.raw`\s*(\d\s*){6}`,
        placeholder: '000000',
        title: words.codeHint,
      },
    })
    const submit = (event: Event) => {
      event.preventDefault()
      chat.send(input.value.replaceAll(/\s/g, ''))
      focusComposer()
    }
    return element(
      'form',
      { class: 'card code', on: { submit } },
      element('label', { text: words.code }, input),
      element('button', { class: 'primary', text: words.confirm, attributes: { type: 'submit' } }),
    )
  }

  private unsent({ clientId, text, isRefused }: Unsent, isWaiting: boolean): HTMLElement {
    const { chat, words } = this.options
    const tryAgain = () => chat.tryAgain(clientId)
    return element(
      'div',
      { class: 'line shopper unsent' },
      element('span', { class: 'unseen', text: words.shopperSaid }),
      element('div', { class: 'bubble', text }),
      isRefused
        ? element(
            'p',
            { class: 'note problem' },
            `${words.notSent} `,
            element('button', {
              text: words.tryAgain,
              attributes: { type: 'button' },
              on: { click: tryAgain },
            }),
          )
        : isWaiting && element('p', { class: 'note', text: words.waiting }),
    )
  }

  private renderWriting({ draft, typing }: ChatState): void {
    this.writing.hidden = draft === '' && typing === null
    this.writing.replaceChildren(
      draft === ''
        ? element('div', { class: 'bubble' }, dots())
        : element('div', { class: 'bubble' }, ...richText(draft, this.options.page)),
    )
  }
}

function choice(text: string, click: () => void): HTMLElement {
  return element('button', { class: 'choice', text, attributes: { type: 'button' }, on: { click } })
}

function dots(): HTMLElement {
  return element('span', { class: 'dots' }, element('i'), element('i'), element('i'))
}
