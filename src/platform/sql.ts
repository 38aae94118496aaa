import postgres from 'postgres'

/** Anything that runs a query. Read functions take this. */
export type Db = postgres.ISql<Record<string, never>>

/** An open transaction. What must be atomic takes this, so calling it bare cannot compile. */
export type Tx = postgres.TransactionSql<Record<string, never>>

/** The pool. Only the edges hold it, to open transactions. */
export type Sql = postgres.Sql<Record<string, never>>

/** A piece of a query, its parameters still in place. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

/** A query that is not sent before somebody waits for it, or says `execute`. */
export type Query<Row extends object> = postgres.PendingQuery<Row[]>

/** A name in a query, quoted. */
export type Name = postgres.Helper<string, []>

/** The database's own refusal of a statement; `code` is the SQLSTATE. */
export const DatabaseRefusal = postgres.PostgresError

export type ConnectOptions = {
  /** Connections of the pool, 1 to 50. Default 10. */
  max?: number
  /** How this pool calls itself in `pg_stat_activity`. */
  applicationName?: string
}

const POOL_DEFAULT = 10
const CONNECT_TIMEOUT_S = 10
const INT8_OID = 20
const ALL_ACCOUNTS = '*'

/**
 * Open a pool. Nothing is sent until the first query.
 *
 * Sessions speak UTC and look names up in `parley`, then `public`. int8 arrives as a number; one
 * beyond 2^53 fails the query rather than losing digits (select it as text).
 *
 * @param url connection string of `Database.url`; startup options inside it are kept
 */
export function connectSql(url: string, options: ConnectOptions = {}): Sql {
  const sql = postgres(url, {
    max: options.max ?? POOL_DEFAULT,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => {},
    connection: {
      application_name: options.applicationName ?? 'parley',
      search_path: 'parley, public',
      TimeZone: 'UTC',
    },
  })
  sql.options.parsers[INT8_OID] = safeInteger
  return sql
}

/**
 * Run `work` in one transaction that sees and writes the rows of one account only.
 *
 * The scope travels with the first statement of `work`, so it costs no round trip of its own.
 *
 * @throws RangeError when `accountId` is empty or `*`: that is our bug, never a caller's
 */
export function inAccount<T>(
  sql: Sql,
  accountId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return scoped(sql, 'read write', oneAccount(accountId), work)
}

/** As `inAccount`, but the database refuses every write (SQLSTATE 25006). */
export function readInAccount<T>(
  sql: Sql,
  accountId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return scoped(sql, 'read only', oneAccount(accountId), work)
}

/** One transaction over the rows of all accounts: for followers and maintenance, never for a request. */
export function inEveryAccount<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return scoped(sql, 'read write', ALL_ACCOUNTS, work)
}

/**
 * The scope of an account for one statement without a transaction around it: one trip to the database
 * instead of three. A CTE; what the statement looks up has to depend on its `account_id`, so that it
 * comes first. Where that was forgotten, no rows are seen at all.
 */
export function scopeCte(db: Db, accountId: string): Fragment {
  return db`
    scope as materialized (
      select set_config('parley.account_id', ${oneAccount(accountId)}, true) as account_id
    )`
}

async function scoped<T>(
  sql: Sql,
  mode: 'read write' | 'read only',
  scope: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const done = await sql.begin(mode, async (tx) => {
    // Not awaited here: it leaves in the same packet as the first statement of the work, and the
    // server answers in order, so nothing can run before it.
    const scoping = tx`select set_config('parley.account_id', ${scope}, true)`.execute()
    // When it fails, so does the work, which is what the caller hears about.
    scoping.catch(() => {})
    const value = await whileConnected(work(tx))
    await whileConnected(scoping)
    return { value }
  })
  return done.value
}

/**
 * A part of a transaction that can be undone alone.
 * @throws what `work` throws, after its changes were rolled back
 */
export async function inSavepoint<T>(tx: Tx, work: (part: Tx) => Promise<T>): Promise<T> {
  const done = await tx.savepoint(async (part) => ({ value: await whileConnected(work(part)) }))
  return done.value
}

/**
 * The outcome of work in a transaction, unless the connection was lost: then nothing, ever. The
 * driver rejects the whole transaction at that moment by itself; told of the failure as well, it
 * would write a rollback to the closed socket, which ends the process (postgres 3.4.9).
 */
function whileConnected<T>(work: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    work.then(resolve, (error: unknown) => {
      if (!isLostConnection(error)) reject(error)
    })
  })
}

const LOST_CONNECTION: ReadonlySet<unknown> = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
])

function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    !(error instanceof DatabaseRefusal) &&
    'code' in error &&
    LOST_CONNECTION.has(error.code)
  )
}

function oneAccount(accountId: string): string {
  if (accountId === '' || accountId === ALL_ACCOUNTS) {
    throw new RangeError(`"${accountId}" is not an account id`)
  }
  return accountId
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`int8 ${text} does not fit a number; select it as text`)
  }
  return value
}
