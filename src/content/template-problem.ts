import type { SkipReason } from '../contract/messages.ts'

/** `syntax`: it cannot be read; `limit`: it does too much; `runtime`: it failed; `skip`: do not send. */
export type TemplateProblemKind = 'syntax' | 'limit' | 'runtime' | 'skip'

/** Where something stands in a template, counted from 1. */
export interface TemplatePlace {
  line: number
  column: number
}

/** Why a template cannot be read or rendered. `skip` names the reason when the message is not to go out. */
export class TemplateProblem extends Error {
  readonly kind: TemplateProblemKind
  readonly skip: SkipReason | null
  readonly line: number | null
  readonly column: number | null

  constructor(
    kind: TemplateProblemKind,
    message: string,
    options: { skip?: SkipReason; place?: TemplatePlace | undefined } = {},
  ) {
    super(message)
    this.name = 'TemplateProblem'
    this.kind = kind
    this.skip = options.skip ?? null
    this.line = options.place?.line ?? null
    this.column = options.place?.column ?? null
  }

  /** The same problem with its place, unless it has one. */
  at(place: TemplatePlace): TemplateProblem {
    if (this.line !== null) return this
    return new TemplateProblem(this.kind, this.message, {
      ...(this.skip === null ? {} : { skip: this.skip }),
      place,
    })
  }
}

/** A problem of the template's text. */
export function syntaxProblem(message: string): TemplateProblem {
  return new TemplateProblem('syntax', message)
}

/** How many letters may differ for a name to be offered instead of an unknown one. */
const NEAR = 3
/** Names longer than this are compared by their beginning. */
const NAME_CHARS_MAX = 40

/** ` Did you mean "x"?` for the known name nearest to an unknown one, or nothing. */
export function didYouMean(unknown: string, known: Iterable<string>): string {
  const wanted = unknown.toLowerCase().slice(0, NAME_CHARS_MAX)
  const allowed = Math.min(NEAR, Math.ceil(wanted.length / 3))
  let nearest: string | undefined
  let best = allowed + 1
  for (const name of known) {
    const distance = distanceOf(wanted, name.toLowerCase())
    if (distance < best) {
      best = distance
      nearest = name
    }
  }
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`
}

/** Letters to insert, remove or change to get from one word to the other. */
function distanceOf(from: string, to: string): number {
  let before = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let at = 1; at <= to.length; at += 1) {
      const change = (before[at - 1] ?? 0) + (from[row - 1] === to[at - 1] ? 0 : 1)
      current.push(Math.min(change, (before[at] ?? 0) + 1, (current[at - 1] ?? 0) + 1))
    }
    before = current
  }
  return before[to.length] ?? 0
}
