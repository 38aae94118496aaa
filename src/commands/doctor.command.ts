import { access, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Config } from '../platform/config.ts'
import { DATA_DIR_REMEDY, nearestExisting, tryWriting } from '../platform/data-directory.ts'
import { type Database, openDatabase } from '../platform/database.ts'
import { migrationState } from '../platform/migrate.ts'
import { messageOf, OperatorError } from '../platform/operator-error.ts'
import { portProblem } from '../platform/port.ts'
import { lockHolder } from '../platform/server-lock.ts'
import { connectSql, type Sql } from '../platform/sql.ts'
import { complain, say } from './print.ts'
import { settingsOf, withSettings } from './settings.ts'

/** What one look found. Without a remedy all is well. */
type Finding = { text: string; remedy?: string }

const FREE_BYTES_MIN = 1024 ** 3
const GIGABYTE = 1024 ** 3
const NODE_MAJOR_MIN = 24
const DATABASE_WAIT_MS = 3_000
const EXIT_PROBLEMS = 1
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1']

export function doctorCommand(): Command {
  return withSettings(new Command('doctor'))
    .description('look for what would keep the server from working, and say what to do')
    .action(async (_options, command: Command) => {
      const config = settingsOf(command)
      const findings = [
        nodeVersion(),
        await dataDirectory(config),
        await diskSpace(config),
        await port(config),
        publicUrl(config),
        ...(await databaseFindings(config)),
      ]
      for (const { text, remedy } of findings) {
        if (remedy === undefined) say(`✓ ${text}`)
        else complain(`✗ ${text}\n  ${remedy}`)
      }
      if (findings.some(({ remedy }) => remedy !== undefined)) process.exitCode = EXIT_PROBLEMS
    })
}

function nodeVersion(): Finding {
  const text = `Node ${process.versions.node}`
  return Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN
    ? { text }
    : { text: `${text} works, but is not tested`, remedy: 'Start Parley with Node 24.' }
}

async function dataDirectory({ dataDir }: Config): Promise<Finding> {
  try {
    const folder = await nearestExisting(dataDir)
    await tryWriting(folder)
    const isNew = folder !== dataDir
    return { text: `DATA_DIR ${dataDir} ${isNew ? 'can be created' : 'is writable'}` }
  } catch (error) {
    return {
      text: `DATA_DIR ${dataDir} is not writable: ${messageOf(error)}`,
      remedy: DATA_DIR_REMEDY,
    }
  }
}

async function diskSpace({ dataDir }: Config): Promise<Finding> {
  const disk = await statfs(await nearestExisting(dataDir))
  const free = disk.bavail * disk.bsize
  const text = `${(free / GIGABYTE).toFixed(1)} GB free for DATA_DIR`
  return free >= FREE_BYTES_MIN
    ? { text }
    : { text, remedy: 'Free at least 1 GB, or move DATA_DIR.' }
}

async function port(config: Config): Promise<Finding> {
  const holder = await lockHolder(config.dataDir)
  const problem = await portProblem(config)
  if (!problem) return { text: `port ${config.port} is free` }
  if (holder !== null) return { text: `port ${config.port}: Parley is running, process ${holder}` }
  return { text: problem.message, remedy: problem.remedy }
}

function publicUrl({ publicUrl: address, host }: Config): Finding {
  const { protocol, hostname } = new URL(address)
  const isLocal = LOOPBACK.includes(hostname)
  if (isLocal && !LOOPBACK.includes(host)) {
    return {
      text: `PUBLIC_URL is ${address}, but the server listens for other machines (HOST ${host})`,
      remedy: 'Set PUBLIC_URL to the address that they use: links in messages begin with it.',
    }
  }
  if (!isLocal && protocol === 'http:') {
    return {
      text: `PUBLIC_URL is ${address}, so passwords and messages travel unencrypted`,
      remedy: 'Put a proxy with TLS in front and set PUBLIC_URL to its https address.',
    }
  }
  return { text: `PUBLIC_URL ${address}` }
}

async function databaseFindings(config: Config): Promise<Finding[]> {
  let database: Database
  try {
    const isNew = config.databaseUrl === null && !(await exists(join(config.dataDir, 'postgres')))
    if (isNew) return [{ text: 'the database will be created by the first start' }]
    database = await openDatabase(config, { join: true, waitMs: DATABASE_WAIT_MS })
  } catch (error) {
    return [asFinding(error)]
  }
  const sql = connectSql(database.url, { max: 1, applicationName: 'parley doctor' })
  try {
    return [await server(sql, database), await rowSecurity(sql), await migrations(sql)]
  } catch (error) {
    return [asFinding(error)]
  } finally {
    await sql.end()
    await database.stop()
  }
}

async function server(sql: Sql, { kind }: Database): Promise<Finding> {
  const [row] = await sql<Array<{ version: string; role: string; binds: boolean }>>`
    select
      current_setting('server_version') as version,
      r.rolname as role,
      not (r.rolsuper or r.rolbypassrls) as binds
    from pg_roles r
    where r.rolname = current_user`
  const text = `PostgreSQL ${row?.version} (${kind}), as role ${row?.role}`
  return row?.binds
    ? { text }
    : { text: `${text}, which passes row-level security`, remedy: 'Use a role without bypassrls.' }
}

/** Every table with an account has a policy, and the policy holds for the owner of the table too. */
async function rowSecurity(sql: Sql): Promise<Finding> {
  const [row] = await sql<Array<{ protected: number; open: string[] }>>`
    select
      count(*) filter (where c.relrowsecurity and c.relforcerowsecurity) as protected,
      coalesce(
        array_agg(c.relname order by c.relname)
          filter (where not (c.relrowsecurity and c.relforcerowsecurity)),
        '{}') as open
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and a.attnum > 0
    where c.relnamespace = to_regnamespace('parley')
      and c.relkind in ('r', 'p')
      and not c.relispartition`
  const open = row?.open ?? []
  return open.length === 0
    ? { text: `row-level security is in force on ${row?.protected} tables` }
    : {
        text: `row-level security is off on ${open.join(', ')}`,
        remedy: 'Run alter table … enable row level security, force row level security on each.',
      }
}

async function migrations(sql: Sql): Promise<Finding> {
  const { applied, pending } = await migrationState(sql)
  return {
    text:
      pending.length === 0
        ? `all ${applied} migrations have run`
        : `${pending.length} migrations will run at the next start, ${applied} have run`,
  }
}

function asFinding(error: unknown): Finding {
  return error instanceof OperatorError
    ? { text: error.message, remedy: error.remedy }
    : { text: messageOf(error), remedy: 'This is a fault of Parley; please report it.' }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
