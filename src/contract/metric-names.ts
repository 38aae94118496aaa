/**
 * The metrics that have a fixed name, and how they are called in the languages of the console. The
 * English name is the one in the data; it never changes with the reader's language.
 */
export interface KnownMetricName {
  en: string
  de: string
  /** Other names under which people look for it. */
  aliases: readonly string[]
}

export const AGENT_METRIC_NAMES = {
  started: {
    en: 'Started Conversation with Customer Agent',
    de: 'Unterhaltung mit Customer Agent gestartet',
    aliases: [
      'Started Conversation',
      'Started Customer Agent Conversation',
      'Customer Agent-Unterhaltung gestartet',
    ],
  },
  resolved: {
    en: 'Conversation with Customer Agent Resolved',
    de: 'Unterhaltung mit Customer Agent behoben',
    aliases: [
      'Conversation Resolved',
      'Customer Agent Conversation Resolved',
      'Unterhaltung des Customer Agenten gelöst',
      'Unterhaltung mit Customer Agent gelöst',
    ],
  },
  escalated: {
    en: 'Conversation with Customer Agent Escalated',
    de: 'Unterhaltung mit Customer Agent eskaliert',
    aliases: [
      'Conversation Escalated',
      'Customer Agent Conversation Escalated',
      'Unterhaltung des eskalierten Customer Agenten',
      'Unterhaltung mit Customer Agent Escalated',
    ],
  },
  recommended: {
    en: 'Received Product Recommendation from Customer Agent',
    de: 'Produktempfehlung vom Customer Agent erhalten',
    aliases: ['Received Product Recommendation', 'Produktempfehlung erhalten'],
  },
} as const satisfies Record<string, KnownMetricName>

function named(en: string, de: string, ...aliases: string[]): KnownMetricName {
  return { en, de, aliases }
}

const SHOP_METRIC_NAMES: readonly KnownMetricName[] = [
  named('Viewed Product', 'Produkt angesehen'),
  named('Added to Cart', 'In den Warenkorb gelegt'),
  named('Started Checkout', 'Bezahlvorgang gestartet', 'Checkout Started', 'Checkout gestartet'),
  named('Placed Order', 'Bestellung aufgegeben'),
  named('Ordered Product', 'Produkt bestellt'),
  named('Fulfilled Order', 'Bestellung ausgeführt', 'Bestellung versandt'),
  named('Fulfilled Partial Order', 'Bestellung teilweise ausgeführt'),
  named('Delivered Order', 'Bestellung zugestellt'),
  named('Cancelled Order', 'Bestellung storniert', 'Canceled Order'),
  named('Refunded Order', 'Bestellung erstattet'),
  named('Subscribed to Back in Stock', 'Für Wieder-verfügbar-Nachricht angemeldet'),
  named('Active on Site', 'Aktiv auf der Website'),
  named('Price Dropped', 'Preis gesenkt'),
  named('Low Inventory', 'Bestand wird knapp'),
]

