import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Endpoint } from '../../src/contract/endpoint.ts'
import { write } from '../../src/conversation/conversation-fixtures.ts'
import { recordKnowledgeGap } from '../../src/knowledge/knowledge-gaps.sql.ts'
import { ulidOf, uuidOf } from '../../src/platform/id.ts'
import { inAccount, inEveryAccount } from '../../src/platform/sql.ts'
import { endpoints } from '../../src/server.ts'
import { messageServices, messageShop } from '../message-fixtures.ts'
import {
  type Body,
  COMPANY,
  call,
  newEvent,
  OWNER,
  revisionOf,
  runningServer,
} from '../running-server.ts'

const SECRET = 'only-the-first-account-knows-this'
const server = await runningServer()

/** A second account of the same owner, with a key of its own. */
let otherKey = ''
let otherAccount = ''
let cookie = ''
/** Ids of things that belong to the first account, by the path parameter they go into. */
const ids: Record<string, string> = {}

beforeAll(async () => {
  const signIn = await fetch(`${server.url}/api/x/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ data: { type: 'session', attributes: OWNER } }),
  })
  expect(signIn.status).toBeLessThan(300)
  cookie = signIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const account = await asPerson('POST', '/api/x/accounts', '', {
    type: 'account',
    attributes: {
      name: 'Other shop',
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      is_sandbox: true,
    },
  })
  expect(account.status).toBe(201)
  otherAccount = account.body.data.id
  const key = await asPerson('POST', '/api/x/api-keys', otherAccount, {
    type: 'api-key',
    attributes: { name: 'Everything', scopes: allScopes() },
  })
  expect(key.status).toBe(201)
  otherKey = String(key.body.data.attributes['key'])
  await fillFirstAccount()
})

function allScopes(): string[] {
  return [
    ...new Set(endpoints().flatMap(({ access }) => (access.includes(':') ? [access] : []))),
  ].filter((scope) => !/^(members|api-keys|audit|data:export)/.test(scope))
}

async function asPerson(
  method: string,
  path: string,
  account: string,
  data?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      cookie,
      origin: server.url,
      ...(account ? { 'parley-account': account } : {}),
      ...(data ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(data ? { body: JSON.stringify({ data }) } : {}),
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text || '{}') as Body }
}

async function fillFirstAccount(): Promise<void> {
  const profile = await call(server, 'POST', '/api/profiles', {
    data: { type: 'profile', attributes: { email: `${SECRET}@shop.test`, last_name: SECRET } },
  })
  ids['profile'] = profile.body.data.id
  await call(server, 'POST', '/api/events', {
    data: newEvent(SECRET, `${SECRET}@shop.test`, { properties: { SECRET } }),
  })
  const events = await call(server, 'GET', '/api/events')
  ids['event'] = events.body.data[0]?.id ?? ''
  const metrics = await call(server, 'GET', '/api/metrics')
  ids['metric'] = metrics.body.data.find((one) => one.attributes['name'] === SECRET)?.id ?? ''
  await vi.waitFor(async () => {
    const path = `/api/metrics/${ids['metric']}/metric-properties`
    const properties = await call(server, 'GET', path)
    ids['metric-propertie'] = properties.body.data[0]?.id ?? ''
    expect(ids['metric-propertie']).not.toBe('')
  }, 10_000)
  const custom = await call(server, 'POST', '/api/custom-metrics', {
    data: {
      type: 'custom-metric',
      attributes: {
        name: SECRET,
        definition: { aggregation_method: 'count', metric_groups: [{ metric_id: ids['metric'] }] },
      },
    },
  })
  ids['custom-metric'] = custom.body.data.id
  const job = await call(server, 'POST', '/api/profile-bulk-import-jobs', {
    data: {
      type: 'profile-bulk-import-job',
      attributes: {
        profiles: { data: [{ type: 'profile', attributes: { email: `${SECRET}2@shop.test` } }] },
      },
    },
  })
  ids['profile-bulk-import-job'] = job.body.data.id
  const created = await call(server, 'POST', '/api/x/imports', {
    data: {
      type: 'import',
      attributes: { kind: 'profiles', format: 'csv', file_name: `${SECRET}.csv` },
    },
  })
  ids['import'] = created.body.data.id
  await fillCatalog()
  await fillGroups()
  await fillContent()
  await fillFlows()
  await fillCampaigns()
  await fillTags()
  await fillCustomReports()
  await fillConsent()
  const shop = {
    sql: server.sql,
    accountId: COMPANY,
    profileId: uuidOf(ids['profile'] ?? '') ?? '',
  }
  const said = await write(shop, SECRET, { now: new Date() })
  ids['conversation'] = said.conversationId
  ids['customer-agent-conversation'] = said.conversationId
  const macro = await call(server, 'POST', '/api/x/conversation-macros', {
    data: { type: 'conversation-macro', attributes: { name: SECRET, text: SECRET } },
  })
  ids['conversation-macro'] = macro.body.data.id
  const view = await call(server, 'POST', '/api/x/conversation-views', {
    data: { type: 'conversation-view', attributes: { name: SECRET, filter: '' } },
  })
  ids['conversation-view'] = view.body.data.id
  await fillAgent()
  await fillKnowledge()
  await fillChannels()
  await fillMessages()
  const key = await asPerson('GET', '/api/x/api-keys', COMPANY)
  ids['api-key'] = key.body.data[0]?.id ?? ''
  const invitation = await asPerson('POST', '/api/x/invitations', COMPANY, {
    type: 'invitation',
    attributes: { email: `${SECRET}3@shop.test`, role: 'analyst' },
  })
  ids['invitation'] = invitation.body.data.id
  const members = await asPerson('GET', '/api/x/members', COMPANY)
  ids['member'] = members.body.data[0]?.id ?? ''
  ids['account'] = COMPANY
  ids['mapped-metric'] = 'revenue'
}

/** A flow that knows the secret, with a profile in it whose message waits for review. */
async function fillFlows(): Promise<void> {
  const message = { name: SECRET, subject_line: SECRET }
  const delay = { unit: 'days', value: 9 }
  const flow = await call(server, 'POST', '/api/flows', {
    data: {
      type: 'flow',
      attributes: {
        name: SECRET,
        definition: {
          triggers: [{ type: 'metric', id: ids['metric'], trigger_filter: null }],
          entry_action_id: 'mail',
          actions: [
            {
              temporary_id: 'mail',
              type: 'send-email',
              links: { next: 'wait' },
              data: { message },
            },
            { temporary_id: 'wait', type: 'time-delay', links: { next: 'more' }, data: delay },
            { temporary_id: 'more', type: 'send-email', links: {}, data: { message } },
          ],
        },
      },
    },
  })
  expect(flow.status).toBe(201)
  const id = flow.body.data.id
  ids['flow'] = id
  ids['flow-definition'] = id
  ids['flow-pause'] = id
  ids['flow-archive'] = id
  const live = { type: 'flow', id, attributes: { status: 'manual' } }
  await call(server, 'PATCH', `/api/flows/${id}`, { data: live })
  // Another one than that of before, also when it comes within the same second.
  const begin = newEvent(SECRET, `${SECRET}@shop.test`, { unique_id: 'begin' })
  await call(server, 'POST', '/api/events', { data: begin })
  await vi.waitFor(async () => {
    const inside = await call(server, 'GET', `/api/x/flows/${id}/flow-enrolments`)
    ids['flow-enrolment'] = inside.body.data[0]?.id ?? ''
    expect(ids['flow-enrolment']).not.toBe('')
  }, 10_000)
  const relationships = { flow: { data: { type: 'flow', id } } }
  for (const [type, attributes] of [
    ['flow-backtest', { days: 1 }],
    ['flow-past-profiles-job', {}],
  ] as const) {
    const job = await call(server, 'POST', `/api/x/${type}s`, {
      data: { type, attributes, relationships },
    })
    ids[type] = job.body.data.id
  }
  const actions = await call(server, 'GET', `/api/flows/${id}/flow-actions`)
  ids['flow-action'] = actions.body.data[0]?.id ?? ''
  const path = `/api/flow-actions/${ids['flow-action']}/flow-messages`
  const messages = await call(server, 'GET', path)
  ids['flow-message'] = messages.body.data[0]?.id ?? ''
}

/** A campaign that knows the secret, scheduled for some day, with an estimate of who gets it. */
async function fillCampaigns(): Promise<void> {
  const definition = { channel: 'email', label: SECRET, content: { subject: SECRET } }
  const campaign = await call(server, 'POST', '/api/campaigns', {
    data: {
      type: 'campaign',
      attributes: {
        name: SECRET,
        audiences: { included: [ids['list']] },
        send_strategy: { method: 'static', datetime: '2099-12-01T09:00:00+00:00' },
        'campaign-messages': {
          data: [{ type: 'campaign-message', attributes: { definition } }],
        },
      },
    },
  })
  expect(campaign.status).toBe(201)
  const id = campaign.body.data.id
  const messages = await call(server, 'GET', `/api/campaigns/${id}/campaign-messages`)
  const messageId = messages.body.data[0]?.id ?? ''
  await call(server, 'POST', '/api/campaign-message-assign-template', {
    data: {
      type: 'campaign-message',
      id: messageId,
      relationships: { template: { data: { type: 'template', id: ids['template'] } } },
    },
  })
  const job = { type: 'campaign-send-job', id }
  expect((await call(server, 'POST', '/api/campaign-send-jobs', { data: job })).status).toBe(202)
  const estimate = { type: 'campaign-recipient-estimation-job', id }
  await call(server, 'POST', '/api/campaign-recipient-estimation-jobs', { data: estimate })
  for (const noun of [
    'campaign',
    'campaign-control',
    'campaign-recipient-estimation',
    'campaign-recipient-estimation-job',
    'campaign-send-job',
    'campaign-test',
  ]) {
    ids[noun] = id
  }
  ids['campaign-message'] = messageId
  ids['campaign-message-schedule'] = messageId
  ids['campaign-variation'] = messageId
  const audiences = await call(server, 'GET', `/api/campaigns/${id}/campaign-audiences`)
  ids['campaign-audience'] = audiences.body.data[0]?.id ?? ''
  const audience = { type: 'campaign-audience', id: ids['campaign-audience'] }
  const named = await call(server, 'PATCH', `/api/campaign-audiences/${audience.id}`, {
    data: { ...audience, attributes: { definition: { name: SECRET } } },
  })
  expect(named.status).toBe(200)
}

async function fillCustomReports(): Promise<void> {
  const definition = {
    metrics: [{ metric_id: ids['metric'], measurement: 'count' }],
    interval: 'day',
    timeframe: { key: 'last_7_days' },
    group_by: null,
    filters: [],
    shown_as: 'table',
  }
  const report = await call(server, 'POST', '/api/x/custom-reports', {
    data: { type: 'custom-report', attributes: { name: SECRET, definition } },
  })
  ids['custom-report'] = report.body.data.id
}

async function fillTags(): Promise<void> {
  const group = await call(server, 'POST', '/api/tag-groups', {
    data: { type: 'tag-group', attributes: { name: SECRET } },
  })
  ids['tag-group'] = group.body.data.id
  const tag = await call(server, 'POST', '/api/tags', {
    data: { type: 'tag', attributes: { name: SECRET } },
  })
  ids['tag'] = tag.body.data.id
  for (const kind of ['list', 'segment', 'flow', 'campaign']) {
    const path = `/api/tags/${ids['tag']}/relationships/${kind}s`
    const data = [{ type: kind, id: ids[kind] }]
    expect((await call(server, 'POST', path, { data })).status).toBe(204)
  }
}

async function fillGroups(): Promise<void> {
  const list = await call(server, 'POST', '/api/lists', {
    data: { type: 'list', attributes: { name: SECRET } },
  })
  ids['list'] = list.body.data.id
  const added = await call(server, 'POST', `/api/lists/${ids['list']}/relationships/profiles`, {
    data: [{ type: 'profile', id: ids['profile'] }],
  })
  expect(added.status).toBe(204)
  const property = {
    type: 'profile-property',
    property: 'last_name',
    filter: { type: 'string', operator: 'equals', value: SECRET },
  }
  const segment = await call(server, 'POST', '/api/segments', {
    data: {
      type: 'segment',
      attributes: {
        name: SECRET,
        definition: { condition_groups: [{ conditions: [property] }] },
      },
    },
  })
  ids['segment'] = segment.body.data.id
  ids['group'] = ids['list'] ?? ''
  ids['explanation'] = ids['profile'] ?? ''
  await vi.waitFor(async () => {
    const members = await call(server, 'GET', `/api/segments/${ids['segment']}/profiles`)
    expect(members.body.data).toHaveLength(1)
  }, 20_000)
}

async function fillConsent(): Promise<void> {
  for (const verb of ['create', 'delete']) {
    const type = `profile-suppression-bulk-${verb}-job`
    const job = await call(server, 'POST', `/api/${type}s`, {
      data: {
        type,
        attributes: {
          profiles: {
            data: [{ type: 'profile', attributes: { email: `${SECRET}4@shop.test` } }],
          },
        },
      },
    })
    expect(job.status).toBe(202)
    ids[type] = job.body.data.id
  }
}

async function fillContent(): Promise<void> {
  const create = async (type: string, path: string, attributes: object, more: object = {}) => {
    const { status, body } = await call(server, 'POST', path, {
      data: { type, attributes, ...more },
    })
    expect([type, status < 300]).toEqual([type, true])
    ids[type] = body.data.id
  }
  const html = `<p>${SECRET}</p>`
  await create('template', '/api/templates', { name: SECRET, editor_type: 'CODE', html })
  const definition = { content_type: 'block', type: 'html', data: { content: SECRET } }
  const shared = { name: SECRET, definition }
  await create('template-universal-content', '/api/template-universal-content', shared)
  await create('coupon', '/api/coupons', { external_id: 'FIRST', description: SECRET })
  const relationships = { coupon: { data: { type: 'coupon', id: 'FIRST' } } }
  const code = { attributes: { unique_code: 'OF-1' }, relationships }
  await create('coupon-code', '/api/coupon-codes', code.attributes, { relationships })
  await create('coupon-code-bulk-create-job', '/api/coupon-code-bulk-create-jobs', {
    'coupon-codes': { data: [{ type: 'coupon-code', ...code }] },
  })
  const pixel = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
  const from = `data:image/gif;base64,${pixel}`
  await create('image', '/api/images', { name: SECRET, import_from_url: from })
}

async function fillAgent(): Promise<void> {
  const create = async (type: string, attributes: object) => {
    const { status, body } = await call(server, 'POST', `/api/${type}s`, {
      data: { type, attributes },
    })
    expect([type, status]).toEqual([type, 201])
    ids[type] = body.data.id
  }
  await create('agent-secret', { name: SECRET, value: SECRET })
  await create('agent-tool', {
    name: SECRET,
    public_description: SECRET,
    details: {
      type: 'custom',
      request_template: { url_template: 'https://shop.example/', http_method: 'GET' },
    },
  })
  await create('agent-skill', {
    display_name: SECRET,
    description: SECRET,
    instructions: SECRET,
    status: 'live',
  })
  ids['customer-agent'] = COMPANY
  const rule = { title: SECRET, description: SECRET, status: 'enabled' }
  await call(server, 'PATCH', `/api/customer-agents/${COMPANY}`, {
    data: { type: 'customer-agent', id: COMPANY, attributes: { escalation_rules: [rule] } },
  })
}

async function fillKnowledge(): Promise<void> {
  const source = { source_type: 'snippet', title: SECRET, content: `Returns: ${SECRET}` }
  const snippet = await call(server, 'POST', '/api/agent-knowledge', {
    data: { type: 'agent-knowledge', attributes: { source } },
  })
  ids['agent-knowledge'] = snippet.body.data.id
  const asked = { question: `engrave ${SECRET}`, language: 'en', conversationId: null } as const
  await inAccount(server.sql, COMPANY, (tx) =>
    recordKnowledgeGap(tx, COMPANY, { ...asked, now: new Date() }),
  )
  const gaps = await call(server, 'GET', '/api/x/knowledge-gaps')
  ids['knowledge-gap'] = gaps.body.data[0]?.id ?? ''
}

async function fillMessages(): Promise<void> {
  const shop = messageShop(server.sql, COMPANY, () => messageServices())
  const content = await shop.content({ subject: SECRET, name: SECRET })
  ids['message'] = ulidOf(await shop.queue(uuidOf(ids['profile'] ?? '') ?? '', content))
  ids['tracking-setting'] = COMPANY
}

async function fillChannels(): Promise<void> {
  const set = (type: string, attributes: object) =>
    call(server, 'PATCH', `/api/x/${type}`, { data: { type, attributes } })
  const email = { support_address: `${SECRET}@wool.test`, sender_name: SECRET }
  await set('channel-settings', { email, sms: { account_sid: 'AC1', auth_token: SECRET } })
  await set('handoff-settings', { desk_email: `${SECRET}@desk.test` })
  const sent = {
    'outbox-mail': 'email',
    'outbox-text': 'sms',
    'handoff-deliverie': 'handoff-email',
  }
  for (const [noun, channel] of Object.entries(sent)) {
    const to = channel === 'sms' ? '+4915112345678' : `${SECRET}@shop.test`
    const test = await call(server, 'POST', '/api/x/channel-tests', {
      data: { type: 'channel-test', attributes: { channel, to } },
    })
    ids[noun] = test.body.data.id
  }
}

async function fillCatalog(): Promise<void> {
  const externalId = 'first-account'
  const id = `$custom:::$default:::${externalId}`
  const item = {
    type: 'catalog-item',
    attributes: {
      external_id: externalId,
      title: SECRET,
      description: SECRET,
      url: `https://shop.test/${SECRET}`,
    },
  }
  const variant = {
    type: 'catalog-variant',
    attributes: { ...item.attributes, sku: SECRET, inventory_quantity: 1, price: 1 },
    relationships: { item: { data: { type: 'catalog-item', id } } },
  }
  const category = {
    type: 'catalog-category',
    attributes: { external_id: externalId, name: SECRET },
    relationships: { items: { data: [{ type: 'catalog-item', id }] } },
  }
  const rows = { item, variant, category }
  const plurals = { item: 'items', variant: 'variants', category: 'categories' }
  for (const noun of ['item', 'variant', 'category'] as const) {
    const nouns = noun === 'category' ? 'catalog-categorie' : `catalog-${noun}`
    ids[nouns] = id
    const created = await call(server, 'POST', `/api/${nouns}s`, { data: rows[noun] })
    expect(created.status).toBe(201)
    for (const verb of ['create', 'update', 'delete']) {
      const type = `catalog-${noun}-bulk-${verb}-job`
      const data = [{ type: `catalog-${noun}`, id: SECRET }]
      const job = await call(server, 'POST', `/api/${type}s`, {
        data: { type, attributes: { [plurals[noun]]: { data } } },
      })
      ids[type] = job.body.data.id
    }
  }
}

