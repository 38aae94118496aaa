import { parseDocument } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { Block, TemplateDefinition as Shape, type TemplateDefinition } from '../contract/blocks.ts'
import { definitionHtml } from './definition-html.ts'
import { plainTextOf } from './plain-text.ts'
import { renderMail } from './render-mail.ts'
import type { RenderData } from './render-template.ts'

function block(type: string, data: object, more: object = {}): unknown {
  const empty = { properties: {}, styles: {}, display_options: {} }
  return { content_type: 'block', type, data: { ...empty, ...data }, ...more }
}

function templateOf(blocks: unknown[], section: object = {}, styles: object[] = []) {
  return Shape.parse({
    body: {
      properties: {},
      styles: {},
      sections: [
        {
          content_type: 'section',
          type: 'section',
          data: { properties: {}, display_options: {}, styles: {}, ...section },
          rows: [{ data: { styles: {} }, columns: [{ blocks }] }],
        },
      ],
    },
    styles,
  })
}

const SETTINGS = {
  now: new Date('2026-11-26T12:00:00Z'),
  timeZone: 'Europe/Berlin',
  recipientTimeZone: 'Europe/Berlin',
  locale: 'en-GB',
  currency: 'EUR',
}

async function mail(definition: TemplateDefinition, data: Partial<RenderData> = {}) {
  const all = { person: {}, organization: {}, ...data }
  return renderMail({ html: definitionHtml(definition), text: null }, all, SETTINGS)
}

const shown = (html: string) => plainTextOf(html)

test('texts of blocks that are text are escaped, and HTML of texts and HTML blocks is kept', async () => {
  const { html } = await mail(
    templateOf([
      block('text', { content: '<p>One <b>bold</b></p>' }),
      block('html', { content: '<marquee>two</marquee>' }),
      block('button', { content: 'A & <b>', properties: { href: 'https://shop.test/?a=1&b=2' } }),
    ]),
  )
  expect(html).toContain('<b>bold</b>')
  expect(html).toContain('<marquee>two</marquee>')
  expect(html).toContain('A &amp; &lt;b&gt;')
  expect(html).toContain('href="https://shop.test/?a=1&amp;b=2"')
})

test('what data says cannot become HTML, a link that runs something, or a style', async () => {
  const { html } = await mail(
    templateOf([
      block('button', { content: '{{ first_name }}', properties: { href: '{{ event.url }}' } }),
      block('image', {
        properties: { src: 'https://shop.test/{{ event.picture }}', alt_text: '{{ event.alt }}' },
      }),
      block('text', {
        content: 'x',
        styles: { color: 'red;}</style><script>', font_family: 'a;b:url(x)' },
      }),
      block('button', { content: 'No', properties: { href: ' java\tscript:alert(1)' } }),
    ]),
    {
      person: { first_name: '<script>alert(1)</script>' },
      event: { url: 'JaVaScRiPt:alert(1)', picture: '"><script>', alt: '" onerror="alert(1)' },
    },
  )
  expect(html).not.toContain('<script')
  expect(html).not.toMatch(/javascript:/i)
  expect(html).not.toContain('url(x)')
  const images = all(html, 'img')
  expect(images).toHaveLength(1)
  expect(images[0]?.attribs).not.toHaveProperty('onerror')
})

interface Found {
  name: string
  attribs: Record<string, string>
}

function all(html: string, name: string): Found[] {
  const found: Found[] = []
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if ('name' in node && 'attribs' in node && node.name === name) found.push(node as Found)
    if ('children' in node && Array.isArray(node.children)) node.children.forEach(walk)
  }
  walk(parseDocument(html))
  return found
}

