import type { JsonObject } from './profile.ts'

/**
 * Consent per channel in the API's full structure: what is recorded, over "never subscribed".
 * Email may go to people who never subscribed or unsubscribed; the other channels need consent.
 */
export function subscriptionsShown(profile: {
  email: string | null
  phone_number: string | null
  subscriptions: JsonObject
}): JsonObject {
  const shown = over(neverSubscribed(profile.email !== null), profile.subscriptions)
  return withoutAddress(withoutAddress(shown, 'email', profile.email), 'sms', profile.phone_number)
}

/** Nobody receives anything at an address that they no longer have. */
function withoutAddress(
  shown: JsonObject,
  channel: 'email' | 'sms',
  address: string | null,
): JsonObject {
  const part = shown[channel]
  if (address !== null || !isObject(part)) return shown
  const topics = Object.entries(part).map(([topic, consent]) => {
    if (!isObject(consent)) return [topic, consent]
    const receives = Object.keys(consent).filter((key) => key.startsWith('can_receive'))
    return [topic, { ...consent, ...Object.fromEntries(receives.map((key) => [key, false])) }]
  })
  return { ...shown, [channel]: Object.fromEntries(topics) }
}

function neverSubscribed(hasEmail: boolean): JsonObject {
  return {
    email: {
      marketing: {
        can_receive_email_marketing: hasEmail,
        ...NEVER,
        ...HOW,
        custom_method_detail: null,
        double_optin: null,
        suppression: [],
        list_suppressions: [],
      },
      open_tracking: { ...CHANNEL },
    },
    sms: {
      marketing: { can_receive_sms_marketing: false, ...NEVER, ...HOW },
      transactional: { can_receive_sms_transactional: false, ...NEVER, ...HOW },
    },
    mobile_push: {
      marketing: { can_receive_push_marketing: false, ...NEVER },
    },
    whatsapp: {
      marketing: { ...CHANNEL, phone_number: null },
      transactional: { ...CHANNEL, phone_number: null },
      conversational: { ...CHANNEL, phone_number: null },
    },
  }
}

const NEVER = { consent: 'NEVER_SUBSCRIBED', consent_timestamp: null }
const HOW = { method: null, method_detail: null, last_updated: null }
const CHANNEL = {
  ...NEVER,
  last_updated: null,
  created_timestamp: null,
  metadata: {},
  can_receive: false,
  valid_until: null,
}

function over(shape: JsonObject, recorded: JsonObject): JsonObject {
  const shown: JsonObject = { ...shape, ...recorded }
  for (const [key, inner] of Object.entries(shape)) {
    const value = recorded[key]
    if (isObject(inner) && isObject(value)) shown[key] = over(inner, value)
    else if (value === undefined || (value === null && isObject(inner))) shown[key] = inner
  }
  return shown
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
