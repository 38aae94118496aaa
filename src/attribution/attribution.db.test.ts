import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { TOUCH_KINDS } from '../contract/attribution.ts'
import { shortId } from '../platform/id.ts'
import { inAccount } from '../platform/sql.ts'
import { deleteProfile } from '../profile/delete-profile.action.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import {
  ATTRIBUTION_METRICS,
  attributionShop,
  TOUCH_METRIC_IDS,
  type TouchMetricId,
} from './attribution-fixtures.ts'
import { type AttributionSettings, DEFAULT_SETTINGS } from './attribution-settings.ts'
import { changeAttribution } from './change-attribution.action.ts'
import { recomputeStep } from './recompute.action.ts'

const { sql } = await testDatabase()
const BEGIN = Date.UTC(2026, 2, 1)
const HOUR = 3_600_000
const at = (hours: number) => new Date(BEGIN + Math.round(hours * 4) * (HOUR / 4))

/** Everything a history is made of, as the test remembers it. */
interface Model {
  settings: AttributionSettings
  owner: number[]
  sentAt: Map<string, number>
  touches: {
    key: string
    kind: keyof AttributionSettings['windowHours']
    person: number
    at: number
    start: number
    bot: boolean
    proxy: boolean
    nth: number
    first: number
  }[]
  events: { id: number; person: number; at: number }[]
}

const KIND_OF = {
  CLEMAIL: ['email-click', 0],
  OPEMAIL: ['email-open', 2],
  CLSMS: ['sms-click', 0],
  RESMS: ['sms-delivery', 3],
  CLWA: ['whatsapp-click', 0],
  OPWA: ['whatsapp-open', 2],
} as const
const CHANNELS = {
  'web-chat': 'web-chat',
  sms: 'sms-conversation',
  email: 'email-conversation',
  whatsapp: 'whatsapp-conversation',
} as const

/** By hand: for each event look at every touch, and keep the best. */
function bruteForce({ settings, owner, touches, events }: Model): Map<number, string> {
  const credits = new Map<number, string>()
  for (const event of events) {
    let best: Model['touches'][number] | undefined
    for (const touch of touches) {
      if (owner[touch.person] !== owner[event.person]) continue
      if (touch.at > event.at) continue
      if (touch.bot && settings.excludesBots) continue
      if (touch.proxy && settings.excludesPrivacyProxies) continue
      const start = settings.windowStart === 'receipt' ? touch.start : touch.at
      if (event.at >= start + settings.windowHours[touch.kind] * HOUR) continue
      const isBetter =
        !best ||
        touch.at > best.at ||
        (touch.at === best.at &&
          (touch.first < best.first || (touch.first === best.first && touch.nth > best.nth)))
      if (isBetter) best = touch
    }
    if (best) credits.set(event.id, best.key)
  }
  return credits
}

const PEOPLE = 4
const person = fc.integer({ min: 0, max: PEOPLE - 1 })
const hour = fc.integer({ min: 0, max: 160 })
const metricId = fc.constantFrom(...(Object.keys(TOUCH_METRIC_IDS) as TouchMetricId[]))
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('message' as const), person, hour }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('touch' as const),
      message: fc.nat(30),
      metricId,
      after: fc.constantFrom(0, 1, 2, 11, 12, 13, 30, 90, 119, 120, 121),
      hit: fc.constantFrom('person' as const, 'person' as const, 'bot' as const, 'proxy' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      person,
      hour,
      channel: fc.constantFrom(...(Object.keys(CHANNELS) as (keyof typeof CHANNELS)[])),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      person,
      hour,
      metric: fc.constantFrom('ORDER', 'VIEW'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), person, into: person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), person }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('settings' as const),
      hours: fc.constantFrom(0, 1, 12, 48),
      kind: fc.constantFrom(...TOUCH_KINDS),
      windowStart: fc.constantFrom('receipt' as const, 'touch' as const),
      excludes: fc.boolean(),
    }),
  },
)

