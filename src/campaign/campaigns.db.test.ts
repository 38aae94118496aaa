import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { messageServices, messageShop } from '../../test/message-fixtures.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { systemActor } from '../account/audit.sql.ts'
import { consentRefusal } from '../consent/consent-refusal.ts'
import { insertImage } from '../content/images.sql.ts'
import type { MessageDefinition, SendStrategy } from '../contract/campaigns.ts'
import { Problem } from '../platform/problem.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { HOUR_MS } from '../platform/time.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { advanceCampaigns, OVERDUE_MS } from './advance-campaigns.action.ts'
import type { CampaignMessage } from './campaign.ts'
import type { Editing } from './campaign-editing.action.ts'
import { messagesOfCampaigns } from './campaign-messages.sql.ts'
import { guardCampaignSends } from './guard-campaign-sends.action.ts'
import { holdRestoredCampaigns } from './hold-restored.action.ts'
import { shownDefinition, wordsIn } from './message-definition.ts'
import { isReachable } from './recipients.sql.ts'
import { createAudience } from './save-audience.action.ts'
import { changeCampaign, createCampaign, type NewCampaign } from './save-campaign.action.ts'
import { cloneMessage } from './save-message.action.ts'
import { changeWords, createVariation } from './save-variation.action.ts'
import {
  cancelCampaign,
  controlCampaign,
  revertCampaign,
  sendCampaign,
} from './send-campaign.action.ts'
import { existingMessage } from './show-campaigns.action.ts'
import { STABLE_WORDS_AT } from './words.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'CmpgnA'
const REAL = 'CmpgnB'
const START = new Date('2026-12-01T00:00:00Z')
await createRawAccount(
  sql,
  { id: ACCOUNT, timezone: 'Europe/Berlin', isSandbox: true, createdAt: START },
  [{ id: 'Opened', name: 'Opened Email' }],
  [],
)
await createRawAccount(
  sql,
  { id: REAL, timezone: 'Europe/Berlin', isSandbox: false, createdAt: START },
  [],
  [],
)
const services = messageServices({ guards: [guardCampaignSends] })
const shop = messageShop(sql, ACCOUNT, () => services)

let now = START
async function moveTo(at: Date): Promise<void> {
  now = at
  await inEveryAccount(
    sql,
    (tx) => tx`update accounts set clock_at = ${at} where account_id = ${ACCOUNT}`,
  )
}

beforeEach(async () => {
  await shop.forget()
  await inEveryAccount(sql, async (tx) => {
    await tx`delete from campaign_recipients`
    await tx`delete from campaigns`
    await tx`delete from groups`
    await tx`delete from profiles`
  })
  await moveTo(START)
})

const editing = (accountId = ACCOUNT): Editing => ({
  actor: systemActor(accountId),
  now: accountId === ACCOUNT ? now : new Date(),
  wallNow: new Date(),
  origin: 'https://talk.shop.test',
})

async function group(
  id: string,
  members: readonly string[],
  segment?: { definition: object; isActive?: boolean; isBuilt?: boolean },
  accountId = ACCOUNT,
): Promise<string> {
  await inAccount(sql, accountId, async (tx) => {
    await tx`
      insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
      values (${accountId}, ${id}, ${segment ? 'segment' : 'list'}, ${id},
              ${segment ? null : 'single_opt_in'}, ${now}, ${now})`
    if (segment) {
      await tx`
        insert into segments (account_id, group_id, definition, is_active, version, built_version)
        values (${accountId}, ${id}, ${JSON.stringify(segment.definition)}::text::jsonb,
                ${segment.isActive ?? true}, 1, ${(segment.isBuilt ?? true) ? 1 : 0})`
    }
  })
  await join(id, members, accountId)
  return id
}

const join = (id: string, members: readonly string[], accountId = ACCOUNT) =>
  inAccount(
    sql,
    accountId,
    (tx) => tx`
      insert into group_members (account_id, group_id, profile_id, joined_at)
      select ${accountId}, ${id}, p, ${now} from unnest(${[...members]}::uuid[]) as p`,
  )

const EMAIL: MessageDefinition = { channel: 'email', content: { subject: 'Hello' } }

