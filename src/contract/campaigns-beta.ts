import { z } from 'zod'
import {
  AUDIENCE_GROUPS_MAX,
  CAMPAIGN_AUDIENCES_MAX,
  CAMPAIGN_MESSAGES_MAX,
  CAMPAIGN_NAME_CHARACTERS_MAX,
  CAMPAIGN_VARIATIONS_MAX,
  DateTime,
  Day,
  THROTTLE_PERCENTAGES,
} from './campaigns.ts'
import { document, type Endpoint, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { Image } from './images.ts'
import { Tag } from './tags.ts'
import { InstantOut } from './values.ts'

/**
 * Campaigns in the beta shape of the public API: a campaign has audiences and messages, a message has
 * one of the audiences, a time of its own, and variations. Both shapes show the same campaigns. What
 * this one can say and we do not keep is refused by name.
 */

const DESCRIPTION_CHARACTERS_MAX = 1_000
const PRIORITY_MAX = 1_000
const TEXT_CHARACTERS_MAX = 10_000

const Id = z.string().min(1).max(64)
const Name = z.string().trim().min(1).max(CAMPAIGN_NAME_CHARACTERS_MAX)
const Text = z.string().max(TEXT_CHARACTERS_MAX).nullish()
const Flag = z.boolean().nullish()
const GroupIds = z.array(Id).max(AUDIENCE_GROUPS_MAX)

/** What the shape can say and we do not keep: only nothing is taken. */
const notKept = (why: string) => z.null({ error: `must be left out: ${why}` }).nullish()
/** The same of what is switched on. */
const neverOn = (why: string) => z.literal(false, { error: `must be false: ${why}` }).nullish()

// — What is said of campaigns

export const BUILDERS = ['canvas', 'wizard'] as const

const MESSAGE_HAS = 'each message has its own; schedule it with POST /api/campaign-message-schedule'
const NO_EXIT = 'nobody leaves a campaign because of what they do'

const CampaignDefinition = z.strictObject({
  name: Name.nullish(),
  builder: z.enum(BUILDERS).nullish(),
  archived: Flag,
  color: z
    .string()
    .regex(/^#?[0-9a-fA-F]{6}$/, 'must be a color such as ff5733')
    .nullish(),
  description: z.string().max(DESCRIPTION_CHARACTERS_MAX).nullish(),
  send_settings: z
    .strictObject({
      send_timezone: notKept('times have an offset, or are those of each recipient'),
      send_strategy: notKept(MESSAGE_HAS),
      send_passed_rltz_immediately: notKept(MESSAGE_HAS),
      exit_condition_enabled: neverOn(NO_EXIT),
      exit_condition_conversion_metric_id: notKept(NO_EXIT),
    })
    .nullish(),
})
export type CampaignDefinition = z.output<typeof CampaignDefinition>

/** Whoever is in two audiences gets the messages of one: the lowest first, then those without, in order. */
const Priority = z.int().min(0).max(PRIORITY_MAX).nullish()

const AudienceDefinition = z.strictObject({
  name: Name.nullish(),
  included: GroupIds.nullish(),
  excluded: GroupIds.nullish(),
  priority: Priority,
})

export const BETA_STATUSES = ['cancelled', 'draft', 'scheduled', 'sending', 'sent'] as const
export type BetaStatus = (typeof BETA_STATUSES)[number]

export const BETA_STRATEGIES = [
  'ab_send_time_test',
  'content_variation',
  'content_variation_local_timezone',
  'local_timezone',
  'personalized_send_time_optimization',
  'send_time_optimization',
  'static',
  'throttled',
  'variation_per_second_throttled',
] as const
export type BetaStrategy = (typeof BETA_STRATEGIES)[number]

const ONE_SMART_SENDING =
  'Smart Sending counts what campaigns and flows sent together, so it is on for both or off'

/** Shown of a message; only what is shown is taken back, except for what another request changes. */
const SendOptions = z.strictObject({
  send_time: DateTime.nullish(),
  send_times: notKept('variations are sent at one time'),
  send_strategy: z.enum(BETA_STRATEGIES).nullish(),
  recipient_percentage: notKept('a message goes to its whole audience'),
  throttling_type: z
    .enum(['none', 'throttle-for-campaigns-and-flows'], {
      error: `must be none or throttle-for-campaigns-and-flows: ${ONE_SMART_SENDING}`,
    })
    .nullish(),
  throttle_unit: z.enum(['hour', 'minute']).nullish(),
  is_ignoring_unsubscribes: neverOn('whoever unsubscribed gets nothing'),
})

const MessageDefinition = z.strictObject({
  name: Name.nullish(),
  status: z.enum(BETA_STATUSES).nullish(),
  tracking_options: z
    .strictObject({ is_add_utm: Flag, is_tracking_clicks: Flag, is_tracking_opens: Flag })
    .nullish(),
  send_options: SendOptions.nullish(),
})
export type BetaMessageDefinition = z.output<typeof MessageDefinition>

// — What messages say

const EmailDetails = z.strictObject({
  channel: z.literal('email'),
  /** The message gets a copy of this one. */
  template_id: Id.nullish(),
  from_label: Text,
  from_email: Text,
  reply_to_email: Text,
  cc_email: Text,
  bcc_email: Text,
  subject: Text,
  preview_text: Text,
})

const SmsDetails = z
  .strictObject({
    channel: z.literal('sms'),
    template_id: notKept('a text says its body'),
    cost: notKept('the provider says what a text costs'),
    mms_static_image_asset_id: z.int().nullish(),
    shorten_links: Flag,
    include_contact_card: neverOn('contact cards are not sent'),
    body: Text,
    add_org_prefix: Flag,
    add_info_link: Flag,
    add_opt_out_language: Flag,
    mms_dynamic_image_template: notKept('name a picture with mms_static_image_asset_id'),
    text_message_type: z
      .enum(['SMS', 'MMS'], { error: 'must be SMS or MMS: others are not sent' })
      .nullish(),
    message_hierarchy: notKept('a text is sent as one kind'),
  })
  .refine(
    ({ text_message_type: type, mms_static_image_asset_id: picture }) =>
      !type || (type === 'MMS') === (picture !== null && picture !== undefined),
    {
      path: ['text_message_type'],
      error: 'must be MMS with mms_static_image_asset_id, and SMS without',
    },
  )

const WhatsappDetails = z.strictObject({
  channel: z.literal('whatsapp'),
  template_id: notKept('a message says its body'),
  shorten_links: Flag,
  /** Ours. */
  body: Text,
})

const Details = z.discriminatedUnion('channel', [EmailDetails, SmsDetails, WhatsappDetails], {
  error: 'must be email, sms or whatsapp: pushes are not sent',
})
export type Details = z.output<typeof Details>

const VariationDefinition = z.strictObject({ name: Name.nullish(), details: Details.nullish() })
export type VariationDefinition = z.output<typeof VariationDefinition>

const Variations = z
  .array(z.strictObject({ definition: VariationDefinition }))
  .max(CAMPAIGN_VARIATIONS_MAX)
  .nullish()

// — Resources

const Nothing = z.null()

export const BetaCampaign = resourceType({
  type: 'campaign',
  self: '/api/campaigns/{id}/',
  attributes: z.object({
    created_at: InstantOut,
    updated_at: InstantOut,
    definition: z.object({
      name: z.string(),
      builder: z.enum(BUILDERS),
      archived: z.boolean(),
      color: z.string().nullable(),
      description: z.string().nullable(),
      send_settings: z.object({
        send_timezone: Nothing,
        send_strategy: Nothing,
        send_passed_rltz_immediately: Nothing,
        exit_condition_enabled: z.literal(false),
        exit_condition_conversion_metric_id: Nothing,
      }),
    }),
  }),
  relationships: {
    'campaign-audiences': { to: 'campaign-audience', many: true },
    'campaign-messages': { to: 'campaign-message', many: true },
    tags: { to: 'tag', many: true },
  },
})

export const CampaignAudience = resourceType({
  type: 'campaign-audience',
  self: '/api/campaign-audiences/{id}/',
  attributes: z.object({
    created: InstantOut,
    updated: InstantOut,
    definition: z.object({
      name: z.string().nullable(),
      included: z.array(z.string()),
      excluded: z.array(z.string()),
      priority: z.int().nullable(),
    }),
  }),
  relationships: {
    campaign: { to: 'campaign', many: false },
    'campaign-messages': { to: 'campaign-message', many: true },
  },
})

export const BetaMessage = resourceType({
  type: 'campaign-message',
  self: '/api/campaign-messages/{id}/',
  attributes: z.object({
    created: InstantOut,
    updated: InstantOut,
    definition: z.object({
      name: z.string().nullable(),
      status: z.enum(BETA_STATUSES).nullable(),
      tracking_options: z.object({
        is_add_utm: z.boolean(),
        is_tracking_clicks: z.boolean(),
        is_tracking_opens: z.boolean(),
      }),
      send_options: z.object({
        send_time: InstantOut.nullable(),
        send_times: Nothing,
        send_strategy: z.enum(BETA_STRATEGIES),
        recipient_percentage: Nothing,
        throttling_type: z.enum(['none', 'throttle-for-campaigns-and-flows']),
        throttle_unit: z.literal('hour').nullable(),
        is_ignoring_unsubscribes: z.literal(false),
      }),
    }),
  }),
  relationships: {
    campaign: { to: 'campaign', many: false },
    'campaign-audience': { to: 'campaign-audience', many: false },
    'campaign-variations': { to: 'campaign-variation', many: true },
  },
})

export const BetaVariation = resourceType({
  type: 'campaign-variation',
  self: '/api/campaign-variations/{id}/',
  attributes: z.object({
    created: InstantOut,
    updated: InstantOut,
    definition: z.object({ name: z.string(), details: z.record(z.string(), z.unknown()) }),
  }),
  relationships: {
    'campaign-message': { to: 'campaign-message', many: false },
    translation: { to: 'translation', many: false },
    image: { to: 'image', many: false },
  },
})

/** There is none yet; the shape has a place for it. */
const Translation = resourceType({
  type: 'translation',
  self: '/api/translations/{id}/',
  attributes: z.object({
    source_locale: z.string(),
    target_locales: z.array(z.string()),
    channel: z.string(),
  }),
})

export const MessageSchedule = resourceType({
  type: 'campaign-message-schedule',
  self: '/api/campaign-message-schedule/{id}/',
  attributes: z.object({
    send_time: InstantOut.nullable(),
    send_date: z.string().nullable(),
    strategy: z.enum(['local_timezone', 'smart_send_time', 'static', 'throttled']),
    throttling_percentage: z.int().nullable(),
    throttle_unit: z.literal('hour').nullable(),
  }),
  relationships: { 'campaign-message': { to: 'campaign-message', many: false } },
})

// — Endpoints

const shared = { tag: 'Campaigns (beta)', rate: 'M', revision: 'beta' } as const
const reading = { ...shared, method: 'GET', access: 'campaigns:read' } as const
const writing = { ...shared, access: 'campaigns:write' } as const

type Path = Endpoint['path']

/** Reads the ids alone that a relationship leads to. */
function pointers(id: string, path: Path, type: string, toMany: boolean, summary: string) {
  return endpoint({ ...reading, id, path, summary, reply: { status: 200, linkage: type, toMany } })
}

const instants = {
  type: 'datetime',
  operators: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
} as const

export const getCampaignsBeta = endpoint({
  ...reading,
  id: 'getCampaignsBeta',
  path: '/api/campaigns',
  summary: 'All campaigns, newest first.',
  filter: {
    id: { type: 'string', operators: ['any'] },
    name: { type: 'string', operators: ['contains'] },
    archived: { type: 'boolean', operators: ['equals'] },
    builder: { type: 'enum', values: BUILDERS, operators: ['equals'] },
    created_at: instants,
    updated_at: instants,
  } as const satisfies FilterFields,
  sort: ['created_at', 'id', 'name', 'updated_at'],
  include: { 'campaign-audiences': CampaignAudience, 'campaign-messages': BetaMessage },
  page: { default: 100, max: 100 },
  reply: { status: 200, many: BetaCampaign },
})

export const getCampaignBeta = endpoint({
  ...reading,
  id: 'getCampaignBeta',
  path: '/api/campaigns/{id}',
  summary: 'One campaign.',
  include: { 'campaign-audiences': CampaignAudience, 'campaign-messages': BetaMessage },
  reply: { status: 200, one: BetaCampaign },
})

const AfterwardsOnly = (type: 'campaign-audience' | 'campaign-message' | 'tag', how: string) =>
  z.strictObject({
    data: z
      .array(linkage(type))
      .max(0, { error: `must be empty: ${how}` })
      .optional(),
  })

export const createCampaignBeta = endpoint({
  ...writing,
  id: 'createCampaignBeta',
  method: 'POST',
  path: '/api/campaigns',
  summary: `Create a campaign, at once with up to ${CAMPAIGN_AUDIENCES_MAX} audiences and ${CAMPAIGN_MESSAGES_MAX} messages. All are drafts.`,
  body: document(
    z.strictObject({
      type: z.literal('campaign'),
      attributes: z.strictObject({
        definition: CampaignDefinition,
        messages: z
          .array(
            z.strictObject({
              audience_temporary_id: z.string().min(1).max(200),
              name: Name.nullish(),
              is_add_utm: Flag,
              throttling_type: z
                .enum(['NONE', 'FOR_CAMPAIGNS_AND_FLOWS'], {
                  error: `must be NONE or FOR_CAMPAIGNS_AND_FLOWS: ${ONE_SMART_SENDING}`,
                })
                .nullish(),
              variations: Variations,
            }),
          )
          .max(CAMPAIGN_MESSAGES_MAX)
          .nullish(),
        audiences: z
          .array(
            z.strictObject({
              temporary_id: z.string().min(1).max(200),
              name: Name.nullish(),
              included: GroupIds.nullish(),
              excluded: GroupIds.nullish(),
            }),
          )
          .max(CAMPAIGN_AUDIENCES_MAX)
          .nullish(),
      }),
      relationships: z
        .strictObject({
          'campaign-audiences': AfterwardsOnly(
            'campaign-audience',
            'say new ones in attributes.audiences',
          ).optional(),
          'campaign-messages': AfterwardsOnly(
            'campaign-message',
            'say new ones in attributes.messages',
          ).optional(),
          tags: AfterwardsOnly(
            'tag',
            'put tags on it with POST /api/tags/{id}/relationships/campaigns',
          ).optional(),
        })
        .optional(),
    }),
  ),
  reply: { status: 201, one: BetaCampaign },
})

export const updateCampaignBeta = endpoint({
  ...writing,
  id: 'updateCampaignBeta',
  method: 'PATCH',
  path: '/api/campaigns/{id}',
  summary:
    'Change what a campaign is called and how it looks, or put it away. What is not sent stays.',
  body: document(
    z.strictObject({
      type: z.literal('campaign'),
      id: Id,
      attributes: z.strictObject({ definition: CampaignDefinition }),
    }),
  ),
  reply: { status: 200, one: BetaCampaign },
})

export const cloneCampaignBeta = endpoint({
  ...writing,
  id: 'cloneCampaignBeta',
  method: 'POST',
  path: '/api/campaign-clone',
  summary: 'A draft like another campaign, with copies of its audiences, messages and templates.',
  body: document(
    z.strictObject({
      type: z.literal('campaign'),
      id: Id,
      attributes: z.strictObject({ name: Name.nullish() }).optional(),
    }),
  ),
  reply: { status: 201, one: BetaCampaign },
})

export const getMessagesForCampaignBeta = endpoint({
  ...reading,
  id: 'getMessagesForCampaignBeta',
  path: '/api/campaigns/{id}/campaign-messages',
  summary: 'The messages of a campaign, in their order.',
  reply: { status: 200, many: BetaMessage },
})

export const getCampaignAudiencesForCampaign = endpoint({
  ...reading,
  id: 'getCampaignAudiencesForCampaign',
  path: '/api/campaigns/{id}/campaign-audiences',
  summary: 'The audiences of a campaign, in their order.',
  reply: { status: 200, many: CampaignAudience },
})

export const getAudienceIdsForCampaign = pointers(
  'getAudienceIdsForCampaign',
  '/api/campaigns/{id}/relationships/campaign-audiences',
  'campaign-audience',
  true,
  'The ids of the audiences of a campaign.',
)

// — Audiences

const campaignOf = z.strictObject({ data: linkage('campaign') })

export const createCampaignAudience = endpoint({
  ...writing,
  id: 'createCampaignAudience',
  method: 'POST',
  path: '/api/campaign-audiences',
  summary: 'Create one more audience of a campaign, for messages that come later.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-audience'),
      attributes: z.strictObject({ definition: AudienceDefinition }),
      relationships: z.strictObject({
        campaign: campaignOf,
        'campaign-messages': AfterwardsOnly(
          'campaign-message',
          'create messages for it with POST /api/campaign-messages',
        ).optional(),
      }),
    }),
  ),
  reply: { status: 201, one: CampaignAudience },
})

