import type { Attributions } from '../event/event-resource.ts'
import { eventIdText } from '../platform/id.ts'
import type { Linkage, Resource } from '../platform/json-api.ts'
import { type AttributionRow, attributionsOf } from './attributions.sql.ts'

/** What events are credited to, as the public API shows it: messages of campaigns and flows. */
export const attributionsShown: Attributions = async (tx, accountId, eventIds) => {
  const rows = await attributionsOf(tx, accountId, eventIds)
  return new Map(rows.map((row) => [row.eventId, attributionResource(row)]))
}

function attributionResource(row: AttributionRow): Resource {
  const id = eventIdText(row.eventId)
  const variation = row.flowMessageId === null ? null : row.variationId
  return {
    type: 'attribution',
    id,
    attributes: {},
    relationships: {
      event: { data: { type: 'event', id } },
      ...related('attributed-event', 'event', row.touchEventId && eventIdText(row.touchEventId)),
      ...related('campaign', 'campaign', row.campaignId),
      ...related('campaign-message', 'campaign-message', row.campaignMessageId),
      ...related('flow', 'flow', row.flowId),
      ...related('flow-message', 'flow-message', row.flowMessageId),
      ...related('flow-message-variation', 'flow-message', variation),
    },
  }
}

function related(
  name: string,
  type: string,
  id: string | number | null,
): Record<string, { data: Linkage }> {
  return id === null ? {} : { [name]: { data: { type, id: String(id) } } }
}
