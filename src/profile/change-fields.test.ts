import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeFields, type PropertyPatch } from './change-fields.ts'
import { changedFields, emptyProfile, type JsonObject, sameJson } from './profile.ts'

const nothing: PropertyPatch = { append: {}, unappend: {}, unset: [] }

function having(properties: JsonObject) {
  return { ...emptyProfile('00000000-0000-0000-0000-000000000000'), properties }
}

function patched(properties: JsonObject, patch: Partial<PropertyPatch>) {
  return changeFields(having(properties), {}, { ...nothing, ...patch }).properties
}

describe('patching properties', () => {
  test('appends to lists, and makes a list of a single value', () => {
    expect(patched({ a: [1] }, { append: { a: [2, 3], b: 4 } })).toEqual({ a: [1, 2, 3], b: [4] })
    expect(patched({ a: 'x' }, { append: { a: 'y' } })).toEqual({ a: ['x', 'y'] })
  })

  test('takes values out of lists and leaves what is no list', () => {
    expect(patched({ a: [1, { x: 1 }, 1], b: 1 }, { unappend: { a: [1], b: 1, c: 1 } })).toEqual({
      a: [{ x: 1 }],
      b: 1,
    })
  })

  test('unsets names, unknown ones included', () => {
    expect(patched({ a: 1, b: 2 }, { unset: ['a', 'c'] })).toEqual({ b: 2 })
  })

  test('what is appended and taken out again leaves the list as it was', () => {
    const list = fc.array(fc.integer({ min: 0, max: 3 }))
    const others = fc.array(fc.integer({ min: 4, max: 6 }))
    fc.assert(
      fc.property(list, others, (had, added) => {
        expect(patched({ a: had }, { append: { a: added }, unappend: { a: added } })).toEqual({
          a: had,
        })
      }),
    )
  })
})

test('the same input a second time changes nothing', () => {
  const fields = fc.record(
    {
      first_name: fc.option(fc.constantFrom('Ada', '')),
      location: fc.option(fc.dictionary(fc.constantFrom('city', 'zip'), fc.option(fc.string()))),
      properties: fc.option(fc.dictionary(fc.string(), fc.option(fc.jsonValue()))),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fields, fc.dictionary(fc.string(), fc.jsonValue()), (input, properties) => {
      const once = changeFields(having(properties), input, undefined)
      expect(changeFields(once, input, undefined)).toBe(once)
    }),
  )
})

test('JSON is the same whatever the order of its keys', () => {
  expect(sameJson({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true)
  expect(sameJson([1, 2], [2, 1])).toBe(false)
  expect(sameJson({ a: undefined }, {})).toBe(false)
  expect(sameJson(0, -0)).toBe(true)
})

test('a change is named down to the key', () => {
  const before = having({ a: 1, b: 2 })
  const after = changeFields(
    before,
    { title: 'Dr', location: { city: 'Bonn' }, properties: { a: 3, b: 2 } },
    undefined,
  )
  expect(changedFields(before, after)).toEqual(['title', 'location.city', 'properties.a'])
})
