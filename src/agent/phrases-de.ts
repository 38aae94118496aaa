import type { Recipient } from '../intent/things.ts'
import type { Phrases, Tone } from './phrase-book.ts'

/** What the offline brain says in German: "du" where the tone is friendly or playful, else "Sie". */
export function germanPhrases(tone: Tone): Phrases {
  const isDu = tone === 'friendly' || tone === 'playful'
  const by = (sie: string, du: string, playful = du) =>
    tone === 'playful' ? playful : isDu ? du : sie
  return {
    greeting: ({ name, shop }) =>
      by(
        `Guten Tag${space(name)}. Wie kann ich Ihnen bei ${shop} helfen?`,
        `Hallo${space(name)}! Was kann ich für dich tun?`,
        `Hey${space(name)}! Wonach suchen wir heute?`,
      ),
    whoAmI: ({ agent, shop }) =>
      `Ich bin ${agent}, der automatische Assistent von ${shop}. Ich kann Bestellungen nachsehen, Fragen zu Produkten, Lieferung und Rückgabe beantworten und jemanden aus unserem Team dazuholen.`,
    thanked: () => by('Gern geschehen.', 'Gern geschehen!', 'Immer gerne!'),
    bye: ({ shop }) =>
      by(`Vielen Dank für Ihre Nachricht an ${shop}.`, 'Einen schönen Tag noch!', 'Mach’s gut!'),
    anythingElse: () =>
      by('Kann ich sonst noch etwas für Sie tun?', 'Kann ich sonst noch etwas für dich tun?'),
    okay: () => by('In Ordnung.', 'Alles klar!'),
    stayed: () =>
      by(
        'In Ordnung, ich gebe es nicht weiter. Wie kann ich Ihnen sonst helfen?',
        'Okay, dann bleibe ich dran. Was kann ich sonst für dich tun?',
      ),

    unknown: () => 'Das weiß ich nicht, und raten möchte ich nicht.',
    outOfScope: ({ shop }) =>
      `Ich helfe bei Produkten, Bestellungen, Lieferung und Rückgabe von ${shop}, dabei aber leider nicht.`,
    rephrase: () =>
      by(
        'Das habe ich nicht verstanden. Könnten Sie es anders formulieren?',
        'Das habe ich leider nicht verstanden. Kannst du es anders sagen?',
      ),
    sorry: () => by('Das tut mir leid.', 'Das tut mir wirklich leid.'),
    unavailable: (what) => `Bei ${what} kann ich hier leider nicht helfen.`,
    toolFailed: () => 'Das konnte ich gerade nicht nachsehen.',

    offerPerson: () =>
      by(
        'Soll ich Sie mit jemandem aus unserem Team verbinden?',
        'Soll ich dich mit jemandem aus unserem Team verbinden?',
      ),
    connecting: (isEmail) =>
      isEmail
        ? by(
            'Ich gebe Ihre Nachricht an unser Team weiter. Ein Mensch antwortet Ihnen auf diese E-Mail.',
            'Ich gebe deine Nachricht an unser Team weiter. Ein Mensch antwortet dir auf diese E-Mail.',
          )
        : by(
            'Ich gebe das an unser Team weiter. Ein Mensch antwortet Ihnen hier.',
            'Ich gebe das an unser Team weiter. Ein Mensch antwortet dir hier.',
          ),
    connectingClosed: (opens) =>
      opens === null
        ? 'Im Moment ist niemand aus unserem Team da. Ich habe es weitergegeben; ein Mensch antwortet, sobald wieder jemand da ist.'
        : `Gerade ist niemand aus unserem Team da; wir sind ${opens} wieder da. Ich habe es weitergegeben; ein Mensch antwortet dann.`,
    offerClosed: (opens) =>
      opens === null
        ? 'Gerade ist niemand aus unserem Team da, aber ich kann eine Nachricht hinterlassen.'
        : `Gerade ist niemand aus unserem Team da; wir sind ${opens} wieder da. Ich kann aber eine Nachricht hinterlassen.`,
    safety: () => 'Danke für den Hinweis. Das gehört zu einem Menschen; ich gebe es sofort weiter.',
    crisis: () =>
      by(
        'Es tut mir leid, dass Sie das durchmachen. Wenn Sie oder jemand anderes in Gefahr sind, rufen Sie bitte sofort die 112 an. Ich gebe das sofort an einen Menschen weiter.',
        'Es tut mir leid, dass du das durchmachst. Wenn du oder jemand anderes in Gefahr ist, ruf bitte sofort die 112 an. Ich gebe das sofort an einen Menschen weiter.',
      ),
    yesConnect: 'Ja, bitte verbinden',
    noConnect: 'Nein, danke',

    askEmail: (signIn) =>
      signIn
        ? by(
            'Um das nachzusehen, muss ich wissen, dass Sie es sind. Bitte melden Sie sich im Shop an, oder nennen Sie mir die E-Mail-Adresse Ihrer Bestellung; ich schicke dorthin einen Code.',
            'Um das nachzusehen, muss ich wissen, dass du es bist. Bitte melde dich im Shop an, oder nenn mir die E-Mail-Adresse deiner Bestellung; ich schicke dorthin einen Code.',
          )
        : by(
            'Um das nachzusehen, muss ich wissen, dass Sie es sind. Mit welcher E-Mail-Adresse haben Sie bestellt? Ich schicke dorthin einen Code.',
            'Um das nachzusehen, muss ich wissen, dass du es bist. Mit welcher E-Mail-Adresse hast du bestellt? Ich schicke dorthin einen Code.',
          ),
    askSignIn: () =>
      by(
        'Um das nachzusehen, muss ich wissen, dass Sie es sind. Bitte melden Sie sich zuerst im Shop an.',
        'Um das nachzusehen, muss ich wissen, dass du es bist. Bitte melde dich zuerst im Shop an.',
      ),
    codeSent: (email) =>
      by(
        `Wenn wir ${email} kennen, ist ein sechsstelliger Code dorthin unterwegs. Bitte geben Sie ihn innerhalb von zehn Minuten hier ein.`,
        `Wenn wir ${email} kennen, ist ein sechsstelliger Code dorthin unterwegs. Bitte gib ihn innerhalb von zehn Minuten hier ein.`,
      ),
    askCode: () =>
      by(
        'Bitte geben Sie den sechsstelligen Code aus der E-Mail hier ein.',
        'Bitte gib den sechsstelligen Code aus der E-Mail hier ein.',
      ),
    codeWrong: () =>
      by(
        'Der Code stimmt nicht oder gilt nicht mehr. Bitte sehen Sie in unserer neuesten E-Mail nach, oder nennen Sie mir noch einmal Ihre E-Mail-Adresse für einen neuen Code.',
        'Der Code stimmt nicht oder gilt nicht mehr. Bitte sieh in unserer neuesten E-Mail nach, oder nenn mir noch einmal deine E-Mail-Adresse für einen neuen Code.',
      ),
    codesUsedUp: () =>
      by(
        'Mehr Codes kann ich im Moment nicht schicken. Bitte versuchen Sie es in einer Stunde wieder.',
        'Mehr Codes kann ich im Moment nicht schicken. Bitte versuch es in einer Stunde wieder.',
      ),
    confirmed: () => by('Danke, das ist bestätigt.', 'Danke, das ist bestätigt!'),

    noOrders: () =>
      by('Ich finde keine Bestellungen von Ihnen.', 'Ich finde keine Bestellungen von dir.'),
    orderNotFound: (number) =>
      by(
        `Ich finde keine Bestellung ${number} unter Ihren Bestellungen. Bitte prüfen Sie die Nummer.`,
        `Ich finde keine Bestellung ${number} unter deinen Bestellungen. Bitte prüf die Nummer.`,
      ),
    orderIs: ({ number, placedOn, state }) =>
      `Die Bestellung ${number}${placedOn ? ` vom ${placedOn}` : ''} ${state}.`,
    orderStates: {
      placed: 'ist eingegangen und wird vorbereitet',
      'partly-shipped': 'ist zum Teil verschickt; der Rest wird vorbereitet',
      shipped: 'ist verschickt und unterwegs',
      delivered: 'ist zugestellt',
      cancelled: 'ist storniert',
      refunded: 'ist erstattet',
    },
    orderItems: (items) => `Sie enthält ${items}.`,
    orderTracking: ({ carrier, number, url }) =>
      `${by('Sie können', 'Du kannst')} das Paket${carrier ? ` mit ${carrier}` : ''}${number ? ` unter ${number}` : ''} verfolgen${url ? `: ${url}` : '.'}`,
    orderExpected: (on) => `Die Zustellung ist für den ${on} geplant.`,
    otherOrders: (list) =>
      by(
        `Ihre anderen letzten Bestellungen: ${list}.`,
        `Deine anderen letzten Bestellungen: ${list}.`,
      ),
    orderShort: (number, state) => `${number} (${state})`,
    shortStates: {
      placed: 'in Vorbereitung',
      'partly-shipped': 'zum Teil verschickt',
      shipped: 'unterwegs',
      delivered: 'zugestellt',
      cancelled: 'storniert',
      refunded: 'erstattet',
    },
    whichOrder: () => 'Um welche Bestellung geht es?',

    editOpen: (number) =>
      `Die Bestellung ${number} ist noch nicht verschickt und kann noch geändert oder storniert werden. Ich selbst kann das nicht, aber jemand aus unserem Team.`,
    editPartly: (number) =>
      `Ein Teil der Bestellung ${number} ist schon verschickt; nur was noch hier ist, kann geändert werden. Ich selbst kann das nicht, aber jemand aus unserem Team.`,
    editTooLate: (number) =>
      by(
        `Die Bestellung ${number} ist schon verschickt und kann nicht mehr geändert oder storniert werden. Sie können sie zurücksenden, wenn sie angekommen ist.`,
        `Die Bestellung ${number} ist schon verschickt und kann nicht mehr geändert oder storniert werden. Du kannst sie zurücksenden, wenn sie angekommen ist.`,
      ),
    editDone: (number, state) =>
      `Die Bestellung ${number} ${state}; daran lässt sich nichts mehr ändern.`,

    returnStart: (url) =>
      by(
        `Die Rücksendung können Sie hier anmelden: ${url}`,
        `Die Rücksendung kannst du hier anmelden: ${url}`,
      ),
    returnNotSent: (number) =>
      `Die Bestellung ${number} ist noch nicht verschickt und kann statt einer Rücksendung noch storniert werden.`,
    returnsInGeneral: () => 'Genau dazu habe ich nichts gefunden. Zur Rückgabe steht bei uns:',
    returnByPerson: () =>
      by(
        'Jemand aus unserem Team kann die Rücksendung für Sie anmelden.',
        'Jemand aus unserem Team kann die Rücksendung für dich anmelden.',
      ),

    found: (count, wish) =>
      wish === ''
        ? by('Das ist bei anderen beliebt:', 'Das sind ein paar Lieblingsstücke:')
        : count === 1
          ? by(`Das passt (${wish}):`, `Das habe ich für dich gefunden (${wish}):`)
          : by(
              `Diese Produkte passen (${wish}):`,
              `Schau dir das mal an (${wish}):`,
              `Tadaa! Schau dir das mal an (${wish}):`,
            ),
    foundWith: (title) => `Das passt zu ${title}:`,
    foundOther: (missing) => `Ich habe nichts gefunden, das so ist: ${missing}. Am nächsten kommt:`,
    foundClosest: (words) => `Zu „${words}“ habe ich nichts, das genau passt. Am nächsten kommt:`,
    favouritesInstead: (wish) =>
      `Genau dazu habe ich nichts. Das mögen viele${wish === '' ? '' : ` (${wish})`}:`,
    nothingFound: () => 'So ein Produkt finde ich in unserem Shop nicht.',
    nothingCheaper: () => 'Etwas Günstigeres, das passt, habe ich nicht.',
    tellMore: () =>
      by(
        'Sagen Sie mir etwas mehr: Wofür ist es, und was darf es kosten?',
        'Sag mir etwas mehr: Wofür ist es, und was darf es kosten?',
      ),
    askFor: (what) => `Dafür fehlt mir noch: ${what}.`,
    productLine: ({ rank, title, price, note }) =>
      `${rank}. ${title}${price ? ` – ${price}` : ''}${note ? ` (${note})` : ''}`,
    under: (price) => `unter ${price}`,
    from: (price) => `ab ${price}`,
    inStock: () => 'auf Lager',
    soldOut: () => 'ausverkauft',
    popular: () => 'beliebt',
    boughtTogether: () => 'oft zusammen gekauft',
    inSize: (size) => `Größe ${size}`,
    forRecipient: (who) => `für ${RECIPIENTS[who]}`,
    colour: (name) => COLOURS[name] ?? name,

    productPrice: (title, price) => `${title} kostet ${price}.`,
    productNoPrice: (title) => `Für ${title} habe ich keinen Preis.`,
    productInStock: (title, count) =>
      count !== null && count <= 5
        ? `${title} ist auf Lager – noch ${count} Stück.`
        : `${title} ist auf Lager.`,
    productSoldOut: (title) => `${title} ist zurzeit ausverkauft.`,
    unknownWhenBack: () => 'Wann es wieder da ist, weiß ich nicht.',
    productVariantMissing: (title, variant) => `${title} finde ich nicht in ${variant}.`,
    productComesIn: (title, what, list) =>
      `${title} gibt es in ${what === 'size' ? 'Größe ' : ''}${list}.`,
    optionsSoldOut: (_title, list) => `Zurzeit ausverkauft: ${list}.`,
    productAttribute: (title, name, value) =>
      `${title} – ${ATTRIBUTES[name.toLowerCase()] ?? name.replaceAll('_', ' ')}: ${valueInGerman(value)}.`,
    productDescribed: (title, text) => `Zu ${title}: ${text}`,
    whichProduct: () => by('Welches Produkt meinen Sie?', 'Welches Produkt meinst du?'),
    whichOf: (list) => by(`Welches meinen Sie: ${list}?`, `Welches meinst du: ${list}?`),

    source: (title, url) => (url ? `Quelle: ${title}, ${url}` : `Quelle: ${title}`),

    loyaltyBalance: (points, tier) =>
      `${by('Sie haben', 'Du hast')} ${points} Punkte${tier ? ` und den Status ${tier}` : ''}.`,
    loyaltyNone: () =>
      by('Ich finde kein Treuekonto von Ihnen.', 'Ich finde kein Treuekonto von dir.'),
    subscriptionLine: ({ title, state, nextOn }) =>
      `${title}: ${STATES[state.toLowerCase()] ?? state}${nextOn ? `, nächste Lieferung am ${nextOn}` : ''}.`,
    subscriptionNone: () => by('Ich finde kein Abo von Ihnen.', 'Ich finde kein Abo von dir.'),
    subscriptionPortal: (url) =>
      by(
        `Pausieren, ändern oder kündigen können Sie es selbst hier: ${url}`,
        `Pausieren, ändern oder kündigen kannst du es selbst hier: ${url}`,
      ),
    subscriptionByPerson: () => 'Ich selbst kann es nicht ändern, aber jemand aus unserem Team.',

    mailHello: (name) =>
      by(name ? `Guten Tag ${name},` : 'Guten Tag,', name ? `Hallo ${name},` : 'Hallo,'),
    mailBye: ({ agent, shop }) =>
      `${by('Freundliche Grüße', 'Liebe Grüße')}\n${agent}, automatischer Assistent von ${shop}`,
    codeMailSubject: (shop) => `${by('Ihr', 'Dein')} Code für ${shop}`,
    codeMail: ({ code, shop }) =>
      by(
        `Ihr Code ist ${code}.\n\nJemand hat ihn im Chat von ${shop} angefordert, um die Bestellungen dieser Adresse anzusehen. Er gilt zehn Minuten. Wenn Sie das nicht waren, müssen Sie nichts tun; geben Sie den Code niemals weiter.`,
        `Dein Code ist ${code}.\n\nJemand hat ihn im Chat von ${shop} angefordert, um die Bestellungen dieser Adresse anzusehen. Er gilt zehn Minuten. Wenn du das nicht warst, musst du nichts tun; gib den Code niemals weiter.`,
      ),
    and: 'und',
    or: 'oder',
    times: (quantity, title) => (quantity > 1 ? `${quantity} × ${title}` : title),
  }
}

