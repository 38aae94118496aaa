/** What the inbox can be narrowed by, beside its view; the names are those of the address. */
export const INBOX_FILTERS = [
  'channel',
  'status',
  'skill',
  'tag',
  'escalation_reason',
  'product',
  'has_knowledge_gap',
] as const
export type InboxFilter = (typeof INBOX_FILTERS)[number]

/** The filter of a view, narrowed by what the address says. */
export function narrowedFilter(view: string, search: URLSearchParams): string {
  const terms = INBOX_FILTERS.flatMap((name) => {
    const value = search.get(name)?.trim()
    if (!value) return []
    return name === 'has_knowledge_gap'
      ? [`equals(${name},true)`]
      : [`equals(${name},${JSON.stringify(value)})`]
  })
  return [...(view === '' ? [] : [view]), ...terms].join(',')
}

export function filtersIn(search: URLSearchParams): number {
  return INBOX_FILTERS.filter((name) => search.get(name)?.trim()).length
}
