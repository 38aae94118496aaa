import { languageOf } from '../account/account.ts'
import { findAccount } from '../account/accounts.sql.ts'
import type { TESTABLE_CHANNELS } from '../contract/channels.ts'
import { isEmail } from '../contract/values.ts'
import { enqueueMail } from '../message/enqueue-mail.action.ts'
import { enqueueText } from '../message/enqueue-text.action.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { conflict, invalid } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { findEmailChannel } from './email-channels.sql.ts'
import { type Destination, insertHandoffDelivery } from './handoff-deliveries.sql.ts'
import { SEND_HANDOFF } from './handoff-jobs.ts'
import { findHandoffSettings } from './handoff-settings.sql.ts'

type Testable = (typeof TESTABLE_CHANNELS)[number]

export interface TestSent {
  /** Of the mail, text or delivery, as the API writes it. */
  id: string
  /** Where what becomes of it can be read, without the id. */
  path: '/api/x/outbox-mails/' | '/api/x/outbox-texts/' | '/api/x/handoff-deliveries/'
}

/**
 * Send a test, really. It goes the way of everything else, so what can fail there fails here.
 *
 * @throws Problem 400 when the recipient does not suit the channel, 409 when nothing is set
 */
export function testChannel(
  sql: Sql,
  accountId: string,
  { channel, to, now }: { channel: Testable; to: string | undefined; now: Date },
): Promise<TestSent> {
  return inAccount(sql, accountId, (tx) => {
    switch (channel) {
      case 'sms':
      case 'whatsapp':
        return testText(tx, accountId, { channel, to, now })
      case 'email':
        return testMail(tx, accountId, { to, now })
      case 'handoff-webhook':
        return testHandoff(tx, accountId, 'webhook', now)
      case 'handoff-email':
        return testHandoff(tx, accountId, 'email', now)
    }
  })
}

async function testText(
  tx: Tx,
  accountId: string,
  { channel, to, now }: { channel: 'sms' | 'whatsapp'; to: string | undefined; now: Date },
): Promise<TestSent> {
  if (!to?.startsWith('+')) throw recipientProblem('a number such as +4930901820', to)
  const { name, language } = await shopOf(tx, accountId)
  const { textId } = await enqueueText(tx, accountId, {
    channel,
    to,
    body: language === 'de' ? `Testnachricht von ${name}.` : `Test message from ${name}.`,
    dedupeKey: `test ${newUlidUuid(now)}`,
    now,
  })
  return { id: ulidOf(textId), path: '/api/x/outbox-texts/' }
}

async function testMail(
  tx: Tx,
  accountId: string,
  { to, now }: { to: string | undefined; now: Date },
): Promise<TestSent> {
  if (to === undefined || !isEmail(to)) throw recipientProblem('an email address', to)
  const { name, language } = await shopOf(tx, accountId)
  const { supportAddress, senderName } = await findEmailChannel(tx, accountId)
  const { mailId } = await enqueueMail(tx, accountId, {
    to,
    ...(supportAddress === null
      ? {}
      : { from: { address: supportAddress, name: senderName ?? name } }),
    subject: language === 'de' ? `Testnachricht von ${name}` : `Test message from ${name}`,
    text:
      language === 'de'
        ? `Diese Nachricht zeigt, dass Mails von ${name} ankommen.\n`
        : `This message shows that mail from ${name} arrives.\n`,
    dedupeKey: `test ${newUlidUuid(now)}`,
    now,
  })
  return { id: ulidOf(mailId), path: '/api/x/outbox-mails/' }
}

async function testHandoff(
  tx: Tx,
  accountId: string,
  destination: Destination,
  now: Date,
): Promise<TestSent> {
  const settings = await findHandoffSettings(tx, accountId)
  const target = destination === 'webhook' ? settings.webhookUrl : settings.deskAddress
  if (target === null) {
    throw conflict(
      'no_destination',
      `No ${destination === 'webhook' ? 'webhook' : 'desk address'} is set for handoffs.`,
      'Set it with PATCH /api/x/handoff-settings.',
    )
  }
  const deliveryId = newUlidUuid(now)
  await insertHandoffDelivery(tx, {
    accountId,
    deliveryId,
    destination,
    cause: `test ${deliveryId}`,
    conversationId: null,
    payload: testPayload(accountId, now),
    createdAt: now,
  })
  await enqueue(tx, SEND_HANDOFF, { accountId, deliveryId })
  return { id: ulidOf(deliveryId), path: '/api/x/handoff-deliveries/' }
}

/** Shaped as a real one, about nobody. */
function testPayload(accountId: string, now: Date): Record<string, unknown> {
  const at = isoSeconds(now)
  return {
    type: 'conversation.handed-off',
    is_test: true,
    account_id: accountId,
    occurred_at: at,
    conversation: {
      id: '00000000-0000-0000-0000-000000000000',
      channel: 'web-chat',
      language: 'en',
      subject: null,
      episode: 1,
      created_at: at,
      tags: [],
    },
    escalation: { reason: 'shopper_requested', category: 'explicit-ask', skill: null },
    shopper: {
      profile_id: '00000000000000000000000000',
      email: null,
      phone_number: null,
      name: 'Test',
      verified_by: null,
    },
    transcript: [
      { position: 1, author: 'shopper', author_name: null, text: 'This is a test.', at },
    ],
  }
}

async function shopOf(tx: Tx, accountId: string) {
  const account = await findAccount(tx, accountId)
  return { name: account?.name ?? accountId, language: languageOf(account?.locale ?? 'en') }
}

function recipientProblem(wanted: string, to: string | undefined) {
  return invalid(
    '/data/attributes/to',
    to === undefined ? 'A test needs a recipient.' : `A test on this channel goes to ${wanted}.`,
    `Send ${wanted} in to.`,
  )
}
