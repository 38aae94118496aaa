import type { ConsentCondition } from '../contract/conditions.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { STORED_AS } from './consent-test.ts'

/**
 * The test of `testConsent` over a profile `p`; undefined when it asks how or when consent came,
 * which only the evaluator in memory can tell.
 */
export function consentTest(tx: Tx, { consent }: ConsentCondition): Fragment | undefined {
  const { channel, can_receive_marketing, consent_status } = consent
  if ((consent_status.filters ?? []).length > 0) return undefined
  const marketing = tx`(p.subscriptions -> ${STORED_AS[channel]}::text -> 'marketing')`
  const stored = tx`(case
    when jsonb_typeof(${marketing} -> 'consent') = 'string' then ${marketing} ->> 'consent'
  end)`
  const canReceive = canReceiveTest(tx, channel, marketing, stored)
  const asked = subscriptionTest(tx, consent_status.subscription, stored)
  return tx`(coalesce(${canReceive}, false) = ${can_receive_marketing} and ${asked})`
}

function canReceiveTest(
  tx: Tx,
  channel: ConsentCondition['consent']['channel'],
  marketing: Fragment,
  stored: Fragment,
): Fragment {
  switch (channel) {
    case 'email':
      return tx`(
        p.email is not null
        and ${stored} is distinct from 'UNSUBSCRIBED'
        and case
          when jsonb_typeof(${marketing} -> 'suppression') = 'array'
          then jsonb_array_length(${marketing} -> 'suppression') = 0
          else true
        end)`
    case 'sms':
      return tx`(p.phone_number is not null and ${stored} = 'SUBSCRIBED')`
    case 'push':
      return tx`(${stored} = 'SUBSCRIBED')`
  }
}

function subscriptionTest(
  tx: Tx,
  wanted: ConsentCondition['consent']['consent_status']['subscription'],
  stored: Fragment,
): Fragment {
  switch (wanted) {
    case 'any':
      return tx`true`
    case 'subscribed':
      return tx`${stored} is not distinct from 'SUBSCRIBED'`
    case 'unsubscribed':
      return tx`${stored} is not distinct from 'UNSUBSCRIBED'`
    case 'never_subscribed':
      return tx`coalesce(${stored}, '') not in ('SUBSCRIBED', 'UNSUBSCRIBED')`
  }
}
