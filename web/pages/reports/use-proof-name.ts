import { useTranslation } from 'react-i18next'
import type { FigureName } from '../../../src/contract/figures.ts'
import { metricNames } from '../../../src/contract/metric-names.ts'
import type { ProofConditionName } from '../../../src/contract/proofs.ts'
import type { ProofQuestion, ProofState } from '../../api/proofs.ts'
import { type Formats, useFormats } from '../../ui/format.ts'
import { metricName } from '../../ui/names.ts'
import { wallIn } from '../../ui/zone.ts'
import { skipReasonWords } from '../../words/skip-reasons.ts'
import { useGroupName } from '../agent/use-group-name.ts'

const FIGURE_NAMES = {
  conversations: 'home.figure_conversations',
  resolved: 'home.figure_resolved',
  escalated: 'home.figure_escalated',
  messages: 'home.figure_messages',
  new_profiles: 'home.figure_new_profiles',
  orders: 'home.figure_orders',
  revenue: 'home.figure_revenue',
  revenue_by_agent: 'reports.figure_revenue_by_agent',
  revenue_by_messages: 'reports.figure_revenue_by_messages',
  revenue_by_others: 'reports.figure_revenue_by_others',
  begun_resolved: 'reports.figure_begun_resolved',
  begun_unresolved: 'reports.figure_begun_unresolved',
  begun_resolution_rate: 'reports.figure_begun_resolution_rate',
  resolved_by_ai: 'agent.figure_resolved_by_ai',
  resolution_rate: 'agent.figure_resolution_rate',
  sales: 'agent.figure_sales',
  added_to_cart: 'agent.figure_added_to_cart',
  link_clicks: 'agent.figure_link_clicks',
  average_order_value: 'agent.figure_average_order_value',
  outcome_confirmed: 'agent.outcome_confirmed',
  outcome_assumed: 'agent.outcome_assumed',
  outcome_procedure_complete: 'agent.outcome_procedure_complete',
  outcome_escalated: 'agent.outcome_escalated',
  outcome_abandoned: 'agent.outcome_abandoned',
  outcome_closed: 'agent.outcome_closed',
  outcome_open: 'agent.outcome_open',
  started: 'agent.started',
  skill_turns: 'agent.turns',
  skill_conversations: 'agent.conversations',
  skill_resolution_rate: 'agent.resolutionRate',
} as const satisfies Record<FigureName, string>

/** What a number is called: the same for whoever pressed it and for whoever follows a link to it. */
export function useProofName(question: ProofQuestion | null): (proof: ProofState) => string {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const isOfSkill = question?.kind === 'figure' && question.group_by === 'skill'
  const groupName = useGroupName({ asksSkills: isOfSkill })

  function nameOf(question: ProofQuestion, proof: ProofState): string {
    switch (question.kind) {
      case 'figure': {
        const { figure, group_by: by, group = '' } = question
        const name = t(FIGURE_NAMES[figure])
        return by ? `${groupName(group, by)}: ${name}` : name
      }
      case 'report':
        return t(`reports.stat_${question.statistic}`)
      case 'ledger':
        return `${conditionOf(proof, 'product')}: ${t(`reports.ledger_${question.number}`)}`
      case 'group': {
        const group = conditionOf(proof, 'list') || conditionOf(proof, 'segment')
        return `${group}: ${t(`groups.number_${question.number}`)}`
      }
      case 'campaign': {
        const of = conditionOf(proof, 'variation') || conditionOf(proof, 'campaign')
        return `${of}: ${t(`campaigns.${question.number}`)}`
      }
      case 'flow':
        return `${conditionOf(proof, 'flow')}: ${stepNumber(question)}`
      case 'metric': {
        const name = conditionOf(proof, 'metric')
        const metric = metricName({ name, names: metricNames(name) }, i18n.language)
        const what = `${metric} (${t(`customReports.measure_${question.measurement}`)})`
        return question.group_by ? `${what}: ${question.group || t('metric.notSet')}` : what
      }
    }
  }

  function stepNumber({ number, value = '' }: Extract<ProofQuestion, { kind: 'flow' }>): string {
    if (number === 'waiting') return t('flows.waiting')
    if (number === 'skip_reason') return skipReasonWords(value, i18n.language)
    return t(`flows.outcome_${value}`, { defaultValue: value })
  }

  return (proof) => {
    if (!question) return ''
    const name = nameOf(question, proof)
    // These are of now, and of no window that somebody chose.
    const isOfNow = question.kind === 'campaign' || question.kind === 'flow'
    return isOfNow ? name : `${name}, ${spanName(proof.window, formats)}`
  }
}

function conditionOf({ conditions }: ProofState, name: ProofConditionName): string {
  return conditions.find((one) => one.name === name)?.value ?? ''
}

const MIDNIGHT = 'T00:00'
const SECOND_MS = 1000

/** `25–26 Nov 2026` for whole days, with hours for others. */
function spanName({ from_at, until_at, timezone }: ProofState['window'], formats: Formats): string {
  const from = new Date(from_at)
  const until = new Date(until_at)
  const isOfDays = [from, until].every((at) => wallIn(timezone, at).endsWith(MIDNIGHT))
  const format = new Intl.DateTimeFormat(formats.locale, {
    dateStyle: 'medium',
    ...(isOfDays ? {} : { timeStyle: 'short' }),
    timeZone: timezone,
  })
  const last = new Date(until.getTime() - (isOfDays ? SECOND_MS : 0))
  return format.formatRange(from, last < from ? from : last)
}
