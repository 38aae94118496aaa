import { type Command, Option } from 'commander'
import {
  type Config,
  type ConfigProblem,
  readConfig,
  type VariableName,
} from '../platform/config.ts'
import { complain } from './print.ts'

/** Settings that cannot be used; the command ends before it does anything. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ message }) => message).join('; '))
    this.problems = problems
  }
}

/** Flag, variable and meaning. Secrets have no flag: other users of the machine can read those. */
const FLAGS: ReadonlyArray<[flag: string, variable: VariableName, meaning: string]> = [
  ['--port <number>', 'PORT', 'port to listen on (4100)'],
  ['--host <address>', 'HOST', 'address to listen on (127.0.0.1; 0.0.0.0 for every network)'],
  ['--data-dir <folder>', 'DATA_DIR', 'where everything is kept (./data)'],
  ['--database-url <url>', 'DATABASE_URL', 'your own PostgreSQL, 15 or newer'],
  ['--analytics-url <url>', 'ANALYTICS_URL', 'ClickHouse for analytics'],
  ['--public-url <url>', 'PUBLIC_URL', 'where browsers reach this server'],
  ['--smtp-url <url>', 'SMTP_URL', 'mail server; unset: mail stays in the local outbox'],
  ['--log-level <level>', 'LOG_LEVEL', 'trace, debug, info, warn, error, fatal or silent (info)'],
]

/** Give a command the flags that mirror the environment. */
export function withSettings(command: Command): Command {
  for (const [flag, variable, meaning] of FLAGS) {
    command.addOption(new Option(flag, `${meaning}  [${variable}]`))
  }
  return command
}

/**
 * The settings of this run. Warnings are printed.
 *
 * @throws SettingsError with every problem
 */
export function settingsOf(command: Command): Config {
  const flags = Object.fromEntries(
    FLAGS.map(([flag, variable]) => [
      variable,
      command.getOptionValue(new Option(flag).attributeName()),
    ]),
  )
  const reading = readConfig(process.env, flags)
  for (const warning of reading.warnings) complain(`! ${warning}`)
  if (!reading.ok) throw new SettingsError(reading.problems)
  return reading.config
}
