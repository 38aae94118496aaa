import { Definition } from '../contract/conditions.ts'

/** Characters of definitions that are kept as they were read. */
const TEXT_MAX = 2_000_000

const known = new Map<string, Definition>()
let length = 0

/**
 * The definition of a segment as it is stored: it was checked when it was saved. Live segments are
 * asked for with every batch of events, so what was read lately is kept.
 */
export function readDefinition(text: string): Definition {
  const read = known.get(text)
  if (read) return read
  const definition = Definition.parse(JSON.parse(text))
  if (length + text.length > TEXT_MAX) {
    known.clear()
    length = 0
  }
  known.set(text, definition)
  length += text.length
  return definition
}
