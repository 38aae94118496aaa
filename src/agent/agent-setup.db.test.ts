import { beforeAll, describe, expect, test } from 'vitest'
import { type Body, COMPANY, call, runningServer } from '../../test/running-server.ts'
import { inAccount } from '../platform/sql.ts'
import { loadAgentSetup } from './load-agent-setup.action.ts'

const server = await runningServer()

async function ask(method: string, path: string, data?: unknown) {
  return call(server, method, path, data === undefined ? {} : { data })
}

async function done(method: string, path: string, data?: unknown): Promise<Body> {
  const answer = await ask(method, path, data)
  expect([path, answer.status, JSON.stringify(answer.body.errors)]).toEqual([
    path,
    expect.toSatisfy((status: number) => status < 300),
    undefined,
  ])
  return answer.body
}

async function refusal(method: string, path: string, data?: unknown) {
  const { status, body } = await ask(method, path, data)
  const [error] = body.errors
  return { status, code: error?.code, detail: error?.detail, at: error?.source.pointer }
}

const setup = () => inAccount(server.sql, COMPANY, (tx) => loadAgentSetup(tx, COMPANY))

async function auditActions(): Promise<string[]> {
  const rows = await inAccount(
    server.sql,
    COMPANY,
    (tx) => tx<{ action: string }[]>`
      select action from audit_entries where account_id = ${COMPANY} order by entry_id`,
  )
  return rows.map((row) => row.action)
}

const agent = (attributes: object) => ({ type: 'customer-agent', id: COMPANY, attributes })
const item = (title: string, status = 'enabled') => ({ title, description: 'When so', status })

describe('the agent', () => {
  const path = `/api/customer-agents/${COMPANY}`

  test('is there before anybody sets it up, and on', async () => {
    const { data } = await done('GET', path)
    expect(data).toMatchObject({
      id: COMPANY,
      attributes: {
        name: null,
        tone_of_voice: { preset: 'friendly', custom_instruction: null, updated_at: null },
        escalation_rules: [],
        communication_styles: [],
      },
    })
    expect((await done('GET', '/api/x/customer-agent')).data.attributes['is_on']).toBe(true)
    expect((await ask('GET', '/api/customer-agents/other1')).status).toBe(404)
  })

  test('what is given replaces, what is absent stays', async () => {
    const rules = [item('Legal threats'), item('Allergies', 'disabled')]
    await done('PATCH', path, agent({ name: 'Robin', escalation_rules: rules }))
    const { data } = await done(
      'PATCH',
      path,
      agent({ tone_of_voice: { preset: 'custom', custom_instruction: 'Like a sailor.' } }),
    )
    expect(data.attributes).toMatchObject({
      name: 'Robin',
      tone_of_voice: { preset: 'custom', custom_instruction: 'Like a sailor.' },
      escalation_rules: rules,
    })
    await done('PATCH', path, agent({ communication_styles: [item('No emoji')] }))
    const loaded = await setup()
    expect(loaded).toMatchObject({ agentName: 'Robin', tone: 'custom', isOn: true })
    expect(loaded.escalationRules).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{12}$/),
        title: 'Legal threats',
        description: 'When so',
      },
    ])
    expect(loaded.styles).toEqual([{ title: 'No emoji', description: 'When so' }])
    await done('PATCH', path, agent({ escalation_rules: [] }))
    expect((await setup()).escalationRules).toEqual([])
  })

  test.each([
    ['21 rules', { escalation_rules: Array.from({ length: 21 }, (_, n) => item(`R${n}`)) }],
    ['a long title', { escalation_rules: [item('x'.repeat(101))] }],
    [
      'a long description',
      { communication_styles: [{ ...item('A'), description: 'x'.repeat(501) }] },
    ],
    ['an empty title', { communication_styles: [item('  ')] }],
    ['two of one title', { escalation_rules: [item('Same'), item('same')] }],
    ['an unknown tone', { tone_of_voice: { preset: 'rude' } }],
    ['custom without words', { tone_of_voice: { preset: 'custom', custom_instruction: '' } }],
    ['an unknown field', { color: 'red' }],
  ])('%s is refused', async (_name, attributes) => {
    const { status, at } = await refusal('PATCH', path, agent(attributes))
    expect(status).toBe(400)
    expect(at).toMatch(/^\/data\/attributes\//)
  })

  test('another id in the body is refused', async () => {
    const body = { ...agent({}), id: 'other1' }
    expect(await refusal('PATCH', path, body)).toMatchObject({ status: 400, at: '/data/id' })
  })

  test('goes off and on, and keeps the summary of the brand', async () => {
    const settings = (attributes: object) => ({
      type: 'customer-agent-settings',
      id: COMPANY,
      attributes,
    })
    const { data } = await done(
      'PATCH',
      '/api/x/customer-agent',
      settings({ is_on: false, brand_summary: 'Wool.', returns_portal_url: 'https://r.test/' }),
    )
    expect(data.attributes).toMatchObject({ is_on: false, brand_summary: 'Wool.' })
    expect(await setup()).toMatchObject({ isOn: false, returnsPortalUrl: 'https://r.test/' })
    await done('PATCH', '/api/x/customer-agent', settings({ is_on: true }))
    expect(await setup()).toMatchObject({ isOn: true, brandSummary: 'Wool.' })
    const bad = settings({ returns_portal_url: 'javascript:alert(1)' })
    expect((await refusal('PATCH', '/api/x/customer-agent', bad)).status).toBe(400)
  })
})

