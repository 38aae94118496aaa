import {
  ApiProblem,
  type ChatApi,
  type Line,
  type Look,
  type PageContext,
  type Session,
} from './api.ts'
import { Outbox, type Unsent } from './outbox.ts'
import type { Storage } from './storage.ts'
import { type ServerMessage, Stream } from './stream.ts'
import type { Language } from './words.ts'

export interface ChatState {
  look: Look
  session: Session | null
  isOpen: boolean
  /** Oldest first, without gaps. */
  lines: Line[]
  unsent: Unsent[]
  /** A reply as far as it is written. */
  draft: string
  typing: { author: 'agent' | 'teammate'; name: string | null } | null
  /** False while the connection is lost. */
  isConnected: boolean
  /** Where the page before the oldest line begins; null when there is none. */
  older: string | null
  isLoading: boolean
  unread: number
  problem: 'failed' | 'too-fast' | null
}

export interface ChatOptions {
  api: ChatApi
  /** Lives as long as the browser keeps it. */
  storage: Storage
  /** Lives as long as the tab. */
  tab: Storage
  language: () => Language
  page: () => PageContext | null
  anonymousId: () => string | null
  /** The shop's token did not convince the server. */
  onRefusedSignIn: (why: string) => void
  onChange: () => void
}

const WRITING_TOLD_EVERY_MS = 4_000
const RETRY_SEND_MS = 3_000
/** A reply that stopped coming is not being written any more. */
const TYPING_MAX_MS = 60_000

/** What the shopper sees and does, and all that has to happen for it. Knows nothing of the page. */
export class Chat {
  state: ChatState
  private readonly options: ChatOptions
  private readonly outbox: Outbox
  private readonly stream: Stream
  private sending = false
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private typingTimer: ReturnType<typeof setTimeout> | undefined
  private writingToldAt = 0
  /** Of the shop, not told to the server yet. */
  private storefrontToken: string | null = null
  /** A visit that is being taken up, or told who the visitor is: nothing is said before that is through. */
  private settling: Promise<void> | null = null

  constructor(look: Look, options: ChatOptions) {
    this.options = options
    this.outbox = new Outbox(options.storage)
    this.state = {
      look,
      session: null,
      isOpen: false,
      lines: [],
      unsent: this.outbox.all(),
      draft: '',
      typing: null,
      isConnected: true,
      older: null,
      isLoading: false,
      unread: 0,
      problem: null,
    }
    this.stream = new Stream({
      open: (signal) => options.api.openStream(this.lastPosition(), signal),
      onMessage: (message) => this.hear(message),
      onOpen: (isOpen) => {
        this.change({ isConnected: isOpen })
        if (isOpen) void this.flush()
      },
      onRefused: (problem) => void this.recover(problem),
    })
    addEventListener('online', () => void this.flush())
    addEventListener('storage', (event) => this.hearOtherTab(event))
  }

  /** Take up an earlier visit, if there was one. */
  async resume(): Promise<void> {
    const { api, storage } = this.options
    api.token = storage.get('token')
    if (api.token !== null) {
      this.change({ isLoading: true })
      await this.attempt(() =>
        this.settle(async () => {
          await this.adopt(await api.session())
          await this.signIn()
        }),
      )
      this.change({ isLoading: false })
    }
    if (this.state.unsent.length > 0) void this.flush()
  }

  async open(): Promise<void> {
    if (this.state.isOpen) return
    this.options.tab.set('open', '1')
    this.change({ isOpen: true, unread: 0 })
    this.noteSeen()
    await this.attempt(() => this.begin())
    this.follow()
  }

  close(): void {
    this.options.tab.set('open', null)
    this.change({ isOpen: false })
  }

  send(text: string): void {
    const trimmed = text.trim()
    if (trimmed === '') return
    this.outbox.add(trimmed)
    this.change({ unsent: this.outbox.all(), problem: null })
    void this.flush()
  }

  tryAgain(clientId: string): void {
    this.outbox.mark(clientId, false)
    this.change({ unsent: this.outbox.all() })
    void this.flush()
  }

  async loadOlder(): Promise<void> {
    if (this.state.older === null || this.state.isLoading) return
    this.change({ isLoading: true })
    await this.attempt(() => this.loadLines(this.state.older))
    this.change({ isLoading: false })
  }

  async agree(): Promise<void> {
    await this.attempt(async () => {
      await this.begin()
      await this.adopt(await this.options.api.agree(this.options.language()))
    })
    void this.flush()
  }

