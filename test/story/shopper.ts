import { randomUUID } from 'node:crypto'
import { signStorefrontToken } from '../../src/channel/storefront-token.ts'
import { TEST_COMPANY } from '../server-process.ts'
import { until } from '../until.ts'

interface Line {
  position: number
  author: string
  text: string
  products: { title: string; price: number | null }[]
  asks: string | null
  notice: string | null
}

interface Standing {
  token: string
  status: string | null
  is_handoff_offered: boolean
  is_answer_due: boolean
}

const TOKEN_LIFE_MS = 3_600_000

/** Somebody who chats on the page of the shop, by the requests that the widget makes. */
export async function shopperAt(
  url: string,
  storefrontSecret: string,
  person: { email: string; firstName: string },
) {
  async function widget<Data>(method: 'GET' | 'POST', path: string, token: string, sent?: object) {
    const response = await fetch(`${url}/client/web-chat/${path}?company_id=${TEST_COMPANY}`, {
      method,
      headers: {
        origin: url,
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(sent ? { 'content-type': 'application/json' } : {}),
      },
      ...(sent ? { body: JSON.stringify({ data: sent }) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : (JSON.parse(text) as { data: Data }).data) as Data
  }

  const opened = await widget<{ attributes: Standing }>('POST', 'session', '', {
    type: 'web-chat-session',
    attributes: {},
  })
  const storefrontToken = await signStorefrontToken(
    storefrontSecret,
    TEST_COMPANY,
    person,
    new Date(Date.now() + TOKEN_LIFE_MS),
  )
  const signedIn = await widget<{ attributes: Standing }>(
    'POST',
    'sign-in',
    opened.attributes.token,
    { type: 'web-chat-sign-in', attributes: { storefront_token: storefrontToken } },
  )
  const { token } = signedIn.attributes

  const standing = async () =>
    (await widget<{ attributes: Standing }>('GET', 'session', token)).attributes
  const lines = async () =>
    (await widget<{ attributes: Line }[]>('GET', 'lines', token))
      .map(({ attributes }) => attributes)
      .toReversed()

  return {
    standing,

    /** Say something. Resolves with what was answered, when the agent has said all it wants to. */
    async says(text: string): Promise<Line[]> {
      const said = await widget<{ attributes: Line }>('POST', 'messages', token, {
        type: 'web-chat-message',
        attributes: { client_id: randomUUID(), text },
      })
      await until(standing, ({ is_answer_due: isDue }) => !isDue)
      return (await lines()).filter((line) => line.position > said.attributes.position)
    },

    /** Take the person that the agent offers. */
    async acceptsPerson(): Promise<string | null> {
      const after = await widget<{ attributes: Standing }>('POST', 'handoff-answer', token, {
        type: 'web-chat-handoff-answer',
        attributes: { is_accepted: true },
      })
      return after.attributes.status
    },
  }
}

export type Shopper = Awaited<ReturnType<typeof shopperAt>>
