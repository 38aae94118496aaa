import type { MessageChannel } from '../contract/messages.ts'

/** What a message would say: of one action of a flow, or one message of a campaign. */
export interface MessageContent {
  channel: MessageChannel
  /** As people call it, such as "Win-back, first email". */
  name: string
  /** This and the next two: null means the account's own. Templates are allowed in them. */
  fromEmail: string | null
  fromLabel: string | null
  replyToEmail: string | null
  ccEmail: string | null
  bccEmail: string | null
  subject: string | null
  previewText: string | null
  templateId: string | null
  /** Of an email without a template. */
  html: string | null
  /** What a text says; of an email without a template, its plain part. */
  body: string | null
  isTransactional: boolean
  hasSmartSending: boolean
  /** Waits while it is night where the person is; only texts do. */
  hasQuietHours: boolean
  addsTrackingParams: boolean
  customTrackingParams: readonly TrackingParam[]
  /** In the condition language; what cannot be read lets nobody through. */
  additionalFilters: unknown
  tracksOpens: boolean
  tracksClicks: boolean
  options: ContentOptions
}

export interface TrackingParam {
  param: string
  value: string
  /** The value is the name of something that is known of each message, such as `campaign_id`. */
  isDynamic?: boolean
}

/** What only some channels have, or only some causes. */
export interface ContentOptions {
  /** What the flow or campaign is called: events and link parameters say it. */
  sourceName?: string
  /** The first list or segment that a campaign goes to: link parameters say it. */
  group?: { id: string; name: string }
  /** Texts: links become short ones of ours, whose clicks are seen. */
  shortensLinks?: boolean
  /** Texts: the organization's name comes first. */
  addsOrganization?: boolean
  /** Texts: where to learn more is said; kept for the API, texts do not say it. */
  addsInfoLink?: boolean
  /** Texts: how to opt out is said at the end. */
  addsOptOut?: boolean
  /** Texts: the URL of a picture that goes along; templates are allowed. */
  imageUrl?: string | null
}

/** What a content has unless it is said otherwise: the defaults of the public API. */
export const CONTENT_DEFAULTS: Omit<MessageContent, 'channel' | 'name'> = {
  fromEmail: null,
  fromLabel: null,
  replyToEmail: null,
  ccEmail: null,
  bccEmail: null,
  subject: null,
  previewText: null,
  templateId: null,
  html: null,
  body: null,
  isTransactional: false,
  hasSmartSending: true,
  hasQuietHours: true,
  addsTrackingParams: false,
  customTrackingParams: [],
  additionalFilters: null,
  tracksOpens: true,
  tracksClicks: true,
  options: {},
}
