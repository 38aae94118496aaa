import { languageOf } from '../account/account.ts'
import type { Language } from '../contract/agent-words.ts'

/** Everything that the hosted pages and the mail that leads to them say. */
export interface PageWords {
  unsubscribeTitle: string
  unsubscribeFrom: (address: string, shop: string) => string
  unsubscribeFromList: (list: string) => string
  unsubscribeFromAll: string
  unsubscribeButton: string
  unsubscribedTitle: string
  unsubscribed: (shop: string) => string
  unsubscribedFromList: (list: string) => string
  toPreferences: string
  preferencesTitle: string
  preferencesOf: (address: string, shop: string) => string
  marketing: string
  marketingHint: string
  lists: string
  openTracking: string
  openTrackingHint: string
  sms: string
  whatsapp: string
  textHint: string
  save: string
  saved: string
  confirmTitle: string
  confirm: (address: string, to: string) => string
  confirmButton: string
  confirmedTitle: string
  confirmed: (to: string) => string
  expiredTitle: string
  expired: string
  answerTitle: string
  answer: (property: string, value: string) => string
  answerButton: string
  answeredTitle: string
  answered: string
  onward: (host: string) => string
  unknownTitle: string
  unknown: string
  mailSubject: (to: string) => string
  mailText: (to: string, hours: number) => string
  mailButton: string
  mailIgnore: string
}

const ENGLISH: PageWords = {
  unsubscribeTitle: 'Unsubscribe',
  unsubscribeFrom: (address, shop) =>
    `Do you want no more marketing emails from ${shop} at ${address}?`,
  unsubscribeFromList: (list) => `Unsubscribe from ${list} only`,
  unsubscribeFromAll: 'Unsubscribe from all marketing emails',
  unsubscribeButton: 'Unsubscribe',
  unsubscribedTitle: 'You are unsubscribed',
  unsubscribed: (shop) => `You get no more marketing emails from ${shop}.`,
  unsubscribedFromList: (list) => `You get no more emails of ${list}.`,
  toPreferences: 'Choose what you want to get',
  preferencesTitle: 'Your preferences',
  preferencesOf: (address, shop) => `What ${shop} may send to ${address}:`,
  marketing: 'Emails with news and offers',
  marketingHint:
    'Without this, you only get what you are waiting for, such as confirmations of orders.',
  lists: 'Subscribed to',
  openTracking: 'See whether I open emails',
  openTrackingHint: 'Emails then hold a picture that tells us they were opened.',
  sms: 'Text messages (SMS)',
  whatsapp: 'WhatsApp messages',
  textHint: 'To subscribe again, write to us from your phone.',
  save: 'Save',
  saved: 'Your preferences are saved.',
  confirmTitle: 'Confirm your subscription',
  confirm: (address, to) => `Do you want to subscribe to ${to} with ${address}?`,
  confirmButton: 'Confirm subscription',
  confirmedTitle: 'You are subscribed',
  confirmed: (to) => `Thank you. You are now subscribed to ${to}.`,
  expiredTitle: 'This link has expired',
  expired: 'Please subscribe again to get a new one.',
  answerTitle: 'Your answer',
  answer: (property, value) => `${property}: ${value}`,
  answerButton: 'Save my answer',
  answeredTitle: 'Thank you',
  answered: 'Your answer is saved.',
  onward: (host) => `Go on to ${host}`,
  unknownTitle: 'This link does not work',
  unknown: 'It may have been cut. Please open it from the email again, or copy it as a whole.',
  mailSubject: (to) => `Please confirm your subscription to ${to}`,
  mailText: (to, hours) =>
    `You asked to subscribe to ${to}. Please confirm it within ${hours} hours with this link:`,
  mailButton: 'Confirm subscription',
  mailIgnore: 'If it was not you, ignore this email: you will not be subscribed.',
}

const GERMAN: PageWords = {
  unsubscribeTitle: 'Abmelden',
  unsubscribeFrom: (address, shop) =>
    `Möchten Sie an ${address} keine Werbe-E-Mails von ${shop} mehr erhalten?`,
  unsubscribeFromList: (list) => `Nur von ${list} abmelden`,
  unsubscribeFromAll: 'Von allen Werbe-E-Mails abmelden',
  unsubscribeButton: 'Abmelden',
  unsubscribedTitle: 'Sie sind abgemeldet',
  unsubscribed: (shop) => `Sie erhalten keine Werbe-E-Mails von ${shop} mehr.`,
  unsubscribedFromList: (list) => `Sie erhalten keine E-Mails von ${list} mehr.`,
  toPreferences: 'Auswählen, was Sie erhalten möchten',
  preferencesTitle: 'Ihre Einstellungen',
  preferencesOf: (address, shop) => `Was ${shop} an ${address} senden darf:`,
  marketing: 'E-Mails mit Neuigkeiten und Angeboten',
  marketingHint: 'Ohne Haken erhalten Sie nur, worauf Sie warten, etwa Bestellbestätigungen.',
  lists: 'Angemeldet für',
  openTracking: 'Sehen, ob ich E-Mails öffne',
  openTrackingHint: 'E-Mails enthalten dann ein Bild, das uns sagt, dass sie geöffnet wurden.',
  sms: 'SMS',
  whatsapp: 'WhatsApp-Nachrichten',
  textHint: 'Um sich wieder anzumelden, schreiben Sie uns von Ihrem Telefon.',
  save: 'Speichern',
  saved: 'Ihre Einstellungen sind gespeichert.',
  confirmTitle: 'Anmeldung bestätigen',
  confirm: (address, to) => `Möchten Sie sich mit ${address} für ${to} anmelden?`,
  confirmButton: 'Anmeldung bestätigen',
  confirmedTitle: 'Sie sind angemeldet',
  confirmed: (to) => `Vielen Dank. Sie sind jetzt für ${to} angemeldet.`,
  expiredTitle: 'Dieser Link ist abgelaufen',
  expired: 'Bitte melden Sie sich noch einmal an, um einen neuen zu erhalten.',
  answerTitle: 'Ihre Antwort',
  answer: (property, value) => `${property}: ${value}`,
  answerButton: 'Antwort speichern',
  answeredTitle: 'Vielen Dank',
  answered: 'Ihre Antwort ist gespeichert.',
  onward: (host) => `Weiter zu ${host}`,
  unknownTitle: 'Dieser Link funktioniert nicht',
  unknown:
    'Vielleicht wurde er abgeschnitten. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder kopieren Sie ihn ganz.',
  mailSubject: (to) => `Bitte bestätigen Sie Ihre Anmeldung für ${to}`,
  mailText: (to, hours) =>
    `Sie möchten sich für ${to} anmelden. Bitte bestätigen Sie das innerhalb von ${hours} Stunden mit diesem Link:`,
  mailButton: 'Anmeldung bestätigen',
  mailIgnore: 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Sie werden nicht angemeldet.',
}

export function pageWords(language: Language): PageWords {
  return language === 'de' ? GERMAN : ENGLISH
}

/** German or English: by the person's own locale, else by the browser, else by the account. */
export function pageLanguage(by: {
  locale: string | null
  acceptLanguage: string | undefined
  accountLocale: string
}): Language {
  const tags = [
    by.locale ?? '',
    ...(by.acceptLanguage ?? '').split(',').map((part) => part.split(';', 1)[0]?.trim() ?? ''),
    by.accountLocale,
  ]
  return languageOf(tags.find((tag) => /^(de|en)\b/i.test(tag)) ?? '')
}
