import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createVault, SealBroken } from './encryption.ts'

const vault = createVault(randomBytes(32))

test('what was sealed comes back, also when empty or not ASCII', () => {
  for (const text of ['', 'token', 'Schlüssel 🔑'.repeat(100)]) {
    expect(vault.open(vault.seal(text, 'a'), 'a')).toBe(text)
  }
})

test('the same text looks different each time', () => {
  expect(vault.seal('token', 'a')).not.toEqual(vault.seal('token', 'a'))
  expect(vault.seal('token', 'a').toString('latin1')).not.toContain('token')
})

test('a secret of another account, another installation, or a changed one stays shut', () => {
  const sealed = vault.seal('token', 'Ab12Cd sms')
  expect(() => vault.open(sealed, 'Zz99Zz sms')).toThrow(SealBroken)
  expect(() => createVault(randomBytes(32)).open(sealed, 'Ab12Cd sms')).toThrow(SealBroken)
  for (const at of [0, 1, 15, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => vault.open(changed, 'Ab12Cd sms')).toThrow(SealBroken)
  }
  expect(() => vault.open(Buffer.alloc(0), 'Ab12Cd sms')).toThrow(SealBroken)
})
