import { describe, expect, test } from 'vitest'
import { loyaltyOf, profileDataKind, subscriptionsOf } from './profile-data.ts'

describe('what a property is about', () => {
  test.each([
    ['loyalty_points', 'loyalty'],
    ['Loyalty Tier', 'loyalty'],
    ['Points Balance', 'loyalty'],
    ['points', 'loyalty'],
    ['Treuepunkte', 'loyalty'],
    ['reward_balance', 'loyalty'],
    ['subscriptions', 'subscriptions'],
    ['Subscription Status', 'subscriptions'],
    ['abos', 'subscriptions'],
    ['about_me', undefined],
    ['Favourite Points of View', undefined],
    ['size', undefined],
  ])('%s: %s', (property, kind) => expect(profileDataKind(property)).toBe(kind))
})

test('a loyalty balance is found flat, nested, as number or as text', () => {
  for (const properties of [
    { loyalty_points: 120, loyalty_tier: 'Gold', size: 'M' },
    { loyalty: { points: 120, tier: 'Gold' } },
    { 'Loyalty Points': '120', 'Loyalty Tier': 'Gold' },
  ]) {
    expect(loyaltyOf(properties)).toMatchObject({ isKnown: true, points: 120, tier: 'Gold' })
  }
  expect(loyaltyOf({ size: 'M', loyalty_points: null })).toMatchObject({
    isKnown: false,
    points: null,
  })
  expect(loyaltyOf({ size: 'M', loyalty_points: 0 })).toMatchObject({ isKnown: true, points: 0 })
  expect(loyaltyOf({ size: 'M', loyalty_points: 0 }).properties).toEqual({ loyalty_points: 0 })
})

test('subscriptions are a list of objects or names, or properties of one', () => {
  expect(
    subscriptionsOf({
      subscriptions: [
        { product: 'Coffee', status: 'active', next_delivery: '2026-04-01' },
        { title: 'Tea', state: 'paused' },
      ],
    }).subscriptions,
  ).toEqual([
    { name: 'Coffee', status: 'active', nextDelivery: '2026-04-01' },
    { name: 'Tea', status: 'paused', nextDelivery: null },
  ])
  expect(subscriptionsOf({ Subscriptions: ['Coffee'] }).subscriptions).toMatchObject([
    { name: 'Coffee' },
  ])
  expect(
    subscriptionsOf({
      subscription_status: 'active',
      subscription_plan: 'Monthly',
      subscription_next_delivery: '2026-04-01',
    }).subscriptions,
  ).toEqual([{ name: 'Monthly', status: 'active', nextDelivery: '2026-04-01' }])
  expect(subscriptionsOf({ size: 'M' })).toEqual({
    isKnown: false,
    subscriptions: [],
    properties: {},
  })
})
