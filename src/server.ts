import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { accountRoutes } from './account/account.http.ts'
import { apiKeyRoutes } from './account/api-key.http.ts'
import { auditRoutes } from './account/audit.http.ts'
import { createAuthenticator } from './account/authenticate.action.ts'
import { bootstrapInstallation, loadInstallation } from './account/bootstrap-installation.action.ts'
import { memberRoutes } from './account/member.http.ts'
import { sessionRoutes } from './account/session.http.ts'
import { SignInThrottle } from './account/sign-in-throttle.ts'
import { testClockRoutes } from './account/test-clock.http.ts'
import { agentResponseRoutes, type ResponseServices } from './agent/agent-responses.http.ts'
import { agentRoutes } from './agent/agent-routes.http.ts'
import type { Brain } from './agent/brain.ts'
import type { ToolServices } from './agent/call-custom-tool.action.ts'
import { createToolCallLog } from './agent/tool-call-log.action.ts'
import { createTurnRunner } from './agent/turn-runner.action.ts'
import { attributionRoutes } from './attribution/attribution.http.ts'
import { attributionsShown } from './attribution/attributions-shown.action.ts'
import { advanceCampaigns } from './campaign/advance-campaigns.action.ts'
import { campaignRoutes } from './campaign/campaign-routes.http.ts'
import { holdRestoredCampaigns } from './campaign/hold-restored.action.ts'
import { catalogRoutes } from './catalog/catalog-routes.http.ts'
import {
  type ChannelSettingsServices,
  channelSettingsRoutes,
} from './channel/channel-settings.http.ts'
import { runDeliveries } from './channel/delivery-runner.action.ts'
import { FloodGuard } from './channel/flood-guard.ts'
import { handoffRoutes } from './channel/handoff.http.ts'
import { inboundMailRoute } from './channel/inbound-mails.http.ts'
import { mailDoor } from './channel/mail-door.action.ts'
import { mailWebhookRoute } from './channel/mail-webhook.http.ts'
import { noteUndelivered } from './channel/note-undelivered.action.ts'
import { MAIL_BYTES_MAX } from './channel/read-mail.action.ts'
import { twilioWebhookRoutes } from './channel/twilio-webhooks.http.ts'
import { type WebChatServices, webChatRoutes } from './channel/web-chat.http.ts'
import { createWebChatAccounts } from './channel/web-chat-account.action.ts'
import { webChatSettingsRoutes } from './channel/web-chat-settings.http.ts'
import { findWebChatSettings } from './channel/web-chat-settings.sql.ts'
import { createWebChatStreams } from './channel/web-chat-streams.action.ts'
import { answerPage } from './consent/answer-page.http.ts'
import { consentPages } from './consent/consent-pages.http.ts'
import { consentRoutes } from './consent/consent-routes.http.ts'
import { contentRoutes } from './content/content-routes.http.ts'
import { serveImages } from './content/serve-images.action.ts'
import type { Endpoint } from './contract/endpoint.ts'
import { createConversationChanges } from './conversation/conversation-changes.action.ts'
import {
  type ConversationServices,
  conversationRoutes,
} from './conversation/conversation-routes.http.ts'
import { serveDemoShop } from './demo/demo-pages.action.ts'
import { serveDemoPictures } from './demo/demo-pictures.action.ts'
import { demoShopRoutes } from './demo/demo-shop.http.ts'
import { createEventFeed } from './event/event-feed.action.ts'
import { createEventRecorder } from './event/event-recorder.action.ts'
import { exportRoutes } from './event/export-events.http.ts'
import { eventReadRoutes } from './event/get-events.http.ts'
import { eventStreamRoute } from './event/stream-events.http.ts'
import { trackEventsRoutes } from './event/track-events.http.ts'
import { advanceFlows } from './flow/advance.action.ts'
import { alertRecipientPage } from './flow/alert-recipient-page.http.ts'
import { flowRoutes } from './flow/flow-routes.http.ts'
import { flowTriggers } from './flow/included-flows.action.ts'
import { planDates } from './flow/plan-dates.action.ts'
import { sendWebhooks } from './flow/send-webhooks.action.ts'
import { importRoutes } from './import/imports.http.ts'
import { knowledgeRoutes } from './knowledge/knowledge.http.ts'
import { knowledgeGapRoutes } from './knowledge/knowledge-gaps.http.ts'
import { smtpGateway } from './message/mail.gateway.ts'
import { smtpProvider } from './message/mail-providers.ts'
import { mailReportRoute } from './message/mail-report-webhooks.http.ts'
import { messageRoutes } from './message/messages.http.ts'
import { noteUnsubscribed } from './message/note-unsubscribed.action.ts'
import { outboxRoutes } from './message/outbox.http.ts'
import { type ReportDoor, reportDoor } from './message/report-door.action.ts'
import { sendMessages } from './message/send-messages.action.ts'
import { type SendingServices, sendingRoutes } from './message/sending-settings.http.ts'
import { serveTracking } from './message/serve-tracking.action.ts'
import { snsGateway } from './message/sns.gateway.ts'
import { testMailRoutes } from './message/test-mails.http.ts'
import { twilioGateway } from './message/text.gateway.ts'
import { createKnownMetrics } from './metric/create-known-metrics.action.ts'
import { metricRoutes } from './metric/metric-routes.http.ts'
import { createApp } from './platform/app.ts'
import { accountClock } from './platform/clock.ts'
import type { Config, LlmConfig } from './platform/config.ts'
import { allowClientCalls } from './platform/cors.ts'
import type { Database } from './platform/database.ts'
import { createEarlyStatistics } from './platform/early-statistics.ts'
import { createVault } from './platform/encryption.ts'
import { eventLog } from './platform/event-log.ts'
import { LOG_CHANNEL, notifyFollowers, runFollowers } from './platform/follower.ts'
import { secureHeaders, serveConsole } from './platform/hosted-files.ts'
import { serveHostedPages } from './platform/hosted-pages.ts'
import type { Route } from './platform/http.ts'
import { including } from './platform/including.ts'
import { runJobs } from './platform/job.ts'
import type { LogName } from './platform/log.ts'
import { openApiOf } from './platform/openapi.ts'
import { RateLimiter } from './platform/rate-limit.ts'
import { serveRawRoutes } from './platform/raw-routes.ts'
import { rebaseLogs } from './platform/rebase-logs.ts'
import { referencePage } from './platform/reference-page.ts'
import type { RevisionFamily } from './platform/revision.ts'
import { listenSmtp } from './platform/smtp-listener.ts'
import { connectSql, type Sql } from './platform/sql.ts'
import { createTelemetry, followerLags, type Telemetry } from './platform/telemetry.ts'
import { tick } from './platform/ticker.ts'
import { serveWidget } from './platform/widget-file.ts'
import { profileRemovalRoutes } from './profile/change-people.http.ts'
import { profileImportRoutes } from './profile/import-profiles.http.ts'
import { profileLog } from './profile/profile-log.ts'
import { profileReadRoutes } from './profile/read-profiles.http.ts'
import { profileWriteRoutes } from './profile/write-profiles.http.ts'
import { type ReportServices, reportRoutes } from './report/report-routes.http.ts'
import { sendCustomReports } from './report/send-custom-reports.action.ts'
import { refuseUnknownLists } from './segment/change-list.action.ts'
import { flipSegments } from './segment/flip-segments.action.ts'
import { groupRoutes } from './segment/group-routes.http.ts'
import { includedGroups } from './segment/included-groups.action.ts'
import { createDefaultTagGroup } from './tag/save-tag.action.ts'
import { tagRoutes } from './tag/tags.http.ts'
import { includedTags } from './tag/tags-of.action.ts'
import { type Background, followers, guards, jobsOf, settleAccount } from './worker.ts'

