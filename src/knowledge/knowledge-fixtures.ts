import type { Language } from '../contract/agent-words.ts'

export interface SamplePassage {
  title: string
  text: string
  language: Language
}

export interface SampleQuestion {
  text: string
  language: Language
  /** Title of a passage that answers it; null when none does. */
  answeredBy: string | null
}

/** What a shop for outdoor clothes tells its customers; half of it in German. */
export const SHOP_A: readonly SamplePassage[] = [
  en(
    'Shipping costs',
    'Standard shipping within Germany costs 4.90 €. Orders over 60 € ship free of charge. Shipping to Austria costs 8.90 € and to Switzerland 14.90 €.',
  ),
  en(
    'Delivery times',
    'Orders placed before 2 pm on a working day leave our warehouse the same day. Delivery within Germany takes 2 to 3 working days, to Austria 3 to 5 working days.',
  ),
  en(
    'Express delivery',
    'With express delivery your parcel arrives on the next working day. It costs 12.90 € and is available for addresses in Germany only.',
  ),
  en(
    'Track your order',
    'As soon as your parcel leaves us you receive an email with a tracking link. You can also see the status of your order in your customer account.',
  ),
  en(
    'Returns',
    'You can send back unworn items within 30 days of receiving them. Use the return label in the parcel; returns from Germany are free.',
  ),
  en(
    'Refunds',
    'We refund the purchase price within 5 working days after your return has reached our warehouse, to the payment method you used.',
  ),
  en(
    'Exchanges',
    'We do not exchange items directly. Please return the item for a refund and place a new order for the size or colour that you want.',
  ),
  en(
    'Payment methods',
    'We accept PayPal, Visa, Mastercard, Klarna and bank transfer in advance. Your card is charged when the order ships.',
  ),
  en(
    'Gift cards',
    'Gift cards are available from 10 € to 250 € and are sent by email. They are valid for three years and cannot be exchanged for cash.',
  ),
  en(
    'Warranty',
    'All our jackets and backpacks come with a warranty of five years against faults in material and workmanship. Normal wear is not covered.',
  ),
  en(
    'Caring for down jackets',
    'Wash down jackets at 30 degrees with a special down detergent. Tumble dry on low heat together with two tennis balls. Never iron them or have them dry cleaned.',
  ),
  en(
    'Finding your size',
    'Our clothes run true to size. You find a size chart on every product page; measure chest, waist and hips and compare. If you are between two sizes, take the larger one.',
  ),
  en(
    'Loyalty club',
    'Members of our Summit Club earn one point for every euro. 100 points are worth 5 € off your next order. Points expire after 24 months.',
  ),
  de(
    'Bestellung stornieren',
    'Solange Ihre Bestellung noch nicht versendet ist, können Sie sie im Kundenkonto unter „Meine Bestellungen“ selbst stornieren. Danach nehmen Sie bitte die Rückgabe in Anspruch.',
  ),
  de(
    'Beschädigte Ware',
    'Ist ein Artikel bei der Ankunft beschädigt oder defekt, schicken Sie uns bitte innerhalb von 14 Tagen ein Foto an hilfe@nordlicht.example. Wir senden Ihnen kostenlos Ersatz.',
  ),
  de(
    'Lieferadresse ändern',
    'Die Lieferadresse können Sie bis zum Versand ändern. Schreiben Sie uns dazu mit Ihrer Bestellnummer; nach dem Versand ist eine Änderung nicht mehr möglich.',
  ),
  de(
    'Rechnung',
    'Ihre Rechnung erhalten Sie als PDF mit der Versandbestätigung per E-Mail. Im Kundenkonto können Sie sie jederzeit erneut herunterladen.',
  ),
  de(
    'Ladengeschäft Hamburg',
    'Unser Geschäft finden Sie in der Hafenstraße 12 in Hamburg. Öffnungszeiten: Montag bis Samstag von 10 bis 19 Uhr. Parkplätze gibt es im Hof.',
  ),
  de(
    'Kontakt',
    'Sie erreichen unseren Kundenservice montags bis freitags von 9 bis 17 Uhr unter 040 123456 oder per E-Mail an hilfe@nordlicht.example.',
  ),
  de(
    'Nachhaltigkeit',
    'Unsere Daunen sind nach dem Responsible Down Standard zertifiziert. Alle Jacken werden ohne PFC imprägniert, und unsere Verpackung besteht aus recyceltem Papier.',
  ),
  de(
    'Reparaturservice',
    'Wir reparieren Reißverschlüsse, Nähte und Risse auch nach Ablauf der Garantie. Eine Reparatur kostet zwischen 15 und 40 Euro und dauert etwa zwei Wochen.',
  ),
  de(
    'Packstation',
    'Wir liefern auch an DHL-Packstationen. Geben Sie dazu Ihre Postnummer und die Nummer der Packstation als Adresse an.',
  ),
  de(
    'Newsletter',
    'Wer unseren Newsletter abonniert, erhält einen Gutschein über 10 Prozent auf die erste Bestellung. Abmelden können Sie sich jederzeit über den Link am Ende jeder Mail.',
  ),
  de(
    'Studentenrabatt',
    'Studierende erhalten mit einem gültigen Ausweis 15 Prozent Rabatt. Die Bestätigung läuft über UNiDAYS; der Code gilt für das ganze Sortiment außer Gutscheinen.',
  ),
  de(
    'Datenschutz',
    'Ihre Daten verwenden wir nur zur Abwicklung der Bestellung. Auskunft oder Löschung Ihres Kontos können Sie jederzeit unter datenschutz@nordlicht.example verlangen.',
  ),
]

