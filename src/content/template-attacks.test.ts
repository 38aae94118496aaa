import { expect, test } from 'vitest'
import { DATA, rendered } from './dialect-fixtures.ts'
import {
  compileTemplate,
  type RenderData,
  renderTemplate,
  TemplateProblem,
} from './render-template.ts'

/** What a template ends with, and how long that took this process, milliseconds. */
async function ended(
  template: string,
  data: RenderData = DATA,
): Promise<{ problem: TemplateProblem | undefined; out: string; ms: number }> {
  const began = process.cpuUsage()
  let problem: TemplateProblem | undefined
  let out = ''
  try {
    out = await rendered(template, {}, {}, data)
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    problem = error
  }
  const { user, system } = process.cpuUsage(began)
  return { problem, out, ms: (user + system) / 1_000 }
}

const big = 'x'.repeat(1_000_000)
const HEAVY: RenderData = {
  ...DATA,
  extra: {
    big,
    many: Array.from({ length: 100_000 }, (_, at) => ({ name: `n${at % 977}`, at })),
    words: 'a '.repeat(400_000),
    deep: nested(5_000),
    wide: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at])),
  },
}

function nested(levels: number): unknown {
  let value: unknown = 'end'
  for (let level = 0; level < levels; level += 1) value = [value]
  return value
}

const repeat = (part: string, times: number) => part.repeat(times)
const loops = (body: string, levels: number) =>
  repeat('{% for a in many %}', levels) + body + repeat('{% endfor %}', levels)

const TOO_MUCH: readonly (readonly [string, string])[] = [
  ['loops in loops', loops('x', 4)],
  ['loops that print nothing', loops('', 3)],
  ['a loop of filters', loops('{{ a.name|upper|lower|title|slugify|md5_hash|urlencode }}', 2)],
  ['a loop of sorting', loops("{% with s=many|sort:'name' %}{% endwith %}", 1)],
  ['a loop of comparing', loops('{% if many == many|reverse %}x{% endif %}', 1)],
  ['a loop of looking for', loops('{% if many in many %}x{% endif %}', 1)],
  ['printing everything', loops('{{ many }}', 1)],
  ['a loop of writing out', loops('{{ many|upper|length }}', 1)],
  ['a loop of writing out in a tag', loops('{% now many %}', 1)],
  ['a loop of writing out in an argument', loops("{{ 'a'|cut:many }}", 1)],
  ['a loop of lists of names', loops('{% if wide.items.0 %}{% endif %}', 1)],
  ['a loop of lengths', loops('{{ wide|length }}{{ wide|first }}', 1)],
  ['a loop of groups', loops('{% regroup many by name as b %}', 1)],
  ['a loop of letters', loops('{% for b in big %}{% endfor %}', 1)],
  ['a loop of dates', loops("{{ '2026-01-01'|date:'l j F Y H:i:s T e c r' }}", 1)],
  ['a loop of money', loops('{% currency_format a.at %}', 1)],
  ['a loop of bars', loops("{% barcode 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' %}", 1)],
  ['text that doubles', `{% with a=big %}${doubling(30)}{% endwith %}`],
  ['lists that double', `{% with a=many %}${doublingLists(40)}{% endwith %}`],
  ['big text, again and again', loops('{{ big }}', 1)],
  ['replacing by something long', "{{ big|find_replace:'x',big }}"],
  ['joining with something long', '{{ many|join:big }}'],
  ['filling up', "{{ 'a'|ljust:100000000 }}"],
  ['captured and thrown away', loops('{% spaceless %}{{ big }}{% endspaceless %}', 1)],
  ['ifchanged of something big', loops('{% ifchanged %}{{ big }}{{ a.at }}{% endifchanged %}', 1)],
  ['a hard pattern', loops("{{ words|resplit:'(a+ ?)+b' }}", 1)],
  ['nested blocks', repeat('{% if a %}', 20_000) + repeat('{% endif %}', 20_000)],
  ['more pieces than allowed', repeat('{{ a }}', 25_000)],
  ['a source too long', repeat('x', 1_000_001)],
  ['many filters', `{{ a${repeat('|upper', 500)} }}`],
  ['an endless expression', `{% if ${repeat('a or ', 5_000)}a %}{% endif %}`],
  ['many catalog items', loops('{% catalog a.at %}{% endcatalog %}', 1)],
]

function doubling(levels: number): string {
  const opened = repeat('{% with a=a|append:a %}', levels)
  return `${opened}{{ a|length }}${repeat('{% endwith %}', levels)}`
}

function doublingLists(levels: number): string {
  const opened = repeat('{% with a=a|concat:a %}', levels)
  return `${opened}{{ a|length }}${repeat('{% endwith %}', levels)}`
}

const SLOWEST_MS = 1_000

test.each(TOO_MUCH)('%s ends as too much, within a second', async (_, template) => {
  const { problem, ms } = await ended(template, HEAVY)
  expect(problem?.kind).toBe('limit')
  expect(ms).toBeLessThan(SLOWEST_MS)
})

const HARMLESS: readonly (readonly [string, string])[] = [
  ['the deepest list', '{{ deep }}{% if deep == deep|reverse %}{% endif %}'],
  ['unclosed comments', repeat('{#', 100_000)],
  ['unclosed comments in lines', repeat('{#\n', 100_000)],
  ['comments', repeat('{# a #}', 15_000)],
  ['braces', repeat('{ ', 400_000)],
  ['percent signs', repeat('% } ', 200_000)],
  ['tags in text', '{{ words|striptags|length }}'],
  ['open tags in text', `{{ '${repeat('<a', 1_500)}'|striptags|length }}`],
  [
    'questions',
    `${"{% for a in many|slice:':9000' %}{% if wide and a %}x{% endif %}{% endfor %}"}`,
  ],
  ['spaces', '{{ big|strip|length }}{{ big|wordwrap:3|length }}'],
]

