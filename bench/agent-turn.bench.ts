import { cpus, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { openWorld, type World } from '../src/agent/turn-world-fixtures.ts'
import { SHOP_A } from '../src/knowledge/knowledge-fixtures.ts'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql } from '../src/platform/sql.ts'
import { startTestServer } from '../test/postgres.ts'

const TURNS_PER_SECOND = 100
const SECONDS = 20
const WARM_UP_TURNS = 300
const SHOPPERS = 600
const ITEMS = 1_000
const POOL_MAX = 20

const NOUNS = [
  'scarf',
  'jacket',
  'backpack',
  'mug',
  'blanket',
  'tent',
  'lamp',
  'hat',
  'gloves',
  'socks',
]
const ADJECTIVES = [
  'warm',
  'light',
  'woollen',
  'blue',
  'small',
  'waterproof',
  'soft',
  'red',
  'large',
  'grey',
]
const MESSAGES = [
  'How much is shipping to Austria?',
  'I am looking for something warm for my dad under 40 euros',
  'where is my order #1042?',
  'Wie lange habe ich Zeit, etwas zurückzuschicken?',
  'do you have a blue scarf?',
  'hello',
  'is it available in red?',
  'Do you engrave names on cups?',
  'Ich suche ein Geschenk für meine Freundin bis 25 Euro',
  'How do I wash a down jacket?',
]

/** Offline turns in this process at a steady rate: from the committed message to the committed answer. */
export async function bench(): Promise<void> {
  const server = await startTestServer()
  const admin = connectSql(server.adminUrl, { max: 1 })
  const name = `parley_bench_${process.pid}`
  await admin`create database ${admin(name)} owner ${admin(new URL(server.url).username)}`
  const url = new URL(server.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  const sql = connectSql(url.href, { max: POOL_MAX })
  try {
    print(
      `machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, PostgreSQL on it, load ${loadavg()[0]?.toFixed(1)}`,
    )
    const world = await openWorld(sql)
    const shoppers = await fill(world)
    print(`${ITEMS} items, ${SHOP_A.length} passages, ${shoppers.length} shoppers`)
    await run(world, shoppers, WARM_UP_TURNS)
    await sql`analyze`
    const cpuBefore = process.cpuUsage()
    const took = await run(world, shoppers, TURNS_PER_SECOND * SECONDS)
    print(
      `${took.length} turns at ${TURNS_PER_SECOND}/s: p50 ${at(took, 0.5)} ms, p95 ${at(took, 0.95)} ms, p99 ${at(took, 0.99)} ms, longest ${at(took, 1)} ms`,
    )
    const cpu = process.cpuUsage(cpuBefore)
    print(`own CPU time: ${((cpu.user + cpu.system) / 1_000 / took.length).toFixed(1)} ms a turn`)
  } finally {
    await sql.end()
    await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
    await server.stop()
  }
}

async function fill(world: World): Promise<string[]> {
  await world.items(
    Array.from({ length: ITEMS }, (_, i) => ({
      id: `item-${i}`,
      title: `${ADJECTIVES[i % 10]} ${NOUNS[Math.floor(i / 10) % 10]} ${i}`,
      description: `A ${ADJECTIVES[(i * 7) % 10]} thing for ${NOUNS[(i * 3) % 10]} lovers.`,
      price: 5 + (i % 120),
      stock: { red: i % 3, blue: i % 5 },
    })),
  )
  for (const { title, text } of SHOP_A) await world.knows(title, text)
  const shoppers: string[] = []
  for (let i = 0; i < SHOPPERS; i += 1) shoppers.push(await world.visitor())
  return shoppers
}

/** An open loop: turns begin on time, however slow the ones before are. */
async function run(world: World, shoppers: readonly string[], turns: number): Promise<number[]> {
  const took: number[] = []
  const pending: Promise<void>[] = []
  const begunMs = performance.now()
  for (let i = 0; i < turns; i += 1) {
    const dueMs = begunMs + (i * 1_000) / TURNS_PER_SECOND
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) await pause(waitMs)
    pending.push(oneTurn(world, shoppers[i % shoppers.length] ?? '', i, took))
  }
  await Promise.all(pending)
  return took.toSorted((a, b) => a - b)
}

async function oneTurn(world: World, shopper: string, i: number, took: number[]): Promise<void> {
  const { conversationId } = await world.write(shopper, MESSAGES[i % MESSAGES.length] ?? '')
  const startedMs = performance.now()
  await world.turns.run(world.accountId, conversationId)
  took.push(performance.now() - startedMs)
}

function at(sorted: readonly number[], part: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1)
}

function print(line: string): void {
  console.log(line)
}
