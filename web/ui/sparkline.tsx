import './sparkline.css'

const WIDTH = 120
const HEIGHT = 28
const PAD = 2

/** The shape of a month at a glance; the numbers beside it carry the meaning. */
export function Sparkline(props: { values: number[]; label: string }) {
  const { values, label } = props
  const max = Math.max(...values, 0)
  if (values.length < 2 || max === 0) {
    return (
      <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <line
          x1={PAD}
          x2={WIDTH - PAD}
          y1={HEIGHT - 4}
          y2={HEIGHT - 4}
          className="sparkline-flat"
        />
      </svg>
    )
  }
  const points = values.map((value, index) => [
    PAD + (index * (WIDTH - 2 * PAD)) / (values.length - 1),
    HEIGHT - PAD - (value / max) * (HEIGHT - 2 * PAD - 2),
  ])
  const line = points.map(([x, y]) => `${x?.toFixed(1)},${y?.toFixed(1)}`).join(' ')
  const [endX, endY] = points.at(-1) ?? [0, 0]
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polygon
        points={`${PAD},${HEIGHT} ${line} ${WIDTH - PAD},${HEIGHT}`}
        className="sparkline-area"
      />
      <polyline points={line} className="sparkline-line" />
      <circle cx={endX} cy={endY} r="2" className="sparkline-end" />
    </svg>
  )
}
