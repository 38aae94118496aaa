import type {
  ConversationChange,
  ConversationChanges,
} from '../conversation/conversation-changes.action.ts'
import { readLines } from '../conversation/lines.sql.ts'
import { readInAccount, type Sql } from '../platform/sql.ts'
import { chatLine, isShown } from './chat-line.ts'
import { type ChatStanding, findStanding } from './chat-standing.sql.ts'

/** Open streams of this process. */
export const CHAT_STREAMS_MAX = 5_000
/** Tabs of one visitor that may listen at once. */
export const STREAMS_PER_VISITOR_MAX = 6
/** Messages that wait for a slow reader; who is slower comes back and is told where it was. */
const WAITING_MAX = 200
const LINES_AT_ONCE_MAX = 100
/** Conversations that are read at the same time, however many have changed. */
const READERS_MAX = 4
const HEARTBEAT_MS = 15_000
const DRAFT_LENGTH_MAX = 20_000
const HEARTBEAT = ': still here\n\n'
/** Tells the browser's side that the answer has begun, also through proxies that wait for bytes. */
const BEGINNING = 'retry: 1000\n\n'

export interface ChatWatch {
  accountId: string
  conversationId: string
  visitorId: string
  /** Position of the last line that the visitor has. */
  after: number
}

export interface WebChatStreams {
  /** Messages of server-sent events until `closed` aborts, or the reader is too slow. */
  follow: (watch: ChatWatch, closed: AbortSignal) => AsyncIterable<string>
  openStreams: () => number
  streamsOf: (conversationId: string) => number
  stop: () => void
}

interface Listener {
  visitorId: string
  position: number
  /** The standing as it was told last. */
  told: string
  waiting: string[]
  isOver: boolean
  wake: () => void
}

/** Everybody who listens to one conversation: it is read once for all of them. */
interface Room {
  accountId: string
  conversationId: string
  listeners: Set<Listener>
  /** A reply as far as it is written. */
  draft: string
  /** Who stopped writing: told after what they wrote, so that nothing flickers. */
  stopped: 'agent' | 'teammate' | null
  unsubscribe: () => void
}

/**
 * Live web chat. One subscription per conversation, one timer for all heartbeats, and a queue per
 * stream that cannot grow: thousands of shoppers who only look cost next to nothing.
 */
export function createWebChatStreams(sql: Sql, changes: ConversationChanges): WebChatStreams {
  const rooms = new Map<string, Room>()
  const unread = new Set<Room>()
  let readers = 0
  let open = 0

  const heartbeat = setInterval(() => {
    for (const room of rooms.values()) {
      for (const one of room.listeners) if (one.waiting.length === 0) push(one, HEARTBEAT)
    }
  }, HEARTBEAT_MS)
  heartbeat.unref()

  function readSoon(room: Room): void {
    unread.add(room)
    if (readers >= READERS_MAX) return
    readers += 1
    void readAll().finally(() => {
      readers -= 1
    })
  }

  async function readAll(): Promise<void> {
    for (;;) {
      const [room] = unread
      if (!room) return
      unread.delete(room)
      // A database that is away is heard of again when it is back: everybody then looks again.
      const hasMore = await readRoom(sql, room).catch(() => false)
      if (hasMore) unread.add(room)
    }
  }

  function hear(room: Room, change: ConversationChange): void {
    switch (change.kind) {
      case 'changed':
        return readSoon(room)
      case 'part':
        room.draft = (room.draft + change.text).slice(0, DRAFT_LENGTH_MAX)
        return tell(room, message('text', { text: change.text }))
      case 'typing': {
        const { author, isTyping } = change
        if (author === 'shopper') return
        if (isTyping) return tell(room, typing(author, true))
        room.stopped = author
        return readSoon(room)
      }
    }
  }

  function enter({ accountId, conversationId }: ChatWatch): Room {
    const key = `${accountId}:${conversationId}`
    const known = rooms.get(key)
    if (known) return known
    const room: Room = {
      accountId,
      conversationId,
      listeners: new Set(),
      draft: '',
      stopped: null,
      unsubscribe: () => {},
    }
    room.unsubscribe = changes.subscribe({ accountId, conversationId }, (change) =>
      hear(room, change),
    )
    rooms.set(key, room)
    return room
  }

  function leave(room: Room, listener: Listener): void {
    room.listeners.delete(listener)
    open -= 1
    if (room.listeners.size > 0) return
    room.unsubscribe()
    unread.delete(room)
    rooms.delete(`${room.accountId}:${room.conversationId}`)
  }

  async function* follow(watch: ChatWatch, closed: AbortSignal): AsyncGenerator<string> {
    const listener: Listener = {
      visitorId: watch.visitorId,
      position: watch.after,
      told: '',
      waiting: [BEGINNING],
      isOver: false,
      wake: () => {},
    }
    const room = enter(watch)
    room.listeners.add(listener)
    open += 1
    const end = () => finish(listener)
    closed.addEventListener('abort', end)
    try {
      // Whoever comes back in the middle of a reply sees what is written of it.
      if (room.draft !== '') push(listener, message('text', { text: room.draft }))
      readSoon(room)
      while (!closed.aborted) {
        if (listener.waiting.length > 0) yield listener.waiting.splice(0).join('')
        else if (listener.isOver) return
        else await new Promise<void>((resolve) => (listener.wake = resolve))
      }
    } finally {
      closed.removeEventListener('abort', end)
      leave(room, listener)
    }
  }

  return {
    follow,
    openStreams: () => open,
    streamsOf: (conversationId) => {
      for (const room of rooms.values()) {
        if (room.conversationId === conversationId) return room.listeners.size
      }
      return 0
    },
    stop: () => {
      clearInterval(heartbeat)
      for (const room of rooms.values()) for (const one of room.listeners) finish(one)
    },
  }
}