describe('skills', () => {
  const skill = (attributes: object, tools?: string[]) => ({
    type: 'agent-skill',
    attributes,
    ...(tools
      ? {
          relationships: {
            'agent-tools': { data: tools.map((id) => ({ type: 'agent-tool', id })) },
          },
        }
      : {}),
  })
  const sizes = {
    display_name: 'Size advice',
    description: 'Which size fits.',
    instructions: 'Ask for the chest measure.',
    status: 'live',
  }
  const patched = (id: string, attributes: object, tools?: string[]) => ({
    ...skill(attributes, tools),
    id,
  })
  const at = (id: string) => `/api/agent-skills/${encodeURIComponent(id)}`

  test('the eight are there, without what they need unavailable, and say why', async () => {
    const { data } = await done('GET', '/api/agent-skills')
    expect(data.map((one) => one.id)).toEqual([
      'product_recommendations',
      'order_tracking',
      'general_qa',
      'product_qa',
      'returns_exchanges',
      'order_editing',
      'subscriptions',
      'loyalty',
    ])
    expect(data.map((one) => one.attributes['status'])).toEqual(Array(8).fill('unavailable'))
    const states = await done('GET', '/api/x/agent-skills')
    for (const { attributes } of states.data) {
      expect(attributes['unavailable_because']).toMatch(/\.$/)
      expect(attributes['missing']).not.toEqual([])
      expect(attributes['names']).toEqual({ en: expect.any(String), de: expect.any(String) })
    }
    const loaded = await setup()
    expect(loaded.skills.every((one) => !one.isAvailable && one.unavailableBecause)).toBe(true)
  })

  test('a page where shoppers help themselves makes subscriptions available', async () => {
    const settings = (url: string | null) => ({
      type: 'customer-agent-settings',
      id: COMPANY,
      attributes: { subscriptions_portal_url: url },
    })
    await done('PATCH', '/api/x/customer-agent', settings('https://subscriptions.test/'))
    const state = await done('GET', '/api/x/agent-skills/subscriptions')
    expect(state.data.attributes).toMatchObject({
      status: 'live',
      missing: [],
      unavailable_because: null,
    })
    await done('PATCH', '/api/x/customer-agent', settings(null))
  })

  test('one of your own: drafts stay from turns, tools are replaced as a whole', async () => {
    const created = await done(
      'POST',
      '/api/agent-skills',
      skill({ ...sizes, status: 'draft' }, ['get_product', 'search_catalog']),
    )
    const { id } = created.data
    expect(id).toMatch(/^custom:[0-9A-Z]{26}$/)
    expect(created.data.attributes).toMatchObject({
      source: 'custom',
      name: 'size_advice',
      status: 'draft',
      handoff: 'offer',
    })
    const find = async () => (await setup()).skills.find((one) => one.id === id)
    expect(await find()).toBeUndefined()
    const drafts = await inAccount(server.sql, COMPANY, (tx) =>
      loadAgentSetup(tx, COMPANY, { withDrafts: true }),
    )
    expect(drafts.skills.some((one) => one.id === id)).toBe(true)

    await done('PATCH', at(id), patched(id, { status: 'live' }))
    expect(await find()).toMatchObject({ toolIds: ['get_product', 'search_catalog'] })
    await done('PATCH', at(id), patched(id, {}, ['search_knowledge']))
    expect(await find()).toMatchObject({ toolIds: ['search_knowledge'], isAvailable: true })
    await done('PATCH', at(id), patched(id, { handoff: 'immediate' }, []))
    expect(await find()).toMatchObject({ toolIds: [], handoff: 'immediate' })

    const second = await done('POST', '/api/agent-skills', skill(sizes))
    expect(second.data.attributes['name']).toBe('size_advice_2')
    await done('DELETE', at(second.data.id))
    expect((await ask('GET', at(second.data.id))).status).toBe(404)
    await done('DELETE', at(id))
  })

  test('a prebuilt one can be paused and told more, not renamed or deleted', async () => {
    const id = 'loyalty'
    const paused = await done('PATCH', at(id), patched(id, { status: 'draft' }))
    expect(paused.data.attributes['status']).toBe('disabled')
    expect((await setup()).skills.find((one) => one.id === id)).toMatchObject({
      isAvailable: false,
      unavailableBecause: 'It is switched off.',
    })
    const state = (is_enabled: boolean) => ({
      type: 'agent-skill-state',
      id,
      attributes: { is_enabled },
    })
    await done('PATCH', `/api/x/agent-skills/${id}`, state(true))
    const told = await done(
      'PATCH',
      at(id),
      patched(id, { instructions: 'Mention the gold tier.' }),
    )
    expect(told.data.attributes).toMatchObject({
      instructions: 'Mention the gold tier.',
      status: 'unavailable',
    })
    expect(await refusal('DELETE', at(id))).toMatchObject({ status: 409, code: 'prebuilt_skill' })
    const renamed = patched(id, { display_name: 'Points' })
    expect(await refusal('PATCH', at(id), renamed)).toMatchObject({
      status: 400,
      at: '/data/attributes/display_name',
    })
  })

  test('unknown tools, statuses and fields are refused', async () => {
    expect(await refusal('POST', '/api/agent-skills', skill(sizes, ['nope']))).toMatchObject({
      status: 400,
      at: '/data/relationships/agent-tools/data/0/id',
    })
    for (const status of ['disabled', 'unavailable', 'on']) {
      const { status: code } = await refusal(
        'POST',
        '/api/agent-skills',
        skill({ ...sizes, status }),
      )
      expect(code).toBe(400)
    }
    expect((await refusal('PATCH', at('custom:none'), patched('custom:none', {}))).status).toBe(404)
  })
})

