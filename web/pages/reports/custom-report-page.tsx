import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { IconArrowLeft, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import type { CustomReportDefinition } from '../../../src/contract/custom-reports.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type CustomReportState,
  changeCustomReport,
  createCustomReport,
  customReport,
  deleteCustomReport,
  reportResult,
} from '../../api/custom-reports.ts'
import { metricList } from '../../api/metrics.ts'
import { queryClient } from '../../api/query-client.ts'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done, failed } from '../../ui/toast.ts'
import { ReportDefinitionForm } from './report-definition.tsx'
import { ReportResult } from './report-result.tsx'
import { ReportSchedulePanel } from './report-schedule.tsx'

const NEW = 'new'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  const reportId = params.reportId ?? NEW
  await Promise.all([
    queryClient.ensureQueryData(metricList(account, {})),
    reportId === NEW ? null : queryClient.ensureQueryData(customReport(account, reportId)),
  ])
  return null
}

export function Component() {
  const { reportId = NEW } = useParams()
  return reportId === NEW ? (
    <ReportEditor key={NEW} report={null} />
  ) : (
    <SavedReport key={reportId} id={reportId} />
  )
}

function SavedReport(props: { id: string }) {
  const account = useAccount()
  const { data } = useSuspenseQuery(customReport(account.id, props.id))
  return <ReportEditor report={data} />
}

function ReportEditor({ report }: { report: CustomReportState | null }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('metrics:write')
  const { data: metrics } = useSuspenseQuery(metricList(account.id, {}))
  const [definition, setDefinition] = useState<CustomReportDefinition>(
    () => report?.definition ?? newDefinition(metrics[0]?.id),
  )
  /** What the numbers below are of. */
  const [asked, setAsked] = useState(report?.definition ?? null)
  const [open, setOpen] = useState<'name' | 'delete' | null>(null)
  const numbers = useQuery(reportResult(account.id, asked))
  const isDirty = JSON.stringify(definition) !== JSON.stringify(report?.definition)
  const run = () => {
    // The same question again: as of now.
    if (JSON.stringify(asked) === JSON.stringify(definition)) void numbers.refetch()
    else setAsked(definition)
  }
  const save = useMutation({
    mutationFn: async () => {
      if (report) await changeCustomReport(account.id, report.id, { definition })
    },
    onSuccess: () => done(t('common.saved')),
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: async () => {
      if (report) await deleteCustomReport(account.id, report.id)
    },
    onSuccess: () => navigate(paths.customReports(account.id)),
  })
  async function name(chosen: string) {
    if (report) {
      await changeCustomReport(account.id, report.id, { name: chosen })
      return
    }
    const id = await createCustomReport(account.id, { name: chosen, definition })
    void navigate(paths.customReport(account.id, id))
  }
  const title = report?.name ?? t('customReports.new')
  return (
    <Page
      title={title}
      wide
      above={
        <Link to={paths.customReports(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('customReports.title')}
        </Link>
      }
      action={
        report ? (
          <>
            <Act variant="default" refusal={refusal} onClick={() => setOpen('delete')}>
              {t('customReports.delete')}
            </Act>
            <Act variant="default" refusal={refusal} onClick={() => setOpen('name')}>
              {t('customReports.rename')}
            </Act>
            <Act
              refusal={refusal ?? (isDirty ? undefined : t('common.saved'))}
              loading={save.isPending}
              onClick={() => save.mutate()}
            >
              {t('customReports.save')}
            </Act>
          </>
        ) : (
          <Act refusal={refusal} onClick={() => setOpen('name')}>
            {t('customReports.saveAs')}
          </Act>
        )
      }
    >
      <Stack gap="lg">
        <Panel title={t('customReports.what')}>
          <Stack gap="md" align="flex-start">
            <ReportDefinitionForm
              definition={definition}
              metrics={metrics}
              onChange={setDefinition}
            />
            <Button
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              loading={numbers.isFetching}
              onClick={run}
            >
              {t('customReports.run')}
            </Button>
          </Stack>
        </Panel>
        <output>
          {numbers.isFetching ? (
            <Group gap="sm">
              <Progress
                value={100}
                animated
                style={{ flex: 1 }}
                aria-label={t('customReports.running')}
              />
              <Text size="sm">{t('customReports.running')}</Text>
            </Group>
          ) : null}
        </output>
        <ProblemNotice problem={numbers.error} />
        {asked && numbers.data ? (
          <ReportResult name={title} result={numbers.data} definition={asked} />
        ) : null}
        {asked ? null : (
          <Panel>
            <EmptyState title={t('customReports.notRun')} body={t('customReports.notRunBody')} />
          </Panel>
        )}
        {report ? (
          <ReportSchedulePanel report={report} />
        ) : (
          <Panel title={t('customReports.schedule')}>
            <Text size="sm" c="dimmed">
              {t('customReports.saveFirst')}
            </Text>
          </Panel>
        )}
      </Stack>
      <NameDialog
        opened={open === 'name'}
        title={t(report ? 'customReports.rename' : 'customReports.saveAs')}
        initial={report?.name ?? ''}
        save={name}
        onClose={() => setOpen(null)}
      />
      <ConfirmDialog
        opened={open === 'delete'}
        title={t('customReports.deleteTitle', { name: title })}
        body={t('customReports.deleteBody')}
        action={t('customReports.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setOpen(null)}
      />
    </Page>
  )
}

function newDefinition(metricId: string | undefined): CustomReportDefinition {
  return {
    metrics: metricId === undefined ? [] : [{ metric_id: metricId, measurement: 'count' }],
    interval: 'day',
    timeframe: { key: 'last_30_days' },
    group_by: null,
    filters: [],
    shown_as: 'line',
  }
}
