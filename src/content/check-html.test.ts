import { describe, expect, test } from 'vitest'
import { checkHtml } from './check-html.ts'
import { contrastRatio, readColor } from './contrast.ts'
import { isScriptAddress, textSource, withoutScriptLinks } from './source-text.ts'

const codes = (html: string) => checkHtml(html).map(({ code }) => code)

describe('contrast', () => {
  test('is counted as the guidelines count it', () => {
    expect(contrastRatio([0, 0, 0], [255, 255, 255])).toBe(21)
    const grey = readColor('#777')
    if (!grey) throw new Error('no colour')
    expect(contrastRatio(grey, [255, 255, 255])).toBeCloseTo(4.48, 2)
  })

  test('is looked at with the colours around the text', () => {
    expect(codes('<td bgcolor="#222"><p style="color:#fff">fine</p></td>')).toEqual([])
    expect(codes('<td bgcolor="#222"><p style="color:#333">bad</p></td>')).toEqual(['low-contrast'])
    expect(codes('<h1 style="color:#888">large text may be lighter</h1>')).toEqual([])
    expect(codes('<p style="color:#888">small text may not</p>')).toEqual(['low-contrast'])
    expect(codes('<div style="background:url(a.jpg);color:#fff">on a picture</div>')).toEqual([])
    expect(codes('<div style="display:none;color:#fff">nobody sees it</div>')).toEqual([])
  })
})

test('pictures need a text, and linked ones a text that says something', () => {
  expect(codes('<img src="https://a.test/a.png">')).toEqual(['image-without-alt'])
  expect(codes('<img src="https://a.test/a.png" alt="">')).toEqual([])
  expect(codes('<a href="https://a.test"><img src="https://a.test/a.png" alt=""></a>')).toEqual([
    'image-without-alt',
  ])
})

test('links that lead nowhere, are not encrypted, or run something are named with their place', () => {
  const html = '<a href="#">a</a>\n  <a href="http://a.test">b</a>\n<a href="javascript:x">c</a>'
  expect(checkHtml(html).map(({ code, line, column }) => [code, line, column])).toEqual([
    ['empty-link', 1, 1],
    ['insecure-link', 2, 3],
    ['script-link', 3, 1],
  ])
})

test.each([
  'javascript:alert(1)',
  ' JAVASCRIPT:alert(1)',
  'java\nscript:alert(1)',
  'java&#10;script&#58;alert(1)',
  'javascript&colon;alert(1)',
  '&#x6a;avascript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'vbscript:x',
])('%j runs something', (address) => {
  expect(isScriptAddress(address)).toBe(true)
  expect(withoutScriptLinks(`<a class="x" href="${address}">x</a>`)).toBe(
    '<a class="x" href="#">x</a>',
  )
})

test.each(['https://a.test/javascript:x', '/a', 'mailto:a@b.test', 'data:image/png;base64,AA=='])(
  '%j runs nothing',
  (address) => {
    expect(isScriptAddress(address)).toBe(false)
  },
)

test('tags inside of a text are kept as they are', () => {
  expect(textSource('A & {{ x|default:"<b>" }} <i> {% if a < b %}"{% endif %}')).toBe(
    'A &amp; {{ x|default:"<b>" }} &lt;i&gt; {% if a < b %}&quot;{% endif %}',
  )
})
