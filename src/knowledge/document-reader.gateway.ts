import { Worker } from 'node:worker_threads'
import type { PackedDocument, ReadDocument } from './document.ts'
import { UnreadableSource } from './source.ts'

/** Reads documents of others in a thread of its own, so that none can hold up or break the server. */
export interface DocumentReader {
  /** @throws UnreadableSource when it is not what it says, has no text, or takes too much time or memory */
  read: (document: PackedDocument) => Promise<ReadDocument>
  close: () => Promise<void>
}

const READ_MAX_MS = 30_000
/** Memory that reading one document may take. */
const MEMORY_MAX_BYTES = 768 * 1024 * 1024
const HEAP_MAX_MB = 512
const WATCH_EVERY_MS = 100

export type ReaderAnswer = { document: ReadDocument } | { refusal: string } | { failure: string }

/** A thread is started for the first document and kept until `close`. */
export function openDocumentReader({ readMaxMs = READ_MAX_MS } = {}): DocumentReader {
  let worker: Worker | undefined
  const stop = async () => {
    const stopping = worker
    worker = undefined
    await stopping?.terminate()
  }
  return {
    read: async (document) => {
      worker ??= startWorker()
      const answer = await ask(worker, document, readMaxMs).catch(async (error: unknown) => {
        await stop()
        throw error
      })
      if ('document' in answer) return answer.document
      throw new UnreadableSource('rejected', 'refusal' in answer ? answer.refusal : UNREADABLE)
    },
    close: stop,
  }
}

const UNREADABLE = 'The document is damaged or is not of the kind that it says.'

function startWorker(): Worker {
  return new Worker(new URL('./read-document.gateway.ts', import.meta.url), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
    stdout: true,
    stderr: true,
  })
}

function ask(worker: Worker, document: PackedDocument, readMaxMs: number): Promise<ReaderAnswer> {
  return new Promise((resolve, reject) => {
    const before = process.memoryUsage.rss()
    const end = (settle: () => void) => {
      clearTimeout(timer)
      clearInterval(watch)
      worker.off('message', onMessage).off('error', onError).off('exit', onError)
      settle()
    }
    const refuse = (why: string) => end(() => reject(new UnreadableSource('rejected', why)))
    const onMessage = (answer: ReaderAnswer) => end(() => resolve(answer))
    // The thread ran out of memory or died of the document.
    const onError = () => refuse(UNREADABLE)
    const timer = setTimeout(
      () => refuse(`Reading the document takes longer than ${readMaxMs / 1_000} s.`),
      readMaxMs,
    )
    // What a thread unpacks lies outside of the heap that its limits bound.
    const watch = setInterval(() => {
      if (process.memoryUsage.rss() - before < MEMORY_MAX_BYTES) return
      refuse('Reading the document takes too much memory.')
    }, WATCH_EVERY_MS)
    worker.once('message', onMessage).once('error', onError).once('exit', onError)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(document)
  })
}
