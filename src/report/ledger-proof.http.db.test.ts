import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { proven } from '../../test/proven.ts'
import { insertRawEvents, type RawEvent } from '../../test/raw-events.ts'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { LEDGER_DEEDS, LEDGER_NUMBERS } from '../contract/home.ts'
import { newShopper, write } from '../conversation/conversation-fixtures.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import { DAY_MS, SECOND_MS } from '../platform/time.ts'
import { Ledger } from './ledger.ts'
import { shownProducts } from './recommendation-ledger.action.ts'

const server = await runningServer()
const { sql } = server
/** Two days of Berlin, of which the second is an hour short. */
const days = 'start=2026-03-28&end=2026-03-29'
const from = new Date('2026-03-27T23:00:00Z')
const until = new Date('2026-03-29T22:00:00Z')
const people: { profileId: string; conversationId: string }[] = []
let shownMetric = ''

const DEEDS = {
  CARTED: { name: 'Added to Cart', deed: 'carted' },
  PLACED: { name: 'Placed Order', deed: 'bought' },
  ITEM: { name: 'Ordered Product', deed: 'bought' },
  REFUND: { name: 'Refunded Order', deed: 'returned' },
} as const
type DeedMetric = keyof typeof DEEDS

beforeAll(async () => {
  for (let nth = 0; nth < 3; nth += 1) {
    const profileId = await newShopper(sql, COMPANY)
    const shop = { sql, accountId: COMPANY, profileId }
    const begun = await write(shop, 'Do you have a blue mug?', { now: from })
    if (!('conversationId' in begun)) throw new Error(JSON.stringify(begun))
    people.push({ profileId, conversationId: begun.conversationId })
  }
  await inAccount(sql, COMPANY, async (tx) => {
    await tx`update accounts set timezone = 'Europe/Berlin' where account_id = ${COMPANY}`
    for (const [id, { name }] of Object.entries(DEEDS)) {
      await tx`
        insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
        values (${COMPANY}, ${id}, ${name}, 'api', ${from}, ${from})`
    }
    const [metric] = await tx<{ id: string }[]>`
      select metric_id as id
      from metrics
      where account_id = ${COMPANY} and integration_key = 'customer-agent' and name like '%ecommend%'`
    shownMetric = metric?.id ?? ''
  })
})

interface Scene {
  /** In which products `a` and `b` are shown, once or several times each. */
  showings: { who: number; at: Date; products: string[] }[]
  deeds: { who: number; at: Date; metric: DeedMetric; product: string; bySku: boolean }[]
  clicks: { who: number; product: string }[]
}

const who = fc.integer({ min: 0, max: 2 })
const product = fc.constantFrom('a', 'b')
/** Around the edges of the window, of the short day, and within it. */
const shownAt = fc
  .tuple(
    fc.constantFrom(from.getTime(), until.getTime(), Date.parse('2026-03-29T01:00:00Z')),
    fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -90_000, max: 90_000 })),
  )
  .map(([at, seconds]) => new Date(at + seconds * SECOND_MS))
/** Around the end of the month within which a purchase counts, or shortly after the showing. */
const deedAfter = fc.oneof(
  fc.integer({ min: -7_200, max: 90_000 }).map((seconds) => seconds * SECOND_MS),
  fc.constantFrom(-1, 0, 0, 1).map((seconds) => 30 * DAY_MS + seconds * SECOND_MS),
  fc.constant(40 * DAY_MS),
)
const scenes: fc.Arbitrary<Scene> = fc
  .record({
    showings: fc.array(
      fc.record({ who, at: shownAt, products: fc.array(product, { minLength: 1, maxLength: 3 }) }),
      { minLength: 1, maxLength: 8 },
    ),
    deeds: fc.array(
      fc.record({
        of: fc.nat(),
        who: fc.option(who, { freq: 1 }),
        after: deedAfter,
        metric: fc.constantFrom<DeedMetric>('CARTED', 'PLACED', 'ITEM', 'REFUND'),
        product,
        bySku: fc.boolean(),
      }),
      { maxLength: 16 },
    ),
    clicks: fc.uniqueArray(fc.record({ who, product }), {
      maxLength: 3,
      selector: (one) => `${one.who} ${one.product}`,
    }),
  })
  .map(({ showings, deeds, clicks }) => ({
    showings,
    clicks,
    deeds: deeds.map(({ of, after, ...deed }) => {
      const showing = showings[of % showings.length]!
      return {
        ...deed,
        who: deed.who ?? showing.who,
        at: new Date(showing.at.getTime() + after),
      }
    }),
  }))