export const getCampaignAudience = endpoint({
  ...reading,
  id: 'getCampaignAudience',
  path: '/api/campaign-audiences/{id}',
  summary: 'One audience of a campaign.',
  include: { campaign: BetaCampaign, 'campaign-messages': BetaMessage },
  reply: { status: 200, one: CampaignAudience },
})

export const updateCampaignAudience = endpoint({
  ...writing,
  id: 'updateCampaignAudience',
  method: 'PATCH',
  path: '/api/campaign-audiences/{id}',
  summary: 'Change an audience whose messages are drafts or scheduled. What is not sent stays.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-audience'),
      id: Id,
      attributes: z.strictObject({ definition: AudienceDefinition.nullish() }),
    }),
  ),
  reply: { status: 200, one: CampaignAudience },
})

export const deleteCampaignAudience = endpoint({
  ...writing,
  id: 'deleteCampaignAudience',
  method: 'DELETE',
  path: '/api/campaign-audiences/{id}',
  summary: 'Delete an audience that no message has.',
  reply: { status: 204 },
})

export const cloneCampaignAudience = endpoint({
  ...writing,
  id: 'cloneCampaignAudience',
  method: 'POST',
  path: '/api/campaign-audience-clone',
  summary: 'An audience like another one, of its campaign unless another is named.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-audience-clone'),
      id: Id,
      attributes: z.strictObject({ id: Id, name: Name.nullish() }),
      relationships: z.strictObject({ campaign: campaignOf.optional() }).optional(),
    }),
  ),
  reply: { status: 201, one: CampaignAudience },
})