const RECIPIENTS: Readonly<Record<Recipient, string>> = {
  aunt: 'die Tante',
  baby: 'ein Baby',
  boss: 'die Chefin oder den Chef',
  boyfriend: 'den Freund',
  brother: 'den Bruder',
  cat: 'eine Katze',
  child: 'ein Kind',
  colleague: 'jemanden aus der Arbeit',
  cousin: 'Cousin oder Cousine',
  dad: 'Papa',
  daughter: 'die Tochter',
  dog: 'einen Hund',
  'father-in-law': 'den Schwiegervater',
  flatmate: 'jemanden aus der WG',
  friend: 'einen Freund',
  girlfriend: 'die Freundin',
  godchild: 'das Patenkind',
  grandchild: 'das Enkelkind',
  grandma: 'die Oma',
  grandpa: 'den Opa',
  husband: 'den Mann',
  men: 'Männer',
  'mother-in-law': 'die Schwiegermutter',
  mum: 'Mama',
  neighbour: 'jemanden aus der Nachbarschaft',
  nephew: 'den Neffen',
  niece: 'die Nichte',
  parents: 'die Eltern',
  partner: 'den Lieblingsmenschen',
  sister: 'die Schwester',
  son: 'den Sohn',
  teacher: 'eine Lehrkraft',
  teenager: 'einen Teenager',
  uncle: 'den Onkel',
  wife: 'die Frau',
  women: 'Frauen',
}

