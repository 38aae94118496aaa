import type { Tx } from '../platform/sql.ts'
import { profileById } from '../profile/profiles.sql.ts'
import { isTurnDue, TRANSCRIPT_LINES_MAX } from './conversation.ts'
import { findConversation } from './conversations.sql.ts'
import { type Line, saidInEpisode } from './lines.sql.ts'
import type { ClaimedTurn, TranscriptLine } from './turn-outcome.ts'

/**
 * What the agent has to answer. Claiming writes nothing and waits for nobody: two may think at
 * once, and `commitTurn`, which looks again under the row lock, takes one of them.
 *
 * @returns undefined when no turn is due: nobody wrote, it was answered, or the team speaks
 */
export async function claimTurn(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<ClaimedTurn | undefined> {
  const found = await findConversation(tx, accountId, conversationId)
  if (!found?.episode || !isTurnDue(found.conversation)) return undefined
  const { conversation, episode } = found
  const [lines, profile] = await Promise.all([
    saidInEpisode(tx, accountId, conversation, TRANSCRIPT_LINES_MAX),
    profileById(tx, accountId, conversation.profileId),
  ])
  const transcript = lines.map(transcriptLine)
  return {
    accountId,
    conversationId,
    episode: conversation.episode,
    channel: conversation.channel,
    language: conversation.language,
    shopper: {
      profileId: conversation.profileId,
      email: profile?.email ?? null,
      phoneNumber: profile?.phone_number ?? null,
      firstName: profile?.first_name ?? null,
      lastName: profile?.last_name ?? null,
      isVerified: conversation.verifiedBy !== null,
    },
    page: conversation.page,
    previousSkill: episode.lastSkill,
    isHandoffOffered: conversation.offer !== null,
    transcript,
    unanswered: transcript.filter(
      (line) => line.author === 'shopper' && line.position > conversation.answeredPosition,
    ),
    readUpTo: conversation.lastShopperPosition,
    turnsBefore: conversation.turns,
    memory: conversation.memory,
  }
}

function transcriptLine({ position, author, text, at }: Line): TranscriptLine {
  return { position, author, text, at }
}
