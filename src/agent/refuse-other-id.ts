import { invalid, quote } from '../platform/problem.ts'

/** @throws Problem 400 when a document is about something else than its path */
export function refuseOtherId(inBody: string, expected: string): void {
  if (inBody === expected) return
  throw invalid('/data/id', `The id ${quote(inBody)} is not the one expected, ${quote(expected)}.`)
}
