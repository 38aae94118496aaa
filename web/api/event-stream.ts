import { useEffect, useState } from 'react'
import { z } from 'zod'
import { address, headersFor } from './client.ts'
import { EventsDocument, type FeedScope, prependToFeed } from './events.ts'
import { queryClient } from './query-client.ts'

export type LiveState = 'connecting' | 'live' | 'lost'

const Message = z.object({ ...EventsDocument.shape, skipped: z.number().optional() })

const RECONNECT_MIN_MS = 1_000
const RECONNECT_MAX_MS = 30_000
/** Signed out, not allowed, not there: asking again would not help. */
const FINAL_REFUSALS = [401, 403, 404]

/**
 * Keep an open feed live. Read with fetch, because an EventSource cannot send the account header.
 * `skipped` counts the events of a burst that the server did not send one by one.
 */
export function useLiveEvents(account: string, scope: FeedScope) {
  const [state, setState] = useState<LiveState>('connecting')
  const [skipped, setSkipped] = useState(0)
  const { metric, profile } = scope
  // The stream is a connection to the server: it is opened with the page and closed with it.
  useEffect(() => {
    const stop = new AbortController()
    const followed: FeedScope = {
      ...(metric ? { metric } : {}),
      ...(profile ? { profile } : {}),
    }
    void follow({
      path: address('/api/x/event-stream', { metric_id: metric, profile_id: profile }),
      account,
      signal: stop.signal,
      onState: setState,
      onBlock: ({ event, data }) => {
        if (event !== 'events') return
        const message = Message.parse(JSON.parse(data))
        prependToFeed(account, followed, message)
        refreshNumbers(account, followed)
        if (message.skipped) setSkipped((count) => count + (message.skipped ?? 0))
      },
    })
    return () => stop.abort()
  }, [account, metric, profile])
  return { state, skipped }
}

/** Counts follow their events within a moment; under load that may take some. */
const COUNTED_SOON_MS = 1_000
const COUNTED_SURELY_MS = 5_000
/** What is being refreshed, and whether more has come since that began. */
const refreshing = new Map<string, { hasMore: boolean }>()

/** Ask again for what was counted from events: twice for each burst, however long it lasts. */
function refreshNumbers(account: string, scope: FeedScope): void {
  const queryKey = scope.metric
    ? [account, 'metric', scope.metric]
    : [account, 'profile', scope.profile]
  const name = queryKey.join(' ')
  const running = refreshing.get(name)
  if (running) {
    running.hasMore = true
    return
  }
  const burst = { hasMore: false }
  refreshing.set(name, burst)
  const refresh = () => void queryClient.invalidateQueries({ queryKey })
  setTimeout(refresh, COUNTED_SOON_MS)
  setTimeout(() => {
    refresh()
    refreshing.delete(name)
    if (burst.hasMore) refreshNumbers(account, scope)
  }, COUNTED_SURELY_MS)
}

export interface Following {
  path: string
  account: string
  signal: AbortSignal
  onState: (state: LiveState) => void
  onBlock: (block: { event: string; data: string }) => void
}

/** Read a stream until it is not wanted any more; a lost line is picked up where it broke. */
export async function follow({
  path,
  account,
  signal,
  onState,
  onBlock,
}: Following): Promise<void> {
  let cursor: string | null = null
  let waitMs = RECONNECT_MIN_MS
  while (!signal.aborted) {
    try {
      const response: Response = await fetch(path, {
        signal,
        credentials: 'same-origin',
        headers: {
          ...headersFor(account),
          accept: 'text/event-stream',
          ...(cursor ? { 'Last-Event-ID': cursor } : {}),
        },
      })
      if (FINAL_REFUSALS.includes(response.status)) break
      if (!response.ok || !response.body) throw new Error(`stream refused: ${response.status}`)
      onState('live')
      waitMs = RECONNECT_MIN_MS
      for await (const block of blocks(response.body)) {
        cursor = block.id ?? cursor
        onBlock(block)
      }
    } catch {
      // A lost line is expected (sleeping laptops, restarts): it is shown and tried again below.
    }
    if (signal.aborted) return
    onState('lost')
    await pause(waitMs, signal)
    waitMs = Math.min(waitMs * 2, RECONNECT_MAX_MS)
  }
  if (!signal.aborted) onState('lost')
}

interface Block {
  id: string | null
  event: string
  data: string
}

/** The server-sent events of a body: fields by line, blocks parted by an empty line. */
async function* blocks(body: ReadableStream<Uint8Array>): AsyncGenerator<Block> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const parts = (rest + decoder.decode(value, { stream: true }))
      .replaceAll('\r\n', '\n')
      .split('\n\n')
    rest = parts.pop() ?? ''
    yield* parts.map(blockOf).filter((block) => block.data !== '')
  }
}

function blockOf(text: string): Block {
  const fields = text.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line) ?? [])
  const read = (name: string) =>
    fields.filter((field) => field[1] === name).map((field) => field[2] ?? '')
  return {
    id: read('id').at(-1) ?? null,
    event: read('event').at(-1) ?? 'message',
    data: read('data').join('\n'),
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
