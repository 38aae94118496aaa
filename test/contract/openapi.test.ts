import { existsSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { signStorefrontToken } from '../../src/channel/storefront-token.ts'
import type { Endpoint } from '../../src/contract/endpoint.ts'
import { type FilterField, OPERATORS, type Operator } from '../../src/contract/filter.ts'
import {
  answer as answerShopper,
  RECOMMENDATION,
  write as writeToShop,
} from '../../src/conversation/conversation-fixtures.ts'
import { recordKnowledgeGap } from '../../src/knowledge/knowledge-gaps.sql.ts'
import { ulidOf, uuidOf } from '../../src/platform/id.ts'
import { typesOf } from '../../src/platform/json-api.ts'
import { endpointsFor } from '../../src/platform/revision.ts'
import { connectSql, inAccount } from '../../src/platform/sql.ts'
import { endpoints } from '../../src/server.ts'
import { httpTwin } from '../http-twin.ts'
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

/** Who sends texts: one that takes no texts would have them tried again while we look. */
const provider = await httpTwin(() => ({ status: 201, body: { sid: 'SM1', status: 'queued' } }))
const server = await runningServer({ outboundHosts: [provider.host] })
const admin = connectSql(server.adminUrl, { max: 1 })
afterAll(() => admin.end())

const all = endpoints()
const endpointOf = (id: string): Endpoint => {
  const found = all.find((one) => one.id === id)
  if (!found) throw new Error(`there is no endpoint ${id}`)
  return found
}

let cookie = ''
let sandbox = ''
/** What the visitor of a web chat proves who they are with. */
let visitor = ''
/** Ids of things that exist, by the path parameter they go into. */
const ids: Record<string, string> = { account: COMPANY, 'mapped-metric': 'revenue' }

interface Answer {
  endpoint: Endpoint
  method: string
  url: string
  status: number
  headers: Headers
  text: string
  body: Body
}

/** Every answer the tests look at: of writes with simple data, and of every GET. */
const answers: Answer[] = []

interface Request {
  data?: unknown
  csv?: string
  form?: FormData
  query?: string
  account?: string
  /** What goes into the path instead of the ids above. */
  id?: string
}

/** Call an endpoint as the owner of the account, who may call all of them. */
async function ask(id: string, request: Request = {}): Promise<Answer> {
  const endpoint = endpointOf(id)
  const url = server.url + pathOf(endpoint, request.id) + (request.query ?? '')
  const body =
    request.form ??
    request.csv ??
    (request.data ? JSON.stringify({ data: request.data }) : undefined)
  const answer = await send(endpoint.method, url, { ...request, body, ...revisionOf(endpoint) })
  return { endpoint, ...answer }
}

async function send(
  method: string,
  url: string,
  {
    body,
    csv,
    account,
    revision,
  }: Request & { body?: string | FormData | undefined; revision?: string } = {},
) {
  const closing = new AbortController()
  const response = await fetch(url, {
    method,
    signal: closing.signal,
    headers: {
      cookie,
      origin: server.url,
      'parley-account': account ?? COMPANY,
      ...(revision ? { revision } : {}),
      ...(url.includes('/client/web-chat/') && visitor
        ? { authorization: `Bearer ${visitor}` }
        : {}),
      ...(typeof body === 'string'
        ? { 'content-type': csv ? 'text/csv' : 'application/vnd.api+json' }
        : {}),
    },
    ...(body ? { body } : {}),
  })
  const isStream = response.headers.get('content-type') === 'text/event-stream'
  const text = isStream ? '' : await response.text()
  closing.abort()
  const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
  return {
    method,
    url,
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && !text.includes('}\n{') ? JSON.parse(text) : {}) as Body,
  }
}

function pathOf(endpoint: Endpoint, own?: string): string {
  return endpoint.path.replaceAll(/([\w-]+?)(s?)\/\{\w+\}/g, (_, noun: string, plural: string) => {
    const id = own ?? ids[noun]
    if (!id) throw new Error(`the test has no ${noun} for ${endpoint.path}`)
    return `${noun}${plural}/${encodeURIComponent(id)}`
  })
}

/** A write whose answer is kept. */
async function write(id: string, request: Request = {}): Promise<Answer> {
  const answer = await ask(id, request)
  expect([id, answer.status, answer.text]).toEqual([id, expect.any(Number), expect.any(String)])
  if (answer.status >= 300) throw new Error(`${id} answered ${answer.status}: ${answer.text}`)
  answers.push(answer)
  return answer
}

const person = (email: string, more: object = {}) => ({
  type: 'profile',
  attributes: { email, ...more },
})
const attributes = (type: string, values: object, more: object = {}) => ({
  type,
  ...more,
  attributes: values,
})

beforeAll(async () => {
  const signedIn = await ask('createSession', { data: attributes('session', OWNER) })
  cookie = signedIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  await writeProfiles()
  await writeEvents()
  await writeMetrics()
  await writeImports()
  await writeCatalog()
  await writeGroups()
  await writeConsent()
  await writeContent()
  await writeFlows()
  await writeBetaCampaigns()
  await writeCampaigns()
  await writeTags()
  await writeCustomReports()
  await writeConversations()
  await writeAgentTurns()
  await writeAgentSetup()
  await writeKnowledge()
  await writeChannels()
  await writeMessages()
  await writeWebChat()
  await writeAccounts()
  await writeDemoShop()
  await settled()
  before = await checksums()
  answers.push(...(await askEverything()))
  after = await checksums()
}, 180_000)

/** The whole database, before and after everything was looked at. */
let before: Record<string, string> = {}
let after: Record<string, string> = {}

/** A flow whose messages wait for review, with one profile that waits in it and two that went on. */
async function writeFlows(): Promise<void> {
  const definition = (delayMinutes: number) => ({
    triggers: [{ type: 'metric', id: ids['metric'], trigger_filter: null }],
    profile_filter: null,
    entry_action_id: 'mail',
    actions: [
      {
        temporary_id: 'mail',
        type: 'send-email',
        links: { next: 'wait' },
        data: {
          status: 'manual',
          message: { name: 'Hello', subject_line: 'Hello', template_id: ids['template'] },
        },
      },
      {
        temporary_id: 'wait',
        type: 'time-delay',
        links: { next: 'more' },
        data: { unit: 'minutes', value: delayMinutes },
      },
      {
        temporary_id: 'more',
        type: 'send-email',
        links: { next: null },
        data: { status: 'live', message: { name: 'More', subject_line: 'More' } },
      },
    ],
  })
  const create = async (delayMinutes = 60) => {
    const data = attributes('flow', { name: 'Thanks', definition: definition(delayMinutes) })
    return (await write('createFlow', { data })).body.data.id
  }
  const flowId = await create()
  const flow = (id = flowId) => ({ flow: { data: { type: 'flow', id } } })
  const set = (id: string, status: string) =>
    write('updateFlow', { id, data: attributes('flow', { status }, { id }) })
  await set(flowId, 'manual')
  await write('createEvent', { data: newEvent('Placed Order', 'ada@shop.test') })
  await write('createEvent', { data: newEvent('Placed Order', 'imported@shop.test') })
  await write('createEvent', {
    data: newEvent('Placed Order', 'imported@shop.test', {
      backfill: true,
      time: '2026-01-02T00:00:00Z',
    }),
  })
  ids['flow'] = flowId
  await vi.waitFor(async () => {
    expect((await ask('getReviewsForFlow')).body.data).toHaveLength(2)
    expect((await ask('getRefusalsForFlow')).body.data).toHaveLength(1)
  }, 10_000)
  const [passage, other] = (await ask('getEnrolmentsForFlow')).body.data
  ids['flow-enrolment'] = passage?.id ?? ''
  await write('cancelFlowEnrolment', { id: other?.id ?? '' })
  const [review] = (await ask('getReviewsForFlow')).body.data
  await write('decideFlowReviews', {
    data: {
      type: 'flow-review-decision',
      attributes: { decision: 'cancel' },
      relationships: {
        ...flow(),
        'flow-reviews': { data: [{ type: 'flow-review', id: review?.id }] },
      },
    },
  })
  await write('pauseFlow', {
    id: flowId,
    data: attributes('flow-pause', { is_paused: true }, { id: flowId }),
  })
  const actions = (await ask('getActionsForFlow')).body.data
  const [mail] = actions
  await write('changeFlowEnrolment', {
    data: attributes(
      'flow-enrolment',
      { action_id: actions[2]?.id },
      { id: ids['flow-enrolment'] },
    ),
  })
  const backtest = () =>
    write('createFlowBacktest', {
      data: { type: 'flow-backtest', attributes: { days: 1 }, relationships: flow() },
    })
  await write('deleteFlowBacktest', { id: (await backtest()).body.data.id })
  ids['flow-backtest'] = (await backtest()).body.data.id
  await write('createFlowPassagePreview', {
    data: {
      type: 'flow-passage-preview',
      relationships: { ...flow(), profile: passage?.relationships?.['profile'] },
    },
  })
  const past = await write('addPastProfilesToFlow', {
    data: { type: 'flow-past-profiles-job', attributes: {}, relationships: flow() },
  })
  ids['flow-past-profiles-job'] = past.body.data.id
  ids['flow-action'] = mail?.id ?? ''
  ids['flow-message'] = (await ask('getFlowActionMessages')).body.data[0]?.id ?? ''
  await write('updateFlowAction', {
    data: attributes(
      'flow-action',
      { definition: mail?.attributes['definition'] },
      { id: ids['flow-action'] },
    ),
  })
  for (const kind of ['list', 'segment'] as const) {
    const triggers = [{ type: kind, id: ids[kind] }]
    const started = { ...definition(5), triggers }
    await write('createFlow', { data: attributes('flow', { name: kind, definition: started }) })
  }
  const gone = await create(5)
  await write('replaceFlowDefinition', {
    id: gone,
    data: attributes('flow-definition', { definition: definition(9) }, { id: gone }),
  })
  await write('archiveFlow', {
    id: gone,
    data: attributes('flow-archive', { archived: true }, { id: gone }),
  })
  await write('askAlertRecipient', {
    data: attributes('alert-recipient', { email: 'warehouse@partner.test' }),
  })
  const [first] = (await ask('getActionsForFlow', { id: gone })).body.data
  await write('deleteFlowAction', { id: first?.id ?? '' })
  await write('cancelFlowEnrolments', {
    data: { type: 'flow-cancellation', relationships: flow(gone) },
  })
  await write('deleteFlow', { id: gone })
}

