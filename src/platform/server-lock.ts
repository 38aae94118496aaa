import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from './operator-error.ts'
import { isAlive, processBirth } from './os-process.ts'

/** The file in DATA_DIR that names the server which uses it. */
export type ServerLock = { release(): Promise<void> }

const Holder = z.object({ pid: z.int().positive(), birth: z.string().nullable() })
type Holder = z.infer<typeof Holder>

const FILE = 'server.lock'

/**
 * Write our name into DATA_DIR, unless a living process has. The file of a dead one is replaced.
 *
 * Two servers that find the same dead file at the same moment both pass: this is the friendly half
 * of the lock, which can name the other process. The database holds the half that decides.
 *
 * @throws OperatorError naming the process that uses the directory
 */
export async function lockDataDir(dataDir: string): Promise<ServerLock> {
  const holder = await lockHolder(dataDir)
  if (holder !== null) throw alreadyUsed(dataDir, holder)
  const path = join(dataDir, FILE)
  const birth = await processBirth(process.pid)
  const ours = JSON.stringify({ pid: process.pid, birth } satisfies Holder)
  const draft = `${path}-${randomBytes(4).toString('hex')}`
  await writeFile(draft, ours, { mode: 0o644 })
  await rename(draft, path)
  return {
    async release() {
      const current = await readFile(path, 'utf8').catch(() => '')
      if (current === ours) await rm(path, { force: true })
    },
  }
}

/** Process id of the living server of this directory, `null` when there is none. */
export async function lockHolder(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => null)
  if (text === null) return null
  const holder = parse(text)
  if (!holder || !(await isAlive(holder.pid))) return null
  const isSameProcess = holder.birth === null || holder.birth === (await processBirth(holder.pid))
  return isSameProcess ? holder.pid : null
}

/** What a second server is told. */
export function alreadyUsed(dataDir: string, pid: number | string): OperatorError {
  return new OperatorError(
    `${dataDir} is in use by another Parley server, process ${pid}.`,
    `Stop it first (kill ${pid}), or give this one a DATA_DIR of its own.`,
  )
}

function parse(text: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(text))
  } catch {
    return null // torn by a power cut: nobody alive wrote it
  }
}
