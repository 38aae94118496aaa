import { expect, test } from 'vitest'
import { call, runningServer } from '../../test/running-server.ts'

const server = await runningServer()

const BETA = { revision: '2026-07-15.pre' }
const beta = (method: string, path: string, data?: object) =>
  call(server, method, path, { headers: BETA, ...(data ? { data } : {}) })
const stable = (method: string, path: string, data?: object) =>
  call(server, method, path, data ? { data } : {})

type Answer = Awaited<ReturnType<typeof beta>>

/** What was made, or an error that says why it was not. */
function made(answer: Answer) {
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body.errors))
  return answer.body.data
}

const idsIn = (answer: Answer, name: string): string[] => {
  const found: unknown = answer.body.data.relationships?.[name]?.data
  return [found].flat().map((one) => (one as { id: string }).id)
}

const definitionOf = (answer: Answer) =>
  answer.body.data.attributes['definition'] as Record<string, unknown>

async function person(email: string): Promise<string> {
  const data = { type: 'profile', attributes: { email } }
  return made(await stable('POST', '/api/profile-import', data)).id
}

async function list(name: string, emails: readonly string[] = []): Promise<string> {
  const { id } = made(await stable('POST', '/api/lists', { type: 'list', attributes: { name } }))
  const data = []
  for (const email of emails) data.push({ type: 'profile', id: await person(email) })
  if (data.length > 0) await stable('POST', `/api/lists/${id}/relationships/profiles`, data)
  return id
}

const template = made(
  await stable('POST', '/api/templates', {
    type: 'template',
    attributes: { name: 'Autumn', editor_type: 'CODE', html: '<p>Hi {% unsubscribe %}</p>' },
  }),
).id

const mail = (subject: string) => ({
  definition: { details: { channel: 'email', template_id: template, subject } },
})

async function draft(more: object = {}): Promise<Answer> {
  const included = [await list('Readers')]
  return beta('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      definition: { name: 'Autumn' },
      audiences: [{ temporary_id: 'a', included }],
      messages: [{ audience_temporary_id: 'a', variations: [mail('Hello')] }],
      ...more,
    },
  })
}

const schedule = (id: string, attributes: object) =>
  beta('POST', '/api/campaign-message-schedule', {
    type: 'campaign-message-schedule',
    attributes,
    relationships: { 'campaign-message': { data: { type: 'campaign-message', id } } },
  })

const YEARS_AHEAD = { strategy: 'static', send_time: '2099-12-01T09:00:00+00:00' }

async function statusOf(messageId: string): Promise<unknown> {
  return definitionOf(await beta('GET', `/api/campaign-messages/${messageId}`))['status']
}

async function stableStatusOf(id: string): Promise<unknown> {
  return (await stable('GET', `/api/campaigns/${id}`)).body.data.attributes['status']
}