export const getCampaignForCampaignAudience = endpoint({
  ...reading,
  id: 'getCampaignForCampaignAudience',
  path: '/api/campaign-audiences/{id}/campaign',
  summary: 'The campaign that an audience belongs to.',
  reply: { status: 200, one: BetaCampaign },
})

export const getCampaignIdForCampaignAudience = pointers(
  'getCampaignIdForCampaignAudience',
  '/api/campaign-audiences/{id}/relationships/campaign',
  'campaign',
  false,
  'The id of the campaign that an audience belongs to.',
)

export const getMessagesForCampaignAudience = endpoint({
  ...reading,
  id: 'getMessagesForCampaignAudience',
  path: '/api/campaign-audiences/{id}/campaign-messages',
  summary: 'The messages that go to an audience.',
  reply: { status: 200, many: BetaMessage },
})

export const getMessageIdsForCampaignAudience = pointers(
  'getMessageIdsForCampaignAudience',
  '/api/campaign-audiences/{id}/relationships/campaign-messages',
  'campaign-message',
  true,
  'The ids of the messages that go to an audience.',
)

// — Messages

export const getCampaignMessages = endpoint({
  ...reading,
  id: 'getCampaignMessages',
  path: '/api/campaign-messages',
  summary: 'The messages of all campaigns, newest first.',
  filter: {
    id: { type: 'string', operators: ['any', 'equals'] },
    campaign_id: { type: 'string', operators: ['equals'] },
    name: { type: 'string', operators: ['contains'] },
    status: { type: 'enum', values: BETA_STATUSES, operators: ['equals'] },
    created: instants,
    updated: instants,
  } as const satisfies FilterFields,
  sort: ['created', 'id', 'name', 'status', 'updated'],
  include: { campaign: BetaCampaign, 'campaign-variations': BetaVariation },
  page: { default: 20, max: 100 },
  reply: { status: 200, many: BetaMessage },
})

