/**
 * Something the person who runs Parley must put right: a wrong setting, a port in use, a server
 * that cannot be reached. Commands print message and remedy, without a stack, and stop.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError'

  /** What to do next, as a sentence. */
  readonly remedy: string

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.remedy = remedy
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