test('two messages to two audiences are made in beta, shown in stable, scheduled and sent', async () => {
  const loyal = await list('Loyal', ['ada@shop.test', 'bo@shop.test'])
  const others = await list('Others', ['cy@shop.test', 'dee@shop.test'])
  const angry = await list('Angry', ['dee@shop.test'])
  // She is on both lists by now.
  expect((await stable('GET', `/api/lists/${angry}/profiles`)).body.data).toHaveLength(1)
  const created = await beta('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      definition: { name: 'Autumn', builder: 'canvas', color: 'ff5733', description: 'For all' },
      audiences: [
        { temporary_id: 'one', name: 'The loyal', included: [loyal] },
        { temporary_id: 'two', included: [others], excluded: [angry] },
      ],
      messages: [
        {
          audience_temporary_id: 'one',
          name: 'Thanks',
          is_add_utm: true,
          throttling_type: 'NONE',
          variations: [mail('Thank you'), mail('We thank you')],
        },
        { audience_temporary_id: 'two', throttling_type: 'NONE', variations: [mail('Come in')] },
      ],
    },
  })
  const { id } = made(created)
  expect(created.status).toBe(201)
  const [first = '', second = ''] = idsIn(created, 'campaign-messages')
  const [audience = ''] = idsIn(created, 'campaign-audiences')

  const shown = await stable('GET', `/api/campaigns/${id}?additional-fields[campaign]=channel`)
  expect(shown.headers.get('revision')).toBe('2026-07-15')
  expect(shown.body.data.attributes).toMatchObject({
    name: 'Autumn',
    status: 'Draft',
    channel: 'email',
    audiences: { included: [loyal, others], excluded: [angry] },
    send_options: { use_smart_sending: false },
    tracking_options: { add_tracking_params: true },
    send_strategy: { method: 'ab_test_campaign' },
  })
  expect(idsIn(shown, 'campaign-messages')).toEqual([first, second])
  const filter = encodeURIComponent("equals(messages.channel,'email'),equals(status,'Draft')")
  const listed = await stable('GET', `/api/campaigns?filter=${filter}`)
  expect(listed.body.data.map((one) => one.id)).toContain(id)

  const whole = await beta(
    'GET',
    `/api/campaigns/${id}?include=campaign-audiences,campaign-messages`,
  )
  expect(whole.headers.get('revision')).toBe('2026-07-15.pre')
  expect(definitionOf(whole)).toMatchObject({
    name: 'Autumn',
    builder: 'canvas',
    color: 'ff5733',
    description: 'For all',
    archived: false,
  })
  expect(whole.body.included?.map((one) => one.type).toSorted()).toEqual([
    'campaign-audience',
    'campaign-audience',
    'campaign-message',
    'campaign-message',
  ])
  const variations = await beta('GET', `/api/campaign-messages/${first}/campaign-variations`)
  expect(variations.body.data.map((one) => one.attributes['definition'])).toMatchObject([
    { name: 'A', details: { channel: 'email', subject: 'Thank you' } },
    { name: 'B', details: { channel: 'email', subject: 'We thank you' } },
  ])

  // Without a winner to wait for.
  const test = { type: 'campaign-test', id, attributes: { test_share: 100 } }
  expect((await stable('PATCH', `/api/x/campaign-tests/${id}`, test)).status).toBe(200)
  const soon = new Date(Date.now() + 1_000).toISOString()
  const scheduled = await schedule(first, { strategy: 'static', send_time: soon })
  expect(scheduled.status).toBe(201)
  expect(scheduled.body.data).toMatchObject({
    type: 'campaign-message-schedule',
    id: first,
    attributes: { strategy: 'static', send_date: null, throttling_percentage: null },
  })
  await expect.poll(() => statusOf(first), { timeout: 20_000 }).toBe('sent')
  expect(await statusOf(second)).toBe('draft')
  expect(await stableStatusOf(id)).toBe('Draft')

  const job = { type: 'campaign-send-job', id }
  expect((await stable('POST', '/api/campaign-send-jobs', job)).status).toBe(202)
  await expect.poll(() => stableStatusOf(id), { timeout: 20_000 }).toBe('Sent')
  expect(await statusOf(second)).toBe('sent')
  const messages = await stable('GET', '/api/x/messages?page[size]=50')
  const subjects = messages.body.data.map((one) => String(one.attributes['subject']))
  expect(subjects.toSorted()).toEqual(['Come in', 'Thank you', 'We thank you'])

  // What was sent stays as it was, in both shapes.
  const named = { definition: { name: 'Other' } }
  const refused = [
    await beta('PATCH', `/api/campaign-messages/${first}`, {
      type: 'campaign-message',
      id: first,
      attributes: named,
    }),
    await beta('PATCH', `/api/campaign-audiences/${audience}`, {
      type: 'campaign-audience',
      id: audience,
      attributes: named,
    }),
    await beta('PATCH', `/api/campaign-variations/${first}`, {
      type: 'campaign-variation',
      id: first,
      attributes: named,
    }),
    await beta('PATCH', `/api/campaigns/${id}`, { type: 'campaign', id, attributes: named }),
    await beta('DELETE', `/api/campaign-messages/${first}`),
    await beta('DELETE', `/api/campaign-audiences/${audience}`),
    await beta('DELETE', `/api/campaigns/${id}`),
    await schedule(second, YEARS_AHEAD),
    await stable('PATCH', `/api/campaigns/${id}`, {
      type: 'campaign',
      id,
      attributes: { name: 'Other' },
    }),
  ]
  expect(refused.map((one) => one.status)).toEqual(refused.map(() => 409))
  const away = { definition: { archived: true, color: null } }
  const archived = await beta('PATCH', `/api/campaigns/${id}`, {
    type: 'campaign',
    id,
    attributes: away,
  })
  expect(definitionOf(archived)).toMatchObject({ archived: true, color: null, name: 'Autumn' })
  expect((await stable('GET', `/api/campaigns/${id}`)).body.data.attributes['archived']).toBe(true)
}, 60_000)