export const QUESTIONS_A: readonly SampleQuestion[] = [
  // English, answered
  ask('how much is shipping?', 'Shipping costs'),
  ask('Do you ship to Switzerland and what does it cost', 'Shipping costs'),
  ask('is delivery free if I spend more than 60 euros', 'Shipping costs'),
  ask('How long does delivery take?', 'Delivery times'),
  ask('when will my order arrive', 'Delivery times'),
  ask('can I get my parcel tomorrow? do you have next day delivery', 'Express delivery'),
  ask('how can i track my package', 'Track your order'),
  ask('what is your return policy', 'Returns'),
  ask('I want to send something back, how does that work?', 'Returns'),
  ask('how many days do I have to return an item', 'Returns'),
  ask('when do i get my money back', 'Refunds'),
  ask('how long does a refund take', 'Refunds'),
  ask(
    'Hi! I bought a jacket for my wife last week but it is too small, can I swap it for a bigger size?',
    'Exchanges',
  ),
  ask('which payment methods do you accept', 'Payment methods'),
  ask('can I pay with paypal', 'Payment methods'),
  ask('do you sell gift vouchers', 'Gift cards'),
  ask('how long are gift cards valid?', 'Gift cards'),
  ask('what warranty do I have on a backpack', 'Warranty'),
  ask('how do I wash my down jacket', 'Caring for down jackets'),
  ask('can i tumble dry my down jacket?', 'Caring for down jackets'),
  ask('which size should I take?', 'Finding your size'),
  ask('do your clothes run small', 'Finding your size'),
  ask('how do I earn points', 'Loyalty club'),
  ask('do loyalty points expire', 'Loyalty club'),
  ask('wat is the retrun polcy', 'Returns'),
  ask('shiping costs to austria??', 'Shipping costs'),
  ask('Can I cancel my order?', 'Bestellung stornieren'),
  // German, answered
  frage('Wie kann ich meine Bestellung stornieren?', 'Bestellung stornieren'),
  frage('meine jacke ist kaputt angekommen was jetzt', 'Beschädigte Ware'),
  frage('Kann ich die Lieferadresse noch ändern?', 'Lieferadresse ändern'),
  frage('wo finde ich meine rechnung', 'Rechnung'),
  frage('Wann habt ihr geöffnet?', 'Ladengeschäft Hamburg'),
  frage('Wie sind die Öffnungszeiten in Hamburg', 'Ladengeschäft Hamburg'),
  frage('Wie erreiche ich den Kundenservice?', 'Kontakt'),
  frage('Habt ihr eine Telefonnummer?', 'Kontakt'),
  frage('Sind eure Daunen zertifiziert?', 'Nachhaltigkeit'),
  frage('Repariert ihr auch kaputte Reißverschlüsse?', 'Reparaturservice'),
  frage('Liefert ihr an Packstationen', 'Packstation'),
  frage('Gibt es einen Rabatt für Studenten?', 'Studentenrabatt'),
  frage('Wie hoch sind die Versandkosten?', 'Shipping costs'),
  frage('wie lange kann ich etwas zurückschicken', 'Returns'),
  frage('Wie melde ich mich vom Newsletter ab?', 'Newsletter'),
  frage('bitte mein konto löschen', 'Datenschutz'),
  // English, not answered
  ask('Do you have jobs in your warehouse?', null),
  ask('can I pay with bitcoin', null),
  ask('do you price match other retailers', null),
  ask('what is the weather like in Oslo', null),
  ask('are your boots vegan?', null),
  ask('do you ship to Australia', null),
  ask('can I bring my dog into the showroom', null),
  ask('who founded the company', null),
  ask('do you sponsor climbing events', null),
  ask('can you engrave a name on the bottle', null),
  ask('do you rent out tents', null),
  ask('what is the meaning of life', null),
  ask('do you have an affiliate programme for bloggers', null),
  ask('is the Fjell tent suitable for snow', null),
  ask('how heavy is the Skarv backpack', null),
  ask('can I book a guided hike with you', null),
  ask('do you have a store in Paris', null),
  ask('can you write me a poem about mountains', null),
  ask('does the stove work with propane', null),
  ask('do you offer first responder discounts', null),
  ask('can I see the lookbook from last winter', null),
  ask('is there parking for electric cars with chargers', null),
  ask('how do I waterproof my boots', null),
  // German, not answered
  frage('Kann ich in Raten zahlen?', null),
  frage('Bildet ihr auch aus?', null),
  frage('Verkauft ihr Kinderwagen?', null),
  frage('Wer hat gestern das Spiel gewonnen', null),
  frage('Welche Schuhe empfehlt ihr für den Jakobsweg?', null),
  frage('Kann ich meine alten Schuhe bei euch recyceln lassen?', null),
  frage('Habt ihr auch Kletterkurse', null),
  frage('Ist das Zelt für vier Personen geeignet?', null),
  frage('Nehmt ihr an der Messe in Friedrichshafen teil?', null),
  frage('Wie heißt euer Geschäftsführer', null),
  frage('Gibt es einen Wanderführer auf Papier', null),
  frage('Kann ich den Rucksack mit ins Flugzeug nehmen?', null),
  frage('Wie wird das Wetter am Wochenende?', null),
  frage('Habt ihr eine App für Android', null),
  frage('Was wiegt der Schlafsack', null),
  frage('Verleiht ihr Schneeschuhe?', null),
  frage('Kann ich Produkte testen und darüber bloggen', null),
]

