import { describe, expect, test } from 'vitest'
import type { ClaimedTurn } from '../conversation/turn-outcome.ts'
import { understand } from '../intent/understand.ts'
import type { AgentSetup, CustomTool, TurnSkill } from './brain.ts'
import { thinkOffline } from './offline-brain.ts'
import { SETUP, SKILLS, toolboxWith, turnWith } from './turn-fixtures.ts'

const PASSAGE = {
  passageId: 'p1',
  knowledgeId: 'k1',
  title: 'Returns',
  url: 'https://shop.test/returns',
  text: 'You can send back unworn items within 30 days.',
  language: 'en',
  score: 0.9,
}
const ORDER = {
  number: '1042',
  placedAt: '2026-02-26T09:00:00.000Z',
  state: 'placed',
  items: [{ title: 'Wool scarf', quantity: 1 }],
  carrier: null,
  trackingNumber: null,
  trackingUrl: null,
  expectedOn: null,
}
const VERIFIED = { isVerified: true, firstName: 'Ada' }

async function think(
  text: string,
  outputs: Record<string, unknown>,
  options: { turn?: Partial<ClaimedTurn>; shopper?: object; setup?: Partial<AgentSetup> } = {},
) {
  const plain = turnWith(text)
  const turn = {
    ...plain,
    ...options.turn,
    shopper: { ...plain.shopper, ...options.shopper },
  }
  const toolbox = toolboxWith({ search_knowledge: { passages: [] }, ...outputs })
  const setup = { ...SETUP, ...options.setup }
  const thought = await thinkOffline(turn, setup, toolbox, {
    text,
    understood: understand(text, { language: turn.language ?? 'en' }),
  })
  return { ...thought, said: thought.answer.says.join('\n'), used: toolbox.uses.map((u) => u.tool) }
}

describe('orders', () => {
  test.each([
    ['where is my order 1042', 'order_tracking'],
    ['cancel my order please', 'order_editing'],
    ['Wo bleibt mein Paket?', 'order_tracking'],
    ['how many points do I have', 'loyalty'],
  ])('strangers have nothing looked up: %s', async (text, skill) => {
    const thought = await think(text, { get_orders: { orders: [ORDER] }, get_loyalty: {} })
    expect(thought.skill).toBe(skill)
    expect(thought.answer.needs).toEqual({ what: 'proof' })
    expect(thought.used).not.toContain('get_orders')
    expect(thought.used).not.toContain('get_loyalty')
    expect(thought.said).not.toMatch(/1042|scarf/)
  })

  test.each([
    ['placed', 'can still be changed', 'person'],
    ['partly-shipped', 'Part of order', 'person'],
    ['shipped', "can't be changed", undefined],
    ['delivered', 'nothing left to change', undefined],
    ['cancelled', 'was cancelled', undefined],
  ])('an order that is %s', async (state, words, needs) => {
    const thought = await think(
      'I want to cancel my order 1042',
      { get_orders: { orders: [{ ...ORDER, state }] } },
      { shopper: VERIFIED },
    )
    expect(thought.skill).toBe('order_editing')
    expect(thought.said).toContain(words)
    expect(thought.answer.needs?.what).toBe(needs)
  })

  test('a tool that fails is no reason to guess', async () => {
    const thought = await think('where is my order', {}, { shopper: VERIFIED })
    expect(thought.answer.needs).toEqual({ what: 'person', reason: 'tool_failure' })
  })

  test('what was asked about before is remembered', async () => {
    const thought = await think(
      'can I still cancel it?',
      { get_orders: { orders: [{ ...ORDER, number: '7' }, ORDER] } },
      {
        shopper: VERIFIED,
        turn: { memory: { order: '1042' }, previousSkill: 'order_tracking' },
      },
    )
    expect(thought.said).toContain('1042')
  })
})

