import { findOfficeHours } from '../agent/office-hours.sql.ts'
import * as contract from '../contract/channels.ts'
import type { FilterTerm } from '../contract/filter.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { conflict, notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import {
  changeHandoff,
  type HandoffChangeServices,
  rotateHandoffSecret,
} from './change-handoff.action.ts'
import {
  findHandoffDelivery,
  type HandoffDeliveryRow,
  listHandoffDeliveries,
  queueAgain,
} from './handoff-deliveries.sql.ts'
import { SEND_HANDOFF } from './handoff-jobs.ts'
import { findHandoffSettings } from './handoff-settings.sql.ts'

/** Where conversations go when a person takes over, and what became of that. */
export function handoffRoutes(services: HandoffChangeServices): Route[] {
  return [
    implement(contract.getHandoffSettings, (call) =>
      call.read(async (tx) => ({ data: await settingsResource(tx, call.caller.accountId) })),
    ),

    implement(contract.updateHandoffSettings, async (call) => {
      const { id, attributes } = call.body.data
      const { accountId } = call.caller
      if (id !== undefined) refuseOtherId(id, accountId)
      await changeHandoff(
        services,
        call.caller,
        {
          webhookUrl: attributes.webhook_url,
          deskAddress: attributes.desk_email,
          officeHours: attributes.office_hours,
          closedMessage: attributes.closed_message,
        },
        call,
      )
      return call.read(async (tx) => ({ data: await settingsResource(tx, accountId) }))
    }),

    implement(contract.createHandoffWebhookSecret, async (call) => {
      const secret = await rotateHandoffSecret(services, call.caller, call)
      return {
        data: { type: 'handoff-webhook-secret', id: call.caller.accountId, attributes: { secret } },
      }
    }),

    implement(contract.getHandoffDeliveries, async (call) => {
      const { page, filter, additional } = call.query
      const fetched = await call.read((tx) =>
        listHandoffDeliveries(tx, call.caller.accountId, statesOf(filter), page),
      )
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: row.createdAt.toISOString(),
        id: row.deliveryId,
      }))
      const withPayload = additional.get('handoff-delivery')?.has('payload') ?? false
      return { data: rows.map((row) => deliveryResource(row, withPayload)), next, prev }
    }),

    implement(contract.getHandoffDelivery, async (call) => {
      const id = param(call, 'id')
      const row = await call.read((tx) => existing(tx, call.caller.accountId, id))
      const isAsked = call.query.additional.get('handoff-delivery')?.has('payload') ?? false
      return { data: deliveryResource(row, isAsked) }
    }),

    implement(contract.replayHandoffDelivery, (call) =>
      inAccount(call.sql, call.caller.accountId, async (tx) => {
        const { accountId } = call.caller
        const id = param(call, 'id')
        const { deliveryId } = await existing(tx, accountId, id)
        if (!(await queueAgain(tx, accountId, deliveryId))) {
          throw conflict(
            'delivery_under_way',
            `The delivery ${id} is being made at this moment.`,
            'Wait until it is sent or failed.',
          )
        }
        await enqueue(tx, SEND_HANDOFF, { accountId, deliveryId })
        return { data: deliveryResource(await existing(tx, accountId, id), false) }
      }),
    ),
  ]
}

/** The values of the filter's one term on a field; undefined without one. */
export function statesOf(filter: readonly FilterTerm[]): string[] | undefined {
  const values = filter
    .filter(({ field }) => field === 'state')
    .flatMap((term) => [term.value].flat())
  return values.length === 0 ? undefined : values.map(String)
}

async function existing(tx: Tx, accountId: string, id: string): Promise<HandoffDeliveryRow> {
  const deliveryId = uuidOf(id)
  const row = deliveryId && (await findHandoffDelivery(tx, accountId, deliveryId))
  if (!row) throw notFound('handoff-delivery', id)
  return row
}

async function settingsResource(tx: Tx, accountId: string): Promise<Resource> {
  const settings = await findHandoffSettings(tx, accountId)
  const hours = await findOfficeHours(tx, accountId)
  return {
    type: 'handoff-settings',
    id: accountId,
    attributes: {
      webhook_url: settings.webhookUrl,
      webhook_secret_hint: settings.webhookSecretHint,
      desk_email: settings.deskAddress,
      office_hours: hours.days,
      closed_message: hours.closedMessage,
      timezone: hours.timezone,
    },
  }
}

function deliveryResource(row: HandoffDeliveryRow, withPayload: boolean): Resource {
  return {
    type: 'handoff-delivery',
    id: ulidOf(row.deliveryId),
    attributes: {
      destination: row.destination,
      conversation_id: row.conversationId,
      is_test: row.cause.startsWith('test '),
      state: row.state,
      attempts: row.attempts,
      last_status: row.lastStatus,
      failure_detail: row.failureDetail,
      created_at: isoSeconds(row.createdAt),
      finished_at: row.finishedAt && isoSeconds(row.finishedAt),
      ...(withPayload ? { payload: row.payload } : {}),
    },
  }
}