const audienceOf = z.strictObject({ data: linkage('campaign-audience') })

export const createCampaignMessage = endpoint({
  ...writing,
  id: 'createCampaignMessage',
  method: 'POST',
  path: '/api/campaign-messages',
  summary: 'Create one more message of a campaign, for one of its audiences.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-message'),
      attributes: z.strictObject({ definition: MessageDefinition, variations: Variations }),
      relationships: z.strictObject({ campaign: campaignOf, 'campaign-audience': audienceOf }),
    }),
  ),
  reply: { status: 201, one: BetaMessage },
})

export const getCampaignMessageBeta = endpoint({
  ...reading,
  id: 'getCampaignMessageBeta',
  path: '/api/campaign-messages/{id}',
  summary: 'One message of a campaign.',
  include: { campaign: BetaCampaign, 'campaign-variations': BetaVariation },
  reply: { status: 200, one: BetaMessage },
})

export const updateCampaignMessageBeta = endpoint({
  ...writing,
  id: 'updateCampaignMessageBeta',
  method: 'PATCH',
  path: '/api/campaign-messages/{id}',
  summary: 'Change how a message that is a draft or scheduled is called, tracked and held back.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-message'),
      id: Id,
      attributes: z.strictObject({ definition: MessageDefinition.nullish() }),
    }),
  ),
  reply: { status: 200, one: BetaMessage },
})