/** Other processes, and our own followers, hear of new events this often. */
const NOTIFY_EVERY_MS = 20

/** Whoever enters or leaves a segment because time passes does so to the second. */
const FLIP_EVERY_MS = 400

/** Messages that came due are looked for this often. */
const SEND_EVERY_MS = 500

/** What is due in flows happens within this. */
const FLOWS_EVERY_MS = 200
/** Calls of flows are made within this. */
const WEBHOOKS_EVERY_MS = 1_000
/** What is due in campaigns happens within this. */
const CAMPAIGNS_EVERY_MS = 250
/** Reports are mailed within this of their hour. */
const REPORTS_EVERY_MS = 10_000
/** Dates of profiles are planned a day ahead. */
const DATES_EVERY_MS = 60_000

/** Longest wait for each part of a shutdown. */
const STOP_PART_MS = 8_000
const SQL_END_SECONDS = 5

/** Connections of this process for requests and followers; jobs have their own few. */
const POOL_MAX = 20

export interface RunningServer {
  address: string
  /** Creates the first owner; null when there is one. */
  setupUrl: string | null
  /** Where mail comes in; null: nowhere. */
  smtpPort: number | null
  stop: () => Promise<void>
}

/**
 * The whole server on a database that is migrated: HTTP, followers, jobs. Resolves when it listens.
 * @throws OperatorError when a setting contradicts the installation
 */
