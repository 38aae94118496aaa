/** What tells events of one metric apart at a glance comes first. */
const TELLING = [
  'channel',
  'initial skill',
  'last skill',
  'skill',
  'escalation reason',
  'tags',
  'products',
  'product ids',
  'first message',
  'resolution type',
  'itemnames',
  'productname',
  'subject',
  'campaign name',
]

const SHOWN_MAX = 3
const TEXT_MAX = 60

export interface KeyProperty {
  property: string
  text: string
}

/** The few properties of an event that are worth a place in its line of a feed. */
export function keyProperties(properties: Record<string, unknown>): KeyProperty[] {
  return Object.entries(properties)
    .filter(([property]) => !property.startsWith('$'))
    .map(([property, value]) => ({ property, text: shortText(value), rank: rankOf(property) }))
    .filter(({ text }) => text !== '')
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, SHOWN_MAX)
    .map(({ property, text }) => ({ property, text }))
}

function rankOf(property: string): number {
  const at = TELLING.indexOf(property.replaceAll('_', ' ').toLowerCase())
  return at < 0 ? TELLING.length : at
}

function shortText(value: unknown): string {
  if (Array.isArray(value)) return clipped(value.map(shortText).filter(Boolean).join(', '))
  if (typeof value === 'string') return clipped(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return ''
}

function clipped(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text
}