export const deleteCampaignMessage = endpoint({
  ...writing,
  id: 'deleteCampaignMessage',
  method: 'DELETE',
  path: '/api/campaign-messages/{id}',
  summary: 'Delete a message that nobody got.',
  reply: { status: 204 },
})

export const cloneCampaignMessage = endpoint({
  ...writing,
  id: 'cloneCampaignMessage',
  method: 'POST',
  path: '/api/campaign-message-clone',
  summary: 'A draft like another message, for an audience of the same campaign or another one.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-message'),
      id: Id,
      attributes: z.strictObject({ id: Id, name: Name.nullish() }),
      relationships: z.strictObject({ 'campaign-audience': audienceOf }),
    }),
  ),
  reply: { status: 201, one: BetaMessage },
})

export const getCampaignForCampaignMessageBeta = endpoint({
  ...reading,
  id: 'getCampaignForCampaignMessageBeta',
  path: '/api/campaign-messages/{id}/campaign',
  summary: 'The campaign that a message belongs to.',
  reply: { status: 200, one: BetaCampaign },
})

export const getAudienceForCampaignMessage = endpoint({
  ...reading,
  id: 'getAudienceForCampaignMessage',
  path: '/api/campaign-messages/{id}/campaign-audience',
  summary: 'The audience that a message goes to.',
  reply: { status: 200, one: CampaignAudience },
})