describe('secrets and tools', () => {
  const secret = (attributes: object, id?: string) => ({
    type: 'agent-secret',
    attributes,
    ...(id ? { id } : {}),
  })
  const tool = (details: object, more: object = {}) => ({
    type: 'agent-tool',
    attributes: {
      name: 'Stock of a branch',
      public_description: 'How many are in a branch.',
      details: { type: 'custom', ...details },
    },
    ...more,
  })
  const template = (more: object = {}) => ({
    url_template: 'https://api.example.com/branches/{{branch}}/stock',
    http_method: 'GET',
    ...more,
  })
  const branch = { name: 'branch', type: 'string', required: true }
  let secretId = ''
  let toolId = ''

  beforeAll(async () => {
    const body = secret({ name: ' Stock API ', value: 'sk_live_7788ab' })
    const created = await done('POST', '/api/agent-secrets', body)
    secretId = created.data.id
    expect(created.data.attributes).toMatchObject({ name: 'Stock API', mask: '8ab' })
  })

  test('a secret is sealed, never shown, unique by name, and rotated in place', async () => {
    const [row] = await inAccount(
      server.sql,
      COMPANY,
      (tx) =>
        tx<{ sealed: Buffer }[]>`select sealed from agent_secrets where secret_id = ${secretId}`,
    )
    expect(row?.sealed.toString('latin1')).not.toContain('sk_live')
    const again = secret({ name: 'Stock API', value: 'other' })
    expect(await refusal('POST', '/api/agent-secrets', again)).toMatchObject({
      status: 409,
      code: 'duplicate_name',
    })
    expect(
      (await refusal('POST', '/api/agent-secrets', secret({ name: '  ', value: 'x' }))).status,
    ).toBe(400)
    expect(
      (await refusal('POST', '/api/agent-secrets', secret({ name: 'A', value: '' }))).status,
    ).toBe(400)
    const path = `/api/agent-secrets/${secretId}`
    const rotated = await done('PATCH', path, secret({ value: 'sk_live_9911zz' }, secretId))
    expect(rotated.data.attributes).toMatchObject({ name: 'Stock API', mask: '1zz' })
    const everything = JSON.stringify([
      await done('GET', '/api/agent-secrets'),
      await done('GET', path),
      await inAccount(server.sql, COMPANY, (tx) => tx`select detail from audit_entries`),
    ])
    expect(everything).not.toContain('sk_live')
    const short = await done('POST', '/api/agent-secrets', secret({ name: 'Pin', value: '1234' }))
    expect(short.data.attributes['mask']).toBe('')
    await done('DELETE', `/api/agent-secrets/${short.data.id}`)
  })

  test('a tool has defaults, and is tied to its secrets and skills', async () => {
    const created = await done(
      'POST',
      '/api/agent-tools',
      tool({
        request_template: template({ headers: [{ name: 'X-Key', value: '{{key}}' }] }),
        variables: [branch, { name: 'key', type: 'string', source: 'secret', value: secretId }],
      }),
    )
    toolId = created.data.id
    expect(created.data.attributes['details']).toMatchObject({
      type: 'custom',
      protocol: 'https',
      timeout_seconds: 5,
      max_retries: 1,
      request_template: { request_timeout_seconds: 5, body_template: null, query_parameters: [] },
      variables: [
        { name: 'branch', source: 'dynamic', required: true, value: null },
        { name: 'key', source: 'secret', required: false, value: secretId },
      ],
    })
    const bound = {
      type: 'agent-skill',
      id: 'product_qa',
      attributes: {},
      relationships: { 'agent-tools': { data: [{ type: 'agent-tool', id: toolId }] } },
    }
    await done('PATCH', '/api/agent-skills/product_qa', bound)
    const ids = async (path: string) => (await done('GET', path)).data.map((one) => one.id)
    for (const link of ['relationships/agent-tools', 'agent-tools']) {
      expect(await ids(`/api/agent-secrets/${secretId}/${link}`)).toEqual([toolId])
    }
    for (const link of ['relationships/agent-skills', 'agent-skills']) {
      expect(await ids(`/api/agent-tools/${toolId}/${link}`)).toEqual(['product_qa'])
    }
    for (const link of ['relationships/agent-secrets', 'agent-secrets']) {
      expect(await ids(`/api/agent-tools/${toolId}/${link}`)).toEqual([secretId])
    }
    expect(await ids('/api/x/agent-skills/product_qa/agent-tools')).toEqual([toolId])
    const own = (await setup()).skills.find((one) => one.id === 'product_qa')
    expect(own?.customTools).toMatchObject([{ toolId, name: 'Stock of a branch', maxRetries: 1 }])
  })

  test('the list has built-in tools as well, is filtered and paged', async () => {
    const ids = async (query: string) =>
      (await done('GET', `/api/agent-tools?${query}`)).data.map((one) => one.id)
    const all = await ids('')
    expect(all.at(-1)).toBe(toolId)
    expect(await ids('filter=equals(tool_type,"custom")')).toEqual([toolId])
    expect(await ids('filter=contains(name,"BRANCH")')).toEqual([toolId])
    expect(await ids('filter=less-or-equal(created_at,2001-01-01T00:00:00Z)')).toEqual([])
    const paged: string[] = []
    let next: string | null = `/api/agent-tools?page[size]=2`
    while (next) {
      const page: Body = await done('GET', next)
      paged.push(...page.data.map((one) => one.id))
      next = page.links.next && page.links.next.replace(/^https?:\/\/[^/]+/, '')
    }
    expect(paged).toEqual(all)
  })

  test('a change keeps what it does not name', async () => {
    const path = `/api/agent-tools/${toolId}`
    const change = {
      type: 'agent-tool',
      id: toolId,
      attributes: {
        details: { type: 'custom', max_retries: 0, request_template: { http_method: 'DELETE' } },
      },
    }
    const { data } = await done('PATCH', path, change)
    expect(data.attributes).toMatchObject({
      name: 'Stock of a branch',
      details: {
        max_retries: 0,
        timeout_seconds: 5,
        request_template: { http_method: 'DELETE', url_template: template().url_template },
      },
    })
    expect(
      await refusal('PATCH', '/api/agent-tools/get_orders', { ...change, id: 'get_orders' }),
    ).toMatchObject({ status: 409, code: 'built_in_tool' })
  })

  test.each([
    ['plain HTTP', { request_template: template({ url_template: 'http://a.example/' }) }],
    [
      'a variable host',
      { request_template: template({ url_template: 'https://{{branch}}/x' }), variables: [branch] },
    ],
    ['a password', { request_template: template({ url_template: 'https://u:p@a.example/' }) }],
    ['another port', { request_template: template({ url_template: 'https://a.example:8443/' }) }],
    ['this machine', { request_template: template({ url_template: 'https://127.0.0.1/' }) }],
    [
      'metadata',
      { request_template: template({ url_template: 'https://169.254.169.254/latest' }) },
    ],
    [
      'a mapped address',
      { request_template: template({ url_template: 'https://[::ffff:7f00:1]/' }) },
    ],
    ['a decimal address', { request_template: template({ url_template: 'https://2130706433/' }) }],
    ['localhost', { request_template: template({ url_template: 'https://localhost/' }) }],
    ['an undeclared variable', { request_template: template() }],
    [
      'a filter',
      {
        request_template: template({ url_template: 'https://a.example/{{branch|safe}}' }),
        variables: [branch],
      },
    ],
    [
      'a GET body',
      { request_template: template({ body_template: { a: 1 } }), variables: [branch] },
    ],
    [
      'a Host header',
      {
        request_template: template({ headers: [{ name: 'Host', value: 'x' }] }),
        variables: [branch],
      },
    ],
    [
      'a header with a line',
      {
        request_template: template({ headers: [{ name: 'X', value: 'a\r\nB: c' }] }),
        variables: [branch],
      },
    ],
    ['eleven seconds', { request_template: template(), variables: [branch], timeout_seconds: 11 }],
    ['four retries', { request_template: template(), variables: [branch], max_retries: 4 }],
    [
      'an unknown secret',
      {
        request_template: template(),
        variables: [branch, { name: 'k', type: 'string', source: 'secret', value: 'nope' }],
      },
    ],
    [
      'an unknown fact',
      {
        request_template: template(),
        variables: [branch, { name: 'k', type: 'string', source: 'klaviyo', value: 'password' }],
      },
    ],
    ['a variable twice', { request_template: template(), variables: [branch, branch] }],
    ['a built-in one', { type: 'internal', request_template: template() }],
  ])('%s is refused', async (_name, details) => {
    const { status, at } = await refusal('POST', '/api/agent-tools', tool(details))
    expect([status, at]).toEqual([400, expect.stringMatching(/^\/data\/attributes\/details/)])
  })

  test('a deleted secret leaves a tool that says what it misses', async () => {
    await done('DELETE', `/api/agent-secrets/${secretId}`)
    expect((await ask('GET', `/api/agent-secrets/${secretId}`)).status).toBe(404)
    const { data } = await done('GET', `/api/agent-tools/${toolId}/relationships/agent-secrets`)
    expect(data).toEqual([])
    const tried = await done('POST', `/api/x/agent-tools/${toolId}/tests`, {
      type: 'agent-tool-test',
      attributes: { input: { branch: 'Kiel' } },
    })
    expect(tried.data.attributes).toMatchObject({
      is_error: true,
      output: { error: 'missing-secret', message: expect.stringContaining('key') },
    })
  })

  test('a deleted tool is gone from its skills', async () => {
    await done('DELETE', `/api/agent-tools/${toolId}`)
    const { data } = await done('GET', '/api/agent-skills/product_qa')
    expect(data.relationships?.['agent-tools']?.data).toEqual([])
    expect((await ask('GET', `/api/agent-tools/${toolId}`)).status).toBe(404)
  })
})

test('every change is in the audit log', async () => {
  expect(new Set(await auditActions())).toEqual(
    new Set([
      'account.created',
      'member.joined',
      'api-key.created',
      'customer-agent.changed',
      'agent-skill.created',
      'agent-skill.changed',
      'agent-skill.deleted',
      'agent-secret.created',
      'agent-secret.changed',
      'agent-secret.deleted',
      'agent-tool.created',
      'agent-tool.changed',
      'agent-tool.deleted',
      'agent-tool.tested',
    ]),
  )
})
