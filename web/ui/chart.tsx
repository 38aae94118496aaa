import { Skeleton, Table, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartSeries } from './chart-series.ts'
import './chart.css'
import { Proven } from './proven.tsx'

const ChartCanvas = lazy(() =>
  import('./chart-canvas.tsx').then((module) => ({ default: module.ChartCanvas })),
)

export interface ChartProps {
  /** What the picture says, in one sentence. */
  description: string
  labels: string[]
  series: ChartSeries[]
  format: (value: number) => string
  /** Shorter, for the numbers beside the axis. */
  axisFormat?: (value: number) => string
  height?: number
}

/** Values over time. The same numbers are a table for those who cannot or do not want to see it. */
export function Chart(props: ChartProps) {
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  const height = props.height ?? 300
  const isOpenable = props.series.some(({ onOpen }) => onOpen)
  const closed = isOpenable ? props.series.filter(({ onOpen }) => !onOpen) : []
  const isEmpty = props.series.every(({ values }) => values.every((value) => value === 0))
  return (
    <figure className="chart">
      {asTable ? (
        <ChartTable {...props} height={height} />
      ) : (
        <div className="chart-picture">
          <Suspense fallback={<Skeleton height={height} radius="md" />}>
            <ChartCanvas {...props} height={height} />
          </Suspense>
          {isEmpty ? <p className="chart-empty">{t('chart.nothing')}</p> : null}
        </div>
      )}
      <figcaption>
        <VisuallyHidden>{props.description}</VisuallyHidden>
        {closed.map(({ name }) => (
          <Text key={name} size="xs" c="dimmed" me="auto">
            {t('chart.opensNothing', { name })}
          </Text>
        ))}
        <UnstyledButton className="chart-switch" onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.showChart') : t('chart.showTable')}
        </UnstyledButton>
      </figcaption>
    </figure>
  )
}

function ChartTable(props: ChartProps & { height: number }) {
  const { t } = useTranslation()
  return (
    <section
      className="chart-table"
      style={{ maxHeight: props.height }}
      aria-label={props.description}
    >
      <Table stickyHeader verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('chart.time')}</Table.Th>
            {props.series.map((series) => (
              <Table.Th key={series.name} scope="col" ta="end">
                {series.name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.labels.map((label, index) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" fw={400}>
                {label}
              </Table.Th>
              {props.series.map((series) => (
                <Table.Td key={series.name} ta="end" className="number">
                  <Value
                    series={series}
                    index={index}
                    label={label}
                    shown={props.format(series.values[index] ?? 0)}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

function Value(props: { series: ChartSeries; index: number; label: string; shown: string }) {
  const { series, index, label, shown } = props
  const { onOpen } = series
  if (!onOpen) return shown
  return <Proven name={`${series.name}, ${label}`} shown={shown} onOpen={() => onOpen(index)} />
}