async function writeProfiles(): Promise<void> {
  const location = { city: 'Kiel', latitude: 54.3, longitude: '10.1' }
  const created = await write('createProfile', {
    data: person('ada@shop.test', { first_name: 'Ada', location, properties: { size: 'M' } }),
  })
  ids['profile'] = created.body.data.id
  await write('updateProfile', {
    data: attributes('profile', { title: 'Dr' }, { id: ids['profile'] }),
  })
  const source = await write('createOrUpdateProfile', { data: person('bo@shop.test') })
  await write('createOrUpdateProfile', { data: person('bo@shop.test', { last_name: 'B' }) })
  await write('mergeProfiles', {
    data: {
      type: 'profile-merge',
      id: ids['profile'],
      relationships: { profiles: { data: [{ type: 'profile', id: source.body.data.id }] } },
    },
  })
  await write('createClientProfile', {
    query: `?company_id=${COMPANY}`,
    data: person('web@shop.test'),
  })
  const rows = [person('imported@shop.test'), person('not an address')]
  const list = await write('createList', { data: attributes('list', { name: 'Imported' }) })
  const job = await write('bulkImportProfiles', {
    data: {
      ...attributes('profile-bulk-import-job', { profiles: { data: rows } }),
      relationships: { lists: { data: [{ type: 'list', id: list.body.data.id }] } },
    },
  })
  ids['profile-bulk-import-job'] = job.body.data.id
  await write('createProfile', { data: person('gone@shop.test') })
  await write('requestProfileDeletion', {
    data: attributes('data-privacy-deletion-job', { profile: { data: person('gone@shop.test') } }),
  })
  await vi.waitFor(async () => {
    const done = await ask('getBulkImportProfilesJob')
    expect(done.body.data.attributes['status']).toBe('complete')
  }, 10_000)
}

async function writeEvents(): Promise<void> {
  const order = { value: 12.5, value_currency: 'EUR', properties: { Items: ['a', 'b'], Total: 3 } }
  await write('createEvent', { data: newEvent('Placed Order', 'ada@shop.test', order) })
  const client = `?company_id=${COMPANY}`
  await write('createClientEvent', { query: client, data: newEvent('Viewed', 'ada@shop.test') })
  const { profile: whose, ...event } = newEvent('Placed Order', 'ada@shop.test', {
    time: '2026-01-01T00:00:00Z',
    unique_id: 'bulk',
  }).attributes as Record<string, unknown>
  const bulk = attributes('event-bulk-create', {
    profile: whose,
    events: { data: [attributes('event', event)] },
  })
  await write('bulkCreateEvents', {
    data: attributes('event-bulk-create-job', { 'events-bulk-create': { data: [bulk] } }),
  })
  await write('bulkCreateClientEvents', { query: client, data: bulk })
}

async function writeMetrics(): Promise<void> {
  const events = await ask('getEvents', { query: '?include=metric' })
  const isOrder = (one: { attributes: Record<string, unknown> }) =>
    one.attributes['name'] === 'Placed Order'
  ids['metric'] = events.body.included?.find(isOrder)?.id ?? ''
  const order = events.body.data.find(
    (one) => one.relationships?.['metric']?.data?.id === ids['metric'],
  )
  ids['event'] = order?.id ?? ''
  await vi.waitFor(async () => {
    const properties = await ask('getPropertiesForMetric')
    ids['metric-propertie'] = properties.body.data[0]?.id ?? ''
    expect(ids['metric-propertie']).not.toBe('')
  }, 10_000)
  const definition = {
    aggregation_method: 'count',
    metric_groups: [{ metric_id: ids['metric'], metric_filters: [], value_property: null }],
  }
  const custom = () =>
    write('createCustomMetric', {
      data: attributes('custom-metric', { name: `Orders ${answers.length}`, definition }),
    })
  ids['custom-metric'] = (await custom()).body.data.id
  await write('updateCustomMetric', {
    data: attributes('custom-metric', { name: 'Orders' }, { id: ids['custom-metric'] }),
  })
  await write('deleteCustomMetric', { id: (await custom()).body.data.id })
  await write('updateMappedMetric', {
    id: 'started_checkout',
    data: {
      type: 'mapped-metric',
      id: 'started_checkout',
      relationships: {
        'custom-metric': { data: { type: 'custom-metric', id: ids['custom-metric'] } },
      },
    },
  })
  await write('queryMetricAggregates', {
    data: attributes('metric-aggregate', {
      metric_id: ids['metric'],
      measurements: ['count', 'unique', 'sum_value'],
      by: ['Items'],
      interval: 'month',
      filter: [
        'greater-or-equal(datetime,2025-12-01T00:00:00)',
        'less-than(datetime,2026-11-01T00:00:00)',
      ],
      timezone: 'Europe/Berlin',
    }),
  })
}

async function writeImports(): Promise<void> {
  const create = () =>
    write('createImport', {
      data: attributes('import', { kind: 'profiles', format: 'csv', file_name: 'people.csv' }),
    })
  ids['import'] = (await create()).body.data.id
  await write('uploadImportPart', { query: '?part=1', csv: 'email\ncy@shop.test\nnobody\n' })
  const sample = await ask('getImportSample')
  const mapping = sample.body.data.attributes['suggested_mapping']
  await write('updateImport', { data: attributes('import', { mapping }, { id: ids['import'] }) })
  await write('previewImport', { data: attributes('import-preview', {}) })
  await write('startImport')
  await vi.waitFor(async () => {
    expect((await ask('getImport')).body.data.attributes['status']).toBe('complete')
  }, 10_000)
  const second = (await create()).body.data.id
  await write('deleteImport', { id: second })
}

async function writeAgentTurns(): Promise<void> {
  const messages = [{ role: 'user', content: 'hello' }]
  for (const mode of ['preview', 'live']) {
    await write('createCustomerAgentResponse', {
      data: attributes('customer-agent-response', { mode, messages }),
    })
  }
  await write('createTestConversation', {
    data: attributes('agent-test-conversation', { text: 'Where is my order?' }),
  })
}

async function writeKnowledge(): Promise<void> {
  const create = (source: object) =>
    write('createAgentKnowledge', { data: attributes('agent-knowledge', { source }) })
  const snippet = { source_type: 'snippet', title: 'Returns', content: 'Within 30 days.' }
  ids['agent-knowledge'] = (await create(snippet)).body.data.id
  await write('updateAgentKnowledge', {
    data: attributes('agent-knowledge', { title: 'Return' }, { id: ids['agent-knowledge'] }),
  })
  const page = await create({ source_type: 'webpage', url: 'https://shop.example/faq' })
  await write('reindexAgentKnowledge', { id: page.body.data.id })
  await write('deleteAgentKnowledge', { id: page.body.data.id })
  // What a crawl leaves behind; there is no site to crawl here.
  await inAccount(
    server.sql,
    COMPANY,
    (tx) => tx`
      insert into knowledge_pages (account_id, knowledge_id, url, position, state)
      select account_id, knowledge_id, 'https://shop.example/faq', 1, 'done'
      from knowledge_sources
      where account_id = ${COMPANY}`,
  )
  const form = new FormData()
  form.set('title', 'Care')
  form.set('file', new File(['Wash cold.'], 'care.txt', { type: 'text/plain' }))
  await write('createAgentKnowledgeFile', { form })
  const fail = async (question: string) => {
    const asked = { question, language: 'en', conversationId: null, now: new Date() } as const
    await inAccount(server.sql, COMPANY, (tx) => recordKnowledgeGap(tx, COMPANY, asked))
    const { body } = await ask('getKnowledgeGaps', { query: '?sort=-last_seen_at' })
    return body.data[0]?.id ?? ''
  }
  await write('dismissKnowledgeGap', { id: await fail('Do you rent tents?') })
  ids['knowledge-gap'] = await fail('Do you engrave bottles?')
  await write('draftKnowledgeGap', { data: attributes('knowledge-gap', {}) })
  await write('approveKnowledgeGap', {
    data: attributes('knowledge-gap', { title: 'Engraving', content: 'We engrave bottles.' }),
  })
}