export async function startServer(config: Config, database: Database): Promise<RunningServer> {
  const log = pino({ level: config.logLevel })
  const telemetry = createTelemetry()
  const sql = connectSql(database.url, { max: POOL_MAX })
  const onAccountCreated = [createKnownMetrics, createDefaultTagGroup]
  const { setupLink, warnings } = await bootstrapInstallation(sql, config, {
    now: new Date(),
    onAccountCreated,
  })
  for (const warning of warnings) log.warn(warning)

  const { secret } = await loadInstallation(sql)
  const clock = accountClock(sql)
  const feed = createEventFeed(sql)
  const notifySoon = gatheredNotifier(sql)
  const noteRows = createEarlyStatistics(sql)
  const recorder = createEventRecorder(sql, ({ events, isAboutPeople }) => {
    telemetry.eventsRecorded.inc(events)
    noteRows(events)
    feed.wake()
    notifySoon(isAboutPeople ? [eventLog, profileLog] : [eventLog])
  })
  const publicUrl = config.hasPublicUrl ? config.publicUrl : undefined
  const authenticator = createAuthenticator({ sql, log, publicUrl })
  const vault = createVault(secret)
  const toolCalls = createToolCallLog(sql, log)
  const trustedHosts = new Set(config.outboundHosts)
  const { smtpConnections: connections, smtpPerSecond: perSecond } = config
  const mail =
    config.smtpUrl === null ? null : smtpGateway(config.smtpUrl, { connections, perSecond })
  const texts = twilioGateway(trustedHosts)
  const senderHost = new URL(config.publicUrl).hostname
  const messages = {
    mail,
    texts,
    vault,
    secret,
    linkUrl: config.publicUrl,
    publicUrl: publicUrl ?? null,
    inboundHost: config.inboundSmtp === null ? null : senderHost,
    senderHost,
    guards,
  }
  const jobs = jobsOf({
    mail,
    senderHost,
    linkBase: config.publicUrl,
    onMailEnd: [noteUndelivered],
    texts,
    vault,
    publicUrl: publicUrl ?? null,
    onTextEnd: [noteUndelivered],
    secret,
    trustedHosts,
    telemetry,
  })
  const background: Background = {
    sql,
    clock,
    log,
    telemetry,
    connectionString: database.url,
    jobs,
    secret,
    messages,
    trustedHosts,
    publicUrl: config.publicUrl,
  }
  const version = await ownVersion()
  const changes = createConversationChanges(sql)
  const chats = createWebChatStreams(sql, changes)
  const tools: ToolServices = { sql, log, vault, toolCalls, trustedHosts }
  const thinking = { ...tools, secret, llm: config.llm && (await brainOf(config.llm)) }
  const turns = createTurnRunner({
    ...thinking,
    changes,
    canSignIn: async (tx, accountId) =>
      (await findWebChatSettings(tx, accountId)).secretRotatedAt !== null,
  })
  const webChat: WebChatServices = {
    accounts: createWebChatAccounts(sql),
    guard: new FloodGuard(config.rateLimits !== 'off'),
    secret,
    streams: chats,
    changes,
    onTurnDue: turns.requested,
  }

  const routes = routesOf({
    ...tools,
    sql,
    recorder,
    feed,
    authenticator,
    log,
    installation: {
      model: config.llm?.model ?? null,
      hasSmtp: config.smtpUrl !== null,
      followerLags: () => followerLags(telemetry),
      eventFollowers: followers
        .filter(({ log: followed }) => followed.table === eventLog.table)
        .map(({ name }) => name),
    },
    webChat,
    channels: {
      sql,
      vault,
      trustedHosts,
      inboundSmtpPort: config.inboundSmtp?.port ?? null,
      hasSmtp: mail !== null,
    },
    sending: { vault, hasSmtp: mail !== null, provider: smtpProvider(config.smtpUrl) },
    secret,
    responses: { ...thinking, turns },
    conversations: { changes, onTurnDue: turns.requested },
    throttle: new SignInThrottle(),
    version,
    onAccountCreated,
    settle: [(accountId, now) => settleAccount(background, accountId, now)],
  })
  const app = await createApp({
    routes,
    sql,
    clock,
    log,
    telemetry,
    secret,
    publicUrl,
    limiter: new RateLimiter(config.rateLimits),
    trustProxy: config.trustsProxy,
    authenticate: authenticator.authenticate,
  })
  allowClientCalls(app)
  app.addHook('onRequest', async (_request, reply) => secureHeaders(reply))
  serveHealth(app, sql, telemetry)
  serveDemoPictures(app)
  serveTracking(app, { sql, secret, log })
  serveImages(app, sql)
  serveReference(app, routes, version)
  const inbound = { sql, clock, vault, secret, onTurnDue: turns.requested }
  const webhooks = [
    ...twilioWebhookRoutes(inbound),
    mailWebhookRoute(inbound),
    mailReportRoute({ sql, vault, secret, sns: snsGateway() }),
  ]
  await serveRawRoutes(app, webhooks, { log, telemetry, publicUrl })
  const pages = [
    ...consentPages({ sql, clock, secret, onUnsubscribed: [noteUnsubscribed] }),
    answerPage({ sql, clock, secret }),
    alertRecipientPage({ sql, secret }),
  ]
  await serveHostedPages(app, pages, { log, telemetry })
  await serveConsole(app, consoleFolder())
  await serveWidget(app, new URL('../dist/widget/widget.js', import.meta.url).pathname)
  await serveDemoShop(app, sql, new URL('../dist/demo-shop', import.meta.url).pathname)

  if (await rebaseLogs(sql, followers)) {
    log.warn('the database was restored; its logs were renumbered')
    await holdRestoredCampaigns(sql, new Date())
  }
  const running = await runFollowers(sql, followers, background)
  const listening = await sql.listen(LOG_CHANNEL, feed.wake)
  await changes.listen()
  await chats.listen()
  const working = await runJobs(database.url, jobs, background)
  turns.start()
  const flipping = tick('segment flips', FLIP_EVERY_MS, log, (signal) =>
    flipSegments(sql, clock, signal),
  )
  const advancing = tick('flows', FLOWS_EVERY_MS, log, (signal) => advanceFlows(background, signal))
  const campaigning = tick('campaigns', CAMPAIGNS_EVERY_MS, log, (signal) =>
    advanceCampaigns(background, null, signal),
  )
  const planning = tick('flow dates', DATES_EVERY_MS, log, (signal) =>
    planDates(background, signal),
  )
  const calling = tick('flow webhooks', WEBHOOKS_EVERY_MS, log, (signal) =>
    sendWebhooks(background, signal),
  )
  const reporting = tick('reports', REPORTS_EVERY_MS, log, (signal) =>
    sendCustomReports(background, signal),
  )
  const sending = tick('messages', SEND_EVERY_MS, log, (signal) =>
    sendMessages({ sql, services: messages }, signal),
  )
  const delivering = await runDeliveries({ sql, secret, log })
  const mailListener =
    config.inboundSmtp &&
    (await listenSmtp({
      ...config.inboundSmtp,
      ...twoDoors(mailDoor(inbound), reportDoor({ sql, secret, inboundHost: senderHost })),
      bytesMax: MAIL_BYTES_MAX,
      log,
    }))
  const address = await app.listen({ port: config.port, host: config.host })
  return {
    address,
    setupUrl: setupLink,
    smtpPort: mailListener?.port ?? null,
    stop: async () => {
      await soon(mailListener?.stop() ?? Promise.resolve())
      await soon(feed.stop())
      await soon(chats.stop())
      await soon(app.close())
      await soon(recorder.drain())
      await soon(turns.stop())
      await soon(toolCalls.drain())
      await soon(delivering.stop())
      await soon(
        Promise.all([
          flipping.stop(),
          advancing.stop(),
          campaigning.stop(),
          calling.stop(),
          planning.stop(),
          reporting.stop(),
          sending.stop(),
          running.stop(),
          working.stop(),
          listening.unlisten(),
          changes.stop(),
        ]),
      )
      mail?.close()
      await sql.end({ timeout: SQL_END_SECONDS })
    },
  }
}

