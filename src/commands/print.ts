import { messageOf, OperatorError } from '../platform/operator-error.ts'

/** One line for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** One line about something wrong. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** What went wrong and what to do; with a stack only when it is our own fault. */
export function complainAbout(error: unknown): void {
  if (error instanceof OperatorError) {
    complain(`✗ ${error.message}\n  ${error.remedy}`)
  } else {
    complain(`✗ ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`)
    if (error instanceof Error && error.cause !== undefined) complainAbout(error.cause)
  }
}
