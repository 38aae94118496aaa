/** What the server says in English about how numbers come about, in German: sums by their names, the rest as it is. */

const SUMS: Readonly<Record<string, string>> = {
  episodesStarted: 'Unterhaltungen, die im Zeitraum begannen oder wieder aufgenommen wurden.',
  episodesResolved:
    'Unterhaltungen, die im Zeitraum gelöst endeten und höchstens 30 Tage davor begonnen hatten.',
  episodesEscalated:
    'Unterhaltungen, die im Zeitraum an das Team gingen und höchstens 30 Tage davor begonnen hatten.',
  episodesBegunResolved:
    'Unterhaltungen, die im Zeitraum begannen oder wieder aufgenommen wurden und gelöst endeten.',
  episodesBegunUnresolved:
    'Unterhaltungen, die im Zeitraum begannen oder wieder aufgenommen wurden und nicht gelöst endeten oder noch laufen.',
  messagesSent:
    'Nachrichten, die im Zeitraum übergeben wurden oder werden sollten, was auch aus ihnen wurde; ohne Tests.',
  newProfiles: 'Profile, die im Zeitraum angelegt wurden.',
  orders: 'Bestellungen im Zeitraum, in der Währung des Kontos oder in keiner.',
  orderValue: 'Der Wert der Bestellungen im Zeitraum, in der Währung des Kontos.',
  orderValueByAgent:
    'Der Wert der Bestellungen im Zeitraum, die einer Antwort des Agenten zugerechnet sind: der letzten Berührung, deren Fenster offen war.',
  orderValueByMessages:
    'Der Wert der Bestellungen im Zeitraum, die einer Nachricht zugerechnet sind: der letzten Berührung, deren Fenster offen war.',
  orderValueByOthers:
    'Der Wert der Bestellungen im Zeitraum, die weder einer Antwort des Agenten noch einer Nachricht zugerechnet sind.',
  conversationsStarted: 'Alle Unterhaltungen, die im Zeitraum begannen.',
  conversationsResolved:
    'Unterhaltungen, die im Zeitraum begannen, vom Agenten gelöst sind und nie an einen Menschen gingen.',
  conversationsConfirmed:
    'Von den Unterhaltungen, die im Zeitraum begannen, jene, die zuletzt gelöst wurden, weil die Person es bestätigte.',
  conversationsAssumed:
    'Von den Unterhaltungen, die im Zeitraum begannen, jene, die zuletzt als gelöst galten, weil die Person nichts mehr schrieb.',
  conversationsProcedureComplete:
    'Von den Unterhaltungen, die im Zeitraum begannen, jene, die zuletzt durch einen abgeschlossenen Ablauf gelöst wurden.',
  conversationsEscalated:
    'Von den Unterhaltungen, die im Zeitraum begannen, jene, die zuletzt an das Team gingen.',
  conversationsAbandoned:
    'Von den Unterhaltungen, die im Zeitraum begannen, jene, die die Person zuletzt abbrach.',
  conversationsClosed:
    'Von den Unterhaltungen, die im Zeitraum begannen, jene, die zuletzt von Hand geschlossen wurden.',
  conversationsOpen: 'Von den Unterhaltungen, die im Zeitraum begannen, jene, die noch laufen.',
  conversationsInGroup: 'Von den Unterhaltungen, die im Zeitraum begannen, jene in dieser Gruppe.',
  skillTurns: 'Antworten dieser Fertigkeit im Zeitraum.',
  skillConversations:
    'Von den Unterhaltungen, die im Zeitraum begannen, jene, in denen diese Fertigkeit zuletzt antwortete.',
  skillConversationsResolved:
    'Von den Unterhaltungen, die im Zeitraum begannen, jene, in denen diese Fertigkeit zuletzt antwortete, die vom Agenten gelöst sind und nie an einen Menschen gingen.',
  agentOrders:
    'Bestellungen im Zeitraum, in der Währung des Kontos, die einer Antwort des Agenten zugerechnet sind.',
  agentOrderValue:
    'Wert, in der Währung des Kontos, der Bestellungen im Zeitraum, die einer Antwort des Agenten zugerechnet sind: der letzten Berührung, deren Fenster offen war.',
  agentCarts:
    'Was im Zeitraum in einen Warenkorb kam und einer Antwort des Agenten zugerechnet ist.',
  productClicks:
    'Klicks auf Produkte, die der Agent gezeigt hat, nach dem Tag des ersten Klicks auf ein Produkt.',
  recipients:
    'Nachrichten, die übergeben wurden oder werden sollten, zugestellt oder nicht. Eine für jede Person: Wer zwei bekam, zählt zweimal.',
  delivered:
    'E-Mails, die angenommen wurden und nicht zurückkamen, und Texte, die als zugestellt gemeldet wurden; ohne Anbieter das, was im Postausgang liegt.',
  bounced: 'Nachrichten, die zurückkamen, vorübergehend oder endgültig.',
  failed: 'Nachrichten, die nicht übergeben werden konnten oder als gescheitert gemeldet wurden.',
  bouncedOrFailed: 'Nachrichten, die zurückkamen oder scheiterten.',
  opens: 'Alle Öffnungen dieser Nachrichten, wann auch immer.',
  opensUnique: 'Nachrichten, die mindestens einmal geöffnet wurden.',
  clicks:
    'Alle Klicks auf Links dieser Nachrichten, wann auch immer; eine Abmeldung ist kein Klick.',
  clicksUnique: 'Nachrichten, in denen mindestens einmal auf einen Link geklickt wurde.',
  conversions: 'Ereignisse der Conversion-Metrik, die diesen Nachrichten zugerechnet sind.',
  conversionUniques:
    'Nachrichten, denen mindestens ein Ereignis der Conversion-Metrik zugerechnet ist.',
  conversionValue:
    'Der Wert der Ereignisse der Conversion-Metrik, die diesen Nachrichten zugerechnet sind.',
  unsubscribes: 'Nachrichten, über die sich die Person abgemeldet hat.',
  spamComplaints: 'Nachrichten, die als Spam gemeldet wurden.',
  textParts: 'Teile, in denen die Netze die Texte beförderten.',
  textSpend: 'Teile der Texte × Preis eines Teils.',
  textConversionValue: 'Der Conversion-Wert der Texte allein.',
  productShown: 'Wie oft der Agent das Produkt im Zeitraum gezeigt hat.',
  peopleShown: 'Personen, denen der Agent das Produkt im Zeitraum gezeigt hat; jede zählt einmal.',
  peopleClicked:
    'Von diesen Personen jene, die das Produkt in der Unterhaltung anklickten, in der es gezeigt wurde, wann auch immer.',
  peopleCarted:
    'Von diesen Personen jene, die das Produkt innerhalb von 30 Tagen nach dem Zeigen in einen Warenkorb legten.',
  peopleBought:
    'Von diesen Personen jene, die das Produkt innerhalb von 30 Tagen nach dem Zeigen bestellten.',
  peopleReturned:
    'Von diesen Personen jene, die das Produkt innerhalb von 30 Tagen nach dem Zeigen bestellten und später, wann auch immer, zurückgaben oder stornierten.',
  campaignRecipients:
    'Alle, für die die Kampagne bestimmt war, als ihr Publikum durchgegangen wurde, ohne Ausgeschlossene und nicht Erreichbare. Von denen, die durch Zusammenführen, Löschen oder ein Ende vor der Zeit keine Nachricht hinterließen, ist nur die Zahl bekannt.',
  variationRecipients: 'Nachrichten mit dieser Variante, die übergeben wurden oder werden sollten.',
  campaignSent:
    'Nachrichten, die übergeben wurden, auch solche, die zurückkamen oder von denen niemand es weiß.',
  campaignDelivered:
    'E-Mails, die angenommen wurden und nicht zurückkamen, und Texte, die als zugestellt gemeldet wurden; ohne Anbieter das, was im Postausgang liegt. Wie in den Berichten.',
  campaignSkipped: 'Nachrichten, die ausgelassen wurden, scheiterten oder abgebrochen wurden.',
  campaignWaiting: 'Wer auf eine Nachricht wartet, und Nachrichten, die gerade gesendet werden.',
  campaignOpened: 'Nachrichten, die ein Mensch mindestens einmal öffnete; Maschinen zählen nicht.',
  campaignClicked:
    'Nachrichten, in denen ein Mensch mindestens einmal auf einen Link klickte; Maschinen zählen nicht.',
  flowWaiting: 'Durchgänge, die jetzt an diesem Schritt warten.',
  flowOutcome:
    'Durchgänge, die an diesem Schritt an der Reihe waren und bei denen dies daraus wurde.',
  flowSkipped:
    'Durchgänge, die diesen Schritt aus diesem Grund ausließen, und seine Nachrichten, die aus diesem Grund beim Versand ausgelassen wurden.',
  membersJoined: 'Jeder Eintritt im Zeitraum, aus welchem Grund auch immer.',
  membersLeft: 'Jeder Austritt im Zeitraum, aus welchem Grund auch immer.',
  membersNet: 'Eintritte im Zeitraum zählen 1, Austritte −1.',
  membersAtStart: 'Mitglieder zu Beginn des Zeitraums.',
  membersAtEnd:
    'Mitglieder am Ende des Zeitraums: die zu seinem Beginn, mit denen, die eintraten, und ohne die, die austraten. Wer schon Mitglied war, bevor das Protokoll der Ein- und Austritte begann, steht nicht darin und zählt von Anfang an. Wer gelöscht wurde, trat damit aus.',
  metricEvents: 'Ereignisse der Metrik im Zeitraum.',
  metricPeople: 'Personen mit mindestens einem Ereignis der Metrik im Zeitraum; jede zählt einmal.',
  metricValue:
    'Die Werte der Ereignisse der Metrik im Zeitraum zusammengezählt, in welcher Währung auch immer. Ereignisse ohne Wert tragen nichts bei.',
}

