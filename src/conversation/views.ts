import { type BUILT_IN_VIEWS, CONVERSATION_FILTERS } from '../contract/conversations.ts'
import { FilterError, type FilterTerm, parseFilter } from '../contract/filter.ts'
import { Problem } from '../platform/problem.ts'

/** The filters of the views that every inbox has. */
export const BUILT_IN_FILTERS: Record<(typeof BUILT_IN_VIEWS)[number], string> = {
  waiting: 'equals(owner,"team"),equals(is_snoozed,false)',
  mine: 'equals(owner,"team"),equals(assignee,"me"),equals(is_snoozed,false)',
  unassigned: 'equals(owner,"team"),equals(assignee,"nobody"),equals(is_snoozed,false)',
  agent: 'equals(status,"open")',
  snoozed: 'equals(is_snoozed,true)',
  'knowledge-gaps': 'equals(has_knowledge_gap,true)',
  ended: 'any(status,["resolved-by-ai","closed"])',
  all: '',
}

/**
 * A filter of the inbox that came in a body.
 * @param source where it stood
 * @throws Problem 400 naming what is wrong with it
 */
export function readConversationFilter(
  text: string,
  source: { pointer: string } | { parameter: string },
): FilterTerm[] {
  if (text.trim() === '') return []
  try {
    return parseFilter(text, CONVERSATION_FILTERS)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    throw new Problem(400, {
      code: 'invalid',
      title: 'Invalid input.',
      detail: error.message,
      fix: 'Write it as the filter of GET /api/x/conversations.',
      source,
    })
  }
}
