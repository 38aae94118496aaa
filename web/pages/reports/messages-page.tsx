import { Button, Group, Select, Stack, Switch, Text } from '@mantine/core'
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LoaderFunctionArgs, useSearchParams } from 'react-router'
import { MESSAGE_STATISTICS, type MessageStatistic } from '../../../src/contract/reports.ts'
import { useAccount } from '../../account.ts'
import { metricList } from '../../api/metrics.ts'
import { queryClient } from '../../api/query-client.ts'
import { messageReport, type ReportQuestion } from '../../api/reports.ts'
import { Chart } from '../../ui/chart.tsx'
import { useClockNow } from '../../ui/clock.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { metricName } from '../../ui/names.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Stats } from '../../ui/stat.tsx'
import { addDays, dayIn, wallIn } from '../../ui/zone.ts'
import { downloadCsv } from './download-csv.ts'
import { FIGURES, Figure } from './figure.tsx'
import { intervalAt } from './interval-at.ts'
import { PerMessage } from './per-message.tsx'
import { shownStatistic } from './shown-statistic.ts'
import { useOpenProof } from './use-open-proof.ts'

const RANGES = ['7', '30', '90', '365'] as const
const REPORTS = ['all', 'flow', 'campaign'] as const
const WEEKLY_FROM_DAYS = 90
const CONVERSION = 'Placed Order'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(metricList(params.accountId ?? '', {}))
  return null
}