/** @returns whether there is more to read */
async function readRoom(sql: Sql, room: Room): Promise<boolean> {
  const { accountId, conversationId, listeners } = room
  const { stopped } = room
  const first = Math.min(...[...listeners].map((one) => one.position))
  // Both questions leave at once: what the shopper sees waits for the answers.
  const [lines, standing] = await readInAccount(sql, accountId, (tx) =>
    Promise.all([
      readLines(tx, accountId, conversationId, first, LINES_AT_ONCE_MAX),
      findStanding(tx, accountId, conversationId),
    ]),
  )
  if (lines.some((line) => line.author === 'agent' || line.author === 'teammate')) room.draft = ''
  for (const one of listeners) {
    for (const line of lines) {
      if (line.position <= one.position) continue
      one.position = line.position
      if (!isShown(line)) continue
      push(one, message('line', chatLine(line, one.visitorId), line.position))
    }
    tellStanding(one, standing)
    if (stopped !== null) push(one, typing(stopped, false))
  }
  if (stopped !== null) {
    room.stopped = null
    room.draft = ''
  }
  return lines.length === LINES_AT_ONCE_MAX
}

function tellStanding(listener: Listener, standing: ChatStanding | undefined): void {
  if (!standing) return
  const data = JSON.stringify(standingAttributes(standing))
  if (data === listener.told) return
  listener.told = data
  push(listener, `event: state\ndata: ${data}\n\n`)
}

/** The part of a session that changes while somebody listens. */
export function standingAttributes(standing: ChatStanding) {
  return {
    conversation_id: standing.conversationId,
    status: standing.status,
    is_handoff_offered: standing.isHandoffOffered,
    is_answer_due: standing.isAnswerDue,
    is_verified: standing.verifiedBy !== null,
    first_name: standing.verifiedBy === null ? null : standing.firstName,
    teammate_name: standing.teammateName,
  }
}

function typing(author: 'agent' | 'teammate', isTyping: boolean): string {
  return message('typing', { author, name: null, is_typing: isTyping })
}

function tell(room: Room, text: string): void {
  for (const one of room.listeners) push(one, text)
}

function push(listener: Listener, text: string): void {
  if (listener.isOver) return
  listener.waiting.push(text)
  if (listener.waiting.length > WAITING_MAX) listener.isOver = true
  listener.wake()
}

function finish(listener: Listener): void {
  listener.isOver = true
  listener.wake()
}

function message(event: string, data: object, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