async function draft(more: Partial<NewCampaign> = {}, accountId = ACCOUNT): Promise<string> {
  const id = await createCampaign(
    sql,
    accountId,
    {
      name: 'Promo',
      audience: { included: [], excluded: [] },
      strategy: { method: 'immediate' },
      hasSmartSending: false,
      tracking: {},
      message: EMAIL,
      imageId: null,
      ...more,
    },
    editing(accountId),
  )
  await inEveryAccount(
    sql,
    (tx) => tx`update message_contents set html = '<p>Hi</p>' where channel = 'email'`,
  )
  return id
}

const send = (id: string, accountId = ACCOUNT) =>
  sendCampaign(sql, accountId, id, editing(accountId))

/** The message of a campaign that has one. */
async function row(id: string, accountId = ACCOUNT): Promise<CampaignMessage> {
  const [found] = await inAccount(sql, accountId, (tx) => messagesOfCampaigns(tx, accountId, [id]))
  if (!found) throw new Error(`no campaign ${id}`)
  return found
}

/** All that is due, to its end. */
async function settle(): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    const steps = await advanceCampaigns({ sql })
    const sent = await shop.send()
    if (steps + sent === 0) return
  }
  throw new Error('it does not come to an end')
}

/** Who got it, and why others did not. */
async function outcome(): Promise<Map<string, string>> {
  const rows = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ id: string; state: string; reason: string | null }[]>`
      select profile_id as id, state, skip_reason as reason
      from messages
      where account_id = ${ACCOUNT}`,
  )
  expect(new Set(rows.map((one) => one.id)).size).toBe(rows.length)
  return new Map(rows.map(({ id, state, reason }) => [id, reason ?? state]))
}

const gotIt = async () =>
  [...(await outcome())].flatMap(([id, what]) => (what === 'kept' ? [id] : [])).toSorted()

const ESCALATED = {
  condition_groups: [
    {
      conditions: [
        {
          type: 'profile-property',
          property: "properties['escalated']",
          filter: { type: 'boolean', operator: 'equals', value: true },
        },
      ],
    },
  ],
}

describe('an audience', () => {
  test('is the union of what is included without what is excluded and who cannot be reached', async () => {
    const [ada, bo, cy, dee] = [
      await shop.person(),
      await shop.person(),
      await shop.person(),
      await shop.person({ email: null }),
    ]
    const unsubscribed = await shop.person({
      subscriptions: { email: { marketing: { consent: 'UNSUBSCRIBED' } } },
    })
    const one = await group('ListA', [ada, bo, dee, unsubscribed])
    const two = await group('ListB', [bo, cy])
    const not = await group('ListC', [cy])
    const id = await draft({ audience: { included: [one, two], excluded: [not] } })
    await send(id)
    await settle()
    expect(await gotIt()).toEqual([ada, bo].toSorted())
    expect(await row(id)).toMatchObject({
      status: 'Sent',
      recipients: 2,
      released: 2,
      excluded: 1,
      unreachable: 2,
    })
  })

  test('is empty: the campaign is cancelled and says so', async () => {
    const id = await draft({ audience: { included: [await group('ListA', [])], excluded: [] } })
    await send(id)
    await settle()
    expect((await row(id)).status).toBe('Cancelled: No Recipients')
  })

  test('is asked again right before each is sent to', async () => {
    const [ada, bo, cy] = [await shop.person(), await shop.person(), await shop.person()]
    const list = await group('ListA', [ada, bo, cy])
    const not = await group('SegA', [], { definition: ESCALATED })
    const id = await draft({ audience: { included: [list], excluded: [not] } })
    await send(id)
    await advanceCampaigns({ sql })
    await inAccount(sql, ACCOUNT, async (tx) => {
      await tx`update profiles set properties = '{"escalated": true}' where profile_id = ${ada}`
      await tx`delete from group_members where profile_id = ${bo}`
    })
    await settle()
    expect(await outcome()).toEqual(
      new Map([
        [ada, 'Person in Excluded Audience'],
        [bo, 'Person No Longer in List'],
        [cy, 'kept'],
      ]),
    )
    expect((await row(id)).status).toBe('Sent')
  })

  test.each([
    ['excluded', 'is switched off', 'segment-inactive', { is_active: false }],
    ['included', 'is switched off', 'segment-inactive', { is_active: false }],
    ['excluded', 'is still built', 'segment-building', { built_version: 0 }],
  ] as const)('holds the campaign when the %s segment %s', async (side, _, reason, change) => {
    const ada = await shop.person()
    const list = await group('ListA', [ada])
    const segment = await group('SegA', side === 'included' ? [ada] : [], {
      definition: ESCALATED,
    })
    const audience =
      side === 'included'
        ? { included: [list, segment], excluded: [] }
        : { included: [list], excluded: [segment] }
    const id = await draft({
      audience,
      strategy: { method: 'static', datetime: '2026-12-01T06:00:00Z' },
    })
    await send(id)
    const set = (columns: object) =>
      inAccount(
        sql,
        ACCOUNT,
        (tx) => tx`update segments set ${tx(columns as Record<string, boolean | number>)}`,
      )
    await set(change)
    await moveTo(new Date('2026-12-01T06:00:00Z'))
    await settle()
    expect(await outcome()).toEqual(new Map())
    expect(await row(id)).toMatchObject({
      status: 'Queued without Recipients',
      hold: { reason, groupId: 'SegA' },
    })
    await set({ is_active: true, built_version: 1 })
    await settle()
    expect(await gotIt()).toEqual([ada])
    expect(await row(id)).toMatchObject({ status: 'Sent', hold: null })
  })

  test('with a segment that is switched off is refused at once', async () => {
    const list = await group('ListA', [await shop.person()])
    const off = { definition: ESCALATED, isActive: false }
    const id = await draft({
      audience: { included: [list], excluded: [await group('SegA', [], off)] },
    })
    await expect(send(id)).rejects.toThrow(Problem)
    await expect(send(id)).rejects.toThrow('switched off')
    expect((await row(id)).status).toBe('Draft')
  })
})

