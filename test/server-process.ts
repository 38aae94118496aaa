import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './until.ts'

export const TEST_KEY = 'pk_test_0123456789abcdefghij'
export const TEST_COMPANY = 'TestCo'

/** As `npm start` starts it. */
const START = ['--max-semi-space-size=8', 'bin/parley.js', 'start']

/** Seconds that a server may take to answer. Generous: machines are shared. */
const READY_TIMEOUT_S = 120

/** A real server: another process, started like an operator would, on a data directory of its own. */
export interface ServerProcess {
  url: string
  port: number
  dataDir: string
  pid: () => number
  /** Milliseconds from the start of the process to its first healthy answer. */
  start: () => Promise<number>
  /** `kill -9`, and wait until it is gone. PostgreSQL stays behind, as after a crash. */
  kill: () => Promise<void>
  stop: () => Promise<void>
  /** Stop, and remove the data. */
  dispose: () => Promise<void>
  output: () => string
  /** Of the process that ended; null while it runs, or when a signal ended it. */
  exitCode: () => number | null
}

export async function serverProcess(env: Record<string, string> = {}): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-server-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let output = ''

  const start = async () => {
    const began = performance.now()
    const started = spawn(process.execPath, START, {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        LOG_LEVEL: 'warn',
        PARLEY_API_KEY: TEST_KEY,
        PARLEY_COMPANY_ID: TEST_COMPANY,
        PARLEY_OWNER_EMAIL: 'ada@shop.test',
        PARLEY_OWNER_PASSWORD: 'wool scarves in november',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    const remember = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
    }
    started.stdout.on('data', remember)
    started.stderr.on('data', remember)
    await answering(
      `${url}/health/ready`,
      () => started.exitCode !== null,
      () => output,
    )
    return performance.now() - began
  }

  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  return {
    url,
    port,
    dataDir,
    pid: () => child?.pid ?? 0,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    dispose: async () => {
      await end('SIGTERM')
      await rm(dataDir, { recursive: true, force: true })
    },
    output: () => output,
    exitCode: () => child?.exitCode ?? null,
  }
}

async function answering(
  url: string,
  hasEnded: () => boolean,
  output: () => string,
): Promise<void> {
  const look = () => {
    if (hasEnded()) throw new Error(`the server ended:\n${output()}`)
    return fetch(url).catch(() => undefined)
  }
  const isReady = (response: Response | undefined) => response?.ok === true
  const response = await until(look, isReady, { secondsMax: READY_TIMEOUT_S })
  if (!isReady(response)) {
    throw new Error(`no answer from ${url} in ${READY_TIMEOUT_S} s:\n${output()}`)
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

export const API_HEADERS = {
  authorization: `Klaviyo-API-Key ${TEST_KEY}`,
  revision: '2026-07-15',
  'content-type': 'application/vnd.api+json',
} as const
