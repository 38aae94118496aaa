import type { Tx } from '../platform/sql.ts'
import { audiencesOfCampaigns } from './audiences.sql.ts'
import { type Audience, audiencesBefore, type CampaignMessage } from './campaign.ts'
import { messagesOfCampaigns } from './campaign-messages.sql.ts'
import type { Elsewhere } from './recipients.sql.ts'

/** To whom a message goes, and who belongs to other audiences of its campaign. */
export interface Path {
  audience: Audience
  /** Audiences that go before, as far as people may still be sent to because they are in them. */
  before: readonly Audience[]
  /** Null: the campaign has one audience. */
  elsewhere: Elsewhere | null
}

const NOBODY: Audience = { included: [], excluded: [] }

/** Whoever is in two audiences of a campaign gets the messages of one of them: this says of which. */
export async function pathOf(
  tx: Tx,
  accountId: string,
  { campaignId, audienceId }: Pick<CampaignMessage, 'campaignId' | 'audienceId'>,
): Promise<Path> {
  const audiences = await audiencesOfCampaigns(tx, accountId, [campaignId])
  const audience = audiences.find((one) => one.audienceId === audienceId) ?? NOBODY
  if (audiences.length < 2) return { audience, before: [], elsewhere: null }
  const messages = await messagesOfCampaigns(tx, accountId, [campaignId])
  const before = audiencesBefore(audienceId, audiences, messages)
  const isOver = (one: { audienceId: string }) =>
    messages.every((message) => message.audienceId !== one.audienceId || message.status === 'Sent')
  return {
    audience,
    before: before.filter((one) => !isOver(one)),
    elsewhere: {
      campaignId,
      before,
      messageIds: messages
        .filter((one) => one.audienceId !== audienceId)
        .map((one) => one.messageId),
    },
  }
}