describe('somebody', () => {
  async function scheduled(): Promise<{ id: string; people: string[] }> {
    const people = [await shop.person(), await shop.person(), await shop.person()]
    const list = await group('ListA', people)
    const id = await draft({
      audience: { included: [list], excluded: [] },
      strategy: { method: 'static', datetime: '2026-12-01T06:00:00Z' },
    })
    await send(id)
    return { id, people }
  }

  test('reverts a scheduled campaign to a draft, and sends it again', async () => {
    const { id, people } = await scheduled()
    expect((await row(id)).status).toBe('Scheduled')
    await revertCampaign(sql, ACCOUNT, { campaignId: id }, editing())
    await moveTo(new Date('2026-12-01T07:00:00Z'))
    await settle()
    expect(await outcome()).toEqual(new Map())
    expect((await row(id)).status).toBe('Draft')
    await changeCampaign(sql, ACCOUNT, id, { strategy: { method: 'immediate' } }, editing())
    await send(id)
    await settle()
    expect(await gotIt()).toEqual(people.toSorted())
  })

  test('changes the time of a scheduled campaign', async () => {
    const { id, people } = await scheduled()
    const strategy: SendStrategy = { method: 'static', datetime: '2026-12-01T09:00:00Z' }
    await changeCampaign(sql, ACCOUNT, id, { strategy }, editing())
    await moveTo(new Date('2026-12-01T08:59:59Z'))
    await settle()
    expect(await outcome()).toEqual(new Map())
    await moveTo(new Date('2026-12-01T09:00:00Z'))
    await settle()
    expect(await gotIt()).toEqual(people.toSorted())
  })

  test('cancels a campaign in the middle for good', async () => {
    const { id } = await scheduled()
    await moveTo(new Date('2026-12-01T06:00:00Z'))
    await advanceCampaigns({ sql })
    await cancelCampaign(sql, ACCOUNT, { campaignId: id }, editing())
    await settle()
    expect([...(await outcome()).values()]).toEqual(['cancelled', 'cancelled', 'cancelled'])
    expect((await row(id)).status).toBe('Cancelled')
    await expect(revertCampaign(sql, ACCOUNT, { campaignId: id }, editing())).rejects.toThrow(
      'cancelled already',
    )
  })

  test('pauses a campaign in the middle, and nobody gets it until it goes on', async () => {
    const { id, people } = await scheduled()
    await moveTo(new Date('2026-12-01T06:00:00Z'))
    await advanceCampaigns({ sql })
    await controlCampaign(sql, ACCOUNT, id, 'pause', editing())
    await moveTo(new Date('2026-12-02T06:00:00Z'))
    await settle()
    expect(await outcome()).toEqual(new Map())
    await controlCampaign(sql, ACCOUNT, id, 'resume', editing())
    await settle()
    expect(await gotIt()).toEqual(people.toSorted())
    expect(await row(id)).toMatchObject({ status: 'Sent', released: 3, recipients: 3 })
  })

  test('is asked before a campaign that is overdue is sent', async () => {
    const other = messageShop(sql, REAL, () => services)
    const ada = await other.person()
    const list = await group('ListA', [ada], undefined, REAL)
    const id = await draft({ audience: { included: [list], excluded: [] } }, REAL)
    await send(id, REAL)
    const late = new Date(Date.now() - OVERDUE_MS - 60_000)
    await inAccount(
      sql,
      REAL,
      (tx) => tx`
        update campaign_messages
        set resolve_at = ${late},
            send_at = ${late},
            active_at = ${late}`,
    )
    await advanceCampaigns({ sql })
    expect(await row(id, REAL)).toMatchObject({ recipients: 0, hold: { reason: 'overdue' } })
    await controlCampaign(sql, REAL, id, 'confirm', editing(REAL))
    await advanceCampaigns({ sql })
    await other.send()
    await advanceCampaigns({ sql })
    expect(await row(id, REAL)).toMatchObject({ released: 1, hold: null, status: 'Sent' })
  })
})

