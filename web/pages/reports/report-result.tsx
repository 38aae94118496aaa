import { Button, Stack, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CustomReportDefinition } from '../../../src/contract/custom-reports.ts'
import { REPORT_GROUPS_MAX } from '../../../src/contract/custom-reports.ts'
import { filterText } from '../../../src/contract/filter.ts'
import { useAccount } from '../../account.ts'
import type { ReportResultState } from '../../api/custom-reports.ts'
import type { ProofQuestion } from '../../api/proofs.ts'
import { Chart } from '../../ui/chart.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { Proven } from '../../ui/proven.tsx'
import { downloadCsv } from './download-csv.ts'
import { intervalAt } from './interval-at.ts'
import { useOpenProof } from './use-open-proof.ts'

/** Colours that can be told apart. */
const CHART_SERIES_MAX = 8

type Series = ReportResultState['series'][number]

/** The numbers of a report, each with its proof: a chart with the totals below, or a table of all intervals. */
export function ReportResult(props: {
  name: string
  result: ReportResultState
  /** What the numbers are of. */
  definition: CustomReportDefinition
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { name, result, definition } = props
  const { interval, shown_as: shownAs } = definition
  const labelOf = (at: string) =>
    interval === 'hour'
      ? formats.dayAndTime(at, account.timezone)
      : formats.day(at, account.timezone)
  const openProof = useOpenProof()
  const titleOf = (one: Series) => {
    const what = `${one.metric_name} (${t(`customReports.measure_${one.measurement}`)})`
    return one.group === null ? what : `${what}: ${one.group || '–'}`
  }
  const openInterval = (one: Series, nth: number) =>
    openProof(questionOf(one, definition, intervalAt(result, nth)))
  const openTotal = (one: Series) => openProof(questionOf(one, definition, result))
  const isEmpty = result.series.every((one) => one.values.every((value) => value === 0))
  const exportCsv = () =>
    downloadCsv(`${name}.csv`, [
      [t('customReports.date'), ...result.series.map(titleOf)],
      ...result.dates.map((at, nth) => [
        labelOf(at),
        ...result.series.map((one) => one.values[nth] ?? 0),
      ]),
    ])
  return (
    <Panel
      title={t('customReports.result')}
      hint={t('customReports.daysNote', { zone: result.timezone })}
      action={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={exportCsv}
        >
          {t('customReports.download')}
        </Button>
      }
    >
      {isEmpty ? (
        <EmptyState title={t('customReports.nothing')} body={t('customReports.nothingBody')} />
      ) : (
        <Stack gap="md">
          {shownAs === 'table' ? null : (
            <Chart
              labels={result.dates.map(labelOf)}
              series={result.series.slice(0, CHART_SERIES_MAX).map((one) => ({
                name: titleOf(one),
                values: one.values,
                role: shownAs,
                onOpen: (nth: number) => openInterval(one, nth),
              }))}
              format={formats.number}
              description={t('customReports.chartDescription', { name })}
            />
          )}
          <Table.ScrollContainer minWidth={0} type="native" tabIndex={0}>
            {shownAs === 'table' ? (
              <Intervals {...{ result, titleOf, labelOf, openTotal }} onOpen={openInterval} />
            ) : (
              <Totals {...{ result, titleOf, openTotal }} />
            )}
          </Table.ScrollContainer>
          <Text size="xs" c="dimmed">
            {[
              shownAs !== 'table' && result.series.length > CHART_SERIES_MAX
                ? t('customReports.chartMax', { count: CHART_SERIES_MAX })
                : '',
              result.has_more_groups
                ? t('customReports.moreGroups', { count: REPORT_GROUPS_MAX })
                : '',
              result.series.some((one) => one.total === null) ? t('customReports.totalNote') : '',
            ]
              .filter(Boolean)
              .join(' ')}
          </Text>
        </Stack>
      )}
    </Panel>
  )
}

function questionOf(
  { metric_id, measurement, group }: Series,
  { group_by, filters }: CustomReportDefinition,
  { from, until }: { from: string; until: string },
): ProofQuestion {
  const where = filterText(filters.map(({ property, ...test }) => ({ ...test, field: property })))
  return {
    kind: 'metric',
    metric_id,
    measurement,
    from,
    until,
    ...(group_by === null ? {} : { group_by, group: group ?? '' }),
    where,
  }
}

interface Rows {
  result: ReportResultState
  titleOf: (one: Series) => string
  openTotal: (one: Series) => void
}

/** The number of the whole time; people have none. */
function Total(props: { series: Series; title: string; onOpen: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { series, title, onOpen } = props
  if (series.total === null) return '–'
  const name = `${title}, ${t('customReports.total')}`
  return <Proven name={name} shown={formats.number(series.total)} onOpen={onOpen} />
}

function Totals({ result, titleOf, openTotal }: Rows) {
  const { t } = useTranslation()
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('customReports.series')}</Table.Th>
          <Table.Th scope="col" ta="end">
            {t('customReports.total')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {result.series.map((one) => (
          <Table.Tr key={titleOf(one)}>
            <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere' }}>
              {titleOf(one)}
            </Table.Th>
            <Table.Td ta="end" className="number">
              <Total series={one} title={titleOf(one)} onOpen={() => openTotal(one)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Intervals(
  props: Rows & { labelOf: (at: string) => string; onOpen: (one: Series, nth: number) => void },
) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { result, titleOf, labelOf, openTotal, onOpen } = props
  return (
    <Table stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('customReports.date')}</Table.Th>
          {result.series.map((one) => (
            <Table.Th key={titleOf(one)} scope="col" ta="end">
              {titleOf(one)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {result.dates.map((at, nth) => (
          <Table.Tr key={at}>
            <Table.Th scope="row" fw={400}>
              {labelOf(at)}
            </Table.Th>
            {result.series.map((one) => (
              <Table.Td key={titleOf(one)} ta="end" className="number">
                <Proven
                  name={`${titleOf(one)}, ${labelOf(at)}`}
                  shown={formats.number(one.values[nth] ?? 0)}
                  onOpen={() => onOpen(one, nth)}
                />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row">{t('customReports.total')}</Table.Th>
          {result.series.map((one) => (
            <Table.Th key={titleOf(one)} ta="end" className="number">
              <Total series={one} title={titleOf(one)} onOpen={() => openTotal(one)} />
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}