async function play(scene: Scene, idOf: (product: string) => string): Promise<void> {
  const shown = scene.showings.map(
    (one): RawEvent => ({
      metricId: shownMetric,
      profileId: people[one.who]!.profileId,
      occurredAt: one.at,
      properties: {
        'Conversation ID': people[one.who]!.conversationId,
        $extra: {
          items: one.products.map((each) => ({
            product_id: idOf(each),
            title: `Product ${each}`,
            sku: `SKU ${idOf(each)}`,
          })),
        },
      },
    }),
  )
  const done = scene.deeds.map((one): RawEvent => {
    const id = one.bySku ? `SKU ${idOf(one.product)}` : idOf(one.product)
    return {
      metricId: one.metric,
      profileId: people[one.who]!.profileId,
      occurredAt: one.at,
      properties:
        one.metric === 'CARTED' ? { AddedItemProductID: id } : { Items: [{ ProductID: id }] },
    }
  })
  await insertRawEvents(sql, COMPANY, [...done, ...shown])
  await inAccount(sql, COMPANY, async (tx) => {
    for (const click of scene.clicks) {
      const { conversationId } = people[click.who]!
      await tx`
        insert into web_chat_product_clicks (account_id, conversation_id, position, product_id,
                                             first_clicked_at, last_clicked_at)
        select account_id, conversation_id, min(position), ${idOf(click.product)}, ${from}, ${from}
        from conversation_lines
        where account_id = ${COMPANY} and conversation_id = ${conversationId}
        group by account_id, conversation_id`
    }
  })
}

/** The numbers of a product, counted person by person from the scene itself. */
function recounted(scene: Scene, product: string) {
  const shown = scene.showings
    .filter((one) => one.at >= from && one.at < until)
    .flatMap((one) => one.products.filter((each) => each === product).map(() => one))
  const whoever = new Set(shown.map((one) => one.who))
  const did = (deed: string, person: number) =>
    scene.deeds.filter(
      (one) => one.who === person && one.product === product && DEEDS[one.metric].deed === deed,
    )
  const counting = (test: (person: number) => boolean) => [...whoever].filter(test).length
  const soon = (deed: string, person: number) =>
    did(deed, person).filter((one) =>
      shown.some(
        (showing) =>
          showing.who === person &&
          one.at >= showing.at &&
          one.at.getTime() - showing.at.getTime() < 30 * DAY_MS,
      ),
    )
  return {
    shown: shown.length,
    people: whoever.size,
    clicked: counting((person) =>
      scene.clicks.some((one) => one.who === person && one.product === product),
    ),
    carted: counting((person) => soon('carted', person).length > 0),
    bought: counting((person) => soon('bought', person).length > 0),
    returned: counting((person) =>
      soon('bought', person).some((bought) =>
        did('returned', person).some((one) => one.at >= bought.at),
      ),
    ),
  }
}

let run = 0

test('numbers equal a recount person by person, and their rows add up to them', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      run += 1
      const idOf = (each: string) => `${run}-${each}`
      await play(scene, idOf)
      const { body } = await call(
        server,
        'GET',
        `/api/x/recommendation-ledger?${days}&page[size]=1000`,
      )
      for (const each of ['a', 'b']) {
        const expected = recounted(scene, each)
        const lines = expected.shown === 0 ? [] : [expected]
        const own = body.data.filter((one) => one.id === idOf(each))
        expect(own.map((one) => one.attributes)).toMatchObject(lines)
        const small = new Ledger(1)
        const of = {
          window: { from, until },
          productId: idOf(each),
          step: { showings: 2, deeds: 3 },
        }
        await readInAccount(sql, COMPANY, async (tx) => {
          for await (const { showing, outcome } of shownProducts(tx, COMPANY, of)) {
            small.add(showing, outcome)
          }
        })
        expect(small.result()).toMatchObject(lines)
        for (const number of LEDGER_NUMBERS) {
          const deed = LEDGER_DEEDS.find((one) => number === `${one}_rate`)
          const proof = await proven(server, 'ledger', {
            question: `number=${number}&product_id=${idOf(each)}&${days}`,
          })
          const rate = deed && (expected.people === 0 ? null : expected[deed] / expected.people)
          expect([number, proof.value]).toEqual([
            number,
            rate === undefined ? expected[number as keyof typeof expected] : rate,
          ])
        }
      }
    }),
    { numRuns: 25 },
  )
})

test('a proof says product, metrics, window and zone, and its rows what shows it', async () => {
  const order = { metric: 'PLACED' as const, bySku: false, who: 0, product: 'a' }
  const scene = {
    showings: [{ who: 0, at: new Date('2026-03-29T21:59:59Z'), products: ['a'] }],
    deeds: [
      { ...order, at: new Date('2026-03-30T08:00:00Z') },
      { ...order, at: new Date('2026-03-31T08:00:00Z') },
    ],
    clicks: [],
  }
  await play(scene, (each) => `said-${each}`)
  const question = `number=bought_rate&product_id=said-a&${days}`
  const { rows, ...proof } = await proven(server, 'ledger', { question })
  expect(proof).toMatchObject({
    value: 1,
    unit: 'ratio',
    formula: 'peopleBought ÷ peopleShown',
    window: {
      from_at: '2026-03-27T23:00:00+00:00',
      until_at: '2026-03-29T22:00:00+00:00',
      timezone: 'Europe/Berlin',
    },
    conditions: [
      { name: 'product', value: 'Product a' },
      { name: 'metric', value: 'Ordered Product' },
      { name: 'metric', value: 'Placed Order' },
    ],
  })
  expect(rows.map((row) => row.attributes)).toMatchObject([
    {
      kind: 'event',
      at: '2026-03-30T08:00:00+00:00',
      counts: 1,
      conversation_id: people[0]?.conversationId,
    },
  ])
})
