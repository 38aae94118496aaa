import { expect, test } from 'vitest'
import { code128 } from './code-128.ts'
import { DATA, HOST, rendered } from './dialect-fixtures.ts'
import { compileTemplate, TemplateProblem, variablesOf } from './render-template.ts'

const SEED_EMAIL = `{% for item in event.extra.items|slice:':4' %}
  <a href="{{ item.url }}"><img src="{{ item.image_url }}" alt="{{ item.title }}"></a>
  <p>{{ item.title }} {% currency_format item.price|default:0 %}</p>
{% empty %}<p>Pick up where we left off.</p>{% endfor %}
{{ organization.full_address }} {% unsubscribe 'Unsubscribe' %}`

function withItems(count: number) {
  const items = Array.from({ length: count }, (_, at) => ({
    url: `https://shop.example/p?id=${at}&from=mail`,
    image_url: `https://shop.example/${at}.jpg`,
    title: `Lamp "${at}"`,
    ...(at === 1 ? {} : { price: 19.9 }),
  }))
  return { ...DATA, event: { $extra: { items } } }
}

test('the follow-up to a recommendation shows four items, or words for none', async () => {
  const html = await rendered(SEED_EMAIL, { locale: 'de-DE', currency: 'EUR' }, HOST, withItems(6))
  expect(html.match(/<img/g)).toHaveLength(4)
  expect(html).toContain('<a href="https://shop.example/p?id=0&amp;from=mail">')
  expect(html).toContain('<p>Lamp &quot;0&quot; 19,90\u00a0€</p>')
  expect(html).toContain('<p>Lamp &quot;1&quot; 0,00\u00a0€</p>')
  expect(html).toContain('1 Main Street, Springfield <a href="https://shop.example/unsubscribe/x">')
  expect(await rendered(SEED_EMAIL, {}, HOST, withItems(0))).toContain('Pick up where we left off.')
})

test('a subject is not escaped, and links in plain text show their address', async () => {
  const text = { escape: 'none' as const }
  expect(await rendered('{{ organization.name }}: {{ event.html }}', text)).toBe(
    'Lamp & Co: <b>5 & 6</b>',
  )
  expect(await rendered('{% unsubscribe %}', text)).toBe(
    'Unsubscribe: https://shop.example/unsubscribe/x',
  )
  expect(await rendered('{% autoescape on %}{{ event.URL }}{% endautoescape %}', text)).toBe(
    'https://shop.example/cart?a=1&b=2',
  )
  expect(await rendered("{% barcode 'A1' %}{{ event.lines|newline_to_br }}", text)).toBe(
    'A1one<br>two',
  )
})

test('words, dates and money follow the language of the account', async () => {
  const german = { locale: 'de-DE', currency: 'EUR' }
  expect(await rendered("{{ event.when|date:'l, j. F Y' }}", german)).toBe(
    'Mittwoch, 11. Februar 2026',
  )
  expect(await rendered('{% unsubscribe %}', german, {})).toBe(
    '<a href="#unsubscribe">Abmelden</a>',
  )
  expect(await rendered('{% currency_format 1234.5 %}', german)).toBe('1.234,50\u00a0€')
})

test('a preview without a host prints placeholders', async () => {
  const source =
    "{% coupon_code 'X' %} {% catalog '7' %}{{ catalog_item.title }}{% endcatalog %} {% web_view_link %}"
  expect(await rendered(source, {}, {})).toBe('COUPON-CODE Item 7 #web-view')
})

test.each([
  ["{% catalog 'GONE' %}x{% endcatalog %}", 'Catalog Item Unavailable'],
  ['{% catalog event.none %}x{% endcatalog %}', 'Catalog Item Unavailable'],
  ['{% catalog \'LAMP\' unpublished="cancel" %}x{% endcatalog %}', 'Catalog Item Unavailable'],
  ["{% coupon_code 'welcome' %}", "Coupon Code Doesn't Exist"],
])('%s skips the message: %s', async (template, skip) => {
  await expect(rendered(template)).rejects.toMatchObject({ kind: 'skip', skip, line: 1, column: 1 })
})

test('the host is asked once for each item and coupon', async () => {
  const asked: string[] = []
  const host = {
    catalogItem: async (id: string, options: object) => {
      asked.push(`${id} ${JSON.stringify(options)}`)
      return null
    },
  }
  const block = (id: string) => `{% catalog ${id} missing="ignore" language='fr' %}{% endcatalog %}`
  await rendered(`${block("'1'")}${block('1')}${block("'2'")}`, {}, host)
  expect(asked).toEqual(['1 {"language":"fr"}', '2 {"language":"fr"}'])
})

