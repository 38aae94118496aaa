import { Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { type CustomReportState, customReports } from '../../api/custom-reports.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TimeAgo } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(customReports(params.accountId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('metrics:write')
  const { data: reports } = useSuspenseQuery(customReports(account.id))
  const create = (
    <Act
      leftSection={<IconPlus size={16} />}
      refusal={refusal}
      onClick={() => void navigate(paths.newCustomReport(account.id))}
    >
      {t('customReports.new')}
    </Act>
  )
  return (
    <Page title={t('customReports.title')} lead={t('customReports.lead')} action={create}>
      <Panel flush>
        {reports.length > 0 ? (
          <DataTable
            caption={t('customReports.title')}
            rows={reports}
            columns={columnsFor(t, account)}
            linked
          />
        ) : (
          <EmptyState
            title={t('customReports.empty')}
            body={t('customReports.emptyBody')}
            action={create}
          />
        )}
      </Panel>
    </Page>
  )
}

function columnsFor(t: TFunction, account: AccountSummary): Column<CustomReportState>[] {
  return [
    {
      key: 'name',
      header: t('fields.name'),
      cell: (report) => (
        <Stack gap={2} align="flex-start">
          <Link to={paths.customReport(account.id, report.id)} className="quiet-link row-link">
            {report.name}
          </Link>
          {report.failure ? (
            <Text size="xs" c="red">
              {t('customReports.failed', { why: report.failure })}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    {
      key: 'mails',
      header: t('customReports.mails'),
      width: 200,
      cell: ({ schedule }) =>
        schedule
          ? `${t(`customReports.every_${schedule.every}`)}, ${schedule.hour}:00`
          : t('customReports.noMails'),
    },
    {
      key: 'sent',
      header: t('customReports.lastSent'),
      secondary: true,
      align: 'end',
      width: 180,
      cell: ({ last_sent_at }) => (
        <Text span size="sm" c="dimmed">
          {last_sent_at ? (
            <TimeAgo at={last_sent_at} zone={account.timezone} />
          ) : (
            t('customReports.never')
          )}
        </Text>
      ),
    },
  ]
}
