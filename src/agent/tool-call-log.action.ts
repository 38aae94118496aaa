import type { Logger } from 'pino'
import { inEveryAccount, type Sql } from '../platform/sql.ts'
import { insertToolCalls, type ToolCallRow } from './tool-calls.sql.ts'

/** Calls that come within this time are written together. */
const GATHER_MS = 200
/** Calls that wait to be written; beyond it the oldest are lost, because turns matter more. */
const WAITING_MAX = 10_000

/** Writes down calls of tools soon after they were made, so that no turn waits for it. */
export interface ToolCallLog {
  note: (call: ToolCallRow) => void
  /** Write everything that waits. Never rejects. */
  drain: () => Promise<void>
}

export function createToolCallLog(sql: Sql, log: Logger): ToolCallLog {
  let waiting: ToolCallRow[] = []
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const write = async () => {
    const calls = waiting
    waiting = []
    if (calls.length === 0) return
    try {
      await inEveryAccount(sql, (tx) => insertToolCalls(tx, calls))
    } catch (error) {
      log.warn({ err: error, calls: calls.length }, 'calls of tools were not written down')
    }
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }

  return {
    note(call) {
      waiting.push(call)
      if (waiting.length > WAITING_MAX) waiting.shift()
      timer ??= setTimeout(() => void flush(), GATHER_MS)
    },
    drain: flush,
  }
}