test.each([
  ["{% if 2 == 2.0 and 1 != '1' %}y{% endif %}", 'y'],
  [
    '{% if event.none > 1 or event.none < 1 or event.none >= event.none %}y{% else %}n{% endif %}',
    'n',
  ],
  ["{% if 'a' in 'cat' and 'Sale' not in 'cat' and 'b' in event.letters %}y{% endif %}", 'y'],
  ["{% if 'name' in organization %}y{% endif %}", 'y'],
  ['{% if not event.none and not 0 %}y{% endif %}', 'y'],
  ['{% if 1 or 0 and 0 %}y{% endif %}', 'y'],
  ['{% if event.none == None and event.none is None %}y{% endif %}', 'y'],
  ['{% if event.Items.0.price|multiply:2 > 39 %}y{% endif %}', 'y'],
  ['{% if event.Items|length >= 3 and first_name|lower == "ada" %}y{% endif %}', 'y'],
  ["{% if '10' > 9 %}y{% else %}n{% endif %}", 'n'],
  ['{% if event.numbers == event.numbers|slice:":" %}y{% endif %}', 'y'],
  [
    '{% if x in event.none %}y{% else %}n{% endif %}{% if x not in event.none %}y{% else %}n{% endif %}',
    'nn',
  ],
  ['{% if False %}a{% elif True %}b{% elif True %}c{% else %}d{% endif %}', 'b'],
])('%s gives %s', async (template, gives) => {
  expect(await rendered(template)).toBe(gives)
})

test.each([
  ['{{ event.Items.0.ProductName }}', 'Lamp'],
  ['{{ event.extra.checkout_url }}', 'https://shop.example/checkout'],
  ['[{{ nobody.at.home }}{{ event.Items.9.x }}{{ person.first_name.x }}{{ today }}]', '[]'],
  ['{{ FIRST_NAME }}{{ First_name }}', ''],
  ["{{ person | lookup:'Favorite Color' | upper }}", 'GREEN'],
  ['{{ true }} {{ None }} {{ 1.50 }} {{ event.numbers }}', 'True  1.5 [3, 1, 2]'],
  [String.raw`{{ "say \"hi\"" }}`, 'say "hi"'],
  ["{{ '}}' }}", '}}'],
  ['a {# {{ x }} #} b{# not closed', 'a  b{# not closed'],
  ['{# first #}a', 'a'],
  ['{# over\nlines #}a', '{# over\nlines #}a'],
  [
    '{% for i in event.numbers %}{% for j in event.numbers %}{{ forloop.parentloop.counter }}{{ forloop.counter0 }} {% endfor %}{% endfor %}',
    '10 11 12 20 21 22 30 31 32 ',
  ],
  ['{% for a, b in event.pairs %}{{ a }}{{ b }}{% empty %}none{% endfor %}', 'none'],
  ["{% for c in 'abc' %}{% if forloop.first %}<{% endif %}{{ c }}{% endfor %}", '<abc'],
  ["{% for n in event.numbers %}{% cycle 'a' 'b' as row silent %}{{ row }}{% endfor %}", 'aba'],
  ['{% with forloop=1 %}{{ forloop }}{% endwith %}[{{ forloop }}]', '1[]'],
  ["{% comment 'why' %}{% if %}{% endcomment %}x", 'x'],
  ['{% verbatim %}{% if x %}{{ y }}{# z #}{% endverbatim %}!', '{% if x %}{{ y }}{# z #}!'],
])('%s gives %s', async (template, gives) => {
  expect(await rendered(template)).toBe(gives)
})

