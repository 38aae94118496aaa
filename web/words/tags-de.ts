import type { Words } from './en.ts'

export const tagsDe: Words['tags'] = {
  label: 'Tags',
  add: 'Tag hinzufügen',
  filter: 'Mit dem Tag',
  all: 'Mit beliebigen Tags',
}
