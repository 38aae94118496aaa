export interface ChartSeries {
  name: string
  values: number[]
  /**
   * `before` is the same span one period earlier; `group` is one part of a stacked whole; `line` and
   * `bar` are one of several that stand beside each other.
   */
  role: 'main' | 'before' | 'group' | 'line' | 'bar'
  /** Opens the proof of one of the values. */
  onOpen?: (point: number) => void
}

/**
 * Which series is meant by a press at a height of a chart: of a stack the one that lies there, else the
 * nearest. Undefined: none has a value at this point, or, of bars beside each other, the bar says it itself.
 *
 * @param at.value the height, in the unit of the values
 */
export function pressedSeries(
  series: readonly Pick<ChartSeries, 'role' | 'values'>[],
  at: { point: number; value: number },
): number | undefined {
  if (series.some(({ role }) => role === 'bar')) return undefined
  const there = series.flatMap(({ role, values }, nth) => {
    const value = values[at.point]
    return value === undefined ? [] : [{ nth, role, value }]
  })
  if (there.some(({ role }) => role === 'group')) {
    let top = 0
    for (const { nth, value } of there) {
      top += value
      if (value !== 0 && at.value <= top) return nth
    }
    return there.findLast(({ value }) => value !== 0)?.nth
  }
  // What is filled is pressed anywhere in it.
  const distance = ({ role, value }: (typeof there)[number]) =>
    role === 'main' && at.value >= 0 && at.value <= value ? 0 : Math.abs(value - at.value)
  return there.toSorted((a, b) => distance(a) - distance(b))[0]?.nth
}
