import type { TemplateDefinition } from '../contract/blocks.ts'
import { type EditorType, TEMPLATES_MAX } from '../contract/templates.ts'
import { shortId } from '../platform/id.ts'
import { conflict, invalid, notFound, Problem } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { refuseBrokenDefinition, refuseBrokenSource } from './check-source.ts'
import { compileMjml } from './mjml.gateway.ts'
import type { TemplateRow } from './template.ts'
import { currentHtml, htmlOfDefinition } from './template-source.action.ts'
import {
  countLibrary,
  deleteTemplate,
  findTemplate,
  lockTemplate,
  saveTemplate,
} from './templates.sql.ts'

/** What a caller gives of a template. What is undefined stays; null empties what may be empty. */
export interface TemplateSources {
  html?: string | null | undefined
  text?: string | null | undefined
  amp?: string | null | undefined
  definition?: TemplateDefinition | null | undefined
  mjml?: string | null | undefined
}

/** @throws Problem 400 for tags that cannot be read, or sources that its editor does not have */
export async function createTemplate(
  sql: Sql,
  accountId: string,
  wanted: { name: string; editorType: EditorType } & TemplateSources,
  now: Date,
): Promise<TemplateRow> {
  const { name, editorType } = wanted
  if (editorType === 'SIMPLE') {
    throw invalid(
      '/data/attributes/editor_type',
      'Templates of the editor SIMPLE can be read, not created.',
      'Use CODE, MJML, USER_DRAGGABLE or SYSTEM_DRAGGABLE.',
    )
  }
  refuseForeignSources(editorType, wanted)
  requireSource(editorType, wanted)
  const mjmlHtml = await compiledMjml(wanted.mjml)
  return inAccount(sql, accountId, async (tx) => {
    await refuseExcess(tx, accountId)
    const row = await withSources(
      tx,
      accountId,
      {
        templateId: shortId(),
        name,
        editorType,
        html: '',
        text: null,
        amp: null,
        definition: null,
        mjml: null,
        isLibrary: true,
        createdAt: now,
        updatedAt: now,
      },
      { ...wanted, mjmlHtml },
    )
    await saveTemplate(tx, accountId, row)
    return row
  })
}

/** @throws Problem 404; 400 as for new ones */
export async function changeTemplate(
  sql: Sql,
  accountId: string,
  templateId: string,
  change: { name?: string | undefined } & TemplateSources,
  now: Date,
): Promise<TemplateRow> {
  const mjmlHtml = await compiledMjml(change.mjml)
  return inAccount(sql, accountId, async (tx) => {
    const before = await lockTemplate(tx, accountId, templateId)
    if (!before) throw notFound('template', templateId)
    refuseForeignSources(before.editorType, change)
    const row = await withSources(
      tx,
      accountId,
      { ...before, name: change.name ?? before.name, updatedAt: now },
      { ...change, mjmlHtml },
    )
    await saveTemplate(tx, accountId, row)
    return row
  })
}

async function withSources(
  tx: Tx,
  accountId: string,
  row: TemplateRow,
  given: TemplateSources & { mjmlHtml: string | undefined },
): Promise<TemplateRow> {
  const after = {
    ...row,
    html: given.mjmlHtml ?? (given.html === undefined ? row.html : (given.html ?? '')),
    text: given.text === undefined ? row.text : given.text,
    amp: given.amp === undefined ? row.amp : given.amp,
    definition: given.definition ?? row.definition,
    mjml: given.mjml ?? row.mjml,
  }
  if (given.definition) {
    after.html = await htmlOfDefinition(tx, accountId, given.definition)
    refuseBrokenDefinition(given.definition, after.html)
  }
  refuseBrokenSource('/data/attributes/html', given.html)
  refuseBrokenSource('/data/attributes/text', given.text)
  refuseBrokenSource('/data/attributes/amp', given.amp)
  if (given.mjmlHtml !== undefined) {
    refuseBrokenSource('/data/attributes/mjml', given.mjml)
    refuseBrokenSource('/data/attributes/mjml', given.mjmlHtml)
  }
  return after
}

async function compiledMjml(source: string | null | undefined): Promise<string | undefined> {
  if (source === undefined || source === null) return undefined
  const compiled = await compileMjml(source)
  if ('html' in compiled) return compiled.html
  const { problem, line } = compiled
  throw new Problem(400, {
    code: 'invalid_template',
    title: 'Invalid input.',
    detail: line === null ? problem : `${problem} (line ${line})`,
    source: { pointer: '/data/attributes/mjml' },
    meta: { line, column: null },
  })
}

/** Which editor writes which source. */
const SOURCE_OF = {
  CODE: 'html',
  USER_DRAGGABLE: 'html',
  SIMPLE: 'html',
  SYSTEM_DRAGGABLE: 'definition',
  MJML: 'mjml',
} as const satisfies Record<EditorType, keyof TemplateSources>

function refuseForeignSources(editorType: EditorType, given: TemplateSources): void {
  const own = SOURCE_OF[editorType]
  for (const name of ['html', 'definition', 'mjml'] as const) {
    if (name === own || given[name] === undefined || given[name] === null) continue
    throw invalid(
      `/data/attributes/${name}`,
      `A template of the editor ${editorType} has no ${name} of its own.`,
      `Send ${own}.`,
    )
  }
}

function requireSource(editorType: EditorType, given: TemplateSources): void {
  const own = SOURCE_OF[editorType]
  if (own === 'html' || given[own]) return
  throw invalid(
    `/data/attributes/${own}`,
    `A template of the editor ${editorType} needs a ${own}.`,
    `Send ${own}, or create a template of the editor CODE.`,
  )
}

async function refuseExcess(tx: Tx, accountId: string): Promise<void> {
  if ((await countLibrary(tx, accountId)) < TEMPLATES_MAX) return
  throw conflict(
    'limit_reached',
    `The account has ${TEMPLATES_MAX} templates; more are not allowed.`,
    'Delete one that is not used.',
  )
}

/** @throws Problem 404 */
export async function cloneTemplate(
  sql: Sql,
  accountId: string,
  templateId: string,
  name: string | undefined,
  now: Date,
): Promise<TemplateRow> {
  return inAccount(sql, accountId, async (tx) => {
    await refuseExcess(tx, accountId)
    const row = await copyTemplate(tx, accountId, templateId, { isLibrary: true, name, now })
    if (!row) throw notFound('template', templateId)
    return row
  })
}

/**
 * A copy of a template: into the library, or as the template of one message, which can be changed
 * without changing the library's. Undefined when there is no such template.
 */
export async function copyTemplate(
  tx: Tx,
  accountId: string,
  templateId: string,
  copy: { isLibrary: boolean; now: Date; name?: string | undefined },
): Promise<TemplateRow | undefined> {
  const original = await findTemplate(tx, accountId, templateId)
  if (!original) return undefined
  const row: TemplateRow = {
    ...original,
    templateId: shortId(),
    name: copy.name ?? original.name,
    html: await currentHtml(tx, accountId, original),
    isLibrary: copy.isLibrary,
    createdAt: copy.now,
    updatedAt: copy.now,
  }
  await saveTemplate(tx, accountId, row)
  return row
}

/** @throws Problem 404 */
export async function removeTemplate(
  sql: Sql,
  accountId: string,
  templateId: string,
): Promise<void> {
  await inAccount(sql, accountId, async (tx) => {
    if (!(await deleteTemplate(tx, accountId, templateId))) throw notFound('template', templateId)
  })
}
