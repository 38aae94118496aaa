import { invalid } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import type { CampaignMessage } from './campaign.ts'
import { variationsOfCampaigns } from './campaign-messages.sql.ts'

/** @throws Problem 400 for a strategy that does not go together with the rest of a message */
export async function refuseImpossible(
  tx: Tx,
  accountId: string,
  { messageId, campaignId, strategy, testShare, channel }: CampaignMessage,
  pointer = '/data/attributes/send_strategy/method',
): Promise<void> {
  if (strategy.method === 'smart_send_time' && channel !== 'email') {
    throw invalid(pointer, 'Only email has a smart send time: only mails are opened.')
  }
  const variations = await variationsOfCampaigns(tx, accountId, [campaignId])
  if (variations.filter((one) => one.messageId === messageId).length < 2) return
  if (strategy.method === 'throttled') {
    throw invalid(
      pointer,
      'A campaign with variations cannot be throttled.',
      'Take the variations away, or choose another strategy.',
    )
  }
  const isAtOwnTimes =
    strategy.method === 'smart_send_time' ||
    (strategy.method === 'static' && strategy.options?.is_local === true)
  if (isAtOwnTimes && (testShare ?? 0) < 100) {
    throw invalid(
      pointer,
      'A winner cannot be chosen while others still wait for their own time of day.',
      'Set test_share to 100, or choose a time that is the same for all.',
    )
  }
}
