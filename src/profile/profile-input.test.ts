import { describe, expect, test } from 'vitest'
import { Problem } from '../platform/problem.ts'
import { readProfileInput, type SentProfile } from './profile-input.ts'
import { shardOf } from './shard.ts'

function problemOf(sent: SentProfile) {
  try {
    readProfileInput(sent, '/data', 'api')
  } catch (error) {
    if (error instanceof Problem) return error.details[0]
    throw error
  }
  throw new Error('it was accepted')
}

describe('a profile as it is sent', () => {
  test('is tidied: spaces, E.164, blank identifiers and empty objects left out', () => {
    expect(
      readProfileInput(
        {
          attributes: {
            email: ' Ada@Example.com ',
            phone_number: '+49 (30) 901-820',
            external_id: '  ',
            first_name: null,
            properties: {},
          },
        },
        '/data',
        'event',
      ),
    ).toEqual({
      id: undefined,
      identifiers: { email: 'Ada@Example.com', phone_number: '+4930901820' },
      fields: { first_name: null },
      identifierRule: 'add',
      onConflict: 'prefer-first',
    })
  })

  test('has its special keys applied, unless the field itself is sent', () => {
    const { identifiers, fields } = readProfileInput(
      {
        attributes: {
          email: 'real@example.com',
          properties: {
            $email: 'old@example.com',
            $first_name: 'Ada',
            $city: 'London',
            $latitude: 51.5,
            $source: 'pos',
            Tier: 'gold',
          },
        },
      },
      '/data',
      'api',
    )
    expect(identifiers).toEqual({ email: 'real@example.com' })
    expect(fields).toEqual({
      first_name: 'Ada',
      location: { city: 'London', latitude: 51.5 },
      properties: { $source: 'pos', Tier: 'gold' },
    })
  })

  test('is refused with a pointer and the value', () => {
    expect(problemOf({ id: 'x', attributes: {} })).toMatchObject({
      source: { pointer: '/data/id' },
    })
    expect(problemOf({ attributes: { phone_number: '+49' } })).toMatchObject({
      detail: expect.stringContaining("'+49'"),
      source: { pointer: '/data/attributes/phone_number' },
    })
    expect(
      problemOf({
        attributes: {},
        meta: { patch_identifiers: { append: { phone: '+4930901820' } } },
      }),
    ).toMatchObject({ source: { pointer: '/data/meta/patch_identifiers/append/phone' } })
    const deep = JSON.parse(`${'{"a":'.repeat(11)}1${'}'.repeat(11)}`) as Record<string, unknown>
    expect(problemOf({ attributes: { properties: deep } })?.detail).toMatch(/10 levels/)
  })
})

test('a shard is the low half of the last byte', () => {
  expect(shardOf('019ca945-0a00-bcfc-2511-cff4a5c4e3af')).toBe(15)
  expect(shardOf('019ca945-0a00-bcfc-2511-cff4a5c4e340')).toBe(0)
})
