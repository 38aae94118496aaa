import { Autocomplete, NumberInput, Select, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PropertyCondition } from '../../../src/contract/conditions.ts'
import { shownProperty } from './condition-sentence.ts'

const BUILT_IN = [
  'email',
  'phone_number',
  'external_id',
  'first_name',
  'last_name',
  'organization',
  "location['city']",
  "location['region']",
  "location['country']",
  "location['zip']",
  'created',
  'last_active',
]
const TESTS = [
  'equals',
  'not-equals',
  'contains',
  'not-contains',
  'starts-with',
  'ends-with',
  'number-equals',
  'greater-than',
  'less-than',
  'is-true',
  'is-false',
  'list-contains',
  'date-in-the-last',
  'date-at-least',
  'date-anniversary',
  'is-set',
  'not-set',
] as const
type Test = (typeof TESTS)[number]

/** "[Loyalty Tier] [is] [gold]" */
export function PropertyConditionEditor(props: {
  condition: PropertyCondition
  onChange: (condition: PropertyCondition) => void
}) {
  const { t } = useTranslation()
  const { condition, onChange } = props
  const { filter } = condition
  const test = testOf(filter)
  return (
    <>
      <Text size="sm">{t('groups.theProperty')}</Text>
      <Autocomplete
        aria-label={t('groups.property')}
        placeholder={t('groups.chooseProperty')}
        w={220}
        data={BUILT_IN.map((name) => ({ value: name, label: shownProperty(name) }))}
        value={condition.property}
        onChange={(property) => onChange({ ...condition, property })}
      />
      <Select
        aria-label={t('groups.test')}
        w={210}
        allowDeselect={false}
        value={test}
        data={TESTS.map((each) => ({ value: each, label: t(`groups.test_${each}`) }))}
        onChange={(next) =>
          next ? onChange({ ...condition, filter: newTest(next as Test) }) : undefined
        }
      />
      {filter.type === 'numeric' ? (
        <NumberInput
          aria-label={t('groups.filterValue')}
          w={120}
          value={filter.value}
          onChange={(value) =>
            onChange({ ...condition, filter: { ...filter, value: Number(value) || 0 } })
          }
        />
      ) : filter.type === 'date' && 'quantity' in filter ? (
        <>
          <NumberInput
            aria-label={t('groups.frameQuantity')}
            w={90}
            min={0}
            value={filter.quantity}
            onChange={(value) =>
              onChange({ ...condition, filter: { ...filter, quantity: Number(value) || 0 } })
            }
          />
          <Text size="sm">{t('groups.unitName_day')}</Text>
        </>
      ) : (filter.type === 'string' || filter.type === 'list') && !Array.isArray(filter.value) ? (
        <TextInput
          aria-label={t('groups.filterValue')}
          w={220}
          value={String(filter.value ?? '')}
          onChange={(event) =>
            onChange({ ...condition, filter: withText(filter, event.currentTarget.value) })
          }
        />
      ) : null}
    </>
  )
}

type Filter = PropertyCondition['filter']

function withText(filter: Filter, value: string): Filter {
  if (
    filter.type === 'list' &&
    (filter.operator === 'contains' || filter.operator === 'not-contains')
  )
    return { ...filter, value }
  if (filter.type === 'string' && !Array.isArray(filter.value)) {
    return { ...filter, value } as Filter
  }
  return filter
}

function testOf(filter: Filter): Test {
  if (filter.type === 'boolean') return filter.value ? 'is-true' : 'is-false'
  if (filter.type === 'numeric' && filter.operator === 'equals') return 'number-equals'
  if (filter.type === 'list') return 'list-contains'
  if (filter.type === 'date') {
    const dated = `date-${filter.operator}`
    return TESTS.find((one) => one === dated) ?? 'date-in-the-last'
  }
  return TESTS.find((one) => one === filter.operator) ?? 'equals'
}

function newTest(test: Test): Filter {
  switch (test) {
    case 'is-set':
    case 'not-set':
      return { type: 'existence', operator: test }
    case 'is-true':
    case 'is-false':
      return { type: 'boolean', operator: 'equals', value: test === 'is-true' }
    case 'number-equals':
      return { type: 'numeric', operator: 'equals', value: 0 }
    case 'greater-than':
    case 'less-than':
      return { type: 'numeric', operator: test, value: 0 }
    case 'list-contains':
      return { type: 'list', operator: 'contains', value: '' }
    case 'date-in-the-last':
      return { type: 'date', operator: 'in-the-last', quantity: 30, unit: 'day' }
    case 'date-at-least':
      return { type: 'date', operator: 'at-least', quantity: 30, unit: 'day' }
    case 'date-anniversary':
      return { type: 'date', operator: 'anniversary' }
    default:
      return { type: 'string', operator: test, value: '' }
  }
}
