import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ANYTHING, findProducts } from '../src/catalog/find-products.sql.ts'
import type { ProductQuery } from '../src/catalog/product-search.ts'
import { createItems } from '../src/catalog/save-items.action.ts'
import { createVariants } from '../src/catalog/save-variants.action.ts'
import { openDatabase } from '../src/platform/database.ts'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql, inAccount, readInAccount, type Sql } from '../src/platform/sql.ts'
import { createRawAccount } from '../test/raw-events.ts'

const SIZES = [1_000, 100_000]
const BATCH = 250
const ROUNDS = 15
/** Shop-like: a few words that very many items have, and a long tail of names. */
const NOUNS =
  'scarf mug lamp tent book bag blanket hat glove sock sweater jacket shirt teapot kettle candle vase clock rug basket towel backpack toy puzzle notebook pen garden pot bowl plate'.split(
    ' ',
  )
const QUALITIES =
  'warm soft blue red green wool cotton linen wooden large small classic modern light heavy waterproof handmade organic striped plain'.split(
    ' ',
  )
const COLOURS = ['blue', 'red', 'green', 'black', 'white', 'grey']
const NAMES = 30_000
const SYLLABLES = 'ba do fe gi ku la me ni po ra se ti wu zo'.split(' ')

const QUERIES: Record<string, Partial<ProductQuery>> = {
  'one word': { text: 'mug' },
  'two words': { text: 'warm scarf' },
  'words and bounds': { text: 'wool blanket', priceMax: 40, inStockOnly: true },
  'attribute and bounds': {
    text: 'scarf',
    attributes: { colour: 'blue' },
    priceMax: 30,
    inStockOnly: true,
  },
  misspelt: { text: 'watreproof bakcpack' },
  German: { text: 'Wolldecke' },
  'a sentence': { text: 'something warm and soft, handmade from organic cotton or wool' },
  'words that nobody has': { text: 'xylophone qwertz' },
  'what is popular': { text: '', inStockOnly: true },
}
/** Answers little or nothing, so everything is read. Reported, not counted among the others. */
const HARDEST: Partial<ProductQuery> = { text: 'warm scarf', priceMax: 0.1 }

/** Product search, by the size of the catalogue. */
export async function bench(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-search-'))
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
  const database = await openDatabase({ databaseUrl: null, dataDir })
  try {
    await migrate(database.url)
    const sql = connectSql(database.url, { max: 2 })
    for (const size of SIZES) await measure(sql, size)
    await sql.end()
  } finally {
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measure(sql: Sql, size: number): Promise<void> {
  const accountId = `S${String(size).padStart(5, '0').slice(0, 5)}`
  const began = performance.now()
  await fill(sql, accountId, size)
  const seconds = (performance.now() - began) / 1_000
  print(`\n${size} items, loaded at ${Math.round(size / seconds)} items/s`)
  const all: number[] = []
  for (const [name, query] of Object.entries(QUERIES)) {
    const times = await timed(sql, accountId, query)
    all.push(...times)
    print(`  ${name}: p50 ${ms(times, 50)}, p95 ${ms(times, 95)}`)
  }
  print(`  all: p50 ${ms(all, 50)}, p95 ${ms(all, 95)} (${all.length} searches)`)
  print(`  the hardest: p50 ${ms(await timed(sql, accountId, HARDEST), 50)}`)
}

async function timed(sql: Sql, accountId: string, query: Partial<ProductQuery>): Promise<number[]> {
  const times: number[] = []
  for (let round = -2; round < ROUNDS; round += 1) {
    const began = performance.now()
    await readInAccount(sql, accountId, (tx) =>
      findProducts(tx, accountId, { ...ANYTHING, limit: 6, ...query }),
    )
    if (round >= 0) times.push(performance.now() - began)
  }
  return times
}

async function fill(sql: Sql, accountId: string, size: number): Promise<void> {
  const now = new Date()
  await createRawAccount(sql, { id: accountId, createdAt: now }, [], [])
  const random = generator(42)
  const names = Array.from({ length: NAMES }, () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(SYLLABLES, random)).join(''),
  )
  for (let at = 0; at < size; at += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, size - at) }, (_, n) => ({
      id: `P-${at + n}`,
      title: `${pick(QUALITIES, random)} ${rare(names, random)} ${pick(NOUNS, random)}`,
      description: Array.from({ length: 30 }, () =>
        random() < 0.1 ? pick(QUALITIES, random) : rare(names, random),
      ).join(' '),
      price: Math.floor(random() * 10_000) / 100,
      colours: [pick(COLOURS, random), pick(COLOURS, random)],
      quantity: random() < 0.2 ? 0 : 5,
    }))
    await inAccount(sql, accountId, async (tx) => {
      const items = rows.map(({ id, title, description, price }) => ({
        type: 'catalog-item' as const,
        attributes: { external_id: id, title, description, price, url: '/p' },
      }))
      await createItems(tx, accountId, items, now)
      const variants = rows.flatMap(({ id, price, colours, quantity }) =>
        colours.map((colour, n) => ({
          type: 'catalog-variant' as const,
          attributes: {
            external_id: `${id}-${n}`,
            title: colour,
            description: '',
            sku: `${id}-${n}`,
            price,
            inventory_quantity: quantity,
            url: '/p',
            custom_metadata: { colour },
          },
          relationships: {
            item: { data: { type: 'catalog-item' as const, id: `$custom:::$default:::${id}` } },
          },
        })),
      )
      await createVariants(tx, accountId, variants, now)
    })
  }
  await inAccount(
    sql,
    accountId,
    (tx) => tx`
      insert into catalog_popularity
        (account_id, item_id, item_no, order_count, heat, last_ordered_at)
      select account_id, item_id, item_no, 1, item_no * 7919 % 1000, created_at
      from catalog_items
      where account_id = ${accountId}
        and item_no % 5 = 0`,
  )
  await sql`vacuum analyze`
}

/** The same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x80000000
  }
}

function pick<T>(list: readonly T[], random: () => number): T {
  const one = list[Math.floor(random() * list.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

/** The first of the list often, the others ever less. */
function rare(list: readonly string[], random: () => number): string {
  return list[Math.floor(list.length ** random()) - 1] ?? pick(list, random)
}

function ms(times: readonly number[], percent: number): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))
  return `${(sorted[at] ?? 0).toFixed(1)} ms`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
