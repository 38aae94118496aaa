import { Text } from '@mantine/core'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { useAccount } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { auditLog } from '../../api/settings.ts'
import { DataTable, TableFoot } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Clamped } from '../../ui/clamped.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { auditActionWords } from '../../words/audit-actions.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureInfiniteQueryData(auditLog(params.accountId ?? ''))
  return null
}

export function Component() {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const log = useSuspenseInfiniteQuery(auditLog(account.id))
  const entries = log.data.pages.flatMap((page) => page.entries)
  return (
    <Panel title={t('nav.audit')} hint={t('settings.auditHint')} flush>
      {entries.length === 0 ? (
        <EmptyState title={t('settings.noAudit')} body={t('settings.noAuditBody')} />
      ) : (
        <>
          <DataTable
            caption={t('nav.audit')}
            rows={entries}
            columns={[
              {
                key: 'at',
                header: t('settings.when'),
                width: 180,
                cell: (entry) => <Moment at={entry.at} zone={account.timezone} />,
              },
              {
                key: 'who',
                header: t('settings.who'),
                width: 130,
                cell: (entry) => (
                  <>
                    <Text size="sm">{entry.actor_name}</Text>
                    <Text size="xs" c="dimmed">
                      {t(`settings.actor_${entry.actor_kind}`)}
                    </Text>
                  </>
                ),
              },
              {
                key: 'what',
                header: t('settings.what'),
                width: 220,
                cell: (entry) => (
                  <>
                    <Text size="sm">{auditActionWords(entry.action, i18n.language)}</Text>
                    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                      {entry.subject}
                    </Text>
                  </>
                ),
              },
              {
                key: 'details',
                header: t('settings.details'),
                secondary: true,
                cell: (entry) =>
                  Object.keys(entry.detail).length > 0 ? (
                    <Clamped text={inWords(entry.detail)} />
                  ) : (
                    '–'
                  ),
              },
            ]}
          />
          <MoreRows of={log} label={t('settings.olderEntries')} />
          <TableFoot>{t('common.timesIn', { zone: account.timezone })}</TableFoot>
        </>
      )}
    </Panel>
  )
}

function inWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
}
