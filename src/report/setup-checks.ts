import { CHANNELS, type Channel } from '../contract/agent-words.ts'
import type { SetupCheckName } from '../contract/agents.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds, MINUTE_MS } from '../platform/time.ts'
import type { JobFacts, SetupFacts, ZoneFacts } from './setup-checks.sql.ts'

/** Everything that the checks look at. */
export interface Setup extends SetupFacts, ZoneFacts, JobFacts {
  isOn: boolean
  channelsOn: readonly Channel[]
  /** What thinks for the agent; a model's name, or null for the offline brain. */
  model: string | null
  hasSmtp: boolean
  /** Names of tools whose secret was deleted. */
  toolsWithoutSecret: readonly string[]
  /** Rows that the slowest follower has not read yet, at its last look. */
  lagRows: number
  slowestFollower: string | null
}

export interface SetupCheck {
  name: SetupCheckName
  state: 'ok' | 'warning' | 'missing' | 'unknown'
  finding: string
  fix: string | null
  facts: Record<string, unknown>
}

/** A shopper who waits longer than this waits for something that is broken. */
const UNANSWERED_AFTER_MS = MINUTE_MS
/** So much work in a log is done within a second. */
const LAG_ROWS_MAX = 5_000
/** A job that is due for longer than this waits for others, or for a worker that is not there. */
export const JOB_LATE_AFTER_MS = 5 * MINUTE_MS
/** So many profiles of one place are no coincidence. */
const ZONE_PROFILES_MIN = 20
/** What an account is opened with when nobody says where the shop is. */
const UNTOLD_ZONES: readonly string[] = ['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT']

/**
 * Everything that has to be there before the agent can help, in the order in which to see to it.
 * @param now of the account's clock; jobs are due by the wall clock
 */
export function setupChecks(
  setup: Setup,
  { now, wallNow }: { now: Date; wallNow: Date },
): SetupCheck[] {
  return [
    agentOn(setup),
    channelLive(setup),
    knowledgeIndexed(setup),
    catalogPresent(setup),
    ordersPresent(setup),
    brain(setup),
    mail(setup),
    secrets(setup),
    timeZone(setup),
    lastMessage(setup, now),
    lastEvent(setup),
    profiles(setup),
    handoffs(setup),
    lag(setup),
    jobs(setup, wallNow),
  ]
}

function agentOn({ isOn }: Setup): SetupCheck {
  return isOn
    ? ok('agent-on', 'The agent is on.')
    : {
        name: 'agent-on',
        state: 'missing',
        finding: 'The agent is off: nothing is answered, and nothing is recorded.',
        fix: 'Switch the agent on.',
        facts: {},
      }
}

function channelLive({ channelsOn }: Setup): SetupCheck {
  const facts = { on: channelsOn, off: CHANNELS.filter((one) => !channelsOn.includes(one)) }
  return channelsOn.length > 0
    ? ok('channel-live', `Live on ${channelsOn.join(', ')}.`, facts)
    : {
        name: 'channel-live',
        state: 'missing',
        finding: 'No channel is on, so no shopper can write.',
        fix: 'Switch on a channel; web chat needs nothing but its script tag.',
        facts,
      }
}

function knowledgeIndexed(setup: Setup): SetupCheck {
  const { knowledgeIndexed: indexed, knowledgeFailed: failed, knowledgeUnderWay: underWay } = setup
  const facts = { indexed, failed, under_way: underWay }
  const name = 'knowledge-indexed'
  if (indexed === 0) {
    return {
      name,
      state: underWay > 0 ? 'warning' : 'missing',
      finding:
        underWay > 0
          ? `${underWay} sources are being read.`
          : 'There is no knowledge, so questions about the shop go to people.',
      fix: underWay > 0 ? null : 'Add your policies as a snippet, a web page or a file.',
      facts,
    }
  }
  if (failed > 0) {
    return {
      name,
      state: 'warning',
      finding: `${indexed} sources are indexed, ${failed} could not be read.`,
      fix: 'Look at the error of each, and add it again.',
      facts,
    }
  }
  return ok(name, `${indexed} sources are indexed.`, facts)
}

