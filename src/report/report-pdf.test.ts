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

async function textOf(name: string, hours = 1) {
  const from = new Date('2026-05-04T00:00:00Z')
  const pdf = await reportPdf(
    name,
    {
      from,
      until: new Date('2026-05-05T00:00:00Z'),
      timeZone: 'UTC',
      dates: Array.from({ length: hours }, (_, hour) => new Date(+from + hour * 3_600_000)),
      series: [
        {
          metricId: 'ORDER',
          metricName: name.length > 1_000 ? name : name.slice(0, 12),
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
  const document = await getDocumentProxy(new Uint8Array(pdf))
  const { text } = await extractText(document, { mergePages: true })
  return { pdf, document, text: text.normalize('NFC') }
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

test('a name without end is cut, and takes no longer than others', async () => {
  for (const word of ['x', 'x ', '注', 'ش ']) {
    const { text } = await textOf(word.repeat(50_000))
    expect(text).toContain('1.234,5')
    expect(text.length).toBeLessThan(5_000)
  }
}, 10_000)

test('a long name goes on in the next line, and is cut where its column ends', async () => {
  const name = Array.from({ length: 30 }, (_, nth) => `注文リスト${nth}`).join('')
  const { text } = await textOf(name)
  expect(text.replaceAll(/\s/g, '')).toContain(name)
})

test('what is said below the table is on a page, wherever the table ends', async () => {
  for (let hours = 24; hours <= 38; hours += 1) {
    const { document } = await textOf('Runen ᚠᚢ', hours)
    for (let number = 1; number <= document.numPages; number += 1) {
      const { items } = await (await document.getPage(number)).getTextContent()
      const heights = items.flatMap((item) =>
        'transform' in item ? [Number(item.transform[5])] : [],
      )
      expect(Math.min(...heights), `${hours} hours`).toBeGreaterThan(30)
    }
  }
}, 20_000)

test('letters that no font has are question marks, and it says so', async () => {
  const { text } = await textOf('Runen ᚠᚢ und Łódź')
  expect(text).toContain('Runen ?? und Łódź')
  expect(text).toContain('sind hier Fragezeichen')
  expect((await textOf('Łódź 田中')).text).not.toContain('Fragezeichen')
})
