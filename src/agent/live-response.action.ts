import type { ResponseCustomer } from '../contract/agent-responses.ts'
import type { Channel } from '../contract/agent-words.ts'
import { findConversation } from '../conversation/conversations.sql.ts'
import { identifyShopper } from '../conversation/identify-shopper.action.ts'
import { type MessageReceipt, receiveMessage } from '../conversation/receive-message.action.ts'
import type { TurnOutcome } from '../conversation/turn-outcome.ts'
import { newUlidUuid } from '../platform/id.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { conflict } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import type { AgentSetup } from './brain.ts'
import { loadAgentSetup } from './load-agent-setup.action.ts'
import { customerIdentifiers, customerProfileId } from './preview-turn.action.ts'
import type { TurnRunner } from './turn-runner.action.ts'

export interface LiveMessage {
  accountId: string
  channel: Channel
  /** UUID of a conversation of the account that exists; null starts a new one. */
  conversationId: string | null
  text: string
  customer: ResponseCustomer | null
  /** The clock of the account. */
  now: Date
}

export interface LiveResponse {
  conversationId: string
  /** Null: a person answers in this conversation, so the agent says nothing. */
  outcome: TurnOutcome | null
  setup: AgentSetup
}

/**
 * A real message through the API: stored, answered and counted like one of any channel. The caller
 * delivers the answer, and vouches for the customer that it names.
 *
 * @param services `onStored`: called once the message is committed, before the agent thinks
 * @throws Problem 409 when the agent or the channel is off: then nothing is recorded
 */
export async function respondLive(
  { sql, turns, onStored }: { sql: Sql; turns: TurnRunner; onStored?: () => void },
  message: LiveMessage,
): Promise<LiveResponse> {
  const { accountId } = message
  const { receipt, setup } = await retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const agent = await loadAgentSetup(tx, accountId)
      if (!agent.isOn) throw agentIsOff()
      return { receipt: await receive(tx, message), setup: agent }
    }),
  )
  onStored?.()
  const { conversationId } = receipt
  const outcome = receipt.isTurnDue ? await turns.run(accountId, conversationId) : null
  return { conversationId, outcome, setup }
}

async function receive(tx: Tx, message: LiveMessage): Promise<MessageReceipt> {
  const { accountId, channel, conversationId, text, customer, now } = message
  const isNamed = hasIdentity(customer)
  const profileId = await profileFor(tx, message)
  const address =
    conversationId === null
      ? null
      : ((await findConversation(tx, accountId, conversationId))?.conversation.address ?? null)
  return receiveMessage(tx, accountId, {
    channel,
    ...(conversationId === null ? { isNewThread: true } : { conversationId }),
    shopper: { profileId, address, verifiedBy: isNamed ? 'sign-in' : null },
    text,
    now,
  })
}

function hasIdentity(customer: ResponseCustomer | null): boolean {
  return Boolean(customer?.profile_id || customer?.email || customer?.phone_number)
}

/** Whose conversation it is from here on. */
async function profileFor(tx: Tx, message: LiveMessage): Promise<string> {
  const { accountId, conversationId, customer, now } = message
  const input = await inputOf(tx, message)
  if (conversationId === null) return upserted(tx, accountId, input, now)
  const found = await findConversation(tx, accountId, conversationId)
  if (!found) throw new Error('the conversation was looked up before')
  if (!hasIdentity(customer)) return found.conversation.profileId
  const identified = await identifyShopper(tx, accountId, conversationId, {
    profile: input,
    verifiedBy: 'sign-in',
    now,
  })
  return identified.outcome === 'refused' ? found.conversation.profileId : identified.profileId
}

async function inputOf(tx: Tx, message: LiveMessage): Promise<ProfileInput> {
  const { accountId, customer, now } = message
  const identifiers = customerIdentifiers(customer)
  const id = customer?.profile_id
    ? await customerProfileId(tx, accountId, customer.profile_id)
    : undefined
  const isAnonymous = id === undefined && !identifiers.email && !identifiers.phone_number
  return {
    ...(id === undefined ? {} : { id }),
    identifiers: isAnonymous ? { anonymous_id: `agent-api-${newUlidUuid(now)}` } : identifiers,
    fields: {
      ...(customer?.first_name ? { first_name: customer.first_name } : {}),
      ...(customer?.last_name ? { last_name: customer.last_name } : {}),
    },
    identifierRule: 'add',
    onConflict: 'prefer-first',
  }
}

async function upserted(
  tx: Tx,
  accountId: string,
  input: ProfileInput,
  now: Date,
): Promise<string> {
  const [result] = await upsertProfiles(tx, accountId, [input], now)
  if (!result || result.outcome === 'refused') {
    throw conflict(
      'customer_refused',
      'The customer cannot be stored: its identifiers contradict each other, or are too many.',
      'Name the customer by one of them only.',
    )
  }
  return result.profileId
}

function agentIsOff() {
  return conflict(
    'agent_off',
    'The agent is switched off, so it takes no live messages.',
    'Switch it on in its settings, or use mode preview.',
  )
}