test('a campaign at work asks before it goes on when the database was restored', async () => {
  const list = await group('ListA', [await shop.person()])
  const id = await draft({ audience: { included: [list], excluded: [] } })
  await send(id)
  expect(await holdRestoredCampaigns(sql, now)).toBe(1)
  await settle()
  expect(await outcome()).toEqual(new Map())
  expect((await row(id)).hold).toMatchObject({ reason: 'restored' })
  await controlCampaign(sql, ACCOUNT, id, 'confirm', editing())
  await settle()
  expect((await gotIt()).length).toBe(1)
})

describe('what a text says', () => {
  test('keeps its picture while its words change, and forgets whose it was with another', async () => {
    const picture = {
      name: 'Scarf',
      fileKey: 'scarf',
      format: 'png',
      bytes: 1,
      width: 1,
      height: 1,
      isHidden: false,
      updatedAt: now,
    } as const
    const { imageId } = await inAccount(sql, ACCOUNT, (tx) => insertImage(tx, ACCOUNT, picture))
    const render = { add_opt_out_language: true, shorten_links: false }
    const message: MessageDefinition = {
      channel: 'sms',
      label: 'Autumn',
      content: { body: 'Hi' },
      render_options: render,
    }
    const id = await draft({ message, imageId: String(imageId) })
    const shown = () =>
      inAccount(sql, ACCOUNT, async (tx) => {
        const [one] = await messagesOfCampaigns(tx, ACCOUNT, [id])
        if (!one) throw new Error('a campaign has a message')
        const { message, variation, content } = await existingMessage(tx, ACCOUNT, one.messageId)
        const { messageId, label } = message
        const { imageId } = variation
        return { messageId, label, imageId, ...shownDefinition(content, label) }
      })
    const first = await shown()
    const url = `https://talk.shop.test/media/${ACCOUNT}/scarf.png`
    expect(first).toMatchObject({
      label: 'Autumn',
      imageId,
      content: { body: 'Hi', media_url: url },
      render_options: render,
    })

    const say = (content: { body?: string; media_url?: string | null }) =>
      changeWords(
        sql,
        ACCOUNT,
        { contentId: first.messageId, noun: 'campaign-message' },
        wordsIn({ channel: 'sms', content }),
        { ...editing(), at: STABLE_WORDS_AT },
      )
    await say({ body: 'Hello' })
    expect(await shown()).toEqual({ ...first, content: { body: 'Hello', media_url: url } })
    await say({ body: 'Hello', media_url: url })
    expect(await shown()).toMatchObject({ imageId })
    await say({ media_url: 'https://shop.test/other.png' })
    expect(await shown()).toMatchObject({
      imageId: null,
      content: { body: 'Hello', media_url: 'https://shop.test/other.png' },
    })
  })
})

