import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowsMove,
  IconArrowUp,
  IconCopy,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FlowNumber } from '../../../src/contract/flow-proof.ts'
import type { FlowAction, FlowDefinition } from '../../../src/contract/flows.ts'
import type { StepCount } from '../../api/flows.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { Proven } from '../../ui/proven.tsx'
import { skipReasonWords } from '../../words/skip-reasons.ts'
import { useOpenProof } from '../reports/use-open-proof.ts'
import { AbTestForm } from './ab-test-form.tsx'
import { AlertForm } from './alert-form.tsx'
import { DelayForm, WaitForm } from './delay-form.tsx'
import { EmailForm } from './email-form.tsx'
import {
  actionNamed,
  connect,
  copy,
  move,
  nameOf,
  neighbouringPlace,
  reachedFrom,
  readingOrder,
  remove,
  removedWith,
  replaceAction,
  waysOf,
} from './flow-edits.ts'
import {
  CountdownForm,
  TargetDateForm,
  TriggerSplitForm,
  WebhookKey,
  WhatsAppForm,
} from './more-forms.tsx'
import { ListForm, OperationsForm, SmsForm, WebhookForm } from './other-forms.tsx'
import { BranchesForm, SplitForm } from './split-form.tsx'
import { stepStatus, stepSummary, stepTitle, wayName, withStepStatus } from './step-words.ts'
import { useFlowNaming } from './use-flow-naming.ts'

const STATUSES = ['draft', 'manual', 'live'] as const

export interface StepPanelProps {
  flowId: string
  definition: FlowDefinition
  name: string
  metricId: string | null
  count: StepCount | undefined
  notes: readonly string[]
  refusal: string | undefined
  /** @param about  what is typed, so that a word is one step back and not one for each letter */
  onChange: (definition: FlowDefinition, about?: string) => void
  onMove: () => void
  onClose: () => void
  onShowPeople: () => void
}

/** Everything about one step: what it does, where it leads, and what it came to. */
export function StepPanel(props: StepPanelProps) {
  const { t } = useTranslation()
  const { definition, name, refusal, onChange } = props
  const action = actionNamed(definition, name)
  if (!action) return null
  const status = stepStatus(action)
  const up = neighbouringPlace(definition, name, 'up')
  const down = neighbouringPlace(definition, name, 'down')
  const put = (next: FlowDefinition | undefined) => next && onChange(next)
  const goes = removedWith(definition, name)
  return (
    <Panel
      title={stepTitle(action, t)}
      action={
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={props.onClose}
        >
          {t('common.close')}
        </Button>
      }
    >
      <Stack gap="md">
        <Group gap="xs">
          <Act
            size="xs"
            variant="default"
            leftSection={<IconArrowUp size={14} aria-hidden />}
            refusal={refusal ?? (up ? undefined : t('flows.isFirst'))}
            onClick={() => up && put(move(definition, name, up))}
          >
            {t('flows.moveUp')}
          </Act>
          <Act
            size="xs"
            variant="default"
            leftSection={<IconArrowDown size={14} aria-hidden />}
            refusal={refusal ?? (down ? undefined : t('flows.isLast'))}
            onClick={() => down && put(move(definition, name, down))}
          >
            {t('flows.moveDown')}
          </Act>
          <Act
            size="xs"
            variant="default"
            leftSection={<IconArrowsMove size={14} aria-hidden />}
            refusal={refusal}
            onClick={props.onMove}
          >
            {t('flows.move')}
          </Act>
          <Act
            size="xs"
            variant="default"
            leftSection={<IconCopy size={14} aria-hidden />}
            refusal={refusal}
            onClick={() => onChange(copy(definition, name))}
          >
            {t('flows.copy')}
          </Act>
          <Act
            size="xs"
            variant="light"
            color="red"
            leftSection={<IconTrash size={14} aria-hidden />}
            refusal={refusal}
            onClick={() => onChange(remove(definition, name))}
          >
            {goes > 1 ? t('flows.removeAll', { count: goes }) : t('flows.remove')}
          </Act>
        </Group>
        {props.notes.map((note) => (
          <Alert key={note} color="apricot" variant="light" p="xs">
            {note}
          </Alert>
        ))}
        <Numbers
          count={props.count}
          of={{ flow_id: props.flowId, action_id: name }}
          onShowPeople={props.onShowPeople}
        />
        {status ? (
          <Select
            label={t('flows.stepStatus')}
            description={t('flows.stepStatusHint')}
            allowDeselect={false}
            value={status}
            data={[...STATUSES, ...(status === 'disabled' ? (['disabled'] as const) : [])].map(
              (value) => ({ value, label: t(`flows.status_${value}`) }),
            )}
            onChange={(value) => {
              const next = STATUSES.find((one) => one === value)
              if (next) onChange(replaceAction(definition, withStepStatus(action, next)))
            }}
          />
        ) : null}
        <Form
          action={action}
          metricId={props.metricId}
          onChange={(changed) => onChange(replaceAction(definition, changed), `step ${name}`)}
        />
        <Leads definition={definition} action={action} onChange={onChange} />
      </Stack>
    </Panel>
  )
}

