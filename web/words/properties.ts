/**
 * What the properties of the Customer Agent metrics are called in German. Their keys stay as they
 * are in the data, because filters and templates use them.
 */
const GERMAN: Record<string, string> = {
  'conversation id': 'Unterhaltung-ID',
  'initial skill': 'Anfängliche Qualifikation',
  'last skill': 'Letzte Fertigkeit',
  skill: 'Fertigkeit',
  procedure: 'Ablauf',
  channel: 'Kanal',
  tags: 'Tags',
  'escalation reason': 'Eskalationsgrund',
  'escalation category': 'Eskalationskategorie',
  'handoff mode': 'Art der Übergabe',
  'handoff destination': 'Ziel der Übergabe',
  products: 'Produkte',
  'product ids': 'Produkt-IDs',
  skus: 'SKUs',
  'first message': 'Erste Nachricht',
  'resolution time': 'Lösungszeit',
  'resolution time seconds': 'Lösungszeit in Sekunden',
  'resolution type': 'Art der Lösung',
  episode: 'Episode',
}

/** A property's key as a label in the reader's language; unknown keys are shown as they are. */
export function propertyLabel(property: string, language: string): string {
  if (!language.startsWith('de')) return property
  return GERMAN[property.replaceAll('_', ' ').toLowerCase()] ?? property
}