/** What a shop for coffee and crockery tells; nothing was tuned on it. */
export const SHOP_B: readonly SamplePassage[] = [
  en(
    'Subscriptions',
    'With a coffee subscription you get fresh beans every two, four or six weeks. You can pause, skip or cancel at any time in your account, at the latest two days before the next roast.',
  ),
  en(
    'Roasting days',
    'We roast every Tuesday and Thursday. Beans are shipped on the day they are roasted, so they reach you as fresh as possible.',
  ),
  en(
    'How to store coffee',
    'Keep beans in their bag, closed, dark and dry at room temperature. Do not put them into the fridge. Use them within eight weeks after roasting.',
  ),
  en(
    'Grinding',
    'We grind your coffee on request for espresso machine, moka pot, filter or French press. Choose the grind in the cart.',
  ),
  en(
    'Deliveries abroad',
    'We deliver to all countries of the European Union and to the United Kingdom. Customs duties for the UK are paid by the recipient.',
  ),
  en(
    'Broken crockery',
    'Pottery can break on its way. Send us a picture of the broken piece and of the box within seven days, and we replace it without charge.',
  ),
  en(
    'Dishwasher',
    'All mugs and plates are dishwasher safe. Pieces with gold decoration have to be washed by hand and must not go into the microwave.',
  ),
  en(
    'Handmade pottery',
    'Every cup is thrown by hand by our potter Ines in Portugal. Small differences in colour and shape are part of the craft and no reason for complaint.',
  ),
  en(
    'Returning goods',
    'Unopened coffee and unused crockery can be returned within 14 days. Opened bags of coffee cannot be taken back. You pay the postage of the return.',
  ),
  en(
    'Company orders',
    'For offices and cafés we have wholesale prices from 10 kg a month. Write to b2b@bohne.example with the name of your business and your VAT number.',
  ),
  de(
    'Mindestbestellwert',
    'Es gibt keinen Mindestbestellwert. Ab 45 Euro liefern wir innerhalb Deutschlands versandkostenfrei, darunter berechnen wir 3,90 Euro.',
  ),
  de(
    'Geschenke verpacken',
    'Auf Wunsch verpacken wir Ihre Bestellung als Geschenk und legen eine handgeschriebene Karte bei. Das kostet 3 Euro.',
  ),
  de(
    'Bio und fairer Handel',
    'Unser Kaffee ist bio-zertifiziert (DE-ÖKO-006). Wir kaufen direkt bei Kooperativen in Äthiopien, Peru und Honduras zu Preisen über dem Fairtrade-Mindestpreis.',
  ),
  de(
    'Koffeinfrei',
    'Unser koffeinfreier Kaffee „Abendrot“ wird mit Quellwasser-Kohlensäure entkoffeiniert, ganz ohne Lösungsmittel.',
  ),
  de(
    'Werkstatt besuchen',
    'Jeden ersten Samstag im Monat öffnen wir von 11 bis 15 Uhr die Rösterei in Leipzig. Eine Anmeldung ist nicht nötig.',
  ),
  de(
    'Zahlung',
    'Sie können mit Kreditkarte, PayPal, SEPA-Lastschrift oder auf Rechnung zahlen. Die Rechnung ist innerhalb von 14 Tagen fällig.',
  ),
  de(
    'Gutschein einlösen',
    'Geben Sie den Code Ihres Gutscheins im Warenkorb in das Feld „Gutschein“ ein. Ein Restbetrag bleibt drei Jahre gültig.',
  ),
  de(
    'Kundenkonto und Passwort',
    'Haben Sie Ihr Passwort vergessen, klicken Sie auf „Passwort vergessen“. Sie können auch als Gast ohne Kundenkonto bestellen.',
  ),
]

