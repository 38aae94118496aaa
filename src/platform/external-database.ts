import postgres from 'postgres'
import { poll } from './deadline.ts'
import { messageOf, OperatorError } from './operator-error.ts'
import { isErrno } from './os-process.ts'

/** What the server says about itself and about the role that we connect with. */
type Standing = {
  version: number
  role: string
  database: string
  passesRowSecurity: boolean
  mayCreate: boolean
  hasAppRole: boolean
}

export type WaitOptions = {
  /** Milliseconds to wait for a server that is starting; 0 asks once. */
  waitMs?: number
  /** Told once, as a sentence, when the wait begins. */
  progress?: (line: string) => void
}

/** `server_version_num` of PostgreSQL 15, the oldest with all that the schema uses. */
const VERSION_MIN = 150_000
const STARTING_TIMEOUT_MS = 60_000
const STARTING_POLL_MS = 500
const CONNECT_TIMEOUT_S = 10
const STARTING_UP = '57P03'
const APP_ROLE = 'parley_app'

/**
 * Check the operator's database and answer the connection string to use.
 *
 * A role that passes row-level security (a superuser, or `bypassrls`) is not used as it is: every
 * connection then acts as the plain role `parley_app`, created if needed. The choice is a startup
 * option inside the string, so no driver can forget it.
 *
 * Waits up to `waitMs`, usually a minute, for a server that is not there yet or is starting.
 *
 * @throws OperatorError when it cannot be reached, is too old, or the role may not create a schema
 */
export async function openExternalDatabase(
  url: string,
  { progress, waitMs = STARTING_TIMEOUT_MS }: WaitOptions = {},
): Promise<string> {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_TIMEOUT_S, onnotice: () => {} })
  try {
    const standing = await standingWhenUp(sql, waitMs, progress)
    if (standing.version < VERSION_MIN) {
      throw new OperatorError(
        `DATABASE_URL is a PostgreSQL ${Math.floor(standing.version / 10_000)}; 15 is the oldest that works.`,
        'Upgrade the server, or unset DATABASE_URL to use the one that comes with Parley.',
      )
    }
    if (standing.passesRowSecurity) {
      await createAppRole(sql, standing)
      return actAs(url, APP_ROLE)
    }
    if (!standing.mayCreate) {
      throw new OperatorError(
        `Role ${standing.role} may not create schemas in database ${standing.database}.`,
        `As a superuser: grant create on database "${standing.database}" to "${standing.role}".`,
      )
    }
    return url
  } finally {
    await sql.end()
  }
}

/** The connection string with `role` as a startup option, understood by every driver. */
function actAs(url: string, role: string): string {
  const changed = new URL(url)
  const options = [changed.searchParams.get('options'), `-c role=${role}`]
  changed.searchParams.set('options', options.filter(Boolean).join(' '))
  // URLSearchParams writes a blank as "+", which node-postgres does not read back.
  changed.search = changed.search.replaceAll('+', '%20')
  return changed.href
}

async function standingWhenUp(
  sql: postgres.Sql,
  waitMs: number,
  progress: (line: string) => void = () => {},
): Promise<Standing> {
  let lastError: unknown = null
  const standing = await poll(
    async () => {
      try {
        return await readStanding(sql)
      } catch (error) {
        if (!isStarting(error)) throw unreachable(error)
        if (lastError === null) progress('Waiting for the database of DATABASE_URL …')
        lastError = error
        return undefined
      }
    },
    { withinMs: waitMs, everyMs: STARTING_POLL_MS },
  )
  if (!standing) throw unreachable(lastError)
  return standing
}

async function readStanding(sql: postgres.Sql): Promise<Standing> {
  const [row] = await sql<Standing[]>`
    select
      current_setting('server_version_num')::int as version,
      current_user as role,
      current_database() as database,
      r.rolsuper or r.rolbypassrls as "passesRowSecurity",
      has_database_privilege(current_database(), 'create') as "mayCreate",
      exists (select from pg_roles where rolname = ${APP_ROLE}) as "hasAppRole"
    from pg_roles r
    where r.rolname = current_user`
  if (!row) throw new Error('the server does not know its own user')
  return row
}

async function createAppRole(sql: postgres.Sql, standing: Standing): Promise<void> {
  const { role, database } = standing
  try {
    if (!standing.hasAppRole) await sql`create role ${sql(APP_ROLE)}`
    await sql`grant ${sql(APP_ROLE)} to ${sql(role)}`
    await sql`grant create, temporary on database ${sql(database)} to ${sql(APP_ROLE)}`
  } catch (error) {
    throw new OperatorError(
      `Role ${role} passes row-level security, and it may not prepare the plain role ${APP_ROLE}: ${messageOf(error)}.`,
      `As a superuser: create role ${APP_ROLE}; grant ${APP_ROLE} to "${role}"; ` +
        `grant create on database "${database}" to ${APP_ROLE}; or use a role without bypassrls.`,
      { cause: error },
    )
  }
}

function isStarting(error: unknown): boolean {
  return (
    ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CONNECT_TIMEOUT', 'CONNECTION_CLOSED'].some(
      (code) => isErrno(error, code),
    ) || isErrno(error, STARTING_UP)
  )
}

function unreachable(error: unknown): OperatorError {
  return new OperatorError(
    `The database of DATABASE_URL cannot be used: ${messageOf(error)}.`,
    'Check host, port, user, password and database name, for example with psql.',
    { cause: error },
  )
}
