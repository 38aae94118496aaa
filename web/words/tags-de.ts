import type { Words } from './en.ts'

export const tagsDe: Words['tags'] = {
  label: 'Tags',
  add: 'Tag hinzufügen',
  filter: 'Mit dem Tag',
  all: 'Mit beliebigen Tags',
  lead: 'Mit Tags findet man Listen, Segmente, Flows und Kampagnen wieder und gruppiert Berichte. Neue kommen in die Standardgruppe.',
  newGroup: 'Neue Gruppe',
  groupsFull: 'Es gibt {{max}} Gruppen; mehr sind nicht erlaubt.',
  newTag: 'Neuer Tag',
  newTagIn: 'Neuer Tag in „{{group}}“',
  full: 'Es gibt {{max}} Tags; mehr sind nicht erlaubt.',
  create: 'Anlegen',
  rename: 'Umbenennen',
  renameOne: '„{{name}}“ umbenennen',
  delete: 'Löschen',
  deleteOne: '„{{name}}“ löschen',
  deleteTagBody: 'Er wird von allem genommen, was ihn trägt. Was ihn trug, bleibt.',
  deleteGroupBody: 'Ihre Tags werden mit ihr gelöscht. Was sie trug, bleibt.',
  isDefault: 'Standard',
  isExclusive: 'Exklusiv',
  exclusiveHint:
    'Von dieser Gruppe trägt eine Sache höchstens einen Tag. Das lässt sich später nicht ändern.',
  noTags: 'Noch kein Tag in dieser Gruppe.',
}
