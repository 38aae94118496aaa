import type { z } from 'zod'
import type { Import, ImportFormat, ImportKind, Mapping } from '../contract/imports.ts'
import type { FileWishes } from '../import/file-shape.ts'

/** What a person says about a file that is to be imported. */
export interface ImportWishes extends FileWishes {
  kind: ImportKind
  format: ImportFormat
  fileName: string
  mapping: Mapping | null
}

/** An import as the API shows it. */
export type ShownImport = z.output<typeof Import.attributes>

/** The one way of `parley import` to an installation: its database, or the API of its server. */
export interface ImportDoor {
  /** Begin an import; answers its id. */
  create: (wishes: ImportWishes) => Promise<string>
  putPart: (id: string, number: number, content: Uint8Array) => Promise<void>
  start: (id: string) => Promise<void>
  /** How far it is. Does not wait. */
  look: (id: string) => Promise<ShownImport>
  /** The report of refused rows, as CSV. */
  report: (id: string) => AsyncIterable<string | Uint8Array>
  close: () => Promise<void>
}
