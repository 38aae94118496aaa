import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Endpoint, endpoint, resourceType } from '../contract/endpoint.ts'
import { fieldNames } from './json-api.ts'
import { encodeCursor } from './page.ts'
import { Problem } from './problem.ts'
import { readQuery } from './request-query.ts'

const SECRET = randomBytes(32)

const Owner = resourceType({
  type: 'owner',
  self: '/api/owners/{id}/',
  attributes: z.object({ email: z.string() }),
})
const Thing = resourceType({
  type: 'thing',
  self: '/api/things/{id}/',
  attributes: z.object({
    name: z.string(),
    location: z.object({ city: z.string(), zip: z.string().nullable() }).nullable(),
    properties: z.record(z.string(), z.unknown()),
  }),
  additional: z.object({ score: z.number() }),
  relationships: {
    owner: { to: 'owner', many: false },
    conversations: { to: 'conversation', many: true },
  },
})
const getThings = endpoint({
  id: 'getThings',
  method: 'GET',
  path: '/api/things',
  tag: 'Things',
  summary: 'Things.',
  access: 'anyone',
  filter: { name: { type: 'string', operators: ['equals'] } },
  sort: ['name', 'created'],
  include: { owner: Owner },
  page: { default: 20, max: 100 },
  reply: { status: 200, many: Thing },
  rate: 'S',
})
const { filter: _filter, sort: _sort, include: _include, page: _page, ...plain } = getThings

function query(values: Record<string, string>, at: Endpoint = getThings, path = '/api/things') {
  return readQuery(at, path, new Map(Object.entries(values)), SECRET)
}

function refused(values: Record<string, string>, at: Endpoint = getThings): [string, string] {
  try {
    query(values, at)
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error
    const [{ source, detail } = { detail: '' }] = error.details
    return [source && 'parameter' in source ? source.parameter : '', detail]
  }
  return ['', 'accepted']
}

test('nothing asked for: the defaults', () => {
  expect(query({})).toMatchObject({
    filter: [],
    sort: null,
    include: new Set(),
    fields: new Map(),
    additional: new Map(),
    page: { size: 20, cursor: null },
  })
  expect(query({ company_id: 'x', whatever: 'y', __proto__: 'z' }).filter).toEqual([])
})

test('a NUL character in any parameter is refused', () => {
  for (const parameter of ['filter', 'search', 'page[size]', 'whatever']) {
    expect(refused({ [parameter]: 'a\u0000b' })).toEqual([
      parameter,
      'A parameter contains a NUL character.',
    ])
  }
})

describe('filter', () => {
  test('a refusal names the parameter', () => {
    expect(refused({ filter: 'equals(colour,"x")' })).toEqual([
      'filter',
      "'colour' is not an allowed filter field for this resource. Allowed: name.",
    ])
    expect(refused({ filter: '' })[0]).toBe('filter')
    expect(refused({ filter: 'has(x)' }, plain)).toEqual([
      'filter',
      'This resource cannot be filtered.',
    ])
  })
})

describe('sort', () => {
  test.each([
    ['name', { key: 'name', descending: false }],
    ['-created', { key: 'created', descending: true }],
    ['', null],
  ])('%s', (sort, meaning) => {
    expect(query({ sort }).sort).toEqual(meaning)
  })

  test.each(['email', '--name', 'name,created', ' name', '-', 'constructor'])(
    '%s is refused by name',
    (sort) => {
      expect(refused({ sort })).toEqual([
        'sort',
        `'${sort}' is not an allowed sort for this resource. Allowed: name, -name, created, -created.`,
      ])
    },
  )

  test('of a resource that has no order', () => {
    expect(refused({ sort: 'name' }, plain)[1]).toContain('Allowed: none.')
  })
})

describe('include', () => {
  test('what is declared, once, with blanks or without', () => {
    expect(query({ include: 'owner, owner,' }).include).toEqual(new Set(['owner']))
  })

  test('what the public API may include and we do not have yet is accepted where it relates', () => {
    expect(query({ include: 'conversations' }).include).toEqual(new Set(['conversations']))
    expect(refused({ include: 'push-tokens' })[0]).toBe('include')
    expect(refused({ include: 'conversations' }, plain)[0]).toBe('include')
  })

  test.each(['owners', 'constructor', '__proto__'])('%s is refused by name', (include) => {
    expect(refused({ include })[1]).toBe(
      `'${include}' is not an allowed include parameter for this resource.`,
    )
  })
})

