import { describe, expect, test } from 'vitest'
import { type Endpoint, endpoint } from '../contract/endpoint.ts'
import { byFamily, endpointsFor, familyOf } from './revision.ts'

function made(id: string, path: Endpoint['path'], revision?: 'beta'): Endpoint {
  return endpoint({
    id,
    method: 'GET',
    path,
    tag: 'Things',
    summary: 'A thing.',
    access: 'anyone',
    reply: { status: 204 },
    rate: 'M',
    ...(revision ? { revision } : {}),
  }) as unknown as Endpoint
}

describe('a revision', () => {
  test.each([
    ['2026-07-15.pre', 'beta'],
    ['2025-10-15.pre', 'beta'],
    ['2026-07-15', 'stable'],
    [undefined, 'stable'],
    [['2026-07-15.pre'], 'stable'],
  ])('%s is answered in the %s shape', (revision, family) => {
    expect(familyOf(revision)).toBe(family)
  })
})

describe('of two endpoints with one path', () => {
  const all = [made('old', '/api/things'), made('new', '/api/things', 'beta')]
  const alone = [made('plain', '/api/others'), made('only', '/api/news', 'beta')]

  test('each answers its own family; one that is alone answers all', () => {
    const ids = (family: 'stable' | 'beta') =>
      endpointsFor([...all, ...alone], family).map((one) => one.id)
    expect(ids('stable')).toEqual(['old', 'plain', 'only'])
    expect(ids('beta')).toEqual(['new', 'plain', 'only'])
  })

  test('two of one family are a mistake of ours', () => {
    const twice = [...all, made('newer', '/api/things', 'beta')].map((one) => ({ endpoint: one }))
    expect(() => byFamily(twice)).toThrow('two endpoints answer GET /api/things')
  })
})