export const getAudienceIdForCampaignMessage = pointers(
  'getAudienceIdForCampaignMessage',
  '/api/campaign-messages/{id}/relationships/campaign-audience',
  'campaign-audience',
  false,
  'The id of the audience that a message goes to.',
)

export const getTagsForCampaignMessage = endpoint({
  ...reading,
  access: 'tags:read',
  id: 'getTagsForCampaignMessage',
  path: '/api/campaign-messages/{id}/tags',
  summary: 'The tags of a message: those of its campaign.',
  reply: { status: 200, many: Tag },
})

export const getTagIdsForCampaignMessage = endpoint({
  ...reading,
  access: 'tags:read',
  id: 'getTagIdsForCampaignMessage',
  path: '/api/campaign-messages/{id}/relationships/tags',
  summary: 'The ids of the tags of a message.',
  reply: { status: 200, linkage: 'tag', toMany: true },
})

export const getVariationsForCampaignMessage = endpoint({
  ...reading,
  id: 'getVariationsForCampaignMessage',
  path: '/api/campaign-messages/{id}/campaign-variations',
  summary: 'The variations of a message. The first is the message itself.',
  reply: { status: 200, many: BetaVariation },
})

export const getVariationIdsForCampaignMessage = pointers(
  'getVariationIdsForCampaignMessage',
  '/api/campaign-messages/{id}/relationships/campaign-variations',
  'campaign-variation',
  true,
  'The ids of the variations of a message.',
)