test('whoever is in two audiences gets the messages of the one that goes first', async () => {
  const readers = await list('All readers', ['eve@shop.test', 'flo@shop.test', 'gus@shop.test'])
  const loyal = await list('The loyal', ['eve@shop.test', 'flo@shop.test'])
  const angry = await list('The angry', ['flo@shop.test'])
  const created = await beta('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      definition: { name: 'Two paths' },
      audiences: [
        { temporary_id: 'all', included: [readers] },
        { temporary_id: 'loyal', included: [loyal], excluded: [angry] },
      ],
      messages: [
        { audience_temporary_id: 'all', throttling_type: 'NONE', variations: [mail('Come in')] },
        { audience_temporary_id: 'loyal', throttling_type: 'NONE', variations: [mail('Thanks')] },
      ],
    },
  })
  const { id } = made(created)
  const [first = '', second = ''] = idsIn(created, 'campaign-messages')
  const [, audience = ''] = idsIn(created, 'campaign-audiences')
  const ranked = await beta('PATCH', `/api/campaign-audiences/${audience}`, {
    type: 'campaign-audience',
    id: audience,
    attributes: { definition: { priority: 1 } },
  })
  expect(definitionOf(ranked)).toMatchObject({ priority: 1 })
  const estimated = async () => {
    await stable('POST', '/api/campaign-recipient-estimation-jobs', {
      type: 'campaign-recipient-estimation-job',
      id,
    })
    await expect
      .poll(async () => {
        const path = `/api/campaign-recipient-estimation-jobs/${id}`
        return (await stable('GET', path)).body.data.attributes['status']
      })
      .toBe('complete')
    const { body } = await stable('GET', `/api/campaign-recipient-estimations/${id}`)
    return body.data.attributes['estimated_recipient_count']
  }
  expect(await estimated()).toBe(3)

  // The later one begins first, and still leaves alone who belongs to the other.
  const soon = { strategy: 'static', send_time: new Date(Date.now() + 500).toISOString() }
  made(await schedule(first, soon))
  await expect.poll(() => statusOf(first), { timeout: 20_000 }).toBe('sent')
  // She comes to the loyal when she has got what is for all: it stays with that.
  await stable('POST', `/api/lists/${loyal}/relationships/profiles`, [
    { type: 'profile', id: await person('gus@shop.test') },
  ])
  made(await schedule(second, { ...soon, send_time: new Date(Date.now() + 500).toISOString() }))
  await expect.poll(() => statusOf(second), { timeout: 20_000 }).toBe('sent')
  const filter = encodeURIComponent(`equals(campaign_id,"${id}")`)
  const { body } = await stable('GET', `/api/x/messages?filter=${filter}`)
  const sent = body.data.map(
    ({ attributes }) => `${String(attributes['subject'])} ${String(attributes['to'])}`,
  )
  expect(sent.toSorted()).toEqual([
    'Come in flo@shop.test',
    'Come in gus@shop.test',
    'Thanks eve@shop.test',
  ])
}, 60_000)

