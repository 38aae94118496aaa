import type { checksEn } from './checks-en.ts'

export const checksDe: { readonly [Key in keyof typeof checksEn]: string } = {
  agentOn: 'Der Agent ist an.',
  agentOff: 'Der Agent ist aus: Nichts wird beantwortet und nichts aufgezeichnet.',
  agentOffFix: 'Schalten Sie den Agenten ein.',
  channelsOn: 'Aktiv: {{channels}}.',
  channelsOff: 'Kein Kanal ist an, niemand kann schreiben.',
  channelsOffFix: 'Schalten Sie einen Kanal ein; der Web-Chat braucht nur sein Script-Tag.',
  knowledgeRead_one: '{{count}} Quelle wird gelesen.',
  knowledgeRead_other: '{{count}} Quellen werden gelesen.',
  knowledgeNone: 'Es gibt kein Wissen, Fragen zum Shop gehen an Menschen.',
  knowledgeNoneFix: 'Fügen Sie Ihre Regelungen als Text, Webseite oder Datei hinzu.',
  knowledgeFailed: 'Quellen erfasst: {{indexed}}. Nicht lesbar: {{failed}}.',
  knowledgeFailedFix: 'Sehen Sie den Fehler an jeder an, und fügen Sie sie neu hinzu.',
  knowledge_one: '{{count}} Quelle ist erfasst.',
  knowledge_other: '{{count}} Quellen sind erfasst.',
  products_one: '{{count}} Produkt ist veröffentlicht.',
  products_other: '{{count}} Produkte sind veröffentlicht.',
  productsNone: 'Es gibt keine Produkte, also kann keins empfohlen werden.',
  productsNoneFix: 'Legen Sie Artikel des Katalogs über die API an.',
  orders_one: '{{count}} Bestellung ist erfasst.',
  orders_other: '{{count}} Bestellungen sind erfasst.',
  ordersNone: 'Es gibt keine Bestellungen, also kann keine verfolgt werden.',
  ordersNoneFix:
    'Senden Sie Ereignisse „Placed Order“ und „Fulfilled Order“, oder importieren Sie Bestellungen.',
  brainOffline: 'Das eingebaute Gehirn antwortet; ein Modell ist nicht nötig.',
  brainModel: 'Das Modell {{model}} antwortet, das eingebaute Gehirn springt notfalls ein.',
  brainFailing:
    'Das Modell {{model}} scheiterte am letzten Tag in {{failures}} von {{turns}} Antworten; das eingebaute Gehirn sprang ein.',
  brainFailingFix:
    'Prüfen Sie Adresse, Schlüssel und Grenzen des Modells; den Grund nennt jede Spur.',
  mailNone: 'Kein Mailserver ist gesetzt: Einmal-Codes und Antworten bleiben hier im Postausgang.',
  mailNoneFix: 'Setzen Sie SMTP_URL, und starten Sie den Server neu.',
  mailGoes: 'E-Mails gehen hinaus.',
  mailFailed_one: '{{count}} E-Mail des letzten Tages konnte nicht gesendet werden.',
  mailFailed_other: '{{count}} E-Mails des letzten Tages konnten nicht gesendet werden.',
  mailFailedFix: 'Der Postausgang nennt zu jeder den Grund.',
  secretsThere: 'Jedes Werkzeug hat seine Geheimnisse.',
  secretsMissing: 'Ein Geheimnis fehlt: {{tools}}.',
  secretsMissingFix: 'Wählen Sie an jedem dieser Werkzeuge ein anderes Geheimnis.',
  zone: 'Die Zeitzone des Kontos ist {{zone}}.',
  zoneElsewhere: 'Die Zeitzone des Kontos ist {{zone}}, die meisten Profile leben in {{other}}.',
  zoneElsewhereFix:
    'Wählen Sie die Zeitzone des Shops: Zeitpläne, Ruhezeiten und Berichte richten sich nach ihr.',
  messageNone: 'Noch hat niemand geschrieben.',
  messageNoneFix: 'Öffnen Sie Ihren Shop, und schreiben Sie eine Probe-Nachricht.',
  messageWaits_one: '{{count}} Unterhaltung wartet auf die Antwort des Agenten.',
  messageWaits_other: '{{count}} Unterhaltungen warten auf die Antwort des Agenten.',
  messageWaitsFix:
    'Sehen Sie ins Protokoll des Servers; verlorene Antworten werden binnen einer Minute aufgenommen.',
  message: 'Zuletzt wurde hier geschrieben: {{channel}}.',
  event: 'Das letzte war: {{metric}}.',
  eventNone: 'Keine der vier Metriken hat ein Ereignis.',
  eventNoneFix:
    'Führen Sie eine Unterhaltung; dabei entstehen die Ereignisse. Proben zeichnen keine auf.',
  lagFailures_one:
    '{{count}} Zeile des letzten Tages ließ sich nicht verarbeiten und wurde übergangen.',
  lagFailures_other:
    '{{count}} Zeilen des letzten Tages ließen sich nicht verarbeiten und wurden übergangen.',
  lagFailuresFix: 'Den Grund nennt die Tabelle follower_failures.',
  lagNone: 'Alles, was aufgezeichnet wurde, ist verarbeitet.',
  lagBehind_one: '{{follower}} ist {{count}} Zeile zurück.',
  lagBehind_other: '{{follower}} ist {{count}} Zeilen zurück.',
  lagBehindFix: 'Es holt von selbst auf; wenn nicht, sehen Sie ins Protokoll des Servers.',
  jobsNone: 'Kein Auftrag wartet länger, als er sollte.',
  jobsLate_one:
    '{{count}} Auftrag dieses Servers ist fällig und nicht begonnen, der älteste seit {{minutes}} Minuten.',
  jobsLate_other:
    '{{count}} Aufträge dieses Servers sind fällig und nicht begonnen, der älteste seit {{minutes}} Minuten.',
  jobsGivenUp_one: '{{count}} Auftrag dieses Servers ist am letzten Tag endgültig gescheitert.',
  jobsGivenUp_other: '{{count}} Aufträge dieses Servers sind am letzten Tag endgültig gescheitert.',
  jobsGivenUpFix: 'Das Protokoll des Servers nennt zu jedem den Grund.',
  shoppersNone: 'Im letzten Tag gab es keine Unterhaltung.',
  shoppersNoneFix: 'Führen Sie eine, und sehen Sie hier, ob Kunden erkannt werden.',
  shoppers_one:
    '{{known}} von {{count}} Unterhaltung des letzten Tages gehört zu einem bekannten Profil.',
  shoppers_other:
    '{{known}} von {{count}} Unterhaltungen des letzten Tages gehören zu einem bekannten Profil.',
  shoppersFix: 'Lassen Sie Ihren Shop mitteilen, wer angemeldet ist.',
  handoffsFine: 'Im letzten Tag ist keine Übergabe an ein anderes System gescheitert.',
  handoffsFailed_one: '{{count}} Übergabe des letzten Tages kam im anderen System nicht an.',
  handoffsFailed_other: '{{count}} Übergaben des letzten Tages kamen im anderen System nicht an.',
  handoffsFailedFix:
    'Prüfen Sie seine Adresse; jede Zustellung nennt den Grund und lässt sich wiederholen.',
}
