import { afterAll, expect, test, vi } from 'vitest'
import type { ChatApi, Line, Look, Session } from './api.ts'
import { Chat } from './chat.ts'
import type { Storage } from './storage.ts'

vi.stubGlobal('addEventListener', () => {})
vi.stubGlobal('document', { addEventListener: () => {}, visibilityState: 'visible' })
afterAll(() => vi.unstubAllGlobals())

const visit = (token: string) =>
  ({ token, conversation_id: null, status: null, is_consent_needed: false }) as unknown as Session

function memory(): Storage {
  const kept = new Map<string, string>()
  return {
    get: (name: string) => kept.get(name) ?? null,
    set: (name: string, value: string | null) =>
      value === null ? kept.delete(name) : kept.set(name, value),
    nameIn: () => null,
  } as unknown as Storage
}

/** A chat whose server answers a sign-in when it is told to, and what it was asked. */
function slowSignIn(earlier: string | null = null) {
  const asked: string[] = []
  const signedIn = Promise.withResolvers<Session>()
  const api = {
    token: null,
    begin: async () => visit('visit'),
    session: async () => visit('visit'),
    signIn: (token: string) => {
      asked.push(`sign in ${token}`)
      return signedIn.promise
    },
    say: async ({ text, client_id: clientId }: { text: string; client_id: string }) => {
      asked.push(`say ${text}`)
      return { position: 1, author: 'shopper', client_id: clientId } as unknown as Line
    },
    openStream: () => new Promise<never>(() => {}),
  } as unknown as ChatApi
  const storage = memory()
  storage.set('token', earlier)
  const chat = new Chat({} as Look, {
    api,
    storage,
    tab: memory(),
    language: () => 'en',
    page: () => null,
    anonymousId: () => null,
    onRefusedSignIn: () => {},
    onChange: () => {},
  })
  return { chat, asked, answer: () => signedIn.resolve(visit('signed in')) }
}

/** Everything that can go on without an answer has gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

const WAYS: Record<string, (of: ReturnType<typeof slowSignIn>) => Promise<unknown>> = {
  'who begins a visit signed in': async ({ chat }) => {
    await chat.identify('ada')
    void chat.open()
  },
  'who is signed in while the chat is open': async ({ chat }) => {
    await chat.open()
    void chat.identify('ada')
  },
  'who comes back signed in': async ({ chat }) => {
    await chat.identify('ada')
    void chat.resume()
  },
}

test.each(Object.entries(WAYS))('%s says nothing as a stranger', async (way, come) => {
  const of = slowSignIn(way === 'who comes back signed in' ? 'visit' : null)
  await come(of)
  await settled()
  of.chat.send('Where is my order?')
  await settled()
  expect(of.asked).toEqual(['sign in ada'])
  of.answer()
  await settled()
  expect(of.asked).toEqual(['sign in ada', 'say Where is my order?'])
})
