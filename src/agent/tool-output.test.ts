import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleaned, withoutSecrets } from './tool-output.ts'

const SECRET = 'sk live+/="§'

test('every form in which a secret may come back is masked', () => {
  const forms = [
    SECRET,
    encodeURIComponent(SECRET),
    new URLSearchParams([['k', SECRET]]).toString(),
    JSON.stringify({ k: SECRET }),
    Buffer.from(SECRET).toString('base64'),
    Buffer.from(SECRET).toString('base64url'),
  ]
  for (const form of forms) {
    expect(withoutSecrets(`before ${form} after`, [SECRET])).toMatch(/before .*\[secret\].* after/)
    expect(withoutSecrets(form, [SECRET])).not.toContain('sk')
  }
  expect(cleaned({ [SECRET]: [{ deep: `x${SECRET}x` }] }, [SECRET])).toEqual({
    '[secret]': [{ deep: 'x[secret]x' }],
  })
})

test('the result can be stored as JSON, however odd the value', () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withBigInt: true, maxDepth: 6 }), (value) => {
      const text = JSON.stringify(cleaned(value))
      expect(text).toBeTypeOf('string')
      expect(text).not.toContain('\\u0000')
      expect(text.isWellFormed()).toBe(true)
      expect(text).not.toMatch(/\\ud[89a-f]/i)
    }),
  )
})

test('a date that is none is null', () => {
  expect(cleaned([new Date(Number.NaN), new Date(0)])).toEqual([null, '1970-01-01T00:00:00.000Z'])
})

test('what is nested without end is cut', () => {
  const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)
  expect(JSON.stringify(cleaned(deep)).length).toBeLessThan(100)
})
