import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { messageOf, OperatorError } from './operator-error.ts'
import { isErrno } from './os-process.ts'
import { type Binaries, postgresBinaries } from './postgres-binaries.ts'
import { chooseRunAs, commandAs, type RunAs } from './run-as.ts'

/** A PostgreSQL data directory on disk, and all that is needed to run it. */
export type Cluster = {
  binaries: Binaries
  /** Absolute, without symbolic links: what the server's own working directory will be. */
  directory: string
  runAs: RunAs
  passwords: Passwords
}

/** First lines of `postmaster.pid`, written by the server itself. */
export type PidFile = { pid: number; port: number; status: string }

const Passwords = z.object({ superuser: z.string(), parley: z.string() })
type Passwords = z.infer<typeof Passwords>

const run = promisify(execFile)
const INITDB_TIMEOUT_MS = 120_000
const PASSWORD_BYTES = 24
const PASSWORDS_FILE = 'parley-passwords.json'
const UNFINISHED = 'postgres.new-'

/**
 * Open the data directory `dataDir/postgres`, or create it.
 *
 * Creation happens under another name and ends with a rename, so a directory that exists is
 * complete, its passwords included, whenever the power went.
 *
 * @param dataDir absolute path, exists
 * @throws OperatorError when it belongs to another version or cannot be used
 */
export async function openCluster(
  dataDir: string,
  onCreate: () => void = () => {},
): Promise<Cluster> {
  const binaries = await postgresBinaries()
  const directory = join(dataDir, 'postgres')
  const existing = await versionOf(directory)
  const owner = existing === null ? null : await ownerOf(directory)
  const runAs = await chooseRunAs(owner, [dataDir, binaries.root])
  if (existing !== null) {
    checkVersion(directory, existing, binaries)
    const text = await readFile(join(directory, PASSWORDS_FILE), 'utf8').catch((error) => {
      throw unusable(directory, error)
    })
    return { binaries, directory, runAs, passwords: Passwords.parse(JSON.parse(text)) }
  }
  onCreate()
  const passwords = { superuser: newPassword(), parley: newPassword() }
  await create(dataDir, { binaries, directory, runAs, passwords })
  return { binaries, directory, runAs, passwords }
}

/** What the running, or the last, server of this directory says of itself. */
export async function readPidFile(directory: string): Promise<PidFile | null> {
  const text = await readFile(pidFilePath(directory), 'utf8').catch(() => null)
  if (text === null) return null
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return null
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() }
}

export function pidFilePath(directory: string): string {
  return join(directory, 'postmaster.pid')
}

async function create(dataDir: string, cluster: Cluster): Promise<void> {
  const { binaries, directory, runAs, passwords } = cluster
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(UNFINISHED)) await rm(join(dataDir, name), { recursive: true })
  }
  const suffix = randomBytes(4).toString('hex')
  const workshop = join(dataDir, UNFINISHED + suffix)
  const unfinished = join(workshop, 'data')
  const passwordFile = join(workshop, 'password')
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await writeDurably(passwordFile, passwords.superuser)
  if (runAs.user) {
    for (const path of [workshop, unfinished, passwordFile]) {
      await chown(path, runAs.user.uid, runAs.user.gid)
    }
  }
  const access = ['-U', 'postgres', `--pwfile=${passwordFile}`, '-A', 'scram-sha-256']
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const { command, args, identity } = commandAs(runAs, binaries.initdb, [
    '-D',
    unfinished,
    ...access,
    '-E',
    'UTF8',
    ...locale,
    '--no-instructions',
  ])
  try {
    await run(command, args, {
      ...identity,
      cwd: workshop,
      timeout: INITDB_TIMEOUT_MS,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    })
  } catch (error) {
    throw new OperatorError(
      `PostgreSQL could not create its data directory in ${dataDir}: ${stderrOf(error)}`,
      'Check that the folder is on a local disk with some free space, or set DATABASE_URL.',
      { cause: error },
    )
  }
  const inside = join(unfinished, PASSWORDS_FILE)
  await writeDurably(inside, JSON.stringify(passwords))
  if (runAs.user) await chown(inside, runAs.user.uid, runAs.user.gid)
  await rename(unfinished, directory)
  await rm(workshop, { recursive: true })
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(path, 0o600)
}

async function versionOf(directory: string): Promise<string | null> {
  try {
    return (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw unusable(directory, error)
  }
}

async function ownerOf(directory: string): Promise<{ uid: number; gid: number }> {
  const { uid, gid } = await stat(directory)
  return { uid, gid }
}

function checkVersion(directory: string, existing: string, binaries: Binaries): void {
  const ours = binaries.version.split('.')[0]
  if (existing === ours) return
  throw new OperatorError(
    `${directory} was written by PostgreSQL ${existing}; this Parley brings ${ours}.`,
    'Start the Parley version that wrote it, or dump it there and restore it into a new DATA_DIR.',
  )
}

function unusable(directory: string, error: unknown): OperatorError {
  return new OperatorError(
    `${directory} cannot be read: ${messageOf(error)}.`,
    'Start Parley as the user who owns DATA_DIR, or choose another DATA_DIR.',
    { cause: error },
  )
}

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url')
}

function stderrOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return stderr || messageOf(error)
}