const PHRASES: Readonly<Record<string, string>> = {
  'when it began': 'nach dem Beginn',
  'when it ended': 'nach dem Ende',
  'when it was given to the team': 'nach der Übergabe an das Team',
  'when the message was sent': 'nach dem Versand der Nachricht',
  'when the profile was made': 'nach dem Anlegen des Profils',
  'when the order was placed': 'nach der Bestellung',
  'when the conversation began': 'nach dem Beginn der Unterhaltung',
  'when it was put into the cart': 'nach dem Hineinlegen in den Warenkorb',
  'when the product was first clicked': 'nach dem ersten Klick auf das Produkt',
  'when the product was shown': 'nach dem Zeigen des Produkts',
  'as it is now': 'wie es jetzt ist',
  'when somebody joined or left': 'nach dem Ein- oder Austritt',
  'when the event happened': 'nach dem Ereignis',
  'when it answered': 'nach der Antwort',
  'Opens and clicks by bots': 'Öffnungen und Klicks von Bots',
  'Opens by privacy proxies': 'Öffnungen durch Datenschutz-Proxys',
}

/** What a sum counts, in the reader's language; in English when there is no other. */
export function definitionIn(
  language: string,
  { name, definition }: { name: string; definition: string },
): { text: string; language: string } {
  return inGerman(language, SUMS[name]) ?? { text: definition, language: 'en' }
}

/** The same of how rows are counted, and of what is left out. */
export function phraseIn(language: string, phrase: string): { text: string; language: string } {
  return inGerman(language, PHRASES[phrase]) ?? { text: phrase, language: 'en' }
}

function inGerman(language: string, text: string | undefined) {
  return language.startsWith('de') && text !== undefined ? { text, language: 'de' } : null
}
