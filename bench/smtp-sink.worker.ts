import { parentPort } from 'node:worker_threads'
import { smtpSink } from '../test/smtp-sink.ts'

/** A mail server in a thread of its own, so that who sends has a processor for itself. */
const sink = await smtpSink()
parentPort?.postMessage(sink.url)
