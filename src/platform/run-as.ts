import { execFile } from 'node:child_process'
import { access, constants, readFile, stat } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { OperatorError } from './operator-error.ts'

/** How to start a program that refuses to run as root. */
export type RunAs = {
  /** The user to become. `null`: stay who we are. */
  user: { uid: number; gid: number } | null
  /** Words to put before the command; when given, they change the user themselves. */
  prefix: readonly string[]
}

const run = promisify(execFile)
const ROOT = 0
const UNPRIVILEGED_USERS = ['postgres', 'nobody']

/**
 * Capabilities that let a user pass folders closed to it, the weaker one first: reading is enough,
 * but containers usually grant only the other.
 */
const PASSING_CAPABILITIES = [
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
] as const

/**
 * Choose who runs PostgreSQL. Anyone but root runs it as themselves. Root becomes the owner of the
 * data, else `postgres`, else `nobody`.
 *
 * @param owner   owner of the existing data, if there is any
 * @param folders absolute paths that the chosen user must reach
 * @throws OperatorError when the user cannot reach them and cannot be helped to
 */
export async function chooseRunAs(
  owner: { uid: number; gid: number } | null,
  folders: readonly string[],
): Promise<RunAs> {
  if (process.getuid?.() !== ROOT) return { user: null, prefix: [] }

  const user = owner && owner.uid !== ROOT ? owner : await unprivilegedUser()
  const closed = await firstClosedFolder(folders, user)
  if (closed === null) return { user, prefix: [] }

  const capability = await passingCapability()
  if (capability === null || !(await isInPath('setpriv'))) {
    throw new OperatorError(
      `PostgreSQL does not run as root, and user ${user.uid} may not enter ${closed}.`,
      `Open the folder with chmod o+x ${closed}, or start Parley as another user, ` +
        'or move Parley and DATA_DIR out of it, or set DATABASE_URL.',
    )
  }
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
  const passing = [`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`]
  return { user, prefix: ['setpriv', ...identity, ...passing, '--'] }
}

/** Command, arguments and options of `spawn` for a program that runs as `runAs`. */
export function commandAs(
  runAs: RunAs,
  program: string,
  args: readonly string[],
): { command: string; args: string[]; identity: { uid?: number; gid?: number } } {
  const [command, ...prefixed] = [...runAs.prefix, program, ...args]
  const becomes = runAs.prefix.length === 0 && runAs.user !== null ? runAs.user : {}
  return { command: command ?? program, args: prefixed, identity: { ...becomes } }
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  for (const name of UNPRIVILEGED_USERS) {
    try {
      const uid = Number((await run('id', ['-u', name])).stdout)
      const gid = Number((await run('id', ['-g', name])).stdout)
      if (uid > ROOT && gid > ROOT) return { uid, gid }
    } catch {
      // no such user on this machine: try the next
    }
  }
  throw new OperatorError(
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody.',
    'Create one with useradd --system postgres, or set DATABASE_URL.',
  )
}

async function firstClosedFolder(
  folders: readonly string[],
  user: { uid: number; gid: number },
): Promise<string | null> {
  for (const folder of folders.flatMap(withParents)) {
    const { mode, uid, gid } = await stat(folder)
    const isOpen = uid === user.uid ? mode & 0o100 : gid === user.gid ? mode & 0o010 : mode & 0o001
    if (!isOpen) return folder
  }
  return null
}

function withParents(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [...withParents(parent), folder]
}

async function passingCapability(): Promise<string | null> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  const found = PASSING_CAPABILITIES.find(({ bit }) => (effective >> bit) & 1n)
  return found?.name ?? null
}

async function isInPath(program: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const isHere = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isHere) return true
  }
  return false
}