test('what the stable shape made is changed in beta, and back', async () => {
  const included = [await list('Some')]
  const created = await stable('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      name: 'Plain',
      audiences: { included },
      'campaign-messages': {
        data: [
          {
            type: 'campaign-message',
            attributes: {
              definition: { channel: 'email', label: 'Hi', content: { subject: 'Hi' } },
            },
          },
        ],
      },
    },
  })
  const { id } = made(created)
  const whole = await beta('GET', `/api/campaigns/${id}`)
  const [audience = ''] = idsIn(whole, 'campaign-audiences')
  const [message = ''] = idsIn(whole, 'campaign-messages')
  const nobody = await list('Nobody')
  for (const [path, type, of] of [
    ['campaign-audiences', 'campaign-audience', audience],
    ['campaign-messages', 'campaign-message', message],
    ['campaign-variations', 'campaign-variation', message],
    ['campaigns', 'campaign', id],
  ] as const) {
    // What is shown may be sent back as it is.
    const before = await beta('GET', `/api/${path}/${of}`)
    const { definition } = before.body.data.attributes
    const attributes = { definition }
    const same = await beta('PATCH', `/api/${path}/${of}`, { type, id: of, attributes })
    expect([path, same.status, definitionOf(same)]).toEqual([path, 200, definition])
  }
  const change = (path: string, type: string, of: string, definition: object) =>
    beta('PATCH', `/api/${path}/${of}`, { type, id: of, attributes: { definition } })
  made(await change('campaign-audiences', 'campaign-audience', audience, { excluded: [nobody] }))
  made(
    await change('campaign-variations', 'campaign-variation', message, {
      details: { channel: 'email', subject: 'Hello', template_id: template },
    }),
  )
  made(
    await change('campaign-messages', 'campaign-message', message, {
      name: null,
      tracking_options: { is_add_utm: true },
      send_options: { throttling_type: 'none' },
    }),
  )
  const shown = await stable('GET', `/api/campaigns/${id}?include=campaign-messages`)
  expect(shown.body.data.attributes).toMatchObject({
    audiences: { included, excluded: [nobody] },
    send_options: { use_smart_sending: false },
    tracking_options: { add_tracking_params: true, is_tracking_clicks: true },
  })
  expect(shown.body.included?.[0]?.attributes['definition']).toMatchObject({
    label: null,
    content: { subject: 'Hello' },
  })
  const own = await stable('GET', `/api/campaign-messages/${message}/relationships/template`)
  expect(own.body.data.id).not.toBe(template)
})

test('what is scheduled is reverted or cancelled, message by message', async () => {
  const created = await draft()
  const { id } = made(created)
  const [message = ''] = idsIn(created, 'campaign-messages')
  const act = (action: string) =>
    beta('PATCH', `/api/campaign-message-schedule/${message}`, {
      type: 'campaign-message-schedule',
      id: message,
      attributes: { action },
    })
  expect((await act('revert')).status).toBe(409)
  for (const [attributes, strategy] of [
    [YEARS_AHEAD, { method: 'static' }],
    [
      {
        ...YEARS_AHEAD,
        strategy: 'local_timezone',
        timezone_options: { send_past_timezones_tomorrow: true },
      },
      { options: { is_local: true, send_past_recipients_immediately: false } },
    ],
    [
      {
        ...YEARS_AHEAD,
        strategy: 'throttled',
        throttled_options: { throttling_percentage: 20, throttle_unit: 'hour' },
      },
      { method: 'throttled', throttle_percentage: 20 },
    ],
    [
      { strategy: 'smart_send_time', send_date: '2099-12-01' },
      { method: 'smart_send_time', date: '2099-12-01' },
    ],
  ] as const) {
    const scheduled = await schedule(message, attributes)
    expect([scheduled.status, scheduled.body.errors]).toEqual([201, undefined])
    expect(scheduled.body.data.attributes).toMatchObject({
      strategy: attributes.strategy,
    })
    const shown = await stable('GET', `/api/campaigns/${id}`)
    expect(shown.body.data.attributes).toMatchObject({
      status: 'Scheduled',
      send_strategy: strategy,
    })
    expect(await statusOf(message)).toBe('scheduled')
    expect((await act('revert')).status).toBe(204)
    expect(await statusOf(message)).toBe('draft')
  }
  made(await schedule(message, YEARS_AHEAD))
  expect((await act('cancel')).status).toBe(204)
  expect(await statusOf(message)).toBe('cancelled')
  expect((await act('cancel')).status).toBe(409)
  expect(await stableStatusOf(id)).toBe('Cancelled')
})

