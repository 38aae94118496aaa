import { copyTemplate } from '../content/save-template.action.ts'
import type { FlowAction, FlowEmail, FlowSms, FlowWhatsApp } from '../contract/flows.ts'
import type { MessageContent } from '../message/message-content.ts'
import { contentsByIds, createContent, updateContent } from '../message/message-contents.sql.ts'
import { shortId } from '../platform/id.ts'
import { invalidDetail, Problem, type ProblemDetail, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'

/** A message of an action, as it is looked up. */
export interface SavedMessage {
  messageId: string
  actionId: string
  channel: string
}

interface Saving {
  tx: Tx
  accountId: string
  now: Date
  /** Of the flow: links of its messages say it. */
  flowName: string
  /** Where the definition stands in the request. */
  pointer: string
  messages: SavedMessage[]
  problems: ProblemDetail[]
}

/**
 * Keep what the messages of actions say where sending finds it, and give each its id. Templates are
 * copied, so that a change of the original changes no flow.
 *
 * @throws Problem 400 for templates that do not exist
 */
export async function saveFlowMessages(
  tx: Tx,
  accountId: string,
  actions: readonly FlowAction[],
  at: { now: Date; flowName: string; pointer: string },
): Promise<{ actions: FlowAction[]; messages: SavedMessage[] }> {
  const saving: Saving = { tx, accountId, ...at, messages: [], problems: [] }
  const saved: FlowAction[] = []
  for (const [place, action] of actions.entries()) {
    saved.push(await savedAction(saving, action, action.id ?? '', `${at.pointer}/actions/${place}`))
  }
  if (saving.problems.length > 0) throw new Problem(400, saving.problems)
  return { actions: saved, messages: saving.messages }
}

async function savedAction<Action extends FlowAction>(
  saving: Saving,
  action: Action,
  actionId: string,
  place: string,
): Promise<FlowAction> {
  switch (action.type) {
    case 'send-email':
    case 'send-sms':
    case 'send-whatsapp':
    case 'send-webhook':
    case 'send-internal-alert':
      return savedMessage(saving, action, actionId, place)
    case 'ab-test': {
      const { main_action, current_experiment: experiment } = action.data
      const variations = []
      for (const [at, one] of (experiment?.variations ?? []).entries()) {
        const where = `${place}/data/current_experiment/variations/${at}`
        variations.push(await savedMessage(saving, one, actionId, where))
      }
      return {
        ...action,
        data: {
          ...action.data,
          main_action: await savedMessage(
            saving,
            main_action,
            actionId,
            `${place}/data/main_action`,
          ),
          current_experiment: experiment && { ...experiment, variations },
        },
      }
    }
    default:
      return action
  }
}

type Messaging = Extract<
  FlowAction,
  {
    type: 'send-email' | 'send-sms' | 'send-whatsapp' | 'send-webhook' | 'send-internal-alert'
  }
>

async function savedMessage<Action extends Messaging>(
  saving: Saving,
  action: Action,
  actionId: string,
  place: string,
): Promise<Action> {
  const { message } = action.data
  const templateId = 'template_id' in message ? message.template_id : null
  const known = message.id === null ? undefined : await knownTemplate(saving, message.id)
  const own = await ownTemplate(saving, templateId, known, `${place}/data/message/template_id`)
  const withTemplate = 'template_id' in message ? { ...message, template_id: own } : message
  const saved = { ...action, data: { ...action.data, message: withTemplate } }
  const { channel, content } = contentOf(saved, own)
  const messageId = content
    ? await savedContent(saving, message.id, content)
    : (message.id ?? shortId())
  saving.messages.push({ messageId, actionId, channel })
  return { ...saved, data: { ...saved.data, message: { ...withTemplate, id: messageId } } }
}

async function knownTemplate({ tx, accountId }: Saving, contentId: string) {
  const [row] = await contentsByIds(tx, accountId, [contentId])
  return row?.templateId
}

/** The message's own copy of a template; the one it has already stays. */
async function ownTemplate(
  saving: Saving,
  templateId: string | null,
  known: string | null | undefined,
  pointer: string,
): Promise<string | null> {
  if (templateId === null || templateId === known) return templateId
  const { tx, accountId, now } = saving
  const copy = await copyTemplate(tx, accountId, templateId, { isLibrary: false, now })
  if (copy) return copy.templateId
  saving.problems.push(
    invalidDetail(
      pointer,
      `A template with id ${quote(templateId)} does not exist.`,
      'Use an id from GET /api/templates.',
    ),
  )
  return null
}

async function savedContent(
  { tx, accountId, now, flowName }: Saving,
  contentId: string | null,
  said: Content,
): Promise<string> {
  const content = { ...said, options: { ...said.options, sourceName: flowName } }
  if (contentId !== null) {
    const { channel: _, ...changes } = content
    if (await updateContent(tx, accountId, contentId, { ...changes, now })) return contentId
  }
  return createContent(tx, accountId, { ...content, now })
}

type Content = Pick<MessageContent, 'channel' | 'name'> & Partial<MessageContent>

/** What is sent to profiles has a content; calls and alerts are carried out by the flow itself. */
function contentOf(
  action: Messaging,
  templateId: string | null,
): { channel: string; content: Content | null } {
  switch (action.type) {
    case 'send-email':
      return { channel: 'email', content: emailContent(action.data.message, templateId) }
    case 'send-sms':
      return { channel: 'sms', content: smsContent(action.data.message, templateId) }
    case 'send-whatsapp':
      return { channel: 'whatsapp', content: whatsAppContent(action.data.message) }
    case 'send-webhook':
      return { channel: 'webhook', content: null }
    case 'send-internal-alert':
      return { channel: 'internal-alert', content: null }
  }
}

function emailContent(message: FlowEmail, templateId: string | null): Content {
  return {
    channel: 'email',
    name: message.name ?? message.subject_line ?? 'Email',
    fromEmail: message.from_email,
    fromLabel: message.from_label,
    replyToEmail: message.reply_to_email,
    ccEmail: message.cc_email,
    bccEmail: message.bcc_email,
    subject: message.subject_line,
    previewText: message.preview_text,
    templateId,
    isTransactional: message.transactional,
    hasSmartSending: message.smart_sending_enabled,
    addsTrackingParams: message.add_tracking_params,
    customTrackingParams: trackingOf(message.custom_tracking_params),
    additionalFilters: message.additional_filters,
  }
}

function smsContent(message: FlowSms, templateId: string | null): Content {
  return {
    channel: 'sms',
    name: message.name ?? 'SMS',
    body: message.body,
    templateId,
    isTransactional: message.transactional,
    hasSmartSending: message.smart_sending_enabled,
    hasQuietHours: message.sms_quiet_hours_enabled,
    addsTrackingParams: message.add_tracking_params,
    customTrackingParams: trackingOf(message.custom_tracking_params),
    additionalFilters: message.additional_filters,
    options: {
      shortensLinks: message.shorten_links,
      addsOrganization: message.add_org_prefix,
      addsOptOut: message.add_opt_out_language,
      imageUrl: message.dynamic_image,
    },
  }
}

function whatsAppContent(message: FlowWhatsApp): Content {
  return {
    channel: 'whatsapp',
    name: message.name ?? 'WhatsApp',
    body: message.body ?? null,
    isTransactional: message.transactional,
    hasSmartSending: message.smart_sending_enabled,
    addsTrackingParams: message.add_tracking_params,
    additionalFilters: message.additional_filters,
  }
}

function trackingOf(parameters: FlowEmail['custom_tracking_params']) {
  return (parameters ?? []).map(({ param, value }) => ({ param, value: asText(value) }))
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
