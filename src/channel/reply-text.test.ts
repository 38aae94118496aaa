import { expect, test } from 'vitest'
import { replyHtml, replyText } from './reply-text.ts'

const product = {
  productId: 'p1',
  variantId: null,
  sku: null,
  title: 'Scarf "<b>warm</b>"',
  url: 'https://shop.test/scarf?a=1&b="2"',
  imageUrl: null,
  price: 24.9,
  currency: 'EUR',
  rank: 1,
  reason: null,
}

test('products are a list with prices and links', () => {
  const reply = { text: 'Try these:', products: [product], language: 'de' as const }
  expect(replyText(reply)).toBe(
    'Try these:\n\n• Scarf "<b>warm</b>", 24,90\u00a0€\nhttps://shop.test/scarf?a=1&b=%222%22',
  )
  expect(replyText({ ...reply, products: [] })).toBe('Try these:')
})

test('no text of anybody becomes markup', () => {
  const text = '<script>alert(1)</script> & "you"\n\nSee https://shop.test/?a=1&b=2. Bye\nnow'
  const html = replyHtml({ text, products: [product], language: 'en' }, '<i>Shop</i>')
  expect(html).not.toMatch(/<(script|b|i)>/)
  expect(html).toContain('<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;you&quot;</p>')
  expect(html).toContain(
    '<p>See <a href="https://shop.test/?a=1&amp;b=2">https://shop.test/?a=1&amp;b=2</a>. Bye<br>\nnow</p>',
  )
  expect(html).toContain('<a href="https://shop.test/scarf?a=1&amp;b=%222%22">')
})

test('a link that runs code is not a link', () => {
  const bad = { ...product, url: 'javascript:alert(1)', price: null }
  const reply = { text: 'Look', products: [bad], language: null }
  expect(replyHtml(reply, '')).not.toContain('javascript:')
  expect(replyText(reply)).toBe('Look\n\n• Scarf "<b>warm</b>"')
})

test('a currency that is none is written as it is', () => {
  const odd = { ...product, currency: '??' }
  expect(replyText({ text: '', products: [odd], language: 'en' })).toContain('24.9 ??')
})
