import { describe, expect, test } from 'vitest'
import {
  PEOPLE_PERMISSIONS,
  type Permission,
  ROLES,
  type Role,
  roleMay,
  rolesThatMay,
  SCOPES,
} from './permissions.ts'

const everything: readonly Permission[] = [...SCOPES, ...PEOPLE_PERMISSIONS]

function heldBy(role: Role): Permission[] {
  return everything.filter((permission) => roleMay(role, permission))
}

describe('what each role may', () => {
  test('owner and admin may everything', () => {
    expect(heldBy('owner')).toEqual(everything)
    expect(heldBy('admin')).toEqual(everything)
  })

  test('a manager runs everything but the account, its people and its keys', () => {
    const missing = everything.filter((permission) => !roleMay('manager', permission))
    expect(missing).toEqual(['accounts:write', 'members:write', 'api-keys:write', 'data:export'])
  })

  test('an analyst reads all, and writes segments and metrics only', () => {
    expect(heldBy('analyst').filter((permission) => permission.endsWith(':write'))).toEqual([
      'metrics:write',
      'segments:write',
    ])
  })

  test('a campaign coordinator neither reads agents nor touches profiles', () => {
    expect(roleMay('campaign-coordinator', 'campaigns:write')).toBe(true)
    expect(roleMay('campaign-coordinator', 'agents:read')).toBe(false)
    expect(roleMay('campaign-coordinator', 'profiles:write')).toBe(false)
  })

  test('a content creator sees no people', () => {
    expect(roleMay('content-creator', 'templates:write')).toBe(true)
    expect(roleMay('content-creator', 'profiles:read')).toBe(false)
    expect(roleMay('content-creator', 'conversations:read')).toBe(false)
  })

  test('support talks to shoppers and sends nothing', () => {
    expect(roleMay('support', 'conversations:write')).toBe(true)
    expect(roleMay('support', 'campaigns:read')).toBe(false)
    expect(roleMay('support', 'flows:write')).toBe(false)
  })
})

test('whoever may write a thing may read it', () => {
  for (const role of ROLES) {
    for (const permission of heldBy(role)) {
      const reading = everything.find((each) => each === permission.replace(/:write$/, ':read'))
      const isReadable = reading === undefined || roleMay(role, reading)
      expect([role, reading, isReadable]).toEqual([role, reading, true])
    }
  }
})

test('keys and people are managed by owners and admins, everybody sees the account', () => {
  expect(rolesThatMay('members:write')).toEqual(['owner', 'admin'])
  expect(rolesThatMay('api-keys:write')).toEqual(['owner', 'admin'])
  expect(rolesThatMay('accounts:read')).toEqual(ROLES)
})
