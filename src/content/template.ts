import type { TemplateDefinition } from '../contract/blocks.ts'
import type { EditorType } from '../contract/templates.ts'

/** A template as it is stored. */
export interface TemplateRow {
  templateId: string
  name: string
  editorType: EditorType
  /** The source; of blocks as it was when they were saved. */
  html: string
  /** Null: made from the HTML. */
  text: string | null
  amp: string | null
  definition: TemplateDefinition | null
  mjml: string | null
  isLibrary: boolean
  createdAt: Date
  updatedAt: Date
}

/** The sources of a mail, with their tags: ready to be compiled and rendered. */
export interface MailSource {
  html: string
  /** Null: made from the rendered HTML. */
  text: string | null
}
