#!/usr/bin/env node
// The one door to every command. Plain JavaScript, because it may meet a Node that does not read
// TypeScript; then it starts the Node that the npm package `node` brings, and hands everything on.
//
//   parley run FILE.ts [ARGUMENTS]   a program of this repository, for example scripts/test.ts
//   parley COMMAND …                 see src/cli.ts
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULES = join(ROOT, 'node_modules')
const READS_TYPESCRIPT = [22, 18]
/**
 * A server that has just started keeps up to three spaces of young objects, 16 MB each by default;
 * half of that costs no speed that could be measured and leaves the idle process 60 MB smaller.
 * `npm start` says the same.
 */
const NODE_FLAGS = ['--max-semi-space-size=8']
/** Compiled programs are kept here: a start then takes a quarter less processor time. */
const COMPILED = join(MODULES, '.cache', 'compiled')
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']
/** Set for the process that this file starts, so that it knows whose end is its own. */
const LAUNCHED = 'PARLEY_LAUNCHED'
const OUTPUT_LINES_MAX = 5
const PARENT_WATCH_MS = 250
const EXIT_SETUP = 1
const EXIT_SIGNAL_BASE = 128

endWithNpm()
if (!existsSync(join(MODULES, 'node'))) {
  giveUp('The packages are not installed.', `Run npm ci in ${ROOT}.`)
} else if (readsTypeScript()) {
  await runHere()
} else {
  relaunch(findNode() ?? installNode())
}

function readsTypeScript() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return (
    major > READS_TYPESCRIPT[0] || (major === READS_TYPESCRIPT[0] && minor >= READS_TYPESCRIPT[1])
  )
}

/** When npm is killed with -9 nobody tells its script, which then would hold port and data. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event || process.env[LAUNCHED]) return
  const npm = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === npm) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, PARENT_WATCH_MS)
  watch.unref()
}

async function runHere() {
  module.enableCompileCache?.(COMPILED)
  if (process.env[LAUNCHED]) {
    delete process.env[LAUNCHED]
    // Who kills the launcher with -9 means this process. Everything here survives that.
    process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
    process.channel?.unref()
  }
  const [command, file, ...rest] = process.argv.slice(2)
  if (command === 'run') {
    if (!file) giveUp('Which file?', 'For example: parley run scripts/test.ts')
    const path = resolve(file)
    process.argv = [process.execPath, path, ...rest]
    await import(pathToFileURL(path).href)
  } else {
    await import('../src/cli.ts')
  }
}

function relaunch(node) {
  const own = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const child = spawn(node, [...NODE_FLAGS, ...own], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [LAUNCHED]: '1' },
  })
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => {
    giveUp(`${node} does not run here: ${error.message}`, 'Start Parley with Node 24 (nodejs.org).')
  })
  child.once('exit', (code, signal) => {
    process.exit(code ?? EXIT_SIGNAL_BASE + (constants.signals[signal] ?? 0))
  })
}

/** Where npm may have put it: linked into the package, nested in it, or hoisted beside it. */
function findNode() {
  const program = process.platform === 'win32' ? 'node.exe' : join('bin', 'node')
  const places = [
    join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    ...foldersLike(join(MODULES, 'node', 'node_modules')).map((folder) => join(folder, program)),
    ...foldersLike(MODULES).map((folder) => join(folder, program)),
  ]
  return places.find((path) => existsSync(path))
}

function foldersLike(parent) {
  if (!existsSync(parent)) return []
  const isBinary = /^node-(bin-)?(aix|darwin|linux|sunos|win)-/
  return readdirSync(parent)
    .filter((name) => isBinary.test(name))
    .map((name) => join(parent, name))
}

/** npm may have held back the package's install script; it only fetches the program. */
function installNode() {
  process.stderr.write(`Fetching Node 24 (this machine has ${process.version}), once …\n`)
  const folder = join(MODULES, 'node')
  const done = spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const node = findNode()
  if (node) return node
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim()
  const why = output.split('\n').slice(0, OUTPUT_LINES_MAX).join('\n')
  return giveUp(
    `Parley needs Node 22.18 or newer; this is ${process.version}, and fetching Node 24 failed.\n${why}`,
    'Check the connection to the npm registry and start again, or install Node 24 (nodejs.org).',
  )
}

function giveUp(what, remedy) {
  process.stderr.write(`✗ ${what}\n  ${remedy}\n`)
  process.exit(EXIT_SETUP)
}
