import { expect, test } from 'vitest'
import { DIALECT_FILTERS } from './dialect-filters.ts'
import { type DialectCase, rendered } from './dialect-fixtures.ts'
import { DATE_CASES, LIST_CASES } from './dialect-list-fixtures.ts'
import { NUMBER_CASES } from './dialect-number-fixtures.ts'
import { REFERENCE } from './dialect-reference-fixtures.ts'
import { TAG_CASES } from './dialect-tag-fixtures.ts'
import { DATE_TAGS } from './dialect-tags-dates.ts'
import { LINK_TAGS } from './dialect-tags-links.ts'
import { LOGIC_TAGS } from './dialect-tags-logic.ts'
import { SHOP_TAGS } from './dialect-tags-shop.ts'
import { TEXT_CASES } from './dialect-text-fixtures.ts'

const FILTER_CASES = [...TEXT_CASES, ...NUMBER_CASES, ...LIST_CASES, ...DATE_CASES]

test.each([...TAG_CASES, ...FILTER_CASES])('$name: $template', async ({ template, gives }) => {
  expect(await rendered(template)).toBe(gives)
})

test('every tag and every filter has a case', () => {
  const tags = [...LOGIC_TAGS, ...DATE_TAGS, ...LINK_TAGS, ...SHOP_TAGS].map(([name]) => name)
  expect(new Set(TAG_CASES.map(({ name }) => name))).toEqual(new Set(tags))
  expect(new Set(FILTER_CASES.map(({ name }) => name))).toEqual(new Set(DIALECT_FILTERS.keys()))
})

/** One table of the reference: the first case of each name. */
function table(cases: readonly DialectCase[]): string {
  const first = new Map<string, DialectCase>()
  for (const each of cases) if (!first.has(each.name)) first.set(each.name, each)
  const code = (text: string) => `\`${text.replaceAll('|', '\\|').replaceAll('\n', '↵')}\``
  const rows = [...first.values()]
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, template, gives, says }) => {
      const result = gives === '' ? 'nothing' : code(gives)
      return `| \`${name}\` | ${code(template)} | ${result} | ${(says ?? '').replaceAll('|', '\\|')} |`
    })
  return ['| | Example | Gives | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

test('the reference shows what templates give', async () => {
  const page = REFERENCE.replace('TAGS', () => table(TAG_CASES))
    .replace('TEXT', () => table(TEXT_CASES))
    .replace('NUMBERS', () => table(NUMBER_CASES))
    .replace('LISTS', () => table(LIST_CASES))
    .replace('DATES', () => table(DATE_CASES))
  await expect(page).toMatchFileSnapshot('../../docs/reference/templates.md')
})