async function writeMessages(): Promise<void> {
  await write('updateSendingSettings', {
    data: attributes('sending-settings', {
      from_email: 'shop@shop.test',
      quiet_hours: { from: '22:00', until: '07:00' },
      frequency_cap: { messages: 3, days: 7 },
      mail_report_keys: { mailgun: 'key-0123456789abcdef' },
      smart_sending_hours: { email: 0 },
    }),
  })
  await write('updateAttributionSettings', {
    data: attributes('attribution-settings', { window_hours: { 'web-chat': 48 } }),
  })
  await write('createDkimKey', { data: attributes('dkim-key', { domain: 'shop.test' }) })
  await write('checkDomain', { data: attributes('domain-check', { domain: 'shop.test' }) })
  await write('updateTrackingSetting', {
    id: COMPANY,
    data: attributes(
      'tracking-setting',
      {
        auto_add_parameters: true,
        utm_term: { flow: { type: 'static', value: 'wool' }, campaign: null },
        custom_parameters: [{ name: 'shop', flow: { type: 'dynamic', value: 'flow_id' } }],
      },
      { id: COMPANY },
    ),
  })
  const shop = messageShop(server.sql, COMPANY, () => messageServices())
  const messageId = await shop.queue(
    uuidOf(ids['profile'] ?? '') ?? '',
    await shop.content({ fromEmail: 'shop@shop.test' }),
  )
  ids['message'] = ulidOf(messageId)
  ids['tracking-setting'] = COMPANY
}

async function writeChannels(): Promise<void> {
  const text = {
    account_sid: 'AC0123',
    auth_token: 'token',
    sender: '+4930901820',
    api_base_url: provider.url,
  }
  await write('updateChannelSettings', {
    data: attributes(
      'channel-settings',
      { sms: text, whatsapp: text, email: { support_address: 'help@shop.test', is_on: true } },
      { id: COMPANY },
    ),
  })
  const webhook = await write('createMailWebhookToken')
  const mail = 'From: ada@shop.test\r\nTo: help@shop.test\r\n\r\nHello'
  const url = String(webhook.body.data.attributes['url'])
  expect((await fetch(url, { method: 'POST', body: mail })).status).toBe(200)
  const hours = [[['09:00', '17:00']], [], [], [], [], [], []]
  await write('updateHandoffSettings', {
    data: attributes('handoff-settings', { desk_email: 'desk@shop.test', office_hours: hours }),
  })
  await write('createHandoffWebhookSecret')
  const test = (channel: string, to?: string) =>
    write('createChannelTest', {
      data: attributes('channel-test', { channel, ...(to ? { to } : {}) }),
    })
  ids['outbox-mail'] = (await test('email', 'ada@shop.test')).body.data.id
  ids['outbox-text'] = (await test('sms', '+4930901821')).body.data.id
  ids['handoff-deliverie'] = (await test('handoff-email')).body.data.id
  await vi.waitFor(async () => {
    expect((await ask('getHandoffDelivery')).body.data.attributes['state']).toBe('sent')
    expect((await ask('getOutboxMail')).body.data.attributes['state']).toBe('kept')
    expect((await ask('getOutboxText')).body.data.attributes['state']).toBe('sent')
  }, 10_000)
  await write('replayHandoffDelivery')
}

async function writeAgentSetup(): Promise<void> {
  ids['customer-agent'] = COMPANY
  const rule = { title: 'Legal threats', description: 'They threaten to sue', status: 'enabled' }
  await write('updateCustomerAgent', {
    data: attributes('customer-agent', { escalation_rules: [rule] }, { id: COMPANY }),
  })
  await write('updateAgentSettings', {
    data: attributes('customer-agent-settings', { brand_summary: 'Wool' }, { id: COMPANY }),
  })
  const secret = (name: string) =>
    write('createAgentSecret', { data: attributes('agent-secret', { name, value: 'sk_1234567' }) })
  const secretId = (await secret('Stock')).body.data.id
  ids['agent-secret'] = secretId
  await write('updateAgentSecret', {
    data: attributes('agent-secret', { value: 'sk_7654321' }, { id: secretId }),
  })
  await write('deleteAgentSecret', { id: (await secret('Gone')).body.data.id })
  const tool = () =>
    write('createAgentTool', {
      data: attributes('agent-tool', {
        name: 'Stock',
        public_description: 'Stock of a branch',
        details: {
          type: 'custom',
          request_template: {
            url_template: 'https://no-such-host.invalid/{{branch}}',
            http_method: 'POST',
            headers: [{ name: 'X-Key', value: '{{key}}' }],
            body_template: { branch: '{{branch}}' },
          },
          variables: [
            { name: 'branch', type: 'string', required: true },
            { name: 'key', type: 'string', source: 'secret', value: secretId },
          ],
        },
      }),
    })
  ids['agent-tool'] = (await tool()).body.data.id
  await write('updateAgentTool', {
    data: attributes('agent-tool', { name: 'Branches' }, { id: ids['agent-tool'] }),
  })
  await write('createAgentToolTest', { data: attributes('agent-tool-test', { input: {} }) })
  await write('deleteAgentTool', { id: (await tool()).body.data.id })
  const tools = { 'agent-tools': { data: [{ type: 'agent-tool', id: ids['agent-tool'] }] } }
  const skill = () =>
    write('createAgentSkill', {
      data: attributes(
        'agent-skill',
        { display_name: 'Stock', description: 'Stock', instructions: 'Ask', status: 'live' },
        { relationships: tools },
      ),
    })
  const id = (await skill()).body.data.id
  ids['agent-skill'] = id
  await write('updateAgentSkill', {
    data: attributes('agent-skill', { handoff: 'none' }, { id }),
  })
  await write('updateAgentSkillState', {
    data: attributes('agent-skill-state', { is_enabled: true }, { id }),
  })
  await write('deleteAgentSkill', { id: (await skill()).body.data.id })
  const timeframe = { key: 'last_7_days' }
  await write('queryCustomerAgentValues', {
    data: attributes('customer-agent-values-report', {
      statistics: ['volume', 'resolution-rate'],
      groupings: ['channel'],
      timeframe,
    }),
  })
  await write('queryCustomerAgentSkillValues', {
    data: attributes('customer-agent-skill-values-report', {
      statistics: ['volume'],
      groupings: ['skill'],
      timeframe,
    }),
  })
}

async function writeCatalog(): Promise<void> {
  const id = (own: string) => `$custom:::$default:::${own}`
  const link = (noun: string, own: string) => ({ type: `catalog-${noun}`, id: id(own) })
  const text = { title: 'Scarf', description: 'Warm', url: 'https://shop.test/s', images: ['/s'] }
  const rows = {
    item: (own: string) => attributes('catalog-item', { external_id: own, price: 9.5, ...text }),
    variant: (own: string) =>
      attributes(
        'catalog-variant',
        { external_id: own, price: 9.5, sku: 'S', inventory_quantity: 3, ...text },
        { relationships: { item: { data: link('item', 'A') } } },
      ),
    category: (own: string) => attributes('catalog-category', { external_id: own, name: 'Wool' }),
  }
  const nouns = [
    { noun: 'item', one: 'CatalogItem', many: 'Items', plural: 'items' },
    { noun: 'variant', one: 'CatalogVariant', many: 'Variants', plural: 'variants' },
    { noun: 'category', one: 'CatalogCategory', many: 'Categories', plural: 'categories' },
  ] as const
  for (const { noun, one, many, plural } of nouns) {
    ids[`catalog-${noun === 'category' ? 'categorie' : noun}`] = id('A')
    await write(`create${one}`, { data: rows[noun]('A') })
    await write(`create${one}`, { data: rows[noun]('gone') })
    const change = noun === 'category' ? { name: 'Woollen' } : { title: 'Long scarf' }
    await write(`update${one}`, { data: { ...link(noun, 'A'), attributes: change } })
    await write(`delete${one}`, { id: id('gone') })
    const jobs = {
      Create: [rows[noun]('B'), rows[noun]('A')],
      Update: [{ ...link(noun, 'B'), attributes: change }],
      Delete: [link(noun, 'B')],
    }
    for (const [verb, data] of Object.entries(jobs)) {
      const type = `catalog-${noun}-bulk-${verb.toLowerCase()}-job`
      const queued = await write(`bulk${verb}Catalog${many}`, {
        data: attributes(type, { [plural]: { data } }),
      })
      ids[type] = queued.body.data.id
      await vi.waitFor(async () => {
        const name = noun === 'item' ? 'CatalogItems' : many
        const done = await ask(`getBulk${verb}${name}Job`)
        expect(done.body.data.attributes['status']).toBe('complete')
      }, 10_000)
    }
  }
  for (const [wanted, query] of [
    ['createBackInStockSubscription', ''],
    ['createClientBackInStockSubscription', `?company_id=${COMPANY}`],
  ] as const) {
    await write(wanted, {
      query,
      data: attributes(
        'back-in-stock-subscription',
        { channels: ['EMAIL'], profile: { data: person('waits@shop.test') } },
        { relationships: { variant: { data: link('variant', 'A') } } },
      ),
    })
  }
  for (const how of ['add', 'remove', 'update']) {
    const to = how === 'remove' ? 'From' : how === 'add' ? 'To' : 'For'
    await write(`${how}Items${to}CatalogCategory`, { data: [link('item', 'A')] })
    await write(`${how}Categories${to}CatalogItem`, { data: [link('category', 'A')] })
  }
}

