import { LEDGER_DEEDS, type LedgerNumber, ledgerProof } from '../contract/home.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOfAll } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import { figureValue } from './figure-formulas.ts'
import {
  LEDGER_DEFINITIONS,
  type LedgerSum,
  ledgerFormula,
  ledgerRows,
  placeOf,
  type Shown,
} from './ledger-rows.ts'
import { proofResource, proofRowResource, sumOf } from './proof.ts'
import { deedMetrics, shownProducts } from './recommendation-ledger.action.ts'
import { dayRangeWindow } from './report-window.ts'
import { zoneAndCurrency } from './zone-and-currency.action.ts'

interface Question {
  product_id: string
  start?: string | undefined
  end?: string | undefined
}

/** How numbers of the ledger of recommendations come about, and the rows behind them. */
export const ledgerProofRoutes: readonly Route[] = [
  implement(ledgerProof.proof, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { number, product_id: productId } = call.plain
      const { shown, window, zone, currency } = await shownIn(tx, accountId, call.plain, call.now)
      const { numerator, denominator } = ledgerFormula(number)
      const part = (sum: LedgerSum) => ({
        name: sum,
        value: ledgerRows(sum, shown).length,
        definition: LEDGER_DEFINITIONS[sum],
      })
      const over = part(numerator)
      const under = denominator && part(denominator)
      const proof = {
        name: number,
        value: figureValue(over.value, under && under.value),
        unit: under ? ('ratio' as const) : ('count' as const),
        currency,
        numerator: over,
        denominator: under,
        window: { ...window, zone, countsBy: 'when the product was shown' },
        conditions: [
          { name: 'product' as const, value: shown[0]?.showing.title ?? productId },
          ...(await metricsOf(tx, accountId, number)).map((value) => ({
            name: 'metric' as const,
            value,
          })),
        ],
        question: {
          number,
          product_id: productId,
          start: window.startDay,
          end: window.endDay,
        },
      }
      return { data: proofResource('ledger', proof, call.origin) }
    }),
  ),

  implement(ledgerProof.rows, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { shown } = await shownIn(tx, accountId, call.plain, call.now)
      const sum = sumOf(ledgerFormula(call.plain.number), call.plain.part)
      const all = ledgerRows(sum, shown)
      const { rows, next, prev } = pageOfAll(all, call.query.page, placeOf)
      return { data: rows.map((row) => proofRowResource('ledger', row)), next, prev }
    }),
  ),
]

async function shownIn(tx: Tx, accountId: string, question: Question, now: Date) {
  const { zone, currency } = await zoneAndCurrency(tx, accountId)
  const window = dayRangeWindow(question, now, zone)
  const of = { window, productId: question.product_id }
  const shown: Shown[] = []
  for await (const one of shownProducts(tx, accountId, of)) shown.push(one)
  return { shown, window, zone, currency }
}

/** Names of the metrics whose events are what people did. */
async function metricsOf(tx: Tx, accountId: string, number: LedgerNumber): Promise<string[]> {
  const deed = LEDGER_DEEDS.find((one) => number.startsWith(one))
  const ids = [...(await deedMetrics(tx, accountId))].flatMap(([id, what]) =>
    what === deed ? [id] : [],
  )
  return (await listMetricsById(tx, accountId, ids)).map((one) => one.name)
}
