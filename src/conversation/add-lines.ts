import type { ConversationState, NewLine } from './conversation.ts'

/** The conversation after these lines. Notes and notices are nobody's turn to speak. */
export function addLines(
  conversation: ConversationState,
  lines: readonly NewLine[],
  now: Date,
): ConversationState {
  let after = conversation
  for (const { author, kind } of lines) {
    const position = after.lastPosition + 1
    const isSaid = kind !== 'note' && kind !== 'notice'
    after = {
      ...after,
      lastPosition: position,
      lastLineAt: now,
      lastAuthor: isSaid ? author : after.lastAuthor,
      lastShopperPosition: isSaid && author === 'shopper' ? position : after.lastShopperPosition,
    }
  }
  return after
}