async function writeGroups(): Promise<void> {
  const list = (name: string) => write('createList', { data: attributes('list', { name }) })
  const id = (await list('Newsletter')).body.data.id
  ids['list'] = id
  await write('updateList', { data: attributes('list', { name: 'News' }, { id }) })
  await write('deleteList', { id: (await list('Gone')).body.data.id })
  const members = { data: [{ type: 'profile', id: ids['profile'] }] }
  await write('addProfilesToList', members)
  await write('removeProfilesFromList', members)
  await write('addProfilesToList', members)
  const bought = {
    type: 'profile-metric',
    metric_id: ids['metric'],
    measurement: 'count',
    measurement_filter: { type: 'numeric', operator: 'greater-than-or-equal', value: 1 },
    timeframe_filter: { type: 'date', operator: 'in-the-last', quantity: 52, unit: 'week' },
    metric_filters: null,
  }
  const definition = { condition_groups: [{ conditions: [bought] }] }
  const create = (name: string) =>
    write('createSegment', { data: attributes('segment', { name, definition }) })
  const segment = { type: 'segment', id: (await create('Buyers')).body.data.id }
  ids['segment'] = segment.id
  ids['group'] = segment.id
  ids['explanation'] = ids['profile'] ?? ''
  await write('deleteSegment', { id: (await create('Gone')).body.data.id })
  await write('updateSegment', { data: { ...segment, attributes: { is_starred: true } } })
  const relationships = { segment: { data: segment } }
  await write('recalculateSegment', { data: { type: 'segment-recalculation', relationships } })
  await vi.waitFor(async () => {
    expect((await ask('getSegment')).body.data.attributes['is_processing']).toBe(false)
    expect((await ask('getProfilesForSegment')).body.data).toHaveLength(1)
  }, 20_000)
  await write('snapshotSegment', {
    data: attributes('list-snapshot', { name: 'Buyers today' }, { relationships }),
  })
  await write('previewSegment', { data: attributes('segment-preview', { definition }) })
  const growth = {
    statistics: ['members_added', 'total_members'],
    timeframe: { key: 'last_7_days' },
  }
  await write('querySegmentValues', { data: attributes('segment-values-report', growth) })
  await write('querySegmentSeries', {
    data: attributes('segment-series-report', { ...growth, interval: 'daily' }),
  })
  const brought = {
    statistics: ['recipients', 'open_rate', 'conversion_value'],
    timeframe: { key: 'last_30_days' },
    conversion_metric_id: ids['metric'],
  }
  await write('queryCampaignValues', { data: attributes('campaign-values-report', brought) })
  await write('queryFlowValues', {
    data: attributes('flow-values-report', {
      ...brought,
      group_by: ['flow_id', 'flow_name', 'flow_message_id', 'variation'],
    }),
  })
  await write('queryFlowSeries', {
    data: attributes('flow-series-report', { ...brought, interval: 'weekly' }),
  })
}

async function writeConsent(): Promise<void> {
  const relationships = { list: { data: { type: 'list', id: ids['list'] } } }
  const someone = (consent: string) => ({
    data: [person('reader@shop.test', { subscriptions: { email: { marketing: { consent } } } })],
  })
  await write('updateConsentSettings', {
    data: attributes('consent-settings', { opt_in_process: 'single_opt_in' }, { id: COMPANY }),
  })
  await write('createClientSubscription', {
    query: `?company_id=${COMPANY}`,
    data: attributes(
      'subscription',
      { profile: { data: person('web-reader@shop.test') } },
      { relationships },
    ),
  })
  await write('bulkSubscribeProfiles', {
    data: attributes('profile-subscription-bulk-create-job', { profiles: someone('SUBSCRIBED') }),
  })
  await write('bulkUnsubscribeProfiles', {
    data: attributes('profile-subscription-bulk-delete-job', { profiles: someone('UNSUBSCRIBED') }),
  })
  const profile = await ask('getProfile')
  const emails = { profiles: { data: [person(String(profile.body.data.attributes['email']))] } }
  for (const [verb, one, name] of [
    ['Suppress', 'create', 'getBulkSuppressProfilesJob'],
    ['Unsuppress', 'delete', 'getBulkUnsuppressProfilesJob'],
  ] as const) {
    const type = `profile-suppression-bulk-${one}-job`
    const queued = await write(`bulk${verb}Profiles`, { data: attributes(type, emails) })
    ids[type] = queued.body.data.id
    await vi.waitFor(async () => {
      expect((await ask(name)).body.data.attributes['status']).toBe('complete')
    }, 10_000)
  }
}

async function writeContent(): Promise<void> {
  const template = (name: string) =>
    write('createTemplate', {
      data: attributes('template', { name, editor_type: 'CODE', html: 'Hi {{ first_name }}' }),
    })
  const id = (await template('Welcome')).body.data.id
  ids['template'] = id
  await write('updateTemplate', { data: attributes('template', { name: 'Hello' }, { id }) })
  await write('deleteTemplate', { id: (await template('Gone')).body.data.id })
  await write('cloneTemplate', { data: attributes('template', { name: 'Twin' }, { id }) })
  await write('renderTemplate', { data: attributes('template', { context: {} }, { id }) })
  const preview = { template_id: id, profile_id: ids['profile'], subject: 'Hi' }
  await write('previewTemplate', { data: attributes('template-preview', preview) })
  await write('sendTestMail', {
    data: attributes('test-mail', { ...preview, recipients: ['ada@shop.test'] }),
  })
  await write('createTemplatePreviewSendJob', {
    data: attributes(
      'template-preview-send-job',
      { recipients: ['ada@shop.test'], context: { first_name: 'Ada' } },
      {
        relationships: {
          template: { data: { type: 'template', id } },
          profile: { data: { type: 'profile', id: ids['profile'] } },
        },
      },
    ),
  })
  await write('checkTemplate', { data: attributes('template-check', { template_id: id }) })
  const definition = { content_type: 'block', type: 'html', data: { content: 'Bye' } }
  const shared = (name: string) =>
    write('createUniversalContent', {
      data: attributes('template-universal-content', { name, definition }),
    })
  ids['template-universal-content'] = (await shared('Footer')).body.data.id
  await write('updateUniversalContent', {
    data: attributes(
      'template-universal-content',
      { name: 'Foot' },
      { id: ids['template-universal-content'] },
    ),
  })
  await write('deleteUniversalContent', { id: (await shared('Gone')).body.data.id })
  const brand = { colors: { button: '#aa3344' } }
  await write('updateBrandSettings', { data: attributes('brand-settings', brand) })
  await writeCoupons()
  await writeImages()
}

/** A text with a picture that two may get, and what becomes of its like. */
async function writeCustomReports(): Promise<void> {
  const definition = {
    metrics: [{ metric_id: ids['metric'], measurement: 'count' }],
    interval: 'day',
    timeframe: { key: 'last_7_days' },
    group_by: null,
    filters: [{ property: 'OrderId', operator: 'has', value: null }],
    shown_as: 'line',
  }
  const [member] = (await ask('getMembers')).body.data
  const schedule = { every: 'week', on: 1, hour: 8, format: 'pdf', member_ids: [member?.id] }
  const create = async (name: string) => {
    const data = attributes('custom-report', { name, definition, schedule })
    return (await write('createCustomReport', { data })).body.data.id
  }
  ids['custom-report'] = await create('Orders')
  await write('updateCustomReport', {
    data: attributes('custom-report', { name: 'Orders a day' }, { id: ids['custom-report'] }),
  })
  await write('deleteCustomReport', { id: await create('Gone') })
  await write('runCustomReport', { data: attributes('custom-report-result', { definition }) })
}

/** A tag on one thing of each kind, taken off and put back. */
async function writeTags(): Promise<void> {
  const group = async (name: string) =>
    (await write('createTagGroup', { data: attributes('tag-group', { name, exclusive: true }) }))
      .body.data.id
  ids['tag-group'] = await group('Seasons')
  await write('updateTagGroup', {
    data: attributes('tag-group', { name: 'Time of year' }, { id: ids['tag-group'] }),
  })
  await write('deleteTagGroup', { id: await group('Gone') })
  const tag = async (name: string) => {
    const within = { 'tag-group': { data: { type: 'tag-group', id: ids['tag-group'] } } }
    const data = attributes('tag', { name }, { relationships: within })
    return (await write('createTag', { data })).body.data.id
  }
  ids['tag'] = await tag('Autumn')
  await write('updateTag', { data: attributes('tag', { name: 'Fall' }, { id: ids['tag'] }) })
  await write('deleteTag', { id: await tag('Gone') })
  for (const kind of ['List', 'Segment', 'Flow', 'Campaign']) {
    const noun = kind.toLowerCase()
    const data = [{ type: noun, id: ids[noun] }]
    await write(`tag${kind}s`, { data })
    await write(`removeTagFrom${kind}s`, { data })
    await write(`tag${kind}s`, { data })
  }
}

