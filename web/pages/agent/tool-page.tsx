import { Alert, Anchor, Badge, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { agentSkills } from '../../api/agent.ts'
import {
  agentSecrets,
  agentTools,
  deleteTool,
  missingSecrets,
  REPORT_SOURCES,
  type ReportSource,
  type ToolState,
  toolReports,
} from '../../api/agent-tools.ts'
import { queryClient } from '../../api/query-client.ts'
import { agentPage } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { KeyValues } from '../../ui/key-values.tsx'
import { TimeAgo } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { skillName } from './skill-names.ts'
import { ToolForm } from './tool-form.tsx'
import { toolAbout, toolName } from './tool-name.ts'
import { durationOf, successOf } from './tools-page.tsx'
import { TryTool } from './try-tool.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(agentTools(account)),
    queryClient.ensureQueryData(agentSecrets(account)),
    queryClient.ensureQueryData(agentSkills(account)),
  ])
  return null
}

/** One tool: what it asks for, a try, how it did, and what uses it. Without an id, a new one. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { toolId } = useParams()
  const { data: tools } = useSuspenseQuery(agentTools(account.id))
  const tool = tools.find((one) => one.id === toolId)
  const back = (
    <Anchor component={Link} size="sm" to={agentPage(account.id, 'tools')}>
      {t('tools.all')}
    </Anchor>
  )
  if (toolId && !tool) {
    return (
      <Panel>
        <EmptyState title={t('tools.gone')} body={t('tools.goneBody')} action={back} />
      </Panel>
    )
  }
  if (!tool) {
    return (
      <Stack gap="lg">
        {back}
        <ToolForm key="new" tool={null} />
      </Stack>
    )
  }
  return (
    <Stack gap="lg">
      {back}
      <OneTool key={tool.id} tool={tool} />
    </Stack>
  )
}

function OneTool({ tool }: { tool: ToolState }) {
  const { t } = useTranslation()
  const [isChanged, setChanged] = useState(false)
  return (
    <>
      {missingSecrets(tool).length > 0 ? (
        <Alert color="red" title={t('tools.secretMissing')}>
          {t('tools.secretMissingBody')}
        </Alert>
      ) : null}
      {tool.details.type === 'custom' ? (
        <ToolForm tool={tool} onChanged={setChanged} action={<DeleteTool tool={tool} />} />
      ) : (
        <Panel
          title={toolName(tool, t)}
          hint={toolAbout(tool, t)}
          action={<Badge color="gray">{t('tools.builtInOne')}</Badge>}
        >
          <Text size="sm" c="dimmed">
            {t('tools.builtInFixed')}
          </Text>
        </Panel>
      )}
      <TryTool tool={tool} isChanged={isChanged} />
      <Report tool={tool} />
      <UsedBy tool={tool} />
    </>
  )
}

function DeleteTool({ tool }: { tool: ToolState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('agents:write')
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => deleteTool(account.id, tool.id),
    onSuccess: () => navigate(agentPage(account.id, 'tools')),
  })
  return (
    <>
      <Act size="xs" variant="subtle" color="red" refusal={refusal} onClick={() => setAsking(true)}>
        {t('tools.delete')}
      </Act>
      <ConfirmDialog
        opened={asking}
        title={t('tools.deleteTitle', { name: tool.name })}
        body={
          tool.skillIds.length > 0
            ? t('tools.deleteUsed', { count: tool.skillIds.length })
            : t('tools.deleteUnused')
        }
        action={t('tools.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      />
    </>
  )
}

function Report({ tool }: { tool: ToolState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const [source, setSource] = useState<ReportSource | 'both'>('both')
  const wanted = source === 'both' ? null : source
  const { data: reports = [] } = useQuery(toolReports(account.id, wanted))
  const report = reports.find((one) => one.id === tool.id)
  return (
    <Panel
      title={t('tools.report')}
      hint={t('tools.reportHint')}
      action={
        <SegmentedControl
          size="xs"
          aria-label={t('tools.source')}
          value={source}
          onChange={setSource}
          data={(['both', ...REPORT_SOURCES] as const).map((each) => ({
            value: each,
            label: t(`tools.source_${each}`),
          }))}
        />
      }
    >
      <KeyValues
        items={[
          { key: 'calls', label: t('agent.calls'), value: formats.number(report?.count ?? 0) },
          {
            key: 'success',
            label: t('agent.successRate'),
            value: successOf(report, formats.percent),
          },
          {
            key: 'duration',
            label: t('agent.duration'),
            value: durationOf(report, t, formats.number),
          },
          {
            key: 'last',
            label: t('agent.lastCall'),
            value: report?.last_call_at ? (
              <TimeAgo at={report.last_call_at} zone={account.timezone} />
            ) : (
              '–'
            ),
          },
        ]}
      />
    </Panel>
  )
}

function UsedBy({ tool }: { tool: ToolState }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { data: skills } = useSuspenseQuery(agentSkills(account.id))
  const using = skills.filter((skill) => tool.skillIds.includes(skill.id))
  return (
    <Panel title={t('tools.usedBy')} hint={t('tools.usedByHint')}>
      <Stack gap="sm">
        {using.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('tools.usedByNone')}
          </Text>
        ) : (
          using.map((skill) => (
            <Group key={skill.id} gap="xs">
              <Text size="sm">{skillName(skill, i18n.language)}</Text>
              <Badge size="xs" color={skill.status === 'live' ? 'petrol' : 'gray'}>
                {t(`agent.skill_${skill.status}`)}
              </Badge>
            </Group>
          ))
        )}
        <Anchor component={Link} size="sm" to={agentPage(account.id, 'skills')}>
          {t('tools.toSkills')}
        </Anchor>
      </Stack>
    </Panel>
  )
}
