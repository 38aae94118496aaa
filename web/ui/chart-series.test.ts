import { expect, test } from 'vitest'
import { pressedSeries } from './chart-series.ts'

const values = (...all: number[]) => all

test('of a stack it is what lies there, and above it the uppermost', () => {
  const stack = [values(3, 0), values(0, 0), values(4, 0)].map((one) => ({
    role: 'group' as const,
    values: one,
  }))
  expect(pressedSeries(stack, { point: 0, value: 2.9 })).toBe(0)
  expect(pressedSeries(stack, { point: 0, value: 3.1 })).toBe(2)
  expect(pressedSeries(stack, { point: 0, value: 9 })).toBe(2)
  expect(pressedSeries(stack, { point: 1, value: 1 })).toBe(undefined)
})

test('of lines it is the nearest', () => {
  const lines = [values(10), values(4)].map((one) => ({ role: 'line' as const, values: one }))
  expect(pressedSeries(lines, { point: 0, value: 8 })).toBe(0)
  expect(pressedSeries(lines, { point: 0, value: 1 })).toBe(1)
})

test('within a bar it is the bar, and above it whatever is nearer', () => {
  const compared = [
    { role: 'main' as const, values: [5] },
    { role: 'before' as const, values: [9, 2] },
  ]
  expect(pressedSeries(compared, { point: 0, value: 1 })).toBe(0)
  expect(pressedSeries(compared, { point: 0, value: 8 })).toBe(1)
  expect(pressedSeries(compared, { point: 1, value: 8 })).toBe(1)
})

test('bars beside each other say it themselves', () => {
  expect(pressedSeries([{ role: 'bar', values: [5] }], { point: 0, value: 1 })).toBe(undefined)
})
