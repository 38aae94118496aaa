import {
  IconArrowsSplit2,
  IconBolt,
  IconClock,
  IconHourglass,
  IconListCheck,
  IconMail,
  IconMessage,
  IconQuestionMark,
  IconUserEdit,
  IconWebhook,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowAction } from '../../../src/contract/flows.ts'
import type { StepCount } from '../../api/flows.ts'
import { useFormats } from '../../ui/format.ts'
import { useCanvas } from './canvas-state.ts'
import { actionNamed } from './flow-edits.ts'
import { StatusBadge } from './status-badge.tsx'
import { stepStatus, stepSummary, stepTitle, triggerSummary } from './step-words.ts'
import { useFlowNaming } from './use-flow-naming.ts'

const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const

function iconOf(action: FlowAction): ReactNode {
  switch (action.type) {
    case 'send-email':
    case 'send-internal-alert':
    case 'ab-test':
      return <IconMail {...ICON} />
    case 'send-sms':
    case 'send-whatsapp':
      return <IconMessage {...ICON} />
    case 'send-webhook':
      return <IconWebhook {...ICON} />
    case 'time-delay':
    case 'target-date':
    case 'countdown-delay':
      return <IconClock {...ICON} />
    case 'wait-until-event':
    case 'back-in-stock-delay':
      return <IconHourglass {...ICON} />
    case 'conditional-split':
    case 'trigger-split':
    case 'multi-branch-split':
      return <IconArrowsSplit2 {...ICON} />
    case 'update-profile':
      return <IconUserEdit {...ICON} />
    case 'list-update':
      return <IconListCheck {...ICON} />
    default:
      return <IconQuestionMark {...ICON} />
  }
}

/** A step as a button: what it does, what is wrong with it, and how many wait at it now. */
export function StepCard(props: { name: string }) {
  const { t } = useTranslation()
  const naming = useFlowNaming()
  const { definition, counts, notes, selected, onSelect } = useCanvas()
  const action = actionNamed(definition, props.name)
  if (!action) return null
  const status = stepStatus(action)
  return (
    <Card
      step={props.name}
      isSelected={selected === props.name}
      severity={severityOf(notes.get(props.name))}
      onSelect={onSelect}
    >
      <span className="flow-card-head">
        {iconOf(action)}
        <span className="flow-card-title">{stepTitle(action, t)}</span>
        {status ? <StatusBadge status={status} /> : null}
      </span>
      <span className="flow-card-summary">{stepSummary(action, naming)}</span>
      <Counts count={counts?.get(props.name)} note={notes.get(props.name)?.notes[0]} />
    </Card>
  )
}

export function TriggerCard() {
  const { t } = useTranslation()
  const naming = useFlowNaming()
  const { definition, notes, selected, onSelect } = useCanvas()
  const filters = definition.profile_filter?.condition_groups.length ?? 0
  return (
    <Card
      step={null}
      isSelected={selected === null}
      severity={severityOf(notes.get(null))}
      onSelect={onSelect}
    >
      <span className="flow-card-head">
        <IconBolt {...ICON} />
        <span className="flow-card-title">{t('flows.trigger')}</span>
      </span>
      <span className="flow-card-summary">{triggerSummary(definition.triggers[0], naming)}</span>
      <span className="flow-card-counts">
        {notes.get(null)?.notes[0] ?? (filters > 0 ? t('flows.hasFilter') : t('flows.everybody'))}
      </span>
    </Card>
  )
}

function severityOf(notes: { isRed: boolean } | undefined) {
  return notes ? (notes.isRed ? 'red' : 'yellow') : undefined
}

function Card(props: {
  step: string | null
  isSelected: boolean
  severity: string | undefined
  onSelect: (step: string | null) => void
  children: ReactNode
}) {
  return (
    <button
      type="button"
      className="flow-card nodrag nopan"
      data-step={props.step ?? 'trigger'}
      data-severity={props.severity}
      aria-pressed={props.isSelected}
      onClick={() => props.onSelect(props.step)}
    >
      {props.children}
    </button>
  )
}

function Counts(props: { count: StepCount | undefined; note: string | undefined }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { count } = props
  const sent = (count?.outcomes.queued ?? 0) + (count?.outcomes.done ?? 0)
  const skipped = count?.outcomes.skipped ?? 0
  const review = count?.outcomes['needs-review'] ?? 0
  return (
    <span className="flow-card-counts number">
      {count && count.waiting > 0 ? (
        <span className="flow-waiting">
          {t('flows.waitingCount', { number: formats.number(count.waiting) })}
        </span>
      ) : null}
      {sent > 0 ? <span>{t('flows.sentCount', { number: formats.number(sent) })}</span> : null}
      {review > 0 ? (
        <span>{t('flows.reviewCount', { number: formats.number(review) })}</span>
      ) : null}
      {skipped > 0 ? (
        <span className="flow-skipped">
          {t('flows.skippedCount', { number: formats.number(skipped) })}
        </span>
      ) : null}
      {props.note ? <span className="flow-skipped">{props.note}</span> : null}
    </span>
  )
}
