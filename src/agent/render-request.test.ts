import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AgentToolTemplate } from '../contract/agents.ts'
import { renderRequest, TemplateFault } from './render-request.ts'

const template = (more: Partial<AgentToolTemplate> = {}): AgentToolTemplate => ({
  url_template: 'https://api.example.com/orders/{{id}}/lines?lang={{ lang }}',
  http_method: 'POST',
  request_timeout_seconds: 5,
  query_parameters: [],
  headers: [],
  body_template: null,
  ...more,
})
const values = (given: Record<string, string | number | boolean>) => new Map(Object.entries(given))

describe('in the address', () => {
  const urlOf = (id: string, lang = 'en') => renderRequest(template(), values({ id, lang })).url

  test('a value stays inside its part of the path, and of the query', () => {
    expect(urlOf('A-17')).toBe('https://api.example.com/orders/A-17/lines?lang=en')
    expect(urlOf('1/../../admin?x=1#y')).toBe(
      'https://api.example.com/orders/1%2F..%2F..%2Fadmin%3Fx%3D1%23y/lines?lang=en',
    )
    expect(urlOf('1', 'en&admin=true#')).toBe(
      'https://api.example.com/orders/1/lines?lang=en%26admin%3Dtrue%23',
    )
    expect(urlOf('\\..\\x')).toContain('/orders/%5C..%5Cx/lines')
  })

  test.each(['.', '..', ''])('%j is refused', (id) => {
    expect(() => urlOf(id)).toThrow(TemplateFault)
  })

  test('a percent sign is encoded itself, so an encoded step stays text', () => {
    expect(urlOf('%2e%2e')).toContain('/orders/%252e%252e/lines')
  })

  test('two values cannot make a step up together', () => {
    const dots = template({ url_template: 'https://a.example/x/{{a}}{{b}}/y' })
    expect(() => renderRequest(dots, values({ a: '.', b: '.' }))).toThrow(TemplateFault)
  })

  test('whatever the values: host, number of steps and other parameters stay', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (raw, lang) => {
        const id = raw.toWellFormed()
        fc.pre(!['', '.', '..'].includes(id))
        const url = new URL(urlOf(id, lang))
        expect(url.host).toBe('api.example.com')
        expect(url.username).toBe('')
        expect(url.hash).toBe('')
        const steps = url.pathname.split('/')
        expect([steps.length, steps[1], steps[3]]).toEqual([4, 'orders', 'lines'])
        expect(decodeURIComponent(steps[2] ?? '')).toBe(id)
        expect([...url.searchParams.keys()]).toEqual(['lang'])
      }),
      { numRuns: 500 },
    )
  })

  test('parameters are encoded; without a value they are left out', () => {
    const parameters = [
      { name: 'email', value: '{{email}}' },
      { name: 'note', value: '{{note}}' },
      { name: 'v', value: 'v{{note}}' },
    ]
    const request = renderRequest(
      template({ url_template: 'https://a.example/', query_parameters: parameters }),
      values({ email: 'a+b@c.test&x=1' }),
    )
    expect(request.url).toBe('https://a.example/?email=a%2Bb%40c.test%26x%3D1&v=v')
  })
})

describe('in headers', () => {
  const headerOf = (key: string) =>
    renderRequest(
      template({
        url_template: 'https://a.example/',
        headers: [{ name: 'X-Key', value: 'Bearer {{key}}' }],
      }),
      values({ key }),
    ).headers['x-key']

  test('a value is kept as it is', () => expect(headerOf('abc')).toBe('Bearer abc'))

  test.each(['a\r\nX-Admin: 1', 'a\nb', 'a\rb', 'a\u0000b', 'naïve 🔑'])('%j is refused', (key) => {
    expect(() => headerOf(key)).toThrow(TemplateFault)
  })

  test('the refusal does not tell the value', () => {
    expect(() => headerOf('s3cret\n')).toThrow(/^(?!.*s3cret)/)
  })
})

describe('in the body', () => {
  const bodyOf = (
    body_template: Record<string, unknown>,
    given: Record<string, string | number | boolean>,
  ) =>
    JSON.parse(
      renderRequest(template({ url_template: 'https://a.example/', body_template }), values(given))
        .body ?? '',
    )

  test('a variable alone keeps its type; within text it is text', () => {
    expect(
      bodyOf(
        { n: '{{n}}', b: '{{b}}', t: 'No. {{n}}', list: ['{{n}}', { x: '{{s}}' }], fix: 7 },
        { n: 3, b: true, s: 'x' },
      ),
    ).toEqual({ n: 3, b: true, t: 'No. 3', list: [3, { x: 'x' }], fix: 7 })
  })

  test('a value cannot add to the document, and is not looked at again', () => {
    const attack = '","admin":true,"x":"{{secret}}'
    expect(bodyOf({ note: '{{note}}', more: 'a {{note}}' }, { note: attack, secret: 'k' })).toEqual(
      {
        note: attack,
        more: `a ${attack}`,
      },
    )
  })

  test('what has no value is left out', () => {
    expect(bodyOf({ a: '{{a}}', b: 1 }, {})).toEqual({ b: 1 })
  })
})