export const QUESTIONS_B: readonly SampleQuestion[] = [
  ask('how do I pause my subscription?', 'Subscriptions'),
  ask('can I skip a delivery of my subscription', 'Subscriptions'),
  ask('on which days do you roast', 'Roasting days'),
  ask('How should I keep my coffee beans?', 'How to store coffee'),
  ask('can i put coffee in the fridge', 'How to store coffee'),
  ask('can you grind the coffee for a french press', 'Grinding'),
  ask('Do you deliver to the UK? who pays customs?', 'Deliveries abroad'),
  ask('a plate arrived broken', 'Broken crockery'),
  ask('are the mugs dishwasher safe', 'Dishwasher'),
  ask('can the cups go in the microwave', 'Dishwasher'),
  ask('who makes your pottery', 'Handmade pottery'),
  ask('can I send back an opened bag of coffee?', 'Returning goods'),
  ask('do you offer wholesale prices for cafes', 'Company orders'),
  ask('do you have a minimum order value', 'Mindestbestellwert'),
  ask('can you gift wrap my order', 'Geschenke verpacken'),
  ask('what payment options are there', 'Zahlung'),
  ask('how do I redeem a voucher', 'Gutschein einlösen'),
  ask('i forgot my pasword', 'Kundenkonto und Passwort'),
  frage('ab wann ist der versand kostenlos', 'Mindestbestellwert'),
  frage('Könnt ihr das als Geschenk einpacken?', 'Geschenke verpacken'),
  frage('ist euer kaffee bio?', 'Bio und fairer Handel'),
  frage('Woher kommt der Kaffee', 'Bio und fairer Handel'),
  frage('habt ihr entkoffeinierten kaffee', 'Koffeinfrei'),
  frage('Kann man die Rösterei besichtigen?', 'Werkstatt besuchen'),
  frage('Wann ist die Rösterei geöffnet', 'Werkstatt besuchen'),
  frage('Kann ich auf Rechnung kaufen?', 'Zahlung'),
  frage('Wie löse ich einen Gutschein ein', 'Gutschein einlösen'),
  frage('muss ich ein Konto anlegen um zu bestellen?', 'Kundenkonto und Passwort'),
  frage('wie kann ich mein abo kündigen', 'Subscriptions'),
  frage('Kann ich die Teller in die Spülmaschine tun?', 'Dishwasher'),
  ask('do you have a loyalty programme', null),
  ask('is your espresso machine 230 volts', null),
  ask('can I visit your plantation in Peru', null),
  ask('do you hire baristas', null),
  ask('what is the capital of Portugal', null),
  ask('do you sell tea', null),
  ask('is there gluten in the oat milk', null),
  ask('can you fix my grinder', null),
  ask('do you have student discounts', null),
  ask('will you come to the coffee festival in Berlin', null),
  ask('can I pay in instalments', null),
  ask('how tall is the carafe', null),
  ask('do you deliver with drones', null),
  ask('can I invest in your company', null),
  ask('tell me a joke about llamas', null),
  frage('Gibt es Treuepunkte?', null),
  frage('Habt ihr glutenfreie Kekse?', null),
  frage('Bietet ihr Barista-Kurse an', null),
  frage('Wie viel Watt hat der Wasserkocher?', null),
  frage('Kann ich bei euch arbeiten?', null),
  frage('Wo finde ich euren Podcast', null),
  frage('Wie wird man reich', null),
  frage('Habt ihr eine Filiale in Wien?', null),
  frage('Ist die Kanne aus Edelstahl', null),
  frage('Kann ich mit Kryptowährung zahlen', null),
  frage('Welche Mühle empfehlt ihr für Espresso?', null),
  frage('Gibt es Rabatt für Rentner?', null),
  frage('Hilft Kaffee gegen Kopfschmerzen?', null),
  frage('Was macht ihr mit dem Kaffeesatz', null),
  frage('Ist die Tasse auch in Grün lieferbar?', null),
]