// — Variations

export const createCampaignVariationBeta = endpoint({
  ...writing,
  id: 'createCampaignVariationBeta',
  method: 'POST',
  path: '/api/campaign-variations',
  summary: `Say a message another way too, up to ${CAMPAIGN_VARIATIONS_MAX} in all.`,
  body: document(
    z.strictObject({
      type: z.literal('campaign-variation'),
      attributes: z.strictObject({ definition: VariationDefinition }),
      relationships: z.strictObject({
        'campaign-message': z.strictObject({ data: linkage('campaign-message') }),
      }),
    }),
  ),
  reply: { status: 201, one: BetaVariation },
})

export const getCampaignVariation = endpoint({
  ...reading,
  id: 'getCampaignVariation',
  path: '/api/campaign-variations/{id}',
  summary: 'One variation of a message.',
  include: { 'campaign-message': BetaMessage, image: Image, translation: Translation },
  reply: { status: 200, one: BetaVariation },
})

export const updateCampaignVariationBeta = endpoint({
  ...writing,
  id: 'updateCampaignVariationBeta',
  method: 'PATCH',
  path: '/api/campaign-variations/{id}',
  summary: 'Change what a variation says. Messages that wait say the new; what is not sent stays.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-variation'),
      id: Id,
      attributes: z.strictObject({ definition: VariationDefinition }),
    }),
  ),
  reply: { status: 200, one: BetaVariation },
})

export const deleteCampaignVariationBeta = endpoint({
  ...writing,
  id: 'deleteCampaignVariationBeta',
  method: 'DELETE',
  path: '/api/campaign-variations/{id}',
  summary: 'Take a variation away. The first one is the message itself and stays.',
  reply: { status: 204 },
})

export const getMessageForCampaignVariation = endpoint({
  ...reading,
  id: 'getMessageForCampaignVariation',
  path: '/api/campaign-variations/{id}/campaign-message',
  summary: 'The message that a variation says.',
  reply: { status: 200, one: BetaMessage },
})

