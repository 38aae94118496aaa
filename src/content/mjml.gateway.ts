import { TEMPLATE_SOURCE_CHARACTERS_MAX } from '../contract/templates.ts'

/** Characters of MJML: the compiler walks the source many times over. */
export const MJML_CHARACTERS_MAX = 150_000

export type CompiledMjml = { html: string } | { problem: string; line: number | null }

/**
 * MJML as HTML, with its template tags as they are. Nothing is read from the disk: includes are
 * refused. Unknown attributes are let through, unknown elements are not.
 */
export async function compileMjml(source: string): Promise<CompiledMjml> {
  if (source.length > MJML_CHARACTERS_MAX) {
    return { problem: `MJML may have ${MJML_CHARACTERS_MAX} characters.`, line: null }
  }
  const include = /<mj-include\b/i.exec(source)
  if (include) {
    const line = source.slice(0, include.index).split('\n').length
    return { problem: 'mj-include is not allowed: write the content into the template.', line }
  }
  try {
    // Loaded when it is first needed: most starts never compile MJML.
    const { default: mjml2html } = await import('mjml')
    const { html, errors } = await mjml2html(source, {
      validationLevel: 'soft',
      ignoreIncludes: true,
    })
    const [first] = errors.filter(({ message }) => !message.startsWith('Attribute '))
    if (first) return { problem: first.message, line: first.line }
    if (html.length > TEMPLATE_SOURCE_CHARACTERS_MAX * 2) {
      return { problem: 'The HTML it compiles to is too large.', line: null }
    }
    return { html }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), line: null }
  }
}
