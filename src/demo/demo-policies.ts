import type { Translated } from './demo-product.ts'

/** What the shop promises, as the agent may quote it. */
export interface DemoPolicy {
  /** Of the id, so that filling an account again replaces it. */
  key: string
  title: Translated
  content: Translated
}

export const DEMO_POLICIES: readonly DemoPolicy[] = [
  {
    key: 'shipping',
    title: { en: 'Shipping and delivery', de: 'Versand und Lieferung' },
    content: {
      en: `We ship with DHL from Monday to Friday. Orders placed before 2 pm leave our warehouse the same day. Delivery within Germany takes 2 to 3 working days and costs 4.90 EUR. From 60 EUR on, shipping within Germany is free.

Delivery to Austria and Switzerland takes 3 to 5 working days and costs 9.90 EUR. To the other countries of the European Union it takes 4 to 7 working days and costs 12.90 EUR. We do not ship outside of Europe.

Express delivery within Germany arrives on the next working day when ordered before noon, and costs 12.90 EUR. As soon as your parcel leaves us you get an email with the tracking link.`,
      de: `Wir versenden von Montag bis Freitag mit DHL. Bestellungen, die vor 14 Uhr eingehen, verlassen unser Lager am selben Tag. Die Lieferung innerhalb Deutschlands dauert 2 bis 3 Werktage und kostet 4,90 EUR. Ab 60 EUR ist der Versand innerhalb Deutschlands kostenlos.

Die Lieferung nach Österreich und in die Schweiz dauert 3 bis 5 Werktage und kostet 9,90 EUR. In die übrigen Länder der Europäischen Union dauert sie 4 bis 7 Werktage und kostet 12,90 EUR. Außerhalb Europas liefern wir nicht.

Die Expresslieferung innerhalb Deutschlands kommt am nächsten Werktag an, wenn vor 12 Uhr bestellt wurde, und kostet 12,90 EUR. Sobald Ihr Paket uns verlässt, erhalten Sie eine E-Mail mit dem Link zur Sendungsverfolgung.`,
    },
  },
  {
    key: 'returns',
    title: { en: 'Returns and exchanges', de: 'Rückgabe und Umtausch' },
    content: {
      en: `You may return anything within 30 days after delivery, unused and in its original packaging. Returns from Germany are free: the label is in your parcel, and you can print another one under "My orders". From other countries you pay the postage.

We refund the purchase price within 5 working days after the parcel has arrived with us, by the way you paid. The cost of shipping to you is not refunded, unless you send back everything within 14 days.

To exchange an article for another size or colour, send it back and order the other one; we ship the new one without shipping costs if you write "exchange" and your order number in the note. Seeds, tea, honey, chocolate and opened soap cannot be returned.`,
      de: `Sie können alles innerhalb von 30 Tagen nach der Lieferung zurückgeben, unbenutzt und in der Originalverpackung. Rücksendungen aus Deutschland sind kostenlos: Das Etikett liegt im Paket, ein weiteres können Sie unter „Meine Bestellungen“ drucken. Aus anderen Ländern tragen Sie das Porto.

Wir erstatten den Kaufpreis innerhalb von 5 Werktagen, nachdem das Paket bei uns angekommen ist, auf dem Weg, auf dem Sie bezahlt haben. Die Versandkosten zu Ihnen erstatten wir nur, wenn Sie alles innerhalb von 14 Tagen zurückschicken.

Für den Umtausch in eine andere Größe oder Farbe schicken Sie den Artikel zurück und bestellen den anderen; wir versenden den neuen kostenfrei, wenn Sie „Umtausch“ und Ihre Bestellnummer in das Notizfeld schreiben. Saatgut, Tee, Honig, Schokolade und geöffnete Seife sind von der Rückgabe ausgeschlossen.`,
    },
  },
  {
    key: 'warranty',
    title: { en: 'Warranty and repairs', de: 'Garantie und Reparatur' },
    content: {
      en: `Beside your legal rights we give a warranty of 3 years on lamps, tents, backpacks and clocks, and 2 years on everything else. It covers faults of material and workmanship, not wear, moths or washing against the care label.

Write to us with your order number and a photo. We repair what can be repaired, replace what cannot, and refund what we no longer have. We repair our knitwear free of charge for as long as you own it; you only pay the postage to us.`,
      de: `Zusätzlich zu Ihren gesetzlichen Rechten geben wir 3 Jahre Garantie auf Lampen, Zelte, Rucksäcke und Uhren und 2 Jahre auf alles andere. Sie umfasst Material- und Verarbeitungsfehler, nicht aber Verschleiß, Motten oder Wäsche entgegen dem Pflegeetikett.

Schreiben Sie uns mit Bestellnummer und Foto. Wir reparieren, was sich reparieren lässt, ersetzen, was nicht, und erstatten, was wir nicht mehr haben. Strickwaren reparieren wir kostenlos, solange sie Ihnen gehören; Sie zahlen nur das Porto zu uns.`,
    },
  },
  {
    key: 'loyalty',
    title: { en: 'Loyalty programme: Pine points', de: 'Treueprogramm: Kiefernpunkte' },
    content: {
      en: `You collect 1 Pine point for every euro you spend; points are credited 14 days after delivery. 100 points are worth 5 EUR and can be used in the checkout from 100 points on. Points expire 24 months after your last order.

There are three tiers. Seedling is for everybody. Sapling begins at 300 EUR a year and gives free shipping. Evergreen begins at 800 EUR a year and gives free shipping, double points and early access to new products. Joining is free: create an account and tick "Pine points".`,
      de: `Sie sammeln für jeden ausgegebenen Euro 1 Kiefernpunkt; Punkte werden 14 Tage nach der Lieferung gutgeschrieben. 100 Punkte sind 5 EUR wert und lassen sich ab 100 Punkten an der Kasse einlösen. Punkte verfallen 24 Monate nach Ihrer letzten Bestellung.

Es gibt drei Stufen. Seedling gilt für alle. Sapling beginnt bei 300 EUR im Jahr und bringt kostenlosen Versand. Evergreen beginnt bei 800 EUR im Jahr und bringt kostenlosen Versand, doppelte Punkte und frühen Zugang zu Neuheiten. Die Teilnahme ist kostenlos: Legen Sie ein Konto an und setzen Sie den Haken bei „Kiefernpunkte“.`,
    },
  },
  {
    key: 'payment',
    title: { en: 'Payment', de: 'Bezahlung' },
    content: {
      en: `You can pay by credit card (Visa, Mastercard, American Express), PayPal, SEPA direct debit, Apple Pay, Google Pay, on account with Klarna within 30 days, or in advance by bank transfer. Gift cards can be combined with any of them.

Your card is charged when the parcel leaves us. All prices are in euros and include German VAT. The invoice comes by email with the confirmation of dispatch.`,
      de: `Sie können mit Kreditkarte (Visa, Mastercard, American Express), PayPal, SEPA-Lastschrift, Apple Pay, Google Pay, auf Rechnung mit Klarna innerhalb von 30 Tagen oder per Vorkasse bezahlen. Gutscheine lassen sich mit allem kombinieren.

Ihre Karte wird belastet, wenn das Paket uns verlässt. Alle Preise sind in Euro und enthalten die deutsche Mehrwertsteuer. Die Rechnung kommt mit der Versandbestätigung per E-Mail.`,
    },
  },
  {
    key: 'gift-wrapping',
    title: { en: 'Gift wrapping and gift cards', de: 'Geschenkverpackung und Gutscheine' },
    content: {
      en: `We wrap your present in printed paper with a ribbon and a card with your words for 3.50 EUR per parcel; choose "It is a present" in the cart. Prices are then not in the parcel.

Gift cards come by email at once, or printed by post, with any amount from 10 to 250 EUR. They are valid for 3 years and cannot be paid out.`,
      de: `Wir packen Ihr Geschenk für 3,50 EUR je Paket in bedrucktes Papier mit Schleife und einer Karte mit Ihren Worten ein; wählen Sie im Warenkorb „Es ist ein Geschenk“. Preise stehen dann nicht im Paket.

Gutscheine kommen sofort per E-Mail oder gedruckt mit der Post, über jeden Betrag von 10 bis 250 EUR. Sie gelten 3 Jahre und können nicht ausgezahlt werden.`,
    },
  },
  {
    key: 'contact',
    title: { en: 'Contact and shop', de: 'Kontakt und Laden' },
    content: {
      en: `Our team is there from Monday to Friday, 9 am to 5 pm: by chat, by email to hello@harbour-and-pine.example and by phone at +49 40 5550 142. We answer emails within one working day.

Our shop is at Pinnasberg 14, 20359 Hamburg, open from Tuesday to Saturday, 11 am to 6 pm. You can collect orders there free of charge, usually two hours after ordering.`,
      de: `Unser Team ist von Montag bis Freitag, 9 bis 17 Uhr, für Sie da: im Chat, per E-Mail an hello@harbour-and-pine.example und telefonisch unter +49 40 5550 142. E-Mails beantworten wir innerhalb eines Werktags.

Unser Laden ist am Pinnasberg 14, 20359 Hamburg, geöffnet von Dienstag bis Samstag, 11 bis 18 Uhr. Bestellungen können Sie dort kostenlos abholen, meist zwei Stunden nach der Bestellung.`,
    },
  },
  {
    key: 'sizes',
    title: { en: 'Size guide', de: 'Größentabelle' },
    content: {
      en: `Sweaters: S is 92 to 98 cm around the chest, M 98 to 104 cm, L 104 to 110 cm, XL 110 to 118 cm. Our sweaters run true to size; between two sizes take the larger one.

Gloves and mittens, measured around the palm: S up to 19 cm, M 19 to 21 cm, L 21 to 23 cm. Socks are given in European shoe sizes. Slippers run small: take one size larger than usual. Hats and beanies fit heads from 54 to 60 cm.`,
      de: `Pullover: S entspricht 92 bis 98 cm Brustumfang, M 98 bis 104 cm, L 104 bis 110 cm, XL 110 bis 118 cm. Unsere Pullover fallen normal aus; zwischen zwei Größen nehmen Sie die größere.

Handschuhe und Fäustlinge, um die Handfläche gemessen: S bis 19 cm, M 19 bis 21 cm, L 21 bis 23 cm. Socken sind in europäischen Schuhgrößen angegeben. Hausschuhe fallen klein aus: Nehmen Sie eine Nummer größer als sonst. Mützen passen auf Köpfe von 54 bis 60 cm.`,
    },
  },
  {
    key: 'order-changes',
    title: { en: 'Changing or cancelling an order', de: 'Bestellung ändern oder stornieren' },
    content: {
      en: `You can change the address or the articles, or cancel, as long as the order is not packed: usually within two hours after ordering on working days. Write to us in the chat with your order number, or call.

Once the parcel has left us it cannot be changed. Refuse the delivery or send it back free of charge; we refund you as soon as it arrives.`,
      de: `Sie können Adresse oder Artikel ändern oder stornieren, solange die Bestellung nicht gepackt ist: an Werktagen meist innerhalb von zwei Stunden nach der Bestellung. Schreiben Sie uns im Chat mit Ihrer Bestellnummer oder rufen Sie an.

Hat das Paket uns verlassen, lässt es sich nicht mehr ändern. Verweigern Sie die Annahme oder schicken Sie es kostenlos zurück; wir erstatten den Betrag, sobald es ankommt.`,
    },
  },
  {
    key: 'subscriptions',
    title: { en: 'Tea subscription', de: 'Tee-Abo' },
    content: {
      en: `With the tea subscription a tin of tea comes every 2, 4 or 8 weeks, 10 % cheaper and without shipping costs. You can pause, skip a delivery, change the tea or cancel at any time under "My subscription", up to 2 days before the next delivery. There is no minimum term.`,
      de: `Mit dem Tee-Abo kommt alle 2, 4 oder 8 Wochen eine Dose Tee, 10 % günstiger und versandkostenfrei. Sie können jederzeit unter „Mein Abo“ pausieren, eine Lieferung überspringen, den Tee wechseln oder kündigen, bis 2 Tage vor der nächsten Lieferung. Es gibt keine Mindestlaufzeit.`,
    },
  },
  {
    key: 'care',
    title: { en: 'Caring for wool and wood', de: 'Pflege von Wolle und Holz' },
    content: {
      en: `Wool rarely needs washing: air it over night. If it must be, wash it by hand in cold water with wool detergent, press it out in a towel and dry it flat. Felted slippers are only brushed. Store wool clean, with cedar against moths.

Oiled wood is wiped with a damp cloth and oiled once a year. Do not put wooden toys into water.`,
      de: `Wolle muss selten gewaschen werden: Lüften Sie sie über Nacht. Wenn es sein muss, waschen Sie sie von Hand in kaltem Wasser mit Wollwaschmittel, drücken Sie sie in einem Handtuch aus und trocknen Sie sie liegend. Filzpantoffeln werden nur gebürstet. Lagern Sie Wolle sauber und mit Zedernholz gegen Motten.

Geöltes Holz wird feucht abgewischt und einmal im Jahr geölt. Holzspielzeug nicht ins Wasser legen.`,
    },
  },
]