function Form(props: {
  action: FlowAction
  metricId: string | null
  onChange: (action: FlowAction) => void
}) {
  const { t } = useTranslation()
  const { action, metricId, onChange } = props
  switch (action.type) {
    case 'send-email':
      return (
        <EmailForm
          email={action.data.message}
          metricId={metricId}
          onChange={(message) => onChange({ ...action, data: { ...action.data, message } })}
        />
      )
    case 'send-sms':
      return (
        <SmsForm
          sms={action.data.message}
          metricId={metricId}
          onChange={(message) => onChange({ ...action, data: { ...action.data, message } })}
        />
      )
    case 'send-webhook':
      return (
        <>
          <WebhookForm
            webhook={action.data.message}
            onChange={(message) => onChange({ ...action, data: { ...action.data, message } })}
          />
          <WebhookKey />
        </>
      )
    case 'send-whatsapp':
      return (
        <WhatsAppForm
          message={action.data.message}
          metricId={metricId}
          onChange={(message) => onChange({ ...action, data: { ...action.data, message } })}
        />
      )
    case 'send-internal-alert':
      return (
        <AlertForm
          alert={action.data.message}
          onChange={(message) => onChange({ ...action, data: { ...action.data, message } })}
        />
      )
    case 'trigger-split':
      return <TriggerSplitForm action={action} metricId={metricId} onChange={onChange} />
    case 'countdown-delay':
      return <CountdownForm action={action} onChange={onChange} />
    case 'target-date':
      return <TargetDateForm action={action} onChange={onChange} />
    case 'ab-test':
      return <AbTestForm action={action} onChange={onChange} />
    case 'back-in-stock-delay':
      return (
        <Text size="sm" c="dimmed">
          {t('flows.backInStockHint')}
        </Text>
      )
    case 'time-delay':
      return <DelayForm delay={action.data} onChange={(data) => onChange({ ...action, data })} />
    case 'wait-until-event':
      return <WaitForm action={action} onChange={onChange} />
    case 'conditional-split':
      return <SplitForm action={action} metricId={metricId} onChange={onChange} />
    case 'multi-branch-split':
      return <BranchesForm action={action} metricId={metricId} onChange={onChange} />
    case 'update-profile':
      return <OperationsForm action={action} onChange={onChange} />
    case 'list-update':
      return <ListForm action={action} onChange={onChange} />
    default:
      return (
        <Text size="sm" c="dimmed">
          {t('flows.onlyJson')}
        </Text>
      )
  }
}

/** Where each way out leads: to its end, or to a step that is there already. */
function Leads(props: {
  definition: FlowDefinition
  action: FlowAction
  onChange: (definition: FlowDefinition) => void
}) {
  const { t } = useTranslation()
  const naming = useFlowNaming()
  const { definition, action, onChange } = props
  const name = nameOf(action)
  const steps = readingOrder(definition).filter(
    (step) => step !== name && !reachedFrom(definition, step).has(name),
  )
  return (
    <>
      {waysOf(action).map((way) => (
        <Select
          key={way.name}
          label={
            way.name === 'next'
              ? t('flows.leadsTo')
              : t('flows.wayLeadsTo', { way: wayName(action, way.name, t) })
          }
          allowDeselect={false}
          value={way.to ?? ''}
          data={[
            { value: '', label: t('flows.end') },
            ...steps.map((step) => {
              const one = actionNamed(definition, step)
              const label = one ? [stepTitle(one, t), stepSummary(one, naming)] : []
              return { value: step, label: label.filter(Boolean).join(': ').slice(0, 80) }
            }),
          ]}
          onChange={(value) => {
            const next = connect(definition, { from: name, way: way.name }, value || null)
            if (next) onChange(next)
          }}
        />
      ))}
    </>
  )
}

function Numbers(props: {
  count: StepCount | undefined
  of: { flow_id: string; action_id: string }
  onShowPeople: () => void
}) {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const openProof = useOpenProof()
  const { count, of } = props
  if (!count) return null
  const proven = (name: string, shown: string, asked: { number: FlowNumber; value?: string }) => (
    <Proven name={name} shown={shown} onOpen={() => openProof({ kind: 'flow', ...of, ...asked })} />
  )
  const outcomes = Object.entries(count.outcomes).filter(([, number]) => number > 0)
  if (count.waiting === 0 && outcomes.length === 0) return null
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm" fw={550}>
          {proven(
            t('flows.waiting'),
            t('flows.waitingCount', { number: formats.number(count.waiting) }),
            { number: 'waiting' },
          )}
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={props.onShowPeople}>
          {t('flows.whoWaits')}
        </Button>
      </Group>
      {outcomes.map(([outcome, number]) => (
        <Group key={outcome} justify="space-between">
          <Text size="sm" c="dimmed">
            {t(`flows.outcome_${outcome as 'done'}`, { defaultValue: outcome })}
          </Text>
          <Text size="sm" className="number">
            {proven(
              t(`flows.outcome_${outcome as 'done'}`, { defaultValue: outcome }),
              formats.number(number),
              { number: 'outcome', value: outcome },
            )}
          </Text>
        </Group>
      ))}
      {Object.entries(count.skip_reasons).map(([reason, number]) => (
        <Group key={reason} justify="space-between" pl="md">
          <Text size="xs" c="var(--notice-text)">
            {skipReasonWords(reason, i18n.language)}
          </Text>
          <Text size="xs" className="number">
            {proven(skipReasonWords(reason, i18n.language), formats.number(number), {
              number: 'skip_reason',
              value: reason,
            })}
          </Text>
        </Group>
      ))}
    </Stack>
  )
}
