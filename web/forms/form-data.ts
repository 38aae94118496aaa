import { ApiProblem } from '../api/problem.ts'

/** What was typed into a form, by field name; spaces around it are never meant. */
export function typedInto(form: HTMLFormElement): Record<string, string> {
  const typed: Record<string, string> = {}
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string') typed[name] = value.trim()
  }
  return typed
}

/** Server-side complaints by field, whatever the form's mutation has failed with. */
export function fieldErrors(problem: Error | null): Record<string, string> {
  return problem instanceof ApiProblem ? problem.fieldErrors() : {}
}
