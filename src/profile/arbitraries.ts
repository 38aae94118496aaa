import fc from 'fast-check'
import type { ProfileInput } from './plan-upserts.ts'

const few = <T extends string>(...values: T[]) => fc.constantFrom(...values)

/** Few identifiers and few fields, so that inputs meet and contradict each other. */
export const profileInputs: fc.Arbitrary<ProfileInput> = fc
  .record(
    {
      identifiers: fc.record(
        {
          email: fc.option(few('Ada@Example.com', 'ada@example.com', 'bo@example.com', 'cy@x.org')),
          phone_number: fc.option(few('+4930901820', '+4930901821')),
          external_id: fc.option(few('c-1', 'c-2')),
          anonymous_id: few('device-1', 'device-2', 'device-3'),
        },
        { requiredKeys: [] },
      ),
      fields: fc.record(
        {
          first_name: fc.option(few('Ada', 'Bo')),
          location: fc.dictionary(few('city', 'zip', 'timezone'), fc.option(few('1', '2'))),
          properties: fc.dictionary(few('a', 'b'), fc.option(fc.constantFrom(1, [1, 2], { x: 1 }))),
        },
        { requiredKeys: [] },
      ),
      patch: fc.record({
        append: fc.dictionary(few('a', 'b'), fc.constantFrom(1, [3])),
        unappend: fc.dictionary(few('a', 'b'), fc.constantFrom(1, [3])),
        unset: fc.subarray(['a', 'b']),
      }),
      secondaryEmails: fc.record({
        append: fc.subarray(['bo@example.com', 'dee@example.com']),
        unappend: fc.subarray(['bo@example.com', 'dee@example.com']),
      }),
      identifierRule: few('replace', 'add', 'keep'),
    },
    { requiredKeys: ['identifiers', 'fields', 'identifierRule'] },
  )
  .map((input) => ({
    ...input,
    onConflict: input.identifierRule === 'replace' ? 'refuse' : 'prefer-first',
  }))
