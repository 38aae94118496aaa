import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { catalogId } from './catalog-id.ts'
import type { CategoryRow } from './categories.sql.ts'
import type { ItemRow } from './items.sql.ts'
import type { VariantRow } from './variants.sql.ts'

/** @param variants given when they are included */
export function itemResource(row: ItemRow, variants?: readonly VariantRow[]): Resource {
  return {
    type: 'catalog-item',
    id: catalogId(row.itemId),
    attributes: {
      external_id: row.itemId,
      title: row.title,
      description: row.description,
      price: row.price,
      ...shownAttributes(row),
    },
    ...(variants
      ? {
          relationships: {
            variants: {
              data: variants.map((one) => ({
                type: 'catalog-variant',
                id: catalogId(one.variantId),
              })),
            },
          },
        }
      : {}),
  }
}

export function variantResource(row: VariantRow): Resource {
  return {
    type: 'catalog-variant',
    id: catalogId(row.variantId),
    attributes: {
      external_id: row.variantId,
      title: row.title,
      description: row.description,
      sku: row.sku,
      inventory_policy: row.inventoryPolicy,
      inventory_quantity: row.inventoryQuantity,
      price: row.price,
      ...shownAttributes(row),
    },
    relationships: { item: { data: { type: 'catalog-item', id: catalogId(row.itemId) } } },
  }
}

export function categoryResource(row: CategoryRow): Resource {
  return {
    type: 'catalog-category',
    id: catalogId(row.categoryId),
    attributes: {
      external_id: row.categoryId,
      name: row.name,
      updated: isoSeconds(row.updatedAt),
    },
  }
}

function shownAttributes(row: ItemRow | VariantRow) {
  return {
    url: row.url,
    image_full_url: row.imageUrl,
    image_thumbnail_url: row.thumbnailUrl,
    images: row.images,
    custom_metadata: row.metadata,
    published: row.isPublished,
    created: isoSeconds(row.createdAt),
    updated: isoSeconds(row.updatedAt),
  }
}