describe('a strategy', () => {
  const HOURS = Array.from({ length: 24 }, (_, at) => at - 11)
  /** `Etc/GMT-3` is three hours ahead. */
  const zoneOf = (ahead: number) => `Etc/GMT${ahead >= 0 ? '-' : '+'}${Math.abs(ahead)}`

  async function inAllZones() {
    const people = new Map<number, string>()
    for (const ahead of HOURS) {
      people.set(ahead, await shop.person({ location: { timezone: zoneOf(ahead) } }))
    }
    const unknown = await shop.person({ location: { timezone: 'Atlantis/Capital' } })
    const list = await group('ListA', [...people.values(), unknown])
    return { people, unknown, list }
  }

  test('by local time: each of 24 zones gets it at 09:00, an unknown zone by the account', async () => {
    await moveTo(new Date('2026-11-29T00:00:00Z'))
    const { people, unknown, list } = await inAllZones()
    const id = await draft({
      audience: { included: [list], excluded: [] },
      strategy: {
        method: 'static',
        datetime: '2026-12-01T09:00:00+00:00',
        options: { is_local: true, send_past_recipients_immediately: false },
      },
    })
    await send(id)
    for (const ahead of HOURS.toReversed()) {
      const at = new Date(Date.parse('2026-12-01T09:00:00Z') - ahead * HOUR_MS)
      await moveTo(new Date(at.getTime() - 1_000))
      await settle()
      expect(await gotIt()).not.toContain(people.get(ahead))
      await moveTo(at)
      await settle()
      expect(await gotIt()).toContain(people.get(ahead))
      // Berlin is one hour ahead.
      expect((await gotIt()).includes(unknown)).toBe(ahead <= 1)
    }
    expect((await gotIt()).length).toBe(25)
    expect((await row(id)).status).toBe('Sent')
  }, 60_000)

  test.each([true, false])('by local time that has passed, at once: %s', async (atOnce) => {
    const { people, list } = await inAllZones()
    // 09:00 has passed from the zone that is nine hours behind on, and is yet to come in others.
    await moveTo(new Date('2026-12-01T18:30:00Z'))
    const id = await draft({
      audience: { included: [list], excluded: [] },
      strategy: {
        method: 'static',
        datetime: '2026-12-01T09:00:00+00:00',
        options: { is_local: true, send_past_recipients_immediately: atOnce },
      },
    })
    await send(id)
    await settle()
    expect((await gotIt()).length).toBe(atOnce ? 23 : 0)
    await moveTo(new Date('2026-12-01T20:00:00Z'))
    await settle()
    expect(await gotIt()).toContain(people.get(-11))
    expect((await gotIt()).length).toBe(atOnce ? 25 : 2)
    await moveTo(new Date('2026-12-02T19:00:00Z'))
    await settle()
    expect((await gotIt()).length).toBe(25)
  })

  test('in portions: a share of the recipients every hour', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => shop.person()))
    const list = await group('ListA', people)
    const id = await draft({
      audience: { included: [list], excluded: [] },
      strategy: {
        method: 'throttled',
        datetime: '2026-12-01T06:00:00Z',
        throttle_percentage: 33,
      },
    })
    await send(id)
    const counts = []
    for (const hour of [6, 6.5, 7, 8]) {
      await moveTo(new Date(START.getTime() + hour * HOUR_MS))
      await settle()
      counts.push((await gotIt()).length)
    }
    expect(counts).toEqual([4, 4, 8, 10])
    expect((await row(id)).status).toBe('Sent')
  })

  test('by own opens: everybody at the hour at which they open mail', async () => {
    const early = await shop.person({ location: { timezone: 'Etc/GMT-2' } })
    const silent = await shop.person()
    const open = (profileId: string, at: string) =>
      inAccount(
        sql,
        ACCOUNT,
        (tx) => tx`
          insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                              unique_id, properties)
          values (${ACCOUNT}, 0, ${profileId}, 'Opened', ${at}, ${at}, ${at}, '{}')`,
      )
    // Seven by their own clock, and seven or eight by that of the shop.
    await open(early, '2026-11-20T05:10:00Z')
    await open(early, '2026-11-21T05:40:00Z')
    await open(early, '2026-11-22T18:00:00Z')
    const list = await group('ListA', [early, silent])
    const id = await draft({
      audience: { included: [list], excluded: [] },
      strategy: { method: 'smart_send_time', date: '2026-12-03' },
    })
    await send(id)
    await moveTo(new Date('2026-12-03T04:59:59Z'))
    await settle()
    expect(await gotIt()).toEqual([])
    await moveTo(new Date('2026-12-03T05:00:00Z'))
    await settle()
    // The shop's readers open at six in Berlin, which is the same moment.
    expect(await gotIt()).toEqual([early, silent].toSorted())
    expect((await row(id)).status).toBe('Sent')
  })

  test('whose time has passed is refused', async () => {
    const list = await group('ListA', [await shop.person()])
    const id = await draft({
      audience: { included: [list], excluded: [] },
      strategy: { method: 'static', datetime: '2026-11-30T06:00:00Z' },
    })
    await expect(send(id)).rejects.toThrow('has passed')
  })
})

