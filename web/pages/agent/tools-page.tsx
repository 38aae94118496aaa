import { Badge, Group, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { agentSkills } from '../../api/agent.ts'
import {
  agentSecrets,
  agentTools,
  missingSecrets,
  type ToolReportState,
  type ToolState,
  toolReports,
} from '../../api/agent-tools.ts'
import { queryClient } from '../../api/query-client.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Secrets } from './secrets-panel.tsx'
import { skillNames } from './skill-names.ts'
import { toolAbout, toolName } from './tool-name.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(agentTools(account)),
    queryClient.ensureQueryData(agentSecrets(account)),
    queryClient.ensureQueryData(agentSkills(account)),
  ])
  return null
}

/** What skills look things up with: requests of the shop's own, their secrets, and the built-in ones. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('agents:write')
  const { data: tools } = useSuspenseQuery(agentTools(account.id))
  const { data: reports = [] } = useQuery(toolReports(account.id, null))
  const own = tools.filter((tool) => tool.details.type === 'custom')
  const builtIn = tools.filter((tool) => tool.details.type === 'internal')
  const add = (
    <Act
      leftSection={<IconPlus size={15} />}
      refusal={refusal}
      onClick={() => void navigate(paths.newTool(account.id))}
    >
      {t('tools.new')}
    </Act>
  )
  return (
    <Stack gap="lg">
      <Panel
        title={t('tools.own')}
        hint={t('tools.ownHint')}
        flush
        action={own.length > 0 ? add : null}
      >
        {own.length === 0 ? (
          <EmptyState title={t('tools.none')} body={t('tools.noneBody')} action={add} />
        ) : (
          <ToolTable caption={t('tools.own')} tools={own} reports={reports} />
        )}
      </Panel>
      <Secrets />
      <Panel title={t('tools.builtIn')} hint={t('tools.builtInHint')} flush>
        <ToolTable caption={t('tools.builtIn')} tools={builtIn} reports={reports} />
      </Panel>
    </Stack>
  )
}

function ToolTable(props: {
  caption: string
  tools: readonly ToolState[]
  reports: readonly ToolReportState[]
}) {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { data: skills } = useSuspenseQuery(agentSkills(account.id))
  const byId = new Map(props.reports.map((report) => [report.id, report]))
  const rows = props.tools.map((tool) => ({ ...tool, report: byId.get(tool.id) }))
  return (
    <DataTable
      caption={props.caption}
      rows={rows}
      linked
      columns={[
        {
          key: 'name',
          header: t('fields.name'),
          cell: (tool) => (
            <Stack gap={2}>
              <Group gap="xs">
                <Link to={paths.tool(account.id, tool.id)} className="quiet-link row-link">
                  {toolName(tool, t)}
                </Link>
                {missingSecrets(tool).length > 0 ? (
                  <Badge size="xs" color="red">
                    {t('tools.secretMissing')}
                  </Badge>
                ) : null}
              </Group>
              <Text size="xs" c="dimmed" lineClamp={2}>
                {toolAbout(tool, t)}
              </Text>
            </Stack>
          ),
        },
        {
          key: 'skills',
          header: t('tools.usedBy'),
          secondary: true,
          width: 170,
          cell: (tool) =>
            tool.skillIds.length > 0 ? (
              <Text size="sm">{skillNames(tool.skillIds, skills, i18n.language)}</Text>
            ) : (
              <Text size="sm" c="dimmed">
                {t('tools.noSkill')}
              </Text>
            ),
        },
        {
          key: 'count',
          header: t('agent.calls'),
          align: 'end',
          width: 74,
          cell: (tool) => formats.number(tool.report?.count ?? 0),
        },
        {
          key: 'success',
          header: t('agent.successRate'),
          align: 'end',
          width: 84,
          secondary: true,
          cell: (tool) => successOf(tool.report, formats.percent),
        },
        {
          key: 'duration',
          header: t('agent.duration'),
          align: 'end',
          width: 96,
          secondary: true,
          cell: (tool) => durationOf(tool.report, t, formats.number),
        },
        {
          key: 'last',
          header: t('agent.lastCall'),
          align: 'end',
          width: 116,
          secondary: true,
          cell: (tool) =>
            tool.report?.last_call_at ? (
              <TimeAgo at={tool.report.last_call_at} zone={account.timezone} />
            ) : (
              '–'
            ),
        },
      ]}
    />
  )
}

/** The share of calls that went well, or a dash when there was none. */
export function successOf(
  report: ToolReportState | undefined,
  percent: (rate: number) => string,
): string {
  return report?.success_rate == null ? '–' : percent(report.success_rate)
}

/** The average time of a call, or a dash when there was none. */
export function durationOf(
  report: ToolReportState | undefined,
  t: TFunction,
  number: (value: number) => string,
): string {
  return report?.avg_duration_ms == null
    ? '–'
    : t('tools.ms', { ms: number(Math.round(report.avg_duration_ms)) })
}
