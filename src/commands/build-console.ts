import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { complain, say } from './print.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
/** Not part of what is built. */
const TESTS = /\.test\.ts$|\/e2e\//
const BUILD_TIMEOUT_MS = 300_000
const ERROR_LINES_MAX = 15

/** Something that browsers load: built by Vite from a folder into the folder of that name in `dist`. */
interface Build {
  title: string
  folder: 'web' | 'widget' | 'demo-shop'
  sources: readonly string[]
}

const CONSOLE: Build = {
  title: 'console',
  folder: 'web',
  sources: ['web', 'src/contract', 'package-lock.json'],
}

const WIDGET: Build = {
  title: 'chat widget',
  folder: 'widget',
  sources: ['widget', 'src/contract', 'package-lock.json'],
}

const DEMO_SHOP: Build = {
  title: 'demo shop',
  folder: 'demo-shop',
  sources: ['demo-shop', 'widget', 'src/contract', 'package-lock.json'],
}

/** Build the console unless it was built from just these sources. */
export function buildConsole(): Promise<void> {
  return build(CONSOLE)
}

/** Build the chat widget and the demo shop unless they were built from just these sources. */
export async function buildWidget(): Promise<void> {
  await build(WIDGET)
  await build(DEMO_SHOP)
}

/**
 * In a process of its own: a build takes memory that the server should not keep. It is built aside
 * and put in place when it is complete, because another server may be showing the old one.
 *
 * A build that fails is complained about and does not stop the start: the API, the agent and the
 * messages of the shop do not need what browsers load.
 */
async function build({ title, folder, sources }: Build): Promise<void> {
  if (!(await exists(join(ROOT, folder, 'vite.config.ts')))) return
  const output = join(ROOT, 'dist', folder)
  const hash = await hashOf(sources.map((path) => join(ROOT, path)))
  if ((await readFile(join(output, '.built'), 'utf8').catch(() => '')) === hash) return

  say(`Building the ${title} …`)
  await mkdir(join(ROOT, 'dist'), { recursive: true })
  const aside = await mkdtemp(join(ROOT, 'dist/building-'))
  try {
    const program = join(ROOT, 'node_modules/vite/bin/vite.js')
    await run(process.execPath, [program, 'build', folder, '--outDir', join(aside, folder)], {
      cwd: ROOT,
      timeout: BUILD_TIMEOUT_MS,
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
    })
    await writeFile(join(aside, folder, '.built'), hash)
    await putInPlace(join(aside, folder), output, join(aside, 'old'))
  } catch (error) {
    complain(`✗ The ${title} could not be built; everything else works.\n${outputOf(error)}`)
    complain(`  Run npm ci and start again; npm run build:${folder} shows everything.`)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function putInPlace(built: string, output: string, old: string): Promise<void> {
  if (await exists(output)) await rename(output, old)
  await rename(built, output)
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesIn(path)) {
      if (TESTS.test(relative(ROOT, file))) continue
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
  return `${stderr}${stdout}`.trim().split('\n').slice(0, ERROR_LINES_MAX).join('\n')
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
