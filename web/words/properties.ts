import { propertyLabel as labelIn } from '../../src/contract/metric-names.ts'

/**
 * A property's key as a label in the reader's language; keys that are not the Customer Agent's are
 * shown as they are, because filters and templates use them.
 */
export function propertyLabel(property: string, language: string): string {
  return language.startsWith('de') ? labelIn(property, 'de') : property
}
