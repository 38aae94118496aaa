import type {
  ConversationChange,
  ConversationChanges,
} from '../conversation/conversation-changes.action.ts'
import { readLines } from '../conversation/lines.sql.ts'
import { readInAccount, type Sql } from '../platform/sql.ts'
import { chatLine, isShown } from './chat-line.ts'
import { type ChatStanding, findStanding } from './chat-standing.sql.ts'
import { findVisitor, VISIT_CHANNEL } from './web-chat-visitors.sql.ts'

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
  /** Null: nothing was said yet. Then it is the one that the visitor's first message begins. */
  conversationId: string | null
  visitorId: string
  /** Position of the last line that the visitor has. */
  after: number
}

export interface WebChatStreams {
  /** Messages of server-sent events until `closed` aborts, or the reader is too slow. */
  follow: (watch: ChatWatch, closed: AbortSignal) => AsyncIterable<string>
  openStreams: () => number
  /** Of this visitor, or of all who share their conversation. */
  streamsOf: (watch: Pick<ChatWatch, 'accountId' | 'conversationId' | 'visitorId'>) => number
  /** Begin to hear which conversations are begun, in all processes. */
  listen: () => Promise<void>
  stop: () => Promise<void>
}

interface Listener {
  accountId: string
  visitorId: string
  /** Null while the visitor has not said anything. */
  room: Room | null
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
  /** Listeners without a conversation, by account and visitor. */
  const lobby = new Map<string, Set<Listener>>()
  const unread = new Set<Room>()
  let listening: { unlisten: () => Promise<void> } | undefined
  let readers = 0
  let open = 0

  const heartbeat = setInterval(() => {
    for (const one of everybody()) if (one.waiting.length === 0) push(one, HEARTBEAT)
  }, HEARTBEAT_MS)
  heartbeat.unref()

  function* everybody(): Iterable<Listener> {
    for (const room of rooms.values()) yield* room.listeners
    for (const waiting of lobby.values()) yield* waiting
  }

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

  function roomOf(accountId: string, conversationId: string): Room {
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

  function enter(listener: Listener, conversationId: string): void {
    const room = roomOf(listener.accountId, conversationId)
    listener.room = room
    room.listeners.add(listener)
    // Whoever comes back in the middle of a reply sees what is written of it.
    if (room.draft !== '') push(listener, message('text', { text: room.draft }))
    readSoon(room)
  }

  function wait(listener: Listener): void {
    const key = seatOf(listener)
    const waiting = lobby.get(key) ?? new Set()
    lobby.set(key, waiting.add(listener))
  }

  function stopWaiting(listener: Listener): void {
    const key = seatOf(listener)
    const waiting = lobby.get(key)
    waiting?.delete(listener)
    if (waiting?.size === 0) lobby.delete(key)
  }

  function leave(listener: Listener): void {
    open -= 1
    stopWaiting(listener)
    const { room } = listener
    room?.listeners.delete(listener)
    if (!room || room.listeners.size > 0) return
    room.unsubscribe()
    unread.delete(room)
    rooms.delete(`${room.accountId}:${room.conversationId}`)
  }

  function begin(accountId: string, visitorId: string, conversationId: string): void {
    for (const listener of lobby.get(seatOf({ accountId, visitorId })) ?? []) {
      stopWaiting(listener)
      enter(listener, conversationId)
    }
  }

  /** It may have begun between the question which one it is and the wait for it. */
  async function lookAgain({ accountId, visitorId }: Listener): Promise<void> {
    const visitor = await readInAccount(sql, accountId, (tx) =>
      findVisitor(tx, accountId, visitorId),
    )
    if (visitor?.conversationId) begin(accountId, visitorId, visitor.conversationId)
  }

  async function* follow(watch: ChatWatch, closed: AbortSignal): AsyncGenerator<string> {
    const { accountId, visitorId, conversationId, after } = watch
    const listener: Listener = {
      accountId,
      visitorId,
      room: null,
      position: after,
      told: '',
      waiting: [BEGINNING],
      isOver: false,
      wake: () => {},
    }
    open += 1
    const end = () => finish(listener)
    closed.addEventListener('abort', end)
    try {
      if (conversationId !== null) enter(listener, conversationId)
      else {
        wait(listener)
        await lookAgain(listener)
      }
      while (!closed.aborted) {
        if (listener.waiting.length > 0) yield listener.waiting.splice(0).join('')
        else if (listener.isOver) return
        else await new Promise<void>((resolve) => (listener.wake = resolve))
      }
    } finally {
      closed.removeEventListener('abort', end)
      leave(listener)
    }
  }

  return {
    follow,
    openStreams: () => open,
    streamsOf: ({ accountId, conversationId, visitorId }) =>
      conversationId === null
        ? (lobby.get(seatOf({ accountId, visitorId }))?.size ?? 0)
        : (rooms.get(`${accountId}:${conversationId}`)?.listeners.size ?? 0),
    listen: async () => {
      const hearVisit = (payload: string) => {
        const [accountId, visitorId, conversationId] = payload.split(':')
        if (accountId && visitorId && conversationId) begin(accountId, visitorId, conversationId)
      }
      // What was said while the connection was lost is found by those who come back.
      const sendAway = () => {
        for (const waiting of lobby.values()) for (const one of waiting) finish(one)
      }
      listening = await sql.listen(VISIT_CHANNEL, hearVisit, sendAway)
    },
    stop: async () => {
      clearInterval(heartbeat)
      for (const one of everybody()) finish(one)
      await listening?.unlisten()
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

/** Where a visitor waits who has no conversation yet. */
function seatOf({ accountId, visitorId }: Pick<Listener, 'accountId' | 'visitorId'>): string {
  return `${accountId}:${visitorId}`
}
