import type { WebChatLine, WebChatLook, WebChatSession } from '../src/contract/web-chat.ts'
import type { Language } from './words.ts'

type Attributes<Type extends { attributes: { _output: unknown } }> = Type['attributes']['_output']
export type Look = Attributes<typeof WebChatLook>
export type Session = Attributes<typeof WebChatSession>
export type Line = Attributes<typeof WebChatLine>
export type ChatProduct = Line['products'][number]

/** The server did not do what was asked. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }

  /** Waiting may help; otherwise the same request will be refused again. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

export interface PageContext {
  url: string
  title: string
}

const TIMEOUT_MS = 15_000

interface Fetched {
  data?: unknown
  links?: { next?: string | null }
}

/** The web chat endpoints of one company. The token goes with every call and is never in a URL. */
export class ChatApi {
  token: string | null = null
  readonly server: string
  private readonly company: string

  constructor(server: string, company: string) {
    this.server = server
    this.company = company
  }

  look(): Promise<Look> {
    return this.one('GET', 'look')
  }

  session(): Promise<Session> {
    return this.one('GET', 'session')
  }

  begin(): Promise<Session> {
    if (this.token !== null) return this.one('POST', 'session', 'web-chat-session', {})
    return this.plain('session', 'web-chat-session', {})
  }

  /** The token goes in the body, so that the browser has nothing to ask before it sends. */
  say(message: {
    client_id: string
    text: string
    page: PageContext | null
    language: Language
    anonymous_id: string | null
  }): Promise<Line> {
    const token = this.token === null ? {} : { token: this.token }
    return this.plain('messages', 'web-chat-message', { ...message, ...token })
  }

  answerHandoff(isAccepted: boolean): Promise<Session> {
    return this.one('POST', 'handoff-answer', 'web-chat-handoff-answer', {
      is_accepted: isAccepted,
    })
  }

  signIn(storefrontToken: string, anonymousId: string | null): Promise<Session> {
    return this.one('POST', 'sign-in', 'web-chat-sign-in', {
      storefront_token: storefrontToken,
      anonymous_id: anonymousId,
    })
  }

  agree(language: Language): Promise<Session> {
    return this.one('POST', 'consent', 'web-chat-consent', { language })
  }

  async typing(isTyping: boolean): Promise<void> {
    await this.call('POST', 'typing', 'web-chat-typing', { is_typing: isTyping })
  }

  /** Outlives the page, which is about to be left. */
  async noteClick(position: number, productId: string): Promise<void> {
    const attributes = { position, product_id: productId }
    await this.call('POST', 'product-click', 'web-chat-product-click', attributes, true)
  }

  /** Newest first, and where the next page begins. */
  async lines(cursor: string | null): Promise<{ lines: Line[]; next: string | null }> {
    const more = cursor === null ? '' : `&page[cursor]=${encodeURIComponent(cursor)}`
    const body = await this.call('GET', `lines`, undefined, undefined, false, more)
    const next = URL.parse(body.links?.next ?? '')?.searchParams.get('page[cursor]') ?? null
    return { lines: (body.data as { attributes: Line }[]).map((one) => one.attributes), next }
  }

  /** The open answer of the stream. */
  async openStream(
    after: number,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const response = await fetch(this.url('stream'), {
      headers: { ...this.headers(), 'last-event-id': String(after) },
      signal,
      cache: 'no-store',
    })
    if (!response.ok || !response.body) throw await problemIn(response)
    return response.body
  }

  private async one<Of>(
    method: 'GET' | 'POST',
    path: string,
    type?: string,
    attributes?: object,
  ): Promise<Of> {
    const body = await this.call(method, path, type, attributes)
    return (body.data as { attributes: Of }).attributes
  }

  /** A request as forms make them, which browsers send to another origin without asking first. */
  private async plain<Of>(path: string, type: string, attributes: object): Promise<Of> {
    const body = JSON.stringify({ data: { type, attributes } })
    const answer = await this.fetched(path, { method: 'POST', body })
    return (answer.data as { attributes: Of }).attributes
  }

  private call(
    method: 'GET' | 'POST',
    path: string,
    type?: string,
    attributes?: object,
    keepalive = false,
    more = '',
  ): Promise<Fetched> {
    return this.fetched(
      path,
      {
        method,
        keepalive,
        headers: {
          ...this.headers(),
          ...(type === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(type === undefined ? {} : { body: JSON.stringify({ data: { type, attributes } }) }),
      },
      more,
    )
  }

  private async fetched(path: string, init: RequestInit, more = ''): Promise<Fetched> {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(this.url(path) + more, { ...init, signal }).catch(
      (error: unknown) => {
        throw new ApiProblem(0, 'unreachable', String(error))
      },
    )
    if (!response.ok) throw await problemIn(response)
    return response.status === 204 ? {} : response.json()
  }

  private url(path: string): string {
    return `${this.server}/client/web-chat/${path}?company_id=${encodeURIComponent(this.company)}`
  }

  private headers(): Record<string, string> {
    return this.token === null ? {} : { authorization: `Bearer ${this.token}` }
  }
}

async function problemIn(response: Response): Promise<ApiProblem> {
  const body: { errors?: { code?: string; detail?: string }[] } = await response
    .json()
    .catch(() => ({}))
  const [error] = body.errors ?? []
  return new ApiProblem(response.status, error?.code ?? 'error', error?.detail ?? '')
}
