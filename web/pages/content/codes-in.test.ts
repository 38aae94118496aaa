import { expect, test } from 'vitest'
import { CODES_MAX, codesIn } from './codes-in.ts'

test('codes are read from lines, commas and quotes, each once', () => {
  expect(codesIn('A1\nB2, C3;"D4"\r\nA1')).toEqual(['A1', 'B2', 'C3', 'D4'])
})

test('a header is no code', () => {
  expect(codesIn('Code\nA1\nB2')).toEqual(['A1', 'B2'])
  expect(codesIn('A1\ncode')).toEqual(['A1', 'code'])
})

test('nothing is no code, and too many are cut', () => {
  expect(codesIn(' \n ,')).toEqual([])
  const many = Array.from({ length: CODES_MAX + 5 }, (_, at) => `C${at}`).join('\n')
  expect(codesIn(many)).toHaveLength(CODES_MAX)
})
