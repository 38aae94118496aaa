import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import {
  type ConversationChanges,
  createConversationChanges,
} from '../conversation/conversation-changes.action.ts'
import { ANSWER, answer, openShop, write } from '../conversation/conversation-fixtures.ts'
import { FloodGuard } from './flood-guard.ts'
import { sayOnWebChat } from './say-on-web-chat.action.ts'
import { createWebChatStreams, type WebChatStreams } from './web-chat-streams.action.ts'

const { sql } = await testDatabase()
const VISITOR = '0b0a8a3e-6c63-4f35-9d43-8b40b3c35c5a'
const WAIT_MS = 10_000
/** More than waits for one reader. */
const MANY = 400

let changes: ConversationChanges
let streams: WebChatStreams

beforeAll(async () => {
  changes = createConversationChanges(sql)
  await changes.listen()
  streams = createWebChatStreams(sql, changes)
  await streams.listen()
})
afterAll(async () => {
  await streams.stop()
  await changes.stop()
})

interface Reader {
  text: () => string
  until: (wanted: RegExp) => Promise<void>
  isOver: () => boolean
  close: () => void
}

/** A visitor's browser that reads all that comes. */
function reader(accountId: string, conversationId: string | null, after = 0): Reader {
  const closing = new AbortController()
  const watch = { accountId, conversationId, visitorId: VISITOR, after }
  let text = ''
  let isOver = false
  void (async () => {
    for await (const part of streams.follow(watch, closing.signal)) text += part
    isOver = true
  })()
  return {
    text: () => text,
    until: (wanted) => expect.poll(() => text, { timeout: WAIT_MS }).toMatch(wanted),
    isOver: () => isOver,
    close: () => closing.abort(),
  }
}

async function conversation() {
  const shop = await openShop(sql)
  const { conversationId } = await write(shop, 'Hello')
  return { shop, accountId: shop.accountId, conversationId }
}

describe('a stream', () => {
  test('tells parts of a reply as they are written, and the line before the writing stops', async () => {
    const { shop, accountId, conversationId } = await conversation()
    const browser = reader(accountId, conversationId)
    await browser.until(/event: state/)
    const about = { accountId, conversationId }
    changes.emit({ ...about, kind: 'typing', author: 'agent', isTyping: true })
    changes.emit({ ...about, kind: 'part', text: 'It is ' })
    await browser.until(/"is_typing":true[\s\S]*"text":"It is "/)

    const late = reader(accountId, conversationId)
    await late.until(/event: text\ndata: {"text":"It is "}/)

    await answer(shop, conversationId, ANSWER)
    changes.emit({ ...about, kind: 'typing', author: 'agent', isTyping: false })
    await browser.until(/"author":"agent"[\s\S]*"is_typing":false/)
    const afterwards = reader(accountId, conversationId)
    await afterwards.until(/"author":"agent"/)
    expect(afterwards.text()).not.toContain('event: text')
    for (const one of [browser, late, afterwards]) one.close()
  })

  test('says nothing of what the shopper types, nor of other conversations', async () => {
    const { accountId, conversationId } = await conversation()
    const other = await conversation()
    const browser = reader(accountId, conversationId)
    await browser.until(/event: state/)
    changes.emit({ accountId, conversationId, kind: 'typing', author: 'shopper', isTyping: true })
    changes.emit({
      accountId: other.accountId,
      conversationId: other.conversationId,
      kind: 'part',
      text: 'for somebody else',
    })
    changes.emit({ accountId, conversationId, kind: 'part', text: 'for you' })
    await browser.until(/for you/)
    expect(browser.text()).not.toMatch(/typing|somebody else/)
    browser.close()
  })

  test('that was opened before anything was said tells what the first message leads to', async () => {
    const shop = await openShop(sql)
    const { accountId } = shop
    const early = [reader(accountId, null), reader(accountId, null)]
    const waiting = { accountId, conversationId: null, visitorId: VISITOR }
    await expect.poll(() => streams.streamsOf(waiting)).toBe(2)
    const other = await conversation()

    const message = { visitorId: VISITOR, clientId: 'message-1', text: 'Hi', page: null }
    const { receipt } = await sayOnWebChat(sql, accountId, {
      ...message,
      anonymousId: null,
      now: new Date(),
      wallNow: new Date(),
    })
    for (const one of early) await one.until(/"text":"Hi"[\s\S]*event: state/)
    expect(streams.streamsOf(waiting)).toBe(0)
    await answer(shop, receipt.conversationId, ANSWER)
    for (const one of early) await one.until(/"author":"agent"/)
    expect(early[0]?.text()).not.toContain(other.conversationId)

    // Who looked a moment too early is not forgotten either.
    const late = reader(accountId, null)
    await late.until(/"author":"agent"/)
    for (const one of [...early, late]) one.close()
    await expect.poll(() => streams.openStreams()).toBe(0)
  })

  test('is ended when its reader is too slow, and costs nothing once it is closed', async () => {
    const { accountId, conversationId } = await conversation()
    const closing = new AbortController()
    const watch = { accountId, conversationId, visitorId: VISITOR, after: 0 }
    const slow = streams.follow(watch, closing.signal)[Symbol.asyncIterator]()
    await slow.next()
    const before = streams.openStreams()
    for (let at = 0; at < MANY; at += 1) {
      changes.emit({ accountId, conversationId, kind: 'part', text: 'x' })
    }
    let parts = 0
    while (!(await slow.next()).done) parts += 1
    expect(parts).toBeLessThan(MANY)
    expect(streams.openStreams()).toBe(before - 1)
    expect(streams.streamsOf(watch)).toBe(0)
    expect(changes.subscribers()).toBe(0)
  })

  test('ends when its reader hangs up, also while nothing happens', async () => {
    const { accountId, conversationId } = await conversation()
    const browser = reader(accountId, conversationId)
    await browser.until(/event: state/)
    browser.close()
    await expect.poll(() => browser.isOver(), { timeout: WAIT_MS }).toBe(true)
    await pause(0)
    expect(streams.openStreams()).toBe(0)
  })
})

describe('a flood guard', () => {
  test('counts by minute, and forgets who was quiet', () => {
    const guard = new FloodGuard(true)
    const at = 120_000
    expect([1, 2, 3].map(() => guard.count('ada', 2, at))).toEqual([0, 0, 60])
    expect(guard.count('bo', 2, at)).toBe(0)
    expect(guard.count('ada', 2, at + 59_000)).toBe(1)
    expect(guard.count('ada', 2, at + 60_000)).toBe(0)
  })

  test('allows everything when limits are off', () => {
    const guard = new FloodGuard(false)
    expect(Array.from({ length: 50 }, () => guard.count('ada', 1, 0))).not.toContain(60)
  })
})
