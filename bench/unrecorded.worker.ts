import { parentPort, workerData } from 'node:worker_threads'
import { pino } from 'pino'
import { createAuthenticator } from '../src/account/authenticate.action.ts'
import { loadInstallation } from '../src/account/bootstrap-installation.action.ts'
import { trackEventsRoutes } from '../src/event/track-events.http.ts'
import { createApp } from '../src/platform/app.ts'
import { accountClock } from '../src/platform/clock.ts'
import { RateLimiter } from '../src/platform/rate-limit.ts'
import { connectSql } from '../src/platform/sql.ts'
import { createTelemetry } from '../src/platform/telemetry.ts'

/**
 * The server's own road for events, up to where they would be recorded: the key is checked, the body
 * read and validated, and 202 answered. What recording costs is what comes on top of this.
 */
const sql = connectSql(String(workerData))
const log = pino({ level: 'silent' })
const { secret } = await loadInstallation(sql)
const authenticator = createAuthenticator({ sql, log, publicUrl: undefined })
const recorder = { record: async () => [], drain: async () => {} }
const app = await createApp({
  routes: trackEventsRoutes({ recorder, secret }),
  sql,
  clock: accountClock(sql),
  log,
  telemetry: createTelemetry(),
  secret,
  publicUrl: undefined,
  limiter: new RateLimiter('off'),
  trustProxy: false,
  authenticate: authenticator.authenticate,
})
parentPort?.postMessage(await app.listen({ host: '127.0.0.1', port: 0 }))
