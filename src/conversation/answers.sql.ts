import type { Tx } from '../platform/sql.ts'

/** Note that the agent answered somebody. */
export async function logAnswer(
  tx: Tx,
  accountId: string,
  answer: {
    profileId: string
    shard: number
    conversationId: string
    channel: string
    turn: number
    at: Date
  },
): Promise<void> {
  await tx`
    insert into conversation_answers
      (account_id, shard, profile_id, conversation_id, channel, turn, at)
    values (${accountId}, ${answer.shard}, ${answer.profileId}, ${answer.conversationId},
            ${answer.channel}, ${answer.turn}, ${answer.at})
    on conflict do nothing`
}
