import { describe, expect, test } from 'vitest'
import { Mapping } from '../../../src/contract/imports.ts'
import { mappingOf, planFor, withRole } from './column-roles.ts'

const fallback = { zone: 'Europe/Berlin', currency: 'EUR' }

const orders = Mapping.parse({
  kind: 'orders',
  numbers: 'comma',
  order_id: 'Invoice',
  cancelled_when: { column: 'Invoice', starts_with: 'C' },
  profile: {
    identifiers: { external_id: 'Customer' },
    location: { country: 'Country' },
    properties: [{ column: 'Tier', name: 'tier', type: 'text' }],
  },
  time: { column: 'Date', format: 'M/D/YYYY H:mm', zone: 'Europe/London' },
  currency: { fixed: 'GBP' },
  item: { sku: 'Code', name: 'Description', quantity: 'Quantity', unit_price: 'Price' },
  properties: [{ column: 'Coupon', name: 'Discount Code' }],
})

const events = Mapping.parse({
  kind: 'events',
  profile: { identifiers: { email: 'Email' }, fields: { first_name: 'Name' } },
  metric: { column: 'Event' },
  time: { column: 'At', format: 'unix', zone: 'UTC' },
  unique_id: { template: '{Email}-{At}' },
  value: 'Amount',
  currency: { column: 'Currency' },
  properties: [{ column: 'Tags', name: 'Tags', type: 'list', separator: ';' }],
})

const profiles = Mapping.parse({
  kind: 'profiles',
  profile: { identifiers: { email: 'E-Mail', phone_number: 'Telefon' } },
})

describe('the columns of an import', () => {
  test.each([orders, events, profiles])('a $kind mapping survives being shown', (mapping) => {
    expect(mappingOf(planFor(mapping.kind, mapping, fallback))).toEqual({ mapping })
  })

  test('what they become is a mapping that the contract takes', () => {
    let plan = planFor('events', null, fallback)
    for (const [column, role] of [
      ['Mail', 'email'],
      ['Wann', 'time'],
      ['Kanal', 'property'],
    ] as const) {
      plan = withRole(plan, column, role)
    }
    plan = { ...plan, extras: { ...plan.extras, metricName: 'Called' } }
    const made = mappingOf(plan)
    expect(Mapping.parse('mapping' in made ? made.mapping : null)).toMatchObject({
      metric: { fixed: 'Called' },
      time: { column: 'Wann', format: 'iso', zone: 'Europe/Berlin' },
      properties: [{ column: 'Kanal', name: 'Kanal', type: 'text' }],
    })
  })

  test('say what is still missing', () => {
    expect(mappingOf(planFor('orders', null, fallback))).toEqual({
      missing: ['identifier', 'time', 'order_id', 'sku', 'quantity', 'unit_price'],
    })
  })

  test('a suggestion for another kind is not used', () => {
    expect(planFor('profiles', orders, fallback).roles).toEqual({})
  })

  test('a role that exists once moves from one column to the other', () => {
    const plan = withRole(planFor('profiles', profiles, fallback), 'Zweite Mail', 'email')
    expect(plan.roles).toEqual({
      'E-Mail': 'skip',
      Telefon: 'phone_number',
      'Zweite Mail': 'email',
    })
  })
})
