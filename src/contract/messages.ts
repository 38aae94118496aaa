/** What carries a message to a person. */
export const MESSAGE_CHANNELS = ['email', 'sms', 'whatsapp'] as const
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number]

/** Transactional messages answer something the person did, and need no consent to marketing. */
export const PURPOSES = ['marketing', 'transactional'] as const
export type MessagePurpose = (typeof PURPOSES)[number]

/**
 * Where a message stands. `sending`: handed to the provider under a lease. `uncertain`: the provider's
 * answer was lost, and marketing is not sent twice. `kept`: there is no provider, it is in the outbox.
 */
export const MESSAGE_STATES = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'bounced',
  'skipped',
  'failed',
  'uncertain',
  'cancelled',
  'kept',
] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

/** Why a message was not sent, or a step not taken. Closed, so that it can be counted and shown. */
export const SKIP_REASONS = [
  'Smart Sending',
  'Person No Longer in List',
  'Person in Excluded Audience',
  'Open Problem',
  'Fails Flow Filters',
  'Fails Additional Filters',
  'Fails Flow Conditions',
  'Person Deleted',
  'Action Deleted',
  'Missing Email',
  'Person Suppressed',
  'Email Syntax Error',
  'Catalog Item Unavailable',
  'Over Email Limit',
  'Unable to Send Email',
  'Invalid From Email',
  'Error Retrieving External Data',
  'Duplicate Email',
  'Coupon Category Unavailable',
  'Unable to Create Coupon',
  'No More Uploaded Coupons Remain',
  "Coupon Code Doesn't Exist",
  'Email Cancelled',
  'Suspicious Email',
  'Email Dropped',
  'Unable to Send SMS',
  'Missing SMS Consent',
  'Missing WhatsApp Consent',
  'Missing Phone Number',
  'Phone Number is Not Valid',
  'Country Not Supported',
  'No Sending Number',
  'Not Enough Sends Available',
  'No Confirmed Recipients',
] as const
export type SkipReason = (typeof SKIP_REASONS)[number]