/** What a shop for plants and pots tells: written after the rules were made, and not tuned on. */
export const SHOP_C: readonly SamplePassage[] = [
  en(
    'Shipping and delivery',
    'We ship plants on Mondays, Tuesdays and Wednesdays so that they never spend a weekend in a depot. Delivery takes one to two days. Shipping is 6.90 €, and free from 75 €.',
  ),
  en(
    'Frost protection',
    'In winter we pack every plant with insulation and a heat pack. If night temperatures fall below minus five degrees we hold your order until it is warmer and tell you by email.',
  ),
  en(
    'Healthy arrival guarantee',
    'If a plant reaches you wilted, broken or with pests, send a picture within 5 days. You choose between a new plant and your money back.',
  ),
  en(
    'Return policy',
    'Pots and accessories can be returned within 30 days if they are unused. Living plants cannot be returned, unless they arrive in bad condition.',
  ),
  en(
    'Warranty on grow lights',
    'Our grow lights have a two-year warranty. If yours stops working, send us the serial number and we ship a replacement.',
  ),
  en(
    'Plant points',
    'You collect 5 plant points for every euro spent. 500 points give you a 10 € voucher. Points can be seen in your account and never expire.',
  ),
  en(
    'Repotting',
    'Repot your plant in spring, when roots grow out of the holes. Choose a pot two centimetres wider than the old one and use fresh soil.',
  ),
  en(
    'Watering',
    'Most houseplants want water when the upper two centimetres of soil are dry. Pour away what stands in the saucer after half an hour.',
  ),
  en(
    'Pets',
    'Monstera, dieffenbachia and lilies are poisonous for cats and dogs. Plants that are safe for pets are marked with a paw on their page.',
  ),
  en(
    'Paying',
    'You can pay by credit card, Apple Pay, PayPal or Klarna invoice. We never store card numbers.',
  ),
  de(
    'Geschenkkarten',
    'Geschenkkarten gibt es über 25, 50 und 100 Euro. Sie kommen als PDF zum Ausdrucken und sind unbegrenzt gültig.',
  ),
  de(
    'Adresse oder Bestellung ändern',
    'Bis zum Abend vor dem Versandtag können Sie Artikel hinzufügen oder entfernen und die Adresse ändern. Rufen Sie uns an: 0341 555 01.',
  ),
  de(
    'Gärtnerei',
    'Unsere Gärtnerei in Erfurt ist dienstags bis samstags von 9 bis 18 Uhr geöffnet. Bestellungen können Sie dort auch abholen.',
  ),
  de(
    'Verpackung',
    'Wir verzichten auf Plastik: Die Kartons bestehen aus Altpapier, das Füllmaterial aus Stroh. Beides darf in die Papiertonne oder auf den Kompost.',
  ),
  de(
    'Torffreie Erde',
    'Alle unsere Erden sind torffrei. Sie bestehen aus Kompost, Kokosfaser und Rindenhumus aus Thüringen.',
  ),
  de(
    'Schädlinge bekämpfen',
    'Gegen Trauermücken helfen Gelbtafeln und Nematoden. Spinnmilben duschen Sie ab und wischen die Blätter mit verdünnter Schmierseife.',
  ),
]

