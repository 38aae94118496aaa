import { expect, test } from 'vitest'
import { CAMPAIGN_SUMS } from '../src/report/campaign-proof.ts'
import { FIGURE_MEANINGS, FIGURE_SUMS } from '../src/report/figure-formulas.ts'
import { FLOW_SUMS } from '../src/report/flow-proof.ts'
import { GROUP_SUMS } from '../src/report/group-proof.ts'
import { LEDGER_DEFINITIONS } from '../src/report/ledger-rows.ts'
import { DEFINITIONS } from '../src/report/message-statistics.ts'
import { METRIC_SUMS } from '../src/report/metric-proof.ts'
import { definitionIn, phraseIn } from '../web/words/proof-words.ts'

test('what proofs say is known in German', () => {
  const figures = FIGURE_SUMS.map((name) => ({ name, ...FIGURE_MEANINGS[name] }))
  const named = [
    ...Object.entries(CAMPAIGN_SUMS),
    ...Object.entries(DEFINITIONS),
    ...Object.entries(LEDGER_DEFINITIONS),
  ]
  const sums = [
    ...figures,
    ...named.map(([name, definition]) => ({ name, definition })),
    ...Object.values(METRIC_SUMS),
    ...Object.values(GROUP_SUMS),
    ...Object.values(FLOW_SUMS),
  ]
  expect(new Set(sums.map((one) => one.name)).size).toBe(sums.length)
  for (const sum of sums) {
    expect([sum.name, definitionIn('de', sum).language]).toEqual([sum.name, 'de'])
    expect(definitionIn('en', sum)).toEqual({ text: sum.definition, language: 'en' })
  }
  for (const { countsBy } of figures) {
    expect([countsBy, phraseIn('de', countsBy).language]).toEqual([countsBy, 'de'])
  }
})
