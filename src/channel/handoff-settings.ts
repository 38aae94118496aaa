import type { Opening } from '../agent/office-hours.ts'
import type { Language } from '../contract/agent-words.ts'

/** Where handed-off conversations go beside the inbox, and when people answer. */
export interface HandoffSettings {
  webhookUrl: string | null
  webhookSecretSealed: Buffer | null
  webhookSecretHint: string | null
  deskAddress: string | null
  officeHours: readonly (readonly Opening[])[] | null
  closedMessage: Partial<Record<Language, string | null>>
}

export const NO_HANDOFF_SETTINGS: HandoffSettings = {
  webhookUrl: null,
  webhookSecretSealed: null,
  webhookSecretHint: null,
  deskAddress: null,
  officeHours: null,
  closedMessage: {},
}

/** What the secret that signs webhooks is sealed for. */
export function webhookSecretPurpose(accountId: string): string {
  return `${accountId} handoff-webhook`
}
