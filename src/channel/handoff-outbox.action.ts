import { z } from 'zod'
import { enqueueMail } from '../message/enqueue-mail.action.ts'
import { type Attempt, shortDetail } from '../message/outbox.ts'
import type { Outbox } from '../message/send-due.action.ts'
import type { Vault } from '../platform/encryption.ts'
import { uuidOf } from '../platform/id.ts'
import { outboundFetch, type TrustedHosts } from '../platform/outbound.ts'
import { OutboundRefused } from '../platform/public-fetch.ts'
import { inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { SECOND_MS } from '../platform/time.ts'
import { webhookSignature } from '../platform/webhook-signature.ts'
import { profileById } from '../profile/profiles.sql.ts'
import {
  beginHandoff,
  type DueHandoff,
  endHandoff,
  leaseHandoffs,
} from './handoff-deliveries.sql.ts'
import { handoffMail } from './handoff-payload.ts'
import { findHandoffSettings } from './handoff-settings.sql.ts'
import { webhookSecretPurpose } from './handoff-settings.ts'

export interface HandoffServices {
  vault: Vault
  trustedHosts: TrustedHosts
}

const TIMEOUT_MS = 15 * SECOND_MS
const ANSWER_BYTES_MAX = 64 * 1024
const GONE = 410

/** What the outbox of handoffs is, for whoever empties it. */
export function handoffOutbox(services: HandoffServices, sql: Sql): Outbox<DueHandoff> {
  return {
    lease: leaseHandoffs,
    begin: beginHandoff,
    end: endHandoff,
    // The id is the same each time, so the other side can tell.
    mayRepeat: () => true,
    attempt: (delivery) =>
      delivery.destination === 'webhook' ? post(services, sql, delivery) : mail(sql, delivery),
    onEnd: [],
  }
}

async function post(
  { vault, trustedHosts }: HandoffServices,
  sql: Sql,
  { accountId, deliveryId, payload }: DueHandoff,
): Promise<Attempt> {
  const { webhookUrl, webhookSecretSealed } = await readInAccount(sql, accountId, (tx) =>
    findHandoffSettings(tx, accountId),
  )
  if (webhookUrl === null || webhookSecretSealed === null) {
    return { outcome: 'refused', failure: 'channel-off', detail: 'No webhook is set any more.' }
  }
  const secret = vault.open(webhookSecretSealed, webhookSecretPurpose(accountId))
  const timestamp = String(Math.floor(Date.now() / SECOND_MS))
  const body = JSON.stringify(payload)
  try {
    const answer = await outboundFetch(webhookUrl, trustedHosts, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'parley-webhook-id': deliveryId,
        'parley-timestamp': timestamp,
        'parley-signature': webhookSignature(secret, { id: deliveryId, timestamp, body }),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      bytesMax: ANSWER_BYTES_MAX,
    })
    const said = shortDetail(`${answer.status} ${answer.body.toString('utf8').slice(0, 200)}`)
    if (answer.status >= 200 && answer.status < 300) {
      return { outcome: 'sent', reply: said, providerId: null }
    }
    if (answer.status === GONE) return { outcome: 'refused', failure: 'refused', detail: said }
    return { outcome: 'retry', detail: said }
  } catch (error) {
    const detail = shortDetail(error instanceof Error ? error.message : String(error))
    if (error instanceof OutboundRefused) return { outcome: 'refused', failure: 'refused', detail }
    return { outcome: 'retry', detail }
  }
}

const Told = z.looseObject({
  conversation: z.looseObject({
    id: z.string(),
    channel: z.string(),
    subject: z.string().nullable(),
    tags: z.array(z.string()),
  }),
  escalation: z.looseObject({ reason: z.string(), skill: z.string().nullable() }),
  shopper: z.looseObject({
    profile_id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone_number: z.string().nullable(),
    verified_by: z.string().nullable(),
  }),
  transcript: z.array(
    z.looseObject({
      author: z.string(),
      author_name: z.string().nullable(),
      text: z.string(),
      at: z.string(),
    }),
  ),
})

function mail(sql: Sql, delivery: DueHandoff): Promise<Attempt> {
  const { accountId, deliveryId, payload, attempts, createdAt } = delivery
  return inAccount(sql, accountId, async (tx): Promise<Attempt> => {
    const { deskAddress } = await findHandoffSettings(tx, accountId)
    if (deskAddress === null) {
      return { outcome: 'refused', failure: 'channel-off', detail: 'No desk is set any more.' }
    }
    const told = Told.parse(payload)
    const profileId = uuidOf(told.shopper.profile_id)
    const isKnown = profileId !== undefined && (await profileById(tx, accountId, profileId))
    const { mailId } = await enqueueMail(tx, accountId, {
      to: deskAddress,
      ...(told.shopper.email === null ? {} : { replyTo: told.shopper.email }),
      ...handoffMail(told),
      headers: { 'Auto-Submitted': 'auto-generated' },
      // Asked for again, it is another mail.
      dedupeKey: `handoff ${deliveryId} ${attempts}`,
      ...(isKnown ? { profileId: isKnown.profileId } : {}),
      now: createdAt,
    })
    return { outcome: 'sent', reply: `mail ${mailId}`, providerId: null }
  })
}
