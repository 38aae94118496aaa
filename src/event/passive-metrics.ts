import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'

/**
 * Metrics whose events happen to a profile rather than being something it did: what was sent to it,
 * what became of a product that it looked at, and how a conversation that it began ended. They say nothing about when it was last active.
 */
export const PASSIVE_METRIC_NAMES: readonly string[] = [
  AGENT_METRIC_NAMES.resolved.en,
  AGENT_METRIC_NAMES.escalated.en,
  'Received Email',
  'Bounced Email',
  'Dropped Email',
  'Manually Suppressed from Email Marketing',
  'Manually Unsuppressed from Email Marketing',
  'Sent SMS',
  'Received SMS',
  'Failed to Deliver SMS',
  'Received Automated Response SMS',
  'Price Dropped',
  'Low Inventory',
]
