import { languageOf } from '../account/account.ts'
import type { AccountRow } from '../account/accounts.sql.ts'
import {
  answerToken,
  answerUrl,
  consentToken,
  preferencesUrl,
  unsubscribeUrl,
} from '../consent/consent-links.ts'
import { catalogLookup } from '../content/catalog-lookup.action.ts'
import { eventData, organizationData, personData, settingsFor } from '../content/render-data.ts'
import {
  compileTemplate,
  type RenderData,
  type RenderHost,
  type RenderSettings,
  renderTemplate,
  TemplateProblem,
} from '../content/render-template.ts'
import { withoutScriptLinks } from '../content/source-text.ts'
import { takeCouponCode } from '../content/take-coupon-code.action.ts'
import type { MailSource } from '../content/template.ts'
import { templateForSending } from '../content/template-source.action.ts'
import type { SkipReason } from '../contract/messages.ts'
import { isEmail } from '../contract/values.ts'
import type { EventRow } from '../event/event-resource.ts'
import { eventsByPositions } from '../event/events.sql.ts'
import { ulidOf } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'
import type { ProfileRow } from '../profile/profile-resource.ts'
import { profilesByIds } from '../profile/profiles.sql.ts'
import type { RenderedMail } from './compose-mail.ts'
import type { LoadedMessage, MessagesWithContents, SendContext } from './load-send-facts.action.ts'
import type { ContentRow } from './message-contents.sql.ts'
import { messageToken } from './message-token.ts'
import type { LeasedMessage } from './messages.sql.ts'
import { openTrackingConsent } from './open-tracking.ts'
import {
  altTextOf,
  isOwnLink,
  LINKS_MAX,
  rewriteLinks,
  rewriteTextLinks,
  withParameters,
} from './track-links.ts'
import { trackingParams } from './tracking-params.ts'

export type Rendered =
  | { kind: 'mail'; mail: RenderedMail; links: string[]; pixelUrl: string | null }
  | { kind: 'text'; body: string; imageUrl: string | null; links: string[] }
  | { kind: 'skip'; reason: SkipReason; detail: string }

export interface RenderPlace extends SendContext {
  senderHost: string
  secret: Uint8Array
  linkUrl: string
}

/** What the messages of a batch are rendered with, read once for all. */
export interface RenderSources {
  people: ReadonlyMap<string, ProfileRow>
  events: ReadonlyMap<string, EventRow>
  templates: ReadonlyMap<string, MailSource>
}

export async function loadRenderSources(
  tx: Tx,
  accountId: string,
  { messages, contents }: MessagesWithContents,
): Promise<RenderSources> {
  const eventIds = messages.flatMap(({ eventId }) =>
    eventId !== null && /^\d{1,18}$/.test(eventId) ? [eventId] : [],
  )
  const templateIds = [...new Set(contents.flatMap(({ templateId }) => templateId ?? []))]
  const [people, events] = await Promise.all([
    profilesByIds(tx, accountId, [...new Set(messages.map(({ profileId }) => profileId))]),
    eventIds.length > 0 ? eventsByPositions(tx, accountId, eventIds) : [],
  ])
  const templates = new Map<string, MailSource>()
  for (const templateId of templateIds) {
    const source = await templateForSending(tx, accountId, templateId)
    if (source) templates.set(templateId, source)
  }
  return {
    people: new Map(people.map((row) => [row.profileId, row])),
    events: new Map(events.map((row) => [String(row.eventId), row])),
    templates,
  }
}

/** Fill in the words of a message for the person it is for, and make its links ours. */
export async function renderMessage(
  tx: Tx,
  place: RenderPlace,
  sources: RenderSources,
  of: { loaded: LoadedMessage; content: ContentRow; to: string },
): Promise<Rendered> {
  try {
    const words = wordsFor(tx, place, sources, of)
    return of.loaded.message.channel === 'email'
      ? await renderMail(place, sources, of, words)
      : await renderText(place, of, words)
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    const isEmailMessage = of.loaded.message.channel === 'email'
    const reason = error.skip ?? (isEmailMessage ? 'Email Syntax Error' : 'Unable to Send SMS')
    return { kind: 'skip', reason, detail: error.message }
  }
}