  async answerHandoff(isAccepted: boolean): Promise<void> {
    await this.attempt(async () => {
      await this.adopt(await this.options.api.answerHandoff(isAccepted))
    })
  }

  /**
   * The shop says who the visitor is. Told to the server when there is a visit: most people who are
   * signed in to a shop never open its chat.
   */
  async identify(storefrontToken: string): Promise<void> {
    this.storefrontToken = storefrontToken
    if (this.state.session) await this.attempt(() => this.settle(() => this.signIn()))
  }

  /** The next to use this browser may be somebody else. */
  signOut(): void {
    this.storefrontToken = null
    this.stream.stop()
    this.outbox.clear()
    this.options.storage.set('token', null)
    this.options.storage.set('seen', null)
    this.options.api.token = null
    this.forget()
    this.change({ session: null, unsent: [], problem: null })
  }

  /** People of the team see that somebody writes; the agent has no use for it. */
  noteWriting(): void {
    const { session } = this.state
    const isSeen = session?.status === 'routed-to-team'
    if (!isSeen || Date.now() - this.writingToldAt < WRITING_TOLD_EVERY_MS) return
    this.writingToldAt = Date.now()
    void this.options.api.typing(true).catch(() => {
      // Only a hint.
    })
  }

  noteClick(position: number, productId: string): void {
    void this.options.api.noteClick(position, productId).catch(() => {
      // The shopper wants the product, not our statistics.
    })
  }

  /** Several callers at once begin one visit. */
  private async begin(): Promise<void> {
    await this.settling?.catch(() => {})
    if (this.state.session) return
    await this.settle(async () => {
      if (this.state.session) return
      await this.adopt(await this.options.api.begin())
      await this.signIn()
    })
  }

  /** One after the other. */
  private settle(work: () => Promise<void>): Promise<void> {
    const before = this.settling?.catch(() => {})
    const own = Promise.resolve(before)
      .then(work)
      .finally(() => {
        if (this.settling === own) this.settling = null
      })
    this.settling = own
    return own
  }