async function writeCampaigns(): Promise<void> {
  const message = (definition: object, more: object = {}) => ({
    data: [attributes('campaign-message', { definition }, more)],
  })
  const create = (name: string, strategy: object = { method: 'immediate' }) =>
    write('createCampaign', {
      data: attributes('campaign', {
        name,
        audiences: { included: [ids['list']], excluded: [] },
        send_strategy: strategy,
        send_options: { use_smart_sending: false },
        tracking_options: { add_tracking_params: true },
        'campaign-messages': message({
          channel: 'email',
          label: name,
          content: { subject: 'Hi', from_email: 'shop@example.com' },
        }),
      }),
    })
  const image = { image: { data: { type: 'image', id: ids['image'] } } }
  const text = await write('createCampaign', {
    data: attributes('campaign', {
      name: 'Text',
      audiences: { included: [ids['list']] },
      'campaign-messages': message(
        { channel: 'sms', content: { body: 'Hello' } },
        { relationships: image },
      ),
    }),
  })
  const textMessage = text.body.data.relationships?.['campaign-messages']?.data
  const textId = [textMessage].flat()[0]?.id ?? ''
  await write('updateImageForCampaignMessage', { id: textId, data: image.image.data })
  const method = 'static'
  const id = (await create('Sale', { method, datetime: '2099-12-01T09:00:00+00:00' })).body.data.id
  ids['campaign'] = id
  const messages = await ask('getMessagesForCampaign')
  const messageId = messages.body.data[0]?.id ?? ''
  await write('updateCampaignMessage', {
    id: messageId,
    data: attributes(
      'campaign-message',
      { definition: { channel: 'email', content: { preview_text: '20 %' } } },
      { id: messageId, relationships: image },
    ),
  })
  await write('assignTemplateToCampaignMessage', {
    data: {
      type: 'campaign-message',
      id: messageId,
      relationships: { template: { data: { type: 'template', id: ids['template'] } } },
    },
  })
  ids['campaign-message'] = messageId
  const variation = () =>
    write('createCampaignVariation', {
      data: {
        type: 'campaign-variation',
        relationships: {
          'campaign-message': { data: { type: 'campaign-message', id: messageId } },
        },
      },
    })
  const variationId = (await variation()).body.data.id
  await write('updateCampaignVariation', {
    id: variationId,
    data: attributes('campaign-variation', { name: 'Loud' }, { id: variationId }),
  })
  await write('updateCampaignTest', {
    id,
    data: attributes('campaign-test', { test_share: 50 }, { id }),
  })
  await write('deleteCampaignVariation', { id: (await variation()).body.data.id })
  await write('updateCampaign', { id, data: attributes('campaign', { name: 'Big sale' }, { id }) })
  await write('estimateAudience', {
    data: attributes('audience-estimate', { included: [ids['list']] }),
  })
  await write('refreshCampaignRecipientEstimation', {
    data: { type: 'campaign-recipient-estimation-job', id },
  })
  ids['campaign-recipient-estimation-job'] = id
  ids['campaign-recipient-estimation'] = id
  await vi.waitFor(async () => {
    expect((await ask('getCampaignRecipientEstimation')).status).toBe(200)
  }, 20_000)
  await write('sendCampaign', { data: { type: 'campaign-send-job', id } })
  ids['campaign-send-job'] = id
  const copy = { type: 'campaign', id, attributes: { new_name: 'Copy' } }
  const other = (await write('createCampaignClone', { data: copy })).body.data.id
  await write('controlCampaign', {
    id: other,
    data: attributes('campaign-control', { action: 'archive' }, { id: other }),
  })
  await write('sendCampaign', { data: { type: 'campaign-send-job', id: other } })
  await write('cancelCampaignSend', {
    id: other,
    data: attributes('campaign-send-job', { action: 'revert' }, { id: other }),
  })
  await write('deleteCampaign', { id: other })
}

/** In the beta shape, beside the campaigns of the stable one. */
async function writeBetaCampaigns(): Promise<void> {
  const image = Number(ids['image'])
  const email = { channel: 'email', template_id: ids['template'], subject: 'Hi' }
  const text = { channel: 'sms', body: 'Hi', mms_static_image_asset_id: image }
  const said = (details: object) => ({ definition: { name: 'Plain', details } })
  const to = (type: string, id: string) => ({ [type]: { data: { type, id } } })
  const first = (answer: Answer, name: string) => {
    const pointers: unknown = answer.body.data.relationships?.[name]?.data
    return ([pointers].flat()[0] as { id: string }).id
  }
  const created = await write('createCampaignBeta', {
    data: attributes('campaign', {
      definition: { name: 'Winter', builder: 'canvas', color: '0055ff', description: 'Cold' },
      audiences: [{ temporary_id: 'a', name: 'Everybody', included: [ids['list']] }],
      messages: [
        { audience_temporary_id: 'a', name: 'Mail', variations: [said(email)] },
        { audience_temporary_id: 'a', name: 'Text', variations: [said(text)] },
      ],
    }),
  })
  const { id } = created.body.data
  const audienceId = first(created, 'campaign-audiences')
  const messageId = first(created, 'campaign-messages')
  const change = (noun: string, type: string, of: string, definition: object) =>
    write(`updateCampaign${noun}`, { id: of, data: attributes(type, { definition }, { id: of }) })
  await change('Beta', 'campaign', id, { description: 'Very cold' })
  await change('Audience', 'campaign-audience', audienceId, { name: 'All' })
  await change('MessageBeta', 'campaign-message', messageId, {
    tracking_options: { is_add_utm: true },
  })
  await write('cloneCampaignBeta', { data: attributes('campaign', { name: 'Copy' }, { id }) })
  const campaign = to('campaign', id)
  const added = await write('createCampaignAudience', {
    data: {
      ...attributes('campaign-audience', { definition: { included: [ids['list']] } }),
      relationships: campaign,
    },
  })
  await write('deleteCampaignAudience', { id: added.body.data.id })
  const cloned = await write('cloneCampaignAudience', {
    data: attributes('campaign-audience-clone', { id: audienceId }, { id: audienceId }),
  })
  const message = await write('createCampaignMessage', {
    data: {
      ...attributes('campaign-message', {
        definition: { name: 'More', send_options: { throttling_type: 'none' } },
      }),
      relationships: { ...campaign, ...to('campaign-audience', cloned.body.data.id) },
    },
  })
  await write('deleteCampaignMessage', { id: message.body.data.id })
  await write('cloneCampaignMessage', {
    data: {
      ...attributes('campaign-message', { id: messageId }, { id: messageId }),
      relationships: to('campaign-audience', cloned.body.data.id),
    },
  })
  const variation = await write('createCampaignVariationBeta', {
    data: {
      ...attributes('campaign-variation', { definition: { name: 'Loud', details: email } }),
      relationships: to('campaign-message', messageId),
    },
  })
  const variationId = variation.body.data.id
  await change('VariationBeta', 'campaign-variation', variationId, { name: 'Louder' })
  await write('deleteCampaignVariationBeta', { id: variationId })
  const sendTime = '2099-12-01T09:00:00+00:00'
  await write('scheduleCampaignMessage', {
    data: {
      ...attributes('campaign-message-schedule', { strategy: 'static', send_time: sendTime }),
      relationships: to('campaign-message', messageId),
    },
  })
  await write('updateCampaignMessageSchedule', {
    id: messageId,
    data: attributes('campaign-message-schedule', { action: 'revert' }, { id: messageId }),
  })
  const messages = await ask('getMessagesForCampaignBeta', { id })
  const texted = messages.body.data[1]?.id ?? ''
  for (const one of ['getCampaignVariation', 'getImageForCampaignVariation']) {
    answers.push(await ask(one, { id: texted, query: '' }))
  }
  ids['campaign-audience'] = audienceId
  ids['campaign-variation'] = texted
}

async function writeCoupons(): Promise<void> {
  const coupon = (id: string) =>
    write('createCoupon', { data: attributes('coupon', { external_id: id }) })
  await coupon('SPRING')
  ids['coupon'] = 'SPRING'
  await write('updateCoupon', {
    data: attributes('coupon', { description: '10 % off' }, { id: 'SPRING' }),
  })
  await coupon('GONE')
  await write('deleteCoupon', { id: 'GONE' })
  const newCode = (code: string) => ({
    type: 'coupon-code',
    attributes: { unique_code: code },
    relationships: { coupon: { data: { type: 'coupon', id: 'SPRING' } } },
  })
  const code = (text: string) => write('createCouponCode', { data: newCode(text) })
  const id = (await code('A1')).body.data.id
  ids['coupon-code'] = id
  await write('updateCouponCode', { data: attributes('coupon-code', { status: 'USED' }, { id }) })
  await write('deleteCouponCode', { id: (await code('A2')).body.data.id })
  const data = [newCode('B1'), newCode('B1')]
  const job = await write('bulkCreateCouponCodes', {
    data: attributes('coupon-code-bulk-create-job', { 'coupon-codes': { data } }),
  })
  ids['coupon-code-bulk-create-job'] = job.body.data.id
  await vi.waitFor(async () => {
    const { body } = await ask('getBulkCreateCouponCodesJob')
    expect(body.data.attributes['status']).toBe('complete')
  }, 10_000)
}