describe('blocks and sections', () => {
  test('are shown on one kind of device only', () => {
    const html = definitionHtml(
      templateOf([
        block('text', { content: 'small', display_options: { show_on: 'mobile' } }),
        block('text', { content: 'large', display_options: { show_on: 'desktop' } }),
      ]),
    )
    const classes = all(html, 'table').map((one) => one.attribs['class'] ?? '')
    expect(classes.filter((one) => one.includes('p-mobile'))).toHaveLength(1)
    expect(classes.filter((one) => one.includes('p-desktop'))).toHaveLength(1)
    expect(html).toMatch(/@media only screen and \(max-width:600px\)\{.*\.p-desktop\{display:none/)
  })

  test('repeat for a list and appear under a condition', async () => {
    const definition = templateOf(
      [
        block('text', {
          content: '<p>{{ forloop.counter }} {{ thing.name }}</p>',
          display_options: {
            content_repeat: { repeat_for: 'event.things', item_alias: 'thing' },
          },
        }),
      ],
      { display_options: { visibility: { check: "person.city == 'Berlin'" } } },
    )
    const data = { event: { things: [{ name: 'Hat' }, { name: 'Scarf' }] } }
    const inBerlin = await mail(definition, { ...data, person: { city: 'Berlin' } })
    expect(inBerlin.text).toBe('1 Hat\n\n2 Scarf\n')
    expect((await mail(definition, data)).text.trim()).toBe('')
  })

  test.each(['event.x }}', '{% if', 'a %}'])('a list called %j is refused', (name) => {
    const repeat = { content_repeat: { repeat_for: name, item_alias: 'x' } }
    const parsed = Block.safeParse(block('text', { content: '', display_options: repeat }))
    expect(parsed.success).toBe(false)
  })

  test('columns stack on phones in their order, the last one first, or not', () => {
    const rowClass = (styles: object) => {
      const definition = templateOf([], { styles })
      const column = { blocks: [block('text', { content: 'x' })] }
      const row = Shape.parse({
        ...definition,
        body: {
          ...definition.body,
          sections: [
            {
              ...definition.body.sections?.[0],
              rows: [
                {
                  data: { styles: { column_layout: '2-columns-33%-67%' } },
                  columns: [column, column],
                },
              ],
            },
          ],
        },
      })
      const html = definitionHtml(row)
      const widths = all(html, 'td')
        .filter((one) => one.attribs['class'] === 'p-col')
        .map((one) => one.attribs['width'])
      expect(widths).toEqual(['33%', '67%'])
      return all(html, 'tr').flatMap((one) => one.attribs['class'] ?? [])
    }
    expect(rowClass({})).toEqual(['p-stack'])
    expect(rowClass({ column_direction: 'rtl' })).toEqual(['p-stack p-reverse'])
    expect(rowClass({ column_direction: 'no-stack' })).toEqual([])
    expect(rowClass({ stack_on_mobile: false })).toEqual([])
  })
})

describe('products', () => {
  const items = ['Hat', 'Scarf', 'Glove', 'Sock', 'Shoe'].map((title, at) => ({
    title,
    price: 10 + at,
    url: `https://shop.test/${title}`,
    image_url: `https://shop.test/${title}.jpg`,
  }))

  test('of the event fill rows of columns, with their prices in the account’s money', async () => {
    const definition = templateOf([
      block('product', {
        properties: { dynamic: true, feed: 'event.extra.items', show_price: true },
        styles: { num_columns: 2, num_rows: 2 },
      }),
    ])
    const { html, text } = await mail(definition, { event: { extra: { items } } })
    expect(all(html, 'img').map((one) => one.attribs['alt'])).toEqual([
      'Hat',
      'Scarf',
      'Glove',
      'Sock',
    ])
    expect(text).toContain('€13.00')
    expect(text).not.toContain('Shoe')
    const none = await mail(definition, { event: {} })
    expect(all(none.html, 'img')).toEqual([])
  })

  test('typed into the block are shown as they are', async () => {
    const definition = templateOf([
      block(
        'product',
        { properties: { show_button: true, button_text: 'Buy' } },
        {
          subblocks: [
            { type: 'product', name: 'Hat <3', price: '12 €', link: 'https://shop.test/hat' },
          ],
        },
      ),
    ])
    const { html } = await mail(definition)
    expect(html).toContain('Hat &lt;3')
    expect(all(html, 'a').map((one) => one.attribs['href'])).toEqual([
      'https://shop.test/hat',
      'https://shop.test/hat',
    ])
  })

  test('by id come from the catalogue, and one that is gone is left out', async () => {
    const definition = templateOf([
      block(
        'product',
        {},
        { subblocks: ['A', 'B'].map((id) => ({ type: 'product', external_id: id })) },
      ),
    ])
    const mailOf = await renderMail(
      { html: definitionHtml(definition), text: null },
      { person: {}, organization: {} },
      SETTINGS,
      {
        catalogItem: async (id) =>
          id === 'A'
            ? { title: 'Hat', url: 'https://shop.test/a', price: 5, published: true }
            : null,
      },
    )
    expect(mailOf.text).toContain('Hat')
    expect(mailOf.text).toContain('€5.00')
  })
})

test('a table repeats its row, and shows its fallback when there is nothing', async () => {
  const repeat = { repeat_for: 'event.rows', item_alias: 'row' }
  const definition = templateOf([
    block(
      'table',
      {
        properties: {
          dynamic: true,
          num_columns: 2,
          row_content_repeat: repeat,
          show_headers: true,
          show_fallback_content: true,
        },
      },
      {
        subblocks: [
          { type: 'table_header', content: 'Name' },
          { type: 'table_header', content: 'Count' },
          { type: 'table_text', content: '{{ row.name }}' },
          { type: 'table_text', content: '{{ row.count }}' },
          { type: 'table_fallback_text', content: 'Nothing' },
        ],
      },
    ),
  ])
  const rows = [
    { name: 'Hat', count: 1 },
    { name: 'Sock', count: 2 },
  ]
  const cells = (html: string) => all(html, 'th').length
  const filled = await mail(definition, { event: { rows } })
  expect(cells(filled.html)).toBe(2)
  expect(shown(filled.html)).toMatch(/Hat[\s\S]*1[\s\S]*Sock[\s\S]*2/)
  expect(shown(filled.html)).not.toContain('Nothing')
  expect(shown((await mail(definition, { event: {} })).html)).toContain('Nothing')
})

test('every other block says what it holds', async () => {
  const { html, text } = await mail(
    templateOf([
      block('coupon', { content: 'Your code', properties: { coupon: 'SPRING' } }),
      block(
        'header',
        {},
        {
          subblocks: [
            { type: 'header_link_bar_logo', src: 'https://shop.test/logo.png', alt_text: 'Wool' },
            { type: 'header_link_bar_button', content: 'New', href: 'https://shop.test/new' },
          ],
        },
      ),
      block(
        'social',
        {},
        {
          subblocks: [
            { type: 'social_link_icon', link_type: 'instagram', link_url: 'https://ig.test/wool' },
            { type: 'social_link_icon', link_type: 'custom', link_url: 'javascript:alert(1)' },
          ],
        },
      ),
      block(
        'split',
        {},
        {
          subblocks: [
            { type: 'table_image', src: 'https://shop.test/a.jpg', alt_text: 'A hat' },
            { type: 'table_text', content: '<p>beside</p>' },
          ],
        },
      ),
      block('video', { properties: { src: 'https://v.test/a.jpg', href: 'https://v.test/' } }),
      block('review', { properties: { quote: 'Warm & soft', stars: 4, author: 'Bo' } }),
      block('horizontal_rule', { styles: { border_width: 2, border_style: 'dashed' } }),
      block('spacer', { styles: { height: 33 } }),
      block('drop_shadow', { styles: { shadow_color: 'dark' } }),
    ]),
  )
  expect(text).toContain('COUPON-CODE')
  expect(text).toContain('Instagram')
  expect(html).not.toContain('javascript:')
  expect(all(html, 'img').map((one) => one.attribs['alt'])).toEqual(['Wool', 'A hat', ''])
  expect(text).toContain('★★★★☆')
  expect(html).toContain('Warm &amp; soft')
  expect(html).toContain('border-top:2px dashed')
  expect(all(html, 'td').filter((one) => one.attribs['height'] === '33')).toHaveLength(1)
})

test('Outlook gets tables of its own, as many opened as closed', () => {
  const html = definitionHtml(
    templateOf([block('product', { properties: { dynamic: true } }), block('spacer', {})]),
  )
  const inOutlook = [...html.matchAll(/<!--\[if mso\]>(.*?)<!\[endif\]-->/gs)].map(([, one]) => one)
  const text = inOutlook.join('')
  for (const name of ['table', 'tr', 'td']) {
    const count = (pattern: string) => text.match(new RegExp(pattern, 'g'))?.length ?? 0
    expect([name, count(`<${name}[ >]`)]).toEqual([name, count(`</${name}>`)])
  }
})