test('campaigns, audiences and messages are cloned, and what is not used is deleted', async () => {
  const created = await draft()
  const { id } = made(created)
  const [audience = ''] = idsIn(created, 'campaign-audiences')
  const [message = ''] = idsIn(created, 'campaign-messages')
  const copy = await beta('POST', '/api/campaign-clone', { type: 'campaign', id })
  expect(definitionOf(copy)).toMatchObject({ name: 'Copy of Autumn' })
  expect(idsIn(copy, 'campaign-messages')).toHaveLength(1)
  const other = made(copy).id
  const clone = await beta('POST', '/api/campaign-audience-clone', {
    type: 'campaign-audience-clone',
    id: audience,
    attributes: { id: audience, name: 'The same' },
    relationships: { campaign: { data: { type: 'campaign', id: other } } },
  })
  expect(definitionOf(clone)).toMatchObject({
    name: 'The same',
    included: definitionOf(await beta('GET', `/api/campaign-audiences/${audience}`))['included'],
  })
  const cloned = made(clone).id
  const second = await beta('POST', '/api/campaign-message-clone', {
    type: 'campaign-message',
    id: message,
    attributes: { id: message, name: 'Again' },
    relationships: { 'campaign-audience': { data: { type: 'campaign-audience', id: cloned } } },
  })
  expect(definitionOf(second)).toMatchObject({ name: 'Again', status: 'draft' })
  expect(idsIn(second, 'campaign')).toEqual([other])
  const again = made(second).id
  const variations = await beta('GET', `/api/campaign-messages/${again}/campaign-variations`)
  expect(variations.body.data[0]?.attributes['definition']).toMatchObject({
    details: { subject: 'Hello' },
  })

  const filter = encodeURIComponent(`equals(campaign_id,'${other}'),equals(status,'draft')`)
  const path = `/api/campaign-messages?filter=${filter}&sort=name&include=campaign`
  expect((await beta('GET', path)).body.data.map((one) => one.id)).toEqual([
    ...idsIn(copy, 'campaign-messages'),
    again,
  ])
  const used = await beta('DELETE', `/api/campaign-audiences/${cloned}`)
  expect([used.status, used.body.errors[0]?.code]).toEqual([409, 'audience_used'])
  expect((await beta('DELETE', `/api/campaign-messages/${again}`)).status).toBe(204)
  expect((await beta('DELETE', `/api/campaign-audiences/${cloned}`)).status).toBe(204)
  expect((await beta('GET', `/api/campaign-messages/${again}`)).status).toBe(404)
  expect((await beta('DELETE', `/api/campaigns/${other}`)).status).toBe(204)
  expect((await beta('GET', `/api/campaigns/${other}`)).status).toBe(404)
})

test('an audience of several messages and a campaign of several audiences', async () => {
  const created = await draft()
  const { id } = made(created)
  const [audience = ''] = idsIn(created, 'campaign-audiences')
  const added = await beta('POST', '/api/campaign-messages', {
    type: 'campaign-message',
    attributes: {
      definition: { name: 'Text', send_options: { throttling_type: 'none' } },
      variations: [{ definition: { details: { channel: 'sms', body: 'Hello' } } }],
    },
    relationships: {
      campaign: { data: { type: 'campaign', id } },
      'campaign-audience': { data: { type: 'campaign-audience', id: audience } },
    },
  })
  const text = made(added).id
  const path = `/api/campaign-audiences/${audience}/relationships/campaign-messages`
  expect((await beta('GET', path)).body.data.map((one) => one.id)).toContain(text)
  for (const channel of ['email', 'sms']) {
    const filter = encodeURIComponent(`equals(messages.channel,'${channel}')`)
    const found = await stable('GET', `/api/campaigns?filter=${filter}`)
    expect(found.body.data.map((one) => one.id)).toContain(id)
  }
  const second = await beta('POST', '/api/campaign-audiences', {
    type: 'campaign-audience',
    attributes: { definition: { included: [] } },
    relationships: { campaign: { data: { type: 'campaign', id } } },
  })
  made(second)
  const change = await stable('PATCH', `/api/campaigns/${id}`, {
    type: 'campaign',
    id,
    attributes: { audiences: { included: [] } },
  })
  expect([change.status, change.body.errors[0]?.code]).toEqual([409, 'several_audiences'])
  const renamed = await stable('PATCH', `/api/campaigns/${id}`, {
    type: 'campaign',
    id,
    attributes: { name: 'New' },
  })
  expect(renamed.body.data.attributes['name']).toBe('New')
})