function catalogPresent({ products }: Setup): SetupCheck {
  return products > 0
    ? ok('catalog-present', `${products} products are published.`, { products })
    : {
        name: 'catalog-present',
        state: 'missing',
        finding: 'There are no products, so none can be recommended.',
        fix: 'Create catalogue items through the API.',
        facts: { products },
      }
}

function ordersPresent({ orders, lastOrderAt }: Setup): SetupCheck {
  const facts = { orders, last_order_at: instant(lastOrderAt) }
  return orders > 0
    ? ok('orders-present', `${orders} orders are recorded.`, facts)
    : {
        name: 'orders-present',
        state: 'missing',
        finding: 'There are no orders, so none can be tracked.',
        fix: 'Send Placed Order and Fulfilled Order events, or import orders.',
        facts,
      }
}

function brain({ model, modelFailures, turnsOfDay }: Setup): SetupCheck {
  const facts = { model, turns: turnsOfDay, failures: modelFailures }
  if (model === null) return ok('brain', 'The offline brain answers; no model is needed.', facts)
  return modelFailures === 0
    ? ok('brain', `The model ${model} answers, with the offline brain behind it.`, facts)
    : {
        name: 'brain',
        state: 'warning',
        finding: `The model ${model} failed in ${modelFailures} of ${turnsOfDay} turns of the last day; the offline brain answered.`,
        fix: 'Check address, key and limits of the model; each trace has the reason.',
        facts,
      }
}

function mail({ hasSmtp, failedMails }: Setup): SetupCheck {
  const facts = { has_smtp: hasSmtp, failed: failedMails }
  if (!hasSmtp) {
    return {
      name: 'mail',
      state: 'warning',
      finding: 'No mail server is set: one-time codes and replies stay in the outbox here.',
      fix: 'Set SMTP_URL and start the server again.',
      facts,
    }
  }
  return failedMails === 0
    ? ok('mail', 'Mails go out.', facts)
    : {
        name: 'mail',
        state: 'warning',
        finding: `${failedMails} mails of the last day could not be sent.`,
        fix: 'The outbox has the reason for each.',
        facts,
      }
}

function secrets({ toolsWithoutSecret }: Setup): SetupCheck {
  const facts = { tools: toolsWithoutSecret }
  return toolsWithoutSecret.length === 0
    ? ok('secrets', 'Every tool has its secrets.', facts)
    : {
        name: 'secrets',
        state: 'warning',
        finding: `A secret is missing for: ${toolsWithoutSecret.join(', ')}.`,
        fix: 'Bind another secret to each of these tools.',
        facts,
      }
}

/** Schedules, quiet hours and the days of reports go by the account's zone. */
function timeZone({ zone, profilesZone, profilesThere, profilesWithZone }: Setup): SetupCheck {
  const facts = { zone, profiles_zone: profilesZone, there: profilesThere, of: profilesWithZone }
  const isElsewhere =
    UNTOLD_ZONES.includes(zone) &&
    profilesZone !== null &&
    !UNTOLD_ZONES.includes(profilesZone) &&
    profilesThere >= ZONE_PROFILES_MIN &&
    profilesThere > profilesWithZone / 2
  return isElsewhere
    ? {
        name: 'time-zone',
        state: 'warning',
        finding: `The account's time zone is ${zone}, but most profiles live in ${profilesZone}.`,
        fix: 'Choose the time zone of the shop: schedules, quiet hours and reports go by it.',
        facts,
      }
    : ok('time-zone', `The account's time zone is ${zone}.`, facts)
}

function lastMessage(setup: Setup, now: Date): SetupCheck {
  const { lastMessageAt, lastMessageChannel, unanswered, oldestUnansweredAt } = setup
  const facts = {
    at: instant(lastMessageAt),
    channel: lastMessageChannel,
    unanswered,
    oldest_unanswered_at: instant(oldestUnansweredAt),
  }
  const name = 'last-message'
  if (lastMessageAt === null) {
    return {
      name,
      state: 'unknown',
      finding: 'No shopper has written yet.',
      fix: 'Open your shop and send a test message.',
      facts,
    }
  }
  const waitedMs = oldestUnansweredAt ? now.getTime() - oldestUnansweredAt.getTime() : 0
  return waitedMs > UNANSWERED_AFTER_MS
    ? {
        name,
        state: 'warning',
        finding: `${unanswered} conversations wait for the agent's answer.`,
        fix: 'Look at the log of the server; turns that were lost are taken up within a minute.',
        facts,
      }
    : ok(name, `A shopper wrote on ${lastMessageChannel}.`, facts)
}

