import { expect, test } from 'vitest'
import { AGENT_METRIC_NAMES, metricNames, propertyLabel } from '../contract/metric-names.ts'
import {
  AGENT_METRICS,
  integrationKeysWith,
  integrationOf,
  searchKnownNames,
} from './known-metrics.ts'

const agentNames = AGENT_METRICS.map((metric) => metric.name)

test.each(['Customer Agent', 'customer agent', 'Agent'])('"%s" finds all four', (text) => {
  expect(searchKnownNames(text).names).toEqual(expect.arrayContaining(agentNames))
})

test.each([
  ['eskaliert', [AGENT_METRIC_NAMES.escalated.en]],
  ['Conversation Resolved', [AGENT_METRIC_NAMES.resolved.en]],
  ['gelöst', [AGENT_METRIC_NAMES.resolved.en]],
  ['PRODUKTEMPFEHLUNG', [AGENT_METRIC_NAMES.recommended.en]],
  ['bestellung auf', ['Placed Order']],
  ['no such metric', []],
])('"%s" finds %j', (text, names) => {
  expect(searchKnownNames(text).names).toEqual(names)
})

test('the four have German names, a shop’s own metric keeps its name', () => {
  expect(metricNames('Conversation with Customer Agent Escalated').de).toBe(
    'Unterhaltung mit Customer Agent eskaliert',
  )
  expect(metricNames('Tasted Wine')).toEqual({ en: 'Tasted Wine', de: 'Tasted Wine' })
})

test.each(['Escalation Reason', 'escalation_reason', 'ESCALATION-REASON'])(
  'the property %s has a label in both languages',
  (key) => {
    expect(propertyLabel(key, 'de')).toBe('Eskalationsgrund')
    expect(propertyLabel(key, 'en')).toBe('Escalation Reason')
  },
)

test('a property that is not the agent’s is shown as it is', () => {
  expect(propertyLabel('BottleSize', 'de')).toBe('BottleSize')
})

test('integrations have names, unknown services their own', () => {
  expect(integrationOf('api')).toEqual({
    object: 'integration',
    id: 'api',
    key: 'api',
    name: 'API',
    category: 'API',
  })
  expect(integrationOf('tillsoft')).toMatchObject({ name: 'tillsoft', category: 'tillsoft' })
  expect(integrationOf('tillsoft').id).toMatch(/^[0-9A-Za-z]{6}$/)
  expect(integrationKeysWith('category', 'eCommerce')).toContain('shopify')
  expect(integrationKeysWith('name', 'API')).toEqual(['api', 'API'])
  expect(integrationKeysWith('name', 'tillsoft')).toEqual(['tillsoft'])
})
