import { expect, test } from 'vitest'
import { CONVERSATION_FILTERS } from '../../../src/contract/conversations.ts'
import { parseFilter } from '../../../src/contract/filter.ts'
import { filtersIn, narrowedFilter } from './inbox-filter.ts'

test('a view is narrowed by everything that the address names, as the API reads it', () => {
  const search = new URLSearchParams({
    q: 'scarf',
    channel: 'sms',
    tag: 'say "please"',
    escalation_reason: 'rule:Legal, threats',
    has_knowledge_gap: 'true',
    product: ' ',
  })
  const filter = narrowedFilter('equals(owner,"team")', search)
  expect(parseFilter(filter, CONVERSATION_FILTERS)).toMatchObject([
    { field: 'owner', value: 'team' },
    { field: 'channel', value: 'sms' },
    { field: 'tag', value: 'say "please"' },
    { field: 'escalation_reason', value: 'rule:Legal, threats' },
    { field: 'has_knowledge_gap', value: true },
  ])
  expect(filtersIn(search)).toBe(4)
})

test('without any it stays as it is', () => {
  expect(narrowedFilter('', new URLSearchParams())).toBe('')
  expect(narrowedFilter('equals(is_snoozed,true)', new URLSearchParams('view=snoozed'))).toBe(
    'equals(is_snoozed,true)',
  )
})
