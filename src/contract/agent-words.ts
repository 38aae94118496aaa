/** Closed lists that conversations, the agent and their reports share. */

export const CHANNELS = ['web-chat', 'sms', 'email', 'whatsapp'] as const
export type Channel = (typeof CHANNELS)[number]

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

export const CONVERSATION_STATUSES = ['open', 'routed-to-team', 'resolved-by-ai', 'closed'] as const
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number]

export const HANDOFF_MODES = ['hard', 'soft', 'silent'] as const
export type HandoffMode = (typeof HANDOFF_MODES)[number]

/** The public API's categories of a handoff. */
export const ESCALATION_CATEGORIES = [
  'explicit-ask',
  'escalation-rule',
  'unintelligible-input',
  'bad-billing-state',
] as const
export type EscalationCategory = (typeof ESCALATION_CATEGORIES)[number]

/** Why a conversation went to a person. A rule's reason is `rule:` and the rule's title. */
export const ESCALATION_REASONS = [
  'shopper_requested',
  'knowledge_gap',
  'low_confidence',
  'unintelligible',
  'unsupported_request',
  'policy_restricted',
  'tool_failure',
  'auth_failed',
  'sentiment',
  'safety',
  'loop_detected',
  'budget_exhausted',
  'human_takeover',
  'waiting_on_business',
  'outage',
] as const
export type EscalationReason = (typeof ESCALATION_REASONS)[number]

/** The skills that every agent has. Custom ones are `custom:` and an id. */
export const PREBUILT_SKILLS = [
  'product_recommendations',
  'order_tracking',
  'general_qa',
  'product_qa',
  'returns_exchanges',
  'order_editing',
  'subscriptions',
  'loyalty',
] as const
export type PrebuiltSkill = (typeof PREBUILT_SKILLS)[number]

/** Where a message can be routed that no skill answers. */
export const ROUTING_OUTCOMES = ['human_handoff', 'smalltalk', 'out_of_scope'] as const
export type RoutingOutcome = (typeof ROUTING_OUTCOMES)[number]

export type RoutedTo = PrebuiltSkill | RoutingOutcome

/** How an episode of a conversation ended. */
export const EPISODE_OUTCOMES = ['resolved', 'escalated', 'abandoned', 'closed'] as const
export type EpisodeOutcome = (typeof EPISODE_OUTCOMES)[number]

export const RESOLUTION_TYPES = ['confirmed', 'assumed', 'procedure_complete'] as const
export type ResolutionType = (typeof RESOLUTION_TYPES)[number]
