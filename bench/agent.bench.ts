import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { readUtterances, readWordings } from '../scripts/intent-sources.ts'
import { LANGUAGES, type Language, type RoutedTo } from '../src/contract/agent-words.ts'
import { calibrated } from '../src/intent/calibrate.ts'
import { learn, type Utterance } from '../src/intent/learn.ts'
import { readText, route } from '../src/intent/route.ts'
import { ROUTES, type RouterModel } from '../src/intent/router-model.ts'
import { understand } from '../src/intent/understand.ts'
import type { RoutedMessage } from '../src/intent/understood.ts'
import { split } from '../src/intent/utterances.ts'
import { unlike } from '../src/intent/wordings.ts'
import { readablePart } from '../src/intent/words.ts'

const TURNS_PER_SECOND = 100
const SECONDS = 5
const SHORT_NAMES: Readonly<Record<RoutedTo, string>> = {
  product_recommendations: 'recom',
  order_tracking: 'track',
  general_qa: 'gener',
  product_qa: 'prodq',
  returns_exchanges: 'retur',
  order_editing: 'editi',
  subscriptions: 'subsc',
  loyalty: 'loyal',
  human_handoff: 'human',
  smalltalk: 'small',
  out_of_scope: 'out',
}

interface Judged {
  utterance: Utterance
  routed: RoutedMessage
}

/** Routing on sentences that were not learned from, English and German apart; and how long it takes. */
export async function bench(): Promise<void> {
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
  const utterances = readUtterances()
  const { learned, heldOut } = split(utterances)
  const started = performance.now()
  const wordings = unlike(readWordings(), heldOut)
  const model = calibrated(learn({ utterances: learned, wordings }), heldOut)
  const took = ((performance.now() - started) / 1_000).toFixed(1)
  const all = `${learned.length} utterances and ${wordings.length} sentences of wordings`
  print(`${all} learned in ${took} s, ${heldOut.length} held out`)
  const byModel = (one: Utterance) => ({ utterance: one, routed: routedBy(model, one.text) })
  report('held-out fifth', heldOut.map(byModel))
  const byShipped = (one: Utterance) => ({
    utterance: one,
    routed: understand(one.text).routed,
  })
  report('another hand, shipped model', otherHands('agent-utterances').map(byShipped))
  report('never looked at, shipped model', otherHands('agent-blind').map(byShipped))
  report('second blind set, shipped model', otherHands('agent-blind2').map(byShipped))
  reportLanguages([...heldOut, ...otherHands('agent-blind')])
  await measureTime(heldOut)
}

function routedBy(model: RouterModel, text: string): RoutedMessage {
  const read = readText(readablePart(text))
  return route(model, read, { previous: undefined, expectsAnswer: false })
}

/** Sentences under headings with their route: `# order_tracking`. Never learned from. */
function otherHands(name: string): Utterance[] {
  return LANGUAGES.flatMap((language) => {
    const lines = readFileSync(new URL(`${name}-${language}.txt`, import.meta.url), 'utf8').split(
      '\n',
    )
    let to: RoutedTo | undefined
    return lines.flatMap((line) => {
      if (line.startsWith('# ')) to = ROUTES.find((one) => one === line.slice(2).trim())
      else if (line.trim() !== '' && to) return [{ text: line, language, to }]
      return []
    })
  })
}

function report(title: string, judged: readonly Judged[]): void {
  for (const language of LANGUAGES) {
    const own = judged.filter(({ utterance }) => utterance.language === language)
    const inScope = own.filter(({ utterance }) => utterance.to !== 'out_of_scope')
    const outside = own.filter(({ utterance }) => utterance.to === 'out_of_scope')
    const right = inScope.filter(({ utterance, routed }) => utterance.to === routed.to)
    const answered = right.filter(({ routed }) => routed.score >= routed.threshold)
    const refused = outside.filter(({ routed }) => isRefused(routed))
    print(
      `\n${title}, ${language}: routed right ${share(right, inScope)}, ` +
        `right and sure ${share(answered, inScope)}, out of scope refused ${share(refused, outside)}`,
    )
    printConfusion(own, language)
  }
}

/** Sent to no skill: recognised as none of the shop's business, or "don't know". */
function isRefused({ to, score, threshold }: RoutedMessage): boolean {
  return to === 'out_of_scope' || score < threshold
}

function printConfusion(judged: readonly Judged[], language: Language): void {
  print(`${language} wanted↓ got→ ${ROUTES.map((one) => SHORT_NAMES[one].padStart(5)).join(' ')}`)
  for (const wanted of ROUTES) {
    const row = judged.filter(({ utterance }) => utterance.to === wanted)
    const cells = ROUTES.map((got) => row.filter(({ routed }) => routed.to === got).length)
    const right = row.filter(({ routed }) => routed.to === wanted)
    print(
      `${SHORT_NAMES[wanted].padEnd(15)} ${cells.map((one) => String(one || '·').padStart(5)).join(' ')}  ${share(right, row)}`,
    )
  }
}

function reportLanguages(utterances: readonly Utterance[]): void {
  const right = utterances.filter(({ text, language }) => understand(text).language === language)
  print(`\nlanguage told right: ${share(right, utterances)} (names and numbers alone included)`)
}

async function measureTime(utterances: readonly Utterance[]): Promise<void> {
  const times: number[] = []
  for (let turn = 0; turn < TURNS_PER_SECOND * SECONDS; turn++) {
    const started = performance.now()
    understand(utterances[turn % utterances.length]?.text ?? '')
    times.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, 1_000 / TURNS_PER_SECOND))
  }
  const sorted = times.toSorted((a, b) => a - b)
  const at = (quantile: number) => sorted[Math.floor(sorted.length * quantile)]?.toFixed(2)
  print(
    `understand() at ${TURNS_PER_SECOND} turns/s: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`,
  )
  print(`memory: ${Math.round(process.memoryUsage().rss / 1e6)} MB resident, learning included`)
}

function share(some: readonly unknown[], all: readonly unknown[]): string {
  return all.length === 0 ? '–' : (some.length / all.length).toFixed(3)
}

function print(line: string): void {
  console.log(line)
}
