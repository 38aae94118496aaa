import type { ConversationStatus } from '../contract/agent-words.ts'
import type { VerifiedBy } from '../conversation/conversation.ts'
import type { Tx } from '../platform/sql.ts'

/** Where a conversation stands, as far as its shopper is told. */
export interface ChatStanding {
  conversationId: string
  profileId: string
  status: ConversationStatus
  isHandoffOffered: boolean
  /** The agent is about to answer. */
  isAnswerDue: boolean
  verifiedBy: VerifiedBy | null
  firstName: string | null
  /** Of the team's member who wrote last, while the team has the conversation. */
  teammateName: string | null
}

export async function findStanding(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<ChatStanding | undefined> {
  const [row] = await tx<ChatStanding[]>`
    select c.conversation_id as "conversationId", c.profile_id as "profileId", c.status,
           c.offer is not null and c.status = 'open' as "isHandoffOffered",
           c.status = 'open' and c.last_shopper_position > c.answered_position as "isAnswerDue",
           c.verified_by as "verifiedBy", p.first_name as "firstName",
           case when c.status = 'routed-to-team' then (
             select l.author_name
             from conversation_lines l
             where l.account_id = c.account_id
               and l.conversation_id = c.conversation_id
               and l.author = 'teammate'
               and l.kind <> 'note'
             order by l.position desc
             limit 1
           ) end as "teammateName"
    from conversations c
    join profiles p using (account_id, profile_id)
    where c.account_id = ${accountId}
      and c.conversation_id = ${conversationId}`
  return row
}
