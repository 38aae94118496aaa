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
  'Đơn đặt hàng tiếng Việt của Nguyễn',
  '東京の注文「テスト」',
  '上海订单与臺灣訂單',
  '서울 주문',
  'สินค้าใหม่ที่นี่',
  'ახალი შეკვეთა',
  'Նոր պատվերներ',
  'Kinder ❤️ 👍 🇩🇪 👩‍👩‍👧',
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

// Programs that take text out of a PDF turn lines of several words around by themselves, each in its way.
test.each([
  ['הזמנות חדשות', ['הזמנות', 'חדשות']],
  ['طلبات جديدة', ['طلبات', 'جديدة']],
])('the words of %s, written from right to left, are in a PDF', async (name, parts) => {
  const { text } = await textOf(name)
  for (const part of parts) expect(text).toContain(part)
  expect(text).not.toContain('?')
})

test('a long name goes on in the next line, and is cut where its column ends', async () => {
  const name = Array.from({ length: 30 }, (_, nth) => `注文リスト${nth}`).join('')
  const { text } = await textOf(name)
  expect(text.replaceAll(/\s/g, '')).toContain(name)
})

test('letters that no font has are question marks, and it says so', async () => {
  const { text } = await textOf('Runen ᚠᚢ und Łódź')
  expect(text).toContain('Runen ?? und Łódź')
  expect(text).toContain('sind hier Fragezeichen')
  expect((await textOf('Łódź 田中')).text).not.toContain('Fragezeichen')
})
