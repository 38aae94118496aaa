/** `npm run bench <name>`: prints numbers, never fails on them. */
const name = process.argv[2]
const KNOWN = [
  'ingest',
  'web-chat',
  'agent-turn',
  'search',
  'knowledge',
  'agent',
  'agent-report',
  'templates',
  'deliver',
  'reports',
  'segments',
  'campaigns',
  'flows',
] as const

const found = KNOWN.find((one) => one === name)
if (!found) {
  console.error(`There is no bench '${name ?? ''}'. Known: ${KNOWN.join(', ')}.`)
  process.exit(2)
}
const { bench } = (await import(`./${found}.bench.ts`)) as { bench: () => Promise<void> }
await bench()
