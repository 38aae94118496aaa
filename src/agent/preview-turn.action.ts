import type { ResponseCustomer } from '../contract/agent-responses.ts'
import type { Channel } from '../contract/agent-words.ts'
import type {
  ClaimedTurn,
  ShopperFacts,
  TranscriptLine,
  TurnOutcome,
} from '../conversation/turn-outcome.ts'
import { uuidOf } from '../platform/id.ts'
import { invalid, quote } from '../platform/problem.ts'
import { readInAccount, type Tx } from '../platform/sql.ts'
import { type Identifiers, identifiersOf, readIdentifiers } from '../profile/identifiers.ts'
import { profileById } from '../profile/profiles.sql.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import type { AgentSetup } from './brain.ts'
import { loadAgentSetup } from './load-agent-setup.action.ts'
import { findOfficeHours } from './office-hours.sql.ts'
import type { OfficeHours } from './office-hours.ts'
import { type ProofDesk, type ThinkingServices, thinkTurn } from './think-turn.action.ts'

export interface PreviewMessage {
  role: 'user' | 'agent'
  content: string
}

export interface TurnPreview {
  accountId: string
  /** Of a conversation that is stored nowhere. */
  conversationId: string
  channel: Channel
  /** The last one is the shopper's. */
  messages: readonly PreviewMessage[]
  customer: ResponseCustomer | null
  /** The clock of the account. */
  now: Date
  signal: AbortSignal
}

export interface PreviewedTurn {
  outcome: TurnOutcome
  setup: AgentSetup
}

/** Nobody: no profile has this id. */
const NOBODY_ID = '00000000-0000-0000-0000-000000000000'
/** Earlier messages of the shopper that are read again to know what the conversation is about. */
const REPLAYED_MAX = 8

/**
 * What the agent would answer, without a trace in the database: no conversation, no events, no code
 * by mail, no count of a tool. Skills that are drafts take part.
 *
 * What a conversation remembers between turns is found out by thinking the earlier messages again,
 * without the tools of the shop, which may change something elsewhere.
 *
 * @throws Problem 400 for a customer whose profile does not exist
 */
export async function previewTurn(
  services: ThinkingServices,
  preview: TurnPreview,
): Promise<PreviewedTurn> {
  const { accountId, messages, now, signal } = preview
  const { setup, officeHours, shopper } = await readInAccount(
    services.sql,
    accountId,
    async (tx) => ({
      setup: await loadAgentSetup(tx, accountId, { withDrafts: true }),
      officeHours: await findOfficeHours(tx, accountId),
      shopper: await shopperOf(tx, accountId, preview.customer),
    }),
  )
  const quiet: ThinkingServices = { ...services, toolCalls: NOT_COUNTED }
  const lines = messages.map(
    (one, at): TranscriptLine => ({
      position: at + 1,
      author: one.role === 'user' ? 'shopper' : 'agent',
      text: one.content,
      at: now,
    }),
  )
  let known = START
  for (const end of replayedEnds(lines)) {
    const { outcome } = await thinkTurn(
      { ...quiet, llm: null },
      {
        ...thinking(setup, officeHours, now, signal),
        setup: withoutOwnTools(setup),
        turn: turnOf(preview, shopper, lines.slice(0, end), known),
      },
    )
    known = knownAfter(outcome)
  }
  const { outcome } = await thinkTurn(quiet, {
    ...thinking(setup, officeHours, now, signal),
    setup,
    turn: turnOf(preview, shopper, lines, known),
  })
  return { outcome, setup }
}

/** What a turn leaves to the next one. */
interface Known {
  memory: Record<string, unknown>
  skill: string | null
  isHandoffOffered: boolean
  language: ClaimedTurn['language']
}

const START: Known = { memory: {}, skill: null, isHandoffOffered: false, language: null }

const NOT_COUNTED: ThinkingServices['toolCalls'] = {
  note: () => {},
  drain: () => Promise.resolve(),
}

