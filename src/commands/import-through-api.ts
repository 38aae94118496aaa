import { z } from 'zod'
import { Import } from '../contract/imports.ts'
import { messageOf, OperatorError } from '../platform/operator-error.ts'
import type { ImportDoor, ImportWishes } from './import-door.ts'

const JSON_API = 'application/vnd.api+json'
const REQUEST_TIMEOUT_MS = 120_000

const Answer = z.object({ data: z.object({ id: z.string(), attributes: Import.attributes }) })
const Refusal = z.object({
  errors: z
    .array(
      z.object({
        detail: z.string(),
        meta: z.object({ fix: z.string().optional() }).optional(),
      }),
    )
    .min(1),
})

/** Import through a server that is running, with a private key of the account. */
export function importThroughApi(serverUrl: string, apiKey: string): ImportDoor {
  const root = `${serverUrl.replace(/\/+$/, '')}/api/x/imports`

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(root + path, {
      ...init,
      headers: { ...headersOf(init), authorization: `Klaviyo-API-Key ${apiKey}` },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new OperatorError(
        `${serverUrl} does not answer: ${messageOf(error)}.`,
        'Check --url, and that the server is running.',
      )
    })
    if (answer.ok) return answer
    throw await refusalOf(answer)
  }

  const read = async (answer: Response) => Answer.parse(await answer.json()).data
  const post = (path: string, data: object) =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': JSON_API },
      body: JSON.stringify({ data }),
    })

  return {
    create: async (wishes) => (await read(await post('', { type: 'import', ...sent(wishes) }))).id,
    putPart: async (id, number, content) => {
      const body = new Uint8Array(content)
      const headers = { 'content-type': 'application/octet-stream' }
      await call(`/${id}/parts?part=${number}`, { method: 'POST', headers, body })
    },
    start: async (id) => void (await call(`/${id}/start`, { method: 'POST' })),
    look: async (id) => (await read(await call(`/${id}`))).attributes,
    report: async function* (id) {
      const { body } = await call(`/${id}/refused-rows`)
      if (body) yield* body
    },
    close: async () => {},
  }
}

function headersOf({ headers }: RequestInit): Record<string, string> {
  return Object.fromEntries(new Headers(headers))
}

function sent({ fileName, hasHeader, ...wishes }: ImportWishes): object {
  return { attributes: { ...wishes, file_name: fileName, has_header: hasHeader } }
}

async function refusalOf(answer: Response): Promise<OperatorError> {
  const refusal = Refusal.safeParse(await answer.json().catch(() => undefined))
  const [first] = refusal.data?.errors ?? []
  return new OperatorError(
    first?.detail ?? `The server answered ${answer.status}.`,
    first?.meta?.fix ?? 'Look into the log of the server.',
  )
}
