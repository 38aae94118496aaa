import { z } from 'zod'
import { CHANNELS, ESCALATION_CATEGORIES, HANDOFF_MODES } from './agent-words.ts'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'

/** Lines of history that one request may carry. */
export const RESPONSE_MESSAGES_MAX = 200
/** Longest single message, in characters. */
export const RESPONSE_MESSAGE_LENGTH_MAX = 10_000

const text = z.string().max(1_000).nullish()

export const ResponseCustomer = z.strictObject({
  email: text,
  phone_number: text,
  first_name: text,
  last_name: text,
  profile_id: z.string().max(200).nullish(),
})
export type ResponseCustomer = z.output<typeof ResponseCustomer>

export const ResponseEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), role: z.literal('agent'), content: z.string() }),
  z.object({
    type: z.literal('handoff'),
    mode: z.enum(HANDOFF_MODES),
    category: z.enum(ESCALATION_CATEGORIES).nullable(),
  }),
  z.object({ type: z.literal('require-authentication') }),
  z.object({ type: z.literal('error'), code: z.int(), message: z.string() }),
])
export type ResponseEvent = z.output<typeof ResponseEvent>

export const CustomerAgentResponse = resourceType({
  type: 'customer-agent-response',
  self: '/api/customer-agent-responses/{id}/',
  attributes: z.object({
    conversation_id: z.string(),
    /** In the order in which a shopper would see them. */
    events: z.array(ResponseEvent),
  }),
  relationships: { conversation: { to: 'customer-agent-conversation', many: false } },
})

export const createCustomerAgentResponse = endpoint({
  id: 'createCustomerAgentResponse',
  method: 'POST',
  path: '/api/customer-agent-responses',
  tag: 'Customer Agent',
  summary:
    'One turn: what the agent answers to the last message. `preview` writes nothing and counts nowhere; `live` starts or continues a conversation. `meta.trace` tells how the answer came about, `meta.products` which products it shows.',
  access: 'agents:write',
  body: document(
    z.strictObject({
      type: z.literal('customer-agent-response'),
      attributes: z.strictObject({
        mode: z.enum(['preview', 'live']),
        channel: z.enum(CHANNELS).nullish(),
        messages: z
          .array(
            z.strictObject({
              role: z.enum(['user', 'agent']),
              content: z.string().max(RESPONSE_MESSAGE_LENGTH_MAX),
            }),
          )
          .min(1)
          .max(RESPONSE_MESSAGES_MAX),
        customer: ResponseCustomer.nullish(),
      }),
      relationships: z
        .strictObject({
          conversation: z
            .strictObject({ data: linkage('customer-agent-conversation').nullish() })
            .nullish(),
        })
        .nullish(),
    }),
  ),
  reply: { status: 201, one: CustomerAgentResponse },
  rate: 'M',
})
