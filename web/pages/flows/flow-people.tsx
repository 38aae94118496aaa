import { ActionIcon, Checkbox, Group, Menu, Select, Stack, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount, useRefusal } from '../../account.ts'
import { changePassage } from '../../api/flow-simulations.ts'
import {
  cancelPassage,
  cancelPassages,
  decideReviews,
  type EnrolmentState,
  enrolments,
  type FlowState,
  type ReviewState,
  reviews,
} from '../../api/flows.ts'
import { Person } from '../../people/person.tsx'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done, failed } from '../../ui/toast.ts'
import { skipReasonWords } from '../../words/skip-reasons.ts'
import { actionNamed, nameOf } from './flow-edits.ts'
import { PastProfiles } from './past-profiles.tsx'
import { stepSummary, stepTitle } from './step-words.ts'
import { useFlowNaming } from './use-flow-naming.ts'

interface PeopleProps {
  flow: FlowState
  actionId: string | null
  onActionChange: (actionId: string | null) => void
}

/** Who is and was in the flow, what it came to, and what waits for somebody to look at it. */
export function FlowPeople(props: PeopleProps) {
  return (
    <Stack gap="lg">
      <ReviewQueue flow={props.flow} />
      <Passages {...props} />
    </Stack>
  )
}

function Passages({ flow, actionId, onActionChange }: PeopleProps) {
  const { t, i18n } = useTranslation()
  const naming = useFlowNaming()
  const account = useAccount()
  const refusal = useRefusal('flows:write')
  const [state, setState] = useState<'waiting' | 'done' | null>(null)
  const [cancelling, setCancelling] = useState(false)
  const [adding, setAdding] = useState(false)
  const hasPast = ['metric', 'list', 'segment'].includes(flow.definition.triggers[0]?.type ?? '')
  const list = useInfiniteQuery(enrolments(account.id, flow.id, { state, actionId }))
  const people = list.data?.pages.flatMap((page) => page.people) ?? []
  const cancelOne = useMutation({
    mutationFn: (id: string) => cancelPassage(account.id, flow.id, id),
    onSuccess: () => done(t('flows.cancelled')),
    onError: failed,
  })
  const cancelAll = useMutation({
    mutationFn: () => cancelPassages(account.id, flow.id, actionId),
    onSuccess: () => {
      setCancelling(false)
      done(t('flows.cancelledAll'))
    },
  })
  const nameStep = (id: string) => {
    const action = actionNamed(flow.definition, id)
    return action ? stepTitle(action, t) : t('flows.stepGone')
  }
  const wordsOf = (reason: string) => skipReasonWords(reason, i18n.language)
  const columns: Column<EnrolmentState>[] = [
    {
      key: 'person',
      header: t('flows.person'),
      cell: (one) => <Person id={one.profileId} />,
    },
    {
      key: 'state',
      header: t('flows.state'),
      cell: (one) => (
        <Stack gap={0}>
          <Text size="sm">
            {one.state === 'waiting'
              ? t('flows.waitsAt', { step: one.action_id ? nameStep(one.action_id) : '' })
              : t(`flows.ended_${one.end_reason ?? 'completed'}`)}
          </Text>
          {one.state === 'waiting' && one.due_at ? (
            <Text size="xs" c="dimmed">
              {t('flows.until')} <Moment at={one.due_at} zone={account.timezone} />
            </Text>
          ) : null}
        </Stack>
      ),
    },
    {
      key: 'steps',
      header: t('flows.soFar'),
      secondary: true,
      cell: (one) => (
        <Stack gap={0}>
          {one.steps.map((step) => (
            <Text size="xs" key={`${step.action_id} ${step.at}`}>
              {nameStep(step.action_id)}: {t(`flows.outcome_${step.outcome}`)}
              {step.reason
                ? ` (${[wordsOf(step.reason), step.detail].filter(Boolean).join(': ')})`
                : ''}
            </Text>
          ))}
        </Stack>
      ),
    },
    {
      key: 'entered',
      header: t('flows.entered'),
      secondary: true,
      align: 'end',
      width: 170,
      cell: (one) => <Moment at={one.flow_start} zone={account.timezone} />,
    },
    {
      key: 'deeds',
      header: '',
      align: 'end',
      width: 110,
      cell: (one) => (
        <PassageDeeds
          passage={one}
          flow={flow}
          refusal={refusal}
          nameStep={nameStep}
          onCancel={() => cancelOne.mutate(one.id)}
        />
      ),
    },
  ]
  const waits = people.some((one) => one.state === 'waiting')
  return (
    <Panel
      flush
      title={t('flows.people')}
      hint={t('flows.peopleHint')}
      action={
        <>
          <Select
            aria-label={t('flows.state')}
            size="xs"
            w={150}
            value={state ?? 'all'}
            allowDeselect={false}
            data={[
              { value: 'all', label: t('flows.allStates') },
              { value: 'waiting', label: t('flows.waiting') },
              { value: 'done', label: t('flows.done') },
            ]}
            onChange={(value) => setState(value === 'waiting' || value === 'done' ? value : null)}
          />
          <Select
            aria-label={t('flows.step')}
            placeholder={t('flows.anyStep')}
            size="xs"
            w={220}
            clearable
            value={actionId}
            data={flow.definition.actions.map((action) => ({
              value: nameOf(action),
              label: [stepTitle(action, t), stepSummary(action, naming)]
                .filter(Boolean)
                .join(': ')
                .slice(0, 80),
            }))}
            onChange={onActionChange}
          />
          <Act
            size="xs"
            variant="default"
            refusal={
              refusal ??
              (flow.status === 'draft'
                ? t('flows.addPastLive')
                : hasPast
                  ? undefined
                  : t('flows.addPastKinds'))
            }
            onClick={() => setAdding(true)}
          >
            {t('flows.addPast')}
          </Act>
          <Act
            size="xs"
            variant="light"
            color="red"
            refusal={refusal ?? (waits ? undefined : t('flows.nobodyWaits'))}
            onClick={() => setCancelling(true)}
          >
            {t('flows.cancelAll')}
          </Act>
        </>
      }
    >
      <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />
      {people.length > 0 ? (
        <>
          <DataTable caption={t('flows.people')} rows={people} columns={columns} linked={false} />
          {list.hasNextPage ? (
            <MoreRows of={list} label={t('flows.more')} />
          ) : (
            <TableFoot>{t('flows.peopleCount', { count: people.length })}</TableFoot>
          )}
        </>
      ) : list.isSuccess ? (
        <EmptyState title={t('flows.nobody')} body={t('flows.nobodyBody')} />
      ) : null}
      <PastProfiles flow={flow} opened={adding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        opened={cancelling}
        title={t('flows.cancelAllTitle')}
        body={
          actionId ? t('flows.cancelAllAt', { step: nameStep(actionId) }) : t('flows.cancelAllBody')
        }
        action={t('flows.cancelAll')}
        busy={cancelAll.isPending}
        problem={cancelAll.error}
        onConfirm={() => cancelAll.mutate()}
        onClose={() => setCancelling(false)}
      />
    </Panel>
  )
}

/** Cancel, move to another step, try again: what fits the state of the passage. */
function PassageDeeds(props: {
  passage: EnrolmentState
  flow: FlowState
  refusal: string | undefined
  nameStep: (id: string) => string
  onCancel: () => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { passage, flow, refusal } = props
  const change = useMutation({
    mutationFn: (wanted: Parameters<typeof changePassage>[3]) =>
      changePassage(account.id, flow.id, passage.id, wanted),
    onSuccess: () => done(t('common.saved')),
    onError: failed,
  })
  const passed = new Set(passage.steps.map((step) => step.action_id))
  const ahead = flow.definition.actions
    .map(nameOf)
    .filter((id) => !passed.has(id) && id !== passage.action_id)
  const isFailed =
    passage.end_reason === 'step-failed' || passage.steps.some((step) => step.outcome === 'failed')
  if (passage.state !== 'waiting' && !isFailed) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t('flows.passageDeeds')}
          disabled={Boolean(refusal)}
          title={refusal}
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isFailed ? (
          <Menu.Item onClick={() => change.mutate({ is_retried: true })}>
            {t('flows.retry')}
          </Menu.Item>
        ) : null}
        {passage.state === 'waiting' ? (
          <>
            <Menu.Item color="red" onClick={props.onCancel}>
              {t('flows.cancel')}
            </Menu.Item>
            {ahead.length > 0 ? <Menu.Label>{t('flows.moveTo')}</Menu.Label> : null}
            {ahead.map((id) => (
              <Menu.Item key={id} onClick={() => change.mutate({ action_id: id })}>
                {props.nameStep(id)}
              </Menu.Item>
            ))}
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}

function ReviewQueue({ flow }: { flow: FlowState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('flows:write')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const list = useInfiniteQuery(reviews(account.id, flow.id))
  const waiting = list.data?.pages.flatMap((page) => page.reviews) ?? []
  const ids = chosen.filter((id) => waiting.some((one) => one.id === id))
  const decide = useMutation({
    mutationFn: (decision: 'send' | 'cancel') => decideReviews(account.id, flow.id, decision, ids),
    onSuccess: () => {
      setChosen([])
      done(t('flows.decided'))
    },
    onError: failed,
  })
  if (waiting.length === 0) return null
  const columns: Column<ReviewState>[] = [
    {
      key: 'chosen',
      header: (
        <Checkbox
          aria-label={t('flows.chooseAll')}
          checked={ids.length === waiting.length}
          indeterminate={ids.length > 0 && ids.length < waiting.length}
          onChange={(event) =>
            setChosen(event.currentTarget.checked ? waiting.map((one) => one.id) : [])
          }
        />
      ),
      width: 50,
      cell: (one) => (
        <Checkbox
          aria-label={t('flows.choose')}
          checked={ids.includes(one.id)}
          onChange={(event) =>
            setChosen(
              event.currentTarget.checked ? [...ids, one.id] : ids.filter((id) => id !== one.id),
            )
          }
        />
      ),
    },
    { key: 'person', header: t('flows.person'), cell: (one) => <Person id={one.profileId} /> },
    {
      key: 'step',
      header: t('flows.step'),
      cell: (one) => {
        const action = actionNamed(flow.definition, one.action_id)
        return <Text size="sm">{action ? stepTitle(action, t) : t('flows.stepGone')}</Text>
      },
    },
    {
      key: 'at',
      header: t('flows.since'),
      align: 'end',
      secondary: true,
      cell: (one) => <Moment at={one.at} zone={account.timezone} />,
    },
  ]
  const none = ids.length === 0 ? t('flows.chooseFirst') : undefined
  return (
    <Panel
      flush
      title={t('flows.reviews')}
      hint={t('flows.reviewsHint')}
      action={
        <Group gap="xs">
          <Act
            size="xs"
            variant="default"
            refusal={refusal ?? none}
            loading={decide.isPending}
            onClick={() => decide.mutate('cancel')}
          >
            {t('flows.reviewCancel')}
          </Act>
          <Act
            size="xs"
            refusal={refusal ?? none}
            loading={decide.isPending}
            onClick={() => decide.mutate('send')}
          >
            {t('flows.reviewSend')}
          </Act>
        </Group>
      }
    >
      <DataTable caption={t('flows.reviews')} rows={waiting} columns={columns} linked={false} />
    </Panel>
  )
}
