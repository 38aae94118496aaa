import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { extensionOf } from './image-format.ts'
import type { ImageRow } from './images.sql.ts'

interface Asked {
  caller: { accountId: string }
  query: {
    additional: ReadonlyMap<string, ReadonlySet<string>>
    fields: ReadonlyMap<string, ReadonlySet<string>>
  }
  origin: string
}

/** An image as a resource. Costly attributes only when they were asked for. */
export function imageResource(row: ImageRow, { caller, query, origin }: Asked): Resource {
  const wanted = new Set([
    ...(query.additional.get('image') ?? []),
    ...(query.fields.get('image') ?? []),
  ])
  return {
    type: 'image',
    id: String(row.imageId),
    attributes: {
      name: row.name,
      image_url: imageUrl(row, { caller, origin }),
      format: row.format,
      size: row.bytes,
      hidden: row.isHidden,
      updated_at: isoSeconds(row.updatedAt),
      ...(wanted.has('width') ? { width: row.width } : {}),
      ...(wanted.has('height') ? { height: row.height } : {}),
    },
  }
}

/** Where everybody finds the picture. */
export function imageUrl(
  { fileKey, format }: Pick<ImageRow, 'fileKey' | 'format'>,
  { caller, origin }: Pick<Asked, 'caller' | 'origin'>,
): string {
  return `${origin}/media/${caller.accountId}/${fileKey}.${extensionOf(format)}`
}
