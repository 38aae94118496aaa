import { describe, expect, test } from 'vitest'
import { isPreviewId, previewId } from './preview-id.ts'
import { CODE_TRIES_MAX, codeHash, emailHash, provesAddress } from './verification.ts'

const key = Buffer.alloc(32, 1)
const now = new Date('2026-03-02T12:00:00Z')
const issued = {
  codeId: 'c1',
  codeHash: codeHash(key, 'c1', '004711'),
  profileId: 'p1',
  tries: 0,
  expiresAt: new Date('2026-03-02T12:10:00Z'),
}

describe('a code', () => {
  test('proves an address until the very end of its time', () => {
    const last = new Date('2026-03-02T12:09:59.999Z')
    expect(provesAddress(key, issued, '004711', last)).toBe(true)
    expect(provesAddress(key, issued, '004711', issued.expiresAt)).toBe(false)
  })

  test.each([
    ['another code', issued, '004712'],
    ['too many tries', { ...issued, tries: CODE_TRIES_MAX }, '004711'],
    ['an address that nobody has', { ...issued, profileId: null }, '004711'],
    ['the code of another row', { ...issued, codeId: 'c2' }, '004711'],
  ])('%s proves nothing', (_, row, code) => {
    expect(provesAddress(key, row, code, now)).toBe(false)
  })

  test('one address is counted apart in two accounts, and by the key', () => {
    const hashes = [
      emailHash(key, 'a', 'ada@shop.test'),
      emailHash(key, 'b', 'ada@shop.test'),
      emailHash(Buffer.alloc(32, 2), 'a', 'ada@shop.test'),
    ].map((hash) => hash.toString('hex'))
    expect(new Set(hashes).size).toBe(3)
  })
})

test('the id of a preview is known again by its account only', () => {
  const id = previewId(key, 'a', Buffer.from('0011223344556677', 'hex'))
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(isPreviewId(key, 'a', id)).toBe(true)
  expect(isPreviewId(key, 'b', id)).toBe(false)
  expect(isPreviewId(Buffer.alloc(32, 2), 'a', id)).toBe(false)
  expect(isPreviewId(key, 'a', '01950000-0000-7000-8000-000000000001')).toBe(false)
  expect(isPreviewId(key, 'a', 'x')).toBe(false)
})
