import { expect, test } from 'vitest'
import {
  altTextOf,
  isOwnLink,
  rewriteLinks,
  rewriteTextLinks,
  withParameters,
  withPixel,
} from './track-links.ts'

const over = (url: string) => `https://talk.test/l/${encodeURIComponent(url)}`

test.each([
  [
    '<a class="x" href="https://shop.test/a?b=1&amp;c=2">Go</a>',
    `<a class="x" href="${over('https://shop.test/a?b=1&c=2')}">Go</a>`,
  ],
  ["<A HREF='http://shop.test'>Go</A>", `<A HREF="${over('http://shop.test')}">Go</A>`],
  [
    '<area shape="rect" href="https://a.test">',
    `<area shape="rect" href="${over('https://a.test')}">`,
  ],
  ['<a href="#top">Top</a>', null],
  ['<a href="mailto:ada@shop.test">Mail</a>', null],
  ['<a href="tel:+49309018">Call</a>', null],
  ['<a href="/basket">Relative</a>', null],
  ['<a href="https://">Nowhere</a>', null],
  ['<a data-untracked href="https://a.test">Private</a>', null],
  ['<a href="https://a.test" clicktracking="off">Private</a>', null],
  ['<link href="https://a.test/x.css">', null],
])('%s', (html, changed) => {
  expect(rewriteLinks(html, over)).toBe(changed ?? html)
})

test.each([
  ['<a href="#"><img src="x.png" alt="A &amp; B"> look</a>', 'A & B'],
  ['<a href="#"><img alt=""><b>Look</b>\n at it</a>', 'Look at it'],
  ['<a href="#">never closed', ''],
])('%s says %j', (html, text) => {
  expect(altTextOf(html, html.indexOf('>') + 1)).toBe(text)
})

test('text keeps what ends a sentence', () => {
  expect(rewriteTextLinks('See https://a.test/x. (or http://b.test/y)', () => 'L')).toBe(
    'See L. (or L)',
  )
})

test('parameters go before the anchor, and never twice', () => {
  const utm: [string, string][] = [['utm_source', 'parley & co']]
  expect(withParameters('https://a.test/x?q=1#y', utm)).toBe(
    'https://a.test/x?q=1&utm_source=parley+%26+co#y',
  )
  expect(withParameters('https://a.test', utm)).toBe('https://a.test?utm_source=parley+%26+co')
  expect(withParameters('https://a.test/?utm_source=x', utm)).toBe('https://a.test/?utm_source=x')
})

test('our own pages are known', () => {
  expect(isOwnLink('https://talk.test/unsubscribe/abc', 'https://talk.test')).toBe(true)
  expect(isOwnLink('https://talk.test/products', 'https://talk.test')).toBe(false)
  expect(isOwnLink('https://shop.test/unsubscribe/abc', 'https://talk.test')).toBe(false)
})

test('the pixel is the last thing in the body', () => {
  expect(withPixel('<html><body>Hi</body></html>', 'https://t/o/1')).toMatch(
    /^<html><body>Hi<img src="https:\/\/t\/o\/1"[^>]*><\/body><\/html>$/,
  )
  expect(withPixel('Hi', 'https://t/o/1')).toMatch(/^Hi<img /)
})
