import type { Concept } from './concept.ts'
import { PLACE_CONCEPTS } from './places.ts'

/**
 * A name, its weight unless that is 1, and its words. They count in all their forms; those of a
 * phrase may stand apart and in any order.
 */
const TABLE = `  # Delivery
  shipping 0.8
    en ship, shipping, shipment, shipped, deliver, delivery, dispatch, courier, carrier,
      postage, arrive, arrival, send out, get here, reach me, when come, dispatched, post
      to, mail to, turn up, be here, get it by
    de versand, versenden, versendet, verschicken, verschickt, liefern, lieferung,
      geliefert, zustellung, zustellen, zugestellt, zusenden, ausliefern, ankommen,
      ankommt, eintreffen, ankunft, kommt an, kam an, kamen an, angekommen, kommt bei mir,
      erreicht mich, wann kommt, rausgeht, rausgehen, geht raus, zugesandt, verschicke,
      zusendung, lieferdienst, postversand, porto, schickt ihr nach, schickt nach,
      verschickung, lieferzeit
  express
    en express, overnight, next day, rush, urgent, urgently, faster, fast delivery, same
      day, by tomorrow, tomorrow, by friday, next working day, next business day, one day
      delivery, quickest, same-day
    de express, expressversand, eilig, schneller, über nacht, nächsten tag, am selben tag,
      eilversand, bis morgen, schon morgen, expresslieferung, nächsten werktag, nächster
      werktag, schnellste lieferung, spätestens morgen, morgen da, morgen haben, heute
      noch
  tracking
    en track, tracking, trace, where order, where parcel, where package, where my, where
      stuff, order status, delivery status, status order, status parcel
    de sendungsverfolgung, verfolgen, sendungsnummer, paketverfolgung, trackingnummer,
      tracking, wo bestellung, wo paket, wo bleibt, wo ist mein, stand bestellung,
      bestellstatus, lieferstatus, sendungsstatus
  parcel 0.5
    en parcel, package, box, parcels, packages
    de paket, päckchen, sendung, pakete
  locker
    en locker, parcel station, po box, pickup point, parcel shop, parcel box
    de packstation, paketshop, postfach, abholstation, paketautomat, paketautomaten,
      packautomat
  pickup
    en pick up, pickup, collect in, click and collect, collection point, collect order,
      collect in store, collect it, collect them, collecting order
    de abholen, abholung, selbstabholung, selbst abholen, click and collect, hole ab, holen
      ab, selbst holen, im laden abholen
  abroad 0.7
    en abroad, international, internationally, overseas, foreign, country, countries,
      worldwide, outside
    de ausland, international, land, länder, weltweit, außerhalb, anderes land, anderen
      ländern, andere länder
  customs
    en customs, duty, duties, import tax
    de zoll, zollgebühren, einfuhrsteuer, einfuhrabgaben
  address
    en address, street, postcode, zip code, house number
    de adresse, anschrift, lieferadresse, straße, hausnummer, postleitzahl, plz,
      lieferanschrift, wohnort
  missing 0.7
    en missing, lost, never arrived, not arrived, never came, disappeared, stolen, not
      received
    de fehlt, fehlen, verloren, nicht angekommen, verschwunden, gestohlen, nicht erhalten,
      nie angekommen

  # Money
  cost 0.7
    en cost, costs, price, fee, fees, charge, charges, how much, expensive, pricing, rates,
      postage, how expensive
    de kosten, kostet, preis, preise, gebühr, gebühren, teuer, wie viel, wieviel, porto,
      betrag, kostenpunkt
  free 0.7
    en free, complimentary, no cost, without cost, free of charge, for free, for nothing
    de kostenlos, kostenlose, gratis, umsonst, kostenfrei, frei, gebührenfrei, portofrei,
      versandkostenfrei, kostet nichts, nichts kosten, kostenlosen
  payment 0.8
    en pay, paying, paid, payment, payments, payable, pay with, pay by
    de zahlen, bezahlen, bezahlt, zahlung, zahlungsart, zahlungsarten, zahlungsmethode,
      begleichen, zahle, zahlungsmittel, zahlungsweise, bezahlmethode, bezahlung,
      bezahlmöglichkeit
  credit-card
    en credit card, debit card, visa, mastercard, amex, american express, maestro
    de kreditkarte, kreditkarten, visa, mastercard, ec karte, debitkarte, amex, maestro,
      bankkarte
  bank-transfer
    en bank transfer, wire transfer, transfer, advance
    de überweisung, überweisen, vorkasse, vorauskasse, banküberweisung, lastschrift
  invoice
    en invoice, receipt, bill, billing, on account, klarna, pay later, buy now pay later
    de rechnung, beleg, quittung, rechnungskauf, kaufbeleg, auf rechnung, klarna, später
      bezahlen, später zahlen
  instalments
    en instalment, instalments, installment, installments, pay later, financing, split
      payment, monthly payments, afterpay
    de raten, ratenzahlung, ratenkauf, finanzierung, später bezahlen, teilzahlung, auf
      raten
  vat
    en vat, sales tax, tax, taxes
    de mehrwertsteuer, mwst, umsatzsteuer, steuer, steuern
  discount
    en discount, discounts, coupon, coupons, promo, promotion, promotional, sale, deal,
      deals, cheaper, percent off, reduction, voucher code, reduced, money off
    de rabatt, rabatte, rabattcode, gutscheincode, nachlass, aktion, ermäßigung,
      vergünstigung, aktionscode, günstiger, reduziert, sonderangebot, billiger
  student
    en student, students, university, school
    de student, studenten, studierende, studentenrabatt, schüler
  gift-card
    en gift card, gift cards, giftcard, gift voucher, gift certificate, voucher, vouchers
    de gutschein, gutscheine, geschenkkarte, geschenkgutschein, geschenkkarten
  gift
    en gift, gifts, present, presents
    de geschenk, geschenke, verschenken, schenken, beschenken, beschenkt, beschenkte,
      geschenkt
  gift-wrap
    en gift wrap, gift wrapping, gift wrapped, wrap, wrapped, wrapping, greeting card, gift
      message, as a present, as a gift, gift bag, gift box, ribbon
    de geschenkverpackung, geschenkpapier, einpacken, eingepackt, verpacken, geschenk
      verpacken, geschenk einpacken, als geschenk verpackt, grußkarte, als geschenk,
      schleife, geschenkbox, hübsch verpackt, schön verpackt, geschenktüte
  minimum
    en minimum, minimum order
    de mindestbestellwert, mindestens, mindestwert, mindestbestellmenge
  price-match
    en price match, price adjustment, match price, cheaper elsewhere, lowest price
    de preisgarantie, bestpreis, woanders günstiger, tiefpreis

  # Returns and trouble
  return
    en return, returns, returned, returning, returnable, send back, sent back, sending
      back, give back, bring back, take back, ship back, go back, keep it, changed mind,
      change mind, do not want, hand back, no longer want, returns policy, return slip,
      return label, returns label
    de rückgabe, zurückgeben, zurücksenden, zurückschicken, retoure, retouren,
      retournieren, rücksendung, rücksendungen, zurück schicken, zurück geben, zurück
      senden, zurückbringen, rückversand, zurückgeschickt, zurückgesendet, zurückgegeben,
      zurücknehmen, nicht behalten, nicht haben, zurück, zurücksendung, zurückgehen, geht
      zurück, gefällt mir nicht, rücksendeetikett, retourenschein, rücksendeschein,
      retourenetikett, retourenlabel, rücksendelabel, rückgaberecht
  exchange
    en exchange, exchanges, swap, replace, replacement, different size, another size,
      bigger size, smaller size, too small, too big, too large, too tight, too long, too
      short, not fit, wrong size, bigger one, larger one, smaller one, trade for
    de umtausch, umtauschen, tauschen, austausch, austauschen, ersetzen, ersatz, andere
      größe, umgetauscht, passt nicht, passen nicht, zu klein, zu groß, zu eng, zu weit,
      falsche größe, größer tauschen
  refund
    en refund, refunds, refunded, money back, reimburse, reimbursement, credited,
      reimbursed, money returned, get money, repay
    de erstattung, rückerstattung, erstatten, erstattet, geld zurück, gutschrift,
      rückzahlung, zurückzahlen, zurückerstattet, kaufpreis zurück, geld wieder, geld
      bekommen, geld erstattet, kaufpreis
  withdrawal
    en withdraw, withdrawal, change mind, changed mind, revoke, do not like
    de widerruf, widerrufen, widerrufsrecht, widerrufsfrist, anders überlegt, gefällt nicht
  cancel
    en cancel, cancelled, canceled, cancelling, cancellation, call off, stop subscription,
      end subscription, terminate, get out of
    de stornieren, storniert, storno, stornierung, abbestellen, rückgängig, kündigen,
      kündigung, kündigungsfrist, beenden, auflösen, aufhören, kündige, abo stoppen
  change 0.6
    en change, changed, modify, edit, amend, alter, correct, add to order, add item, add
      another, add something, remove from order, alter order, update order
    de ändern, änderung, geändert, bearbeiten, anpassen, korrigieren, umändern, hinzufügen,
      ergänzen, dazu bestellen, umbestellen, abändern, verändern, nachträglich
  damaged
    en damaged, damage, broken, defective, defect, faulty, cracked, torn, fell apart,
      stopped working, not working, dead, wilted, ripped, split, seam, holes, hole, leak,
      leaking, leaks, scratched, shattered, fault, faults, flaw, flaws, broke, came off
    de beschädigt, kaputt, defekt, fehlerhaft, schaden, zerbrochen, gerissen, mangel,
      mängel, mangelhaft, transportschaden, funktioniert nicht, kaputtgegangen, kaputte,
      verwelkt, naht, aufgegangen, undicht, loch, löcher, kratzer, abgebrochen, geplatzt,
      riss, geht nicht mehr, materialfehler, verarbeitungsfehler, abgegangen
  wrong 0.5
    en wrong, incorrect, mistake, mixed up, typo, mistyped, misspelled, mistakenly
    de falsch, falsche, falscher, falsches, falschen, verkehrt, verwechselt, irrtum,
      vertippt, verschrieben, vertan, versehentlich, irrtümlich
  complaint
    en complain, complaint, complaints, claim
    de reklamation, reklamieren, beschwerde, beschweren
  warranty
    en warranty, warranties, guarantee, guaranteed, covered
    de garantie, gewährleistung, herstellergarantie, garantiefall, garantiezeit
  repair
    en repair, repairs, fix, mend, spare part, mending, darn, patch, sew
    de reparatur, reparaturen, reparieren, repariert, reparaturservice, ausbessern,
      ersatzteil, flicken, stopfen, nähen, instandsetzen
  label
    en return label, shipping label, prepaid label, label, return slip, return sticker,
      returns label
    de rücksendeetikett, retourenschein, rücksendeschein, retourenetikett, versandetikett,
      retourenlabel, etikett, etiketten, rücksendelabel, rücksendeaufkleber, paketschein,
      paketaufkleber
  unworn
    en unworn, unused, worn, original condition, tags, original packaging
    de ungetragen, unbenutzt, getragen, originalzustand, originalverpackung, neuwertig
  wait 0.7
    en wait, waiting, delay, delayed, late, take so long
    de warten, warte, verspätung, verspätet, verzögerung, dauert so lange

  # Things and their care
  size
    en size, sizes, sizing, fit, fits, fitting, measurements, size chart, size guide, m, l,
      xs, xl, xxl, small, large, too big, between sizes, chest, bust, waist, hips,
      circumference, true to size, run small, runs small, run large, come up, comes up,
      tight, loose, what size
    de größe, größen, grösse, passform, passen, passt, größentabelle, maße, größenberatung,
      größenberater, m, l, xs, xl, xxl, zu klein, zu groß, fällt aus, brustumfang,
      brustweite, taille, hüfte, umfang, körpergröße, konfektionsgröße, schuhgröße, fallen
      aus, maßtabelle, messen, fällt klein, fällt groß
  material 0.8
    en material, materials, fabric, made of, made from, consist
    de material, materialien, stoff, bestehen, stoffe, besteht aus, woraus, gemacht aus
  care
    en wash, washing, washed, washable, care, laundry, tumble, iron, dry clean, machine
      wash, clean, cleaning, detergent, shrink, shrunk, stain, stains
    de waschen, gewaschen, waschbar, wäscht, pflege, pflegen, pflegehinweise, reinigen,
      reinigung, trockner, bügeln, waschmaschine, waschgang, trocknen, wäsche,
      waschmittel, einlaufen, eingelaufen, fleck, flecken, putzen, polieren
  colour
    en colour, colours, color, colors
    de farbe, farben, farbton
  stock
    en stock, available, availability, sold out, restock, restocked, back in stock, out of
      stock
    de lager, vorrätig, verfügbar, verfügbarkeit, ausverkauft, auf lager, wieder da,
      nachbestellt, lagernd, lieferbar
  preorder
    en preorder, preorders, preordering
    de vorbestellen, vorbestellung, vorbestellt
  personalised
    en personalised, personalized, personalise, personalize, engraved, engraving, engrave,
      customised, customized, monogram, custom made, embroidered
    de personalisiert, personalisieren, personalisierte, gravur, graviert, gravieren,
      individuell, maßanfertigung, bestickt
  warm
    en warm, waterproof, weatherproof, water resistant
    de warm, wasserdicht, wetterfest, wasserabweisend
  sustainable
    en sustainable, sustainability, eco, environment, environmental, environmentally,
      recycled, recyclable, climate, carbon, eco friendly
    de nachhaltig, nachhaltigkeit, umwelt, umweltfreundlich, recycelt, recycling, klima,
      klimaneutral, co2, ökologisch
  organic
    en organic, certified, certificate, certification
    de bio, zertifiziert, zertifikat, zertifizierung, biobaumwolle
  vegan
    en vegan, cruelty free, animal, animals
    de vegan, tierisch, tiere, tierversuche, tierleid
  origin
    en where made, made in, manufactured, manufacture, produced, produce, production,
      origin, factory, come from
    de hergestellt, herkunft, produziert, produzieren, herstellung, fabrik, wo gemacht,
      stellt her, produktion
  packaging 0.8
    en packaging, packed, packing
    de verpackung, verpackungen, verpackt, verpackungsmaterial
  allergy
    en allergy, allergic, allergies, allergen, allergens, sensitive skin
    de allergie, allergisch, allergien, allergene, empfindliche haut
  review
    en review, reviews, rating, ratings
    de bewertung, bewertungen, bewerten, rezension
  child
    en kid, kids, child, children, baby, toddler
    de kind, kinder, baby, kleinkind
  dishwasher
    en dishwasher
    de spülmaschine, geschirrspüler, spülmaschinenfest
  crockery 0.7
    en crockery, cup, cups, mug, mugs, plate, plates, bowl, bowls, pottery, ceramic,
      ceramics, dishes
    de geschirr, tasse, tassen, becher, teller, schale, schalen, schüssel, keramik
  clothes 0.35
    en clothes, clothing, jacket, jackets, coat, coats, shirt, shirts, dress, dresses,
      trousers, pants, jeans, sweater, sweaters, jumper, jumpers, hoodie, hoodies, skirt,
      skirts, sock, socks, garment, garments, cardigan, cardigans, knitwear, pullover
    de kleidung, kleidungsstück, jacke, jacken, mantel, mäntel, hemd, hemden, kleid,
      kleider, hose, hosen, pullover, pulli, rock, socken, pullis, strickjacke,
      strickwaren, pullovern
  shoes 0.5
    en shoe, shoes, boot, boots, sneaker, sneakers, sandals, slipper, slippers
    de schuh, schuhe, stiefel, sneaker, sandalen, hausschuhe, hausschuh, pantoffeln,
      pantoffel, puschen, latschen
  accessories 0.5
    en scarf, scarves, hat, hats, cap, glove, gloves, bag, bags, backpack, backpacks, belt,
      rucksack, rucksacks, mitten, mittens, beanie, beanies
    de schal, schals, mütze, mützen, handschuhe, tasche, taschen, rucksack, rucksäcke,
      gürtel, handschuh, fäustling, fäustlinge
  men
    en men, mens, man, male
    de herren, männer, mann
  women
    en women, womens, woman, ladies, female
    de damen, frauen, frau
  dog
    en dog, dogs, pet, pets
    de hund, hunde, haustier, haustiere
  weather 0.7
    en cold, frost, winter, freezing, weather
    de kalt, kälte, frost, winter, wetter
  poison
    en toxic, poisonous, poison, harmful
    de giftig, gift, schädlich
  pest
    en pest, pests, bug, bugs, insect, insects, mites, gnats
    de schädling, schädlinge, insekten, käfer, milben, ungeziefer
  cat
    en cat, cats, kitten
    de katze, katzen
  plant 0.35
    en plant, plants, flower, flowers
    de pflanze, pflanzen, blume, blumen, zimmerpflanze
  pot 0.5
    en pot, pots, planter, planters
    de topf, töpfe, töpfen, blumentopf, übertopf
  soil 0.8
    en soil, compost, potting mix
    de erde, erden, blumenerde, kompost
  light 0.5
    en lamp, lamps, light, lights, bulb
    de lampe, lampen, leuchte, leuchten, glühbirne
  bed 0.5
    en bed, beds, mattress, pillow, bedding, duvet, blanket, blankets
    de bett, betten, matratze, kissen, bettwäsche, decke, decken
  furniture 0.5
    en furniture, table, chair, chairs, sofa, desk, shelf
    de möbel, tisch, stuhl, stühle, sofa, schreibtisch, regal
  jewellery 0.5
    en jewellery, jewelry, ring, rings, necklace, necklaces, bracelet, earrings
    de schmuck, ring, ringe, kette, ketten, armband, ohrringe
  cosmetics 0.5
    en cosmetics, cream, lotion, soap, shampoo, perfume, serum
    de kosmetik, creme, lotion, seife, shampoo, parfüm, serum
  toy 0.5
    en toy, toys, puzzle, puzzles, doll, block, blocks, teddy
    de spielzeug, puzzle, puppe, spielsachen, bausteine, bauklötze, teddy, holzspielzeug
  book 0.5
    en book, books, notebook, notebooks, candle, candles
    de buch, bücher, notizbuch, kerze, kerzen
  device 0.5
    en device, devices, machine, machines, headphones, charger, battery, batteries, cable
    de gerät, geräte, maschine, kopfhörer, ladegerät, akku, batterie, kabel
  bike 0.5
    en bike, bikes, bicycle, bicycles
    de fahrrad, fahrräder, rad
  coffee 0.8
    en coffee, coffees
    de kaffee, kaffees
  beans 0.7
    en bean, beans
    de bohne, bohnen
  tea
    en tea, teas
    de tee, tees
  ingredients
    en ingredient, ingredients, contain, contains, nutrition
    de inhaltsstoffe, zutaten, enthält, enthalten, nährwerte
  safe 0.6
    en safe, safety, secure
    de sicher, sicherheit, unbedenklich
  plastic
    en plastic
    de plastik, kunststoff
  assembly
    en assemble, assembly, assembled, set up, installation, install
    de aufbau, aufbauen, montage, montieren, zusammenbauen
  manual
    en manual, instructions, guide
    de anleitung, bedienungsanleitung, gebrauchsanweisung
  sample
    en sample, samples, tester, swatch
    de probe, proben, muster, kostprobe
  europe 0.7
    en europe, european, eu
    de europa, europäisch, europäische, eu
  germany 0.7
    en germany, german
    de deutschland, deutsch, deutschen
  austria
    en austria
    de österreich
  switzerland
    en switzerland, swiss
    de schweiz, schweizer
  weekday 0.6
    en monday, tuesday, wednesday, thursday, friday, weekday, weekdays
    de montag, dienstag, mittwoch, donnerstag, freitag, werktags, montags, freitags
  carrier 0.8
    en courier, carrier, dhl, ups, dpd, gls, fedex, hermes, royal mail, delivery company,
      parcel service, delivery service
    de paketdienst, kurier, dhl, ups, dpd, gls, hermes, zusteller, versanddienstleister,
      deutsche post, versanddienst
  debit
    en debit, debited, card charged, charge card, charged when, when charged, money taken,
      take money, money leave, when billed
    de abbuchen, abbuchung, belasten, belastung, einziehen, eingezogen, geld abgebucht
  term 0.7
    en contract, minimum term, commitment, tied in, notice period
    de mindestlaufzeit, laufzeit, vertrag, vertragslaufzeit, mindestvertragslaufzeit
  water 0.8
    en water, wet, damp, moist, rain, soak, soaked
    de wasser, nass, feucht, regen, nässe
  moth
    en moth, moths
    de motte, motten, mottenlöcher, mottenschutz, mottenfraß
  wool 0.6
    en wool, woollen, merino, lambswool, cashmere, knitted, knitwear
    de wolle, merino, merinowolle, kaschmir, strick, gestrickt, strickwaren
  wood 0.6
    en wood, wooden, timber, oak
    de holz, eiche, eichenholz, holzspielzeug
  benefit 0.3
    en benefit, benefits, advantage, advantages, perk, perks, worth, value
    de vorteil, vorteile, wert, was bringt

  # The shop
  store 0.8
    en store, stores, showroom, physical, in person, branch, visit, visiting, retail,
      location, shop at, where shop, where store, visit shop, shop open, shop address,
      located, where based
    de laden, geschäft, filiale, filialen, vor ort, besuchen, besichtigen, besuch,
      besichtigung, ladengeschäft, ausstellungsraum, wo laden, wo geschäft, standort,
      ladenlokal, wo filiale
  opening
    en opening hours, open, opening, close, closes, closed, closing, business hours,
      opening times, until when open
    de öffnungszeiten, geöffnet, offen, öffnet, öffnen, aufhaben, macht auf, schließt,
      geschlossen, auf wann, habt offen, wann auf, auf am, samstags auf, sonntags auf,
      wann offen
  parking
    en park, parking, car park
    de parken, parkplatz, parkplätze
  weekend
    en weekend, weekends, saturday, sunday, holiday, holidays
    de wochenende, samstag, samstags, sonntag, sonntags, feiertag, feiertage
  contact
    en contact, reach, call, phone, telephone, email, speak, talk, customer service,
      customer support, support team, hotline, get in touch, phone number, in touch
    de kontakt, kontaktieren, erreichen, erreichbar, erreiche, anrufen, telefon,
      telefonisch, email, mail, kundenservice, kundendienst, hotline, sprechen,
      telefonnummer, anruf, jemandem sprechen, jemanden sprechen, anrufe, telefonieren,
      rufnummer, in verbindung
  account
    en account, login, logging in, log in, sign in, sign up, register, registration,
      registered
    de konto, kundenkonto, anmelden, anmeldung, einloggen, registrieren, registrierung,
      login, benutzerkonto
  guest
    en guest, without account, guest checkout
    de gast, gastbestellung, ohne konto, ohne kundenkonto, ohne registrierung, ohne
      anmeldung
  password
    en password, passcode
    de passwort, kennwort, passworts
  privacy
    en privacy, data, gdpr, personal information
    de datenschutz, dsgvo, daten, privatsphäre
  delete
    en delete, deletion, deleted, erase, remove
    de löschen, löschung, gelöscht, entfernen
  newsletter
    en newsletter, newsletters, mailing list, unsubscribe
    de newsletter, newsletters, rundbrief, verteiler, abmelden, melde ab
  loyalty
    en loyalty, points, point, reward, rewards, member, members, membership, club, tier,
      tiers, bonus, scheme, vip, reward points
    de treue, treuepunkte, punkte, punkt, bonuspunkte, prämie, prämien, mitglied,
      mitglieder, mitgliedschaft, treueprogramm, kundenkarte, bonus, club, bonusprogramm,
      treuestufe, stufe, stufen, prämienpunkte, bonuskarte, kundenprogramm
  earn
    en earn, earned, earning, collect points, gain
    de sammeln, sammle, verdienen, gesammelt, punkte bekommen
  redeem
    en redeem, redeemed, redeeming, redemption, apply code, use code, use points, spend
      points
    de einlösen, eingelöst, einlösung, einlöse, verwenden, löse ein, einlösbar
  expire
    en expire, expires, expired, expiry, expiration, valid, validity, run out, runs out,
      lapse, valid for, valid until
    de ablaufen, läuft ab, abgelaufen, gültig, gültigkeit, verfallen, verfällt,
      gültigkeitsdauer, laufen ab, gelten jahre, gelten monate, gilt jahre, ungültig,
      verfallsdatum, wie lange gilt, wie lange gelten
  referral
    en refer, referral, referrals, recommend friend, invite friend
    de empfehlen, freunde werben, empfehlung, freund werben, weiterempfehlen
  subscription
    en subscription, subscriptions, subscribe, subscriber, recurring
    de abo, abos, abonnement, abonnieren, abonnements, abonnent
  pause
    en pause, paused, skip, suspend, hold
    de pausieren, pausiert, pause, aussetzen, überspringen, unterbrechen
  wholesale
    en wholesale, bulk, b2b, reseller, resellers, business customer, large order, large
      quantities, company order
    de großhandel, mengenrabatt, geschäftskunden, geschäftskunde, wiederverkäufer, b2b,
      große menge, großbestellung, firmenkunden, händler, geschäftlich, staffelpreise
  job
    en job, jobs, career, careers, hiring, vacancy, vacancies, internship, work for,
      looking for people, employ, staff wanted
    de job, jobs, karriere, stelle, stellen, stellenangebote, bewerben, bewerbung,
      praktikum, arbeiten bei, ausbildung, mitarbeiter, suchen leute, sucht leute,
      arbeitsplatz
  repairable
    en old clothes, trade in, second hand, recycle old
    de altkleider, gebraucht, second hand, alte rücknahme

  # What most questions are about in part: it says little by itself
  order 0.4
    en order, orders, ordered, ordering, purchase, purchased, buy, buying, bought, place,
      placed, placing
    de bestellung, bestellungen, bestellen, bestellt, bestelle, kaufen, kauf, gekauft,
      kaufe, auftrag, einkauf, aufgegeben
  product 0.25
    en product, products, item, items, article, articles, goods, stuff
    de produkt, produkte, artikel, ware, waren, sache, sachen, teil
  duration 0.35
    en long, day, days, week, weeks, month, months, year, years, hour, hours, time, period,
      deadline, when, fast, quick, quickly, soon, how often, which days, what days, until
      when
    de lange, lang, dauer, dauert, dauern, tage, tagen, werktage, werktagen, woche, wochen,
      monat, monate, monaten, jahr, jahre, jahren, stunden, zeit, zeitraum, frist, wann,
      innerhalb, schnell, wie oft, welchen tagen, bis wann, wie schnell
  offer 0.25
    en offer, offers, offered, provide, sell, sells, sold, carry, accept, accepts, accepted,
      take
    de bieten, bietet, anbieten, angeboten, verkaufen, verkauft, führen, führt, akzeptieren,
      akzeptiert, nehmt
  way 0.15
    en way, ways, option, options, method, methods, kind, kinds, type, types, different,
      work, works, happen, happens, use, using, used, make, made, give, given, find, look,
      looking, try, choose, start, policy, policies, terms, conditions, rules, information,
      info, details, shop, company, brand, website, online, customer, customers
    de möglich, möglichkeit, möglichkeiten, option, optionen, art, arten, methode, methoden,
      funktioniert, passiert, nutzen, benutzen, geben, finden, finde, suche, suchen,
      versuchen, wählen, bedingungen, regeln, richtlinie, richtlinien, information,
      informationen, infos, shop, firma, unternehmen, marke, webseite, online, kunde,
      kunden, ablauf, läuft
`

