import { Badge, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LoaderFunctionArgs } from 'react-router'
import type { MessageStatistic } from '../../../src/contract/reports.ts'
import { useAccount } from '../../account.ts'
import { quoted } from '../../api/document.ts'
import { metricList } from '../../api/metrics.ts'
import { queryClient } from '../../api/query-client.ts'
import { type DeliverabilityState, deliverability } from '../../api/reports.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Chart } from '../../ui/chart.tsx'
import { useClockNow } from '../../ui/clock.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Proven } from '../../ui/proven.tsx'
import { addDays, dayIn, startOfDay } from '../../ui/zone.ts'
import { useOpenProof } from './use-open-proof.ts'

const RANGES = ['7', '30', '90'] as const
const RATES = ['bounce', 'spam', 'unsubscribe', 'open', 'click'] as const
type Rate = (typeof RATES)[number]
const STATISTICS = {
  bounce: 'bounce_rate',
  spam: 'spam_complaint_rate',
  unsubscribe: 'unsubscribe_rate',
  open: 'open_rate',
  click: 'click_rate',
} as const satisfies Record<Rate, MessageStatistic>
type Health = DeliverabilityState['total']
const COLORS = { good: 'petrol', fair: 'apricot', bad: 'red', none: 'gray' } as const

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(metricList(params.accountId ?? '', {}))
  return null
}

/** How emails arrive, by day and domain, with the limits that are set for senders. */
export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const now = useClockNow()
  const [days, setDays] = useState<(typeof RANGES)[number]>('30')
  const [rate, setRate] = useState<Rate>('bounce')
  const end = dayIn(account.timezone, now())
  const openProof = useOpenProof()
  const { data: metrics } = useSuspenseQuery(metricList(account.id, {}))
  const start = addDays(end, 1 - Number(days))
  const { data, error, refetch } = useQuery({
    ...deliverability(account.id, { start, end }),
    placeholderData: keepPreviousData,
  })
  const nameOf = (domain: string) => domain || t('reports.unknownDomain')
  /** A proof needs a metric of conversions, though none of these numbers looks at it. */
  const conversion = metrics[0]
  const opening = (
    statistic: MessageStatistic,
    domain: string | null,
    days = { first: start, last: end },
  ) =>
    conversion &&
    (() =>
      openProof({
        kind: 'report',
        statistic,
        report: 'all',
        start: `${days.first}T00:00:00`,
        end: `${addDays(days.last, 1)}T00:00:00`,
        conversion_metric_id: conversion.id,
        where: [
          'equals(send_channel,"email")',
          ...(domain === null ? [] : [`equals(email_domain,${quoted(domain)})`]),
        ].join(','),
      }))
  const openDay = (day: string) => opening(STATISTICS[rate], null, { first: day, last: day })?.()
  return (
    <Page title={t('reports.deliverability')} lead={t('reports.deliverabilityLead')} wide>
      <Stack gap="lg">
        <Select
          label={t('reports.range')}
          w={180}
          allowDeselect={false}
          value={days}
          data={RANGES.map((one) => ({ value: one, label: t(`reports.range_${one}`) }))}
          onChange={(one) => (one ? setDays(one) : undefined)}
        />
        {error ? <ProblemNotice problem={error} onRetry={() => void refetch()} /> : null}
        {data && data.total.recipients === 0 ? (
          <Panel>
            <EmptyState title={t('reports.noMail')} body={t('reports.noneBody')} />
          </Panel>
        ) : null}
        {data && data.total.recipients > 0 ? (
          <>
            <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
              {RATES.map((one) => (
                <div key={one} className="stat">
                  <Text size="sm" c="dimmed">
                    {t(`reports.rate_${one}`)}
                  </Text>
                  <Group gap="xs" fz={24} fw={650} className="number">
                    <MaybeProven
                      name={t(`reports.rate_${one}`)}
                      shown={percent(data.total.rates[one], formats.percent)}
                      onOpen={opening(STATISTICS[one], null)}
                    />
                    <Judgement health={data.total} rate={one} />
                  </Group>
                  <Text size="xs" c="dimmed">
                    {t(`reports.limit_${one}`)}
                  </Text>
                </div>
              ))}
            </SimpleGrid>
            <Panel
              title={t('reports.byDay')}
              hint={t('reports.rangeNote', { zone: data.window.timezone })}
              action={
                <Select
                  aria-label={t('reports.statistic')}
                  w={170}
                  allowDeselect={false}
                  value={rate}
                  data={RATES.map((one) => ({ value: one, label: t(`reports.rate_${one}`) }))}
                  onChange={(one) => (one ? setRate(one) : undefined)}
                />
              }
            >
              <Chart
                height={240}
                labels={data.days.map(({ day }) =>
                  formats.day(startOfDay(day, account.timezone), account.timezone),
                )}
                series={[
                  {
                    name: t(`reports.rate_${rate}`),
                    values: data.days.map((day) => day.rates[rate] ?? 0),
                    role: 'main',
                    onOpen: (nth) => openDay(data.days[nth]?.day ?? end),
                  },
                ]}
                format={formats.percent}
                description={t(`reports.rate_${rate}`)}
              />
            </Panel>
            <Panel title={t('reports.byDomain')} flush>
              <DataTable
                caption={t('reports.byDomain')}
                rows={data.domains.map((one) => ({ id: one.domain || '-', ...one }))}
                columns={[
                  {
                    key: 'domain',
                    header: t('reports.domain'),
                    cell: (one) => nameOf(one.domain),
                  },
                  {
                    key: 'recipients',
                    header: t('reports.stat_recipients'),
                    align: 'end',
                    cell: (one) => (
                      <MaybeProven
                        name={`${nameOf(one.domain)}: ${t('reports.stat_recipients')}`}
                        shown={formats.number(one.recipients)}
                        onOpen={opening('recipients', one.domain)}
                      />
                    ),
                  },
                  ...RATES.map((each) => ({
                    key: each,
                    header: t(`reports.rate_${each}`),
                    align: 'end' as const,
                    secondary: each !== 'bounce',
                    cell: (one: DeliverabilityState['domains'][number]) => (
                      <Group gap={6} justify="flex-end" wrap="nowrap">
                        <MaybeProven
                          name={`${nameOf(one.domain)}: ${t(`reports.rate_${each}`)}`}
                          shown={percent(one.rates[each], formats.percent)}
                          onOpen={opening(STATISTICS[each], one.domain)}
                        />
                        <Judgement health={one} rate={each} />
                      </Group>
                    ),
                  })),
                ]}
              />
            </Panel>
          </>
        ) : null}
      </Stack>
    </Page>
  )
}

/** A number that opens its proof, where there is one. */
function MaybeProven(props: { name: string; shown: string; onOpen: (() => void) | undefined }) {
  const { onOpen, ...rest } = props
  return onOpen ? <Proven {...rest} onOpen={onOpen} /> : <span>{rest.shown}</span>
}

function Judgement(props: { health: Health; rate: Rate }) {
  const { t } = useTranslation()
  const band = props.health.bands[props.rate]
  return (
    <Badge size="sm" variant="light" color={COLORS[band]}>
      {t(`reports.band_${band}`)}
    </Badge>
  )
}

function percent(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value)
}
