import { Command } from 'commander'
import { openDatabase } from '../platform/database.ts'
import { migrate } from '../platform/migrate.ts'
import { say } from './print.ts'
import { settingsOf, withSettings } from './settings.ts'

export function migrateCommand(): Command {
  return withSettings(new Command('migrate'))
    .description('bring the database up to date, without starting the server')
    .action(async (_options, command: Command) => {
      const database = await openDatabase(settingsOf(command), { join: true, progress: say })
      try {
        const ran = await migrate(database.url)
        for (const name of ran) say(`✓ ${name}`)
        say(ran.length > 0 ? `${ran.length} migrations ran.` : 'The database is up to date.')
      } finally {
        await database.stop()
      }
    })
}