const REFUSED: readonly (readonly [
  template: string,
  says: string,
  line: number,
  column: number,
])[] = [
  ["a\n  {{ x|default: 'y' }}", 'no space after the colon of "default"', 2, 3],
  ["{{ x|default :'y' }}", 'no space before the colon of "default"', 1, 1],
  ['{{ x|uper }}', 'There is no filter "uper". Did you mean "upper"?', 1, 1],
  ['\n\n {% unsubscribed %}', 'There is no tag "unsubscribed". Did you mean "unsubscribe"?', 3, 2],
  ['{% if a %}{% elsif b %}{% endif %}', 'Write {% elif … %}.', 1, 11],
  ['{% assign x = 1 %}', 'Write {% with name=value %}…{% endwith %}.', 1, 1],
  ['{% capture x %}{% endcapture %}', '{% with name=value %}', 1, 1],
  ['{% unless x %}{% endunless %}', 'Write {% if not … %}', 1, 1],
  ["{% include 'x' %}", 'universal content', 1, 1],
  ['x{% for a in b %}{{ a }}', '{% for %} is never closed: {% endfor %} is missing.', 1, 2],
  ['{% endif %}', '{% endif %} stands here without what it belongs to.', 1, 1],
  ['{% if a %}{% endfor %}{% endif %}', '{% endfor %} stands here', 1, 11],
  ['{% if %}{% endif %}', 'A value is missing', 1, 1],
  ['{% if a = b %}{% endif %}', 'Write "==" to compare.', 1, 1],
  ['{% if a && b %}{% endif %}', 'Write "and".', 1, 1],
  ['{% if (a) %}{% endif %}', 'There are no brackets', 1, 1],
  ['{{ person.Favorite Color }}', "|lookup:'the name'", 1, 1],
  ['{{ event.$value }}', 'A name is missing after "event."', 1, 1],
  ['{{ person.first-name }}', "|lookup:'the name'", 1, 1],
  ['{{ person._secret }}', "|lookup:'_secret'", 1, 1],
  ['{{ x|default:‘y’ }}', 'Use straight quotes', 1, 1],
  ["{{ x|default:'y }}", 'not closed', 1, 1],
  ['{{ x|upper:1 }}', 'The filter "upper" takes no argument; it got 1.', 1, 1],
  ['{{ x|add }}', 'The filter "add" takes one argument; it got 0.', 1, 1],
  ['{{ }}', 'There is nothing between {{ and }}.', 1, 1],
  ['{{ x', 'not closed', 1, 1],
  ['{% today "%Y" %}', 'it needs a name', 1, 1],
  ['{% catalog 1 unpublised="cancel" %}{% endcatalog %}', 'not "unpublised"', 1, 1],
  ['{% for a b %}{% endfor %}', '{% for item in list %}', 1, 1],
  ['{% for a in b %}{% else %}{% endfor %}', '{% empty %}', 1, 1],
  ['{% if a %}{% else if b %}{% endif %}', '{% elif … %}', 1, 1],
  ['{% comment %}', '{% endcomment %} is missing', 1, 1],
]

test.each(REFUSED)('%s is refused: %s', (template, says, line, column) => {
  const problem = problemOf(template)
  expect(problem.message).toContain(says)
  expect(problem).toMatchObject({ kind: 'syntax', line, column })
})

function problemOf(template: string): TemplateProblem {
  try {
    compileTemplate(template)
  } catch (error) {
    if (error instanceof TemplateProblem) return error
  }
  throw new Error('It was read.')
}

test('the variables of a template are known, its own names left out', () => {
  const source = `{{ first_name|default:event.who }}{{ person|lookup:'Favorite Color'|upper }}
    {% for item in event.Items %}{{ item.title }}{{ forloop.counter }}{% endfor %}{{ item }}
    {% with a=person.b %}{{ a }}{% endwith %}{% today '%Y' as today %}{{ today }}
    {% if x.y and not z %}{% endif %}{% catalog event.id %}{{ catalog_item.url }}{% endcatalog %}`
  expect(variablesOf(compileTemplate(source))).toEqual([
    'event.who',
    'first_name',
    'person.Favorite Color',
    'event.Items',
    'item',
    'person.b',
    'x.y',
    'z',
    'event.id',
  ])
})

test('a barcode can be read again', async () => {
  const widths = code128('AB-12~ x')
  const symbols = (widths ?? []).join('').slice(0, -7).match(/.{6}/g) ?? []
  for (const symbol of symbols) {
    expect(Array.from(symbol).reduce((sum, width) => sum + Number(width), 0)).toBe(11)
    const bars = Number(symbol[0]) + Number(symbol[2]) + Number(symbol[4])
    expect(bars % 2).toBe(0)
  }
  // Start, eight characters, check.
  expect(symbols).toHaveLength(10)
  expect(code128('ä')).toBeUndefined()
  expect(code128('')).toBeUndefined()
  const html = await rendered("{% barcode 'WELCOME' coupon=True height=60 %}")
  expect(html).toContain('aria-label="AB12"')
  expect(html).toContain('height:60px')
  expect(html.match(/<td/g)).toHaveLength(6 * 6 + 7)
})

test('every symbol of Code 128 is eleven wide, with bars of even width, and no two are alike', () => {
  const seen = new Set<string>()
  for (let code = 32; code < 127; code += 1) {
    const symbol = (code128(String.fromCharCode(code)) ?? []).slice(6, 12).join('')
    seen.add(symbol)
    const digits = Array.from(symbol).map(Number)
    expect(digits.reduce((sum, digit) => sum + digit, 0)).toBe(11)
    expect(((digits[0] ?? 0) + (digits[2] ?? 0) + (digits[4] ?? 0)) % 2).toBe(0)
  }
  expect(seen.size).toBe(95)
})
