import { setTimeout as pause } from 'node:timers/promises'
import { ShortCache } from '../account/short-cache.ts'
import type { Language } from '../contract/agent-words.ts'
import { claimTurn } from '../conversation/claim-turn.action.ts'
import { commitTurn, type TurnCommit } from '../conversation/commit-turn.action.ts'
import type { ConversationChanges } from '../conversation/conversation-changes.action.ts'
import { conversationsDue } from '../conversation/due.sql.ts'
import { identifyShopper } from '../conversation/identify-shopper.action.ts'
import type { ClaimedTurn, TurnOutcome } from '../conversation/turn-outcome.ts'
import { understand } from '../intent/understand.ts'
import { nowIn } from '../platform/clock.ts'
import { enqueue } from '../platform/job.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, inEveryAccount, readInAccount, type Tx } from '../platform/sql.ts'
import { SECOND_MS } from '../platform/time.ts'
import type { AgentSetup } from './brain.ts'
import { callPerson } from './call-person.ts'
import { loadAgentSetup } from './load-agent-setup.action.ts'
import { NOTE_GAP } from './noted-gap.ts'
import { findOfficeHours } from './office-hours.sql.ts'
import { availability, type OfficeHours } from './office-hours.ts'
import { phrasesFor } from './phrases.ts'
import { type ProofDesk, type ThinkingServices, thinkTurn } from './think-turn.action.ts'
import { checkCode, requestCode } from './verify-shopper.action.ts'

export interface TurnServices extends ThinkingServices {
  changes: Pick<ConversationChanges, 'emit'>
  /** Of the installation: keys the hashes of one-time codes. */
  secret: Buffer
  /** Whether the storefront tells who its visitors are. */
  canSignIn: (tx: Tx, accountId: string) => Promise<boolean>
}

export interface TurnRunner {
  /**
   * Answer what is due in a conversation. Resolves when nothing is; never rejects.
   * @returns what was said last; null: nothing was due, or another process said it
   */
  run: (accountId: string, conversationId: string) => Promise<TurnOutcome | null>
  /** The same, soon, and without waiting for it: for those who just committed a message. */
  requested: (accountId: string, conversationId: string) => void
  /** Look now and then for turns that a killed process left behind. */
  start: () => void
  /** Answer what is due in any conversation; resolves when it is done. */
  sweep: () => Promise<void>
  /** Let the turns under way end, or drop them: another process, or the next start, takes them. */
  stop: () => Promise<void>
}

/** Turns thought at once in this process; others wait in line. */
const TURNS_AT_ONCE = 32
/** A shopper who writes while the agent thinks makes it think again, this often at most. */
const ATTEMPTS_MAX = 10
const SWEEP_EVERY_MS = 15 * SECOND_MS
/** A turn that is this old has no process that thinks about it. */
const FORGOTTEN_AFTER_MS = 30 * SECOND_MS
const SWEPT_MAX = 500
/** A burst of turns reads the agent's setup once; a change holds from the next moment on. */
const SETUP_FRESH_MS = 200
const SETUPS_KEPT_MAX = 1_000
const STOP_WAIT_MS = 3 * SECOND_MS

/**
 * Runs the agent's turns in this process, one at a time for each conversation. Several processes
 * may do so: whoever commits first has answered, and the others find nothing to do.
 */
export function createTurnRunner(services: TurnServices): TurnRunner {
  const { log, sql } = services
  const running = new Map<string, { again: boolean; done: Promise<TurnOutcome | null> }>()
  const line = new WaitingLine(TURNS_AT_ONCE)
  const setups = new ShortCache<AccountSetup>({ sizeMax: SETUPS_KEPT_MAX, freshMs: SETUP_FRESH_MS })
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined

  function run(accountId: string, conversationId: string): Promise<TurnOutcome | null> {
    const key = `${accountId} ${conversationId}`
    const known = running.get(key)
    if (known) {
      // It may have claimed before this message came.
      known.again = true
      return known.done
    }
    const state = { again: true, done: Promise.resolve<TurnOutcome | null>(null) }
    state.done = (async () => {
      let said: TurnOutcome | null = null
      try {
        while (state.again && !stopping.signal.aborted) {
          state.again = false
          const which = { accountId, conversationId }
          const work = () => answer(services, { which, setups, signal: stopping.signal })
          said = (await line.pass(work)) ?? said
        }
      } catch (error) {
        log.error({ err: error, conversation: conversationId }, 'a turn was not answered')
      } finally {
        running.delete(key)
      }
      return said
    })()
    running.set(key, state)
    return state.done
  }

  async function sweep(): Promise<void> {
    const answerableBefore = new Date(Date.now() - FORGOTTEN_AFTER_MS)
    const due = await inEveryAccount(sql, (tx) =>
      conversationsDue(tx, { answerableBefore, limit: SWEPT_MAX }),
    )
    await Promise.all(due.map((one) => run(one.accountId, one.conversationId)))
  }

  function sweepQuietly(): void {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'forgotten turns were not found'))
  }

  return {
    run,
    requested: (accountId, conversationId) => void run(accountId, conversationId),
    sweep,
    start: () => {
      // The router's model is unpacked on first use, which the first shopper should not wait for.
      setImmediate(() => understand(''))
      sweepQuietly()
      timer = setInterval(sweepQuietly, SWEEP_EVERY_MS)
    },
    stop: async () => {
      clearInterval(timer)
      const ending = Promise.all([...running.values()].map(({ done }) => done))
      await Promise.race([ending, pause(STOP_WAIT_MS)])
      stopping.abort()
      await Promise.race([ending, pause(STOP_WAIT_MS)])
    },
  }
}

interface Which {
  accountId: string
  conversationId: string
}

