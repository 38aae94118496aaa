import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proven } from '../../test/proven.ts'
import { COMPANY, call, newEvent, runningServer } from '../../test/running-server.ts'
import { CAMPAIGN_NUMBERS } from '../contract/campaign-proof.ts'
import { MESSAGE_STATES, type MessageState } from '../contract/messages.ts'
import { newShopper } from '../conversation/conversation-fixtures.ts'
import { inAccount } from '../platform/sql.ts'

const server = await runningServer()
const { sql } = server

type Channel = 'email' | 'sms'

/** A campaign that has no message yet, and its only message. */
async function newCampaign(channel: Channel): Promise<{ id: string; messageId: string }> {
  const list = await call(server, 'POST', '/api/lists', {
    data: { type: 'list', attributes: { name: `List ${randomUUID()}` } },
  })
  const content =
    channel === 'email' ? { subject: 'Hi', from_email: 'shop@example.com' } : { body: 'Hi' }
  const { status, body } = await call(server, 'POST', '/api/campaigns', {
    data: {
      type: 'campaign',
      attributes: {
        name: 'Sale',
        audiences: { included: [list.body.data.id] },
        'campaign-messages': {
          data: [
            {
              type: 'campaign-message',
              attributes: { definition: { channel, label: 'Sale', content } },
            },
          ],
        },
      },
    },
  })
  expect([status, body.errors]).toEqual([201, undefined])
  const messages = body.data.relationships?.['campaign-messages']?.data
  return { id: body.data.id, messageId: [messages].flat()[0]?.id ?? '' }
}

interface Sent {
  state: MessageState
  isOpened: boolean
  isClicked: boolean
}

async function fill(
  { id, messageId }: { id: string; messageId: string },
  { channel, sent, waiting, dropped }: Scene,
): Promise<void> {
  const profileId = await newShopper(sql, COMPANY)
  const at = new Date()
  await inAccount(sql, COMPANY, async (tx) => {
    for (const { state, isOpened, isClicked } of sent) {
      const wasTried = !['queued', 'skipped', 'cancelled'].includes(state)
      await tx`
        insert into messages (
          account_id, message_id, dedupe_key, profile_id, content_id, channel, purpose, list_ids,
          source, campaign_id, campaign_message_id, state, skip_reason, due_at, retry_at, queued_at,
          attempted_at, opened_at, clicked_at)
        values (
          ${COMPANY}, ${randomUUID()}, ${randomUUID()}, ${profileId}, ${messageId}, ${channel},
          'marketing', '{}', 'campaign', ${id}, ${messageId}, ${state},
          ${state === 'skipped' ? 'Smart Sending' : null}, '2099-01-01',
          ${state === 'queued' ? new Date('2099-01-01') : null}, ${at}, ${wasTried ? at : null},
          ${isOpened ? at : null}, ${isClicked ? at : null})`
    }
    for (let nth = 0; nth < waiting; nth += 1) {
      await tx`
        insert into campaign_recipients (account_id, message_id, profile_id, due_at)
        values (${COMPANY}, ${messageId}, ${randomUUID()}, '2099-01-01')`
    }
    await tx`
      update campaign_messages
      set recipients = ${sent.length + waiting + dropped}
      where account_id = ${COMPANY} and message_id = ${messageId}`
  })
}

interface Scene {
  channel: Channel
  sent: Sent[]
  waiting: number
  /** Recipients that left nothing behind. */
  dropped: number
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  channel: fc.constantFrom('email' as const, 'sms' as const),
  sent: fc.array(
    fc.record({
      state: fc.constantFrom(...MESSAGE_STATES).filter((one) => one !== 'sending'),
      isOpened: fc.boolean(),
      isClicked: fc.boolean(),
    }),
    { maxLength: 12 },
  ),
  waiting: fc.nat({ max: 3 }),
  dropped: fc.constant(0),
})

/** What the page is to say, by what became of each. */
function recount({ channel, sent, waiting }: Scene): Record<string, number | null> {
  const count = (...states: MessageState[]) =>
    sent.filter((one) => states.includes(one.state)).length
  const delivered = count('delivered', 'kept') + (channel === 'email' ? count('sent') : 0)
  const rate = (hits: number) => (delivered === 0 ? null : hits / delivered)
  return {
    recipients: sent.length + waiting,
    sent: count('sent', 'delivered', 'kept', 'bounced', 'uncertain'),
    delivered,
    skipped: count('skipped', 'failed', 'cancelled'),
    waiting: waiting + count('queued', 'sending'),
    open_rate: rate(sent.filter((one) => one.isOpened).length),
    click_rate: rate(sent.filter((one) => one.isClicked).length),
  }
}

