import type { Resource } from '../platform/json-api.ts'
import type { TagGroupRow } from './tag-groups.sql.ts'
import type { TagRow } from './tags.sql.ts'

export function tagResource(row: TagRow): Resource {
  return {
    type: 'tag',
    id: row.tagId,
    attributes: { name: row.name },
    relationships: { 'tag-group': { data: { type: 'tag-group', id: row.tagGroupId } } },
  }
}

export function tagGroupResource(row: TagGroupRow): Resource {
  return {
    type: 'tag-group',
    id: row.tagGroupId,
    attributes: { name: row.name, exclusive: row.isExclusive, default: row.isDefault },
  }
}