/** One white pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=='

async function writeImages(): Promise<void> {
  const made = await write('uploadImageFromUrl', {
    data: attributes('image', { import_from_url: `data:image/png;base64,${PIXEL}` }),
  })
  const { id } = made.body.data
  ids['image'] = id
  await write('updateImage', { data: attributes('image', { hidden: true }, { id }) })
  const form = new FormData()
  form.set('file', new File([Buffer.from(PIXEL, 'base64')], 'pixel.png', { type: 'image/png' }))
  await write('uploadImageFromFile', { form })
}

async function writeConversations(): Promise<void> {
  const profileId = uuidOf(ids['profile'] ?? '') ?? ''
  const shop = { sql: server.sql, accountId: COMPANY, profileId }
  const now = new Date()
  const said = await writeToShop(shop, 'Something blue', { now })
  await answerShopper(shop, said.conversationId, RECOMMENDATION, now)
  const id = said.conversationId
  ids['conversation'] = id
  ids['customer-agent-conversation'] = id
  await write('updateConversationSettings', {
    data: attributes('conversation-settings', { channels: { sms: { is_on: true } } }, { id }),
  })
  const address = { address: '+4930901820', verifiedBy: 'number' } as const
  const text = await writeToShop(shop, 'Hello', {
    channel: 'sms',
    shopper: { profileId, ...address },
    now,
  })
  await write('createConversationMessage', {
    data: {
      type: 'conversation-message',
      attributes: { body: 'Hello from the team.' },
      relationships: { conversation: { data: { type: 'conversation', id: text.conversationId } } },
    },
  })
  await write('takeOverConversation')
  await write('postConversationMessage', {
    data: attributes('teammate-message', { text: 'Bo here.' }),
  })
  await write('returnConversation')
  await write('updateConversation', {
    data: attributes('inbox-conversation', { tags: ['vip'] }, { id }),
  })
  const macro = () =>
    write('createConversationMacro', {
      data: attributes('conversation-macro', { name: 'Hello', text: 'Hello!' }),
    })
  ids['conversation-macro'] = (await macro()).body.data.id
  await write('updateConversationMacro', {
    data: attributes('conversation-macro', { text: 'Hi!' }, { id: ids['conversation-macro'] }),
  })
  await write('deleteConversationMacro', { id: (await macro()).body.data.id })
  const view = () =>
    write('createConversationView', {
      data: attributes('conversation-view', { name: 'VIP', filter: 'equals(tag,"vip")' }),
    })
  ids['conversation-view'] = (await view()).body.data.id
  await write('updateConversationView', {
    data: attributes('conversation-view', { name: 'Very' }, { id: ids['conversation-view'] }),
  })
  await write('deleteConversationView', { id: (await view()).body.data.id })
  await write('exportConversations', { data: attributes('conversation-export', {}) })
  await write('updateAgentConversation', {
    data: attributes('customer-agent-conversation', { status: 'closed' }, { id }),
  })
}

async function writeWebChat(): Promise<void> {
  const query = `?company_id=${COMPANY}`
  for (const id of ['Look', 'Session', 'Lines']) NEEDED[`getWebChat${id}`] = query.slice(1)
  NEEDED['streamWebChat'] = query.slice(1)
  await write('updateWebChatSettings', {
    data: attributes('web-chat-settings', { greeting: { en: 'Hi', de: 'Moin' } }),
  })
  const made = await write('rotateWebChatSecret')
  const session = await write('createWebChatSession', {
    query,
    data: attributes('web-chat-session', {}),
  })
  visitor = String(session.body.data.attributes['token'])
  const secret = String(made.body.data.attributes['secret'])
  const inAnHour = new Date(Date.now() + 3_600_000)
  const storefront = await signStorefrontToken(secret, COMPANY, { externalId: 'c1' }, inAnHour)
  await write('signInWebChat', {
    query,
    data: attributes('web-chat-sign-in', { storefront_token: storefront }),
  })
  await write('acceptWebChatConsent', {
    query,
    data: attributes('web-chat-consent', { language: 'en' }),
  })
  const said = await write('createWebChatMessage', {
    query,
    data: attributes('web-chat-message', { client_id: 'message-1', text: 'A human, please' }),
  })
  await vi.waitFor(async () => {
    const { body } = await ask('getWebChatSession', { query })
    expect(body.data.attributes['is_handoff_offered']).toBe(true)
  }, 10_000)
  await write('answerWebChatHandoff', {
    query,
    data: attributes('web-chat-handoff-answer', { is_accepted: true }),
  })
  await write('noteWebChatTyping', {
    query,
    data: attributes('web-chat-typing', { is_typing: true }),
  })
  const position = said.body.data.attributes['position']
  // As if the line had shown a product.
  await admin`
    update conversation_lines
    set payload = '{"products": [{"productId": "p1"}]}'
    where external_id like '%:message-1'`
  await write('noteWebChatClick', {
    query,
    data: attributes('web-chat-product-click', { position, product_id: 'p1' }),
  })
  await admin`update conversation_lines set payload = '{}' where external_id like '%:message-1'`
}

async function writeDemoShop(): Promise<void> {
  const query = `?company_id=${sandbox}`
  NEEDED['getDemoShop'] = query.slice(1)
  const shop = await write('fillDemoShop', { query, data: attributes('demo-shop-filling', {}) })
  const [customer] = shop.body.data.attributes['customers'] as { id: string }[]
  await write('signInToDemoShop', {
    query,
    data: attributes('demo-shop-sign-in', { customer_id: customer?.id }),
  })
}

async function writeAccounts(): Promise<void> {
  const me = await ask('getMe')
  await write('updateMe', { data: attributes('user', { name: 'Ada' }, { id: me.body.data.id }) })
  await write('updateAccountSettings', {
    data: attributes('account', { industry: 'Wool' }, { id: COMPANY }),
  })
  const other = await write('createAccount', {
    data: attributes('account', {
      name: 'Sandbox',
      timezone: 'UTC',
      currency: 'EUR',
      is_sandbox: true,
    }),
  })
  sandbox = other.body.data.id
  await write('updateTestClock', {
    account: sandbox,
    data: attributes('test-clock', { now: '2030-01-01T00:00:00Z' }, { id: sandbox }),
  })
  const key = () =>
    write('createApiKey', { data: attributes('api-key', { name: 'K', scopes: ['metrics:read'] }) })
  ids['api-key'] = (await key()).body.data.id
  await write('deleteApiKey', { id: (await key()).body.data.id })
  const invite = (email: string) =>
    write('createInvitation', { data: attributes('invitation', { email, role: 'analyst' }) })
  ids['invitation'] = (await invite('cy@shop.test')).body.data.id
  await write('deleteInvitation', { id: (await invite('dee@shop.test')).body.data.id })
  ids['member'] = (await ask('getMembers')).body.data[0]?.id ?? ''
}

const gets = all.filter((one) => one.method === 'GET')
const REPORT = 'report=all&key=last_7_days&conversion_metric_id={metric}'
const WEEK_MS = 7 * 24 * 3_600_000
const METRIC = 'metric_id={metric}&measurement=count&from={from}&until={until}'
const FLOW_STEP = 'flow_id={flow}&action_id={step}&number=waiting'
/** Parameters that an endpoint cannot do without. */
const NEEDED: Record<string, string> = {
  getPropertyValues: 'property=Items',
  findKnowledgePassages: 'question=returns',
  getCampaigns: 'filter=equals(messages.channel,%22email%22)',
  getCouponCodes: 'filter=equals(coupon.id,%22SPRING%22)',
  getMessageReport: REPORT,
  getReportProof: `${REPORT}&statistic=open_rate`,
  getReportProofRows: `${REPORT}&statistic=recipients`,
  getFigureProof: 'figure=resolution_rate',
  getFigureProofRows: 'figure=new_profiles',
  getMetricProof: METRIC,
  getMetricProofRows: METRIC,
  getCampaignProof: 'campaign_id={campaign}&number=recipients',
  getCampaignProofRows: 'campaign_id={campaign}&number=recipients',
  getFlowProof: FLOW_STEP,
  getFlowProofRows: FLOW_STEP,
  getGroupProof: 'group_id={segment}&number=size',
  getGroupProofRows: 'group_id={segment}&number=size',
  getLedgerProof: 'number=bought_rate&product_id=mug',
  getLedgerProofRows: 'number=shown&product_id={product}',
}

/** Each GET as it is, and with everything that can be added to its answer. */
async function askEverything(): Promise<Answer[]> {
  const found: Answer[] = []
  const ledger = await ask('getRecommendationLedger')
  const product = ledger.body.data[0]?.id ?? ''
  for (const endpoint of gets) {
    const needed = NEEDED[endpoint.id]
      ?.replace('{metric}', ids['metric'] ?? '')
      .replace('{product}', product)
      .replace('{segment}', ids['segment'] ?? '')
      .replace('{flow}', ids['flow'] ?? '')
      .replace('{step}', ids['flow-action'] ?? '')
      .replace('{campaign}', ids['campaign'] ?? '')
      .replace('{from}', new Date(Date.now() - WEEK_MS).toISOString())
      .replace('{until}', new Date(Date.now() + WEEK_MS).toISOString())
    // A test clock belongs to a sandbox.
    const account = endpoint.id === 'getTestClock' ? sandbox : COMPANY
    for (const more of ['', fullQuery(endpoint)]) {
      const query = [needed, more].filter(Boolean).join('&')
      found.push(await ask(endpoint.id, { account, query: query ? `?${query}` : '' }))
    }
  }
  return found
}

function fullQuery(endpoint: Endpoint): string {
  const parts = Object.keys(endpoint.include ?? {}).length
    ? [`include=${Object.keys(endpoint.include ?? {}).join(',')}`]
    : []
  for (const type of typesOf(endpoint).values()) {
    if (!type.additional) continue
    parts.push(`additional-fields[${type.type}]=${Object.keys(type.additional.shape).join(',')}`)
  }
  if (endpoint.page && 'max' in endpoint.page) parts.push('page[size]=1')
  return parts.join('&')
}

/** What must not change because somebody looks; when somebody looked is such a thing itself. */
const NOTED = ['last_used_at', 'last_seen_at']
const PROGRESS = ['follower_cursors']

async function checksums(): Promise<Record<string, string>> {
  const tables = await admin<{ name: string }[]>`
    select c.relname as name
    from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace = 'parley'::regnamespace
    order by c.relname`
  const sums: Record<string, string> = {}
  for (const { name } of tables.filter((one) => !PROGRESS.includes(one.name))) {
    const [row] = await admin<{ sum: string }[]>`
      select count(*) || ' ' || coalesce(md5(string_agg(r.text, '' order by r.text)), '') as sum
      from (select (to_jsonb(t) - ${NOTED}::text[])::text as text from ${admin(name)} t) r`
    sums[name] = row?.sum ?? ''
  }
  return sums
}