test('numbers of a campaign equal a recount, and their rows add up to them', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const campaign = await newCampaign(scene.channel)
      await fill(campaign, scene)
      const expected = recount(scene)
      for (const number of CAMPAIGN_NUMBERS) {
        for (const more of ['', `&message_id=${campaign.messageId}`]) {
          const question = `campaign_id=${campaign.id}&number=${number}${more}`
          const proof = await proven(server, 'campaign', { question, pageSize: 3 })
          expect([number, more, proof.value]).toEqual([number, more, expected[number]])
        }
      }
      const reason = `campaign_id=${campaign.id}&number=skipped&reason=Smart+Sending`
      const { value } = await proven(server, 'campaign', { question: reason })
      expect(value).toBe(scene.sent.filter((one) => one.state === 'skipped').length)
    }),
    { numRuns: 15 },
  )
}, 120_000)

test('a text that nobody reported on is not delivered: on the page, in its proof and in reports', async () => {
  await call(server, 'POST', '/api/events', { data: newEvent('Placed Order', 'zoe@shop.test') })
  const metrics = await call(server, 'GET', '/api/metrics')
  const order = metrics.body.data.find((one) => one.attributes.name === 'Placed Order')?.id ?? ''
  const campaign = await newCampaign('sms')
  const plain = { isOpened: false, isClicked: false }
  await fill(campaign, {
    channel: 'sms',
    sent: [
      { state: 'sent', ...plain },
      { state: 'uncertain', ...plain },
      { state: 'delivered', ...plain },
    ],
    waiting: 0,
    dropped: 0,
  })
  const page = await call(server, 'GET', `/api/x/campaigns/${campaign.id}/campaign-variations`)
  const question = `campaign_id=${campaign.id}&number=delivered&variation_id=${campaign.messageId}`
  const proof = await proven(server, 'campaign', { question })
  const where = encodeURIComponent(`equals(campaign_id,"${campaign.id}")`)
  const report = await proven(server, 'report', {
    question: `report=campaign&key=today&conversion_metric_id=${order}&statistic=delivered&where=${where}`,
  })
  expect([page.body.data[0]?.attributes['delivered'], proof.value, report.value]).toEqual([1, 1, 1])
})

test('recipients who left no row behind are said, and only counted', async () => {
  const campaign = await newCampaign('email')
  await fill(campaign, {
    channel: 'email',
    sent: [{ state: 'skipped', isOpened: false, isClicked: false }],
    waiting: 1,
    dropped: 3,
  })
  const question = `campaign_id=${campaign.id}&number=recipients`
  const { body } = await call(server, 'GET', `/api/x/campaign-proof?${question}`)
  const rows = await call(server, 'GET', `/api/x/campaign-proof-rows?${question}`)
  expect(body.data.attributes).toMatchObject({
    value: 5,
    conditions: [
      { name: 'campaign', value: 'Sale' },
      { name: 'dropped', value: '3' },
    ],
  })
  const shown = rows.body.data.map(({ attributes }) => [
    attributes['kind'],
    attributes['state'],
    attributes['reason'],
  ])
  expect(shown).toEqual([
    ['message', 'skipped', 'Smart Sending'],
    ['recipient', 'queued', null],
  ])
})

test.each(['campaign_id=NOBODY', 'message_id=NOBODY', 'variation_id=NOBODY'])(
  'of %s is not found',
  async (asked) => {
    const { id } = await newCampaign('email')
    const question = asked.startsWith('campaign') ? asked : `campaign_id=${id}&${asked}`
    for (const path of ['campaign-proof', 'campaign-proof-rows']) {
      const { status } = await call(server, 'GET', `/api/x/${path}?${question}&number=sent`)
      expect(status).toBe(404)
    }
  },
)

test('a reason is refused of what was not skipped', async () => {
  const { id } = await newCampaign('email')
  const question = `campaign_id=${id}&number=sent&reason=Smart+Sending`
  const { status, body } = await call(server, 'GET', `/api/x/campaign-proof?${question}`)
  expect([status, body.errors[0]?.source]).toEqual([400, { parameter: 'reason' }])
})
