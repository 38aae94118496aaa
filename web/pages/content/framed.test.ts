import { expect, test } from 'vitest'
import { framed } from './framed.ts'

test('fonts and styles of other hosts are left out, the rest stays', () => {
  const html =
    '<head><link href="https://fonts.test/a.css" rel="stylesheet"><style>@import url(https://fonts.test/a.css);p{color:red}</style></head><p>Hi</p>'
  expect(framed(html)).toBe('<head><style>p{color:red}</style></head><p>Hi</p>')
})