export const CONCEPTS: readonly Concept[] = [...readTable(TABLE), ...PLACE_CONCEPTS]

/** Further first or last parts of German compounds, beside the words above. */
export const COMPOUND_PARTS: readonly string[] = listOf(`
  kosten, zeit, zeiten, frist, recht, schein, code, nummer, karte, konto, dauer, art, arten, gebühr,
  status, adresse, wert, bedingungen, programm, punkte, service, team, partner, option, optionen,
  bestätigung, datum, tag, tage, preis, preise, papier, box, hinweise, anleitung, tabelle, berater,
  haus, filz, leinen, seide, standard, inland, ausland, europa, sommer, winter, wolle, leder, baumwolle, schuhe, hemd,
  mantel, jacke, mütze, schal, socken, decke, pullover, kleid, hose`)

function readTable(text: string): Concept[] {
  const entries = text.split(/^ {2}(?=\S)/m).filter((entry) => /^\w/.test(entry))
  return entries.map((entry) => {
    const [head = '', en = '', de = ''] = entry.split(/\n\s+(?:en|de) /)
    const [id = '', weight = '1'] = head.split(' ')
    return { id, weight: Number(weight), words: { en: listOf(en), de: listOf(de) } }
  })
}

function listOf(text: string): string[] {
  return text
    .replace(/\n\s*#[^\n]*/g, '')
    .split(',')
    .map((word) => word.trim().replaceAll(/\s+/g, ' '))
    .filter((word) => word !== '')
}
