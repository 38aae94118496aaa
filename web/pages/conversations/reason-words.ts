import type { TFunction } from 'i18next'

const RULE = 'rule:'

/** Why a conversation went to a person, as the reader says it. */
export function reasonWords(reason: string, t: TFunction): string {
  return reason.startsWith(RULE)
    ? t('conversations.reason_rule', { rule: reason.slice(RULE.length) })
    : t(`conversations.reason_${reason}`, { defaultValue: reason })
}