/** Names and values of attributes that shops write in English. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  material: 'Material',
  colour: 'Farbe',
  color: 'Farbe',
  size: 'Größe',
  care: 'Pflege',
  weight: 'Gewicht',
  capacity: 'Fassungsvermögen',
  volume: 'Inhalt',
  length: 'Länge',
  width: 'Breite',
  height: 'Höhe',
  dimensions: 'Maße',
  dishwasher: 'Spülmaschine',
  waterproof: 'wasserdicht',
  scent: 'Duft',
  size_cm: 'Maße',
  diameter: 'Durchmesser',
  depth: 'Tiefe',
  area: 'Fläche',
  age: 'Alter',
  pieces: 'Teile',
  pages: 'Seiten',
  battery: 'Batterie',
  bulb: 'Leuchtmittel',
  burns: 'Brenndauer',
  caffeine: 'Koffein',
  allergens: 'Allergene',
  language: 'Sprache',
  fit: 'Passform',
  nib: 'Federstärke',
  brand: 'Marke',
  microwave: 'Mikrowelle',
}

/** States of subscriptions. */
const STATES: Readonly<Record<string, string>> = {
  active: 'aktiv',
  paused: 'pausiert',
  cancelled: 'gekündigt',
  canceled: 'gekündigt',
  expired: 'abgelaufen',
}

