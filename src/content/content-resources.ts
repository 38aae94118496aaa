import { ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { TemplateRow } from './template.ts'
import type { UniversalContentRow } from './universal-contents.sql.ts'

const NOTHING: ReadonlySet<string> = new Set()

/** A template as a resource. `additional` names costly attributes that were asked for. */
export function templateResource(
  row: TemplateRow,
  additional: ReadonlySet<string> = NOTHING,
): Resource {
  return {
    type: 'template',
    id: row.templateId,
    attributes: {
      name: row.name,
      editor_type: row.editorType,
      html: row.html,
      text: row.text,
      amp: row.amp,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      ...(additional.has('definition') ? { definition: row.definition } : {}),
      ...(additional.has('mjml') ? { mjml: row.mjml } : {}),
      ...(additional.has('is_library') ? { is_library: row.isLibrary } : {}),
    },
  }
}

export function universalContentResource(row: UniversalContentRow): Resource {
  return {
    type: 'template-universal-content',
    id: ulidOf(row.contentId),
    attributes: {
      name: row.name,
      definition: { ...row.definition },
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      screenshot_status: 'never_generated',
      screenshot_url: '',
    },
  }
}
