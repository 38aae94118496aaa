import { ApiProblem } from './api.ts'

export interface ServerMessage {
  event: string
  data: unknown
}

export interface StreamOptions {
  /** Opens the server's answer, from where the last one ended. */
  open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>
  onMessage: (message: ServerMessage) => void
  /** True when it is open, false when it was lost and is tried again. */
  onOpen: (isOpen: boolean) => void
  /** It cannot be opened, and trying again would not help. */
  onRefused: (problem: ApiProblem) => void
}

const RETRY_FIRST_MS = 400
const RETRY_MAX_MS = 15_000
/** The server says something every 15 seconds; silence for longer is a dead connection. */
const SILENCE_MAX_MS = 40_000

/** A stream of server-sent events that comes back by itself. `fetch`, so that a token stays in a header. */
export class Stream {
  private readonly options: StreamOptions
  private aborting: AbortController | null = null
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private failures = 0

  constructor(options: StreamOptions) {
    this.options = options
    addEventListener('online', () => this.retryNow())
    document.addEventListener('visibilitychange', () => this.retryNow())
  }

  get isStarted(): boolean {
    return this.aborting !== null
  }

  start(): void {
    if (this.aborting) return
    this.aborting = new AbortController()
    void this.run(this.aborting.signal)
  }

  stop(): void {
    this.aborting?.abort()
    this.aborting = null
    clearTimeout(this.retryTimer)
    this.retryTimer = undefined
    this.failures = 0
  }

  private async run(stopped: AbortSignal): Promise<void> {
    const silence = new AbortController()
    try {
      const body = await this.options.open(AbortSignal.any([stopped, silence.signal]))
      this.failures = 0
      this.options.onOpen(true)
      await this.read(body, silence)
    } catch (problem) {
      if (stopped.aborted) return
      if (problem instanceof ApiProblem && !problem.isPassing) {
        this.stop()
        return this.options.onRefused(problem)
      }
    }
    if (stopped.aborted) return
    this.options.onOpen(false)
    this.retryLater(stopped)
  }

  private async read(
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    silence: AbortController,
  ): Promise<void> {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    const parser = new MessageParser(this.options.onMessage)
    for (;;) {
      const timer = setTimeout(() => silence.abort(), SILENCE_MAX_MS)
      const { done, value } = await reader.read().finally(() => clearTimeout(timer))
      if (done) return
      parser.feed(value)
    }
  }

  private retryLater(stopped: AbortSignal): void {
    this.failures += 1
    const longest = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (this.failures - 1))
    // Not all at once when a server comes back.
    const waitMs = longest * (0.5 + Math.random() / 2)
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined
      void this.run(stopped)
    }, waitMs)
  }

  private retryNow(): void {
    if (!this.retryTimer || !this.aborting || document.hidden) return
    clearTimeout(this.retryTimer)
    this.retryTimer = undefined
    void this.run(this.aborting.signal)
  }
}

/** Turns text as it arrives, cut anywhere, into messages. */
export class MessageParser {
  private rest = ''
  private readonly onMessage: (message: ServerMessage) => void

  constructor(onMessage: (message: ServerMessage) => void) {
    this.onMessage = onMessage
  }

  feed(text: string): void {
    const blocks = (this.rest + text).split('\n\n')
    this.rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => {
          const colon = line.indexOf(':')
          return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const
        }),
      )
      const event = fields.get('event')
      const data = fields.get('data')
      if (event !== undefined && data !== undefined) {
        this.onMessage({ event, data: JSON.parse(data) })
      }
    }
  }
}