describe('tone and language', () => {
  const passages = { search_knowledge: { passages: [PASSAGE] } }

  test('German is "du" for friends and "Sie" for professionals', async () => {
    const friendly = await think('Wo ist meine Bestellung?', {}, { turn: { language: 'de' } })
    const polite = await think(
      'hallo',
      {},
      { turn: { language: 'de' }, setup: { tone: 'professional' } },
    )
    expect(friendly.answer.needs).toEqual({ what: 'proof' })
    expect(polite.said).toContain('Ihnen')
  })

  test('a quotation is the shop’s own words, with the source', async () => {
    const thought = await think('what is your return policy?', passages)
    expect(thought.said).toBe(`${PASSAGE.text}\nSource: Returns, https://shop.test/returns`)
    expect(thought.answer.passages?.map((one) => one.title)).toEqual(['Returns'])
  })

  test('a passage that hardly fits answers nothing', async () => {
    const thought = await think('do you ship to the moon?', {
      search_knowledge: { passages: [{ ...PASSAGE, score: 0.2 }] },
    })
    expect(thought.gap).toContain('moon')
    expect(thought.answer.needs).toEqual({ what: 'knowledge' })
  })
})

describe('skills of the shop', () => {
  const tool: CustomTool = {
    toolId: 'stores',
    name: 'Nearest store',
    description: '',
    template: {
      url_template: 'https://shop.test/stores/{{zip}}',
      http_method: 'GET',
      request_timeout_seconds: 5,
      query_parameters: [],
      headers: [],
      body_template: null,
    },
    variables: [
      {
        name: 'zip',
        type: 'string',
        required: true,
        description: 'postcode',
        source: 'dynamic',
        value: null,
      },
    ],
    timeoutSeconds: 5,
    maxRetries: 1,
  }
  const skill: TurnSkill = {
    id: 'custom:stores',
    displayName: 'Find a store',
    description: 'The shopper asks for the nearest store or branch near their postcode.',
    instructions: 'Look up the store.\nReply: Your nearest store is {{name}}.',
    handoff: 'offer',
    isAvailable: true,
    unavailableBecause: null,
    toolIds: ['stores'],
    customTools: [tool],
  }
  const setup = { skills: [...SKILLS, skill] }

  test('runs its tool with what the message says, and fills its reply', async () => {
    const thought = await think(
      'which store is the nearest branch to postcode 20359?',
      { stores: { status: 200, body: { name: 'Hamburg' } } },
      { setup },
    )
    expect(thought.skill).toBe('custom:stores')
    expect(thought.said).toBe('Your nearest store is Hamburg.')
  })

  test('asks for what the message does not say', async () => {
    const thought = await think('which store is the nearest branch to my postcode?', {}, { setup })
    expect(thought.said).toContain('postcode')
    expect(thought.answer.asksBack).toBe(true)
  })

  test('hands over when its tool fails', async () => {
    const thought = await think('the nearest store, branch, postcode 20359', {}, { setup })
    expect(thought.answer.needs).toEqual({ what: 'person', reason: 'tool_failure' })
  })

  test('never calls with the email or order that a stranger names', async () => {
    const personal = {
      ...tool,
      variables: [
        {
          name: 'order_number',
          type: 'string',
          required: true,
          description: null,
          source: 'dynamic',
          value: null,
        },
      ],
    } as const
    const thought = await think(
      'which store is the nearest branch to postcode 20359 for #1042?',
      { stores: { secret: 'yes' } },
      { setup: { skills: [...SKILLS, { ...skill, customTools: [personal] }] } },
    )
    expect(thought.answer.needs).toEqual({ what: 'proof' })
    expect(thought.used).not.toContain('stores')
  })
})

test('a prebuilt skill that cannot work says so and calls a person', async () => {
  const skills = SKILLS.map((one) =>
    one.id === 'order_tracking' ? { ...one, isAvailable: false } : one,
  )
  const thought = await think('where is my parcel?', {}, { setup: { skills } })
  expect(thought.answer.needs).toEqual({ what: 'person', reason: 'unsupported_request' })
})

test('a skill that hands off everything answers nothing', async () => {
  const skills = SKILLS.map((one) =>
    one.id === 'returns_exchanges' ? { ...one, handoff: 'all' as const } : one,
  )
  const thought = await think('what is your return policy?', {}, { setup: { skills } })
  expect(thought.answer.says).toEqual([])
  expect(thought.answer.needs?.what).toBe('person')
})
