import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PEOPLE_PERMISSIONS, ROLES, roleMay, SCOPES } from '../contract/permissions.ts'
import { changeRole, mayGrant, removalRefusal } from './member.ts'

const everything = [...SCOPES, ...PEOPLE_PERMISSIONS]
const role = fc.constantFrom(...ROLES)

describe('roles', () => {
  test('nobody can grant a permission that they do not hold', () => {
    fc.assert(
      fc.property(role, role, fc.constantFrom(...everything), (actor, granted, permission) => {
        const isGiven = mayGrant(actor, granted) && roleMay(granted, permission)
        return !isGiven || roleMay(actor, permission)
      }),
      { numRuns: 2_000 },
    )
  })

  test('in any order of changes there is one owner, and only an owner made another', () => {
    const step = fc.record({ by: fc.nat(3), on: fc.nat(3), to: role })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const roles: Array<(typeof ROLES)[number]> = ['owner', 'admin', 'manager', 'support']
        for (const { by, on, to } of steps) {
          const before = [...roles]
          const change = changeRole(roles[by]!, roles[on]!, to, by === on)
          if (change.do === 'change') roles[on] = to
          if (change.do === 'hand-over') {
            roles[by] = 'admin'
            roles[on] = 'owner'
          }
          const isSameOwner = roles.indexOf('owner') === before.indexOf('owner')
          expect(roles.filter((each) => each === 'owner')).toHaveLength(1)
          expect(isSameOwner || before[by] === 'owner').toBe(true)
        }
      }),
    )
  })

  test('only those who manage members change roles', () => {
    for (const actor of ROLES) {
      const may = actor === 'owner' || actor === 'admin'
      expect(changeRole(actor, 'support', 'analyst', false).do).toBe(may ? 'change' : 'refuse')
    }
  })

  test('everybody may leave but the owner, and only managers of members remove others', () => {
    for (const each of ROLES) {
      expect(removalRefusal(each, each, true)).toBe(
        each === 'owner' ? 'owner-must-hand-over' : undefined,
      )
    }
    expect(removalRefusal('admin', 'owner', false)).toBe('is-the-owner')
    expect(removalRefusal('support', 'analyst', false)).toBe('may-not-manage-members')
    expect(removalRefusal('admin', 'admin', false)).toBeUndefined()
  })
})
