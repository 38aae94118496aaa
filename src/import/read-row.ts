import type { ImportKind, Mapping } from '../contract/imports.ts'
import type { EventToRecord } from '../event/new-event.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import type { FileRow } from './file-rows.ts'
import { type OrderLine, orderLineReader } from './order-line.ts'
import { apiEvent, apiProfile } from './read-api-shape.ts'
import { eventReader } from './read-event.ts'
import { nobody, profileReader } from './read-profile.ts'
import { decided, type Refusal } from './refusal.ts'

/** What one row of a file becomes. */
export type RowDecision =
  | { do: 'skip' }
  | { do: 'refuse'; refusal: Refusal }
  | { do: 'upsert'; profile: ProfileInput }
  | { do: 'record'; event: EventToRecord }
  | { do: 'gather'; line: OrderLine }

export type RowReader = (row: FileRow, now: Date) => RowDecision

/**
 * A function that decides about rows, one at a time.
 *
 * @param mapping null for JSON Lines in the shape of the API
 */
export function rowReader(kind: ImportKind, mapping: Mapping | null): RowReader {
  const decide = contentReader(kind, mapping)
  return (row, now) => {
    const { content } = row
    if (content === null) return { do: 'skip' }
    if (content.is === 'refused') return { do: 'refuse', refusal: content.refusal }
    const decision = decided(() => decide(row, content.values, now))
    return decision.is === 'ok' ? decision.value : { do: 'refuse', refusal: decision.refusal }
  }
}

type Content = Extract<FileRow['content'], { is: 'row' }>
type ContentReader = (row: FileRow, values: Content['values'], now: Date) => RowDecision

function contentReader(kind: ImportKind, mapping: Mapping | null): ContentReader {
  if (mapping === null) {
    return kind === 'profiles'
      ? (_, values) => ({ do: 'upsert', profile: apiProfile(values) })
      : (_, values, now) => ({ do: 'record', event: apiEvent(values, now) })
  }
  switch (mapping.kind) {
    case 'profiles': {
      const read = profileReader(mapping.profile, mapping.numbers, 'api')
      return (_, values) => {
        const profile = read(values)
        if (!profile) throw nobody(mapping.profile)
        return { do: 'upsert', profile }
      }
    }
    case 'events': {
      const read = eventReader(mapping)
      return (_, values, now) => ({ do: 'record', event: read(values, now) })
    }
    case 'orders': {
      const read = orderLineReader(mapping)
      return (row, values) => ({ do: 'gather', line: read(row, values) })
    }
  }
}