export const QUESTIONS_C: readonly SampleQuestion[] = [
  ask('whats the delivery fee', 'Shipping and delivery'),
  ask('On what days do you ship plants?', 'Shipping and delivery'),
  ask('how fast will it get here', 'Shipping and delivery'),
  ask('do you pack plants for cold weather', 'Frost protection'),
  ask('my monstera came with bugs', 'Healthy arrival guarantee'),
  ask('plant arrived half dead, i want my money back', 'Healthy arrival guarantee'),
  ask('can i return a pot', 'Return policy'),
  ask('can I send plants back', 'Return policy'),
  ask('my grow light stopped working', 'Warranty on grow lights'),
  ask('how long is the guarantee on the lights', 'Warranty on grow lights'),
  ask('how do the points work', 'Plant points'),
  ask('when do my reward points expire', 'Plant points'),
  ask('when should i repot my ficus', 'Repotting'),
  ask('how often do I have to water my plants', 'Watering'),
  ask('Is monstera toxic to cats?', 'Pets'),
  ask('which plants are safe for dogs', 'Pets'),
  ask('do you take apple pay', 'Paying'),
  ask('Can I still change my order?', 'Adresse oder Bestellung ändern'),
  ask('do you use plastic packaging', 'Verpackung'),
  frage('was kostet der versand', 'Shipping and delivery'),
  frage('ab welchem Betrag ist der Versand gratis?', 'Shipping and delivery'),
  frage('habt ihr geschenkgutscheine', 'Geschenkkarten'),
  frage('wie lange ist eine geschenkkarte gültig?', 'Geschenkkarten'),
  frage('ich hab die falsche adresse angegeben', 'Adresse oder Bestellung ändern'),
  frage('Kann ich meine Bestellung bei euch abholen?', 'Gärtnerei'),
  frage('wann macht die gärtnerei auf', 'Gärtnerei'),
  frage('Ist eure Verpackung plastikfrei', 'Verpackung'),
  frage('ist in der erde torf', 'Torffreie Erde'),
  frage('was hilft gegen trauermücken', 'Schädlinge bekämpfen'),
  frage('kann ich per rechnung zahlen', 'Paying'),
  frage('Pflanze kam kaputt an', 'Healthy arrival guarantee'),
  frage('Kann ich Töpfe zurückgeben?', 'Return policy'),
  ask('do you sell fertiliser', null),
  ask('can you deliver to my office on a Saturday evening', null),
  ask('how tall does a banana tree grow', null),
  ask('do you have a gardening course', null),
  ask('can I become a supplier', null),
  ask('what is your instagram', null),
  ask('do you plant trees for every order', null),
  ask('is there a discount for seniors', null),
  ask('are you hiring', null),
  ask('do you ship to Norway', null),
  ask('which lamp fits a 60 cm terrarium', null),
  ask('can I have a plant named after me', null),
  ask('how do I prune roses', null),
  ask('who won the football yesterday', null),
  ask('can I order by fax', null),
  ask('does the watering can come in yellow', null),
  ask('write a haiku about basil', null),
  frage('Verkauft ihr Saatgut?', null),
  frage('Gibt es Ratenzahlung?', null),
  frage('Habt ihr einen Laden in Berlin?', null),
  frage('Kann ich ein Praktikum machen?', null),
  frage('Wie schneide ich Rosen?', null),
  frage('Ist der Topf frostfest?', null),
  frage('Macht ihr auch Hochzeitsfloristik', null),
  frage('Wer ist euer Chef', null),
  frage('Welcher Bodenbelag passt in ein Gewächshaus', null),
  frage('habt ihr einen whatsapp kanal', null),
  frage('Wie spät ist es in Tokio', null),
  frage('Bekomme ich als Rentner Prozente?', null),
  frage('Kann ich Pflanzen leihen', null),
]

