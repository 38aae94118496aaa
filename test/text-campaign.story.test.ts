import { expect, test } from 'vitest'
import { postAsProvider, setTextSender } from './channel-fixtures.ts'
import { httpTwin } from './http-twin.ts'
import { COMPANY, call, runningServer } from './running-server.ts'

/**
 * A promotion by text: who may be texted gets it, the provider says what became of each, and what people
 * did with it is in the report.
 */
let sent = 0
const provider = await httpTwin(() => {
  sent += 1
  return { status: 201, body: { sid: `SM${sent}`, status: 'queued' } }
})
const server = await runningServer({ isSandbox: true, outboundHosts: [provider.host] })

/** In the afternoon in Europe and in the morning in America: no channel is silent. */
const BEGIN = '2027-03-01T15:00:00Z'
const LATER = '2027-03-01T15:20:00Z'
const BROWSER = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15'
const NUMBERS = ['+4915112340001', '+4915112340002', '+4915112340003']
/** Is on the list, and said no. */
const REFUSING = '+4915112340004'

async function ask(method: string, path: string, data?: unknown) {
  const answer = await call(server, method, path, data === undefined ? {} : { data })
  expect([method, path, answer.body.errors]).toEqual([method, path, undefined])
  return answer.body.data
}

const moveTo = (now: string) =>
  ask('PATCH', '/api/x/test-clock', { type: 'test-clock', id: COMPANY, attributes: { now } })

async function subscribe(channel: 'sms' | 'whatsapp', listId: string): Promise<void> {
  await ask('POST', '/api/profile-subscription-bulk-create-jobs', {
    type: 'profile-subscription-bulk-create-job',
    attributes: {
      profiles: {
        data: NUMBERS.map((phone_number) => ({
          type: 'profile',
          attributes: {
            phone_number,
            subscriptions: { [channel]: { marketing: { consent: 'SUBSCRIBED' } } },
          },
        })),
      },
    },
    relationships: { list: { data: { type: 'list', id: listId } } },
  })
}

async function listOfFour(channel: 'sms' | 'whatsapp'): Promise<string> {
  const list = await ask('POST', '/api/lists', {
    type: 'list',
    attributes: { name: `Texts by ${channel}`, opt_in_process: 'single_opt_in' },
  })
  await subscribe(channel, list.id)
  const known = await call(server, 'POST', '/api/profiles', {
    data: { type: 'profile', attributes: { phone_number: REFUSING } },
  })
  const refusing =
    known.status === 201
      ? known.body.data.id
      : String(known.body.errors[0]?.meta['duplicate_profile_id'])
  await ask('POST', `/api/lists/${list.id}/relationships/profiles`, [
    { type: 'profile', id: refusing },
  ])
  await expect
    .poll(async () => (await ask('GET', `/api/lists/${list.id}/profiles`)).length, {
      timeout: 20_000,
    })
    .toBe(4)
  return list.id
}

async function send(channel: 'sms' | 'whatsapp'): Promise<string> {
  await setTextSender(server.sql, channel, provider.url)
  const listId = await listOfFour(channel)
  const campaign = await ask('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      name: `Spring by ${channel}`,
      audiences: { included: [listId] },
      send_strategy: { method: 'immediate' },
      send_options: { use_smart_sending: false },
      'campaign-messages': {
        data: [
          {
            type: 'campaign-message',
            attributes: {
              definition: {
                channel,
                content: { body: '20 % off: https://shop.test/spring' },
              },
            },
          },
        ],
      },
    },
  })
  await ask('POST', '/api/campaign-send-jobs', { type: 'campaign-send-job', id: campaign.id })
  await expect
    .poll(async () => (await ask('GET', `/api/campaigns/${campaign.id}`)).attributes['status'], {
      timeout: 30_000,
    })
    .toBe('Sent')
  await expect.poll(() => provider.requests.length, { timeout: 20_000 }).toBe(3)
  return campaign.id
}

test.each(['sms', 'whatsapp'] as const)(
  'a campaign by %s comes to those who may be texted, and its report says what became of it',
  async (channel) => {
    provider.requests.length = 0
    const first = sent
    await moveTo(channel === 'sms' ? BEGIN : BEGIN.replace('03-01', '03-05'))
    const campaignId = await send(channel)
    const texts = provider.requests.map(({ body }) => new URLSearchParams(body))
    const prefix = channel === 'sms' ? '' : 'whatsapp:'
    expect(new Set(texts.map((text) => text.get('To')))).toEqual(
      new Set(NUMBERS.map((number) => `${prefix}${number}`)),
    )

    // — Two arrive, one does not. Of those two, one taps the link and buys.
    const states = ['delivered', 'delivered', 'undelivered']
    for (const [nth, MessageStatus] of states.entries()) {
      const answer = await postAsProvider(server, `/webhooks/twilio/${COMPANY}/${channel}/status`, {
        MessageSid: `SM${first + nth + 1}`,
        MessageStatus,
      })
      expect(answer.status).toBeLessThan(300)
    }
    await moveTo(channel === 'sms' ? LATER : LATER.replace('03-01', '03-05'))
    const [text] = texts
    const link = /https?:\/\/\S+/.exec(text?.get('Body') ?? '')?.[0] ?? ''
    const { pathname, search } = new URL(link)
    const tapped = await fetch(`${server.url}${pathname}${search}`, {
      redirect: 'manual',
      headers: { 'user-agent': BROWSER },
    })
    expect(tapped.headers.get('location')).toMatch(/^https:\/\/shop\.test\/spring/)
    const buyer = (text?.get('To') ?? '').replace('whatsapp:', '')
    const time = channel === 'sms' ? LATER : LATER.replace('03-01', '03-05')
    await ask('POST', '/api/events', {
      type: 'event',
      attributes: {
        time,
        value: 40,
        properties: {},
        metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } },
        profile: { data: { type: 'profile', attributes: { phone_number: buyer } } },
      },
    })
    await moveTo(time.replace(':20:', ':30:'))

    const metrics = await ask('GET', '/api/metrics')
    const orderMetric = metrics.find((one) => one.attributes['name'] === 'Placed Order')
    const report = await ask('POST', '/api/campaign-values-reports', {
      type: 'campaign-values-report',
      attributes: {
        statistics: [
          'recipients',
          'delivered',
          'failed',
          'clicks_unique',
          'conversions',
          'conversion_value',
        ],
        timeframe: { key: 'this_month' },
        conversion_metric_id: orderMetric?.id,
        filter: `equals(campaign_id,"${campaignId}")`,
      },
    })
    const [result] = report.attributes['results'] as { statistics: object }[]
    expect(result?.statistics).toEqual({
      recipients: 3,
      delivered: 2,
      failed: 1,
      clicks_unique: 1,
      conversions: 1,
      conversion_value: 40,
    })
  },
  120_000,
)
