import { z } from 'zod'

/** A quotation inside the filter grammar: JSON strings are exactly what it accepts. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}

const Reference = z.object({ type: z.string(), id: z.string() })

const Relationship = z.object({
  data: z.union([Reference, z.array(Reference), z.null()]).optional(),
})

export const AnyResource = z.object({
  type: z.string(),
  id: z.string(),
  attributes: z.record(z.string(), z.unknown()),
})
export type AnyResource = z.infer<typeof AnyResource>

export function resource<Attributes extends z.ZodType>(attributes: Attributes) {
  return z.object({
    type: z.string(),
    id: z.string(),
    attributes,
    relationships: z.record(z.string(), Relationship).optional(),
  })
}

export function one<Resource extends z.ZodType>(data: Resource) {
  return z.object({ data, included: z.array(AnyResource).optional() })
}

export function many<Resource extends z.ZodType>(data: Resource) {
  return z.object({
    data: z.array(data),
    included: z.array(AnyResource).optional(),
    links: z.object({ next: z.string().nullish(), prev: z.string().nullish() }).optional(),
  })
}

export function relatedId(
  of: { relationships?: Record<string, z.infer<typeof Relationship>> | undefined },
  name: string,
): string | undefined {
  const data = of.relationships?.[name]?.data
  return data && !Array.isArray(data) ? data.id : undefined
}

/** The cursor inside a `next` link, for a paged query. */
export function nextCursor(document: { links?: { next?: string | null | undefined } | undefined }) {
  const next = document.links?.next
  return next ? new URL(next, location.origin).searchParams.get('page[cursor]') : null
}
