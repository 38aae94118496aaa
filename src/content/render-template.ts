import { Liquid, LiquidError, type Template, toPromise } from 'liquidjs'
import { DIALECT_FILTERS } from './dialect-filters.ts'
import { DialectParser, tagClass } from './dialect-parser.ts'
import { DATE_TAGS } from './dialect-tags-dates.ts'
import { LINK_TAGS } from './dialect-tags-links.ts'
import { LOGIC_TAGS } from './dialect-tags-logic.ts'
import { SHOP_TAGS } from './dialect-tags-shop.ts'
import {
  BoundedEmitter,
  RenderContext,
  type RenderData,
  type RenderHost,
  type RenderSettings,
} from './render-scope.ts'
import {
  COMPILED_CHARS_MAX,
  COMPILED_MAX,
  RENDER_MS_MAX,
  SOURCE_CHARS_MAX,
  WORK_MAX,
} from './template-limits.ts'
import { TemplateProblem } from './template-problem.ts'
import { knownZone } from './zoned-clock.ts'

const DIALECT_TAGS = [...LOGIC_TAGS, ...DATE_TAGS, ...LINK_TAGS, ...SHOP_TAGS]

/** A template that can be rendered again and again, for any person. */
export interface CompiledTemplate {
  readonly nodes: Template[]
  /** Variables that it reads, with what follows them: ['event', 'Items', '0', 'ProductName']. */
  readonly variables: readonly (readonly string[])[]
}

/** Liquid with our tags alone: no files, no partials, own properties only. */
function dialect(): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    templates: {},
    parseLimit: SOURCE_CHARS_MAX,
    renderLimit: RENDER_MS_MAX,
    memoryLimit: WORK_MAX,
  })
  for (const name of Object.keys(liquid.tags)) delete liquid.tags[name]
  for (const [name, define] of DIALECT_TAGS) liquid.registerTag(name, tagClass(define))
  return liquid
}

const LIQUID = dialect()

/** Compiled templates by their source; those used last come last. */
const compiled = new Map<string, CompiledTemplate>()
let compiledChars = 0

/**
 * Reads a template. The same source is read once: the last ones are kept.
 *
 * @throws TemplateProblem `syntax` or `limit`, with line and column
 */
export function compileTemplate(source: string): CompiledTemplate {
  const known = compiled.get(source)
  if (known) {
    compiled.delete(source)
    compiled.set(source, known)
    return known
  }
  const made = read(source)
  compiled.set(source, made)
  compiledChars += source.length
  for (const oldest of compiled.keys()) {
    if (compiled.size <= COMPILED_MAX && compiledChars <= COMPILED_CHARS_MAX) break
    compiled.delete(oldest)
    compiledChars -= oldest.length
  }
  return made
}

function read(source: string): CompiledTemplate {
  if (source.length > SOURCE_CHARS_MAX) {
    throw new TemplateProblem(
      'limit',
      `A template may have ${SOURCE_CHARS_MAX} characters; this one has ${source.length}.`,
    )
  }
  const parser = new DialectParser(LIQUID, DIALECT_FILTERS)
  try {
    const nodes = parser.readTemplate(source)
    return { nodes, variables: [...parser.names.values()] }
  } catch (error) {
    throw problemOf(error, 'syntax')
  }
}

/**
 * Renders a template for one person. Missing variables print nothing.
 *
 * @throws TemplateProblem `limit` when it does too much, `skip` when the message is not to be sent,
 * `runtime` for the rest
 */
export async function renderTemplate(
  template: CompiledTemplate,
  data: RenderData,
  settings: RenderSettings,
  host: RenderHost = {},
): Promise<string> {
  const timeZone = knownZone(settings.timeZone)
  const recipientTimeZone = knownZone(settings.recipientTimeZone, timeZone)
  const context = new RenderContext(data, { ...settings, timeZone, recipientTimeZone }, host)
  const emitter = new BoundedEmitter(context.scope)
  try {
    await toPromise(LIQUID.renderer.renderTemplates(template.nodes, context, emitter))
    return emitter.buffer
  } catch (error) {
    throw problemOf(error, 'runtime')
  }
}

/** The variables that a template reads, as they are written: 'event.Items.0.ProductName'. */
export function variablesOf(template: CompiledTemplate): string[] {
  return template.variables.map((path) => path.join('.'))
}

/** Every error of reading and rendering as a problem, with the place that Liquid knows. */
function problemOf(error: unknown, kind: 'syntax' | 'runtime'): TemplateProblem {
  if (error instanceof TemplateProblem) return error
  if (!LiquidError.is(error)) return new TemplateProblem(kind, messageOf(error))
  const [line = 1, column = 1] = error.token.getPosition()
  const place = { line, column }
  const cause = error.originalError
  if (cause instanceof TemplateProblem) return cause.at(place)
  const message = messageOf(cause ?? error).split(', line:')[0] ?? ''
  if (message.endsWith('limit exceeded')) {
    return new TemplateProblem('limit', 'The template does too much for one message.', { place })
  }
  return new TemplateProblem(kind, sentence(message), { place })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return capital.endsWith('.') ? capital : `${capital}.`
}

export type { RenderData, RenderHost, RenderSettings } from './render-scope.ts'
export { TemplateProblem } from './template-problem.ts'
