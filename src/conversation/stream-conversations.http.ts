import { setTimeout as pause } from 'node:timers/promises'
import { knownUuid } from '../account/known-uuid.ts'
import { streamConversations } from '../contract/conversations.ts'
import { implement, type Route } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { ConversationChange, ConversationChanges } from './conversation-changes.action.ts'

/** Live streams of the inbox open at once in this process; those of shoppers are not among them. */
const STREAMS_MAX = 1_000
const HEARTBEAT_MS = 15_000
/** Changes that wait for a slow reader; beyond it the reader is told to look at everything. */
const WAITING_MAX = 500

/** Which conversations change, as server-sent events. */
export function conversationStreamRoute(services: { changes: ConversationChanges }): Route {
  let open = 0
  return implement(streamConversations, async (call) => {
    if (open >= STREAMS_MAX) throw tooManyStreams()
    const { conversation_id: wanted } = call.plain
    const conversationId = wanted === undefined ? undefined : knownUuid('conversation', wanted)
    const watched = { accountId: call.caller.accountId, conversationId }
    async function* stream(): AsyncGenerator<string> {
      open += 1
      try {
        yield* messages(services.changes, watched, call.closed)
      } finally {
        open -= 1
      }
    }
    return { stream: stream() }
  })
}

async function* messages(
  changes: ConversationChanges,
  watched: { accountId: string; conversationId: string | undefined },
  closed: AbortSignal,
): AsyncGenerator<string> {
  const waiting = new Map<string, ConversationChange>()
  let wake = () => {}
  let parts = 0
  const unsubscribe = changes.subscribe(watched, (change) => {
    // Parts of a reply are of use to somebody who looks at this conversation only.
    if (change.kind === 'part' && watched.conversationId === undefined) return
    parts += 1
    const key = change.kind === 'part' ? `part ${parts}` : `${change.kind} ${change.conversationId}`
    if (waiting.size >= WAITING_MAX) {
      waiting.clear()
      const { accountId } = watched
      waiting.set('all', { kind: 'changed', accountId, conversationId: '' })
    } else waiting.set(key, change)
    wake()
  })
  const hangUp = () => wake()
  closed.addEventListener('abort', hangUp)
  try {
    // Who reads it knows that nothing which is committed from now on will be missing.
    yield 'retry: 1000\nevent: open\ndata: {}\n\n'
    while (!closed.aborted) {
      if (waiting.size === 0) {
        const timer = new AbortController()
        const rung = new Promise<true>((resolve) => {
          wake = () => resolve(true)
        })
        const timeout = pause(HEARTBEAT_MS, false, { signal: timer.signal }).catch(() => false)
        const heard = waiting.size > 0 || closed.aborted || (await Promise.race([rung, timeout]))
        timer.abort()
        if (!heard) yield ': still here\n\n'
        continue
      }
      const text = [...waiting.values()].map(messageOf).join('')
      waiting.clear()
      yield text
    }
  } finally {
    closed.removeEventListener('abort', hangUp)
    unsubscribe()
  }
}

/** An empty id means that any conversation may have changed. */
function messageOf(change: ConversationChange): string {
  const id = change.conversationId === '' ? null : change.conversationId
  const data = {
    conversation_id: id,
    ...(change.kind === 'part' ? { text: change.text } : {}),
    ...(change.kind === 'typing' ? { author: change.author, is_typing: change.isTyping } : {}),
  }
  return `event: ${change.kind}\ndata: ${JSON.stringify(data)}\n\n`
}

function tooManyStreams(): Problem {
  return new Problem(
    503,
    {
      code: 'service_unavailable',
      title: 'Service unavailable.',
      detail: `${STREAMS_MAX} live streams of conversations are open already.`,
      fix: 'Close a page that shows the inbox, or try again later.',
    },
    10,
  )
}
