/** A rule as a teammate words it, with messages that it is about and others. */
export interface RuleCase {
  title: string
  description: string
  matching: readonly string[]
  /** Something like it, that the rule is not about. */
  nearMisses: readonly string[]
  others: readonly string[]
}

const OTHERS = [
  'where is my order',
  'do you have mugs',
  'Ich möchte die Schuhe zurückgeben',
  'thanks, that helped',
  'wie lange dauert der Versand?',
  'what size is the blue jacket',
  'kann ich mein Abo pausieren',
]

export const RULES_WITH_MESSAGES: readonly RuleCase[] = [
  {
    title: 'Legal threats',
    description:
      'The customer threatens legal action, mentions a lawyer, suing us or going to court.',
    matching: [
      'if I do not get my money by friday you will hear from my lawyer',
      "I'm going to sue you",
      'see you in court!!',
      'my solicitor says this is a breach of contract',
      'we will take legal action',
      'Sie hören von meinem Anwalt',
      'dann werde ich rechtliche Schritte einleiten',
      'ich verklage euch',
      'das geht jetzt vor Gericht',
    ],
    nearMisses: [
      'is it legal to ship knives to Germany?',
      'I am a lawn bowler, do you sell white shoes',
      'ist das Messer in Österreich legal?',
      'I read your terms and conditions',
      'my order number is 1001, sure I can wait',
    ],
    others: OTHERS,
  },
  {
    title: 'Injury or safety',
    description:
      'Someone was hurt by a product, or a product is dangerous: fire, smoke, electric shock.',
    matching: [
      'the kettle gave me an electric shock',
      'my son cut himself on the sharp edge of the toy, he was bleeding',
      'the charger caught fire last night',
      'there was smoke coming out of the lamp',
      'I burned my hand because the handle broke and had to go to hospital',
      'Der Föhn hat plötzlich Funken gesprüht',
      'Meine Tochter hat sich an der scharfen Kante verletzt',
      'der Akku ist explodiert',
      'hab einen Stromschlag von der Lampe bekommen',
    ],
    nearMisses: [
      'the zip broke after two days',
      'do you sell smoked salmon boards',
      'is the candle burn time really 40 hours',
      'die Tasse ist zerbrochen',
      'der Karton war beschädigt',
      'I love the warm fireplace colour of the blanket',
    ],
    others: OTHERS,
  },
  {
    title: 'Allergic reaction',
    description:
      'Shopper reports an allergic reaction such as a rash or swelling after using a product.',
    matching: [
      'I got a terrible rash from your face cream',
      'my lips swelled up after using the balm',
      'broke out in hives',
      'had an allergic reaction to the soap',
      'Ich habe von der Creme Ausschlag bekommen',
      'meine Tochter hat allergisch reagiert',
      'mein Gesicht ist ganz geschwollen nach der Maske',
    ],
    nearMisses: [
      "I'm allergic to wool, do you have cotton jumpers",
      'does the granola contain nuts, I have an allergy',
      'ist die Creme für Allergiker geeignet?',
      'ich bin allergisch gegen Nickel, ist der Ring nickelfrei',
      'the cream smells nice',
    ],
    others: OTHERS,
  },
  {
    title: 'Chargebacks and payment disputes',
    description: 'Customer says they will dispute the charge with their bank or PayPal.',
    matching: [
      'I will do a chargeback if this is not solved',
      'opening a paypal case now',
      "I've asked my bank to reverse the payment",
      'I am going to dispute the charge',
      'ich lasse das Geld von meiner Bank zurückbuchen',
      'ich mache einen Käuferschutz Fall auf',
      'dann mache ich halt eine Rücklastschrift',
    ],
    nearMisses: [
      'can I pay with paypal',
      'when is my card charged',
      'do you accept bank transfer',
      'ich möchte eine Rückerstattung',
      'kann ich per Überweisung zahlen',
      'I was charged 20 pounds for delivery, is that right?',
    ],
    others: OTHERS,
  },
  {
    title: 'Presseanfragen',
    description: 'Journalisten, Redaktionen oder andere Medien melden sich.',
    matching: [
      'Guten Tag, ich bin Journalistin und schreibe einen Artikel über Ihre Firma',
      'Redaktion Marktcheck hier, wir hätten ein paar Fragen',
      'ich arbeite für eine Zeitung und recherchiere zu Paketdiensten',
      'I am a reporter working on a story about online shops',
      'press enquiry: who can comment on your working conditions?',
      'Wer ist bei Ihnen für Presse zuständig?',
    ],
    nearMisses: [
      'do you sell a french press',
      'ich habe den Artikel nicht bekommen',
      'welche Medien nehmt ihr für eure Bilder, Leinwand oder Papier',
      'do you have magazine racks',
      'ich suche einen Zeitungsständer',
    ],
    others: OTHERS,
  },
  {
    title: 'Data protection requests',
    description: 'GDPR: someone wants to know which personal data we store, or wants it deleted.',
    matching: [
      'please delete all my data',
      'what personal data do you hold about me?',
      'I am making a subject access request under GDPR',
      'I want my data removed from your systems',
      'Bitte löschen Sie meine Daten gemäß DSGVO',
      'Auskunft nach Artikel 15 bitte',
      'welche Daten habt ihr über mich gespeichert',
    ],
    nearMisses: [
      'please delete one item from my order',
      'technische Daten vom Lautsprecher bitte',
      'what is the delivery date',
      'how much data does the camera store',
      'can you remove the socks from my order',
    ],
    others: OTHERS,
  },
  {
    title: 'Wholesale',
    description: 'Bulk orders, resellers and companies who want trade prices.',
    matching: [
      'we run a boutique and would like to stock your products',
      'do you have trade prices for retailers?',
      'I need 300 pieces for our employees, who do I talk to',
      'wholesale conditions please',
      'Wir sind ein Hotel und brauchen größere Mengen Handtücher',
      'gibt es Händlerkonditionen',
      'macht ihr auch Firmengeschenke, wir brauchen 200 Stück',
    ],
    nearMisses: [
      'do you have a discount code',
      'is the large backpack in stock',
      'I would like two mugs please',
      'gibt es Studentenrabatt',
      'ist das große Regal lieferbar',
    ],
    others: OTHERS,
  },
  {
    title: 'Diskriminierung und Belästigung',
    description:
      'Kunde fühlt sich diskriminiert, beleidigt oder belästigt, zum Beispiel Rassismus.',
    matching: [
      'Ihr Fahrer hat mich rassistisch beschimpft',
      'ich wurde in eurem Laden wegen meiner Hautfarbe anders behandelt',
      'das ist Diskriminierung',
      'your courier harassed my wife',
      'your shop assistant made a racist remark',
      'I was treated differently because of my disability',
      'ein Mitarbeiter hat mich sexuell belästigt',
    ],
    nearMisses: [
      'der Versand nach Österreich kostet mehr als nach Deutschland, ist das fair?',
      'ist das Kleid auch für kleine Frauen geeignet',
      'eure Preise sind eine Frechheit',
      'is the scarf suitable for women and men',
      'your prices are insulting lol',
    ],
    others: OTHERS,
  },
  {
    title: 'Parcel marked delivered but missing',
    description: 'Tracking says the parcel was delivered, but the shopper did not receive it.',
    matching: [
      "tracking says delivered but I haven't received anything",
      'it says my parcel was delivered yesterday, there is nothing here',
      'marked as delivered but not here',
      'laut Sendungsverfolgung zugestellt, aber ich habe kein Paket bekommen',
      'angeblich geliefert, ist aber nicht da',
      'my package shows as delivered but it never arrived',
    ],
    nearMisses: [
      'when will my parcel be delivered',
      'do you deliver on saturdays',
      'how do I track my parcel',
      'wann wird mein Paket zugestellt',
      'can I change the delivery address',
    ],
    others: OTHERS.filter((one) => one !== 'where is my order'),
  },
  {
    title: 'Gravur und Personalisierung',
    description: 'Wünsche nach Gravuren, Namen oder Logos auf Produkten, Sonderanfertigungen.',
    matching: [
      'könnt ihr einen Namen auf das Armband gravieren?',
      'wir hätten gern unser Logo auf den Tassen',
      'macht ihr auch Sonderanfertigungen in anderen Maßen',
      'can you engrave the watch with initials?',
      'do you do personalised mugs',
      'kann man die Handtücher besticken lassen',
    ],
    nearMisses: [
      'wie ist der Name des Kuriers',
      'habt ihr das Armband in Silber',
      'what are the measurements of the desk',
      'mein Name ist in der Bestellung falsch geschrieben',
      'do you have mugs with flowers',
    ],
    others: OTHERS,
  },
  {
    title: 'Cancel a subscription',
    description: 'The shopper wants to cancel or end their subscription.',
    matching: [
      'I want to cancel my subscription',
      'please end my monthly subscription',
      'how do I cancel the subscription',
      'ich möchte mein Abo kündigen',
      'bitte Abo beenden',
      'cancel my coffee sub',
    ],
    nearMisses: [
      'can I pause my subscription',
      'I want to cancel my order',
      'how does the subscription work',
      'bitte die Bestellung stornieren',
      'wann kommt die nächste Abo-Lieferung',
    ],
    others: OTHERS,
  },
  {
    title: 'Account misuse',
    description:
      'Card or account was used without permission, orders the customer never placed, hacked account.',
    matching: [
      'someone used my card on your site',
      'I never ordered this, my account must have been hacked',
      'there is a charge from you that I did not authorise',
      'my credit card was stolen and used in your shop',
      'mein Konto wurde gehackt',
      'ich habe das nie bestellt, jemand hat meine Karte missbraucht',
    ],
    nearMisses: [
      'I forgot my password',
      'how do I create an account',
      'can I use two gift cards',
      'mit welcher Karte kann ich zahlen',
      'ich habe noch nichts bestellt, wollte nur fragen',
    ],
    others: OTHERS,
  },
]