/** Longer than followers rest before they look again. */
const QUIET_MS = 2_500

/** Followers and jobs have nothing left to do: for a while, nothing has changed. */
async function settled(): Promise<void> {
  let last = ''
  let since = 0
  await vi.waitFor(
    async () => {
      const now = JSON.stringify(await checksums())
      if (now !== last) since = performance.now()
      last = now
      expect(performance.now() - since).toBeGreaterThan(QUIET_MS)
    },
    { timeout: 30_000, interval: 500 },
  )
}

test('looking at everything changes nothing', () => {
  expect(Object.keys(before).length).toBeGreaterThan(20)
  expect(after).toEqual(before)
})

describe('the document', () => {
  type Operation = {
    operationId?: string
    summary?: string
    responses?: Record<string, unknown>
    parameters?: Array<{ name: string; in: string }>
  }
  let paths: Record<string, Record<string, Operation>> = {}
  let operations: Array<{ method: string; path: string; operation: Operation }> = []
  let text = ''

  const operationsIn = (of: typeof paths): typeof operations =>
    Object.entries(of).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    )
  const documentAt = async (path: string) => {
    const response = await fetch(`${server.url}${path}`)
    expect(response.status).toBe(200)
    return response.text()
  }
  const idsIn = (some: typeof operations) =>
    some.map(({ operation }) => operation.operationId ?? '').toSorted()

  beforeAll(async () => {
    text = await documentAt('/docs/openapi.json')
    ;({ paths } = JSON.parse(text))
    operations = operationsIn(paths)
  })

  test('that of beta revisions has the beta shapes instead', async () => {
    const beta = operationsIn(JSON.parse(await documentAt('/docs/openapi-beta.json')).paths)
    expect(idsIn(beta)).toEqual(
      endpointsFor(all, 'beta')
        .map((one) => one.id)
        .toSorted(),
    )
    const both = new Set([...idsIn(beta), ...idsIn(operations)])
    expect([...both].toSorted()).toEqual(all.map((one) => one.id).toSorted())
  })

  test('every endpoint is in it, once, with a summary and answers', () => {
    const shown = operations.map(({ operation }) => operation.operationId ?? '')
    expect(new Set(shown).size).toBe(shown.length)
    expect(shown.toSorted()).toEqual(
      endpointsFor(all, 'stable')
        .map((one) => one.id)
        .toSorted(),
    )
    for (const { operation } of operations) {
      expect(operation.summary).toMatch(/\S.*\.$/)
      const statuses = Object.keys(operation.responses ?? {})
      expect(statuses).toEqual([expect.stringMatching(/^2\d\d$/), '4XX'])
    }
  })

  test('parameters are named once, and those of the path are those in the path', () => {
    for (const { path, operation } of operations) {
      const names = operation.parameters?.map((one) => `${one.in} ${one.name}`) ?? []
      expect(new Set(names).size).toBe(names.length)
      const inPath = operation.parameters?.filter((one) => one.in === 'path') ?? []
      const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(inPath.map((one) => one.name)).toEqual(braces)
    }
  })

  test('every reference leads to something', () => {
    const document = JSON.parse(text)
    const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref))
    for (const ref of [...refs].filter((one) => one.startsWith('#/components'))) {
      const target = ref
        .slice(2)
        .split('/')
        .reduce((value, key) => value?.[key], document)
      expect([ref, typeof target]).toEqual([ref, 'object'])
    }
  })

  test('every path answers to its methods, and to no other', async () => {
    for (const [path, methods] of Object.entries(paths)) {
      const url = server.url + path.replaceAll(/\{\w+\}/g, 'x')
      for (const method of ['get', 'post', 'patch', 'delete', 'put']) {
        const { status, body } = await statusOf(method, url)
        const isThere = status !== 405 && !/could not be found/.test(body)
        const expected = method in methods ? 'there' : '405'
        expect([method, path, isThere ? 'there' : String(status)]).toEqual([method, path, expected])
      }
    }
  })

  async function statusOf(method: string, url: string) {
    const response = await fetch(url, { method: method.toUpperCase() })
    return { status: response.status, body: await response.text() }
  }
})

describe('answers', () => {
  test('every write that has an answer was tried', () => {
    const tried = new Set(answers.map((one) => one.endpoint.id))
    const missing = all.filter((one) => !tried.has(one.id)).map((one) => one.id)
    expect(missing.toSorted()).toEqual(NOT_TRIED.toSorted())
  })

  test('have the status that is documented, and are what is documented', () => {
    const misfits = answers.flatMap((answer) => misfitsOf(answer))
    expect(misfits).toEqual([])
  })

  test('show something: what is empty would fit anything', () => {
    const empty = answers
      .filter(({ body, endpoint }) => 'many' in endpoint.reply && body.data.length === 0)
      .map((one) => one.endpoint.id)
      .filter((id) => !SEEN_ELSEWHERE.has(id))
    expect(empty).toEqual([])
  })

  test('link only to what is there', async () => {
    // Followed in the shape of the answer that has them.
    const links = new Map(
      answers.flatMap((answer) => {
        const { revision } = revisionOf(answer.endpoint)
        return linksOf(answer).map((link) => [`${revision} ${link}`, { link, revision }] as const)
      }),
    )
    expect(links.size).toBeGreaterThan(80)
    const broken: [string, number][] = []
    for (const { link, revision } of links.values()) {
      const account = link.includes(sandbox) || link.includes('test-clock') ? sandbox : COMPANY
      const { status } = await send('GET', link, { account, revision })
      if (status !== 200) broken.push([link, status])
    }
    expect(broken).toEqual([])
  }, 60_000)
})

/** Nothing has been sent here; the tests of these proofs look at their rows. */
const SEEN_ELSEWHERE = new Set(['getReportProofRows', 'getCampaignProofRows', 'getFlowProofRows'])

/** They name themselves where they are changed, deleted or asked for, and are read in their list. */
const READ_IN_LISTS = new Set([
  'alert-recipient',
  'api-key',
  'audit-entry',
  'campaign-proof-row',
  'campaign-variation',
  'figure-proof-row',
  'flow-proof-row',
  'flow-refusal',
  'flow-review',
  'flow-step-count',
  'flow-version',
  'group-proof-row',
  'import-preview',
  'invitation',
  'ledger-proof-row',
  'member',
  'metric-aggregate',
  'metric-proof-row',
  'property-value',
  'report-proof-row',
  'report-recipient',
  // A link does not say whose; the calls of web pages do.
  'demo-shop',
  'web-chat-line',
  'web-chat-look',
  'web-chat-session',
])

/** Writes that need what only another test has: an empty installation, a mail, a second person. */
const NOT_TRIED = [
  'createOwner',
  'createSession',
  'acceptInvitation',
  'deleteSession',
  'updateMember',
  'deleteMember',
  'cancelImport',
]

/** Links of an answer that somebody may follow; what was written may have been deleted since. */
function linksOf({ method, body }: Answer): string[] {
  if (method !== 'GET') return []
  const resources = [body.data ?? [], body.included ?? []].flat() as Shown[]
  return [
    ...linksIn(body.links),
    ...resources.flatMap((one) => [
      ...(READ_IN_LISTS.has(one.type) ? [] : linksIn(one.links)),
      ...Object.values(one.relationships ?? {}).flatMap(({ links }) => linksIn(links)),
    ]),
  ]
}

function linksIn(links: object | undefined): string[] {
  return Object.values(links ?? {}).filter((one) => one !== null)
}

interface Shown {
  type: string
  id: unknown
  attributes: Record<string, unknown>
  relationships?: Record<string, { data?: unknown; links?: object }>
  links?: { self?: string }
}

/** What is wrong with an answer, in words; nothing when it is as the contract says. */
function misfitsOf(answer: Answer): string[] {
  const { endpoint, status, body, url, headers, text } = answer
  const { reply } = endpoint
  const at = `${endpoint.id} ${url.slice(server.url.length)}`
  const isUpdate = endpoint.id === 'createOrUpdateProfile' && status === 200
  if (status !== reply.status && !isUpdate) return [`${at}: ${status} ${text}`]
  if ('file' in reply) return text === '' ? [`${at}: an empty file`] : []
  if ('stream' in reply) {
    return headers.get('content-type') === reply.stream ? [] : [`${at}: not a stream`]
  }
  if (!('one' in reply || 'many' in reply || 'linkage' in reply)) {
    return text === '' ? [] : [`${at}: a body where none is documented`]
  }
  const data: unknown = body.data
  const isMany = 'many' in reply || ('toMany' in reply && reply.toMany)
  const shape = isMany ? Array.isArray(data) : !Array.isArray(data)
  const found = [data].flat().filter((one): one is Shown => one !== null && one !== undefined)
  const faults = [
    ...(shape ? [] : ['data has the wrong shape']),
    ...(body.links?.self === url ? [] : [`links.self is ${body.links?.self}`]),
    ...('linkage' in reply
      ? found.flatMap((one) => pointerFaults(one, reply))
      : found.flatMap((one) => resourceFaults(one, endpoint, url))),
    ...(body.included ?? []).flatMap((one) => resourceFaults(one, endpoint, url)),
  ]
  return faults.map((fault) => `${at}: ${fault}`)
}

