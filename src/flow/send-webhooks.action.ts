import { randomUUID } from 'node:crypto'
import { TemplateProblem } from '../content/render-template.ts'
import { nowIn } from '../platform/clock.ts'
import { hmacSha256 } from '../platform/hmac.ts'
import { ulidOf } from '../platform/id.ts'
import { outboundFetch, type TrustedHosts } from '../platform/outbound.ts'
import { Problem } from '../platform/problem.ts'
import { OutboundFailed, OutboundRefused } from '../platform/public-fetch.ts'
import { inAccount, inEveryAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { MINUTE_MS, SECOND_MS } from '../platform/time.ts'
import { webhookSignature } from '../platform/webhook-signature.ts'
import { type CallOutcome, judgeCall } from './judge-call.ts'
import { rendererFor } from './render-for.action.ts'
import { endWebhook, type LeasedWebhook, leaseWebhooks } from './webhooks.sql.ts'

const BATCH = 10
const TIMEOUT_MS = 10 * SECOND_MS
const LEASE_MS = MINUTE_MS
const ANSWER_BYTES_MAX = 64 * 1024
const ANSWER_KEPT_CHARACTERS = 2_000

export interface WebhookDeps {
  sql: Sql
  trustedHosts: TrustedHosts
  /** Of the installation: signs calls. */
  secret: Uint8Array
}

/**
 * Call the shop's programs, of all accounts, until nothing is due. Each call is leased by one worker;
 * one whose worker died is made again with the same id, so that the other side can tell.
 */
export async function sendWebhooks(deps: WebhookDeps, signal?: AbortSignal): Promise<number> {
  let done = 0
  while (!signal?.aborted) {
    const lease = randomUUID()
    const wallNow = new Date()
    const until = new Date(wallNow.getTime() + LEASE_MS)
    const leased = await inEveryAccount(deps.sql, (tx) =>
      leaseWebhooks(tx, { lease, until, wallNow, limit: BATCH }),
    )
    await Promise.all(leased.map((webhook) => sendOne(deps, webhook, lease)))
    done += leased.length
    if (leased.length < BATCH) return done
  }
  return done
}

async function sendOne(deps: WebhookDeps, webhook: LeasedWebhook, lease: string): Promise<void> {
  const outcome = await attempt(deps, webhook)
  const wallNow = new Date()
  await inAccount(deps.sql, webhook.accountId, (tx) =>
    endWebhook(tx, webhook, lease, {
      ...judgeCall(outcome, webhook.attempts, wallNow),
      wallNow,
      answer: outcome.answer
        .slice(0, ANSWER_KEPT_CHARACTERS)
        .replaceAll('\u0000', '')
        .toWellFormed(),
    }),
  )
}

async function attempt(deps: WebhookDeps, webhook: LeasedWebhook): Promise<CallOutcome> {
  try {
    const { url, headers, body } = await rendered(deps.sql, webhook)
    const timestamp = String(Math.floor(Date.now() / SECOND_MS))
    const id = ulidOf(webhook.webhookId)
    const answer = await outboundFetch(url, deps.trustedHosts, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...headers,
        'parley-webhook-id': id,
        'parley-timestamp': timestamp,
        'parley-signature': webhookSignature(webhookKey(deps.secret, webhook.accountId), {
          id,
          timestamp,
          body,
        }),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      bytesMax: ANSWER_BYTES_MAX,
    })
    return { kind: 'answered', status: answer.status, answer: answer.body.toString('utf8') }
  } catch (error) {
    if (error instanceof OutboundFailed) return { kind: 'no-answer', answer: error.message }
    // A problem: the profile or the event is gone.
    if (
      error instanceof OutboundRefused ||
      error instanceof TemplateProblem ||
      error instanceof Problem
    ) {
      return { kind: 'refused', answer: error.message }
    }
    throw error
  }
}

function rendered(sql: Sql, webhook: LeasedWebhook) {
  const { accountId, profileId, eventId } = webhook
  return readInAccount(sql, accountId, async (tx) => {
    const now = await nowIn(tx, accountId)
    const render = await rendererFor(tx, accountId, { profileId, eventId, now })
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(webhook.headers)) {
      headers[name] = await render(value, 'none')
    }
    return {
      url: await render(webhook.url, 'none'),
      headers,
      body: await render(webhook.body, 'none'),
    }
  })
}

/** The key of an account, which its console shows: whoever is called can tell that it was us. */
export function webhookKey(secret: Uint8Array, accountId: string): string {
  return hmacSha256(secret, `flow-webhook ${accountId}`).toString('base64url')
}
