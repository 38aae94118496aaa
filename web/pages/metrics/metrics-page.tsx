import { Badge, Group, Select, Stack, Text } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useSearchParams } from 'react-router'
import { useAccount } from '../../account.ts'
import { type MetricSummary, metricList } from '../../api/metrics.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { SearchField } from '../../fields/search.tsx'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { type Formats, useFormats } from '../../ui/format.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { metricName } from '../../ui/names.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Proven } from '../../ui/proven.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { useMetricProofs } from './use-metric-proofs.ts'

interface Reading {
  t: TFunction
  language: string
  formats: Formats
  account: AccountSummary
  proofs: ReturnType<typeof useMetricProofs>
}

function columnsFor(reading: Reading): Column<MetricSummary>[] {
  const { t, language, formats, account, proofs } = reading
  return [
    {
      key: 'name',
      header: t('metrics.metric'),
      cell: (metric) => (
        <Stack gap={0}>
          <Link to={paths.metric(account.id, metric.id)} className="quiet-link row-link">
            {metricName(metric, language)}
          </Link>
          <Group gap={6}>
            <Text size="xs" c="dimmed">
              {metric.integration.name}
            </Text>
            {metric.is_waiting ? (
              <Badge size="xs" color="apricot">
                {t('metrics.waiting')}
              </Badge>
            ) : null}
          </Group>
        </Stack>
      ),
    },
    {
      key: 'trend',
      header: t('metrics.trend'),
      secondary: true,
      width: 160,
      cell: (metric) => (
        <Sparkline
          values={metric.sparkline}
          label={t('metrics.trendLabel', {
            count: metric.count_30_days,
            number: formats.number(metric.count_30_days),
          })}
        />
      ),
    },
    {
      key: 'month',
      header: t('metrics.last30Days'),
      align: 'end',
      width: 130,
      cell: (metric) => (
        <Proven
          name={`${metricName(metric, language)}: ${t('metrics.last30Days')}`}
          shown={formats.number(metric.count_30_days)}
          onOpen={() => proofs.recent(metric)}
        />
      ),
    },
    {
      key: 'change',
      header: t('metrics.change'),
      align: 'end',
      secondary: true,
      width: 110,
      cell: (metric) => <Change metric={metric} />,
    },
    {
      key: 'total',
      header: t('metrics.allTime'),
      align: 'end',
      secondary: true,
      width: 110,
      cell: (metric) => (
        <Proven
          name={`${metricName(metric, language)}: ${t('metrics.allTime')}`}
          shown={formats.number(metric.count_total)}
          onOpen={() => proofs.allTime(metric)}
        />
      ),
    },
    {
      key: 'last',
      header: t('metrics.lastEvent'),
      align: 'end',
      secondary: true,
      width: 150,
      cell: (metric) =>
        metric.last_event_at ? (
          <Text span size="sm" c="dimmed">
            <TimeAgo at={metric.last_event_at} zone={account.timezone} />
          </Text>
        ) : (
          '–'
        ),
    },
  ]
}

export async function loader({ params, request }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  const search = new URL(request.url).searchParams
  await Promise.all([
    queryClient.ensureQueryData(metricList(account, {})),
    queryClient.ensureQueryData(metricList(account, wanted(search))),
  ])
  return null
}

export function Component() {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const proofs = useMetricProofs()
  const [search, setSearch] = useSearchParams()
  const { data: all } = useSuspenseQuery(metricList(account.id, {}))
  const { data: found } = useSuspenseQuery(metricList(account.id, wanted(search)))
  // The server sorts by the names in the data.
  const metrics = found.toSorted((a, b) =>
    metricName(a, i18n.language).localeCompare(metricName(b, i18n.language), i18n.language),
  )
  const columns = columnsFor({ t, language: i18n.language, formats, account, proofs })

  function change(name: 'q' | 'integration', value: string) {
    setSearch(
      (current) => {
        const next = new URLSearchParams(current)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  }

  return (
    <Page title={t('metrics.title')} lead={t('metrics.lead')}>
      <Group mb="md" gap="sm">
        <SearchField
          label={t('metrics.search')}
          initial={search.get('q') ?? ''}
          onSearch={(text) => change('q', text)}
        />
        <Select
          aria-label={t('metrics.integration')}
          placeholder={t('metrics.allIntegrations')}
          data={integrationsOf(all)}
          value={search.get('integration')}
          onChange={(value) => change('integration', value ?? '')}
          clearable
          w={{ base: '100%', xs: 220 }}
        />
      </Group>
      <Panel flush>
        {metrics.length > 0 ? (
          <>
            <DataTable caption={t('metrics.title')} rows={metrics} columns={columns} linked />
            <TableFoot>
              {t('metrics.count', { count: metrics.length })} ·{' '}
              {t('common.daysIn', { zone: account.timezone })}
            </TableFoot>
          </>
        ) : all.length > 0 ? (
          <EmptyState title={t('metrics.noneFound')} body={t('metrics.noneFoundBody')} />
        ) : (
          <EmptyState title={t('metrics.empty')} body={t('metrics.emptyBody')} />
        )}
      </Panel>
    </Page>
  )
}

function Change(props: { metric: MetricSummary }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { count_30_days: now, count_previous_30_days: before } = props.metric
  if (before === 0) return now > 0 ? <Text size="sm">{t('metrics.isNew')}</Text> : '–'
  const change = (now - before) / before
  const Arrow = change < 0 ? IconArrowDownRight : IconArrowUpRight
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {change === 0 ? null : <Arrow size={15} stroke={1.8} aria-hidden />}
      {formats.signedPercent(change)}
    </Group>
  )
}

function wanted(search: URLSearchParams): { search?: string; integration?: string } {
  const text = search.get('q')
  const integration = search.get('integration')
  return { ...(text ? { search: text } : {}), ...(integration ? { integration } : {}) }
}

function integrationsOf(metrics: MetricSummary[]) {
  const names = new Map(metrics.map(({ integration }) => [integration.key, integration.name]))
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .toSorted((a, b) => a.label.localeCompare(b.label))
}