/** What is about mails of ours goes through one door, what shoppers write through the other. */
function twoDoors(shoppers: ReturnType<typeof mailDoor>, reports: ReportDoor) {
  return {
    accepts: async (recipient: string) =>
      reports.isOurs(recipient) ? undefined : shoppers.accepts(recipient),
    take: async (raw: Buffer, envelope: { from: string; recipients: readonly string[] }) => {
      const ours = envelope.recipients.filter((one) => reports.isOurs(one))
      const others = envelope.recipients.filter((one) => !reports.isOurs(one))
      const refusal = ours.length > 0 ? await reports.take(raw, ours) : undefined
      if (refusal || others.length === 0) return refusal
      return shoppers.take(raw, { ...envelope, recipients: others })
    },
  }
}

/**
 * Wait for a part to stop, but not for ever: after an outage something may wait for an answer that
 * never comes, and what is committed is safe anyway.
 */
async function soon(stopping: Promise<unknown>): Promise<void> {
  const limit = new AbortController()
  await Promise.race([
    stopping.catch(() => {}),
    pause(STOP_PART_MS, undefined, { signal: limit.signal }).catch(() => {}),
  ])
  limit.abort()
}

/** Notifies the followers of the given logs within NOTIFY_EVERY_MS, once for all calls until then. */
function gatheredNotifier(sql: Sql): (logs: readonly LogName[]) => void {
  const gathered = new Set<LogName>()
  return (logs) => {
    const isComing = gathered.size > 0
    for (const log of logs) gathered.add(log)
    if (isComing) return
    setTimeout(() => {
      const written = [...gathered]
      gathered.clear()
      // Followers look by themselves every second as well.
      notifyFollowers(sql, written).catch(() => {})
    }, NOTIFY_EVERY_MS)
  }
}

