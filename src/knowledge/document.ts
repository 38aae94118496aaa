import type { Block } from './split-passages.ts'

export const DOCUMENT_KINDS = ['html', 'text', 'pdf', 'docx'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** A document as it came. */
export interface PackedDocument {
  kind: DocumentKind
  bytes: Uint8Array
  /** As the server said; null: the document itself knows. */
  charset: string | null
}

/** What a document says. */
export interface ReadDocument {
  title: string | null
  blocks: Block[]
  /** A page that asks not to be found. */
  isNoindex: boolean
}

const BY_MEDIA_TYPE: Readonly<Record<string, DocumentKind>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'text',
  'text/markdown': 'text',
  'text/x-markdown': 'text',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
}
const BY_ENDING: Readonly<Record<string, DocumentKind>> = {
  html: 'html',
  htm: 'html',
  txt: 'text',
  text: 'text',
  md: 'text',
  markdown: 'text',
  pdf: 'pdf',
  docx: 'docx',
}

/** What an answer of a web server is, by its Content-Type. */
export function kindOfMediaType(contentType: string): DocumentKind | undefined {
  return BY_MEDIA_TYPE[contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '']
}

/** The character set that a Content-Type names. */
export function charsetOf(contentType: string): string | null {
  return /;\s*charset=["']?([\w-]+)/i.exec(contentType)?.[1] ?? null
}

/**
 * What a file is: its first bytes decide where they can, then the end of its name, then what the
 * caller called it.
 */
export function kindOfFile(
  name: string,
  mediaType: string,
  bytes: Uint8Array,
): DocumentKind | undefined {
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1')
  if (head.includes('%PDF-')) return 'pdf'
  const ending = /\.(\w{2,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const named = BY_ENDING[ending] ?? kindOfMediaType(mediaType)
  if (head.startsWith('PK\u0003\u0004')) return named === 'docx' ? 'docx' : undefined
  // Bytes of another kind under the name of a text.
  if (named === 'pdf' || named === 'docx' || head.includes('\u0000\u0000')) return undefined
  return named
}
