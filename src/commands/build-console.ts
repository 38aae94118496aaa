import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { OperatorError } from '../platform/operator-error.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
const SOURCES = ['web', 'src/contract', 'package-lock.json']
const OUTPUT = join(ROOT, 'dist/web')
const STAMP = join(OUTPUT, '.built')
const BUILD_TIMEOUT_MS = 300_000
const ERROR_LINES_MAX = 15

/**
 * Build the console unless it was built from just these sources. In a process of its own: a build
 * takes memory that the server should not keep.
 *
 * @param progress told once, when a build is needed
 * @throws OperatorError with the end of what the build said
 */
export async function buildConsole(progress: (line: string) => void): Promise<void> {
  if (!(await exists(join(ROOT, 'web/index.html')))) return
  const sources = await hashOf(SOURCES.map((path) => join(ROOT, path)))
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === sources) return

  progress('Building the console …')
  try {
    await run(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'web'], {
      cwd: ROOT,
      timeout: BUILD_TIMEOUT_MS,
      env: { ...process.env, NODE_ENV: 'production' },
    })
  } catch (error) {
    throw new OperatorError(
      `The console could not be built.\n${outputOf(error)}`,
      'Run npm ci and start again; npm run build:web shows everything.',
      { cause: error },
    )
  }
  await writeFile(STAMP, sources)
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesIn(path)) {
      hash
        .update(`${relative(ROOT, file)}\0`)
        .update(await readFile(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null)
  if (entries === null) return [path] // a file
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function outputOf(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  return `${stdout}${stderr}`.trim().split('\n').slice(-ERROR_LINES_MAX).join('\n')
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