type Services = Parameters<typeof sessionRoutes>[0] &
  Parameters<typeof accountRoutes>[0] &
  Parameters<typeof apiKeyRoutes>[0] &
  Parameters<typeof testClockRoutes>[0] &
  ToolServices &
  ReportServices & {
    recorder: ReturnType<typeof createEventRecorder>
    feed: ReturnType<typeof createEventFeed>
    webChat: WebChatServices
    channels: ChannelSettingsServices
    sending: SendingServices
    secret: Uint8Array
    responses: ResponseServices
    conversations: ConversationServices
  }

/** Every endpoint there is, without the services behind them: for tests and documents. */
export function endpoints(): Endpoint[] {
  // Route factories only close over services; nothing is called before a request comes.
  return routesOf({} as Services).map((route) => route.endpoint)
}

/** Every route there is, each with all that may be included. */
function routesOf(services: Services): Route[] {
  return [includedTags, ...includedGroups, flowTriggers].reduce(including, plainRoutesOf(services))
}

function plainRoutesOf(services: Services): Route[] {
  return [
    ...accountRoutes(services),
    ...sessionRoutes(services),
    ...memberRoutes(services),
    ...apiKeyRoutes(services),
    ...auditRoutes(),
    ...testClockRoutes(services),
    ...profileReadRoutes(services),
    ...profileWriteRoutes(services),
    ...profileImportRoutes(refuseUnknownLists),
    ...profileRemovalRoutes,
    ...catalogRoutes,
    ...trackEventsRoutes(services),
    ...eventReadRoutes(attributionsShown),
    eventStreamRoute(services.feed),
    ...exportRoutes,
    ...metricRoutes(),
    ...importRoutes,
    ...knowledgeRoutes(services),
    ...knowledgeGapRoutes,
    ...tagRoutes,
    ...groupRoutes(services),
    ...contentRoutes,
    ...flowRoutes(services),
    ...campaignRoutes,
    ...consentRoutes,
    ...conversationRoutes(services.conversations),
    ...agentRoutes(services),
    ...attributionRoutes,
    ...reportRoutes(services),
    ...agentResponseRoutes(services.responses),
    ...webChatRoutes(services.webChat),
    ...webChatSettingsRoutes(services.webChat),
    ...demoShopRoutes(services.webChat),
    ...channelSettingsRoutes(services.channels),
    ...handoffRoutes(services.channels),
    ...outboxRoutes,
    ...testMailRoutes,
    ...messageRoutes,
    ...sendingRoutes(services.sending),
    inboundMailRoute,
  ]
}

