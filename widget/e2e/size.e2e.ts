import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, inject, test } from 'vitest'

/** What a shop's page is asked to load, zipped. */
const WIDGET_BYTES_MAX = 40_000

const BUILT = join(import.meta.dirname, '../../dist/widget/widget.js')

test('the widget stays small', async () => {
  const script = await readFile(BUILT)
  expect(script.length).toBeGreaterThan(10_000)
  expect(gzipSync(script).length).toBeLessThan(WIDGET_BYTES_MAX)
})

test('the widget evaluates no text and writes no markup', async () => {
  const script = await readFile(BUILT, 'utf8')
  for (const forbidden of [
    'eval(',
    'new Function',
    'innerHTML',
    'outerHTML',
    'insertAdjacentHTML',
    'document.write',
  ]) {
    expect(script).not.toContain(forbidden)
  }
})

test('the script is served zipped, to every page, and asked for again cheaply', async () => {
  const url = `${inject('consoleUrl')}/widget.js`
  const first = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
  expect(first.status).toBe(200)
  expect(first.headers.get('content-encoding')).toBe('gzip')
  expect(first.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect(await first.text()).toBe(await readFile(BUILT, 'utf8'))
  const etag = first.headers.get('etag') ?? ''
  const second = await fetch(url, { headers: { 'if-none-match': etag } })
  expect(second.status).toBe(304)
})
