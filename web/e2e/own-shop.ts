import { inject } from 'vitest'
import { z } from 'zod'
import { API_HEADERS } from '../../test/server-process.ts'
import { OWNER } from './console.ts'
import { shopApi } from './shop-api.ts'

const SCOPES = [
  'events:write',
  'profiles:read',
  'profiles:write',
  'metrics:read',
  'campaigns:read',
  'campaigns:write',
  'lists:write',
  'templates:write',
  'conversations:read',
]
const Created = z.object({
  data: z.object({ id: z.string(), attributes: z.record(z.string(), z.unknown()) }),
})

/** An account of the owner's that nobody else's test writes to, and its public API. */
export async function ownShop(name: string) {
  const base = inject('consoleUrl')
  async function send(path: string, data: object, headers: Record<string, string> = {}) {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        revision: API_HEADERS.revision,
        origin: base,
        ...headers,
      },
      body: JSON.stringify({ data }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
    return { answer, ...Created.parse(JSON.parse(text)) }
  }

  const signedIn = await send('/api/x/sessions', { type: 'session', attributes: OWNER })
  const cookie = signedIn.answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const attributes = { name, currency: 'EUR', timezone: 'Europe/Berlin' }
  const { data: account } = await send(
    '/api/x/accounts',
    { type: 'account', attributes },
    { cookie },
  )
  const { data: key } = await send(
    '/api/x/api-keys',
    { type: 'api-key', attributes: { name: 'Test', scopes: SCOPES } },
    { cookie, 'parley-account': account.id },
  )
  const authorization = `Klaviyo-API-Key ${String(key.attributes['key'])}`
  return { home: `/a/${account.id}`, ...shopApi(base, { ...API_HEADERS, authorization }) }
}
