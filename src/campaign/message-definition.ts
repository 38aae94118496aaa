import type { MessageDefinition } from '../contract/campaigns.ts'
import type { MessageContent } from '../message/message-content.ts'
import type { Campaign, CampaignMessage } from './campaign.ts'

type EmailWords = NonNullable<Extract<MessageDefinition, { channel: 'email' }>['content']>

/** What mails say, by its name in both shapes of the API. */
export const EMAIL_FIELDS = [
  ['subject', 'subject'],
  ['preview_text', 'previewText'],
  ['from_email', 'fromEmail'],
  ['from_label', 'fromLabel'],
  ['reply_to_email', 'replyToEmail'],
  ['cc_email', 'ccEmail'],
  ['bcc_email', 'bccEmail'],
] as const satisfies readonly (readonly [keyof EmailWords, keyof MessageContent])[]

/** What a definition changes of a content; what it does not say stays. */
export function wordsOf(definition: MessageDefinition): Partial<MessageContent> {
  switch (definition.channel) {
    case 'email': {
      const { content = {} } = definition
      return Object.fromEntries(
        EMAIL_FIELDS.flatMap(([name, column]) =>
          content[name] === undefined ? [] : [[column, content[name]]],
        ),
      )
    }
    case 'sms': {
      const { content, render_options: render } = definition
      return {
        ...(content?.body === undefined ? {} : { body: content.body }),
        options: {
          ...(content?.media_url === undefined ? {} : { imageUrl: content.media_url }),
          ...(render
            ? {
                shortensLinks: render.shorten_links ?? true,
                addsOrganization: render.add_org_prefix ?? true,
                addsInfoLink: render.add_info_link ?? true,
                addsOptOut: render.add_opt_out_language ?? false,
              }
            : {}),
        },
      }
    }
    case 'whatsapp':
      return definition.content?.body === undefined ? {} : { body: definition.content.body }
  }
}

/** What a definition of the stable shape says of a message. */
export function wordsIn(definition: MessageDefinition | null | undefined) {
  if (!definition) return {}
  const { channel, label } = definition
  return { channel, label, content: wordsOf(definition) }
}

/** What texts of campaigns do unless it is said otherwise: the defaults of the public API. */
export const SMS_OPTIONS = {
  shortensLinks: true,
  addsOrganization: true,
  addsInfoLink: true,
  addsOptOut: false,
} as const

/** What a content takes from its message, and from the campaign that has it. */
export function settingsOf(
  { name }: Pick<Campaign, 'name'>,
  { tracking, hasSmartSending }: Pick<CampaignMessage, 'hasSmartSending' | 'tracking'>,
): Omit<Partial<MessageContent>, 'options'> & { options: MessageContent['options'] } {
  return {
    hasSmartSending,
    // It is the marketer who chose the time.
    hasQuietHours: false,
    addsTrackingParams: tracking.add_tracking_params ?? false,
    customTrackingParams: (tracking.custom_tracking_params ?? []).map(({ name, value, type }) => ({
      param: name,
      value,
      ...(type === 'dynamic' ? { isDynamic: true } : {}),
    })),
    tracksClicks: tracking.is_tracking_clicks ?? true,
    tracksOpens: tracking.is_tracking_opens ?? true,
    options: { sourceName: name },
  }
}

/** The definition of a message as the API shows it. */
export function shownDefinition(
  content: MessageContent,
  label: string | null,
): Record<string, unknown> {
  const { channel } = content
  switch (channel) {
    case 'email':
      return { channel, label, content: shownWords(content) }
    case 'sms':
      return {
        channel,
        content: shownWords(content),
        render_options: shownRenderOptions(content),
      }
    case 'whatsapp':
      return { channel, label, content: shownWords(content) }
  }
}

export function shownWords(content: MessageContent): Record<string, unknown> {
  switch (content.channel) {
    case 'email':
      return Object.fromEntries(EMAIL_FIELDS.map(([name, column]) => [name, content[column]]))
    case 'sms':
      return { body: content.body, media_url: content.options.imageUrl ?? null }
    case 'whatsapp':
      return { body: content.body }
  }
}

export function shownRenderOptions({ options }: MessageContent): Record<string, unknown> {
  return {
    shorten_links: options.shortensLinks ?? true,
    add_org_prefix: options.addsOrganization ?? true,
    add_info_link: options.addsInfoLink ?? true,
    add_opt_out_language: options.addsOptOut ?? false,
  }
}
