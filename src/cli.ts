import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { z } from 'zod'
import { demoCommand } from './commands/demo.command.ts'
import { doctorCommand } from './commands/doctor.command.ts'
import { importCommand } from './commands/import.command.ts'
import { migrateCommand } from './commands/migrate.command.ts'
import { complain, complainAbout } from './commands/print.ts'
import { SettingsError } from './commands/settings.ts'
import { startCommand } from './commands/start.command.ts'

const EXIT_FAILED = 1
const EXIT_SETTINGS = 2

const Manifest = z.object({ version: z.string(), description: z.string() })
const manifest = Manifest.parse(
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
)

const program = new Command('parley')
  .description(manifest.description)
  .version(manifest.version)
  .addCommand(startCommand())
  .addCommand(migrateCommand())
  .addCommand(importCommand())
  .addCommand(demoCommand())
  .addCommand(doctorCommand())
  .addHelpText('after', '\nEvery setting can be a flag or a variable of the environment.')

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof SettingsError) {
    for (const { message, remedy } of error.problems) complain(`✗ ${message}.\n  ${remedy}`)
    process.exit(EXIT_SETTINGS)
  }
  complainAbout(error)
  // What was begun before it failed, timers and connections, would keep the process alive.
  process.exit(EXIT_FAILED)
}
