import { expect, test } from 'vitest'
import type { ToolState } from '../../api/agent-tools.ts'
import { bodyOf, complaintsOf, draftOf, isUsed, undeclared, wishOf } from './tool-draft.ts'

const stock: ToolState = {
  id: 'stock',
  name: 'Stock of a branch',
  public_description: 'Says how many pieces a branch has.',
  public_name: null,
  skillIds: [],
  secretIds: ['key1'],
  details: {
    type: 'custom',
    protocol: 'https',
    request_template: {
      url_template: 'https://stock.example/branches/{{ branch }}',
      http_method: 'POST',
      request_timeout_seconds: 3,
      query_parameters: [{ name: 'sku', value: '{{sku}}' }],
      headers: [{ name: 'Authorization', value: 'Bearer {{key}}' }],
      body_template: { asked: { by: '{{email}}' } },
    },
    variables: [
      {
        name: 'branch',
        type: 'string',
        required: true,
        description: 'The branch',
        source: 'dynamic',
        value: null,
      },
      {
        name: 'key',
        type: 'string',
        required: false,
        description: null,
        source: 'secret',
        value: 'key1',
      },
    ],
    timeout_seconds: 5,
    max_retries: 2,
    created_at: null,
    updated_at: null,
  },
}

let keys = 0
const newKey = () => `row${(keys += 1)}`

test('a tool that is opened and saved stays as it was', () => {
  const { details } = stock
  if (details.type !== 'custom') throw new Error('not custom')
  expect(wishOf(draftOf(stock, newKey))).toEqual({
    name: stock.name,
    public_description: stock.public_description,
    details: {
      type: 'custom',
      request_template: details.request_template,
      variables: details.variables,
      timeout_seconds: 5,
      max_retries: 2,
    },
  })
})

test('what the request uses and nobody has declared is found wherever it stands', () => {
  const draft = draftOf(stock, newKey)
  expect(undeclared(draft)).toEqual(['sku', 'email'])
  expect(undeclared({ ...draft, method: 'GET' })).toEqual(['sku'])
  expect(isUsed(draft, ' key ')).toBe(true)
  expect(isUsed(draft, 'size')).toBe(false)
})

test.each([
  ['', null],
  ['  ', null],
  ['{"a": 1}', { a: 1 }],
  ['[1]', undefined],
  ['{"a": {{b}}}', undefined],
  ['null', undefined],
])('the body %j is %j', (text, body) => {
  expect(bodyOf(text)).toEqual(body)
})

test('a body that is not JSON is not saved, unless the method has none', () => {
  const draft = { ...draftOf(stock, newKey), body: '{"a":' }
  expect(wishOf(draft)).toBeUndefined()
  expect(wishOf({ ...draft, method: 'GET' })?.details.request_template.body_template).toBeNull()
})

test('a secret is a string, and what the agent fills in has no value', () => {
  const draft = draftOf(stock, newKey)
  const [branch, key] = draft.variables
  if (!branch || !key) throw new Error('two variables')
  const variables = [
    { ...branch, value: 'left over' },
    { ...key, type: 'number' as const },
  ]
  expect(wishOf({ ...draft, variables })?.details.variables).toMatchObject([
    { value: null },
    { type: 'string', value: 'key1' },
  ])
})

test('complaints stand where they belong', () => {
  const template = '/data/attributes/details/request_template'
  expect(
    complaintsOf([
      { detail: 'No host.', source: { pointer: `${template}/url_template` } },
      { detail: 'Set twice.', source: { pointer: `${template}/headers/1/name` } },
      { detail: 'Braces.', source: { pointer: `${template}/body_template/a/b` } },
      { detail: 'Too deep.', source: { pointer: `${template}/body_template` } },
      { detail: 'Undeclared.', source: { pointer: '/data/attributes/details/variables' } },
    ]),
  ).toEqual({
    fields: {
      url: 'No host.',
      'headers/1/name': 'Set twice.',
      body: 'Braces. Too deep.',
      variables: 'Undeclared.',
    },
    others: false,
  })
  expect(complaintsOf([{ detail: 'Too many tools.', source: { pointer: '/data' } }])).toEqual({
    fields: {},
    others: true,
  })
})
