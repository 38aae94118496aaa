import { useComputedColorScheme } from '@mantine/core'
import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use as register } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useEffectEvent, useRef } from 'react'
import { FONT_FAMILY } from '../theme.ts'
import { chartColors } from './chart-colors.ts'
import { type ChartSeries, pressedSeries } from './chart-series.ts'

register([
  BarChart,
  LineChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  AriaComponent,
  SVGRenderer,
])

/** More bars than this are thinner than the gaps between them. */
const BARS_MAX = 62

/** A place in the picture, in pixels. */
interface Place {
  offsetX: number
  offsetY: number
}

export function ChartCanvas(props: {
  description: string
  labels: string[]
  series: ChartSeries[]
  format: (value: number) => string
  axisFormat?: (value: number) => string
  height: number
}) {
  const { description, labels, series, format, height } = props
  const axisFormat = props.axisFormat ?? format
  const scheme = useComputedColorScheme('light')
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)

  const isOpenable = series.some((each) => each.onOpen)
  const seriesAt = ({ offsetX, offsetY }: Place) => {
    const at = [offsetX, offsetY]
    if (!chart.current?.containPixel('grid', at)) return undefined
    const [point = 0, value = 0] = chart.current.convertFromPixel('grid', at)
    const nth = pressedSeries(series, { point, value })
    return nth === undefined ? undefined : { point, onOpen: series[nth]?.onOpen }
  }
  const press = useEffectEvent((at: Place) => {
    const found = seriesAt(at)
    found?.onOpen?.(found.point)
  })
  /** The pointer says beforehand where nothing opens, as of groups that were added together. */
  const hover = useEffectEvent((at: Place) => {
    const found = seriesAt(at)
    place.current?.toggleAttribute('data-opens-nothing', Boolean(found && !found.onOpen))
  })
  const pressBar = useEffectEvent((bar: { seriesIndex?: number; dataIndex: number }) => {
    const pressed = series[bar.seriesIndex ?? 0]
    if (pressed?.role === 'bar') pressed.onOpen?.(bar.dataIndex)
  })

  // ECharts draws into an element of its own, must be told when that changes its size, and knows what is
  // pressed in it.
  useEffect(() => {
    if (!place.current) return
    const drawn = init(place.current, null, { renderer: 'svg' })
    chart.current = drawn
    const observer = new ResizeObserver(() => drawn.resize())
    observer.observe(place.current)
    drawn.getZr().on('click', press)
    drawn.getZr().on('mousemove', hover)
    drawn.on('click', pressBar)
    return () => {
      observer.disconnect()
      drawn.dispose()
      chart.current = null
    }
  }, [])

  // The picture follows the numbers and the colour scheme.
  useEffect(() => {
    chart.current?.setOption(
      optionFor({ description, labels, series, format, axisFormat, scheme }),
      {
        notMerge: true,
      },
    )
  }, [description, labels, series, format, axisFormat, scheme])

  return (
    <div ref={place} className={isOpenable ? 'chart-openable' : undefined} style={{ height }} />
  )
}

function optionFor(picture: {
  description: string
  labels: string[]
  series: ChartSeries[]
  format: (value: number) => string
  axisFormat: (value: number) => string
  scheme: 'light' | 'dark'
}) {
  const { description, labels, series, format, axisFormat } = picture
  const colors = chartColors[picture.scheme]
  const isLines = series.some((each) => each.role === 'line')
  const bars = !isLines && (labels.length <= BARS_MAX || series.some((each) => each.role === 'bar'))
  const grouped = series.some((each) => each.role === 'group')
  const isBeside = series.some((each) => each.role === 'line' || each.role === 'bar')
  return {
    aria: { enabled: true, label: { description } },
    animationDuration: 250,
    color: grouped || isBeside ? colors.groups : [colors.main, colors.before],
    // Spelled out, because ECharts measures texts before they are in the page.
    textStyle: { fontFamily: FONT_FAMILY, color: colors.text },
    grid: {
      left: 4,
      right: 20, // the last label that is shown may stand in the middle of its place
      top: series.length > 1 ? 40 : 12,
      bottom: 4,
      outerBoundsMode: 'same',
    },
    legend: {
      show: series.length > 1,
      type: 'scroll',
      left: 0,
      top: 0,
      icon: 'roundRect',
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 18,
      textStyle: { color: colors.text, fontSize: 12 },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: bars ? 'shadow' : 'line', shadowStyle: { color: colors.hover } },
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.strong, fontSize: 13 },
      valueFormatter: (value: unknown) => format(Number(value)),
      confine: true,
    },
    xAxis: {
      type: 'category',
      data: labels,
      boundaryGap: bars,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colors.line } },
      axisLabel: {
        color: colors.text,
        fontSize: 12,
        hideOverlap: true,
        margin: 12,
        alignMaxLabel: 'right' as const, // in the middle of its place it would be cut off
      },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: colors.line } },
      axisLabel: {
        color: colors.text,
        fontSize: 12,
        formatter: (value: number) => axisFormat(value),
      },
    },
    series: series.map((each) =>
      drawn({ ...each, values: each.values.slice(0, labels.length) }, bars, grouped),
    ),
  }
}

function drawn(series: ChartSeries, bars: boolean, grouped: boolean) {
  const { name, values, role } = series
  if (role === 'before') {
    return {
      type: 'line' as const,
      name,
      data: values,
      symbol: 'none',
      lineStyle: { type: 'dashed' as const, width: 2 },
    }
  }
  if (bars) {
    return {
      type: 'bar' as const,
      name,
      data: values,
      barMaxWidth: 34,
      barCategoryGap: '28%',
      ...(grouped ? { stack: 'whole' } : { itemStyle: { borderRadius: [3, 3, 0, 0] } }),
    }
  }
  return {
    type: 'line' as const,
    name,
    data: values,
    symbol: 'none',
    lineStyle: { width: grouped ? 1 : 2 },
    ...(role === 'line' ? {} : { areaStyle: { opacity: grouped ? 0.7 : 0.1 } }),
    ...(grouped ? { stack: 'whole' } : {}),
  }
}
