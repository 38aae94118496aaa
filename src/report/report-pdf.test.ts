import { extractText, getDocumentProxy } from 'unpdf'
import { expect, test } from 'vitest'
import { reportPdf } from './report-pdf.gateway.ts'
import { reportWords } from './report-result.ts'

const NAMES = [
  'Zażółć gęślą jaźń, Łódź',
  'Ξεσκεπάζω τὴν ψυχοφθόρα βδελυγμία',
  'Съешь ещё этих мягких французских булок',
  'Pijamalı hasta yağız şoföre çabucak güvendi, İĞŞ',
  'Příliš žluťoučký kůň úpěl ďábelské ódy',
  'Árvíztűrő tükörfúrógép',
  'Ștefan își trăiește, Ķēniņš, Ūšelė',
]

async function textOf(name: string) {
  const from = new Date('2026-05-04T00:00:00Z')
  const pdf = await reportPdf(
    name,
    {
      from,
      until: new Date('2026-05-05T00:00:00Z'),
      timeZone: 'UTC',
      dates: [from],
      series: [
        {
          metricId: 'ORDER',
          metricName: name.slice(0, 12),
          measurement: 'sum_value',
          group: null,
          values: [1_234.5],
          total: 1_234.5,
        },
      ],
      hasMoreGroups: false,
    },
    reportWords('de-DE'),
  )
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), {
    mergePages: true,
  })
  return { pdf, text: text.normalize('NFC') }
}

test.each(NAMES)('no letter of %s is lost in a PDF', async (name) => {
  const { pdf, text } = await textOf(name)
  expect(text).toContain(name)
  expect(text).toContain('1.234,5')
  expect(text).not.toContain('?')
  // Only the letters that are used go along.
  expect(pdf.length).toBeLessThan(60_000)
})

test('letters that a PDF does not have are question marks, and it says so', async () => {
  const { text } = await textOf('Tanaka 田中 und Łódź')
  expect(text).toContain('Tanaka ?? und Łódź')
  expect(text).toContain('sind hier Fragezeichen')
  expect((await textOf('Łódź')).text).not.toContain('Fragezeichen')
})
