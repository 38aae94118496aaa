import { expect, test } from 'vitest'
import { type Body, COMPANY, call, runningServer } from './running-server.ts'
import { smtpTwin } from './smtp-twin.ts'

/**
 * The story that the shop began with: two hours after a recommendation, whoever bought nothing since
 * gets a mail with the recommended items, and nobody who must not be written to does.
 */
const smtp = await smtpTwin()
const server = await runningServer({
  isSandbox: true,
  smtpUrl: smtp.url,
  publicUrl: 'https://talk.shop.test',
  hasPublicUrl: true,
})
const RECOMMENDED = 'Received Product Recommendation from Customer Agent'
const FLOW_NAME = 'CA: recommended but not bought'
const HOUR_MS = 3_600_000

async function ask(method: string, path: string, data?: unknown): Promise<Body> {
  const answer = await call(server, method, path, data === undefined ? {} : { data })
  if (answer.status >= 300) {
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  return answer.body
}

async function record(metric: object, email: string, time: Date, properties = {}): Promise<void> {
  await ask('POST', '/api/events', {
    type: 'event',
    attributes: {
      metric: { data: { type: 'metric', attributes: metric } },
      profile: {
        data: { type: 'profile', attributes: { email, first_name: email.split('@')[0] } },
      },
      properties,
      time: time.toISOString(),
    },
  })
}

function recommend(email: string, time: Date): Promise<void> {
  return record({ name: RECOMMENDED, service: 'customer-agent' }, email, time, {
    Products: ['scarf'],
    $extra: {
      items: [
        { title: 'Merino scarf <b>', url: 'https://shop.test/scarf', price: 39.9, image_url: '' },
        { title: 'Felt slippers', url: 'https://shop.test/slippers', price: 24, image_url: '' },
      ],
    },
  })
}

const order = (email: string, time: Date) => record({ name: 'Placed Order' }, email, time)

async function now(): Promise<Date> {
  const { data } = await ask('GET', '/api/x/test-clock')
  return new Date(String((data as unknown as { attributes: { now: string } }).attributes.now))
}

async function moveTo(time: Date): Promise<void> {
  await ask('PATCH', '/api/x/test-clock', {
    type: 'test-clock',
    id: COMPANY,
    attributes: { now: time.toISOString() },
  })
}

async function metricId(name: string): Promise<string> {
  const { data } = await ask('GET', '/api/metrics')
  const found = data.find((metric) => metric.attributes['name'] === name)
  if (!found) throw new Error(`there is no metric ${name}`)
  return found.id
}

async function consentOf(email: string): Promise<unknown> {
  const filter = encodeURIComponent(`equals(email,"${email}")`)
  const { data } = await ask(
    'GET',
    `/api/profiles?filter=${filter}&additional-fields[profile]=subscriptions`,
  )
  return data[0]?.attributes['subscriptions']
}

async function createFlow(): Promise<string> {
  const template = await ask('POST', '/api/templates', {
    type: 'template',
    attributes: {
      name: 'Picks',
      editor_type: 'CODE',
      html: `<p>Hi {{ first_name }}</p>
        {% for item in event.extra.items|slice:':4' %}<p><a href="{{ item.url }}">{{ item.title }}</a>
        {% currency_format item.price|default:0 %}</p>{% empty %}<p>Nothing</p>{% endfor %}
        {{ organization.full_address }} {% unsubscribe 'Unsubscribe' %}`,
    },
  })
  const flow = await ask('POST', '/api/flows', {
    type: 'flow',
    attributes: {
      name: FLOW_NAME,
      definition: {
        triggers: [{ type: 'metric', id: await metricId(RECOMMENDED), trigger_filter: null }],
        profile_filter: {
          condition_groups: [
            {
              conditions: [
                {
                  type: 'profile-metric',
                  metric_id: await metricId('Placed Order'),
                  measurement: 'count',
                  measurement_filter: { type: 'numeric', operator: 'equals', value: 0 },
                  timeframe_filter: { type: 'date', operator: 'flow-start' },
                  metric_filters: null,
                },
              ],
            },
          ],
        },
        entry_action_id: 'delay-2h',
        reentry_criteria: { duration: 0, unit: 'alltime' },
        actions: [
          {
            temporary_id: 'delay-2h',
            type: 'time-delay',
            links: { next: 'email-1' },
            data: { unit: 'hours', value: 2 },
          },
          {
            temporary_id: 'email-1',
            type: 'send-email',
            links: { next: null },
            data: {
              status: 'draft',
              message: {
                name: 'Recommended items follow-up',
                from_email: 'shop@example.com',
                from_label: 'Example Shop',
                reply_to_email: null,
                subject_line: "Still thinking it over, {{ first_name|default:'there' }}? 🧣",
                preview_text: 'Your picks from our chat',
                template_id: (template.data as unknown as { id: string }).id,
                smart_sending_enabled: false,
                transactional: false,
                add_tracking_params: true,
                custom_tracking_params: null,
                additional_filters: null,
              },
            },
          },
        ],
      },
    },
  })
  const { id } = flow.data as unknown as { id: string }
  await ask('PATCH', `/api/flows/${id}`, { type: 'flow', id, attributes: { status: 'live' } })
  return id
}

async function skipped(): Promise<unknown[]> {
  const { data } = await ask('GET', '/api/x/messages?filter=equals(state,"skipped")')
  return data.map(({ attributes }) => attributes['skip_reason'])
}

test('who bought nothing gets the items two hours later; others get nothing, for a reason', async () => {
  const began = await now()
  const at = (hours: number) => new Date(began.getTime() + hours * HOUR_MS)
  await order('early@shopper.test', began)
  const flowId = await createFlow()

  // — Three people are recommended something; one buys, one unsubscribes meanwhile.
  for (const name of ['mia', 'otto', 'uma']) await recommend(`${name}@shopper.test`, began)
  await moveTo(at(1))
  await order('otto@shopper.test', at(1))
  await ask('POST', '/api/profile-subscription-bulk-delete-jobs', {
    type: 'profile-subscription-bulk-delete-job',
    attributes: {
      profiles: {
        data: [
          {
            type: 'profile',
            attributes: {
              email: 'uma@shopper.test',
              subscriptions: { email: { marketing: { consent: 'UNSUBSCRIBED' } } },
            },
          },
        ],
      },
    },
  })
  await moveTo(new Date(at(2).getTime() - 1_000))
  expect(smtp.envelopes).toEqual([])
  await moveTo(at(2))
  await expect.poll(() => smtp.envelopes, { timeout: 20_000 }).toEqual([['mia@shopper.test']])
  await expect.poll(skipped, { timeout: 20_000 }).toEqual(['Person Suppressed'])
  const people = await ask('GET', `/api/x/flows/${flowId}/flow-enrolments?page[size]=10`)
  expect(JSON.stringify(people.data)).toContain('Fails Flow Filters')

  const [mail] = await smtp.mails()
  expect(mail?.subject).toBe('Still thinking it over, mia? 🧣')
  expect(mail?.html).toContain('Merino scarf &lt;b&gt;')
  expect(mail?.html).toMatch(/39[.,]90/)
  expect(mail?.text).toContain('Felt slippers')
  const raw = smtp.raws[0]?.toString('utf8').replaceAll(/\r\n[ \t]+/g, ' ') ?? ''
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/im)
  const link = /^List-Unsubscribe: .*?<(https:[^>]+)>/im.exec(raw)?.[1] ?? ''

  // — Links say which flow it was.
  const tracked = /href="https:\/\/talk\.shop\.test(\/l\/[\w-]+)"/.exec(mail?.html || '')?.[1]
  const led = await fetch(server.url + tracked, { redirect: 'manual' })
  const target = new URL(led.headers.get('location') ?? '')
  expect(target.searchParams.get('utm_campaign')).toBe(FLOW_NAME)

  // — A scanner follows the link and changes nothing; a click of the mail program does.
  const path = new URL(link).pathname
  expect((await fetch(server.url + path)).status).toBe(200)
  expect(await consentOf('mia@shopper.test')).not.toMatchObject({
    email: { marketing: { consent: 'UNSUBSCRIBED' } },
  })
  const clicked = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'manual',
  })
  expect(clicked.status).toBe(200)
  expect(await consentOf('mia@shopper.test')).toMatchObject({
    email: { marketing: { consent: 'UNSUBSCRIBED', can_receive_email_marketing: false } },
  })

  // — The next recommendation finds her gone.
  await recommend('mia@shopper.test', at(2))
  await moveTo(at(4))
  await expect
    .poll(skipped, { timeout: 20_000 })
    .toEqual(['Person Suppressed', 'Person Suppressed'])
  expect(smtp.envelopes).toEqual([['mia@shopper.test']])
}, 120_000)
