import { flushCompileCache } from 'node:module'
import { Command } from 'commander'
import type { Config } from '../platform/config.ts'
import { type Database, openDatabase } from '../platform/database.ts'
import { migrate } from '../platform/migrate.ts'
import type { OperatorError } from '../platform/operator-error.ts'
import { isErrno } from '../platform/os-process.ts'
import { listenProblem, portProblem } from '../platform/port.ts'
import { type RunningServer, startServer } from '../server.ts'
import { buildConsole, buildWidget } from './build-console.ts'
import { complain, say } from './print.ts'
import { settingsOf, withSettings } from './settings.ts'

/** Ctrl-C reaches a process more than once when npm or the launcher passes it on as well. */
const SAME_SIGNAL_MS = 1_000
const EXIT_FORCED = 130

type Ending = { kind: 'signal' } | { kind: 'lost'; error: OperatorError }

export function startCommand(): Command {
  return withSettings(new Command('start'))
    .description('start the server, and its database unless DATABASE_URL is set')
    .action(async (_options, command: Command) => {
      await start(settingsOf(command))
      // Nothing is left to do, and a timer that some library forgot must not keep us.
      process.exit(0)
    })
}

/** Runs until a signal asks for the end, then stops everything in reverse order. */
async function start(config: Config): Promise<void> {
  const stopped = untilSignal()
  const cleanups: Array<() => Promise<void>> = []
  try {
    const taken = await portProblem(config)
    if (taken) throw taken
    await buildConsole()
    await buildWidget()
    const database = await openDatabase(config, { progress: say })
    cleanups.push(() => database.stop())
    if (stopped.isAsked()) return

    const ran = await migrate(database.url)
    if (ran.length > 0) say(`Database: ${ran.length} migrations ran.`)
    const server = await listen(config, database)
    cleanups.push(() => server.stop())
    welcome(config, server)
    flushCompileCache() // a server is often killed, and what it compiled would be lost

    const ending = await Promise.race<Ending>([
      stopped.asked.then(() => ({ kind: 'signal' })),
      database.lost.then((error) => ({ kind: 'lost', error })),
    ])
    if (ending.kind === 'lost') throw ending.error
  } catch (error) {
    // What a half-started server began goes on, and fails once its database is gone: that must not end
    // the process before the database is stopped, nor hide this reason.
    process.on('uncaughtException', () => {})
    throw error
  } finally {
    if (stopped.isAsked()) say('Stopping …')
    for (const cleanup of cleanups.reverse()) await cleanup()
  }
  say('Stopped.')
}

async function listen(config: Config, database: Database): Promise<RunningServer> {
  try {
    return await startServer(config, database)
  } catch (error) {
    throw isErrno(error, 'EADDRINUSE') ? listenProblem(config, error) : error
  }
}

function welcome(config: Config, { address, setupUrl }: RunningServer): void {
  say(`Parley is ready at ${config.publicUrl} (listening on ${address}).`)
  if (setupUrl !== null) {
    say(`\nCreate the owner of this installation here; the link works once:\n  ${setupUrl}\n`)
  }
}

/** The first SIGINT or SIGTERM asks; a later one ends the process where it stands. */
function untilSignal(): { asked: Promise<void>; isAsked: () => boolean } {
  let askedAt: number | null = null
  const asked = new Promise<void>((resolve) => {
    const onSignal = () => {
      const now = performance.now()
      if (askedAt === null) {
        askedAt = now
        resolve()
      } else if (now - askedAt > SAME_SIGNAL_MS) {
        complain('Stopped by force; the next start cleans up.')
        process.exit(EXIT_FORCED)
      }
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
  return { asked, isAsked: () => askedAt !== null }
}