function pointerFaults(
  one: Shown,
  { linkage, self }: { linkage: string; self?: string },
): string[] {
  const keys = self ? 'id,links,type' : 'id,type'
  const isPointer = Object.keys(one).toSorted().join() === keys && one.type === linkage
  return isPointer ? [] : [`no pointer to a ${linkage}: ${JSON.stringify(one)}`]
}

function resourceFaults(one: Shown, endpoint: Endpoint, url: string): string[] {
  const type = typesOf(endpoint).get(one.type)
  if (!type) return [`a ${one.type}, which is not declared`]
  const wantsMore = url.includes(`additional-fields[${type.type}]`)
  const schema = z.strictObject({
    ...type.attributes.shape,
    ...(wantsMore ? type.additional?.shape : {}),
  })
  const parsed = schema.safeParse(one.attributes)
  const related = Object.keys(type.relationships ?? {})
  return [
    ...(typeof one.id === 'string' && one.id !== '' ? [] : ['no id']),
    ...(one.links?.self ? [] : ['no links.self']),
    ...Object.keys(one.relationships ?? {})
      .filter((name) => !related.includes(name))
      .map((name) => `relationship ${name} is not declared`),
    ...(parsed.success
      ? undeclared(one.attributes, parsed.data, one.type)
      : parsed.error.issues.map(
          (issue) => `${one.type}.${issue.path.join('.')}: ${issue.message} (${issue.code})`,
        )),
    ...instantFaults(one.attributes, one.type),
  ]
}

/** zod drops what nested objects do not declare: whatever is gone afterwards was undeclared. */
function undeclared(sent: unknown, kept: unknown, at: string): string[] {
  if (typeof sent !== 'object' || sent === null) return []
  return Object.entries(sent).flatMap(([name, inner]) => {
    const other = (kept as Record<string, unknown> | undefined)?.[name]
    const here = `${at}.${name}`
    return other === undefined && inner !== undefined
      ? [`${here} is not declared`]
      : undeclared(inner, other, here)
  })
}

const INSTANT_NAME = /(_at|_date|^created|^updated|^datetime)$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/

function instantFaults(shown: Record<string, unknown>, at: string): string[] {
  return Object.entries(shown)
    .filter(([name, value]) => INSTANT_NAME.test(name) && typeof value === 'string')
    .filter(([, value]) => !INSTANT.test(String(value)))
    .map(([name, value]) => `${at}.${name} is no instant: ${String(value)}`)
}

describe('the public contract', () => {
  const folder = new URL('../../../shared/', import.meta.url)
  const tool = new URL('tools/contract.mjs', folder)
  const documents = ['klaviyo-stable-2026-07-15.json', 'klaviyo-beta-2026-07-15.pre.json'].map(
    (name) => new URL(`contracts/${name}`, folder),
  )
  const isThere = existsSync(tool) && documents.every((one) => existsSync(one))
  const reason = isThere ? '' : ': skipped, the documents of the public API are not beside us'

  interface Contract {
    find: (method: string, path: string) => object | undefined
    response: (route: object, status: number) => { unknown?: boolean; validate?: Validate | null }
  }
  interface Validate {
    (body: unknown): boolean
    errors?: Array<{ instancePath: string; message?: string }>
  }

  test.skipIf(!isThere)(`every answer that it describes fits it${reason}`, async () => {
    // It finds the validator that it needs only from within our folder.
    const copy = new URL('../../node_modules/.cache/public-contract.mjs', import.meta.url)
    await mkdir(new URL('.', copy), { recursive: true })
    await copyFile(tool, copy)
    const { load } = (await import(copy.href)) as { load: (path: string) => Contract }
    const contracts = documents.map((one) => load(one.pathname))
    const compared = new Set<string>()
    const misfits = new Set<string>()
    for (const { endpoint, method, url, status, text, body } of answers) {
      const { pathname } = new URL(url)
      // Where both documents describe a path, the stable one, which is first, is the promise.
      const inOrder = endpoint.revision === 'beta' ? contracts.toReversed() : contracts
      const contract = inOrder.find((one) => one.find(method, pathname))
      const route = contract?.find(method, pathname)
      if (!contract || !route) continue
      compared.add(endpoint.id)
      const { unknown, validate } = contract.response(route, status)
      if (unknown) misfits.add(`${endpoint.id}: status ${status} is not documented`)
      if (!validate || text === '' || fits(validate, body)) continue
      for (const one of validate.errors ?? []) {
        misfits.add(`${endpoint.id}: ${one.instancePath} ${one.message}`)
      }
    }
    expect(compared.size).toBeGreaterThan(35)
    expect([...misfits]).toEqual([])
  })
})

/**
 * The beta document describes a page of a list as one resource: there, each of the list is compared
 * with it.
 */
function fits(validate: (body: unknown) => boolean, body: Body): boolean {
  if (validate(body)) return true
  const data: unknown = body.data
  return Array.isArray(data) && data.every((one) => validate({ ...body, data: one }))
}

describe('filters', () => {
  const filtered = gets.filter((one) => one.filter)

  function sample(field: FilterField, operator: Operator): fc.Arbitrary<string> {
    const one = fc.oneof(...samples(field))
    return ['any', 'contains-any', 'contains-all'].includes(operator)
      ? fc.array(one, { maxLength: 3 }).map((values) => `[${values.join(',')}]`)
      : one
  }

  function samples(field: FilterField): fc.Arbitrary<string>[] {
    const text = fc
      .oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('%', "'", '\\', '_', ''))
      .map((value) => JSON.stringify(value.replaceAll('\u0000', '')))
    switch (field.type) {
      case 'enum':
        return [fc.constantFrom(...field.values).map((value) => `"${value}"`)]
      case 'number':
        return [fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)]
      case 'boolean':
        return [fc.constantFrom('true', 'false')]
      case 'datetime':
        return [
          fc
            .date({
              min: new Date('0001-01-01T00:00:00Z'),
              max: new Date('9999-12-31T23:59:59Z'),
              noInvalidDate: true,
            })
            .map((date) => date.toISOString()),
        ]
      case 'string':
      case 'any':
        return [text, fc.constant(`"${ids['profile']}"`)]
    }
  }

  const written = (operator: Operator, name: string, value: string) =>
    operator === 'has' ? `has(${name})` : `${operator}(${name},${value})`

  /** Codes are listed by coupon or by profile only, campaigns by channel. */
  const FIRST: Readonly<Record<string, string>> = {
    getCampaigns: 'equals(messages.channel,"email"),',
    getCouponCodes: 'equals(coupon.id,"SPRING"),',
  }

  async function statusOf(endpoint: Endpoint, filter: string) {
    const query = `?filter=${encodeURIComponent((FIRST[endpoint.id] ?? '') + filter)}`
    const { status, text } = await ask(endpoint.id, { query })
    return { status, text }
  }

  test.each(filtered.map((one) => [one.id, one] as const))(
    '%s answers each field with each of its operators, and refuses every other',
    async (_id, endpoint) => {
      for (const [name, field] of Object.entries(endpoint.filter ?? {})) {
        for (const operator of OPERATORS) {
          const isListed = field.operators.includes(operator)
          await fc.assert(
            fc.asyncProperty(sample(field, operator), async (value) => {
              const filter = written(operator, name, value)
              const { status, text } = await statusOf(endpoint, filter)
              expect([filter, status, text]).toEqual([filter, isListed ? 200 : 400, text])
            }),
            { numRuns: isListed ? 12 : 1 },
          )
        }
      }
      const { status, text } = await statusOf(endpoint, 'equals(nonsense,"x")')
      expect([status, text]).toEqual([400, expect.stringContaining("'nonsense' is not an allowed")])
    },
    90_000,
  )

  test.each(gets.filter((one) => one.sort).map((one) => [one.id, one] as const))(
    '%s sorts by what it lists, both ways, page by page',
    async (_id, endpoint) => {
      for (const sort of endpoint.sort?.flatMap((key) => [key, `-${key}`]) ?? []) {
        const needed = NEEDED[endpoint.id]
        const query = [needed, `sort=${sort}`, 'page[size]=1'].filter(Boolean).join('&')
        let next: string | null = `${server.url}${pathOf(endpoint)}?${query}`
        const seen: string[] = []
        for (let pages = 0; next && pages < 20; pages += 1) {
          const { status, body, text }: Awaited<ReturnType<typeof send>> = await send(
            'GET',
            next,
            revisionOf(endpoint),
          )
          expect([sort, status, text]).toEqual([sort, 200, text])
          seen.push(...body.data.map((one) => one.id))
          next = body.links.next
        }
        expect(new Set(seen).size).toBe(seen.length)
      }
    },
  )
})

test('an id that cannot be one is not found, whatever it holds', async () => {
  const wrong: string[] = []
  for (const endpoint of gets.filter((one) => one.path.includes('{'))) {
    for (const id of ['\u0000', '🧣', "' or 1=1", '%', '../x', '0'.repeat(900), '-1', 'null']) {
      const query = NEEDED[endpoint.id] ? `?${NEEDED[endpoint.id]}` : ''
      const { status } = await ask(endpoint.id, { id, query })
      if (status !== 404) wrong.push(`${endpoint.id} ${JSON.stringify(id).slice(0, 20)} ${status}`)
    }
  }
  expect(wrong).toEqual([])
}, 90_000)

test('an API key sees what its owner sees', async () => {
  for (const id of ['getProfiles', 'getEvents', 'getMetrics', 'getAccounts']) {
    const endpoint = endpointOf(id)
    const answer = await call(server, 'GET', endpoint.path)
    expect(answer.body).toEqual((await ask(id)).body)
  }
})