describe('two people who are merged between two sends are one person', () => {
  const merge = (source: string, destination: string) =>
    inAccount(sql, ACCOUNT, (tx) =>
      mergeProfiles(tx, ACCOUNT, { source, destination, mergedBy: 'test' }, now),
    )
  const sent = async () => {
    const rows = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx<{ what: string }[]>`
        select coalesce(skip_reason, state) as what from messages order by message_id`,
    )
    return rows.map((one) => one.what)
  }

  /** A second audience with a message of its own, which is sent at an hour and has its people before. */
  async function withSecond(id: string, list: string, sendAt: Date): Promise<void> {
    const first = await row(id)
    const audienceId = await createAudience(
      sql,
      ACCOUNT,
      id,
      { included: [list], excluded: [], name: null, priority: null, at: '' },
      editing(),
    )
    const to = { audienceId, label: null }
    const messageId = await cloneMessage(sql, ACCOUNT, first.messageId, to, editing())
    await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`
        update campaign_messages
        set recipients_when = 'at-schedule', strategy = ${tx.json({
          method: 'static',
          datetime: sendAt.toISOString(),
        })}
        where message_id = ${messageId}`,
    )
  }

  test('who got the message of one audience gets none of the other', async () => {
    const [ada, ida] = [await shop.person(), await shop.person()]
    const later = new Date(START.getTime() + 2 * HOUR_MS)
    const id = await draft({
      audience: { included: [await group('ListA', [ada])], excluded: [] },
    })
    await withSecond(id, await group('ListB', [ida]), later)
    await send(id)
    await settle()
    expect(await sent()).toEqual(['kept'])
    await merge(ida, ada)
    await moveTo(later)
    await settle()
    expect(await sent()).toEqual(['kept', 'Duplicate Email'])
  })

  test('who waits for both messages gets one', async () => {
    const [ada, ida] = [await shop.person(), await shop.person()]
    const id = await draft({
      audience: { included: [await group('ListA', [ada])], excluded: [] },
    })
    await withSecond(id, await group('ListB', [ida]), new Date(START.getTime() + 1_000))
    await send(id)
    await moveTo(new Date(START.getTime() + 1_000))
    await advanceCampaigns({ sql })
    expect(await sent()).toEqual(['queued', 'queued'])
    await merge(ida, ada)
    await settle()
    expect((await sent()).toSorted()).toEqual(['Duplicate Email', 'kept'])
  })

  test('who waits twice for one message gets it once', async () => {
    const [ada, ida] = [await shop.person(), await shop.person()]
    const list = await group('ListA', [ada, ida])
    await send(await draft({ audience: { included: [list], excluded: [] } }))
    await advanceCampaigns({ sql })
    expect(await sent()).toEqual(['queued', 'queued'])
    await merge(ida, ada)
    await settle()
    expect((await sent()).toSorted()).toEqual(['Duplicate Email', 'kept'])
  })
})

