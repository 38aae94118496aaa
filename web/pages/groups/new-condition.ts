import type { Condition } from '../../../src/contract/conditions.ts'

/** What a sentence can be about. Other types are kept and can be changed as JSON. */
export const NEW_TYPES = [
  'profile-metric',
  'profile-property',
  'profile-group-membership',
  'profile-marketing-consent',
  'profile-region',
  'profile-open-problem',
] as const
export type NewType = (typeof NEW_TYPES)[number]

/** A condition that asks what is asked most; what has to be chosen is empty. */
export function emptyCondition(type: NewType): Condition {
  switch (type) {
    case 'profile-metric':
      return {
        type,
        metric_id: '',
        measurement: 'count',
        measurement_filter: { type: 'numeric', operator: 'greater-than-or-equal', value: 1 },
        timeframe_filter: { type: 'date', operator: 'alltime' },
        metric_filters: null,
      }
    case 'profile-property':
      return {
        type,
        property: '',
        filter: { type: 'string', operator: 'equals', value: '' },
      }
    case 'profile-group-membership':
      return { type, is_member: true, group_ids: [] }
    case 'profile-marketing-consent':
      return {
        type,
        consent: {
          channel: 'email',
          can_receive_marketing: true,
          consent_status: { subscription: 'any', filters: null },
        },
      }
    case 'profile-open-problem':
      return { type, has_open_problem: true }
    case 'profile-region':
      return { type, in_region: true, region: 'european_union' }
  }
}

/** Whether everything is chosen, so that the server can be asked. */
export function isWhole(condition: Condition): boolean {
  switch (condition.type) {
    case 'profile-metric':
      return (
        condition.metric_id !== '' &&
        (condition.metric_filters ?? []).every((filter) => filter.property !== '')
      )
    case 'profile-property':
      return condition.property !== ''
    case 'profile-group-membership':
      return condition.group_ids.length > 0
    default:
      return true
  }
}
