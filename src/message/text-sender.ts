import type { TextChannel } from './outbox.ts'

/** What the auth token of a sender is sealed for. */
export function authTokenPurpose(accountId: string, channel: TextChannel): string {
  return `${accountId} text-sender ${channel}`
}

export const PROVIDER_URL = 'https://api.twilio.com'