const VALUES: Readonly<Record<string, string>> = {
  yes: 'ja',
  no: 'nein',
  'dry clean': 'chemische Reinigung',
  'brush, do not wash': 'bürsten, nicht waschen',
  'machine wash 30 °c': 'Maschinenwäsche bei 30 °C',
  'machine wash 40 °c': 'Maschinenwäsche bei 40 °C',
  true: 'ja',
  false: 'nein',
  wool: 'Wolle',
  'merino wool': 'Merinowolle',
  cotton: 'Baumwolle',
  linen: 'Leinen',
  leather: 'Leder',
  wood: 'Holz',
  glass: 'Glas',
  steel: 'Stahl',
  'stainless steel': 'Edelstahl',
  stoneware: 'Steinzeug',
  porcelain: 'Porzellan',
  paper: 'Papier',
  'hand wash cold': 'kalte Handwäsche',
  'hand wash': 'Handwäsche',
  lambswool: 'Lammwolle',
  felt: 'Filz',
  ceramic: 'Keramik',
  'cast iron': 'Gusseisen',
  plastic: 'Kunststoff',
  polyester: 'Polyester',
  tea: 'Tee',
  rechargeable: 'aufladbar',
  regular: 'normal',
  slim: 'schmal',
  loose: 'weit',
  'from birth': 'ab der Geburt',
  'with rain cover': 'mit Regenhülle',
  german: 'Deutsch',
  english: 'Englisch',
  'german and english': 'Deutsch und Englisch',
  'may contain traces of nuts': 'kann Spuren von Nüssen enthalten',
}