export const getMessageIdForCampaignVariation = pointers(
  'getMessageIdForCampaignVariation',
  '/api/campaign-variations/{id}/relationships/campaign-message',
  'campaign-message',
  false,
  'The id of the message that a variation says.',
)

export const getImageForCampaignVariation = endpoint({
  ...reading,
  id: 'getImageForCampaignVariation',
  path: '/api/campaign-variations/{id}/image',
  summary: 'The picture that goes along with a text; null when there is none.',
  reply: { status: 200, one: Image },
})

export const getImageIdForCampaignVariation = pointers(
  'getImageIdForCampaignVariation',
  '/api/campaign-variations/{id}/relationships/image',
  'image',
  false,
  'The id of the picture that goes along with a text.',
)

export const getTranslationForCampaignVariation = endpoint({
  ...reading,
  id: 'getTranslationForCampaignVariation',
  path: '/api/campaign-variations/{id}/translation',
  summary: 'Always null: variations have no translations.',
  reply: { status: 200, one: Translation },
})

export const getTranslationIdForCampaignVariation = pointers(
  'getTranslationIdForCampaignVariation',
  '/api/campaign-variations/{id}/relationships/translation',
  'translation',
  false,
  'Always null: variations have no translations.',
)

// — Sending

const NOT_THIS = (strategy: string) => notKept(`it belongs to the strategy ${strategy}`)
const notThrottled = NOT_THIS('throttled')
const notLocal = NOT_THIS('local_timezone')
const notSmart = NOT_THIS('smart_send_time')

const Schedule = z.discriminatedUnion('strategy', [
  z.strictObject({
    strategy: z.literal('static'),
    send_time: DateTime,
    send_date: notSmart,
    throttled_options: notThrottled,
    timezone_options: notLocal,
  }),
  z.strictObject({
    strategy: z.literal('local_timezone'),
    /** What the clocks of each recipient show; its offset is not looked at. */
    send_time: DateTime,
    send_date: notSmart,
    throttled_options: notThrottled,
    timezone_options: z
      .strictObject({ send_past_timezones_tomorrow: z.boolean().nullish() })
      .nullish(),
  }),
  z.strictObject({
    strategy: z.literal('throttled'),
    send_time: DateTime,
    send_date: notSmart,
    throttled_options: z.strictObject({
      throttling_percentage: z.literal(THROTTLE_PERCENTAGES),
      throttle_unit: z
        .literal('hour', { error: 'must be hour: portions are those of an hour' })
        .nullish(),
    }),
    timezone_options: notLocal,
  }),
  z.strictObject({
    strategy: z.literal('smart_send_time'),
    send_time: notKept('each recipient has an hour of their own; say a send_date'),
    send_date: Day,
    throttled_options: notThrottled,
    timezone_options: notLocal,
  }),
])
export type Schedule = z.output<typeof Schedule>

export const scheduleCampaignMessage = endpoint({
  ...writing,
  id: 'scheduleCampaignMessage',
  method: 'POST',
  path: '/api/campaign-message-schedule',
  summary: 'Send a message at a time to come.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-message-schedule'),
      attributes: Schedule,
      relationships: z.strictObject({
        'campaign-message': z.strictObject({ data: linkage('campaign-message') }),
      }),
    }),
  ),
  reply: { status: 201, one: MessageSchedule },
})

export const updateCampaignMessageSchedule = endpoint({
  ...writing,
  id: 'updateCampaignMessageSchedule',
  method: 'PATCH',
  path: '/api/campaign-message-schedule/{id}',
  summary:
    'Cancel sending a message for good, or make one that was sent to nobody a draft again. The id is the message’s.',
  body: document(
    z.strictObject({
      type: z.literal('campaign-message-schedule'),
      id: Id,
      attributes: z.strictObject({ action: z.enum(['cancel', 'revert']) }),
    }),
  ),
  reply: { status: 204 },
})