function lastEvent({ lastEventAt, lastEventMetric, lastMessageAt }: Setup): SetupCheck {
  const facts = { at: instant(lastEventAt), metric: lastEventMetric }
  if (lastEventAt !== null) return ok('last-event', `The last was: ${lastEventMetric}.`, facts)
  return {
    name: 'last-event',
    state: lastMessageAt === null ? 'unknown' : 'warning',
    finding: 'None of the four metrics has an event yet.',
    fix: 'Hold a conversation; events are recorded with it. Previews record none.',
    facts,
  }
}

function profiles({ conversationsOfDay, identifiedOfDay }: Setup): SetupCheck {
  const facts = { conversations: conversationsOfDay, identified: identifiedOfDay }
  const name = 'profiles'
  if (conversationsOfDay === 0) {
    return {
      name,
      state: 'unknown',
      finding: 'There was no conversation within the last day.',
      fix: 'Hold one, and see here whether shoppers are known.',
      facts,
    }
  }
  const finding = `${identifiedOfDay} of ${conversationsOfDay} conversations of the last day belong to a known profile.`
  return identifiedOfDay > 0
    ? ok(name, finding, facts)
    : { name, state: 'warning', finding, fix: 'Have your shop say who is signed in.', facts }
}

function handoffs({ failedHandoffs }: Setup): SetupCheck {
  const facts = { failed: failedHandoffs }
  return failedHandoffs === 0
    ? ok('handoffs', 'No handoff to another desk failed within the last day.', facts)
    : {
        name: 'handoffs',
        state: 'warning',
        finding: `${failedHandoffs} handoffs of the last day did not reach the other desk.`,
        fix: 'Check its address; each delivery has the reason and can be sent again.',
        facts,
      }
}

function lag({ lagRows, slowestFollower, failures }: Setup): SetupCheck {
  const facts = { rows: lagRows, follower: slowestFollower, failures }
  if (failures > 0) {
    return {
      name: 'lag',
      state: 'warning',
      finding: `${failures} rows of the last day could not be worked on and were passed over.`,
      fix: 'The table follower_failures has the reason for each.',
      facts,
    }
  }
  return lagRows <= LAG_ROWS_MAX
    ? ok('lag', 'Everything that was recorded is worked on.', facts)
    : {
        name: 'lag',
        state: 'warning',
        finding: `${slowestFollower} is ${lagRows} rows behind.`,
        fix: 'It catches up by itself; if it does not, look at the log of the server.',
        facts,
      }
}

function jobs({ lateJobs, oldestLateJobAt, jobsGivenUp }: Setup, wallNow: Date): SetupCheck {
  const waitedMs = oldestLateJobAt ? wallNow.getTime() - oldestLateJobAt.getTime() : 0
  const minutes = Math.floor(waitedMs / MINUTE_MS)
  const facts = { late: lateJobs, minutes, given_up: jobsGivenUp }
  const name = 'jobs'
  if (lateJobs > 0) {
    return {
      name,
      state: 'warning',
      finding: `${lateJobs} jobs of this server are due and not begun, the oldest for ${minutes} minutes.`,
      fix: 'It catches up by itself; if it does not, look at the log of the server.',
      facts,
    }
  }
  return jobsGivenUp === 0
    ? ok(name, 'No job waits for longer than it should.', facts)
    : {
        name,
        state: 'warning',
        finding: `${jobsGivenUp} jobs of this server failed for good within the last day.`,
        fix: 'The log of the server has the reason for each.',
        facts,
      }
}

function ok(
  name: SetupCheckName,
  finding: string,
  facts: Record<string, unknown> = {},
): SetupCheck {
  return { name, state: 'ok', finding, fix: null, facts }
}

function instant(at: Date | null): string | null {
  return at && isoSeconds(at)
}

export function setupCheckResource({ name, state, finding, fix, facts }: SetupCheck): Resource {
  return { type: 'agent-setup-check', id: name, attributes: { state, finding, fix, facts } }
}