describe('variations', () => {
  async function withTwo(share: number, hasSmartSending = false) {
    const people = await Promise.all(Array.from({ length: 10 }, () => shop.person()))
    const list = await group('ListA', people)
    const id = await draft({
      audience: { included: [list], excluded: [] },
      hasSmartSending,
    })
    const [message] = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx<{ id: string }[]>`select message_id as id from campaign_messages`,
    )
    const messageId = message?.id ?? ''
    const second = await createVariation(sql, ACCOUNT, messageId, { name: 'B' }, editing())
    const test = { testShare: share, winnerMetric: 'open-rate' as const, winnerAfterMinutes: 60 }
    await changeCampaign(sql, ACCOUNT, id, { test }, editing())
    return { id, people, first: messageId, second }
  }
  const counts = async () => {
    const rows = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx<{ id: string; count: number }[]>`
        select variation_id as id, count(*)::int as count from messages group by 1`,
    )
    return new Map(rows.map((one) => [one.id, one.count]))
  }

  test('are tested on a share; the rest gets the one that was opened most', async () => {
    const { id, first, second } = await withTwo(40)
    await send(id)
    await settle()
    expect((await row(id)).status).toBe('Variations Sent')
    expect(await counts()).toEqual(
      new Map([
        [first, 2],
        [second, 2],
      ]),
    )
    await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`update messages set opened_at = ${now} where variation_id = ${second}`,
    )
    await moveTo(new Date(START.getTime() + HOUR_MS - 1_000))
    await settle()
    expect((await gotIt()).length).toBe(4)
    await moveTo(new Date(START.getTime() + HOUR_MS))
    await settle()
    expect(await row(id)).toMatchObject({ status: 'Sent', winnerId: second })
    expect(await counts()).toEqual(
      new Map([
        [first, 2],
        [second, 8],
      ]),
    )
    expect((await gotIt()).length).toBe(10)
  })

  test('go to all by lot when there is no winner to wait for', async () => {
    const { id, first, second } = await withTwo(100)
    await send(id)
    await settle()
    expect(await counts()).toEqual(
      new Map([
        [first, 5],
        [second, 5],
      ]),
    )
    expect((await row(id)).status).toBe('Sent')
  })

  test('that Smart Sending keeps from everybody cancel the test', async () => {
    const { id, people } = await withTwo(40, true)
    const other = await shop.content()
    for (const person of people) await shop.queue(person, other, { now })
    await shop.send()
    await send(id)
    await settle()
    await moveTo(new Date(START.getTime() + HOUR_MS))
    await settle()
    expect((await row(id)).status).toBe('Cancelled: Smart Sending')
  })
})

test('who can be reached is the same in the database as right before sending', async () => {
  const marketing = fc.record(
    {
      consent: fc.constantFrom('SUBSCRIBED', 'UNSUBSCRIBED', 'NEVER_SUBSCRIBED'),
      suppression: fc.array(
        fc.record({ reason: fc.constantFrom('HARD_BOUNCE', 'USER_SUPPRESSED') }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  )
  const person = fc.record({ marketing }, { requiredKeys: [] })
  const subscriptions = fc.record(
    { email: person, sms: person, whatsapp: person },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(subscriptions, async (said) => {
      const json = JSON.stringify(said)
      for (const channel of ['email', 'sms', 'whatsapp'] as const) {
        const [answer] = await inAccount(
          sql,
          ACCOUNT,
          (tx) => tx<{ fine: boolean }[]>`
            select ${isReachable(tx, channel)} as fine
            from (
              select 'a@b.example' as email, '+4930901820' as phone_number,
                     ${json}::text::jsonb as subscriptions
            ) p`,
        )
        const refusal = consentRefusal(JSON.parse(json), channel, 'marketing')
        expect([channel, json, answer?.fine]).toEqual([channel, json, refusal === null])
      }
    }),
    { numRuns: 100 },
  )
})
