import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainTextOf } from './plain-text.ts'

test.each([
  ['<h1>Grüße</h1><p>One<br>two</p><p>three</p>', 'Grüße\n\nOne\ntwo\n\nthree'],
  [
    '<p>Look at <a href="https://shop.test/?a=1&amp;b=2">the <b>scarf</b></a>.</p>',
    'Look at the scarf (https://shop.test/?a=1&b=2).',
  ],
  ['<a href="https://shop.test/">https://shop.test/</a>', 'https://shop.test/'],
  ['<a href="https://shop.test/"><img src="x.png" alt="A scarf"></a>', 'https://shop.test/'],
  ['<a href="mailto:ada@shop.test">write</a> to <a name="here">us</a>', 'write to us'],
  ['<ul><li>one</li><li>two</li></ul>after', '- one\n- two\n\nafter'],
  ['<table><tr><td>Scarf</td><td>19 €</td></tr></table>', 'Scarf\n19 €'],
  ['a<hr>b', `a\n${'-'.repeat(20)}\nb`],
  ['<head><title>T</title><style>p{}</style></head><script>x()</script>seen', 'seen'],
  ['<div style="display:none;max-height:0">teaser&#847;&zwnj;&nbsp;</div>seen', 'seen'],
  ['<div style="mso-hide:all"><p>one</p></div><p hidden>two</p><p>three</p>', 'three'],
  ['<!-- no --><![if !mso]>yes<![endif]>', 'yes'],
  ['a&nbsp;b &lt;i&gt; &amp;amp; &euro; &#8364; &#x20AC;', 'a b <i> &amp; € € €'],
  ['<b>bold</b><i>er</i> and  <u>more</u>', 'bolder and more'],
  ['', ''],
])('%s reads as %j', (html, text) => {
  expect(plainTextOf(html)).toBe(`${text}\n`)
})

test('is quick with hostile HTML', () => {
  const began = performance.now()
  for (const piece of [
    '<style',
    '<div style="display:none">',
    '<a href="https://x.test">',
    '<!--',
    '&#',
    '<p',
    '"<',
  ])
    plainTextOf(piece.repeat(20_000))
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('never fails, and never has three line breaks in a row', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<p>',
      '</p>',
      '<br>',
      '<a href="https://x.test">',
      '</a>',
      '<li>',
      '<hr>',
      '&nbsp;',
      '<!--',
      '-->',
      '<style>',
      '</style>',
      '<div hidden>',
      '</div>',
    ),
    fc.string({ maxLength: 5 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      expect(plainTextOf(pieces.join(''))).not.toContain('\n\n\n')
    }),
  )
})