/** What messages brought, compared with the period before; each number opens its proof. */
export function Component() {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const now = useClockNow()
  const [search, setSearch] = useSearchParams()
  const openProof = useOpenProof()
  const prove = (statistic: MessageStatistic, question: ReportQuestion) =>
    openProof({ kind: 'report', statistic, ...question })
  const [statistic, setStatistic] = useState<MessageStatistic>('recipients')
  const { data: metrics } = useSuspenseQuery(metricList(account.id, {}))
  const days = Number(RANGES.find((one) => one === search.get('days')) ?? '30')
  const report = REPORTS.find((one) => one === search.get('of')) ?? 'all'
  const compares = search.get('compare') !== '0'
  const chosen = metrics.find((one) => one.id === search.get('metric'))
  const conversion = chosen ?? metrics.find((one) => one.name === CONVERSION) ?? metrics[0]
  const ask = (name: string, value: string) =>
    setSearch(
      (before) => {
        before.set(name, value)
        return before
      },
      { replace: true },
    )
  const end = addDays(dayIn(account.timezone, now()), 1)
  const spanOf = (last: string): ReportQuestion => ({
    report,
    start: `${addDays(last, -days)}T00:00:00`,
    end: `${last}T00:00:00`,
    conversion_metric_id: conversion?.id ?? '',
    where: '',
  })
  const question = spanOf(end)
  const interval = days >= WEEKLY_FROM_DAYS ? ('weekly' as const) : ('daily' as const)
  const main = useQuery({
    ...messageReport(account.id, { ...question, interval }),
    enabled: conversion !== undefined,
    placeholderData: keepPreviousData,
  })
  const before = useQuery({
    ...messageReport(account.id, { ...spanOf(addDays(end, -days)), interval }),
    enabled: conversion !== undefined && compares,
    placeholderData: keepPreviousData,
  })
  const show = (name: MessageStatistic, value: number) =>
    shownStatistic(name, value, { formats, currency: account.currency })
  const wallOf = (at: string) => `${wallIn(account.timezone, new Date(at))}:00`
  /** Of a point of the chart: the question about its interval alone. */
  const openPoint = (whole: ReportQuestion, dates: readonly string[], nth: number) => {
    const span = { from: whole.start, until: whole.end, dates: dates.map(wallOf) }
    const { from, until } = intervalAt(span, nth)
    prove(statistic, { ...whole, start: from, end: until })
  }
  const labels = (main.data?.date_times ?? []).map((at) => formats.day(at, account.timezone))
  return (
    <Page title={t('reports.title')} lead={t('reports.lead')} wide>
      {conversion ? (
        <Stack gap="lg">
          <Group gap="sm" align="flex-end">
            <Select
              label={t('reports.range')}
              w={180}
              allowDeselect={false}
              value={String(days)}
              data={RANGES.map((one) => ({ value: one, label: t(`reports.range_${one}`) }))}
              onChange={(one) => ask('days', one ?? '30')}
            />
            <Select
              label={t('reports.what')}
              w={210}
              allowDeselect={false}
              value={report}
              data={REPORTS.map((one) => ({ value: one, label: t(`reports.report_${one}`) }))}
              onChange={(one) => ask('of', one ?? 'all')}
            />
            <Select
              label={t('reports.conversion')}
              w={260}
              searchable
              allowDeselect={false}
              value={conversion.id}
              data={metrics.map((one) => ({
                value: one.id,
                label: metricName(one, i18n.language),
              }))}
              onChange={(one) => ask('metric', one ?? '')}
            />
            <Switch
              mb={8}
              label={t('reports.compare')}
              checked={compares}
              onChange={(event) => ask('compare', event.currentTarget.checked ? '1' : '0')}
            />
          </Group>
          <Text size="sm" c="dimmed">
            {t('reports.rangeNote', { zone: account.timezone })}
          </Text>
          {main.error ? (
            <ProblemNotice problem={main.error} onRetry={() => void main.refetch()} />
          ) : null}
          {main.data && main.data.statistics.recipients === 0 ? (
            <Panel>
              <EmptyState title={t('reports.none')} body={t('reports.noneBody')} />
            </Panel>
          ) : null}
          {main.data && main.data.statistics.recipients !== 0 ? (
            <>
              <Stats>
                {FIGURES.map((name) => (
                  <Figure
                    key={name}
                    name={name}
                    value={main.data.statistics[name] ?? 0}
                    before={compares ? (before.data?.statistics[name] ?? null) : null}
                    show={show}
                    onOpen={() => prove(name, question)}
                  />
                ))}
              </Stats>
              <Panel
                title={t('reports.shown')}
                action={
                  <>
                    <Select
                      aria-label={t('reports.statistic')}
                      w={240}
                      searchable
                      allowDeselect={false}
                      value={statistic}
                      data={MESSAGE_STATISTICS.map((one) => ({
                        value: one,
                        label: t(`reports.stat_${one}`),
                      }))}
                      onChange={(one) => (one ? setStatistic(one) : undefined)}
                    />
                    <Button
                      variant="default"
                      onClick={() =>
                        downloadCsv('messages-over-time.csv', [
                          ['date', ...MESSAGE_STATISTICS],
                          ...main.data.date_times.map((at, index) => [
                            at,
                            ...MESSAGE_STATISTICS.map(
                              (name) => main.data.series[name]?.[index] ?? 0,
                            ),
                          ]),
                        ])
                      }
                    >
                      {t('reports.download')}
                    </Button>
                  </>
                }
              >
                <Chart
                  labels={labels}
                  series={[
                    {
                      name: t('reports.now'),
                      values: main.data.series[statistic] ?? [],
                      role: 'main',
                      onOpen: (nth) => openPoint(question, main.data.date_times, nth),
                    },
                    ...(compares && before.data
                      ? [
                          {
                            name: t('reports.before'),
                            values: before.data.series[statistic] ?? [],
                            role: 'before' as const,
                            onOpen: (nth: number) =>
                              openPoint(spanOf(addDays(end, -days)), before.data.date_times, nth),
                          },
                        ]
                      : []),
                  ]}
                  format={(value) => show(statistic, value)}
                  description={t(`reports.stat_${statistic}`)}
                />
              </Panel>
              <PerMessage question={question} show={show} onProof={prove} />
            </>
          ) : null}
        </Stack>
      ) : (
        <Panel>
          <EmptyState title={t('reports.noMetric')} body={t('reports.noMetricBody')} />
        </Panel>
      )}
    </Page>
  )
}