test.each(HARMLESS)('%s are done within a second', async (_, template) => {
  const { problem, ms } = await ended(template, HEAVY)
  expect(problem).toBeUndefined()
  expect(ms).toBeLessThan(SLOWEST_MS)
})

const NEVER_READ = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'push',
  'length',
  'method',
]

const TEMPTING: RenderData = {
  ...DATA,
  person: { ...DATA.person, method: () => 'called', list: [1], text: 'abc', none: null },
}

test.each(NEVER_READ)('%s of a prototype is never read', async (name) => {
  const owners = ['person', 'person.list', 'person.text', 'organization', 'event.Items.0']
  for (const owner of owners) {
    const looked = await ended(`[{{ ${owner}|lookup:'${name}' }}]`, TEMPTING)
    expect(looked.out).toBe('[]')
    const dotted = await ended(`[{{ ${owner}.${name}.constructor }}]`, TEMPTING)
    expect(dotted.problem?.kind ?? dotted.out).toBe(name.startsWith('_') ? 'syntax' : '[]')
    const mapped = await ended(`[{{ event.Items|map:'${name}'|compact|length }}]`, TEMPTING)
    expect(mapped.out).toBe('[0]')
  }
  const top = await ended(
    `[{{ ${name.replaceAll('_', 'x')} }}{{ forloop.${name.replaceAll('_', 'x')} }}]`,
  )
  expect(top.out).toBe('[]')
})

test('properties of a prototype are no data', async () => {
  const inherited: Record<string, unknown> = Object.create({ secret: 'x' })
  const data = { ...DATA, person: inherited }
  expect((await ended("[{{ person.secret }}{{ person|lookup:'secret' }}]", data)).out).toBe('[]')
})

test('names of objects are no names of tags and filters', () => {
  for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
    expect(() => compileTemplate(`{% ${name} %}`)).toThrow(`There is no tag "${name}".`)
    expect(() => compileTemplate(`{{ a|${name} }}`)).toThrow(`There is no filter "${name}".`)
  }
})

test('no template reads or names a file', () => {
  for (const tag of ['include', 'render', 'layout', 'block', 'extends', 'liquid', 'echo', 'raw']) {
    expect(() => compileTemplate(`{% ${tag} '/etc/passwd' %}`)).toThrow(TemplateProblem)
  }
})

test('rendering changes nothing of the data', async () => {
  const data = structuredClone(DATA)
  await rendered(
    "{% with event=person %}{% regroup event.Items by color as person %}{% endwith %}{{ event.numbers|sort|reverse|join:',' }}",
    {},
    {},
    data,
  )
  expect(data).toEqual(DATA)
})

test('values are escaped wherever they come from', async () => {
  const evil = `"><script>alert('1')</script>`
  const data: RenderData = {
    person: { first_name: evil, [evil]: evil },
    organization: { name: evil },
    event: { list: [evil], dict: { [evil]: evil }, $extra: { x: evil } },
    extra: { preview_text: evil },
  }
  const printed = [
    '{{ first_name }}',
    '{{ person }}',
    '{{ event.list }}',
    '{{ event.list|join:first_name }}',
    '{{ event.list|list_to_string }}',
    '{{ event.list|first|upper }}',
    '{{ first_name|newline_to_br }}',
    '{{ first_name|linebreaks }}',
    '{{ first_name|escape }}',
    '{{ event.none|default:first_name }}',
    "{{ 'a'|append:first_name }}",
    "{{ first_name|prepend:'<b>' }}",
    '{{ first_name|truncatechars:30 }}',
    "{{ first_name|slice:':30' }}",
    "{{ 'x'|find_replace:'x',first_name }}",
    '{% firstof first_name %}',
    '{% cycle first_name %}',
    '{% unsubscribe first_name %}',
    '{% render_variable preview_text %}',
    '{% with a=first_name %}{{ a }}{% endwith %}',
    '{% for key, value in event.dict.items %}{{ key }}{{ value }}{% endfor %}',
    '{% filter lower %}{{ first_name }}{% endfilter %}',
    '{% barcode first_name %}',
    '{% coupon_code first_name %}',
    "{% update_property_link 'a' 'b' first_name %}",
    '{% ifchanged %}{{ first_name }}{% endifchanged %}',
    '{% spaceless %}{{ first_name }}{% endspaceless %}',
    '{% now first_name %}',
    '{% today first_name as t %}{{ t }}',
    '{% catalog first_name %}{{ catalog_item.title }}{% endcatalog %}',
    '{% widthratio first_name 1 1 %}',
    '{{ event.image|missing_image:first_name }}',
  ]
  for (const template of printed) {
    const { out, problem } = await ended(template, data)
    expect(problem).toBeUndefined()
    expect(`${template} ${out.toLowerCase()}`).not.toContain('<script')
    expect(`${template} ${out}`).not.toContain(evil.slice(0, 4))
  }
})

test('a host that fails is a problem of the rendering, at its place', async () => {
  const host = {
    catalogItem: async () => {
      throw new Error('The database is away')
    },
  }
  const compiled = compileTemplate("a\n  {% catalog '1' %}{% endcatalog %}")
  const settings = {
    now: new Date(0),
    timeZone: 'Nowhere/Land',
    recipientTimeZone: '',
    locale: '??',
    currency: '',
    escape: 'html' as const,
  }
  await expect(renderTemplate(compiled, DATA, settings, host)).rejects.toMatchObject({
    kind: 'runtime',
    line: 2,
    column: 3,
  })
})
