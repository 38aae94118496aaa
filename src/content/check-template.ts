import type { Block, TemplateDefinition } from '../contract/blocks.ts'
import type { TemplateFinding } from '../contract/templates.ts'
import { blockHtml } from './block-html.ts'
import { checkHtml } from './check-html.ts'
import { sourceProblem } from './check-source.ts'
import { ORGANIZATION_FIELDS, PERSON_FIELDS } from './render-data.ts'
import { compileTemplate, variablesOf } from './render-template.ts'

/** Bytes after which Gmail cuts a mail and hides the rest, and with it the unsubscribe link. */
const MAIL_BYTES_MAX = 102_400

export interface ContentToCheck {
  html: string
  text: string | null
  /** Undefined: not looked at. */
  subject?: string | null | undefined
  previewText?: string | null | undefined
  /** Of blocks: findings then name the block they are in. */
  definition?: TemplateDefinition | null | undefined
  isTransactional: boolean
  known: KnownVariables
}

/** Names that data has; null: nobody knows, nothing is reported. */
export interface KnownVariables {
  /** Properties that people of the account have. */
  person: ReadonlySet<string> | null
  /** Properties of the metric that triggers the message. */
  event: ReadonlySet<string> | null
}

/** What may be wrong with a mail, the worst first. */
export function checkTemplate(content: ContentToCheck): TemplateFinding[] {
  const findings = [
    ...syntaxFindings(content),
    ...(content.definition
      ? blockFindings(content.definition)
      : checkHtml(content.html).map((one) => ({ ...one, field: 'html' as const, block: null }))),
    ...duties(content),
    ...variableFindings(content),
  ]
  return findings.toSorted((a, b) => rank(a) - rank(b))
}

function rank({ severity }: TemplateFinding): number {
  return severity === 'red' ? 0 : 1
}

type Field = TemplateFinding['field']

function sourcesOf({ html, text, subject, previewText }: ContentToCheck): [Field, string][] {
  const all: [Field, string | null | undefined][] = [
    ['html', html],
    ['text', text],
    ['subject', subject],
    ['preview_text', previewText],
  ]
  return all.flatMap(([field, source]) => (source ? [[field, source] as [Field, string]] : []))
}

function syntaxFindings(content: ContentToCheck): TemplateFinding[] {
  return sourcesOf(content).flatMap(([field, source]) => {
    const problem = sourceProblem(source)
    if (!problem) return []
    const { line, column, message } = problem
    const data = { detail: message }
    return [{ code: 'broken-syntax', severity: 'red', field, line, column, block: null, data }]
  })
}

/** Whether some source says this; each of the patterns is a tag or a variable. */
function says(content: ContentToCheck, pattern: RegExp): boolean {
  return pattern.test(content.html)
}

const UNSUBSCRIBE = /\{%-?\s*(unsubscribe|unsubscribe_link)\b|\{\{\s*unsubscribe(_link|_url)?\b/
const ADDRESS = /organization\.(full_address|address|street_address|address1)\b/

/** What the law or good manners ask for. */
function duties(content: ContentToCheck): TemplateFinding[] {
  const found: TemplateFinding[] = []
  const add = (one: Pick<TemplateFinding, 'code' | 'severity'> & Partial<TemplateFinding>) =>
    found.push({ field: 'html', line: null, column: null, block: null, data: {}, ...one })
  if (!content.isTransactional && content.html !== '') {
    if (!says(content, UNSUBSCRIBE)) add({ code: 'missing-unsubscribe', severity: 'red' })
    if (!says(content, ADDRESS)) add({ code: 'missing-address', severity: 'yellow' })
  }
  const bytes = new TextEncoder().encode(content.html).length
  if (bytes > MAIL_BYTES_MAX) {
    add({ code: 'too-large', severity: 'yellow', data: { bytes, max: MAIL_BYTES_MAX } })
  }
  if (content.subject !== undefined && (content.subject ?? '').trim() === '') {
    add({ code: 'missing-subject', severity: 'red', field: 'subject' })
  }
  return found
}

const PERSON: ReadonlySet<string> = new Set(PERSON_FIELDS)
const ORGANIZATION: ReadonlySet<string> = new Set(ORGANIZATION_FIELDS)

/** Variables that no data has: they would print nothing. */
function variableFindings(content: ContentToCheck): TemplateFinding[] {
  return sourcesOf(content).flatMap(([field, source]) => {
    if (sourceProblem(source)) return []
    const unknown = variablesOf(compileTemplate(source)).filter((path) =>
      isUnknown(path, content.known),
    )
    return [...new Set(unknown)].map((variable): TemplateFinding => {
      const isEvent = variable.startsWith('event.')
      return {
        code: isEvent ? 'unknown-event-variable' : 'unknown-variable',
        severity: 'yellow',
        field,
        ...placeOf(source, variable),
        block: null,
        data: { variable },
      }
    })
  })
}

function isUnknown(path: string, { person, event }: KnownVariables): boolean {
  const [head = '', first] = path.split('.')
  if (first === undefined) return false
  const name = first.replace(/^\$/, '')
  switch (head) {
    case 'person':
      return person !== null && !PERSON.has(name) && !person.has(first)
    case 'organization':
      return !ORGANIZATION.has(name)
    case 'event':
      return event !== null && !event.has(first) && !event.has(`$${name}`) && name !== 'extra'
    default:
      return false
  }
}

function placeOf(source: string, variable: string) {
  const at = source.indexOf(variable)
  if (at < 0) return { line: null, column: null }
  const before = source.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}

/** The findings of each block, on the colours that lie behind it. */
function blockFindings(definition: TemplateDefinition): TemplateFinding[] {
  const { body, styles } = definition
  const base = styles.find((style) => style.style_type === 'base-styles')?.styles
  const behind = textOf(base, 'content_background_color') ?? body.styles.background_color
  const found: TemplateFinding[] = []
  body.sections?.forEach((section, s) => {
    const background = section.data.styles.background_color ?? behind ?? undefined
    section.rows?.forEach((row, r) =>
      row.columns?.forEach((column, c) =>
        column.blocks?.forEach((block, b) => {
          const at = `/body/sections/${s}/rows/${r}/columns/${c}/blocks/${b}`
          found.push(...ofBlock(block, at, { background, color: textColor(definition) }))
        }),
      ),
    )
  })
  return found
}

const BLOCK_WIDTH = 600

function ofBlock(
  block: Block,
  at: string,
  around: { background: string | undefined; color: string | undefined },
): TemplateFinding[] {
  const html = blockHtml(block, { width: BLOCK_WIDTH, text: {} })
  return checkHtml(html, around).map(({ code, severity, data }) => ({
    code,
    severity,
    data,
    field: 'html',
    line: null,
    column: null,
    block: at,
  }))
}

function textColor({ styles }: TemplateDefinition): string | undefined {
  return textOf(styles.find((style) => style.style_type === 'text-styles')?.styles, 'color')
}

function textOf(styles: Readonly<Record<string, unknown>> | undefined, name: string) {
  const value = styles?.[name]
  return typeof value === 'string' ? value : undefined
}
