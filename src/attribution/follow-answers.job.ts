import { answerLog } from '../conversation/answer-log.ts'
import { follower } from '../platform/follower.ts'
import { wholeSecond } from '../platform/time.ts'
import { lockAllShards } from '../profile/shard-lock.sql.ts'
import { attribute, lockCurrent } from './attribute.action.ts'
import { answerKind, rankOf } from './touch.ts'

/** Takes in what the agent answered: answers are touches as clicks are. */
export const followAnswers = follower({
  name: 'attribution.answers',
  log: answerLog,
  batchMax: 1_000,
  restMs: 200,
  async apply(tx, batch) {
    const answers = await batch.rows(['profileId', 'conversationId', 'channel', 'at'])
    for (const [accountId, own] of Map.groupBy(answers, (answer) => answer.accountId)) {
      // Of everybody: those who were merged meanwhile are in other shards.
      await lockAllShards(tx, 'credits', accountId)
      const now = await lockCurrent(
        tx,
        accountId,
        own.map((answer) => answer.profileId),
      )
      const touches = own.flatMap(({ profileId, channel, at, position, conversationId }) => {
        const kind = answerKind(channel)
        if (!kind) return []
        return [
          {
            source: 'answer' as const,
            nth: position,
            profileId: now.get(profileId) ?? profileId,
            kind,
            rank: rankOf(kind),
            at: wholeSecond(at),
            isBot: false,
            isProxy: false,
            messageId: null,
            conversationId,
          },
        ]
      })
      await attribute(tx, accountId, { touches, eventIds: [] })
    }
  },
})