function serveHealth(app: FastifyInstance, sql: Sql, telemetry: Telemetry): void {
  app.get('/health/live', async () => ({ status: 'ok' }))
  app.get('/health/ready', async (_request, reply) => {
    try {
      await sql`select 1`
      return { status: 'ok' }
    } catch {
      return reply.code(503).header('retry-after', '2').send({ status: 'database unavailable' })
    }
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(telemetry.registry.contentType).send(await telemetry.registry.metrics()),
  )
}

function serveReference(app: FastifyInstance, routes: readonly Route[], version: string): void {
  const endpoints = routes.map((route) => route.endpoint)
  // Made on first use: a start should not wait for it.
  const made = new Map<RevisionFamily, ReturnType<typeof openApiOf>>()
  const document = (family: RevisionFamily) => {
    const known = made.get(family) ?? openApiOf(endpoints, version, family)
    made.set(family, known)
    return known
  }
  app.get('/docs/openapi.json', async () => document('stable'))
  app.get('/docs/openapi-beta.json', async () => document('beta'))
  app.get('/docs/api', async (_request, reply) => {
    const documents = { stable: document('stable'), beta: document('beta') }
    return reply.type('text/html').send(referencePage(endpoints, documents))
  })
}

function consoleFolder(): string {
  return new URL('../dist/web', import.meta.url).pathname
}

/** Loaded only where a model is set up: its packages are large. */
async function brainOf(settings: LlmConfig): Promise<Brain> {
  const { llmBrain } = await import('./agent/llm-brain.gateway.ts')
  return llmBrain(settings)
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return version
}
