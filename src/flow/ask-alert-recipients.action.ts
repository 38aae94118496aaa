import { listMembers } from '../account/members.sql.ts'
import { emailKeyOf } from '../account/user.ts'
import { ALERT_RECIPIENTS_OF_ACCOUNT_MAX, type FlowAction } from '../contract/flows.ts'
import { isEmail } from '../contract/values.ts'
import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { conflict, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import {
  countAsked,
  findAlertRecipient,
  insertAlertRecipients,
  noteAsked,
  recipientsByEmail,
} from './alert-recipients.sql.ts'
import {
  type AlertRecipientRow,
  type AlertRecipientState,
  ASK_AGAIN_MS,
  ASK_ALERT_RECIPIENT,
  ASKED_PER_DAY_MAX,
  ASKED_WINDOW_MS,
  stateOf,
  TIMES_ASKED_MAX,
} from './alert-recipients.ts'

/** How addresses stand, by their keys. What is not in it was never asked. */
export async function alertStates(
  tx: Tx,
  accountId: string,
  emails: readonly string[],
): Promise<Map<string, AlertRecipientState>> {
  if (emails.length === 0) return new Map()
  const rows = await recipientsByEmail(tx, accountId, [...new Set(emails.map(emailKeyOf))])
  const members = await listMembers(tx, accountId)
  return new Map([
    ...rows.map((row) => [row.emailKey, stateOf(row)] as const),
    ...members.map((member) => [emailKeyOf(member.email), 'member'] as const),
  ])
}

/** Addresses of alerts, as they are written. */
export function alertAddresses(actions: readonly FlowAction[]): string[] {
  return actions.flatMap((action) =>
    action.type === 'send-internal-alert' ? action.data.message.to_emails.filter(isEmail) : [],
  )
}

/**
 * Ask those of the addresses that are neither members nor were asked before. Beyond what an account
 * may ask in a day nobody is asked; they are when the next alert would go to them.
 */
export async function askNewRecipients(
  tx: Tx,
  accountId: string,
  emails: readonly string[],
  wallNow: Date,
): Promise<void> {
  const byKey = new Map(emails.map((email) => [emailKeyOf(email), email]))
  const known = await alertStates(tx, accountId, [...byKey.values()])
  const fresh = [...byKey].filter(([key]) => !known.has(key))
  if (fresh.length === 0) return
  const asked = await askedBy(tx, accountId, wallNow)
  const room = Math.min(
    ASKED_PER_DAY_MAX - asked.lately,
    ALERT_RECIPIENTS_OF_ACCOUNT_MAX - asked.all,
  )
  await ask(tx, accountId, fresh.slice(0, Math.max(0, room)), wallNow)
}

/**
 * Ask one address, for the first time or again.
 * @throws Problem 409 when there is nothing to ask, or it was asked too often
 */
export async function askRecipient(
  tx: Tx,
  accountId: string,
  email: string,
  wallNow: Date,
): Promise<AlertRecipientRow> {
  const key = emailKeyOf(email)
  const state = (await alertStates(tx, accountId, [email])).get(key)
  if (state === 'member' || state === 'confirmed') {
    throw conflict('nothing_to_ask', `${quote(email)} gets alerts already: it is ${state}.`)
  }
  if (state === 'declined') {
    throw conflict(
      'declined',
      `${quote(email)} does not want alerts.`,
      'Its owner can still say yes with the link in the mail they got.',
    )
  }
  const asked = await askedBy(tx, accountId, wallNow)
  if (asked.lately >= ASKED_PER_DAY_MAX) {
    throw conflict(
      'limit_reached',
      `${ASKED_PER_DAY_MAX} addresses were asked within a day; more are not allowed.`,
      'Ask again tomorrow.',
    )
  }
  const [before] = await recipientsByEmail(tx, accountId, [key])
  if (before) return askAgain(tx, accountId, before, wallNow)
  if (asked.all >= ALERT_RECIPIENTS_OF_ACCOUNT_MAX) {
    throw conflict(
      'limit_reached',
      `${ALERT_RECIPIENTS_OF_ACCOUNT_MAX} addresses were asked; more are not allowed.`,
      'Invite people who work for the account: members are not asked.',
    )
  }
  const [recipientId] = await ask(tx, accountId, [[key, email]], wallNow)
  const row = recipientId && (await findAlertRecipient(tx, accountId, recipientId))
  if (!row) throw conflict('asked_meanwhile', `${quote(email)} was asked at the same moment.`)
  return row
}

async function askAgain(
  tx: Tx,
  accountId: string,
  before: AlertRecipientRow,
  wallNow: Date,
): Promise<AlertRecipientRow> {
  const { recipientId, email, askedAt, timesAsked } = before
  if (wallNow.getTime() - askedAt.getTime() < ASK_AGAIN_MS) {
    throw conflict(
      'asked_lately',
      `${quote(email)} was asked at ${askedAt.toISOString()}.`,
      'Wait ten minutes: the mail may still be on its way.',
    )
  }
  if (timesAsked >= TIMES_ASKED_MAX) {
    throw conflict(
      'asked_too_often',
      `${quote(email)} was asked ${timesAsked} times and did not answer.`,
      'Use another address, or tell its owner to look for the mail.',
    )
  }
  await noteAsked(tx, accountId, recipientId, wallNow)
  await enqueue(tx, ASK_ALERT_RECIPIENT, { accountId, recipientId })
  return { ...before, askedAt: wallNow, timesAsked: timesAsked + 1 }
}

function askedBy(tx: Tx, accountId: string, wallNow: Date) {
  return countAsked(tx, accountId, new Date(wallNow.getTime() - ASKED_WINDOW_MS))
}

/** Answers who is asked: not those whom somebody else asks at the same moment. */
async function ask(
  tx: Tx,
  accountId: string,
  addresses: readonly (readonly [key: string, email: string])[],
  wallNow: Date,
): Promise<string[]> {
  if (addresses.length === 0) return []
  const asked = await insertAlertRecipients(
    tx,
    accountId,
    addresses.map(([emailKey, email]) => ({ recipientId: newUlidUuid(wallNow), email, emailKey })),
    wallNow,
  )
  for (const { recipientId } of asked) {
    await enqueue(tx, ASK_ALERT_RECIPIENT, { accountId, recipientId })
  }
  return asked.map((one) => one.recipientId)
}
