import { Command, Option } from 'commander'
import { DEMO_CUSTOMERS } from '../demo/demo-customers.ts'
import { DEMO_PRODUCTS } from '../demo/demo-products.ts'
import { firstSandbox } from '../demo/demo-shop.sql.ts'
import { seedDemoShop } from '../demo/seed-demo-shop.action.ts'
import { accountClock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { openDatabase } from '../platform/database.ts'
import { migrate } from '../platform/migrate.ts'
import { OperatorError } from '../platform/operator-error.ts'
import { Problem } from '../platform/problem.ts'
import { connectSql, inEveryAccount, type Sql } from '../platform/sql.ts'
import { say } from './print.ts'
import { settingsOf, withSettings } from './settings.ts'

const POOL_MAX = 2

export function demoCommand(): Command {
  return withSettings(new Command('demo'))
    .description('fill a sandbox account with a demo shop; doing it again adds nothing')
    .addOption(
      new Option('--company-id <id>', 'the account (the first sandbox)').env('PARLEY_COMPANY_ID'),
    )
    .action(async (given: { companyId?: string }, command: Command) => {
      await fill(settingsOf(command), given.companyId)
    })
}

/** In the database of a server that runs, or in one that is opened for the moment. */
async function fill(config: Config, companyId: string | undefined): Promise<void> {
  const database = await openDatabase(config, { join: true, progress: say })
  const sql = connectSql(database.url, { max: POOL_MAX, applicationName: 'parley demo' })
  try {
    await migrate(database.url)
    const accountId = companyId ?? (await sandboxOf(sql))
    const now = await accountClock(sql).now(accountId)
    await seedDemoShop(sql, accountId, now, config.publicUrl)
    say(
      `✓ ${DEMO_PRODUCTS.length} products and ${DEMO_CUSTOMERS.length} customers are in ${accountId}.`,
    )
    say(`  The shop is at ${config.publicUrl}/demo/${accountId}`)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new OperatorError(error.message, error.details[0]?.fix ?? 'Check the id of the account.')
  } finally {
    await sql.end()
    await database.stop()
  }
}

async function sandboxOf(sql: Sql): Promise<string> {
  const accountId = await inEveryAccount(sql, firstSandbox)
  if (accountId !== undefined) return accountId
  throw new OperatorError(
    'This installation has no sandbox account, and the demo shop is for no other.',
    'Create one in the console, or start a new installation with PARLEY_SANDBOX=1.',
  )
}