const MESSAGE_METRIC_NAMES: readonly KnownMetricName[] = [
  named('Received Email', 'E-Mail erhalten'),
  named('Opened Email', 'E-Mail geöffnet'),
  named('Clicked Email', 'E-Mail angeklickt'),
  named('Bounced Email', 'E-Mail unzustellbar'),
  named('Dropped Email', 'E-Mail verworfen'),
  named('Marked Email as Spam', 'E-Mail als Spam markiert'),
  named('Unsubscribed from Email Marketing', 'Vom E-Mail-Marketing abgemeldet'),
  named('Subscribed to Email Marketing', 'Für E-Mail-Marketing angemeldet'),
  named('Subscribed to List', 'Für Liste angemeldet'),
  named('Unsubscribed from List', 'Von Liste abgemeldet'),
  named('Sent SMS', 'SMS gesendet'),
  named('Received SMS', 'SMS erhalten'),
  named('Clicked SMS', 'SMS angeklickt'),
  named('Failed to Deliver SMS', 'SMS nicht zugestellt'),
  named('Clicked and Unsubscribed from Email', 'In E-Mail geklickt und abgemeldet'),
  named('Manually Suppressed from Email Marketing', 'Von Hand für E-Mail-Marketing gesperrt'),
  named('Manually Unsuppressed from Email Marketing', 'Von Hand für E-Mail-Marketing entsperrt'),
  named('Subscribed to SMS Marketing', 'Für SMS-Marketing angemeldet', 'Consented to Receive SMS'),
  named('Unsubscribed from SMS Marketing', 'Vom SMS-Marketing abgemeldet', 'Unsubscribed from SMS'),
  named('Subscribed to SMS Transactional', 'Für Transaktions-SMS angemeldet'),
  named('Unsubscribed from SMS Transactional', 'Von Transaktions-SMS abgemeldet'),
  named('Subscribed to WhatsApp Marketing', 'Für WhatsApp-Marketing angemeldet'),
  named('Unsubscribed from WhatsApp Marketing', 'Vom WhatsApp-Marketing abgemeldet'),
  named('Subscribed to WhatsApp Transactional', 'Für Transaktions-WhatsApp angemeldet'),
  named('Unsubscribed from WhatsApp Transactional', 'Von Transaktions-WhatsApp abgemeldet'),
  named('Subscribed to Push Marketing', 'Für Push-Marketing angemeldet'),
  named('Unsubscribed from Push Marketing', 'Vom Push-Marketing abgemeldet'),
  named('Received Automated Response SMS', 'Automatische SMS-Antwort erhalten'),
]

export const KNOWN_METRIC_NAMES: readonly KnownMetricName[] = [
  ...Object.values(AGENT_METRIC_NAMES),
  ...SHOP_METRIC_NAMES,
  ...MESSAGE_METRIC_NAMES,
]

const BY_NAME = new Map(KNOWN_METRIC_NAMES.map((known) => [known.en, known]))

/** What a metric is called in English and German; a shop's own metrics keep their name. */
export function metricNames(name: string): { en: string; de: string } {
  const known = BY_NAME.get(name)
  return known ? { en: known.en, de: known.de } : { en: name, de: name }
}

export type NameLanguage = 'en' | 'de'

/** Spelling of a key that does not matter: case, spaces, underscores, hyphens. */
function spelled(key: string): string {
  return key.toLowerCase().replaceAll(/[\s_-]+/g, ' ')
}

const PROPERTY_LABELS: ReadonlyMap<string, Record<NameLanguage, string>> = new Map(
  [
    { en: 'Conversation ID', de: 'Unterhaltung-ID' },
    { en: 'Initial Skill', de: 'Anfängliche Qualifikation' },
    { en: 'Last Skill', de: 'Letzte Fertigkeit' },
    { en: 'Skill', de: 'Fertigkeit' },
    { en: 'Procedure', de: 'Ablauf' },
    { en: 'Channel', de: 'Kanal' },
    { en: 'Tags', de: 'Tags' },
    { en: 'Escalation Reason', de: 'Eskalationsgrund' },
    { en: 'Escalation Category', de: 'Eskalationskategorie' },
    { en: 'Escalation Rule ID', de: 'Eskalationsregel-ID' },
    { en: 'Handoff Mode', de: 'Art der Übergabe' },
    { en: 'Handoff Destination', de: 'Ziel der Übergabe' },
    { en: 'Products', de: 'Produkte' },
    { en: 'Product IDs', de: 'Produkt-IDs' },
    { en: 'SKUs', de: 'SKUs' },
    { en: 'First Message', de: 'Erste Nachricht' },
    { en: 'Resolution Time', de: 'Lösungszeit' },
    { en: 'Resolution Time Seconds', de: 'Lösungszeit in Sekunden' },
    { en: 'Resolution Type', de: 'Art der Lösung' },
    { en: 'Episode', de: 'Episode' },
    { en: 'Caused By', de: 'Verursacht durch' },
    { en: 'Product Names', de: 'Produktnamen' },
  ].map((label) => [spelled(label.en), label]),
)

/** A property's key as a label; keys that are not the Customer Agent's are shown as they are. */
export function propertyLabel(property: string, language: NameLanguage): string {
  return PROPERTY_LABELS.get(spelled(property))?.[language] ?? property
}
