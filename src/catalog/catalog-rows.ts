import type {
  CatalogItemChange,
  CatalogVariantChange,
  NewCatalogItem,
  NewCatalogVariant,
} from '../contract/catalogs.ts'
import type { Metadata } from './attributes.ts'

/** What items and variants have in common. */
interface ShownFields {
  url: string
  imageUrl: string | null
  thumbnailUrl: string | null
  images: string[]
  metadata: Metadata
  isPublished: boolean
}

/** An item as it is stored. */
export interface ItemFields extends ShownFields {
  title: string
  description: string
  price: number | null
}

/** A variant as it is stored. */
export interface VariantFields extends ShownFields {
  title: string
  description: string
  sku: string
  inventoryPolicy: number | null
  inventoryQuantity: number
  price: number
}

type GivenShown = Pick<
  NewCatalogItem['attributes'],
  'image_full_url' | 'image_thumbnail_url' | 'images' | 'custom_metadata' | 'published'
>

export function newItem({ attributes }: NewCatalogItem): ItemFields {
  const { title, description, price = null, url } = attributes
  return { title, description, price, url, ...newShown(attributes) }
}

export function newVariant({ attributes }: NewCatalogVariant): VariantFields {
  const { title, description, sku, price, url } = attributes
  return {
    title,
    description,
    sku,
    price,
    url,
    inventoryPolicy: attributes.inventory_policy ?? null,
    inventoryQuantity: attributes.inventory_quantity,
    ...newShown(attributes),
  }
}

function newShown(given: GivenShown): Omit<ShownFields, 'url'> {
  return {
    imageUrl: given.image_full_url ?? null,
    thumbnailUrl: given.image_thumbnail_url ?? null,
    images: given.images ?? [],
    metadata: given.custom_metadata ?? {},
    isPublished: given.published ?? true,
  }
}

/** The item after a change: what is absent stays, null clears what may be missing. */
export function changedItem<Row extends ItemFields>(
  row: Row,
  { attributes: given }: Pick<CatalogItemChange, 'attributes'>,
): Row {
  return {
    ...row,
    title: given.title ?? row.title,
    description: given.description ?? row.description,
    price: given.price === undefined ? row.price : given.price,
    url: given.url ?? row.url,
    ...changedShown(row, given),
  }
}

/** The variant after a change; a variant always has a price and a stock, so null leaves them. */
export function changedVariant<Row extends VariantFields>(
  row: Row,
  { attributes: given }: Pick<CatalogVariantChange, 'attributes'>,
): Row {
  return {
    ...row,
    title: given.title ?? row.title,
    description: given.description ?? row.description,
    sku: given.sku ?? row.sku,
    price: given.price ?? row.price,
    url: given.url ?? row.url,
    inventoryPolicy:
      given.inventory_policy === undefined ? row.inventoryPolicy : given.inventory_policy,
    inventoryQuantity: given.inventory_quantity ?? row.inventoryQuantity,
    ...changedShown(row, given),
  }
}

function changedShown(row: ShownFields, given: GivenShown): Omit<ShownFields, 'url'> {
  const { image_full_url: image, image_thumbnail_url: thumbnail, images } = given
  return {
    imageUrl: image === undefined ? row.imageUrl : image,
    thumbnailUrl: thumbnail === undefined ? row.thumbnailUrl : thumbnail,
    images: images === undefined ? row.images : (images ?? []),
    metadata: given.custom_metadata === undefined ? row.metadata : (given.custom_metadata ?? {}),
    isPublished: given.published ?? row.isPublished,
  }
}
