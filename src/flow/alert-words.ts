import type { Language } from '../contract/agent-words.ts'

/** What the page for recipients of alerts says, and the mail that leads to it. */
interface AlertWords {
  mailSubject: (shop: string) => string
  mailText: (shop: string) => string
  mailIgnore: string
  askTitle: string
  ask: (address: string, shop: string) => string
  yes: string
  no: string
  confirmedTitle: string
  confirmed: (address: string, shop: string) => string
  declinedTitle: string
  declined: (address: string, shop: string) => string
}

const ENGLISH: AlertWords = {
  mailSubject: (shop) => `Do you want alerts from ${shop}?`,
  mailText: (shop) =>
    `${shop} would like to send alerts about its customers to this address. They are only sent after you say yes with this link. With the same link you can stop them later:`,
  mailIgnore: 'If you do not know what this is about, ignore this email: you will get no alerts.',
  askTitle: 'Alerts by email',
  ask: (address, shop) => `May ${shop} send alerts about its customers to ${address}?`,
  yes: 'Yes, send me alerts',
  no: 'No alerts',
  confirmedTitle: 'You get alerts',
  confirmed: (address, shop) => `${shop} sends its alerts to ${address}.`,
  declinedTitle: 'You get no alerts',
  declined: (address, shop) => `${shop} sends no alerts to ${address}.`,
}

const GERMAN: AlertWords = {
  mailSubject: (shop) => `Möchten Sie Hinweise von ${shop} erhalten?`,
  mailText: (shop) =>
    `${shop} möchte Hinweise zu Kundinnen und Kunden an diese Adresse senden. Das geschieht erst, wenn Sie mit diesem Link zustimmen. Mit demselben Link können Sie sie später beenden:`,
  mailIgnore:
    'Wenn Sie nicht wissen, worum es geht, ignorieren Sie diese E-Mail: Sie erhalten dann keine Hinweise.',
  askTitle: 'Hinweise per E-Mail',
  ask: (address, shop) => `Darf ${shop} Hinweise zu Kundinnen und Kunden an ${address} senden?`,
  yes: 'Ja, Hinweise senden',
  no: 'Keine Hinweise',
  confirmedTitle: 'Sie erhalten Hinweise',
  confirmed: (address, shop) => `${shop} sendet Hinweise an ${address}.`,
  declinedTitle: 'Sie erhalten keine Hinweise',
  declined: (address, shop) => `${shop} sendet keine Hinweise an ${address}.`,
}

export function alertWords(language: Language): AlertWords {
  return language === 'de' ? GERMAN : ENGLISH
}