/** What holds for all conversations of an account. */
interface AccountSetup {
  setup: AgentSetup
  officeHours: OfficeHours
  canSignIn: boolean
}

/** What is known of a conversation when its turn begins. */
interface Begun extends AccountSetup {
  turn: ClaimedTurn
  /** The clock of the account. */
  now: Date
}

interface Answering {
  which: Which
  setups: ShortCache<AccountSetup>
  signal: AbortSignal
}

/** Think and commit until nothing is due. */
async function answer(
  services: TurnServices,
  { which, setups, signal }: Answering,
): Promise<TurnOutcome | null> {
  const { accountId, conversationId } = which
  for (let attempt = 1; attempt <= ATTEMPTS_MAX && !signal.aborted; attempt += 1) {
    const known = await setups.get(accountId, performance.now(), () =>
      accountSetup(services, accountId),
    )
    const begun = known.setup.isOn ? await begin(services, which, known) : undefined
    if (!begun) return null
    const typing = { kind: 'typing', accountId, conversationId, author: 'agent' } as const
    services.changes.emit({ ...typing, isTyping: true })
    try {
      const { outcome, turn } = await thinkTurn(services, {
        ...begun,
        proof: proofDesk(services, begun),
        signal,
        onText: (text) => services.changes.emit({ kind: 'part', accountId, conversationId, text }),
        source: 'conversation',
      })
      const { done, said } = await commitOrHandOff(services, turn, { outcome, begun })
      if (done === 'committed') return said
      if (done === 'taken-over') return null
    } finally {
      services.changes.emit({ ...typing, isTyping: false })
    }
  }
  return null
}

function accountSetup(services: TurnServices, accountId: string): Promise<AccountSetup> {
  return readInAccount(services.sql, accountId, async (tx) => {
    const [setup, officeHours, canSignIn] = await Promise.all([
      loadAgentSetup(tx, accountId),
      findOfficeHours(tx, accountId),
      services.canSignIn(tx, accountId),
    ])
    return { setup, officeHours, canSignIn }
  })
}

function begin(
  services: TurnServices,
  { accountId, conversationId }: Which,
  known: AccountSetup,
): Promise<Begun | undefined> {
  return readInAccount(services.sql, accountId, async (tx) => {
    const [now, turn] = await Promise.all([
      nowIn(tx, accountId),
      claimTurn(tx, accountId, conversationId),
    ])
    return turn && { ...known, turn, now }
  })
}

function proofDesk(services: TurnServices, { turn, setup, now }: Begun): ProofDesk {
  const { sql, secret } = services
  const { accountId, conversationId } = turn
  return {
    send: (email: string, language: Language) =>
      inAccount(sql, accountId, (tx) =>
        requestCode(tx, accountId, {
          conversationId,
          email,
          shopName: setup.shopName,
          phrases: phrasesFor(language, setup.tone),
          key: secret,
          now,
        }),
      ),
    check: (code: string) =>
      retryLostRaces(() =>
        inAccount(sql, accountId, async (tx) => {
          const profileId = await checkCode(tx, accountId, {
            conversationId,
            code,
            key: secret,
            now,
          })
          if (profileId === undefined) return undefined
          const identified = await identifyShopper(tx, accountId, conversationId, {
            profile: {
              id: profileId,
              identifiers: {},
              fields: {},
              identifierRule: 'add',
              onConflict: 'prefer-first',
            },
            verifiedBy: 'code',
            now,
          })
          if (identified.outcome === 'refused') return undefined
          return claimTurn(tx, accountId, conversationId)
        }),
      ),
  }
}

interface ToCommit {
  outcome: TurnOutcome
  begun: Begun
}

/** When an outcome cannot be stored, a plain handoff can: nobody is left without an answer. */
async function commitOrHandOff(
  services: TurnServices,
  turn: ClaimedTurn,
  { outcome, begun }: ToCommit,
): Promise<{ done: TurnCommit; said: TurnOutcome }> {
  try {
    return { done: await commit(services, turn, outcome, begun.now), said: outcome }
  } catch (error) {
    services.log.error(
      { err: error, conversation: turn.conversationId },
      'what a turn came to could not be stored; a person takes over',
    )
    const said = outage(outcome, begun)
    return { done: await commit(services, turn, said, begun.now), said }
  }
}

function commit(
  { sql }: TurnServices,
  turn: ClaimedTurn,
  outcome: TurnOutcome,
  now: Date,
): Promise<TurnCommit> {
  const { accountId, conversationId } = turn
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const done = await commitTurn(tx, turn, outcome, now)
      if (done === 'committed' && outcome.knowledgeGap !== null) {
        const { knowledgeGap: question, language } = outcome
        const asked = { question, language, position: turn.readUpTo, askedAt: now.toISOString() }
        await enqueue(tx, NOTE_GAP, { accountId, conversationId, ...asked })
      }
      return done
    }),
  )
}

function outage(
  { language, trace }: TurnOutcome,
  { setup, turn, officeHours, now }: Begun,
): TurnOutcome {
  const action = callPerson(
    { reason: 'outage', says: [] },
    {
      channel: turn.channel,
      language,
      phrases: phrasesFor(language, setup.tone),
      availability: availability(officeHours, now),
      closedMessage: officeHours.closedMessage[language],
    },
  )
  return {
    action,
    skill: null,
    language,
    tags: [],
    knowledgeGap: null,
    memory: {},
    trace: {
      ...trace,
      tools: [],
      passages: [],
      fallback: 'its outcome could not be stored',
    },
  }
}

/** Lets so many pass at once; the others wait in the order in which they came. */
class WaitingLine {
  private free: number
  private readonly waiting: (() => void)[] = []

  constructor(places: number) {
    this.free = places
  }

  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free -= 1
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.free += 1
    }
  }
}
