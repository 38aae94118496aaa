import type { Language } from '../contract/agent-words.ts'
import type { Tx } from '../platform/sql.ts'
import type { Window } from './report-window.ts'
import type { RuleMatches } from './rule-coverage.ts'

/** Which escalation rules decided turns of the window, and how often. */
export function ruleMatches(
  tx: Tx,
  accountId: string,
  { from, until }: Window,
): Promise<RuleMatches[]> {
  return tx<RuleMatches[]>`
    select t.trace -> 'rule' ->> 'title' as title, count(*)::int as matched,
           max(t.at) as "lastMatchedAt"
    from conversation_turns t
    where t.account_id = ${accountId}
      and t.at >= ${from}
      and t.at < ${until}
      and jsonb_typeof(t.trace -> 'rule') = 'object'
    group by 1
    order by matched desc, 1`
}

export interface ReadMessage {
  conversationId: string
  text: string
  language: Language
}

/** What shoppers wrote before the newest turns of the window that no rule decided. */
export function newestUnmatched(
  tx: Tx,
  accountId: string,
  { from, until }: Window,
  limits: { turns: number; characters: number },
): Promise<ReadMessage[]> {
  return tx<ReadMessage[]>`
    with newest as (
      select t.conversation_id, t.turn, t.read_up_to, t.language, t.at
      from conversation_turns t
      where t.account_id = ${accountId}
        and t.at >= ${from}
        and t.at < ${until}
        and jsonb_typeof(t.trace -> 'rule') is distinct from 'object'
      order by t.at desc
      limit ${limits.turns}
    )
    select n.conversation_id as "conversationId", n.language,
           left(string_agg(l.text, ' ' order by l.position), ${limits.characters}) as text
    from newest n
    left join conversation_turns p
      on p.account_id = ${accountId}
      and p.conversation_id = n.conversation_id
      and p.turn = n.turn - 1
    join conversation_lines l
      on l.account_id = ${accountId}
      and l.conversation_id = n.conversation_id
      and l.position > coalesce(p.read_up_to, 0)
      and l.position <= n.read_up_to
      and l.author = 'shopper'
    group by n.conversation_id, n.turn, n.language, n.at
    order by n.at desc, n.conversation_id, n.turn`
}