/** How a source of this message is rendered. */
interface Words {
  write: (
    source: string,
    escape: RenderSettings['escape'],
    extra?: RenderData['extra'],
  ) => Promise<string>
  profile: ProfileRow | undefined
}

function wordsFor(
  tx: Tx,
  { account, secret, linkUrl, now }: RenderPlace,
  { people, events }: RenderSources,
  { loaded: { message } }: { loaded: LoadedMessage },
): Words {
  const { accountId } = account
  const { profileId, messageId } = message
  const profile = people.get(profileId)
  const person = profile ? personData(profile) : {}
  const event = message.eventId === null ? undefined : events.get(message.eventId)
  const data: RenderData = {
    person,
    ...(event ? { event: eventData(event) } : {}),
    organization: organizationData(account),
  }
  const settings = settingsFor(account, person, now)
  const token = consentToken(secret, { accountId, profileId, messageId })
  const host: RenderHost = {
    catalogItem: catalogLookup(tx, accountId, account.currency),
    couponCode: (couponName) =>
      takeCouponCode(tx, accountId, { couponName, profileId, messageId, now }),
    unsubscribeUrl: unsubscribeUrl(linkUrl, token),
    preferencesUrl: preferencesUrl(linkUrl, token),
    updatePropertyUrl: (property, value, url) => {
      const answer = answerToken(secret, { accountId, profileId, property, value, url })
      return answer === undefined ? url : answerUrl(linkUrl, answer)
    },
    webViewUrl: `${linkUrl}/view/${messageToken(secret, 'view', { accountId, messageId, nth: 0 })}`,
  }
  return {
    profile,
    write: (source, escape, extra) =>
      renderTemplate(
        compileTemplate(source),
        extra ? { ...data, extra } : data,
        { ...settings, escape },
        host,
      ),
  }
}

async function renderMail(
  place: RenderPlace,
  { templates }: RenderSources,
  { loaded, content, to }: { loaded: LoadedMessage; content: ContentRow; to: string },
  { write, profile }: Words,
): Promise<Rendered> {
  const { message } = loaded
  const source =
    content.templateId === null
      ? { html: content.html, text: content.body }
      : templates.get(content.templateId)
  if (!source) {
    return { kind: 'skip', reason: 'Email Syntax Error', detail: 'Its template was deleted.' }
  }
  const line = async (text: string | null) => (text ? (await write(text, 'none')).trim() : '')
  const sender = senderOf(place, content)
  const from = { address: await line(sender.address), name: await line(sender.name) }
  // Of a machine without a name no-reply@localhost is all there is, and an outbox takes it.
  if (!isEmail(from.address) && from.address !== `no-reply@${place.senderHost}`) {
    return { kind: 'skip', reason: 'Invalid From Email', detail: 'The sender is no address.' }
  }
  const subject = await line(content.subject)
  const previewText = await line(content.previewText)
  const html =
    source.html === null
      ? null
      : withoutScriptLinks(await write(source.html, 'html', { preview_text: previewText }))
  const links = linkRewriter(place, message, { content, subject, profile })
  const pixel = { accountId: place.account.accountId, messageId: message.messageId, nth: 0 }
  return {
    kind: 'mail',
    mail: {
      from,
      to,
      replyTo: (await line(content.replyToEmail ?? place.settings.replyToEmail)) || null,
      cc: (await line(content.ccEmail)) || null,
      bcc: (await line(content.bccEmail)) || null,
      subject,
      previewText,
      html:
        html === null
          ? null
          : rewriteLinks(html, (url, tagEnd) => links.change(url, () => altTextOf(html, tagEnd))),
      text:
        source.text === null
          ? null
          : rewriteTextLinks(await write(source.text, 'none'), (url) => links.change(url)),
    },
    links: links.found,
    pixelUrl: isOpenTracked(place, loaded, content)
      ? `${place.linkUrl}/o/${messageToken(place.secret, 'open', pixel)}`
      : null,
  }
}