/** In a preview nobody is sent a code, and so none can be right. */
const NO_PROOF: ProofDesk = {
  send: () => Promise.resolve(true),
  check: () => Promise.resolve(undefined),
}

function thinking(setup: AgentSetup, officeHours: OfficeHours, now: Date, signal: AbortSignal) {
  return {
    setup,
    officeHours,
    canSignIn: false,
    now,
    proof: NO_PROOF,
    signal,
    source: 'test',
  } as const
}

function withoutOwnTools(setup: AgentSetup): AgentSetup {
  return { ...setup, skills: setup.skills.map((skill) => ({ ...skill, customTools: [] })) }
}

/** Where each earlier turn ended: after the shopper's words, before the agent's. */
function replayedEnds(lines: readonly TranscriptLine[]): number[] {
  return lines
    .flatMap((line, at) => {
      const next = lines[at + 1]
      return line.author === 'shopper' && next?.author === 'agent' ? [at + 1] : []
    })
    .slice(-REPLAYED_MAX)
}

function knownAfter({ action, memory, skill, language }: TurnOutcome): Known {
  return { memory, skill, language, isHandoffOffered: action.kind === 'offer-handoff' }
}

function turnOf(
  { accountId, conversationId, channel }: TurnPreview,
  shopper: ShopperFacts,
  lines: readonly TranscriptLine[],
  known: Known,
): ClaimedTurn {
  const answered = lines.findLastIndex((line) => line.author === 'agent')
  return {
    accountId,
    conversationId,
    episode: 1,
    channel,
    language: known.language,
    shopper,
    page: null,
    previousSkill: known.skill,
    isHandoffOffered: known.isHandoffOffered,
    transcript: [...lines],
    unanswered: lines.slice(answered + 1),
    readUpTo: lines.length,
    turnsBefore: lines.filter((line) => line.author === 'agent').length,
    memory: known.memory,
  }
}

const CUSTOMER = '/data/attributes/customer'

/** Whoever holds a key of the account vouches for the customer that they name. */
async function shopperOf(
  tx: Tx,
  accountId: string,
  customer: ResponseCustomer | null,
): Promise<ShopperFacts> {
  const identifiers = customerIdentifiers(customer)
  const profileId = await profileIdOf(tx, accountId, customer, identifiers)
  const profile = profileId === undefined ? undefined : await profileById(tx, accountId, profileId)
  return {
    profileId: profile?.profileId ?? NOBODY_ID,
    email: profile?.email ?? identifiers.email ?? null,
    phoneNumber: profile?.phone_number ?? identifiers.phone_number ?? null,
    firstName: customer?.first_name ?? profile?.first_name ?? null,
    lastName: customer?.last_name ?? profile?.last_name ?? null,
    isVerified: profile !== undefined,
  }
}

/** @throws Problem 400 for an address or a number that is none */
export function customerIdentifiers(customer: ResponseCustomer | null): Identifiers {
  if (!customer) return {}
  const { email, phone_number } = customer
  return readIdentifiers(
    { email: email ?? undefined, phone_number: phone_number ?? undefined },
    CUSTOMER,
  )
}

async function profileIdOf(
  tx: Tx,
  accountId: string,
  customer: ResponseCustomer | null,
  identifiers: Identifiers,
): Promise<string | undefined> {
  if (customer?.profile_id) return customerProfileId(tx, accountId, customer.profile_id)
  const [found] = await findProfiles(tx, accountId, {
    identifiers: identifiersOf(identifiers),
    ids: [],
  })
  return found?.profileId
}

/** @throws Problem 400 when the account has no such profile */
export async function customerProfileId(
  tx: Tx,
  accountId: string,
  profileId: string,
): Promise<string> {
  const uuid = uuidOf(profileId)
  const profile = uuid === undefined ? undefined : await profileById(tx, accountId, uuid)
  if (profile) return profile.profileId
  throw invalid(
    `${CUSTOMER}/profile_id`,
    `A profile with id ${quote(profileId)} does not exist.`,
    'Use the id of a profile of this account, or name the customer by email or phone number.',
  )
}