test('every event is credited as by looking at all touches, whatever comes when', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const accountId = shortId()
      const ids = Array.from({ length: PEOPLE }, () => randomUUID())
      await createRawAccount(
        sql,
        { id: accountId, createdAt: new Date(BEGIN) },
        ATTRIBUTION_METRICS,
        ids,
      )
      const shop = attributionShop(sql, accountId)
      const model: Model = {
        settings: DEFAULT_SETTINGS,
        owner: ids.map((_, index) => index),
        sentAt: new Map(),
        touches: [],
        events: [],
      }
      const messages: { id: string; person: number }[] = []
      const idOf = (index: number) => ids[model.owner[index] ?? 0] ?? ''
      const actor = { accountId, kind: 'user', actorId: null, actorName: 'Ada' } as never
      for (const one of steps) {
        switch (one.do) {
          case 'message': {
            const id = await shop.message(idOf(one.person), at(one.hour))
            messages.push({ id, person: one.person })
            model.sentAt.set(id, at(one.hour).getTime())
            break
          }
          case 'touch': {
            const message = messages[one.message % Math.max(1, messages.length)]
            if (!message) break
            const sentAt = model.sentAt.get(message.id) ?? 0
            const time = sentAt + one.after * HOUR
            const { hit } = one
            const nth = await shop.touch(
              one.metricId,
              { messageId: message.id, profileId: idOf(message.person), at: new Date(time) },
              hit === 'proxy'
                ? { 'Machine Open': true, 'Client Name': 'Apple Mail Privacy Protection' }
                : hit === 'bot'
                  ? { 'Machine Open': true, 'Bot Click': true }
                  : {},
            )
            const [kind, first] = KIND_OF[one.metricId]
            model.touches.push({
              key: `event ${nth}`,
              kind,
              person: message.person,
              at: time,
              start: Math.min(sentAt, time),
              bot: hit === 'bot',
              proxy: hit === 'proxy',
              nth,
              first,
            })
            model.events.push({ id: nth, person: message.person, at: time })
            break
          }
          case 'answer': {
            const time = at(one.hour).getTime()
            const { channel } = one
            const nth = await shop.answer(idOf(one.person), channel, at(one.hour))
            model.touches.push({
              key: `answer ${nth}`,
              kind: CHANNELS[channel],
              person: one.person,
              at: time,
              start: time,
              bot: false,
              proxy: false,
              nth,
              first: 1,
            })
            break
          }
          case 'event': {
            const [id = 0] = await insertRawEvents(sql, accountId, [
              {
                metricId: one.metric,
                profileId: idOf(one.person),
                occurredAt: at(one.hour),
                value: 10,
              },
            ])
            model.events.push({ id, person: one.person, at: at(one.hour).getTime() })
            break
          }
          case 'settle':
            await shop.settle()
            break
          case 'merge': {
            const source = model.owner[one.person] ?? 0
            const destination = model.owner[one.into] ?? 0
            if (source === destination) break
            const { outcome } = await inAccount(sql, accountId, (tx) =>
              mergeProfiles(
                tx,
                accountId,
                {
                  source: ids[source] ?? '',
                  destination: ids[destination] ?? '',
                  mergedBy: 'test',
                },
                new Date(BEGIN),
              ),
            )
            // Who was forgotten is merged with nobody.
            if (outcome !== 'merged') break
            model.owner = model.owner.map((own) => (own === source ? destination : own))
            break
          }
          case 'delete':
            await inAccount(sql, accountId, (tx) =>
              deleteProfile(tx, accountId, idOf(one.person), new Date(BEGIN)),
            )
            break
          case 'settings': {
            const { excludes } = one
            model.settings = {
              ...model.settings,
              windowHours: { ...model.settings.windowHours, [one.kind]: one.hours },
              windowStart: one.windowStart,
              excludesBots: excludes,
              excludesPrivacyProxies: excludes,
            }
            const clock = { now: new Date(BEGIN), wallNow: new Date() }
            await changeAttribution(sql, actor, () => model.settings, clock)
            while (await recomputeStep(sql, accountId, new Date()));
            break
          }
        }
      }
      await shop.settle()
      expect(await shop.credits()).toEqual(bruteForce(model))
    }),
    { numRuns: Number(process.env.ATTRIBUTION_RUNS ?? 20) },
  )
}, 120_000)

test('a click is counted though the person is forgotten before anybody looked', async () => {
  const accountId = shortId()
  const ada = randomUUID()
  const created = { id: accountId, createdAt: new Date(BEGIN) }
  await createRawAccount(sql, created, ATTRIBUTION_METRICS, [ada])
  const shop = attributionShop(sql, accountId)
  const messageId = await shop.message(ada, at(0))
  const about = { messageId, profileId: ada, at: at(1) }
  const click = await shop.touch('CLEMAIL', about, { 'Bot Click': false, URL: 'https://ada.test/' })
  await inAccount(sql, accountId, (tx) => deleteProfile(tx, accountId, ada, new Date(BEGIN)))
  await shop.settle()
  expect(await shop.credits()).toEqual(new Map([[click, `event ${click}`]]))
  const rows = await inAccount(
    sql,
    accountId,
    (tx) => tx`select properties from events where account_id = ${accountId}`,
  )
  expect(rows.map((row) => Object.keys(row['properties']).toSorted())).toEqual([
    ['$redacted', 'Bot Click', 'Message ID'],
  ])
})
