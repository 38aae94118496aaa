import { z } from 'zod'

const ErrorObject = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  source: z
    .object({ pointer: z.string().optional(), parameter: z.string().optional() })
    .nullish()
    .catch(null),
  meta: z.record(z.string(), z.unknown()).nullish().catch(null),
})
type ErrorObject = z.infer<typeof ErrorObject>

const ErrorDocument = z.object({ errors: z.array(ErrorObject).min(1) })

/** A refusal that the server has explained. `fix` is its advice, when it has one. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly errors: ErrorObject[]

  constructor(status: number, errors: ErrorObject[]) {
    const first = errors[0]
    super(first?.detail ?? `The server answered with status ${status}.`)
    this.status = status
    this.code = first?.code ?? 'unknown'
    this.errors = errors
  }

  get title(): string | undefined {
    return this.errors[0]?.title
  }

  get fix(): string | undefined {
    const fix = this.errors[0]?.meta?.fix
    return typeof fix === 'string' ? fix : undefined
  }

  /** Messages by the last part of their pointer: `/data/attributes/email` is found under `email`. */
  fieldErrors(): Record<string, string> {
    const found: Record<string, string> = {}
    for (const error of this.errors) {
      const field = error.source?.pointer?.split('/').at(-1)
      if (field && field !== 'attributes' && field !== 'data') found[field] ??= error.detail
    }
    return found
  }
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null)
  const parsed = ErrorDocument.safeParse(body)
  return new ApiProblem(response.status, parsed.success ? parsed.data.errors : [])
}
