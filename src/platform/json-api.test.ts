import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint, resourceType } from '../contract/endpoint.ts'
import { fieldNames, type Resource, renderResource, typesOf } from './json-api.ts'

const Thing = resourceType({
  type: 'thing',
  self: '/api/things/{id}/',
  attributes: z.object({
    name: z.string(),
    location: z.object({ city: z.string(), geo: z.object({ lat: z.number() }).nullable() }),
    properties: z.record(z.string(), z.unknown()),
  }),
  additional: z.object({ score: z.number() }),
  relationships: { owner: { to: 'person', many: false }, parts: { to: 'part', many: true } },
})

const getThing = endpoint({
  id: 'getThing',
  method: 'GET',
  path: '/api/things/{id}',
  tag: 'Things',
  summary: 'One thing.',
  access: 'anyone',
  reply: { status: 200, one: Thing },
  rate: 'S',
})

interface Rendered {
  attributes: Record<string, unknown>
  relationships?: Record<string, unknown>
  links: { self: string }
}

function render(resource: Resource, fields?: readonly string[], paths: string[] = []): Rendered {
  return renderResource(resource, {
    fields: new Map(fields ? [['thing', new Set(fields)]] : []),
    types: typesOf(getThing),
    origin: 'https://shop.test',
    paths: new Set(paths),
  }) as Rendered
}

function thing(attributes: Record<string, unknown>): Resource {
  return { type: 'thing', id: 'T 1/2', attributes }
}

/** Names as data may hold them: without dots, and with what every object inherits. */
const names = fc.oneof(
  fc.constantFrom('a', 'b', 'constructor', 'toString', 'hasOwnProperty', 'prototype', '__proto__'),
  fc.string({ maxLength: 4 }).filter((name) => !name.includes('.')),
)
/** As JSON.parse makes them: `__proto__` is a name like any other. */
function objectOf(entries: ReadonlyArray<readonly [string, unknown]>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [name, value] of entries) {
    Object.defineProperty(out, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return out
}
const { attributes } = fc.letrec<{ attributes: Record<string, unknown>; node: unknown }>((tie) => ({
  attributes: fc
    .uniqueArray(fc.tuple(names, tie('node')), { selector: ([name]) => name, maxLength: 4 })
    .map(objectOf),
  node: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
    tie('attributes'),
    fc.array(tie('node'), { maxLength: 3 }),
  ),
}))

/** Every path into data that leads to something, with what lies there. */
function pathsOf(value: unknown, prefix = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, inner]): [string, unknown][] => [
    [prefix + name, inner],
    ...pathsOf(inner, `${prefix}${name}.`),
  ])
}

function at(value: unknown, path: string): unknown {
  return new Map(pathsOf(value)).get(path)
}

describe('sparse fieldsets', () => {
  test('what was asked for is there as it is, and nothing else', () => {
    fc.assert(
      fc.property(attributes, fc.array(fc.nat(), { maxLength: 4 }), (all, picks) => {
        const before = JSON.stringify(all)
        const known = pathsOf(all)
        const asked = picks.flatMap((pick) => known[pick % known.length]?.[0] ?? [])
        const shown = render(thing(all), asked).attributes
        for (const path of asked) expect(at(shown, path)).toEqual(at(all, path))
        const isAsked = (path: string) =>
          asked.some(
            (one) => path === one || path.startsWith(`${one}.`) || one.startsWith(`${path}.`),
          )
        expect(pathsOf(shown).filter(([path]) => !isAsked(path))).toEqual([])
        expect(JSON.stringify(all)).toBe(before)
      }),
      { numRuns: 500 },
    )
  })

  test('what is not there is left out', () => {
    fc.assert(
      fc.property(attributes, fc.array(names, { minLength: 1, maxLength: 4 }), (all, parts) => {
        const path = parts.join('.')
        fc.pre(!pathsOf(all).some(([known]) => known === path))
        expect(render(thing(all), [path]).attributes).toEqual({})
      }),
    )
  })

  test('no name reaches into the prototypes of objects', () => {
    const evil = JSON.parse(
      '{"properties":{"constructor":{"prototype":{"polluted":1},"assigned":1},"__proto__":{"polluted":1}}}',
    )
    const shown = render(thing(evil), [
      'properties.constructor.prototype.polluted',
      'properties.constructor.assigned',
      'properties.__proto__.polluted',
    ])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Reflect.get(Object, 'assigned')).toBeUndefined()
    expect(JSON.parse(JSON.stringify(shown.attributes))).toEqual(evil)
  })

  test('an object and a part of it may both be named, in any order', () => {
    const all = { location: { city: 'Kiel', zip: '24103' }, name: 'x' }
    expect(render(thing(all), ['location.city', 'location']).attributes).toEqual({
      location: all.location,
    })
    expect(render(thing(all), ['location', 'location.city']).attributes).toEqual({
      location: all.location,
    })
    expect(render(thing(all), ['location.city', 'location.zip']).attributes).toEqual({
      location: all.location,
    })
    expect(render(thing(all), []).attributes).toEqual({})
    expect(render(thing(all)).attributes).toBe(all)
  })

  test('all names that may be asked for, through optional and nullable objects', () => {
    expect([...fieldNames(Thing)].toSorted()).toEqual([
      'id',
      'location',
      'location.city',
      'location.geo',
      'location.geo.lat',
      'name',
      'properties',
      'score',
    ])
  })
})

describe('links and relationships', () => {
  test('an id is escaped in links', () => {
    expect(render(thing({})).links.self).toBe('https://shop.test/api/things/T%201%2F2/')
  })

  test('a resource under another one links to where it lives', () => {
    const self = render({ ...thing({}), parentId: 'P' }).links.self
    expect(self).toBe('https://shop.test/api/things/P/')
  })

  test('a resource that is one of many under another one has both ids in its link', () => {
    const type = { ...Thing, self: '/api/things/{id}/parts/{id}/' }
    const selection = {
      fields: new Map(),
      types: new Map([['thing', type]]),
      paths: new Set<string>(),
    }
    const part = { ...thing({}), id: 'C', parentId: 'P' }
    const shown = renderResource(part, { ...selection, origin: 'https://shop.test' })
    expect(shown).toMatchObject({ links: { self: 'https://shop.test/api/things/P/parts/C/' } })
  })

  test('no link leads to a path without a route, and no relationship is made up', () => {
    expect(render(thing({})).relationships).toBeUndefined()
    const data = { owner: { data: { type: 'person', id: '1' } } }
    expect(render({ ...thing({}), relationships: data }).relationships).toEqual(data)
    const half = render(thing({}), undefined, ['/api/things/{id}/parts'])
    expect(half.relationships).toEqual({
      parts: { links: { related: 'https://shop.test/api/things/T%201%2F2/parts/' } },
    })
    const linked = render({ ...thing({}), relationships: data }, undefined, [
      '/api/things/{id}/owner',
      '/api/things/{id}/parts',
      '/api/things/{id}/relationships/owner',
      '/api/things/{id}/relationships/parts',
    ])
    const base = 'https://shop.test/api/things/T%201%2F2'
    expect(linked.relationships).toEqual({
      owner: {
        ...data.owner,
        links: { self: `${base}/relationships/owner/`, related: `${base}/owner/` },
      },
      parts: { links: { self: `${base}/relationships/parts/`, related: `${base}/parts/` } },
    })
  })

  test('what the type does not declare is not shown', () => {
    const relationships = { secret: { data: { type: 'person', id: '1' } } }
    expect(render({ ...thing({}), relationships }).relationships).toBeUndefined()
  })
})
