import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Lead, resolveIdentity } from './resolve-identity.ts'

const STRONGEST_FIRST = ['id', 'external_id', 'email', 'phone', 'anonymous_id'] as const

function lead(by: Lead['by'], profileId?: string, isAnonymous = false): Lead {
  return { by, profileId, isAnonymous }
}

describe('who an input is about', () => {
  test('nobody without identifiers, somebody new with unknown ones', () => {
    expect(resolveIdentity([])).toEqual({ is: 'nobody' })
    expect(resolveIdentity([lead('email')])).toEqual({ is: 'new' })
    expect(resolveIdentity([lead('anonymous_id')])).toEqual({ is: 'new' })
    expect(resolveIdentity([lead('id')])).toEqual({ is: 'unknown-id' })
    expect(resolveIdentity([lead('id'), lead('email')])).toEqual({ is: 'new' })
  })

  test('a visitor who gives a new email stays the same profile', () => {
    expect(resolveIdentity([lead('email'), lead('anonymous_id', 'visitor', true)])).toMatchObject({
      is: 'existing',
      profileId: 'visitor',
      absorbs: undefined,
    })
  })

  test('a visitor who gives a known email is absorbed by that person', () => {
    expect(
      resolveIdentity([lead('email', 'ada'), lead('anonymous_id', 'visitor', true)]),
    ).toMatchObject({ is: 'existing', profileId: 'ada', absorbs: 'visitor' })
  })

  test('a new email on the device of a known person is a new person', () => {
    expect(resolveIdentity([lead('email'), lead('anonymous_id', 'ada')])).toEqual({ is: 'new' })
  })
})

test('the strongest lead decides, and known profiles are never absorbed', () => {
  const leads = fc
    .uniqueArray(fc.constantFrom(...STRONGEST_FIRST), { minLength: 1 })
    .chain((kinds) =>
      fc.tuple(
        ...kinds
          .sort((a, b) => STRONGEST_FIRST.indexOf(a) - STRONGEST_FIRST.indexOf(b))
          .map((by) =>
            fc
              .constantFrom(undefined, 'ada', 'bo', 'visitor')
              .map((profileId) =>
                lead(
                  by,
                  by !== 'anonymous_id' && profileId === 'visitor' ? 'ada' : profileId,
                  profileId === 'visitor' && by === 'anonymous_id',
                ),
              ),
          ),
      ),
    )
  fc.assert(
    fc.property(leads, (all) => {
      const identity = resolveIdentity(all)
      if (identity.is !== 'existing') return
      const first = all.find(({ profileId }) => profileId !== undefined)
      expect(identity.profileId).toBe(first?.profileId)
      expect(identity.contradictions).not.toContain(identity.profileId)
      expect([undefined, 'visitor']).toContain(identity.absorbs)
    }),
  )
})
