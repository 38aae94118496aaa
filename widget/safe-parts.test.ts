import { describe, expect, test } from 'vitest'
import { brandColours, contrast } from './colour.ts'
import { safeUrl } from './links.ts'
import { priceText } from './product-card.ts'
import { MessageParser, type ServerMessage } from './stream.ts'
import { chooseLanguage } from './words.ts'

describe('an address becomes a link only when it leads to a web page', () => {
  test.each([
    ['https://shop.example/a?b=1', 'https://shop.example/a?b=1'],
    ['/products/1', 'https://shop.example/products/1'],
    [' https://shop.example ', 'https://shop.example/'],
    ['javascript:alert(1)', null],
    ['java\nscript:alert(1)', null],
    ['data:text/html,<script>', null],
    ['vbscript:x', null],
    ['file:///etc/passwd', null],
    ['https://shop.example@evil.example/', null],
    ['', null],
    [null, null],
  ])('%s', (text, wanted) => {
    expect(safeUrl(text, 'https://shop.example/cart')?.href ?? null).toBe(wanted)
  })
})

describe('colours that follow from the one of the shop', () => {
  test.each(['#0f6b67', '#ffe14d', '#000000', '#ffffff', '#c23e2f', '#7f7f7f'])(
    '%s are readable wherever they are used',
    (hex) => {
      const { brand, onBrand, inkOnLight, inkOnDark } = brandColours(hex)
      expect(contrast(rgb(onBrand), rgb(brand))).toBeGreaterThanOrEqual(4.4)
      expect(contrast(rgb(inkOnLight), [255, 255, 255])).toBeGreaterThanOrEqual(4.5)
      expect(contrast(rgb(inkOnDark), [38, 37, 34])).toBeGreaterThanOrEqual(4.5)
    },
  )
})

function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

test('messages of a stream come out whole, wherever it is cut', () => {
  const text =
    'retry: 1000\n\n: still here\n\nid: 3\nevent: line\ndata: {"text":"a: b"}\n\nevent: state\ndata: {}\n\n'
  for (let size = 1; size <= text.length; size += 1) {
    const heard: ServerMessage[] = []
    const parser = new MessageParser((message) => heard.push(message))
    for (let at = 0; at < text.length; at += size) parser.feed(text.slice(at, at + size))
    expect(heard).toEqual([
      { event: 'line', data: { text: 'a: b' } },
      { event: 'state', data: {} },
    ])
  }
})

test('the first language that is spoken here is chosen', () => {
  expect(chooseLanguage(null, 'de-AT', 'en')).toBe('de')
  expect(chooseLanguage('fr', '', 'DE')).toBe('de')
  expect(chooseLanguage('fr', undefined)).toBe('en')
})

test('prices are written as the locale does it', () => {
  const price = { price: 39.9, currency: 'EUR' }
  expect(priceText(price, 'en-GB')).toBe('€39.90')
  expect(priceText(price, 'de-DE')?.replace('\u00a0', ' ')).toBe('39,90 €')
  expect(priceText({ price: 5, currency: 'no currency' }, 'en')).toBe('5 no currency')
  expect(priceText({ price: null, currency: 'EUR' }, 'en')).toBeNull()
})
