/** A line of a conversation that has to reach the shopper outside. */
export interface DeliveredLine {
  conversationId: string
  position: number
}

/** What the outbox knows a line by; its parts have a number more. */
export function deliveryKey({ conversationId, position }: DeliveredLine): string {
  return `conversation ${conversationId} ${position}`
}

/** The line behind a key of the outbox; undefined when something else was sent. */
export function deliveryOf(dedupeKey: string): DeliveredLine | undefined {
  const found = /^conversation ([0-9a-f-]{36}) (\d+)(?: \d+)?$/.exec(dedupeKey)
  if (!found) return undefined
  const [, conversationId = '', position = ''] = found
  return { conversationId, position: Number(position) }
}
