import { Alert, Group, List, Menu, Stack, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import { type FlowState, pauseFlow, setFlowStatus } from '../../api/flows.ts'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'
import { checkFlow } from './flow-checks.ts'
import { actionNamed } from './flow-edits.ts'
import { stepTitle } from './step-words.ts'

const STATUSES = ['live', 'manual', 'draft'] as const
type Wanted = (typeof STATUSES)[number] | 'paused' | 'resumed'

/** Whether the flow runs, and the checks before it does. */
export function StatusSwitch(props: { flow: FlowState; refusal: string | undefined }) {
  const { t } = useTranslation()
  const { flow, refusal } = props
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const isPaused = flow.status === 'paused'
  const isRunning = flow.status === 'live' || flow.status === 'manual'
  const choices: Wanted[] = [
    ...(isPaused ? (['resumed'] as const) : isRunning ? (['paused'] as const) : []),
    ...STATUSES.filter((status) => status !== flow.status),
  ]
  return (
    <>
      {refusal ? (
        <Act variant="default" refusal={refusal}>
          {t('flows.changeStatus')}
        </Act>
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Act variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
              {t('flows.changeStatus')}
            </Act>
          </Menu.Target>
          <Menu.Dropdown>
            {choices.map((status) => (
              <Menu.Item key={status} onClick={() => setWanted(status)}>
                <Text size="sm">{t(`flows.set_${status}`)}</Text>
                <Text size="xs" c="dimmed" maw={260}>
                  {t(`flows.setHint_${status}`)}
                </Text>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Dialog
        opened={wanted !== null}
        onClose={() => setWanted(null)}
        title={wanted ? t(`flows.set_${wanted}`) : ''}
      >
        {wanted ? <Confirm flow={flow} wanted={wanted} onClose={() => setWanted(null)} /> : null}
      </Dialog>
    </>
  )
}

function Confirm(props: { flow: FlowState; wanted: Wanted; onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { flow, wanted } = props
  const change = useMutation({
    mutationFn: () =>
      wanted === 'paused' || wanted === 'resumed'
        ? pauseFlow(account.id, flow.id, wanted === 'paused')
        : setFlowStatus(account.id, flow.id, wanted),
    onSuccess: () => {
      done(t(`flows.did_${wanted}`))
      props.onClose()
    },
  })
  const isStart = wanted === 'live' || wanted === 'manual'
  const found = isStart ? checkFlow(flow.definition) : []
  const red = found.filter((one) => one.isRed)
  const yellow = found.filter((one) => !one.isRed)
  const sentence = (one: (typeof found)[number]) => {
    const action = one.step === null ? undefined : actionNamed(flow.definition, one.step)
    return `${action ? stepTitle(action, t) : t('flows.trigger')}: ${t(`flows.finding_${one.finding}`)}`
  }
  return (
    <Stack gap="md">
      <Text size="sm">{t(`flows.setHint_${wanted}`)}</Text>
      {red.length > 0 ? (
        <Alert color="red" variant="light" title={t('flows.cannotRun')}>
          <List size="sm">
            {red.map((one) => (
              <List.Item key={`${one.step} ${one.finding}`}>{sentence(one)}</List.Item>
            ))}
          </List>
        </Alert>
      ) : null}
      {yellow.length > 0 || (isStart && flow.warnings.length > 0) ? (
        <Alert color="apricot" variant="light" title={t('flows.willBeSkipped')}>
          <List size="sm">
            {yellow.map((one) => (
              <List.Item key={`${one.step} ${one.finding}`}>{sentence(one)}</List.Item>
            ))}
            {isStart
              ? flow.warnings.map((one) => (
                  <List.Item key={`${one.pointer} ${one.detail}`}>{one.detail}</List.Item>
                ))
              : null}
          </List>
        </Alert>
      ) : null}
      {isStart && red.length + yellow.length + flow.warnings.length === 0 ? (
        <Text size="sm" c="var(--positive)">
          {t('flows.allChecked')}
        </Text>
      ) : null}
      <ProblemNotice problem={change.error} />
      <Group justify="flex-end" gap="xs">
        <Act variant="default" onClick={props.onClose}>
          {t('common.cancel')}
        </Act>
        <Act
          loading={change.isPending}
          refusal={red.length > 0 ? t('flows.cannotRun') : undefined}
          onClick={() => change.mutate()}
        >
          {t(`flows.set_${wanted}`)}
        </Act>
      </Group>
    </Stack>
  )
}