const VALUE_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^(\d+)\.(\d+)(?=\s*\p{L}{1,3}$)/u, '$1,$2'],
  [/^(\d+) years? and up$/i, 'ab $1 Jahren'],
  [/^(\d+) months? and up$/i, 'ab $1 Monaten'],
  [/^(\d+) hours?$/i, '$1 Stunden'],
  [/^(.+), not included$/i, '$1, nicht dabei'],
  [/^(.+), included$/i, '$1, liegt bei'],
]

function valueInGerman(value: string): string {
  const known = VALUES[value.toLowerCase()]
  if (known !== undefined) return known
  const [pattern, german] = VALUE_PATTERNS.find(([one]) => one.test(value)) ?? []
  return pattern && german !== undefined ? value.replace(pattern, german) : value
}

const COLOURS: Readonly<Record<string, string>> = {
  black: 'schwarz',
  white: 'weiß',
  grey: 'grau',
  gray: 'grau',
  red: 'rot',
  blue: 'blau',
  green: 'grün',
  yellow: 'gelb',
  orange: 'orange',
  purple: 'lila',
  pink: 'rosa',
  brown: 'braun',
  beige: 'beige',
  navy: 'dunkelblau',
  turquoise: 'türkis',
  silver: 'silber',
  gold: 'gold',
}

function space(name: string | null): string {
  return name ? ` ${name}` : ''
}
