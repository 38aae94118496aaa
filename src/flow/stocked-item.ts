/**
 * Which product an event is about, as the catalogue calls it: a variant where it names one, else the
 * item. Shops spell the names differently.
 */
export function stockedItemOf(properties: Readonly<Record<string, unknown>>): string | null {
  const flat = new Map(
    Object.entries(properties).map(([name, value]) => [
      name.toLowerCase().replaceAll(/[\s_-]/g, ''),
      value,
    ]),
  )
  for (const name of ['variantid', 'productid', 'itemid', 'sku', 'id']) {
    const value = flat.get(name)
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text === 'string' && text.trim() !== '') return withoutPrefix(text.trim())
  }
  return null
}

/** The catalogue's own form of an id, `$custom:::$default:::SKU-1`, is understood as well. */
function withoutPrefix(id: string): string {
  return id.startsWith('$custom:::') ? (id.split(':::').at(2) ?? id) : id
}
