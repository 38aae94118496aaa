import type { SkipReason } from '../../src/contract/messages.ts'

// In English the reasons speak for themselves; reports and the API say them as they are.
const GERMAN: Record<SkipReason, string> = {
  'Smart Sending': 'Smart Sending: vor Kurzem schon angeschrieben',
  'Person No Longer in List': 'Nicht mehr in der Liste',
  'Person in Excluded Audience': 'In einer ausgeschlossenen Gruppe',
  'Open Problem': 'Hat ein offenes Problem',
  'Fails Flow Filters': 'Passt nicht zu den Filtern des Flows',
  'Fails Additional Filters': 'Passt nicht zu den Filtern der Nachricht',
  'Fails Flow Conditions': 'Passt nicht zu den Bedingungen des Flows',
  'Person Deleted': 'Profil gelöscht',
  'Action Deleted': 'Schritt gelöscht',
  'Missing Email': 'Keine E-Mail-Adresse',
  'Person Suppressed': 'Vom Versand gesperrt',
  'Email Syntax Error': 'Fehler in der Vorlage',
  'Catalog Item Unavailable': 'Produkt nicht im Katalog',
  'Over Email Limit': 'Grenze des Versands erreicht',
  'Unable to Send Email': 'E-Mail ließ sich nicht senden',
  'Invalid From Email': 'Absender ungültig',
  'Error Retrieving External Data': 'Daten von außen fehlten',
  'Duplicate Email': 'Doppelte E-Mail',
  'Coupon Category Unavailable': 'Gutschein nicht vorhanden',
  'Unable to Create Coupon': 'Gutscheincode ließ sich nicht anlegen',
  'No More Uploaded Coupons Remain': 'Keine Gutscheincodes mehr übrig',
  "Coupon Code Doesn't Exist": 'Gutscheincode gibt es nicht',
  'Email Cancelled': 'Abgebrochen',
  'Suspicious Email': 'Verdächtige E-Mail-Adresse',
  'Email Dropped': 'Vom Mailserver verworfen',
  'Unable to Send SMS': 'SMS ließ sich nicht senden',
  'Missing SMS Consent': 'Keine Einwilligung für SMS',
  'Missing WhatsApp Consent': 'Keine Einwilligung für WhatsApp',
  'Missing Phone Number': 'Keine Telefonnummer',
  'Phone Number is Not Valid': 'Telefonnummer ungültig',
  'Country Not Supported': 'Land nicht unterstützt',
  'No Sending Number': 'Keine Nummer zum Senden',
  'Not Enough Sends Available': 'Guthaben reicht nicht',
  'No Confirmed Recipients': 'Kein bestätigter Empfänger',
}

/** Why a message was not sent, in the reader's language; a reason that is not known, as it is. */
export function skipReasonWords(reason: string, language: string): string {
  return language.startsWith('de') && Object.hasOwn(GERMAN, reason)
    ? GERMAN[reason as SkipReason]
    : reason
}
