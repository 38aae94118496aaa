import type { TFunction } from 'i18next'
import { AGENT_METRIC_NAMES } from '../../../src/contract/metric-names.ts'
import type { CheckState } from '../../api/agent.ts'

export interface CheckWords {
  finding: string
  fix: string | null
}

/** What a check found, in the reader's language; undefined for one that this console does not know. */
export function checkWords(
  check: Pick<CheckState, 'id' | 'state' | 'facts'>,
  t: TFunction,
  language: string,
): CheckWords | undefined {
  const { facts, state } = check
  const number = (name: string) => Number(facts[name] ?? 0)
  const isOk = state === 'ok'
  switch (check.id) {
    case 'agent-on':
      return isOk ? fine(t('checks.agentOn')) : to(t('checks.agentOff'), t('checks.agentOffFix'))
    case 'channel-live': {
      const channels = textsOf(facts.on).map((name) => channelName(name, t))
      return isOk
        ? fine(t('checks.channelsOn', { channels: channels.join(', ') }))
        : to(t('checks.channelsOff'), t('checks.channelsOffFix'))
    }
    case 'knowledge-indexed': {
      const [indexed, failed] = [number('indexed'), number('failed')]
      const underWay = number('under_way')
      if (isOk) return fine(t('checks.knowledge', { count: indexed }))
      if (indexed > 0) {
        return to(t('checks.knowledgeFailed', { indexed, failed }), t('checks.knowledgeFailedFix'))
      }
      return underWay > 0
        ? fine(t('checks.knowledgeRead', { count: underWay }))
        : to(t('checks.knowledgeNone'), t('checks.knowledgeNoneFix'))
    }
    case 'catalog-present':
      return isOk
        ? fine(t('checks.products', { count: number('products') }))
        : to(t('checks.productsNone'), t('checks.productsNoneFix'))
    case 'orders-present':
      return isOk
        ? fine(t('checks.orders', { count: number('orders') }))
        : to(t('checks.ordersNone'), t('checks.ordersNoneFix'))
    case 'brain': {
      if (facts.model === null) return fine(t('checks.brainOffline'))
      const model = textOf(facts.model)
      const values = { model, failures: number('failures'), turns: number('turns') }
      return isOk
        ? fine(t('checks.brainModel', { model }))
        : to(t('checks.brainFailing', values), t('checks.brainFailingFix'))
    }
    case 'mail': {
      if (isOk) return fine(t('checks.mailGoes'))
      const count = number('failed')
      return facts.has_smtp === true
        ? to(t('checks.mailFailed', { count }), t('checks.mailFailedFix'))
        : to(t('checks.mailNone'), t('checks.mailNoneFix'))
    }
    case 'secrets': {
      const tools = textsOf(facts.tools).join(', ')
      return isOk
        ? fine(t('checks.secretsThere'))
        : to(t('checks.secretsMissing', { tools }), t('checks.secretsMissingFix'))
    }
    case 'time-zone': {
      const values = { zone: textOf(facts.zone), other: textOf(facts.profiles_zone) }
      return isOk
        ? fine(t('checks.zone', values))
        : to(t('checks.zoneElsewhere', values), t('checks.zoneElsewhereFix'))
    }
    case 'last-message': {
      if (isOk) return fine(t('checks.message', { channel: channelName(facts.channel, t) }))
      const count = number('unanswered')
      return state === 'unknown'
        ? to(t('checks.messageNone'), t('checks.messageNoneFix'))
        : to(t('checks.messageWaits', { count }), t('checks.messageWaitsFix'))
    }
    case 'last-event':
      return isOk
        ? fine(t('checks.event', { metric: metricNameOf(facts.metric, language) }))
        : to(t('checks.eventNone'), t('checks.eventNoneFix'))
    case 'profiles': {
      const values = { known: number('identified'), count: number('conversations') }
      if (state === 'unknown') return to(t('checks.shoppersNone'), t('checks.shoppersNoneFix'))
      const finding = t('checks.shoppers', values)
      return isOk ? fine(finding) : to(finding, t('checks.shoppersFix'))
    }
    case 'handoffs': {
      const count = number('failed')
      return isOk
        ? fine(t('checks.handoffsFine'))
        : to(t('checks.handoffsFailed', { count }), t('checks.handoffsFailedFix'))
    }
    case 'lag': {
      if (isOk) return fine(t('checks.lagNone'))
      const failures = number('failures')
      const follower = textOf(facts.follower)
      return failures > 0
        ? to(t('checks.lagFailures', { count: failures }), t('checks.lagFailuresFix'))
        : to(t('checks.lagBehind', { follower, count: number('rows') }), t('checks.lagBehindFix'))
    }
    case 'jobs': {
      if (isOk) return fine(t('checks.jobsNone'))
      const values = { count: number('late'), minutes: number('minutes') }
      return values.count > 0
        ? to(t('checks.jobsLate', values), t('checks.lagBehindFix'))
        : to(t('checks.jobsGivenUp', { count: number('given_up') }), t('checks.jobsGivenUpFix'))
    }
    default:
      return undefined
  }
}

function fine(finding: string): CheckWords {
  return { finding, fix: null }
}

function to(finding: string, fix: string): CheckWords {
  return { finding, fix }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function channelName(channel: unknown, t: TFunction): string {
  const name = textOf(channel)
  return t(`conversations.channel_${name}`, { defaultValue: name })
}

function metricNameOf(metric: unknown, language: string): string {
  const name = textOf(metric)
  const known = Object.values(AGENT_METRIC_NAMES).find(({ en }) => en === name)
  return known && language.startsWith('de') ? known.de : name
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
