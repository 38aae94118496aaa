import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowDefinition } from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import { type VersionState, versions } from '../../api/flow-simulations.ts'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { changesBetween, restored } from './flow-changes.ts'
import { stepSummary, stepTitle } from './step-words.ts'
import { useFlowNaming } from './use-flow-naming.ts'

/** Who changed the flow, when, and what; and a way back. */
export function FlowHistory(props: {
  flowId: string
  definition: FlowDefinition
  refusal: string | undefined
  onRestore: (definition: FlowDefinition) => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const list = useInfiniteQuery(versions(account.id, props.flowId))
  const all = list.data?.pages.flatMap((page) => page.versions) ?? []
  return (
    <Panel title={t('flows.history')} hint={t('flows.historyHint')}>
      <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />
      <Stack gap="lg" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {all.map((one, at) => (
          <li key={one.version}>
            <Version
              version={one}
              before={all[at + 1]}
              refusal={props.refusal ?? (at === 0 ? t('flows.isPresent') : undefined)}
              onRestore={() => {
                if (one.definition) props.onRestore(restored(one.definition, props.definition))
              }}
            />
          </li>
        ))}
      </Stack>
      <MoreRows of={list} label={t('flows.more')} />
    </Panel>
  )
}

function Version(props: {
  version: VersionState
  before: VersionState | undefined
  refusal: string | undefined
  onRestore: () => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const naming = useFlowNaming()
  const [open, setOpen] = useState(false)
  const { version, before } = props
  const changes =
    version.definition && before?.definition
      ? changesBetween(before.definition, version.definition)
      : []
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm">
          <b>{t('flows.version', { number: version.version })}</b> · {version.madeBy} ·{' '}
          <Moment at={version.created} zone={account.timezone} />
        </Text>
        <Group gap="xs">
          {changes.length > 0 ? (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {t('flows.changeCount', { count: changes.length })}
            </Button>
          ) : null}
          <Act
            size="compact-xs"
            variant="default"
            refusal={props.refusal}
            onClick={props.onRestore}
          >
            {t('flows.restore')}
          </Act>
        </Group>
      </Group>
      {open
        ? changes.map(({ kind, action, before: old, after }) => (
            <div key={`${kind} ${action ? (action.id ?? action.temporary_id) : ''}`}>
              <Text size="xs">
                {t(`flows.change_${kind}`)}
                {action
                  ? `: ${[stepTitle(action, t), stepSummary(action, naming)].filter(Boolean).join(': ')}`
                  : ''}
              </Text>
              {old === undefined || after === undefined ? null : (
                <Code block style={{ fontSize: 11 }}>
                  {`− ${old}\n+ ${after}`}
                </Code>
              )}
            </div>
          ))
        : null}
    </Stack>
  )
}