test('what is wrong is refused with a pointer, and nothing is made', async () => {
  const before = (await beta('GET', '/api/campaigns')).body.data.length
  const definition = { name: 'No' }
  const message = (more: object) => ({
    definition,
    audiences: [{ temporary_id: 'a' }],
    messages: [{ audience_temporary_id: 'a', ...more }],
  })
  const details = (of: object) => message({ variations: [{ definition: { details: of } }] })
  const wrong: [object, string, RegExp][] = [
    [
      { definition: { ...definition, send_settings: { exit_condition_enabled: true } } },
      'definition/send_settings/exit_condition_enabled',
      /must be false/,
    ],
    [
      { definition: { ...definition, send_settings: { send_timezone: 'Europe/Berlin' } } },
      'definition/send_settings/send_timezone',
      /must be left out.*Berlin/,
    ],
    [{ definition: { ...definition, color: 'red' } }, 'definition/color', /ff5733/],
    [{ definition, audiences: [{ temporary_id: 'a', priority: 1 }] }, 'audiences/0/priority', /./],
    [
      { definition, audiences: [{ temporary_id: 'a' }, { temporary_id: 'a' }] },
      'audiences/1/temporary_id',
      /another audience/,
    ],
    [
      { definition, audiences: [{ temporary_id: 'a', excluded: ['Gone42'] }] },
      'audiences/0/excluded/0',
      /Gone42/,
    ],
    [
      { definition, messages: [{ audience_temporary_id: 'b' }] },
      'messages/0/audience_temporary_id',
      /'b'/,
    ],
    [message({ throttling_type: 'FOR_FLOWS' }), 'messages/0/throttling_type', /must be NONE/],
    [
      details({ channel: 'push', title: 'Hi' }),
      'messages/0/variations/0/definition/details/channel',
      /email, sms or whatsapp/,
    ],
    [
      details({ channel: 'email', template_id: 'Gone42' }),
      'messages/0/variations/0/definition/details/template_id',
      /Gone42/,
    ],
    [
      details({ channel: 'sms', text_message_type: 'RCS' }),
      'messages/0/variations/0/definition/details/text_message_type',
      /SMS or MMS/,
    ],
    [
      details({ channel: 'sms', mms_static_image_asset_id: 4242 }),
      'messages/0/variations/0/definition/details/mms_static_image_asset_id',
      /4242/,
    ],
    [
      message({
        variations: [mail('Hi'), { definition: { details: { channel: 'sms', body: 'Hi' } } }],
      }),
      'messages/0/variations/1/definition/details/channel',
      /goes by email/,
    ],
  ]
  for (const [attributes, pointer, detail] of wrong) {
    const answer = await beta('POST', '/api/campaigns', { type: 'campaign', attributes })
    const [error] = answer.body.errors ?? []
    expect([pointer, answer.status, error?.source.pointer]).toEqual([
      pointer,
      400,
      `/data/attributes/${pointer}`,
    ])
    expect(error?.detail).toMatch(detail)
  }
  expect((await beta('GET', '/api/campaigns')).body.data).toHaveLength(before)
})

test('a time, a status and a strategy change with the schedule alone', async () => {
  const [message = ''] = idsIn(await draft(), 'campaign-messages')
  const answer = await beta('PATCH', `/api/campaign-messages/${message}`, {
    type: 'campaign-message',
    id: message,
    attributes: {
      definition: {
        status: 'sent',
        send_options: { send_time: '2099-12-01T09:00:00+00:00', send_strategy: 'throttled' },
      },
    },
  })
  expect(answer.status).toBe(400)
  expect(answer.body.errors.map((one) => one.source.pointer)).toEqual([
    '/data/attributes/definition/status',
    '/data/attributes/definition/send_options/send_time',
    '/data/attributes/definition/send_options/send_strategy',
  ])
  for (const [attributes, pointer] of [
    [{ strategy: 'static', send_time: '2020-01-01T00:00:00Z' }, 'send_time'],
    [{ strategy: 'smart_send_time', send_date: '2020-01-01' }, 'send_date'],
    [{ strategy: 'static' }, 'send_time'],
    [{ ...YEARS_AHEAD, strategy: 'throttled' }, 'throttled_options'],
    [
      {
        ...YEARS_AHEAD,
        strategy: 'throttled',
        throttled_options: { throttling_percentage: 20, throttle_unit: 'minute' },
      },
      'throttled_options/throttle_unit',
    ],
    [{ ...YEARS_AHEAD, timezone_options: {} }, 'timezone_options'],
  ] as const) {
    const refused = await schedule(message, attributes)
    expect([refused.status, refused.body.errors[0]?.source.pointer]).toEqual([
      400,
      `/data/attributes/${pointer}`,
    ])
  }
})
