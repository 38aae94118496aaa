import { expect, test } from 'vitest'
import { catalogId, externalId } from './catalog-id.ts'

test.each(['A', 'A:::B', 'ü/?#', '$custom:::$default:::A'])('%j goes there and back', (own) => {
  expect(externalId(catalogId(own))).toBe(own)
})

test.each([
  'A',
  '$custom:::$default:::',
  '$custom:::$other:::A',
  `$custom:::$default:::${'x'.repeat(201)}`,
])('%j is no id', (id) => {
  expect(externalId(id)).toBeUndefined()
})
