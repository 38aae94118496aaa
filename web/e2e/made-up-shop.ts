import type { SentEvent } from './shop-api.ts'

/** Everything here is invented: people, goods and what they say. */
const PEOPLE = [
  ['Amelie', 'Brandt'],
  ['Noah', 'Fischer'],
  ['Sofia', 'Lindqvist'],
  ['Jakob', 'Öztürk'],
  ['Clara', 'Weiß'],
  ['Mateo', 'García'],
  ['Hannah', 'Krüger'],
  ['Elias', 'Novak'],
  ['Ida', 'Sørensen'],
  ['Liam', 'O’Connor'],
  ['Marta', 'Kowalska'],
  ['Theo', 'Dubois'],
  ['Greta', 'Schönfeld'],
  ['Luca', 'Moretti'],
  ['Nora', 'van Dijk'],
  ['Paul', 'Hoffmann'],
] as const

const CITIES = [
  ['Köln', 'Germany'],
  ['Wien', 'Austria'],
  ['Zürich', 'Switzerland'],
  ['Malmö', 'Sweden'],
] as const

const GOODS = [
  { name: 'Merino scarf', sku: 'SCF-MER', price: 49 },
  { name: 'Beanie, moss green', sku: 'BNE-MOS', price: 29 },
  { name: 'Wool socks, 3 pairs', sku: 'SCK-3PR', price: 24.9 },
  { name: 'Felt slippers', sku: 'SLP-FLT', price: 59 },
  { name: 'Alpaca blanket', sku: 'BLK-ALP', price: 129 },
  { name: 'Darning kit', sku: 'KIT-DRN', price: 17.5 },
] as const

const QUESTIONS = [
  { skill: 'Order status', text: 'Where is my parcel? It should have been here on Monday.' },
  { skill: 'Returns', text: 'The slippers are too small. Can I change them for 41?' },
  { skill: 'Product advice', text: 'Which scarf does not itch?' },
] as const

const AGENT = 'customer-agent'
const DAY_MS = 86_400_000
/** Sunday first: wool is bought on the sofa. */
const WEEK = [1.5, 0.8, 0.75, 0.85, 0.95, 1, 1.3]
const ORDERS_A_DAY = 16

/** Weeks of a wool shop before `now`, the same each time for the same `now`. */
export function madeUpEvents(now: Date, days: number): SentEvent[] {
  const random = seeded(7)
  const pick = <Thing>(things: readonly Thing[]) =>
    things[Math.floor(random() * things.length)] as Thing
  const events: SentEvent[] = []
  for (let ago = days; ago >= 0; ago--) {
    const day = new Date(now.getTime() - ago * DAY_MS)
    const busy =
      (WEEK[day.getUTCDay()] ?? 1) * (1 + 0.5 * (1 - ago / days)) * (0.8 + 0.4 * random())
    for (let order = 0; order < ORDERS_A_DAY * busy; order++) {
      const time = new Date(day.getTime() - random() * 0.6 * DAY_MS)
      const person = madeUpPerson(Math.floor(random() ** 2 * PEOPLE.length))
      const items = [...new Set([pick(GOODS), ...(random() > 0.6 ? [pick(GOODS)] : [])])]
      const products = items.map(({ name }) => name)
      const value = items.reduce((sum, { price }) => sum + price, 0)
      for (let seen = 0; seen < 1 + random() * 3; seen++) {
        events.push({
          metric: 'Viewed Product',
          profile: person,
          time: new Date(time.getTime() - 300_000 * seen),
          properties: { Products: seen === 0 ? products : [pick(GOODS).name] },
        })
      }
      events.push({
        metric: 'Placed Order',
        profile: person,
        time: new Date(time.getTime() + 600_000 * random()),
        value,
        currency: 'EUR',
        properties: {
          Products: products,
          Channel: random() > 0.35 ? 'web shop' : 'app',
          ...(random() > 0.8 ? { 'Discount Code': 'WOOL10' } : {}),
          SKUs: items.map(({ sku }) => sku),
        },
      })
      if (random() > 0.8) events.push(...conversation(person, time, pick(QUESTIONS), random))
    }
  }
  return events.filter(({ time = now }) => time <= now)
}

function conversation(
  profile: Record<string, unknown>,
  time: Date,
  { skill, text }: (typeof QUESTIONS)[number],
  random: () => number,
): SentEvent[] {
  const id = `cnv_${Math.floor(random() * 1e9).toString(36)}`
  const said = { 'Conversation ID': id, Channel: 'web chat', 'Initial Skill': skill }
  const later = new Date(time.getTime() + 240_000)
  const end: SentEvent =
    random() > 0.25
      ? {
          metric: 'Conversation with Customer Agent Resolved',
          service: AGENT,
          profile,
          time: later,
          properties: said,
        }
      : {
          metric: 'Conversation with Customer Agent Escalated',
          service: AGENT,
          profile,
          time: later,
          properties: { ...said, 'Escalation Reason': 'Asked for a person' },
        }
  const start = {
    metric: 'Started Conversation with Customer Agent',
    service: AGENT,
    profile,
    time,
    properties: { ...said, 'First Message': text },
  }
  return [start, end]
}

function madeUpPerson(index: number): Record<string, unknown> {
  const [first, last] = PEOPLE[index] ?? PEOPLE[0]
  const [city, country] = CITIES[index % CITIES.length] ?? CITIES[0]
  return {
    email: `${plain(first)}.${plain(last)}@example.com`,
    external_id: `customer-${1000 + index}`,
    first_name: first,
    last_name: last,
    locale: 'de-DE',
    location: { city, country },
    properties: {
      'Shoe size': 36 + (index % 9),
      'Favourite colour': index % 2 ? 'moss' : 'oatmeal',
    },
  }
}

function plain(name: string): string {
  return name
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .normalize('NFKD')
    .replaceAll(/[^a-z]/gi, '')
    .toLowerCase()
}

/** mulberry32: the same numbers each time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