describe('sparse fieldsets', () => {
  const known = [...fieldNames(Thing)]

  test('every known field, with dots, and any name below free data', () => {
    const free = fc
      .array(fc.stringMatching(/^[^,\s]{1,8}$/), { minLength: 1, maxLength: 4 })
      .map((parts) => `properties.${parts.join('.')}`)
    const names = fc.uniqueArray(fc.oneof(fc.constantFrom(...known), free), { minLength: 1 })
    fc.assert(
      fc.property(names, fc.constantFrom(',', ' , '), (all, comma) => {
        const { fields } = query({ 'fields[thing]': all.join(comma) })
        expect(fields).toEqual(new Map([['thing', new Set(all)]]))
      }),
    )
    expect(known).toEqual(expect.arrayContaining(['location.city', 'location.zip', 'score']))
  })

  test('an empty list asks for no attribute at all', () => {
    expect(query({ 'fields[thing]': '' }).fields.get('thing')).toEqual(new Set())
  })

  test('fields of included types', () => {
    expect(query({ 'fields[owner]': 'email' }).fields.get('owner')).toEqual(new Set(['email']))
  })

  test.each([
    ['fields[thing]', 'colour', "'colour' is not a valid field for the resource 'thing'."],
    ['fields[thing]', 'location.street', "'location.street' is not a valid field"],
    ['fields[thing]', 'name.first', "'name.first' is not a valid field"],
    ['fields[thing]', 'constructor', "'constructor' is not a valid field"],
    ['fields[list]', 'name', "This resource contains no 'list'."],
    ['fields[constructor]', 'name', "This resource contains no 'constructor'."],
    ['additional-fields[thing]', 'name', "'name' is not a valid field"],
    ['additional-fields[owner]', 'score', "'score' is not a valid field"],
  ])('%s=%s is refused', (parameter, value, why) => {
    const [where, detail] = refused({ [parameter]: value })
    expect(where).toBe(parameter)
    expect(detail).toContain(why)
  })

  test('additional fields', () => {
    const { additional, fields } = query({ 'additional-fields[thing]': 'score' })
    expect([additional.get('thing'), fields.size]).toEqual([new Set(['score']), 0])
  })
})

describe('page', () => {
  test('whole numbers from 1 to the limit, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.constantFrom(0, 1, 2, 99, 100, 101)), (size) => {
        const isAllowed = size >= 1 && size <= 100
        const values = { 'page[size]': String(size) }
        expect(refused(values)[0]).toBe(isAllowed ? '' : 'page[size]')
      }),
    )
    for (const size of ['', '1e1', '0x10', '1.0', ' 5', '+5', '٣', 'NaN', '9'.repeat(400)]) {
      expect(refused({ 'page[size]': size })).toEqual([
        'page[size]',
        expect.stringContaining('must be a whole number from 1 to 100, got'),
      ])
    }
    expect(query({ 'page[size]': '0007' }).page.size).toBe(7)
  })

  test('a fixed size is not the caller’s to choose; a resource without pages has none', () => {
    const fixed = { ...getThings, page: { fixed: 200 } }
    expect(query({ 'page[size]': '3' }, fixed).page.size).toBe(200)
    expect(query({ 'page[cursor]': 'nonsense' }, plain).page.cursor).toBeNull()
  })

  test('a cursor holds for the list, filter and order it was made for', () => {
    const asked = { filter: 'equals(name,"x")', sort: '-name' }
    const cursor = { key: 'k', id: '1', backwards: false }
    const { fingerprint } = query(asked)
    const text = encodeCursor(cursor, fingerprint, SECRET)
    const given = { ...asked, 'page[cursor]': text }
    expect(query({ ...given, 'page[size]': '5', 'fields[thing]': 'name' }).page).toEqual({
      size: 5,
      cursor,
    })
    for (const other of [{ sort: 'name' }, { filter: 'equals(name,"y")' }, { search: 'x' }]) {
      expect(refused({ ...given, ...other })).toEqual([
        'page[cursor]',
        expect.stringContaining('another list'),
      ])
    }
    expect(refused(given, { ...getThings, id: 'getOthers' })[0]).toBe('page[cursor]')
    expect(() =>
      readQuery(getThings, '/api/things/2', new Map(Object.entries(given)), SECRET),
    ).toThrow(Problem)
  })
})

test('whatever is asked for is understood or refused as a Problem', () => {
  const parameter = fc.oneof(
    fc.constantFrom('filter', 'sort', 'include', 'page[size]', 'page[cursor]', 'fields[thing]'),
    fc.constantFrom('additional-fields[thing]', 'fields[', 'fields[]', 'page[', '__proto__'),
    fc.string(),
  )
  const values = fc.dictionary(parameter, fc.string({ unit: 'binary' }), { maxKeys: 5 })
  fc.assert(
    fc.property(values, (given) => {
      expect(refused(given)).toHaveLength(2)
    }),
    { numRuns: 500 },
  )
})