/** The path with ids of the first account in it. */
function pathWithForeignIds(endpoint: Endpoint): string {
  return endpoint.path.replaceAll(/([\w-]+?)(s?)\/\{\w+\}/g, (_, noun: string, plural: string) => {
    const id = ids[noun]
    if (!id) throw new Error(`the test has no ${noun} for ${endpoint.path}`)
    return `${noun}${plural}/${encodeURIComponent(id)}`
  })
}

/** Some body; that it is refused for its shape must not come before the id is looked at in vain. */
function bodyFor(endpoint: Endpoint): Buffer | string | undefined {
  if (endpoint.method === 'GET') return undefined
  return JSON.stringify({ data: { type: 'none', id: 'none', attributes: {} } })
}

const withIds = endpoints().filter((one) => one.path.includes('{'))
const lists = endpoints().filter((one) => one.method === 'GET' && !one.path.includes('{'))
// Where the id names a person or a role that both accounts know.
const SHARED = new Set(['updateMember', 'deleteMember'])
const isRole = (endpoint: Endpoint) => endpoint.path.startsWith('/api/mapped-metrics')

describe('with the ids of another account', () => {
  test.each(withIds.map((one) => [one.id, one] as const))(
    '%s answers no data',
    async (_id, endpoint) => {
      const path = pathWithForeignIds(endpoint)
      const body = bodyFor(endpoint)
      const response = await fetch(`${server.url}${path}${queryFor(endpoint)}`, {
        method: endpoint.method,
        headers: {
          authorization: `Klaviyo-API-Key ${otherKey}`,
          ...revisionOf(endpoint),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      })
      const text = await response.text()
      expect(text).not.toContain(SECRET)
      const refused = isRole(endpoint) ? [200, 400, 404] : [400, 401, 403, 404]
      expect(refused).toContain(response.status)
      const isMisread = endpoint.method === 'GET' && response.status === 400
      expect([text, isMisread]).toEqual([text, false])
    },
  )

  test.each(withIds.filter((one) => !SHARED.has(one.id)).map((one) => [one.id, one] as const))(
    '%s answers no data to a person who works for both',
    async (_id, endpoint) => {
      const path = `${pathWithForeignIds(endpoint)}${queryFor(endpoint)}`
      const revision = revisionOf(endpoint)
      const answer = await asPerson(endpoint.method, path, otherAccount, undefined, revision)
      expect(answer.text).not.toContain(SECRET)
      const refused = isRole(endpoint) ? [200, 400, 404, 415] : [400, 404, 415]
      expect(refused).toContain(answer.status)
    },
  )

  test('a profile cannot be merged into, or away from, another account', async () => {
    const own = await call(server, 'POST', '/api/profiles', {
      data: { type: 'profile', attributes: { email: 'own@other.test' } },
      headers: { authorization: `Klaviyo-API-Key ${otherKey}` },
    })
    const merge = (destination: string, source: string) =>
      call(server, 'POST', '/api/profile-merge', {
        headers: { authorization: `Klaviyo-API-Key ${otherKey}` },
        data: {
          type: 'profile-merge',
          id: destination,
          relationships: { profiles: { data: [{ type: 'profile', id: source }] } },
        },
      })
    expect((await merge(own.body.data.id, ids['profile'] ?? '')).status).toBe(404)
    expect((await merge(ids['profile'] ?? '', own.body.data.id)).status).toBe(404)
  })
})

describe('lists', () => {
  test.each(lists.map((one) => [one.id, one] as const))(
    '%s shows nothing of another account',
    async (_id, endpoint) => {
      if ('stream' in endpoint.reply) return
      const response = await fetch(`${server.url}${endpoint.path}${queryFor(endpoint)}`, {
        headers: { authorization: `Klaviyo-API-Key ${otherKey}`, ...revisionOf(endpoint) },
      })
      expect(await response.text()).not.toContain(SECRET)
    },
  )

  test('the lists do show it to its own account, so the test above can fail', async () => {
    for (const path of [
      '/api/profiles',
      '/api/events',
      '/api/metrics',
      '/api/catalog-items',
      '/api/agent-knowledge',
      '/api/lists',
      `/api/segments/${ids['segment']}/profiles`,
    ]) {
      expect(JSON.stringify((await call(server, 'GET', path)).body)).toContain(SECRET)
    }
  })
})

function queryFor(endpoint: Endpoint): string {
  if (endpoint.id === 'findKnowledgePassages') return '?question=returns'
  if (endpoint.id === 'getCouponCodes') return '?filter=any(coupon.id,["x"])'
  return endpoint.id === 'getPropertyValues' ? '?property=SECRET' : ''
}

test('without a key, every private route answers 401 and no data', async () => {
  for (const endpoint of endpoints()) {
    if (endpoint.access === 'anyone' || endpoint.access === 'company') continue
    const path = endpoint.path.includes('{') ? pathWithForeignIds(endpoint) : endpoint.path
    const response = await fetch(`${server.url}${path}`, {
      method: endpoint.method,
      headers: { 'content-type': 'application/json', ...revisionOf(endpoint) },
      ...(endpoint.method === 'GET' ? {} : { body: '{}' }),
    })
    expect([endpoint.id, response.status]).toEqual([endpoint.id, 401])
  }
})

test('a key without the scope answers 403', async () => {
  const key = await asPerson('POST', '/api/x/api-keys', COMPANY, {
    type: 'api-key',
    attributes: { name: 'Reads metrics', scopes: ['metrics:read'] },
  })
  const authorization = `Klaviyo-API-Key ${String(key.body.data.attributes['key'])}`
  const refused = await call(server, 'GET', '/api/profiles', { headers: { authorization } })
  expect(refused.status).toBe(403)
  expect(refused.body.errors[0]).toMatchObject({ code: 'permission_denied' })
  expect(refused.body.errors[0]?.detail).toContain('profiles:read')
  const allowed = await call(server, 'GET', '/api/metrics', { headers: { authorization } })
  expect(allowed.status).toBe(200)
})

test('row-level security answers nothing, even to a query that forgets its account', async () => {
  const inOther = await inAccount(server.sql, otherAccount, (tx) => tx`select * from profiles`)
  expect(inOther.every((row) => row['account_id'] === otherAccount)).toBe(true)
  const inNone = await server.sql`select * from profiles`
  expect(inNone).toHaveLength(0)
  await expect(
    inAccount(
      server.sql,
      otherAccount,
      (tx) => tx`
        insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
        values (${COMPANY}, 'abcdef', 'Smuggled', 'api', ${new Date()}, ${new Date()})`,
    ),
  ).rejects.toThrow(/row-level security/)
})

test('every table that belongs to accounts is protected, and the role cannot bypass it', async () => {
  const tables = await inEveryAccount(
    server.sql,
    (tx) => tx<{ name: string; isForced: boolean }[]>`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as "isForced"
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
      where c.relkind in ('r', 'p')
        and c.relnamespace = 'parley'::regnamespace`,
  )
  expect(tables.length).toBeGreaterThan(15)
  expect(tables.filter((one) => !one.isForced).map((one) => one.name)).toEqual([])
  const [role] = await server.sql`
    select rolsuper or rolbypassrls as "mayBypass" from pg_roles where rolname = current_user`
  expect(role?.['mayBypass']).toBe(false)
})