/** More questions to the first shop, asked by other kinds of people; not tuned on either. */
export const QUESTIONS_D: readonly SampleQuestion[] = [
  ask('return', 'Returns'),
  ask('shipping cost??', 'Shipping costs'),
  ask(
    'Hello there, could you please tell me what it would cost me to have a parcel sent to Vienna, Austria? Many thanks and kind regards, Margaret',
    'Shipping costs',
  ),
  ask('ive changed my mind about the rucksack can it go back', 'Returns'),
  ask('wheres my stuff', 'Track your order'),
  ask('u guys take mastercard or visa', 'Payment methods'),
  ask('Will I be charged for sending a jacket back to you?', 'Returns'),
  ask('the zipper on my 3 year old coat broke, is that still under guarantee', 'Warranty'),
  ask('are down jackets dry clean only', 'Caring for down jackets'),
  ask('I am between M and L, what should I do?', 'Finding your size'),
  ask('what are 100 points worth', 'Loyalty club'),
  ask('need it by tomorrow, is that doable?', 'Express delivery'),
  ask('can you send my order to a parcel locker', 'Packstation'),
  ask('is there a discount for students', 'Studentenrabatt'),
  ask('I moved, can I update my delivery address', 'Lieferadresse ändern'),
  ask('please delete all my data', 'Datenschutz'),
  frage('rücksendung?', 'Returns'),
  frage('Was muss ich tun, wenn ich die Jacke doch nicht behalten will', 'Returns'),
  frage('Bis wann muss ich bestellen, damit es heute noch rausgeht?', 'Delivery times'),
  frage('Wie viel Rückgaberecht habe ich', 'Returns'),
  frage('Kann man bei euch auch per Vorkasse überweisen?', 'Payment methods'),
  frage('Wieviele Punkte krieg ich pro Euro', 'Loyalty club'),
  frage('Ich möchte gerne telefonisch mit jemandem sprechen', 'Kontakt'),
  frage('reisverschluss kaputt könnt ihr den reparieren', 'Reparaturservice'),
  frage('hab ihr einen laden in hamburg', 'Ladengeschäft Hamburg'),
  frage('Meine Rechnung ist weg, wo krieg ich die nochmal her', 'Rechnung'),
  frage('Wann kommt mein Paket?', 'Delivery times'),
  ask('do you do haircuts', null),
  ask('which of your jackets would suit a polar expedition', null),
  ask('are you on tiktok', null),
  ask('do you have a black friday campaign', null),
  ask('is the tent pole made of carbon', null),
  ask('can I get a loan from you', null),
  ask('what is the carbon footprint of a sleeping bag in kilograms', null),
  ask('how long does it take to climb Mont Blanc', null),
  ask('do you buy used gear', null),
  ask('translate hello to Spanish', null),
  ask('what programming language is this bot written in', null),
  ask('can I franchise a shop', null),
  ask('do you offer gluten free meals', null),
  frage('Wie hoch ist der Mount Everest', null),
  frage('Wie alt ist eure Firma?', null),
  frage('Bietet ihr Versicherungen an?', null),
  frage('Kann man bei euch Skier leihen', null),
  frage('Was hält Mücken fern?', null),
  frage('Habt ihr Sonnencreme', null),
  frage('Wer trägt die Haftung bei Unfällen', null),
  frage('Wo wurde die letzte Kollektion fotografiert', null),
  frage('Darf ich Drohnen im Nationalpark fliegen', null),
  frage('Kannst du mir bei den Hausaufgaben helfen', null),
]

function en(title: string, text: string): SamplePassage {
  return { title, text, language: 'en' }
}

function de(title: string, text: string): SamplePassage {
  return { title, text, language: 'de' }
}

function ask(text: string, answeredBy: string | null): SampleQuestion {
  return { text, language: 'en', answeredBy }
}

function frage(text: string, answeredBy: string | null): SampleQuestion {
  return { text, language: 'de', answeredBy }
}
