import type { Tx } from '../platform/sql.ts'
import type { FoundPassage, KnowledgeQuestion } from './passage.ts'

/** The passages that answer a question best, best first; none below a score of 0.05. */
export async function findPassages(
  _tx: Tx,
  _accountId: string,
  _question: KnowledgeQuestion,
): Promise<FoundPassage[]> {
  return []
}

/** Whether there is anything that a question could be answered from. */
export async function hasKnowledge(tx: Tx, accountId: string): Promise<boolean> {
  const [row] = await tx`
    select
    from knowledge_editions e
    where e.account_id = ${accountId}
      and e.state = 'current'
      and e.passages > 0
    limit 1`
  return row !== undefined
}
