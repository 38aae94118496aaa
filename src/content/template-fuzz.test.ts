import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DIALECT_FILTERS } from './dialect-filters.ts'
import { DATA, HOST, rendered } from './dialect-fixtures.ts'
import { LIST_CASES } from './dialect-list-fixtures.ts'
import { NUMBER_CASES } from './dialect-number-fixtures.ts'
import { TAG_CASES } from './dialect-tag-fixtures.ts'
import { TEXT_CASES } from './dialect-text-fixtures.ts'
import { TemplateProblem } from './render-template.ts'

const names = fc.constantFrom(
  'first_name',
  'person',
  'person.Age',
  'event.Items',
  'event.Items.0.price',
  'event.numbers',
  'event.letters',
  'event.when',
  'event.html',
  'event.nothing',
  'organization',
  'item',
  'forloop',
  'forloop.counter',
)
const literals = fc.oneof(
  fc.integer({ min: -1_000, max: 100_000 }).map(String),
  fc.float({ noNaN: true, min: -1e9, max: 1e9 }).map((value) => value.toFixed(2)),
  fc.stringMatching(/^[^'\\{}%]{0,12}$/).map((text) => `'${text}'`),
)
const operand = fc.oneof(names, literals)
const filterCall = fc
  .tuple(fc.constantFrom(...DIALECT_FILTERS.keys()), operand, operand)
  .map(([name, one, two]) => {
    const [min, max] = DIALECT_FILTERS.get(name)?.args ?? [0, 0]
    if (max === 0) return `|${name}`
    return min === 2 ? `|${name}:${one},${two}` : `|${name}:${one}`
  })
const value = fc
  .tuple(operand, fc.array(filterCall, { maxLength: 4 }))
  .map(([first, filters]) => first + filters.join(''))
const comparison = fc
  .tuple(value, fc.constantFrom('==', '!=', '<', '>=', 'in', 'not in', 'is', 'is not'), value)
  .map((parts) => parts.join(' '))
const condition = fc
  .array(
    fc.oneof(
      value,
      comparison,
      value.map((each) => `not ${each}`),
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .chain((parts) => fc.constantFrom(' and ', ' or ').map((word) => parts.join(word)))
const plainTag = fc.oneof(
  fc.constantFrom(...TAG_CASES.map(({ template }) => template)),
  fc
    .constantFrom('firstof', 'cycle', 'currency_format', 'barcode', 'now', 'render_variable')
    .chain((name) => value.map((given) => `{% ${name} ${given} %}`)),
)

const template = fc.letrec<{ piece: string; pieces: string }>((tie) => ({
  pieces: fc.array(tie('piece'), { maxLength: 4 }).map((all) => all.join('')),
  piece: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.stringMatching(/^[a-z<>&"{}%# \n]{0,8}$/),
    value.map((given) => `{{ ${given} }}`),
    plainTag,
    fc
      .tuple(condition, tie('pieces'), tie('pieces'))
      .map(([test, yes, no]) => `{% if ${test} %}${yes}{% else %}${no}{% endif %}`),
    fc
      .tuple(value, tie('pieces'), tie('pieces'))
      .map(
        ([list, body, none]) => `{% for item in ${list} %}${body}{% empty %}${none}{% endfor %}`,
      ),
    fc
      .tuple(value, tie('pieces'))
      .map(([given, body]) => `{% with item=${given} %}${body}{% endwith %}`),
    fc
      .tuple(fc.constantFrom('spaceless', 'comment', 'verbatim', 'ifchanged'), tie('pieces'))
      .map(([name, body]) => `{% ${name} %}${body}{% end${name} %}`),
  ),
})).pieces

async function isHandled(source: string): Promise<void> {
  const began = process.cpuUsage()
  const problem = await rendered(source, {}, HOST, DATA).then(
    () => undefined,
    (error: unknown) => error,
  )
  const { user, system } = process.cpuUsage(began)
  expect((user + system) / 1_000).toBeLessThan(1_000)
  if (problem !== undefined && !(problem instanceof TemplateProblem)) throw problem
  // A template can be wrong; that something fails while it is rendered would be a fault of ours.
  if (problem?.kind === 'runtime' && !problem.message.startsWith('The pattern')) throw problem
}

test('whatever a template is made of, it renders or says what is wrong, within a second', async () => {
  await fc.assert(fc.asyncProperty(template, isHandled), { numRuns: 500 })
})

test('torn templates never crash', async () => {
  const whole = [...TAG_CASES, ...TEXT_CASES, ...NUMBER_CASES, ...LIST_CASES]
  const torn = fc
    .tuple(fc.constantFrom(...whole), fc.nat(200), fc.nat(200), fc.string({ maxLength: 3 }))
    .map(([{ template: source }, from, to, noise]) => {
      const [start, end] = [from % source.length, to % source.length].toSorted((a, b) => a - b)
      return source.slice(0, start) + noise + source.slice(end)
    })
  await fc.assert(fc.asyncProperty(torn, isHandled), { numRuns: 1_000 })
})
