import { Button, Stack, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CustomReportDefinition } from '../../../src/contract/custom-reports.ts'
import { REPORT_GROUPS_MAX } from '../../../src/contract/custom-reports.ts'
import { useAccount } from '../../account.ts'
import type { ReportResultState } from '../../api/custom-reports.ts'
import { Chart } from '../../ui/chart.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { downloadCsv } from './download-csv.ts'

/** Colours that can be told apart. */
const CHART_SERIES_MAX = 8

/** The numbers of a report: a chart with the totals below, or a table of all intervals. */
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
  const titleOf = (one: ReportResultState['series'][number]) => {
    const what = `${one.metric_name} (${t(`customReports.measure_${one.measurement}`)})`
    return one.group === null ? what : `${what}: ${one.group || '–'}`
  }
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
              }))}
              format={formats.number}
              description={t('customReports.chartDescription', { name })}
            />
          )}
          <Table.ScrollContainer minWidth={0} type="native" tabIndex={0}>
            {shownAs === 'table' ? (
              <Intervals result={result} titleOf={titleOf} labelOf={labelOf} />
            ) : (
              <Totals result={result} titleOf={titleOf} />
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

interface Rows {
  result: ReportResultState
  titleOf: (one: ReportResultState['series'][number]) => string
}

function Totals({ result, titleOf }: Rows) {
  const { t } = useTranslation()
  const formats = useFormats()
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
              {one.total === null ? '–' : formats.number(one.total)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Intervals({ result, titleOf, labelOf }: Rows & { labelOf: (at: string) => string }) {
  const { t } = useTranslation()
  const formats = useFormats()
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
                {formats.number(one.values[nth] ?? 0)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
