import { Badge, Progress, Stack, Text } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { type ImportState, importList } from '../../api/imports.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { type Formats, useFormats } from '../../ui/format.ts'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ImportStatusBadge } from './import-status.tsx'

function columnsFor(
  t: TFunction,
  formats: Formats,
  account: AccountSummary,
): Column<ImportState>[] {
  return [
    {
      key: 'file',
      header: t('imports.file'),
      cell: (each) => (
        <Link to={paths.import(account.id, each.id)} className="quiet-link row-link">
          {each.file_name}
        </Link>
      ),
    },
    {
      key: 'kind',
      header: t('imports.kind'),
      secondary: true,
      cell: (each) => <Badge color="gray">{t(`imports.kind_${each.kind}`)}</Badge>,
    },
    {
      key: 'status',
      header: t('imports.status'),
      width: 170,
      cell: (each) => (
        <Stack gap={4} align="flex-start">
          <ImportStatusBadge status={each.status} />
          {each.status === 'running' ? (
            <Progress
              value={each.progress * 100}
              w={120}
              size="sm"
              aria-label={t('imports.progress')}
            />
          ) : null}
        </Stack>
      ),
    },
    {
      key: 'recorded',
      header: t('imports.recorded'),
      align: 'end',
      secondary: true,
      cell: (each) => formats.number(each.recorded),
    },
    {
      key: 'refused',
      header: t('imports.refused'),
      align: 'end',
      secondary: true,
      cell: (each) => (
        <Text span size="sm" {...(each.rows_refused > 0 ? { c: 'var(--negative)' } : {})}>
          {formats.number(each.rows_refused)}
        </Text>
      ),
    },
    {
      key: 'created',
      header: t('imports.begun'),
      align: 'end',
      secondary: true,
      cell: (each) => <Moment at={each.created_at} zone={account.timezone} />,
    },
  ]
}

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureInfiniteQueryData(importList(params.accountId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('imports:write')
  const list = useSuspenseInfiniteQuery(importList(account.id))
  const imports = list.data.pages.flatMap((page) => page.imports)
  const begin = (
    <Act
      leftSection={<IconFileImport size={16} />}
      refusal={refusal}
      onClick={() => void navigate(paths.newImport(account.id))}
    >
      {t('imports.new')}
    </Act>
  )
  return (
    <Page title={t('imports.title')} lead={t('imports.lead')} action={begin}>
      <Panel flush>
        {imports.length === 0 ? (
          <EmptyState title={t('imports.empty')} body={t('imports.emptyBody')} action={begin} />
        ) : (
          <>
            <DataTable
              caption={t('imports.title')}
              rows={imports}
              columns={columnsFor(t, formats, account)}
              linked
            />
            <MoreRows of={list} label={t('imports.older')} />
            <TableFoot>{t('common.timesIn', { zone: account.timezone })}</TableFoot>
          </>
        )}
      </Panel>
    </Page>
  )
}
