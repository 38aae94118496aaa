import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PS_TIMEOUT_MS = 5_000

/** Whether a process with this id exists, whoever owns it. A zombie counts as gone on Linux. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!isErrno(error, 'EPERM')) return false
  }
  const stat = await linuxStat(pid)
  return stat === null || stat.state !== 'Z'
}

/**
 * A text that names one process for good: ids are used again, an id with its start does not repeat.
 *
 * Linux: boot id and start in clock ticks. Elsewhere: the start as `ps` prints it. `null` when the
 * process is gone or the system cannot tell.
 */
export async function processBirth(pid: number): Promise<string | null> {
  const stat = await linuxStat(pid)
  if (stat) {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
    return `${boot.trim()}/${stat.startedAtTicks}`
  }
  return (await ps(pid, 'lstart=')) || null
}

/**
 * Whether this process is the PostgreSQL of this data directory. Its working directory is its data
 * directory; where that cannot be read, the name of the program must do.
 */
export async function isPostgresOf(pid: number, dataDirectory: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null)
  if (cwd !== null) return cwd === dataDirectory
  return /postgres/.test(await ps(pid, 'comm='))
}

async function linuxStat(pid: number): Promise<{ state: string; startedAtTicks: string } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  // The second field is the program's name in brackets and may hold spaces; the rest is regular.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', startedAtTicks: fields[19] ?? '' }
}

async function ps(pid: number, column: string): Promise<string> {
  try {
    const { stdout } = await run('ps', ['-o', column, '-p', String(pid)], {
      timeout: PS_TIMEOUT_MS,
    })
    return stdout.trim()
  } catch {
    return '' // no such process, or no ps: both mean "cannot tell"
  }
}

/** Whether a thrown value is a system error with this code, for example `ENOENT`. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