function isOpenTracked({ settings }: RenderPlace, { person }: LoadedMessage, content: ContentRow) {
  if (!content.tracksOpens || !settings.tracksOpens || !person) return false
  return openTrackingConsent(person.subscriptions) !== 'UNSUBSCRIBED'
}

const OPT_OUT = { de: 'STOP zum Abmelden', en: 'Reply STOP to opt out' }
/** What providers take as one message, in characters. */
const TEXT_LENGTH_MAX = 1_600

async function renderText(
  place: RenderPlace,
  { loaded: { message }, content }: { loaded: LoadedMessage; content: ContentRow },
  { write, profile }: Words,
): Promise<Rendered> {
  const { options } = content
  const said = (await write(content.body ?? '', 'none')).trim()
  if (said === '') {
    return { kind: 'skip', reason: 'Unable to Send SMS', detail: 'The text says nothing.' }
  }
  const links = linkRewriter(place, message, { content, subject: '', profile })
  const rewritten =
    options.shortensLinks === false ? said : rewriteTextLinks(said, (url) => links.change(url))
  const prefix = options.addsOrganization ? `${place.account.name}: ` : ''
  const optOut = options.addsOptOut ? `\n${OPT_OUT[languageOf(place.account.locale)]}` : ''
  const body = `${prefix}${rewritten}${optOut}`
  if (body.length > TEXT_LENGTH_MAX) {
    const detail = `${body.length} characters; a text has at most ${TEXT_LENGTH_MAX}.`
    return { kind: 'skip', reason: 'Unable to Send SMS', detail }
  }
  const imageUrl = options.imageUrl ? (await write(options.imageUrl, 'none')).trim() : ''
  return {
    kind: 'text',
    body,
    imageUrl: URL.canParse(imageUrl) ? imageUrl : null,
    links: links.found,
  }
}

/** Adds parameters to links, and lets them lead over us when their clicks are to be seen. */
function linkRewriter(
  { account, settings, secret, linkUrl, now }: RenderPlace,
  message: LeasedMessage,
  {
    content,
    subject,
    profile,
  }: { content: ContentRow; subject: string; profile: ProfileRow | undefined },
) {
  const found: string[] = []
  const numbers = new Map<string, number>()
  let linkAltText = () => ''
  // Parameters are the same for all links, unless they say what each of them says.
  let isByLink = false
  const parametersNow = () =>
    trackingParams(settings.tracking, content, {
      ...message,
      linkAltText: () => {
        isByLink = true
        return linkAltText()
      },
      sourceName: content.options.sourceName ?? content.name,
      name: content.name,
      group: content.options.group ?? null,
      subject,
      profileId: ulidOf(message.profileId),
      externalId: profile?.external_id ?? null,
      sendDay: () => weekday(account, now),
    })
  const shared = parametersNow()
  const isTracked = content.tracksClicks && settings.tracksClicks
  const change = (url: string, altText = () => ''): string | undefined => {
    if (isOwnLink(url, linkUrl)) return undefined
    linkAltText = altText
    const target = withParameters(url, isByLink ? parametersNow() : shared)
    if (!isTracked) return target
    const nth = numbers.get(target) ?? found.length
    if (nth >= LINKS_MAX) return target
    if (nth === found.length) found.push(target)
    numbers.set(target, nth)
    const { accountId } = account
    return `${linkUrl}/l/${messageToken(secret, 'link', { accountId, messageId: message.messageId, nth })}`
  }
  return { found, change }
}

function weekday({ timezone }: AccountRow, now: Date): string {
  return new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: timezone }).format(now)
}

function senderOf({ account, settings, senderHost }: RenderPlace, content: ContentRow) {
  const { contact } = account
  return {
    address:
      content.fromEmail ||
      settings.fromEmail ||
      contact.default_sender_email ||
      `no-reply@${senderHost}`,
    name:
      content.fromLabel || settings.fromName || contact.default_sender_name || account.name || null,
  }
}