  /** Once for each token. One that is refused leaves a visitor whom nobody knows. */
  private async signIn(): Promise<void> {
    const { api, anonymousId, onRefusedSignIn } = this.options
    const token = this.storefrontToken
    if (token === null) return
    this.storefrontToken = null
    try {
      await this.adopt(await api.signIn(token, anonymousId()))
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.isPassing || error.status === 401) throw error
      onRefusedSignIn(error.message)
    }
  }

  private async adopt(session: Session): Promise<void> {
    const before = this.state.session
    const isOtherToken = this.options.api.token !== session.token
    this.options.api.token = session.token
    if (this.options.storage.get('token') !== session.token) {
      this.options.storage.set('token', session.token)
    }
    const isOther = before !== null && before.conversation_id !== session.conversation_id
    if (isOther && before.conversation_id !== null) this.forget()
    // It may be the token of somebody else.
    if (before !== null && isOtherToken) this.stream.stop()
    this.change({ session })
    if (session.conversation_id !== null && this.state.lines.length === 0) {
      await this.loadLines(null)
    }
    this.follow()
  }

  private forget(): void {
    this.stream.stop()
    this.change({ lines: [], draft: '', typing: null, older: null, unread: 0 })
  }

  /** Listen while something may come: always when the panel is open, else while a chat goes on. */
  private follow(): void {
    const { session, isOpen } = this.state
    if (!session) return
    // Before the first message too, so that its answer has not to wait for a stream.
    if (isOpen || session.status === 'open' || session.status === 'routed-to-team') {
      this.stream.start()
    }
  }

  private async loadLines(cursor: string | null): Promise<void> {
    const { lines, next } = await this.options.api.lines(cursor)
    this.put(lines)
    this.change({ older: next })
  }

  /** Send what waits, in order, one at a time. */
  private async flush(): Promise<void> {
    if (this.sending) return
    this.sending = true
    clearTimeout(this.retryTimer)
    try {
      for (;;) {
        const next = this.outbox.all().find((one) => !one.isRefused)
        if (!next) break
        await this.begin()
        if (this.state.session?.is_consent_needed) break
        await this.sendOne(next)
      }
    } catch (error) {
      await this.recover(error)
    } finally {
      this.sending = false
    }
  }

  private async sendOne({ clientId, text }: Unsent): Promise<void> {
    const { api, language, page, anonymousId } = this.options
    const message = {
      client_id: clientId,
      text,
      page: page(),
      language: language(),
      anonymous_id: anonymousId(),
    }
    try {
      const line = await api.say(message)
      this.outbox.remove(clientId)
      this.change({ unsent: this.outbox.all(), problem: null })
      if (this.isElsewhere(line)) {
        this.forget()
        return await this.adopt(await api.session())
      }
      this.put([line])
      // Of a first message, the stream also tells which conversation it began.
      this.stream.start()
    } catch (error) {
      const isRefused = error instanceof ApiProblem && !error.isPassing && error.status !== 401
      const isConsent = error instanceof ApiProblem && error.code === 'consent_required'
      if (!isRefused) throw error
      if (isConsent) return this.adopt(await api.session())
      this.outbox.mark(clientId, true)
      this.change({ unsent: this.outbox.all() })
    }
  }

  /** After a long time a message begins another conversation, whose positions begin anew. */
  private isElsewhere({ position, client_id: clientId }: Line): boolean {
    const { lines } = this.state
    const isKnown = lines.some((line) => line.client_id === clientId)
    return !isKnown && position <= this.lastPosition()
  }

  private async recover(error: unknown): Promise<void> {
    if (!(error instanceof ApiProblem)) throw error
    if (error.status === 401 && this.options.api.token !== null) {
      // The visit has expired: what was said stays with the shop, what waits goes to a new visit.
      this.options.api.token = null
      this.options.storage.set('token', null)
      this.forget()
      this.change({ session: null })
    }
    if (error.status === 429) this.change({ problem: 'too-fast' })
    const isHopeless = !error.isPassing && error.status !== 401
    if (isHopeless || this.outbox.all().every((one) => one.isRefused)) return
    this.retryTimer = setTimeout(() => void this.flush(), RETRY_SEND_MS)
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.change({ problem: null })
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      if (error.status !== 401) {
        this.change({ problem: error.status === 429 ? 'too-fast' : 'failed' })
      }
      await this.recover(error)
    }
  }

  private hear({ event, data }: ServerMessage): void {
    switch (event) {
      case 'line':
        return this.put([data as Line])
      case 'text': {
        const { text } = data as { text: string }
        this.change({ draft: this.state.draft + text })
        return
      }
      case 'typing': {
        const { author, name, is_typing: isTyping } = data as TypingMessage
        this.change({ draft: '' })
        return this.noteTyping(isTyping ? { author, name } : null)
      }
      case 'state': {
        const { session } = this.state
        const news = data as Partial<Session>
        if (session) this.change({ session: { ...session, ...news } })
        if (news.is_answer_due) this.expectAnswer()
      }
    }
  }

  /** Of somebody who is expected to write until they do, or have been silent for too long. */
  private noteTyping(typing: ChatState['typing']): void {
    clearTimeout(this.typingTimer)
    this.change({ typing })
    if (typing) this.typingTimer = setTimeout(() => this.change({ typing: null }), TYPING_MAX_MS)
  }

  private expectAnswer(): void {
    if (this.state.typing === null) this.noteTyping({ author: 'agent', name: null })
  }

  private put(arrived: readonly Line[]): void {
    const known = new Map(this.state.lines.map((line) => [line.position, line]))
    const fresh = arrived.filter((line) => !known.has(line.position))
    for (const line of arrived) {
      known.set(line.position, line)
      if (line.client_id !== null) this.outbox.remove(line.client_id)
    }
    const lines = [...known.values()].sort((a, b) => a.position - b.position)
    const answers = fresh.filter((line) => line.author === 'agent' || line.author === 'teammate')
    const seen = Number(this.options.storage.get('seen') ?? 0)
    const news = answers.filter((line) => line.position > seen).length
    this.change({
      lines,
      unsent: this.outbox.all(),
      unread: this.state.isOpen ? 0 : this.state.unread + news,
      ...(answers.length > 0 ? { draft: '', typing: null } : {}),
    })
    if (this.state.isOpen) this.noteSeen()
  }

  private noteSeen(): void {
    this.options.storage.set('seen', String(this.lastPosition()))
  }

  private lastPosition(): number {
    return this.state.lines.at(-1)?.position ?? 0
  }

  private hearOtherTab(event: StorageEvent): void {
    const name = this.options.storage.nameIn(event)
    if (name === 'outbox') this.change({ unsent: this.outbox.all() })
    if (name !== 'token' || event.newValue === this.options.api.token) return
    this.forget()
    this.options.api.token = event.newValue
    this.change({ session: null })
    if (event.newValue !== null) void this.resume()
  }

  private change(changes: Partial<ChatState>): void {
    this.state = { ...this.state, ...changes }
    this.options.onChange()
  }
}

interface TypingMessage {
  author: 'agent' | 'teammate'
  name: string | null
  is_typing: boolean
}
